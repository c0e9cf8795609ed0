//! A record: every hash, signature and content by an audit that shares no code with what writes, then every entry read
//! and the board rebuilt.

use std::path::Path;

use korridor_ledger::{Expect, Finding, Report, audit_postgres, audit_sqlite};
use korridor_operate::{Board, Nature, Recorded, Stamp, for_each_event};
use korridor_plan::thousands;
use serde_json::json;

use crate::arguments::VerifyOptions;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::record::hash::sha256;
use crate::record::{
    self, Place, keys_given, of_recording, public_keys, required_text, with_ending,
};
use crate::says;

pub fn run(place: &Place, options: &VerifyOptions, face: &Face) -> Result<(), Failure> {
    if options.problem.is_some() || options.entry_file.is_some() {
        let found = "given with a record";
        return Err(Failure::input(
            "--problem or --entry-file",
            found,
            "neither of them",
        ));
    }
    let (expect, own_key) = expect(place, options)?;
    let report = audit(place, &expect);
    if !report.is_clean() {
        let mut found: Vec<Complaint> = other_record(place, &expect, &report).into_iter().collect();
        found.extend(complaints(place, &report));
        return Err(Failure::Refused(found));
    }
    let rebuilt = rebuild(place)?;
    let facts = &report.facts;
    let mut text = format!(
        "{}verified: {} entries of {}, every one covered by a signed checkpoint; root {}\n",
        says::exercise(rebuilt.nature),
        thousands(facts.size),
        facts.origin.as_deref().unwrap_or("nobody"),
        facts.root
    );
    text += &format!(
        "Beside them {} contents, {} of them erased by an entry that says why; none is missing.\n",
        thousands(facts.contents),
        thousands(facts.erased)
    );
    text += &format!(
        "Signed by {}; {}.\n",
        facts.signers.join(", "),
        cosigners(&report)
    );
    text += &format!(
        "Rebuilt board at {}: SHA-256 {}\n",
        rebuilt.at, rebuilt.board
    );
    text += &doubts(options, own_key);
    let warnings: Vec<Complaint> = report
        .notes
        .iter()
        .map(|note| complaint(place, note).into_warning())
        .collect();
    let facts = json!({
        "kind": "record",
        "nature": rebuilt.nature,
        "record": place.shown(),
        "origin": facts.origin,
        "entries": facts.size,
        "root": facts.root,
        "checkpoints": facts.checkpoints,
        "contents": facts.contents,
        "erased": facts.erased,
        "signers": facts.signers,
        "first_recorded": facts.first_recorded,
        "last_recorded": facts.last_recorded,
        "board_at": rebuilt.at,
        "board_sha256": rebuilt.board,
        "held_against_a_checkpoint": options.against.is_some(),
    });
    face.answer("verify", &warnings, &text, facts)
}

/// Audits a record wherever it is.
pub fn audit(place: &Place, expect: &Expect) -> Report {
    match place {
        Place::File(path) => audit_sqlite(path, expect),
        Place::Schema { url, schema } => audit_postgres(url, schema, expect),
    }
}

/// What is wrong, as complaints.
pub fn complaints(place: &Place, report: &Report) -> Vec<Complaint> {
    let mut found: Vec<Complaint> = report
        .findings
        .iter()
        .map(|finding| complaint(place, finding))
        .collect();
    if report.more > 0 {
        let more = format!("{} more findings", report.more);
        found.push(Complaint::new(place.shown(), more, ""));
    }
    found
}

fn complaint(place: &Place, finding: &Finding) -> Complaint {
    let place = format!("{}, {}", place.shown(), finding.place);
    Complaint::new(place, &finding.found, &finding.expected).coded(finding.code.as_str())
}

