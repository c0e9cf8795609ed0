//! An open file, as SQLite's calls see it, in safe code. `vfs` translates.

use std::os::raw::c_int;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use rusqlite::ffi;

use crate::disk::{Shared, State};
use crate::fault::{Call, Failure};
use crate::image::FileId;
use crate::lock::{Busy, Level};
use crate::shared_memory::SharedMemory;

/// SQLite's result code for a call that did not succeed.
pub(crate) type Outcome<T = ()> = Result<T, c_int>;

/// One connection's open file.
#[derive(Debug)]
pub(crate) struct OpenFile {
    shared: Arc<Shared>,
    handle: u64,
    file: FileId,
    /// Whether the first sync also flushes the directory, as SQLite does on Unix for journals that may
    /// be new.
    owes_directory: bool,
    maps: bool,
}

/// How a file is to be opened.
pub(crate) struct Opening<'a> {
    /// `None` for a temporary file.
    pub(crate) name: Option<&'a str>,
    pub(crate) flags: c_int,
}

impl Opening<'_> {
    fn has(&self, flag: c_int) -> bool {
        self.flags & flag != 0
    }

    fn is_journal(&self) -> bool {
        self.has(
            ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_SUPER_JOURNAL,
        )
    }
}

impl OpenFile {
    pub(crate) fn open(shared: &Arc<Shared>, opening: &Opening) -> Outcome<OpenFile> {
        let mut state = shared.lock();
        if state.faults.call(Call::Open).is_some() {
            return Err(ffi::SQLITE_CANTOPEN);
        }
        let found = opening
            .name
            .and_then(|name| state.live.names.get(name))
            .copied();
        let creates = opening.has(ffi::SQLITE_OPEN_CREATE);
        let file = match found {
            Some(_) if creates && opening.has(ffi::SQLITE_OPEN_EXCLUSIVE) => {
                return Err(ffi::SQLITE_CANTOPEN);
            }
            Some(file) => file,
            None if creates || opening.name.is_none() => state.create(opening.name),
            None => return Err(ffi::SQLITE_CANTOPEN),
        };
        let handle = state.open(file);
        drop(state);
        let owes_directory = creates && opening.name.is_some() && opening.is_journal();
        Ok(OpenFile {
            shared: Arc::clone(shared),
            handle,
            file,
            owes_directory,
            maps: false,
        })
    }

    /// Fills `buffer`; zeros beyond the end, and SQLite is told that the file was short.
    pub(crate) fn read(&self, buffer: &mut [u8], offset: u64) -> Outcome {
        let mut state = self.shared.lock();
        if state.faults.call(Call::Read).is_some() {
            return Err(ffi::SQLITE_IOERR_READ);
        }
        let content = state
            .live
            .files
            .get(&self.file)
            .map_or(&[][..], Vec::as_slice);
        let start = content.len().min(offset as usize);
        let found = &content[start..content.len().min(start + buffer.len())];
        buffer[..found.len()].copy_from_slice(found);
        buffer[found.len()..].fill(0);
        if found.len() < buffer.len() {
            Err(ffi::SQLITE_IOERR_SHORT_READ)
        } else {
            Ok(())
        }
    }

    pub(crate) fn write(&self, bytes: &[u8], offset: u64) -> Outcome {
        let mut state = self.shared.lock();
        match state.faults.call(Call::Write) {
            Some(Failure::NoSpace) => return Err(ffi::SQLITE_FULL),
            Some(Failure::Short) => {
                let half = &bytes[..bytes.len() / 2];
                state
                    .write(self.file, offset, half)
                    .map_err(|_| ffi::SQLITE_FULL)?;
                return Err(ffi::SQLITE_IOERR_WRITE);
            }
            Some(Failure::Io | Failure::TooManyFiles) => return Err(ffi::SQLITE_IOERR_WRITE),
            None => {}
        }
        state
            .write(self.file, offset, bytes)
            .map_err(|_| ffi::SQLITE_FULL)
    }

    pub(crate) fn truncate(&self, size: u64) -> Outcome {
        let mut state = self.shared.lock();
        if state.faults.call(Call::Truncate).is_some() {
            return Err(ffi::SQLITE_IOERR_TRUNCATE);
        }
        state.truncate(self.file, size);
        Ok(())
    }

    pub(crate) fn sync(&mut self) -> Outcome {
        let mut state = self.shared.lock();
        if state.faults.call(Call::Sync).is_some() {
            state.fail_to_sync(self.file);
            return Err(ffi::SQLITE_IOERR_FSYNC);
        }
        state.sync(self.file);
        if std::mem::take(&mut self.owes_directory) {
            state.sync_directory();
        }
        Ok(())
    }

    pub(crate) fn size(&self) -> u64 {
        let state = self.shared.lock();
        state.live.files.get(&self.file).map_or(0, Vec::len) as u64
    }

    pub(crate) fn lock(&self, level: Level) -> Outcome {
        let mut state = self.shared.lock();
        let locks = state.locks.entry(self.file).or_default();
        locks
            .raise(self.handle, level)
            .map_err(|Busy| ffi::SQLITE_BUSY)
    }

    pub(crate) fn unlock(&self, level: Option<Level>) {
        let mut state = self.shared.lock();
        state
            .locks
            .entry(self.file)
            .or_default()
            .lower(self.handle, level);
    }

    pub(crate) fn is_reserved(&self) -> bool {
        let state = self.shared.lock();
        state
            .locks
            .get(&self.file)
            .is_some_and(|locks| locks.is_reserved())
    }

    /// The region of shared memory, or `None` if there is none and none is to be made; `region` looks at it while it lives..
    pub(crate) fn map<T>(
        &mut self,
        index: usize,
        size: usize,
        wanted: Wanted,
        region: impl Fn(&[AtomicU64]) -> T,
    ) -> Outcome<Option<T>> {
        let mut state = self.shared.lock();
        if state.faults.call(Call::Map).is_some() {
            return Err(ffi::SQLITE_IOERR_SHMMAP);
        }
        let memory = state.memories.entry(self.file).or_default();
        if !self.maps {
            memory.users += 1;
            self.maps = true;
        }
        if wanted == Wanted::IfThere && !memory.has(index) {
            return Ok(None);
        }
        Ok(Some(region(memory.region(index, size))))
    }

    pub(crate) fn lock_slots(&self, slots: std::ops::Range<usize>, flags: c_int) -> Outcome {
        let mut state = self.shared.lock();
        let locks = &mut Self::memory(&mut state, self.file).locks;
        if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
            locks.release(self.handle, slots);
            return Ok(());
        }
        let taken = if flags & ffi::SQLITE_SHM_SHARED != 0 {
            locks.share(self.handle, slots.start)
        } else {
            locks.exclude(self.handle, slots)
        };
        taken.map_err(|Busy| ffi::SQLITE_BUSY)
    }

    fn memory(state: &mut State, file: FileId) -> &mut SharedMemory {
        state.memories.entry(file).or_default()
    }

    /// The last user takes the memory with it.
    pub(crate) fn unmap(&mut self) {
        if !std::mem::take(&mut self.maps) {
            return;
        }
        let mut state = self.shared.lock();
        let memory = Self::memory(&mut state, self.file);
        memory.locks.release(self.handle, 0..8);
        memory.users -= 1;
        if memory.users == 0 {
            state.memories.remove(&self.file);
        }
    }
}

/// Whether a region of shared memory is made if it is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    IfThere,
    Always,
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        self.unlock(None);
        self.unmap();
        self.shared.lock().close(self.file);
    }
}
