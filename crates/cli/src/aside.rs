//! Output that is written aside and moved into place at the end, so that a failure, a full disk or
//! an interruption leaves nothing half-written.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::failure::Failure;

/// What to do with output that exists.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it and refuse.
    Refuse,
    /// Replace it at the end.
    Replace,
}

impl Existing {
    pub fn from_force(force: bool) -> Existing {
        if force {
            Existing::Replace
        } else {
            Existing::Refuse
        }
    }
}

/// What stands between a target's name and the number of the process in the names of temporaries.
const OURS: &str = ".korridor-";
/// How long a temporary must lie untouched before it is swept.
const UNTOUCHED: Duration = Duration::from_secs(600);

/// Temporary files and folders to remove if the work does not finish.
type Leftovers = Arc<Mutex<BTreeSet<PathBuf>>>;

/// Everything that one run of a verb writes.
pub struct Aside {
    leftovers: Leftovers,
    staged: Vec<Staged>,
}

struct Staged {
    target: PathBuf,
    existing: Existing,
    place: Place,
}

/// Where the bytes go until they are moved.
enum Place {
    /// A sibling of the target.
    File { temporary: PathBuf, file: File },
    /// A sibling folder of the target.
    Folder { temporary: PathBuf },
    /// A sibling of the target that another library makes, with files of its own beside it.
    Made { temporary: PathBuf },
    /// The target itself, which is no regular file (a pipe, a device).
    Direct(File),
}

/// One output file, to be filled with [`Aside::write`].
#[derive(Clone, Copy)]
pub struct Slot(usize);

impl Aside {
    /// Starts with nothing; from here on an interruption removes what is written aside.
    pub fn new() -> Aside {
        let leftovers = Leftovers::default();
        let seen = Arc::clone(&leftovers);
        // Without a handler an interruption leaves temporary files: unpleasant, but no reason to
        // refuse to work.
        let _ = ctrlc::set_handler(move || {
            remove_all(&mut lock(&seen));
            std::process::exit(130);
        });
        Aside {
            leftovers,
            staged: Vec::new(),
        }
    }

    /// Opens a file beside `target`.
    ///
    /// # Errors
    /// The target exists and is not to be replaced, is a folder, or its folder takes no files.
    pub fn file(&mut self, target: &Path, existing: Existing) -> Result<Slot, Failure> {
        self.file_by(target, existing, |path| File::create_new(path))
    }

    /// As [`Aside::file`], of a file that only its owner may read.
    ///
    /// # Errors
    /// As [`Aside::file`].
    pub fn owners_file(&mut self, target: &Path, existing: Existing) -> Result<Slot, Failure> {
        self.file_by(target, existing, create_private)
    }

    fn file_by(
        &mut self,
        target: &Path,
        existing: Existing,
        create: impl Fn(&Path) -> io::Result<File>,
    ) -> Result<Slot, Failure> {
        let target = resolve(target)?;
        let place = match fs::symlink_metadata(&target) {
            Ok(data) if data.is_dir() => {
                return Err(Failure::input(
                    target.display(),
                    "a folder",
                    "a file to write",
                ));
            }
            Ok(data) if !data.is_file() => {
                let file = OpenOptions::new().write(true).open(&target);
                Place::Direct(file.map_err(|error| Failure::io(&target, &error))?)
            }
            Ok(_) if existing == Existing::Refuse => return Err(exists(&target)),
            _ => {
                if self
                    .staged
                    .iter()
                    .any(|staged| same(&staged.target, &target))
                {
                    let found = "two outputs to one file";
                    return Err(Failure::input(target.display(), found, "a file for each"));
                }
                let (temporary, file) = self.temporary(&target, create)?;
                Place::File { temporary, file }
            }
        };
        self.staged.push(Staged {
            target,
            existing,
            place,
        });
        Ok(Slot(self.staged.len() - 1))
    }

    /// Makes a folder beside `target` and returns its path, to be filled with files. A folder that
    /// exists is replaced only if it holds the file `mark`, which says that it is one of ours.
    ///
    /// # Errors
    /// The target exists and is not to be replaced, or its parent takes no folders.
    pub fn folder(
        &mut self,
        target: &Path,
        existing: Existing,
        mark: &str,
    ) -> Result<PathBuf, Failure> {
        self.folder_by(target, existing, mark, |path| fs::create_dir(path))
    }

    /// As [`Aside::folder`], of a folder that only its owner may look into.
    ///
    /// # Errors
    /// As [`Aside::folder`].
    pub fn owners_folder(
        &mut self,
        target: &Path,
        existing: Existing,
        mark: &str,
    ) -> Result<PathBuf, Failure> {
        self.folder_by(target, existing, mark, create_private_folder)
    }