/// The keys are those of another record: then no signature can hold, and nothing else is wrong perhaps.
fn other_record(place: &Place, expect: &Expect, report: &Report) -> Option<Complaint> {
    let origin = report.facts.origin.as_deref()?;
    let name = |key: &String| key.split('+').next().unwrap_or_default().to_owned();
    let names: Vec<String> = expect.keys.iter().map(name).collect();
    if names.iter().any(|name| name == origin) {
        return None;
    }
    let found = format!("the key of another record, {}", names.join(" and "));
    let expected = format!(
        "the public key of {origin}, which is what {} is",
        place.shown()
    );
    Some(Complaint::new("--key", found, expected).coded("key_of_another_record"))
}

/// Where the key came from that a record was checked with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KeyFrom {
    /// A file beside the record.
    Beside,
    /// Whoever checks.
    Given,
}

fn expect(place: &Place, options: &VerifyOptions) -> Result<(Expect, KeyFrom), Failure> {
    let mut keys = Vec::new();
    for key in &options.key {
        keys.extend(keys_given(key)?);
    }
    let from = if keys.is_empty() {
        KeyFrom::Beside
    } else {
        KeyFrom::Given
    };
    if let (KeyFrom::Beside, Place::File(path)) = (from, place) {
        keys = public_keys(&with_ending(path, ".pub"))?;
    }
    if keys.is_empty() {
        let expected = "--key KEY: without the record's public key no signature can be checked";
        let complaint = Complaint::new(place.shown(), "no public key beside it", expected);
        return Err(Failure::Input(vec![complaint.coded("no_keys")]));
    }
    let mut witnesses = Vec::new();
    for witness in &options.witness {
        witnesses.extend(keys_given(witness)?);
    }
    let expect = Expect {
        keys: keys.iter().map(ToString::to_string).collect(),
        witnesses: witnesses.iter().map(ToString::to_string).collect(),
        quorum: options.quorum,
        against: against(options.against.as_deref())?,
        vfs: None,
    };
    Ok((expect, from))
}

/// The checkpoint in a file.
pub fn against(path: Option<&Path>) -> Result<Option<String>, Failure> {
    path.map(|path| required_text(path, "a checkpoint that was kept elsewhere"))
        .transpose()
}

/// What entries add up to.
struct Rebuilt {
    at: Stamp,
    board: String,
    nature: Option<Nature>,
}

/// Reads every entry again. The board is hashed at the last moment that anything of it was known.
fn rebuild(place: &Place) -> Result<Rebuilt, Failure> {
    let mut ledger = record::for_reading(place)?;
    let mut board = Board::default();
    let mut at: Option<Stamp> = None;
    for_each_event(&mut ledger, 0, |recorded: &Recorded| {
        board.apply(recorded);
        at = at.max(Some(recorded.event.known.min(recorded.recorded)));
    })
    .map_err(|error| match of_recording(&place.shown(), &error) {
        Failure::Input(complaints) | Failure::Refused(complaints) => Failure::Refused(complaints),
    })?;
    let at = at.unwrap_or(Stamp(korridor_world::Instant(0)));
    let view = board.view(at);
    let bytes = serde_json::to_vec(&view).unwrap_or_default();
    Ok(Rebuilt {
        at,
        board: sha256(&bytes),
        nature: view.nature,
    })
}

fn cosigners(report: &Report) -> String {
    match report.facts.cosigners.as_slice() {
        [] => "no known witness cosigned it".to_owned(),
        cosigners => {
            let each = cosigners
                .iter()
                .map(|(name, size, _)| format!("{name} at {size} entries"));
            format!("cosigned by {}", each.collect::<Vec<_>>().join(", "))
        }
    }
}

/// What this check can't tell.
fn doubts(options: &VerifyOptions, key: KeyFrom) -> String {
    let mut text = String::new();
    if options.against.is_none() && options.quorum == 0 {
        text += "Not proven: that nothing was cut off at the end, and that others see the same record. For that hold it against a \
                 checkpoint that was kept elsewhere (--against), or have witnesses cosign (--witness, --quorum).\n";
    }
    if key == KeyFrom::Beside {
        text += "Checked with the public key that lies beside the record: whoever could replace both is not excluded (--key).\n";
    }
    text + "Never proven by any record: that what was said is so, that nobody kept silent, or that whoever holds all keys is honest.\n"
}
