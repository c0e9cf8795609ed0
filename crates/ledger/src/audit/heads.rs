//! Checkpoints, cosignatures, and the checkpoint that the record is held against.

use std::collections::BTreeMap;

use super::notes::{self, Key, Role, Signed};
use super::rows::{CosignatureRow, Rows, Unread};
use super::tree::{Bytes32, Tree, hex};
use super::{Code, Expect, Report};

/// The keys and the checkpoint that the reader brought along.
pub(super) struct Brought {
    pub keys: Vec<Key>,
    pub witnesses: Vec<Key>,
    pub quorum: usize,
    pub against: Option<Against>,
}

/// A checkpoint kept elsewhere.
pub(super) struct Against {
    pub size: u64,
    root: Bytes32,
    compared: bool,
}

/// Stored checkpoints in the order of their sizes, beside the growing tree.
pub(super) struct Heads {
    page: std::vec::IntoIter<(i64, String)>,
    next: Option<(i64, String)>,
    /// Size of the last one.
    pub newest: Option<u64>,
    pub count: u64,
}

impl Brought {
    pub fn read(expect: &Expect, origin: Option<&str>, report: &mut Report) -> Brought {
        let mut keys = Vec::new();
        for text in &expect.keys {
            match notes::key(text, Role::Log) {
                Ok(key) => keys.push(key),
                Err(why) => {
                    report.find(Code::NoKeys, "the log's public keys", why, "name+hash+key")
                }
            }
        }
        if expect.keys.is_empty() {
            report.find(
                Code::NoKeys,
                "the log's public keys",
                "none",
                "at least one",
            );
        }
        let mut witnesses = Vec::new();
        for text in &expect.witnesses {
            match notes::key(text, Role::Witness) {
                Ok(key) => witnesses.push(key),
                Err(why) => report.find(
                    Code::NoKeys,
                    "the witnesses' public keys",
                    why,
                    "name+hash+key of type 4",
                ),
            }
        }
        let against = expect
            .against
            .as_deref()
            .and_then(|text| against(text, &keys, origin, report));
        Brought {
            keys,
            witnesses,
            quorum: expect.quorum,
            against,
        }
    }

    /// Compares the tree with what was brought along, where it has that size.
    pub fn at_size(&mut self, tree: &Tree, report: &mut Report) {
        let Some(against) = &mut self.against else {
            return;
        };
        if against.size != tree.size || against.compared {
            return;
        }
        against.compared = true;
        let root = tree.root();
        if root != against.root {
            report.find(
                Code::SplitView,
                format!("the first {} entries", tree.size),
                format!("the root {}", hex(&root)),
                format!(
                    "{}, as the other checkpoint says: these are two histories",
                    hex(&against.root)
                ),
            );
        }
    }

    pub fn at_end(&self, tree: &Tree, report: &mut Report) {
        let Some(against) = &self.against else { return };
        if !against.compared {
            report.find(
                Code::RolledBack,
                "the record",
                format!("{} entries", tree.size),
                format!(
                    "at least {}, as the other checkpoint says: it was rolled back or truncated",
                    against.size
                ),
            );
        }
    }
}

fn against(text: &str, keys: &[Key], origin: Option<&str>, report: &mut Report) -> Option<Against> {
    let place = "the checkpoint to compare with";
    let read = notes::note(text).and_then(|note| Ok((notes::head(note.text)?.size, note)));
    let (_, note) = match read {
        Ok(read) => read,
        Err(why) => {
            report.find(Code::AgainstForm, place, why, "a signed checkpoint");
            return None;
        }
    };
    let head = notes::head(note.text).ok()?;
    if origin.is_some_and(|origin| origin != head.origin) {
        let expected = format!("{:?}", origin.unwrap_or_default());
        report.find(
            Code::AgainstForeign,
            place,
            format!("one of {:?}", head.origin),
            expected,
        );
        return None;
    }
    match notes::signed(&note, keys) {
        Signed::By(_) => Some(Against {
            size: head.size,
            root: head.root,
            compared: false,
        }),
        Signed::Nobody(names) => {
            report.find(
                Code::AgainstUntrusted,
                place,
                format!("signed by {names}"),
                "by a trusted key",
            );
            None
        }
        Signed::Forged(label) => {
            let found = format!("a signature of {label} that does not fit");
            report.find(Code::AgainstUntrusted, place, found, "one that fits");
            None
        }
    }
}

