//! Files that a verb reads.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::failure::{Complaint, Failure};
use crate::memory;

/// The bytes of a file, `None` if there is no such file.
///
/// # Errors
/// What the operating system says, or a file larger than the available memory.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, Complaint> {
    let complaint = |found: String, expected: &str| Complaint::new(path.display(), found, expected);
    let most = memory::available().unwrap_or(u64::MAX);
    let too_large = |bytes: u64| {
        let found = format!("a file of {}", memory::human(bytes));
        complaint(found, "one that fits the available memory")
    };
    match fs::metadata(path) {
        // A link that leads nowhere is a file that somebody meant to be there.
        Err(error) if error.kind() == ErrorKind::NotFound && path.is_symlink() => {
            return Err(complaint("a link that leads nowhere".into(), "a file"));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(complaint(error.to_string(), "")),
        Ok(data) if data.is_dir() => return Err(complaint("a folder".into(), "a file")),
        // A pipe or a device may keep one waiting, or never end.
        Ok(data) if !data.is_file() => {
            return Err(complaint("a pipe or device".into(), "a file"));
        }
        Ok(data) if data.len() > most => return Err(too_large(data.len())),
        Ok(_) => {}
    }
    // A file may be longer than it said, or grow: never half of it.
    let mut bytes = Vec::new();
    let read = File::open(path)
        .and_then(|file| file.take(most.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(|error| complaint(error.to_string(), ""))?;
    if read as u64 > most {
        return Err(too_large(read as u64));
    }
    Ok(Some(bytes))
}

/// Opens a file to be read; a pipe or a device could keep one waiting for ever, or never end.
///
/// # Errors
/// What the operating system says; no regular file.
pub fn open(path: &Path) -> std::io::Result<File> {
    match fs::metadata(path)?.is_file() {
        true => File::open(path),
        false => Err(std::io::Error::other(
            "no regular file; - reads standard input",
        )),
    }
}

/// Every file under `folder` by its path in it, with `/` between parts.
///
/// # Errors
/// Everything that cannot be read, and names that are no UTF-8.
pub fn read_tree(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Vec<Complaint>> {
    let (mut files, mut complaints) = (BTreeMap::new(), Vec::new());
    let mut left = vec![(folder.to_owned(), String::new())];
    while let Some((path, prefix)) = left.pop() {
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) => {
                complaints.push(Complaint::new(path.display(), error, ""));
                continue;
            }
        };
        for entry in entries.flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let Some(name) = name.to_str().map(|name| format!("{prefix}{name}")) else {
                complaints.push(Complaint::new(path.display(), "a name", "one in UTF-8"));
                continue;
            };
            // Links are not followed: they could lead round in circles.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                left.push((path, name + "/"));
                continue;
            }
            match read(&path) {
                Ok(bytes) => files.insert(name, bytes.unwrap_or_default()),
                Err(complaint) => {
                    complaints.push(complaint);
                    None
                }
            };
        }
    }
    if complaints.is_empty() {
        Ok(files)
    } else {
        Err(complaints)
    }
}

/// Refuses a path that is no folder.
pub fn require_folder(path: &Path) -> Result<(), Failure> {
    match fs::metadata(path) {
        Ok(data) if data.is_dir() => Ok(()),
        Ok(_) => Err(Failure::input(path.display(), "a file", "a folder")),
        Err(error) => Err(Failure::io(path, &error)),
    }
}

/// Refuses a path that is no folder with `file` in it, such as the file itself. `what` such a folder is
/// stands in the complaint.
pub fn require_folder_with(path: &Path, file: &str, what: &str) -> Result<(), Failure> {
    if path.is_file() && path.file_name().is_some_and(|name| name == file) {
        let expected = format!("the folder that it is in: {what}");
        return Err(Failure::input(path.display(), "a file", expected));
    }
    require_folder(path)?;
    let inside = path.join(file);
    if inside.exists() || inside.is_symlink() {
        return Ok(());
    }
    let found = format!("a folder without {file}");
    Err(Failure::input(path.display(), found, what))
}
