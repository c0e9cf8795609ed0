//! Whether the index of keys says the same as the entries, in memory that does not grow.
//!
//! Entries come in the order of the log and the index in the order of keys, so each side is added up, every pair hashed
//! with keys drawn for this audit alone: equal sums mean equal sets, but for a chance of about 1 in 2^127. Only where the
//! sums differ are the pairs looked at one by one.

use std::hash::{BuildHasher, RandomState};

use super::rows::{Rows, Unread};
use super::{Code, Report, leaf};

pub(super) struct Sums {
    hashers: [RandomState; 2],
    entries: [u64; 2],
    index: [u64; 2],
}

impl Sums {
    pub fn new() -> Sums {
        Sums {
            hashers: [RandomState::new(), RandomState::new()],
            entries: [0; 2],
            index: [0; 2],
        }
    }

    pub fn entry(&mut self, key: &str, seq: i64) {
        let hashed = self.hashed(key.as_bytes(), seq);
        for (sum, hash) in self.entries.iter_mut().zip(hashed) {
            *sum = sum.wrapping_add(hash);
        }
    }

    fn hashed(&self, key: &[u8], seq: i64) -> [u64; 2] {
        [0, 1].map(|n| self.hashers[n].hash_one((key, seq)))
    }

    /// Reads the index and compares.
    pub fn compare(mut self, rows: &mut dyn Rows, report: &mut Report) -> Result<(), Unread> {
        let mut last: Option<Vec<u8>> = None;
        loop {
            let page = rows.keys_after(last.as_deref())?;
            let Some((end, _)) = page.last() else { break };
            // A damaged index may lead back to where it was read already.
            let goes_on = last.as_ref().is_none_or(|last| last < end);
            for (key, seq) in &page {
                if last.as_ref().is_some_and(|last| key <= last) {
                    report.find(
                        Code::KeyIndex,
                        lossy(key),
                        "a place out of order",
                        "keys in order, each once",
                    );
                }
                last = Some(key.clone());
                let hashed = self.hashed(key, *seq);
                for (sum, hash) in self.index.iter_mut().zip(hashed) {
                    *sum = sum.wrapping_add(hash);
                }
            }
            if !goes_on {
                break;
            }
        }
        match self.entries == self.index {
            true => Ok(()),
            false => name_differences(rows, report),
        }
    }
}

fn name_differences(rows: &mut dyn Rows, report: &mut Report) -> Result<(), Unread> {
    let before = report.findings.len() as u64 + report.more;
    entries_against_index(rows, report)?;
    index_against_entries(rows, report)?;
    if before == report.findings.len() as u64 + report.more {
        report.find(
            Code::KeyIndex,
            "the index of keys",
            "something else than",
            "the keys of the entries",
        );
    }
    Ok(())
}

fn entries_against_index(rows: &mut dyn Rows, report: &mut Report) -> Result<(), Unread> {
    let mut from = 0;
    loop {
        let page = rows.entries_from(from)?;
        for (seq, bytes) in &page {
            let Ok(leaf) = leaf::read(bytes) else {
                continue;
            };
            let place = format!("entry {seq}");
            match rows.seq_of(leaf.key)? {
                Some(found) if found == *seq => {}
                Some(found) => {
                    let other = rows.entry(found)?.unwrap_or_default();
                    let twin = leaf::read(&other).is_ok_and(|other| other.key == leaf.key);
                    let code = if twin { Code::KeyTwice } else { Code::KeyIndex };
                    report.find(
                        code,
                        place,
                        format!("its key {:?} at entry {found}", leaf.key),
                        format!("entry {seq}"),
                    );
                }
                None => report.find(
                    Code::KeyIndex,
                    place,
                    format!("no {:?} in the index", leaf.key),
                    "its key",
                ),
            }
        }
        match page.last() {
            Some((seq, _)) if *seq >= from && *seq < i64::MAX => from = seq + 1,
            _ => return Ok(()),
        }
    }
}

fn index_against_entries(rows: &mut dyn Rows, report: &mut Report) -> Result<(), Unread> {
    let mut last: Option<Vec<u8>> = None;
    loop {
        let page = rows.keys_after(last.as_deref())?;
        for (key, seq) in &page {
            let bytes = rows.entry(*seq)?;
            let fits = bytes
                .as_deref()
                .and_then(|bytes| leaf::read(bytes).ok())
                .is_some_and(|leaf| leaf.key.as_bytes() == key);
            if !fits {
                let found = format!("the key {:?} for entry {seq}", lossy(key));
                report.find(
                    Code::KeyIndex,
                    "the index of keys",
                    found,
                    "only keys of entries",
                );
            }
        }
        match page.last() {
            Some((key, _)) if last.as_ref() < Some(key) => last = Some(key.clone()),
            _ => return Ok(()),
        }
    }
}

fn lossy(key: &[u8]) -> String {
    String::from_utf8_lossy(&key[..key.len().min(200)]).into_owned()
}