impl Heads {
    pub fn new(rows: &mut dyn Rows) -> Result<Heads, Unread> {
        let mut page = rows.checkpoints_from(i64::MIN)?.into_iter();
        let next = page.next();
        Ok(Heads {
            page,
            next,
            newest: None,
            count: 0,
        })
    }

    /// Checks the checkpoints up to the tree's size.
    pub fn at_size(
        &mut self,
        tree: &Tree,
        origin: Option<&str>,
        brought: &Brought,
        rows: &mut dyn Rows,
        report: &mut Report,
    ) -> Result<(), Unread> {
        while let Some((size, note)) = self.next.take_if(|(size, _)| *size <= tree.size as i64) {
            self.one(size, &note, Some(tree), origin, brought, report);
            self.advance(size, rows)?;
        }
        Ok(())
    }

    /// Checks those beyond the last entry: what they cover is missing.
    pub fn at_end(
        &mut self,
        origin: Option<&str>,
        brought: &Brought,
        rows: &mut dyn Rows,
        report: &mut Report,
    ) -> Result<(), Unread> {
        while let Some((size, note)) = self.next.take() {
            self.one(size, &note, None, origin, brought, report);
            self.advance(size, rows)?;
        }
        Ok(())
    }

    /// Whether the newest checkpoint covers the entries, no more and no fewer.
    pub fn covered(&self, tree: &Tree, report: &mut Report) {
        match self.newest {
            None => report.find(
                Code::CheckpointMissing,
                "the checkpoints",
                "none",
                "at least the newest",
            ),
            Some(newest) if newest < tree.size => report.find(
                Code::EntryUncovered,
                format!("entries {newest} to {}", tree.size - 1),
                "entries that no checkpoint covers",
                format!("{newest} entries"),
            ),
            Some(newest) if newest > tree.size => report.find(
                Code::EntryMissing,
                format!("entries {} to {}", tree.size, newest - 1),
                "nothing",
                format!("{newest} entries, as the newest checkpoint says"),
            ),
            Some(_) => {}
        }
    }

    fn advance(&mut self, size: i64, rows: &mut dyn Rows) -> Result<(), Unread> {
        self.next = self.page.next();
        if self.next.is_none() && size < i64::MAX {
            self.page = rows.checkpoints_from(size + 1)?.into_iter();
            self.next = self.page.next();
        }
        Ok(())
    }

    fn one(
        &mut self,
        size: i64,
        text: &str,
        tree: Option<&Tree>,
        origin: Option<&str>,
        brought: &Brought,
        report: &mut Report,
    ) {
        self.count += 1;
        let place = format!("the checkpoint of size {size}");
        self.newest = self.newest.max(u64::try_from(size).ok());
        let note = notes::note(text).and_then(|note| notes::head(note.text).map(|_| note));
        let note = match note {
            Ok(note) => note,
            Err(why) => {
                return report.find(Code::CheckpointForm, place, why, "a signed checkpoint");
            }
        };
        let Ok(head) = notes::head(note.text) else {
            return;
        };
        if origin.is_some_and(|origin| origin != head.origin) {
            let expected = format!("{:?}", origin.unwrap_or_default());
            report.find(
                Code::CheckpointOrigin,
                &place,
                format!("one of {:?}", head.origin),
                expected,
            );
        }
        if i64::try_from(head.size) != Ok(size) {
            report.find(
                Code::CheckpointSize,
                &place,
                format!("one of size {}", head.size),
                size,
            );
        } else if let Some(tree) = tree {
            let root = tree.root();
            if root != head.root {
                let found = format!("the root {}", hex(&head.root));
                report.find(
                    Code::CheckpointRoot,
                    &place,
                    found,
                    format!("{}, as the entries give", hex(&root)),
                );
            }
        }
        match notes::signed(&note, &brought.keys) {
            Signed::By(label) if report.facts.signers.contains(&label) => {}
            Signed::By(label) => report.facts.signers.push(label),
            Signed::Nobody(names) => {
                report.find(
                    Code::CheckpointUntrusted,
                    place,
                    format!("signed by {names}"),
                    "by a trusted key",
                );
            }
            Signed::Forged(label) => {
                let found = format!("a signature of {label} that does not fit");
                report.find(Code::CheckpointForged, place, found, "one that fits");
            }
        }
    }
}

