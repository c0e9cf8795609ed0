//! The log as static files, C2SP tlog-tiles, so that tools that exist can audit it.

use std::ops::ControlFlow;

use super::walk::altered;
use super::{Ledger, missing};
use crate::edge::{Edge, TILE, depth, partial_width};
use crate::error::LedgerError;
use crate::hash::{Hash, leaf_hash};

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
            let edge = ledger.export_entries(size, sink)?;
            for level in 0..depth(size) {
                let (width, full) = (partial_width(size, level), size >> (8 * level) >> 8);
                if width > 0 {
                    let path = tile_path(&level.to_string(), full, width);
                    give(sink, &path, &joined(edge.partial(level as u8)))?;
                }
            }
            let checkpoint = ledger.cosigned_head()?;
            give(sink, "checkpoint", checkpoint.as_bytes())?;
            Ok(size)
        })
    }

    /// Entry bundles, and the full tiles over them, hashed from the entries and not taken from the store.
    fn export_entries(&mut self, size: u64, sink: &mut FileSink<'_>) -> Result<Edge, LedgerError> {
        let (mut bundle, mut failed) = (Vec::new(), Ok(()));
        let (mut edge, mut changed) = (Edge::default(), Vec::new());
        self.store.entries(0, size, &mut |seq, bytes| {
            let Ok(length) = u16::try_from(bytes.len()) else {
                return ControlFlow::Break(());
            };
            if seq != edge.size() {
                return ControlFlow::Break(());
            }
            edge.push(leaf_hash(&bytes), &mut changed);
            bundle.extend_from_slice(&length.to_be_bytes());
            bundle.extend_from_slice(&bytes);
            let width = (seq % TILE as u64) as usize + 1;
            if width == TILE || seq + 1 == size {
                let path = tile_path("entries", seq / TILE as u64, width);
                failed = give(sink, &path, &bundle);
                bundle.clear();
            }
            for tile in changed.drain(..).filter(|tile| tile.hashes.len() == TILE) {
                let path = tile_path(&tile.level.to_string(), tile.index, TILE);
                failed = std::mem::replace(&mut failed, Ok(()))
                    .and_then(|()| give(sink, &path, &joined(&tile.hashes)));
            }
            match failed {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        })?;
        failed?;
        if edge.size() != size {
            return Err(missing(edge.size()));
        }
        match edge.root() == self.root() {
            true => Ok(edge),
            false => Err(altered(size, edge.root(), self.root())),
        }
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
