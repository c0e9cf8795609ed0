//! The walk through a record: once along the entries, with everything that hangs on them.

use super::beside::Beside;
use super::heads::{Brought, Heads, cosignatures};
use super::keys::Sums;
use super::rows::{PAGE, Rows, Table, Unread};
use super::tree::{Filled, Tree, hex, leaf as leaf_hash};
use super::{Code, Expect, Report, leaf};

/// Audits the rows of a record into the report.
pub(super) fn walk(rows: &mut dyn Rows, expect: &Expect, report: &mut Report) {
    let origin = meta(rows, report);
    let brought = Brought::read(expect, origin.as_deref(), report);
    report.facts.origin.clone_from(&origin);
    let mut state = Walk {
        origin,
        brought,
        tree: Tree::default(),
        keys: Sums::new(),
        beside: Beside::default(),
        last_recorded: String::new(),
    };
    if let Err(unread) = state.run(rows, report) {
        report.find(
            Code::Unreadable,
            "the record",
            unread,
            "rows that can be read",
        );
    }
    report.facts.size = state.tree.size;
    report.facts.root = hex(&state.tree.root());
    report.facts.last_recorded = Some(state.last_recorded).filter(|time| !time.is_empty());
}

struct Walk {
    origin: Option<String>,
    brought: Brought,
    tree: Tree,
    keys: Sums,
    beside: Beside,
    last_recorded: String,
}

/// How far the entries could be followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reached {
    End,
    Gap,
}

impl Walk {
    fn run(&mut self, rows: &mut dyn Rows, report: &mut Report) -> Result<(), Unread> {
        let mut heads = Heads::new(rows)?;
        let walked = self.entries(&mut heads, rows, report);
        let origin = self.origin.as_deref();
        heads.at_end(origin, &self.brought, rows, report)?;
        let whole = matches!(walked, Ok(Reached::End));
        if whole || heads.newest.is_none() {
            heads.covered(&self.tree, report);
        }
        report.facts.checkpoints = heads.count;
        report.facts.newest = heads.newest;
        // A part that can't be read keeps nobody from reading the others.
        walked?;
        let tiles = match whole {
            true => {
                self.brought.at_end(&self.tree, report);
                tiles_at_end(&self.tree, rows, report)
            }
            false => Ok(()),
        };
        let parts = [
            tiles,
            std::mem::replace(&mut self.keys, Sums::new()).compare(rows, report),
            self.beside.at_end(rows, report),
            cosignatures(rows, &self.brought, heads.newest, report),
        ];
        for unread in parts.into_iter().filter_map(Result::err) {
            report.find(
                Code::Unreadable,
                "the record",
                unread,
                "rows that can be read",
            );
        }
        Ok(())
    }

    fn entries(
        &mut self,
        heads: &mut Heads,
        rows: &mut dyn Rows,
        report: &mut Report,
    ) -> Result<Reached, Unread> {
        self.reached(heads, rows, report)?;
        let mut expected = 0;
        loop {
            let page = rows.entries_from(if expected == 0 { i64::MIN } else { expected })?;
            for (seq, bytes) in &page {
                if *seq != expected {
                    let place = format!("entry {expected}");
                    report.find(
                        Code::EntryMissing,
                        place,
                        format!("entry {seq}"),
                        "sequence numbers without a gap",
                    );
                    // What follows hangs on a tree that can't be built.
                    return Ok(Reached::Gap);
                }
                expected += 1;
                self.entry(*seq, bytes, rows, report)?;
                self.reached(heads, rows, report)?;
            }
            if (page.len() as i64) < PAGE {
                return Ok(Reached::End);
            }
        }
    }

    /// The tree has reached a size: whatever speaks of that size is compared.
    fn reached(
        &mut self,
        heads: &mut Heads,
        rows: &mut dyn Rows,
        report: &mut Report,
    ) -> Result<(), Unread> {
        self.brought.at_size(&self.tree, report);
        heads.at_size(
            &self.tree,
            self.origin.as_deref(),
            &self.brought,
            rows,
            report,
        )
    }

