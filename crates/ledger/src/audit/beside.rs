//! Contents beside the log: there and as committed to, erased by an entry that says so, or wrong.

use sha2::{Digest, Sha256};

use super::rows::{ContentRow, Rows, Table, Unread};
use super::tree::{Bytes32, hex};
use super::{Code, Report, leaf};

/// Counts what entries commit to and erase, to know whether rows are left over.
#[derive(Default)]
pub(super) struct Beside {
    commits: u64,
    erases: u64,
}

impl Beside {
    /// Checks what one entry commits to and erases.
    pub fn entry(
        &mut self,
        seq: i64,
        leaf: &leaf::Leaf<'_>,
        rows: &mut dyn Rows,
        report: &mut Report,
    ) -> Result<(), Unread> {
        for commitment in &leaf.commits {
            self.commits += 1;
            committed(seq, commitment, rows, report)?;
        }
        for commitment in &leaf.erases {
            self.erases += 1;
            erased(seq, commitment, rows, report)?;
        }
        Ok(())
    }

    /// Looks for rows that no entry accounts for.
    pub fn at_end(&self, rows: &mut dyn Rows, report: &mut Report) -> Result<(), Unread> {
        report.facts.contents = self.commits;
        report.facts.erased = self.erases;
        if rows.count(Table::Content)? != self.commits {
            stray_contents(rows, report)?;
        }
        if rows.count(Table::Erasure)? != self.erases {
            stray_erasures(rows, report)?;
        }
        Ok(())
    }
}

fn committed(
    seq: i64,
    commitment: &Bytes32,
    rows: &mut dyn Rows,
    report: &mut Report,
) -> Result<(), Unread> {
    let place = format!("the content {} of entry {seq}", hex(commitment));
    let by = rows.erasure(commitment)?;
    let by_entry = match by {
        Some(by) => erases(by, commitment, rows)?,
        None => false,
    };
    let Some(row) = rows.content(commitment)? else {
        report.find(
            Code::ContentMissing,
            place,
            "nothing",
            "the content, or zeros where it was",
        );
        return Ok(());
    };
    if row.seq != seq {
        report.find(
            Code::ContentStray,
            &place,
            format!("a row of entry {}", row.seq),
            format!("entry {seq}"),
        );
    }
    let there = digest(&row) == *commitment;
    let empty = row.salt.iter().chain(&row.bytes).all(|byte| *byte == 0);
    match (by, by_entry) {
        (Some(by), true) if by > seq => {
            // The media type is written over with dashes.
            if !empty || row.media_type.iter().any(|byte| *byte != b'-') {
                let found = if there { "the content itself" } else { "bytes" };
                report.find(
                    Code::ContentNotErased,
                    place,
                    found,
                    format!("zeros: entry {by} erased it"),
                );
            }
        }
        (Some(by), _) => {
            report.find(
                Code::ContentMissing,
                place,
                "an erasure that no later entry made",
                format!("entry {by} to say so"),
            );
        }
        (None, _) if !there && empty => {
            report.find(
                Code::ContentMissing,
                place,
                "zeros",
                "the content: no entry erased it",
            );
        }
        (None, _) if !there => {
            report.find(
                Code::ContentAltered,
                place,
                "other bytes",
                "those that were committed to",
            );
        }
        (None, _) => {}
    }
    Ok(())
}

fn erased(
    seq: i64,
    commitment: &Bytes32,
    rows: &mut dyn Rows,
    report: &mut Report,
) -> Result<(), Unread> {
    let place = format!("the erasure of {} by entry {seq}", hex(commitment));
    match rows.erasure(commitment)? {
        Some(by) if by == seq => {}
        Some(by) => report.find(
            Code::ErasureStray,
            &place,
            format!("noted for entry {by}"),
            seq,
        ),
        None => report.find(
            Code::ContentNotErased,
            &place,
            "not noted",
            "noted, and zeros for the content",
        ),
    }
    let committed_before = match rows.content(commitment)? {
        Some(row) if row.seq < seq => commits(row.seq, commitment, rows)?,
        Some(_) | None => false,
    };
    if !committed_before {
        report.find(
            Code::ErasureUnknown,
            place,
            "no earlier entry that commits to it",
            "one",
        );
    }
    Ok(())
}

fn erases(by: i64, commitment: &Bytes32, rows: &mut dyn Rows) -> Result<bool, Unread> {
    let bytes = rows.entry(by)?.unwrap_or_default();
    Ok(leaf::read(&bytes).is_ok_and(|leaf| leaf.erases.contains(commitment)))
}

fn commits(seq: i64, commitment: &[u8], rows: &mut dyn Rows) -> Result<bool, Unread> {
    let bytes = rows.entry(seq)?.unwrap_or_default();
    Ok(leaf::read(&bytes).is_ok_and(|leaf| leaf.commits.iter().any(|one| one == commitment)))
}

fn digest(row: &ContentRow) -> Bytes32 {
    let mut sha = Sha256::new();
    sha.update("korridor-commitment/1\n");
    sha.update(&row.salt);
    sha.update(&row.media_type);
    sha.update("\n");
    sha.update(&row.bytes);
    match row.salt.len() {
        32 => sha.finalize().into(),
        // Another length of salt could make other bytes out of the same input.
        _ => [0; 32],
    }
}

fn stray_contents(rows: &mut dyn Rows, report: &mut Report) -> Result<(), Unread> {
    let mut last = i64::MIN;
    loop {
        let page = rows.contents_after(last)?;
        for (_, commitment, seq) in &page {
            if !commits(*seq, commitment, rows)? {
                let place = format!("the content {}", hex(commitment));
                report.find(
                    Code::ContentStray,
                    place,
                    format!("a row for entry {seq}"),
                    "an entry that commits to it",
                );
            }
        }
        match page.last() {
            Some((place, ..)) if *place > last => last = *place,
            _ => return Ok(()),
        }
    }
}

fn stray_erasures(rows: &mut dyn Rows, report: &mut Report) -> Result<(), Unread> {
    let mut last: Vec<u8> = Vec::new();
    loop {
        let page = rows.erasures_after(&last)?;
        for (commitment, by) in &page {
            let known = match <&Bytes32>::try_from(commitment.as_slice()) {
                Ok(hash) => erases(*by, hash, rows)?,
                Err(_) => false,
            };
            if !known {
                let place = format!("the note that {} is erased", hex(commitment));
                report.find(
                    Code::ErasureStray,
                    place,
                    format!("entry {by}, which does not say so"),
                    "an entry that does",
                );
            }
        }
        match page.last() {
            Some((commitment, _)) if *commitment > last => last.clone_from(commitment),
            _ => return Ok(()),
        }
    }
}
