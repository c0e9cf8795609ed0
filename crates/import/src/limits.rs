//! How much an untrusted file may cost.

use crate::report::{ImportError, refusal};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// How much one file may cost to read. Everything that an importer keeps is at most a small multiple of the bytes
/// that a file expands to, so limiting these limits memory and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest file.
    pub file_bytes: u64,
    /// What any file may expand to, however small it is.
    pub expanded_bytes: u64,
    /// What a file may expand to beyond that, for each of its own bytes. Real extracts expand 2 to 25 times.
    pub expanded_bytes_per_byte: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 8 << 30,
            expanded_bytes: 8 << 20,
            expanded_bytes_per_byte: 40,
        }
    }
}

impl Limits {
    /// What a file of `length` bytes may expand to.
    pub fn expansion(&self, length: usize) -> u64 {
        self.expanded_bytes_per_byte
            .saturating_mul(length as u64)
            .saturating_add(self.expanded_bytes)
    }

    /// Reads a whole file, unless it is too big.
    ///
    /// # Errors
    /// When it can't be read, or holds more than [`Limits::file_bytes`].
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, ImportError> {
        let io = |source| ImportError::Io {
            path: path.to_owned(),
            source,
        };
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(io)?;
        file.take(self.file_bytes.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(io)?;
        if bytes.len() as u64 > self.file_bytes {
            let expected = format!("at most {} bytes", self.file_bytes);
            let name = path.display().to_string();
            return Err(ImportError::from(refusal(
                &name,
                "",
                "file_too_big",
                "more bytes",
                expected,
            )));
        }
        Ok(bytes)
    }
}