    fn entry(
        &mut self,
        seq: i64,
        bytes: &[u8],
        rows: &mut dyn Rows,
        report: &mut Report,
    ) -> Result<(), Unread> {
        let mut filled = Vec::new();
        self.tree.push(leaf_hash(bytes), &mut filled);
        for tile in filled {
            compare_tile(&tile, rows, report)?;
        }
        let leaf = match leaf::read(bytes) {
            Ok(leaf) => leaf,
            Err((code, found)) => {
                report.find(
                    code,
                    format!("entry {seq}"),
                    found,
                    "an entry of korridor-entry/1",
                );
                return Ok(());
            }
        };
        self.keys.entry(leaf.key, seq);
        // Of a fixed width, so that text compares as time does.
        if *leaf.recorded < *self.last_recorded {
            let found = format!("recorded {}", leaf.recorded);
            let expected = format!("not before {}: the clock went back", self.last_recorded);
            report.note(Code::ClockBack, format!("entry {seq}"), found, expected);
        }
        if seq == 0 {
            report.facts.first_recorded = Some(leaf.recorded.to_owned());
        }
        self.last_recorded.clear();
        self.last_recorded.push_str(leaf.recorded);
        self.beside.entry(seq, &leaf, rows, report)
    }
}

fn meta(rows: &mut dyn Rows, report: &mut Report) -> Option<String> {
    let meta = match rows.meta() {
        Ok(meta) => meta,
        Err(unread) => {
            report.find(
                Code::Unreadable,
                "what the record says of itself",
                unread,
                "rows that can be read",
            );
            return None;
        }
    };
    let mut origin = None;
    for (name, value) in meta {
        match name.as_str() {
            "origin" => origin = Some(value),
            _ => report.find(
                Code::Meta,
                format!("{name:?}"),
                format!("{value:?}"),
                "nothing of that name",
            ),
        }
    }
    if origin.is_none() {
        report.find(Code::Meta, "\"origin\"", "nothing", "the log's name");
    }
    origin
}

fn compare_tile(tile: &Filled, rows: &mut dyn Rows, report: &mut Report) -> Result<(), Unread> {
    let place = format!("tile {}/{}", tile.level, tile.n);
    match rows.tile(tile.level as i64, tile.n as i64)? {
        None => report.find(
            Code::TileMissing,
            place,
            "nothing",
            "the hashes that the entries give",
        ),
        Some(found) if found != tile.bytes => {
            report.find(
                Code::TileAltered,
                place,
                "other hashes",
                "those that the entries give",
            );
        }
        Some(_) => {}
    }
    Ok(())
}

/// Above level 0 the tiles that are not full are stored as well; and there are no others.
fn tiles_at_end(tree: &Tree, rows: &mut dyn Rows, report: &mut Report) -> Result<(), Unread> {
    let partial = tree.partial().filter(|(level, ..)| *level > 0);
    let mut expected: u64 = (1..=7).map(|level| tree.size >> (8 * level)).sum();
    for (level, n, bytes) in partial.collect::<Vec<_>>() {
        expected += 1;
        compare_tile(&Filled { level, n, bytes }, rows, report)?;
    }
    if rows.count(Table::Tile)? == expected {
        return Ok(());
    }
    let mut last = (i64::MIN, i64::MIN);
    loop {
        let page = rows.tiles_after(last.0, last.1)?;
        for (level, n) in &page {
            let known = u32::try_from(*level)
                .ok()
                .zip(u64::try_from(*n).ok())
                .is_some_and(|(level, n)| {
                    let hashes = if level < 8 {
                        tree.size >> (8 * level)
                    } else {
                        0
                    };
                    n < hashes / 256 || (level > 0 && n == hashes / 256 && hashes % 256 > 0)
                });
            if !known {
                report.find(
                    Code::TileStray,
                    format!("tile {level}/{n}"),
                    "a tile",
                    "nothing there",
                );
            }
        }
        match page.last() {
            Some(end) if *end > last => last = *end,
            _ => return Ok(()),
        }
    }
}
