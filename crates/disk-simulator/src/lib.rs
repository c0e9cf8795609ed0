//! A disk in memory that SQLite writes to through a file system of its own name, and that fails as disks fail.
//!
//! Every write, truncation, sync, creation and deletion is journalled in order. From the journal [`Disk::cut`] makes the disk
//! that a power cut would leave at any point: what was synced is kept; what was not is kept, dropped or torn at sectors, in any
//! order; names whose directory was not synced may be missing or still there. While SQLite runs, a [`Fault`] makes the n-th call
//! of a kind fail, a quota makes the disk full, and [`Syncs::Ignored`] is the disk that lies.
//!
//! What it models strictly: a sync that failed leaves the writes before it adrift (no later sync brings them down, although they
//! can still be read), as Linux does; a new file's name needs a sync of its directory, which SQLite does for journals. What it does
//! not model: renames (SQLite's interface has none), damage to bytes that nobody was writing, several directories, memory maps.

mod cut;
mod disk;
mod fault;
mod file;
mod image;
mod journal;
mod lock;
mod random;
mod shared_memory;
mod vfs;

pub use cut::{Cut, Sector};
pub use disk::{Disk, Syncs};
pub use fault::{Call, Failure, Fault, Times};
pub use image::{FileId, Image};
pub use journal::Operation;
pub use random::Random;
