//! The log as static files, C2SP tlog-tiles, so that tools that exist can audit it.

use std::ops::ControlFlow;

use super::{Ledger, missing};
use crate::edge::{TILE, depth, partial_width};
use crate::error::LedgerError;
use crate::hash::Hash;

/// Takes a file's path below the log's address and its bytes.
pub type FileSink<'a> = dyn FnMut(&str, &[u8]) -> std::io::Result<()> + 'a;

impl Ledger {
    /// Gives every file: entry bundles, tiles, and last `checkpoint`, in bounded memory; all of one size of the log.
    ///
    /// # Errors
    /// The store's; the sink's, with the path.
    pub fn export_tiles(&mut self, sink: &mut FileSink<'_>) -> Result<u64, LedgerError> {
        self.reading(|ledger| {
            let size = ledger.size();
            ledger.export_entries(size, sink)?;
            for level in 0..depth(size) {
                ledger.export_level(level, size, sink)?;
            }
            let checkpoint = ledger.cosigned_head()?;
            give(sink, "checkpoint", checkpoint.as_bytes())?;
            Ok(size)
        })
    }

    fn export_entries(&mut self, size: u64, sink: &mut FileSink<'_>) -> Result<(), LedgerError> {
        let (mut bundle, mut failed, mut next) = (Vec::new(), Ok(()), 0);
        self.store.entries(0, size, &mut |seq, bytes| {
            let Ok(length) = u16::try_from(bytes.len()) else {
                return ControlFlow::Break(());
            };
            if seq != next {
                return ControlFlow::Break(());
            }
            next += 1;
            bundle.extend_from_slice(&length.to_be_bytes());
            bundle.extend_from_slice(&bytes);
            let width = (seq % TILE as u64) as usize + 1;
            if width == TILE || seq + 1 == size {
                let path = tile_path("entries", seq / TILE as u64, width);
                failed = give(sink, &path, &bundle);
                bundle.clear();
            }
            match failed {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        })?;
        failed?;
        match next == size {
            true => Ok(()),
            false => Err(missing(next)),
        }
    }

    fn export_level(
        &mut self,
        level: usize,
        size: u64,
        sink: &mut FileSink<'_>,
    ) -> Result<(), LedgerError> {
        let full = size >> (8 * level) >> 8;
        for index in 0..full {
            let hashes = self.stored_tile(level as u8, index)?;
            give(
                sink,
                &tile_path(&level.to_string(), index, TILE),
                &joined(&hashes),
            )?;
        }
        let width = partial_width(size, level);
        if width > 0 {
            let path = tile_path(&level.to_string(), full, width);
            give(sink, &path, &joined(self.edge.partial(level as u8)))?;
        }
        Ok(())
    }
}

fn joined(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

fn give(sink: &mut FileSink<'_>, path: &str, bytes: &[u8]) -> Result<(), LedgerError> {
    sink(path, bytes).map_err(|error| LedgerError::Export {
        path: path.to_owned(),
        what: error.to_string(),
    })
}

/// `tile/<level>/<index>[.p/<width>]`, the index in groups of three digits.
fn tile_path(level: &str, index: u64, width: usize) -> String {
    let mut groups = vec![format!("{:03}", index % 1000)];
    let mut rest = index / 1000;
    while rest > 0 {
        groups.push(format!("x{:03}", rest % 1000));
        rest /= 1000;
    }
    groups.reverse();
    let partial = match width {
        TILE => String::new(),
        _ => format!(".p/{width}"),
    };
    format!("tile/{level}/{}{partial}", groups.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_specification() {
        assert_eq!(tile_path("0", 1_234_067, TILE), "tile/0/x001/x234/067");
        assert_eq!(tile_path("entries", 0, 17), "tile/entries/000.p/17");
        assert_eq!(tile_path("1", 1000, 1), "tile/1/x001/000.p/1");
    }
}