/// Checks every stored cosignature against the stored checkpoint that it is on.
pub(super) fn cosignatures(
    rows: &mut dyn Rows,
    brought: &Brought,
    newest: Option<u64>,
    report: &mut Report,
) -> Result<(), Unread> {
    let mut latest: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut on_newest: Vec<String> = Vec::new();
    let mut last = (i64::MIN, String::new(), i64::MIN);
    loop {
        let page = rows.cosignatures_from(last.0, &last.1, last.2)?;
        for row in &page {
            if let Some((label, time)) = cosignature(row, rows, brought, report)? {
                let size = u64::try_from(row.size).unwrap_or(0);
                if Some(size) == newest && !on_newest.contains(&label) {
                    on_newest.push(label.clone());
                }
                latest.insert(label, (size, time));
            }
        }
        match page.last() {
            Some(end) if (end.size, &end.name, end.id) > (last.0, &last.1, last.2) => {
                last = (end.size, end.name.clone(), end.id);
            }
            _ => break,
        }
    }
    if on_newest.len() < brought.quorum {
        report.find(
            Code::Quorum,
            "the newest checkpoint",
            format!("cosignatures of {} known witnesses", on_newest.len()),
            format!("of at least {}", brought.quorum),
        );
    }
    let latest = latest
        .into_iter()
        .map(|(label, (size, time))| (label, size, time));
    report.facts.cosigners = latest.collect();
    Ok(())
}

fn cosignature(
    row: &CosignatureRow,
    rows: &mut dyn Rows,
    brought: &Brought,
    report: &mut Report,
) -> Result<Option<(String, u64)>, Unread> {
    let place = format!(
        "a cosignature of {:?} on the checkpoint of size {}",
        row.name, row.size
    );
    let line = row.line.strip_suffix('\n').and_then(notes::line);
    let line = line
        .filter(|line| line.name == row.name && i64::from(u32::from_be_bytes(line.id)) == row.id);
    let Some(line) = line else {
        report.find(
            Code::CosignatureForm,
            place,
            "something else",
            "a signature line of this witness",
        );
        return Ok(None);
    };
    let stored = rows
        .checkpoints_from(row.size)?
        .into_iter()
        .next()
        .filter(|(size, _)| *size == row.size);
    let Some((_, text)) = stored else {
        report.find(
            Code::CosignatureStray,
            place,
            "no such checkpoint",
            "one that is stored",
        );
        return Ok(None);
    };
    let Ok(note) = notes::note(&text) else {
        return Ok(None);
    };
    let Some(key) = brought.witnesses.iter().find(|key| key.is_of(&line)) else {
        report.note(
            Code::CosignerUnknown,
            place,
            line.label(),
            "a known witness: it is not checked",
        );
        return Ok(None);
    };
    match notes::cosigned(note.text, &line, key) {
        Some(time) => Ok(Some((key.label.clone(), time))),
        None => {
            report.find(
                Code::CosignatureForged,
                place,
                "one that does not fit",
                "one that fits the checkpoint",
            );
            Ok(None)
        }
    }
}