    fn folder_by(
        &mut self,
        target: &Path,
        existing: Existing,
        mark: &str,
        create: impl Fn(&Path) -> io::Result<()>,
    ) -> Result<PathBuf, Failure> {
        let target = resolve(target)?;
        match fs::symlink_metadata(&target) {
            Ok(_) if existing == Existing::Refuse => return Err(exists(&target)),
            Ok(data) if !data.is_dir() => {
                return Err(Failure::input(
                    target.display(),
                    "a file",
                    "a folder to replace",
                ));
            }
            Ok(_) if !target.join(mark).is_file() => {
                let expected = format!("a folder with {mark}: others are not replaced");
                return Err(Failure::input(
                    target.display(),
                    format!("no {mark}"),
                    expected,
                ));
            }
            _ => {}
        }
        let (temporary, ()) = self.temporary(&target, create)?;
        self.staged.push(Staged {
            target,
            existing,
            place: Place::Folder {
                temporary: temporary.clone(),
            },
        });
        Ok(temporary)
    }

    /// Opens a file beside `target` that only its owner may read. What exists is never replaced.
    ///
    /// # Errors
    /// The target exists, or its folder takes no files.
    pub fn private_file(&mut self, target: &Path) -> Result<Slot, Failure> {
        let target = resolve(target)?;
        if is_there(&target) {
            return Err(exists(&target));
        }
        let (temporary, file) = self.temporary(&target, create_private)?;
        self.staged.push(Staged {
            target,
            existing: Existing::Refuse,
            place: Place::File { temporary, file },
        });
        Ok(Slot(self.staged.len() - 1))
    }

    /// A path beside `target` at which another library makes a file, which only its owner may read in the end. What
    /// exists is never replaced.
    ///
    /// # Errors
    /// The target exists, or its folder takes no files.
    pub fn made(&mut self, target: &Path) -> Result<PathBuf, Failure> {
        let target = resolve(target)?;
        if is_there(&target) {
            return Err(exists(&target));
        }
        // Made and removed again, to learn now that the folder takes files.
        let (temporary, _) = self.temporary(&target, |path| File::create_new(path))?;
        fs::remove_file(&temporary).map_err(|error| Failure::io(&target, &error))?;
        let mut leftovers = lock(&self.leftovers);
        for beside in ["-wal", "-shm", "-journal"] {
            let mut name = temporary.clone().into_os_string();
            name.push(beside);
            leftovers.insert(PathBuf::from(name));
        }
        drop(leftovers);
        self.staged.push(Staged {
            target,
            existing: Existing::Refuse,
            place: Place::Made {
                temporary: temporary.clone(),
            },
        });
        Ok(temporary)
    }

    /// Writes all of an output file.
    pub fn write(&mut self, slot: Slot, bytes: &[u8]) -> Result<(), Failure> {
        let staged = &mut self.staged[slot.0];
        let (Place::File { file, .. } | Place::Direct(file)) = &mut staged.place else {
            return Ok(());
        };
        file.write_all(bytes)
            .map_err(|error| Failure::io(&staged.target, &error))
    }

    /// Moves everything into place, after it has reached the disk.
    ///
    /// # Errors
    /// What the operating system says; then what was not yet moved is removed.
    pub fn commit(mut self) -> Result<(), Failure> {
        for Staged { target, place, .. } in &self.staged {
            let flushed = match place {
                Place::File { file, .. } => file.sync_all(),
                Place::Folder { temporary } => sync_folder(temporary),
                Place::Made { temporary } => {
                    keep_private(temporary).and_then(|()| File::open(temporary)?.sync_all())
                }
                Place::Direct(_) => Ok(()),
            };
            flushed.map_err(|error| Failure::io(target, &error))?;
        }
        // Somebody may have made one of them while this was at work.
        let made = |staged: &&Staged| {
            let moves = !matches!(staged.place, Place::Direct(_));
            moves && staged.existing == Existing::Refuse && is_there(&staged.target)
        };
        if let Some(staged) = self.staged.iter().find(made) {
            return Err(exists(&staged.target));
        }
        for Staged { target, place, .. } in std::mem::take(&mut self.staged) {
            let moved = match &place {
                Place::File { temporary, .. } | Place::Made { temporary } => {
                    self.settle(temporary, &target)
                }
                Place::Folder { temporary } => self.settle_folder(temporary, &target),
                Place::Direct(_) => Ok(()),
            };
            moved.map_err(|error| Failure::io(&target, &error))?;
        }
        Ok(())
    }

    /// Moves a file, and makes the move itself durable.
    fn settle(&self, temporary: &Path, target: &Path) -> io::Result<()> {
        fs::rename(temporary, target)?;
        lock(&self.leftovers).remove(temporary);
        sync_parent(target)
    }

    /// Moves a folder; the one that it replaces steps aside first and is removed last.
    fn settle_folder(&self, temporary: &Path, target: &Path) -> io::Result<()> {
        if !target.exists() {
            return self.settle(temporary, target);
        }
        let old = sibling(target, "old");
        fs::rename(target, &old)?;
        if let Err(error) = self.settle(temporary, target) {
            fs::rename(&old, target)?;
            return Err(error);
        }
        fs::remove_dir_all(&old)
    }

