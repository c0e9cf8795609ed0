//! What was asked of the disk, in order.

use crate::image::FileId;

/// One change, or one promise about earlier changes. The place before, between and after any two of them is a cut point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `name` now leads to the new, empty `file`.
    Create {
        /// The name in the disk's only directory.
        name: String,
        /// The new file.
        file: FileId,
    },
    /// `name` leads nowhere any more.
    Delete {
        /// The name in the disk's only directory.
        name: String,
    },
    /// Bytes were written.
    Write {
        /// Where to.
        file: FileId,
        /// Of the first byte.
        offset: u64,
        /// What.
        bytes: Vec<u8>,
    },
    /// The file was cut or lengthened with zeros.
    Truncate {
        /// Which.
        file: FileId,
        /// Bytes from now on.
        size: u64,
    },
    /// The file's earlier changes are durable.
    Sync {
        /// Which.
        file: FileId,
    },
    /// The sync failed: the file's earlier changes that were not durable never will be by a later sync.
    FailedSync {
        /// Which.
        file: FileId,
    },
    /// All earlier creations and deletions are durable.
    SyncDirectory,
}
