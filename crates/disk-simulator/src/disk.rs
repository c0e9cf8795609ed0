//! The disk as a test holds it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::cut::{self, Cut};
use crate::fault::{Call, Fault, Faults};
use crate::image::{FileId, Image};
use crate::journal::Operation;
use crate::lock::FileLocks;
use crate::shared_memory::SharedMemory;
use crate::vfs;

/// What a sync does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Syncs {
    /// What was written before it is durable after it.
    #[default]
    Kept,
    /// Nothing, but it says that it did: the disk that lies.
    Ignored,
}

/// One simulated disk with one directory. SQLite reaches it by the name of its file system, [`Disk::vfs`].
///
/// Dropping it takes the name out of SQLite's list; connections that are still open go on.
#[derive(Debug)]
pub struct Disk {
    shared: Arc<Shared>,
    registration: vfs::Registration,
}

impl Default for Disk {
    fn default() -> Disk {
        Disk::new()
    }
}

impl Disk {
    /// An empty disk.
    pub fn new() -> Disk {
        Disk::holding(Image::default())
    }

    /// A disk on which all of `image` is durable.
    pub fn holding(image: Image) -> Disk {
        Disk::in_state(State {
            next_file: image.next_file(),
            live: image.clone(),
            base: image,
            ..State::default()
        })
    }

    fn in_state(state: State) -> Disk {
        let shared = Arc::new(Shared(Mutex::new(state)));
        let registration = vfs::register(&shared);
        Disk {
            shared,
            registration,
        }
    }

    /// The name under which SQLite finds this disk, to be given when a database is opened.
    pub fn vfs(&self) -> &str {
        self.registration.name()
    }

    /// What can be read now: what a killed process leaves to the next one.
    pub fn image(&self) -> Image {
        let mut image = self.shared.lock().live.clone();
        image.sweep();
        image
    }

    /// What a power cut would leave. The disk itself goes on.
    pub fn cut(&self, cut: &Cut) -> Image {
        let state = self.shared.lock();
        cut::image(&state.base, &state.journal, cut)
    }

    /// The disk as a process finds it after another was killed when `after` operations had been issued: all of them can be
    /// read, and those that were not durable still are not. This disk goes on.
    pub fn killed(&self, after: usize) -> Disk {
        let (base, journal) = {
            let state = self.shared.lock();
            (
                state.base.clone(),
                state.journal[..after.min(state.journal.len())].to_vec(),
            )
        };
        let mut live = base.clone();
        journal
            .iter()
            .for_each(|operation| cut::apply(&mut live, operation));
        let next_file = live.next_file();
        live.sweep();
        Disk::in_state(State {
            next_file,
            live,
            base,
            journal,
            ..State::default()
        })
    }

    /// Operations until now. A test that notes this when something is acknowledged knows which cuts must keep it.
    pub fn operations(&self) -> usize {
        self.shared.lock().journal.len()
    }

    /// A copy of the journal.
    pub fn journal(&self) -> Vec<Operation> {
        self.shared.lock().journal.clone()
    }

    /// Makes everything durable and forgets the journal.
    pub fn settle(&self) {
        let mut state = self.shared.lock();
        state.base = state.live.clone();
        state.journal.clear();
    }

    /// Plans a failure.
    pub fn fail(&self, fault: Fault) {
        self.shared.lock().faults.plan(fault);
    }

    /// Takes back all planned failures.
    pub fn heal(&self) {
        self.shared.lock().faults.clear();
    }

    /// Calls of this kind until now.
    pub fn calls(&self, call: Call) -> u64 {
        self.shared.lock().faults.made(call)
    }

    /// Planned failures that have struck.
    pub fn struck(&self) -> u64 {
        self.shared.lock().faults.struck()
    }

    /// Bytes that the disk holds at most; `None` is no bound.
    pub fn set_room(&self, bytes: Option<u64>) {
        self.shared.lock().room = bytes;
    }

    /// What syncs do from now on.
    pub fn set_syncs(&self, syncs: Syncs) {
        self.shared.lock().syncs = syncs;
    }
}

/// What connections and the test share.
#[derive(Debug)]
pub(crate) struct Shared(Mutex<State>);

impl Shared {
    /// A test that panicked while it held the lock has failed anyway.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[derive(Debug, Default)]
pub(crate) struct State {
    /// What was durable when the journal began.
    base: Image,
    pub(crate) live: Image,
    journal: Vec<Operation>,
    next_file: u64,
    next_handle: u64,
    pub(crate) faults: Faults,
    room: Option<u64>,
    syncs: Syncs,
    pub(crate) locks: BTreeMap<FileId, FileLocks>,
    pub(crate) memories: BTreeMap<FileId, SharedMemory>,
    /// Handles by file: a file without a name goes when its last handle does.
    handles: BTreeMap<FileId, usize>,
}

/// The disk is full.
pub(crate) struct Full;

impl State {
    /// A new handle to `file`.
    pub(crate) fn open(&mut self, file: FileId) -> u64 {
        *self.handles.entry(file).or_default() += 1;
        self.next_handle += 1;
        self.next_handle
    }

    pub(crate) fn close(&mut self, file: FileId) {
        if let Some(handles) = self.handles.get_mut(&file) {
            *handles -= 1;
        }
        self.free(file);
    }

    fn free(&mut self, file: FileId) {
        let named = self.live.names.values().any(|found| *found == file);
        if !named && self.handles.get(&file).is_none_or(|handles| *handles == 0) {
            self.live.files.remove(&file);
            self.handles.remove(&file);
        }
    }

    /// A new, empty file; under `name` if it has one.
    pub(crate) fn create(&mut self, name: Option<&str>) -> FileId {
        let file = FileId(self.next_file);
        self.next_file += 1;
        self.live.files.insert(file, Vec::new());
        if let Some(name) = name {
            self.live.names.insert(name.to_owned(), file);
            self.journal.push(Operation::Create {
                name: name.to_owned(),
                file,
            });
        }
        file
    }

    pub(crate) fn delete(&mut self, name: &str) -> bool {
        let Some(file) = self.live.names.remove(name) else {
            return false;
        };
        self.journal.push(Operation::Delete {
            name: name.to_owned(),
        });
        self.free(file);
        true
    }

    pub(crate) fn write(&mut self, file: FileId, offset: u64, bytes: &[u8]) -> Result<(), Full> {
        let length = self.live.files.get(&file).map_or(0, Vec::len) as u64;
        let growth = (offset + bytes.len() as u64).saturating_sub(length);
        if self
            .room
            .is_some_and(|room| growth > 0 && self.live.size() + growth > room)
        {
            return Err(Full);
        }
        self.live.write(file, offset, bytes);
        self.journal.push(Operation::Write {
            file,
            offset,
            bytes: bytes.to_vec(),
        });
        Ok(())
    }

    pub(crate) fn truncate(&mut self, file: FileId, size: u64) {
        self.live.truncate(file, size);
        self.journal.push(Operation::Truncate { file, size });
    }

    pub(crate) fn sync(&mut self, file: FileId) {
        self.promise(Operation::Sync { file });
    }

    pub(crate) fn sync_directory(&mut self) {
        self.promise(Operation::SyncDirectory);
    }

    pub(crate) fn fail_to_sync(&mut self, file: FileId) {
        self.journal.push(Operation::FailedSync { file });
    }

    /// A lying disk promises nothing that it notes.
    fn promise(&mut self, operation: Operation) {
        if self.syncs == Syncs::Kept {
            self.journal.push(operation);
        }
    }
}
