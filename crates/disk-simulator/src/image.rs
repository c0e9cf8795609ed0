//! The content of a disk at one moment.

use std::collections::BTreeMap;

/// A file, apart from its name: a file without a name lives on as long as it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub(crate) u64);

/// Names and bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    pub(crate) names: BTreeMap<String, FileId>,
    pub(crate) files: BTreeMap<FileId, Vec<u8>>,
}

impl Image {
    /// The bytes under `name`.
    pub fn read(&self, name: &str) -> Option<&[u8]> {
        let file = self.names.get(name)?;
        self.files.get(file).map(Vec::as_slice)
    }

    /// Puts `bytes` under `name`, in place of what was there.
    pub fn put(&mut self, name: &str, bytes: Vec<u8>) {
        let next = FileId(self.next_file());
        let file = *self.names.entry(name.to_owned()).or_insert(next);
        self.files.insert(file, bytes);
    }

    /// Takes `name` away.
    pub fn remove(&mut self, name: &str) {
        self.names.remove(name);
    }

    /// All names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// The sum of all files' lengths in bytes.
    pub fn size(&self) -> u64 {
        self.files.values().map(|bytes| bytes.len() as u64).sum()
    }

    pub(crate) fn next_file(&self) -> u64 {
        self.files.keys().next_back().map_or(0, |file| file.0 + 1)
    }

    pub(crate) fn write(&mut self, file: FileId, offset: u64, bytes: &[u8]) {
        let content = self.files.entry(file).or_default();
        let start = offset as usize;
        let end = start + bytes.len();
        if content.len() < end {
            content.resize(end, 0);
        }
        content[start..end].copy_from_slice(bytes);
    }

    pub(crate) fn truncate(&mut self, file: FileId, size: u64) {
        self.files.entry(file).or_default().resize(size as usize, 0);
    }

    /// Forgets the files that no name leads to.
    pub(crate) fn sweep(&mut self) {
        let named: Vec<FileId> = self.names.values().copied().collect();
        self.files.retain(|file, _| named.contains(file));
        for file in named {
            self.files.entry(file).or_default();
        }
    }
}
