//! Files that a verb reads.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::failure::{Complaint, Failure};
use crate::memory;

/// The bytes of a file, `None` if there is no such file.
///
/// # Errors
/// What the operating system says, or a file larger than the available memory.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, Complaint> {
    let complaint = |found: String, expected: &str| Complaint::new(path.display(), found, expected);
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(complaint(error.to_string(), "")),
        Ok(data) if data.is_dir() => return Err(complaint("a folder".into(), "a file")),
        Ok(data) if memory::available().is_some_and(|available| data.len() > available) => {
            let found = format!("a file of {}", memory::human(data.len()));
            return Err(complaint(found, "one that fits the available memory"));
        }
        Ok(_) => {}
    }
    fs::read(path)
        .map(Some)
        .map_err(|error| complaint(error.to_string(), ""))
}

/// Refuses a path that is no folder.
pub fn require_folder(path: &Path) -> Result<(), Failure> {
    match fs::metadata(path) {
        Ok(data) if data.is_dir() => Ok(()),
        Ok(_) => Err(Failure::input(path.display(), "a file", "a folder")),
        Err(error) => Err(Failure::io(path, &error)),
    }
}