    /// Makes a sibling of `target` with `make` and remembers to remove it.
    fn temporary<T>(
        &self,
        target: &Path,
        make: impl Fn(&Path) -> io::Result<T>,
    ) -> Result<(PathBuf, T), Failure> {
        sweep(target);
        let temporary = sibling(target, "tmp");
        let mut leftovers = lock(&self.leftovers);
        let made = make(&temporary).map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                let found = "its folder does not exist";
                Failure::input(target.display(), found, "a folder to write into")
            }
            _ => Failure::io(target, &error),
        })?;
        leftovers.insert(temporary.clone());
        Ok((temporary, made))
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        remove_all(&mut lock(&self.leftovers));
    }
}

fn lock(leftovers: &Leftovers) -> MutexGuard<'_, BTreeSet<PathBuf>> {
    leftovers.lock().unwrap_or_else(PoisonError::into_inner)
}

fn remove_all(leftovers: &mut BTreeSet<PathBuf>) {
    for path in std::mem::take(leftovers) {
        // A file is no folder and the other way round: one of the two succeeds.
        if fs::remove_file(&path).is_err() {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

fn exists(target: &Path) -> Failure {
    Failure::input(
        target.display(),
        "it exists",
        "a new name, or --force to replace it",
    )
}

/// The target with links followed, so that the file that a link names is replaced, not the link.
fn resolve(target: &Path) -> Result<PathBuf, Failure> {
    if target.file_name().is_none() {
        return Err(Failure::input(
            target.display(),
            "no name",
            "a path that ends in a name",
        ));
    }
    Ok(fs::canonicalize(target).unwrap_or_else(|_| target.to_owned()))
}

/// Whether two targets are the same file, however their folders are written.
fn same(one: &Path, other: &Path) -> bool {
    let folder = |path: &Path| {
        let parent = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        fs::canonicalize(parent.unwrap_or(Path::new("."))).ok()
    };
    one == other || (one.file_name() == other.file_name() && folder(one) == folder(other))
}

/// A hidden neighbour of `target`, on the same file system, that no other process uses.
fn sibling(target: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!("{OURS}{}.{suffix}", std::process::id()));
    target.with_file_name(name)
}

/// Removes what runs that were killed left beside a target: it may hold what was erased since. Only what is surely ours,
/// of a process that is gone, and that nobody has touched for a while (the folder may be another machine's too).
fn sweep(target: &Path) {
    let folder = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // Where processes can't be looked up nothing is swept.
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let touched = entry.metadata().and_then(|data| data.modified());
        let idle = touched.is_ok_and(|at| at.elapsed().is_ok_and(|since| since > UNTOUCHED));
        if idle && entry.file_name().to_str().is_some_and(is_of_the_dead) {
            let path = entry.path();
            if fs::remove_file(&path).is_err() {
                let _ = fs::remove_dir_all(&path);
            }
        }
    }
}

/// Whether a name is one of [`sibling`]'s temporaries, or a helper file beside one, of a process that is gone.
fn is_of_the_dead(name: &str) -> bool {
    let Some((start, end)) = name.rsplit_once(OURS) else {
        return false;
    };
    let (id, kind) = end.split_once('.').unwrap_or((end, ""));
    let ours = ["tmp", "tmp-wal", "tmp-shm", "tmp-journal"].contains(&kind);
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    ours && is_id && start.starts_with('.') && !Path::new("/proc").join(id).exists()
}

/// A new file that only its owner may read, from its first moment on.
pub fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A folder that only its owner may look into.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Keeps others than its owner from a file.
fn keep_private(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn sync_parent(target: &Path) -> io::Result<()> {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

/// Flushes every file under `folder`, then the folders.
fn sync_folder(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folder(&entry.path())?;
        } else {
            File::open(entry.path())?.sync_all()?;
        }
    }
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_made_meanwhile_is_not_replaced() {
        let name = format!("korridor-aside-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        let (out, table) = (folder.join("out"), folder.join("table.csv"));

        let mut aside = Aside::new();
        let made = aside.folder(&out, Existing::Refuse, "mark").unwrap();
        fs::write(made.join("mark"), "ours").unwrap();
        fs::create_dir(&out).unwrap();
        fs::write(out.join("notes"), "theirs").unwrap();
        assert!(aside.commit().is_err());
        assert_eq!(fs::read_to_string(out.join("notes")).unwrap(), "theirs");

        let mut aside = Aside::new();
        let slot = aside.file(&table, Existing::Refuse).unwrap();
        aside.write(slot, b"ours").unwrap();
        fs::write(&table, "theirs").unwrap();
        assert!(aside.commit().is_err());
        assert_eq!(fs::read_to_string(&table).unwrap(), "theirs");

        let left = fs::read_dir(&folder).unwrap().count();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(left, 2, "nothing stays beside them");
    }
}
