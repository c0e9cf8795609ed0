//! A feed of others becomes claims and counts; what the board refuses of it is named, and the rest is recorded.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use korridor_intake::Terms;
use korridor_intake::feed::cap::Signature;
use korridor_intake::feed::{Format, LARGEST_FILE, Refused, Stated, Unverified, import};
use korridor_operate::{
    Board, Decided, Fact, RecordError, Recorded, Recorder, Refusal, Stamp, Submission, decide,
};
use serde_json::json;

use super::mapping;
use crate::arguments::ImportOptions;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::input;
use crate::plain::plain;
use crate::record::times::clock_of;
use crate::record::{self, Place, of_recording};
use crate::says;

/// What came of a file.
#[derive(Default)]
pub struct Outcome {
    /// Entries recorded, with sources and the evidentiary copy.
    pub recorded: usize,
    /// Claims and counts among them.
    pub rows: usize,
    /// Rows that were there.
    pub already: usize,
    pub flagged: usize,
    pub refused: Vec<Complaint>,
    pub refused_more: usize,
    pub notes: Vec<String>,
    /// The verdict on the signature of an alert.
    pub signature: Option<Signature>,
}

impl Outcome {
    /// Whether nothing of it could be used.
    pub fn is_nothing(&self) -> bool {
        self.rows == 0 && self.already == 0 && !self.refused.is_empty()
    }

    /// A line for a person.
    pub fn line(&self) -> String {
        let refused = self.refused.len() + self.refused_more;
        format!(
            "{} rows recorded, {} were there, {refused} refused, {} flagged",
            self.rows, self.already, self.flagged
        )
    }
}

pub fn run(format: Format, options: &ImportOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    let bytes = bytes(&options.file)?;
    let mut recorder = recorder(&place, options)?;
    let outcome = take(
        format,
        &options.file.display().to_string(),
        &bytes,
        options,
        &place,
        &mut recorder,
    )?;
    if outcome.is_nothing() {
        return Err(Failure::Refused(
            outcome.refused.iter().cloned().map(into_error).collect(),
        ));
    }
    let verb = if options.dry_run {
        "would record (nothing was recorded)"
    } else {
        "recorded in"
    };
    let nature = recorder.board().opened.as_ref().map(|opened| opened.nature);
    let mut text = says::exercise(nature).to_owned();
    text += &format!("{verb} {}: {}\n", plain(&place.shown()), outcome.line());
    for note in &outcome.notes {
        text += &format!("note: {}\n", plain(note));
    }
    text += "Each is what its source says; nothing was merged or decided.\n";
    let facts = json!({
        "record": place.shown(),
        "nature": nature,
        "dry_run": options.dry_run,
        "recorded": outcome.recorded,
        "rows": outcome.rows,
        "already": outcome.already,
        "flagged": outcome.flagged,
        "refused_rows": outcome.refused.len() + outcome.refused_more,
        "notes": outcome.notes,
        "signature": outcome.signature.as_ref().map(|signature| signature.standing.word()),
    });
    face.answer("import", &outcome.refused, &text, facts)
}

/// The record, to write to; or only to read, if nothing is to be recorded.
pub fn recorder(place: &Place, options: &ImportOptions) -> Result<Recorder, Failure> {
    if options.dry_run {
        let ledger = record::for_reading(place)?;
        return Recorder::open(ledger).map_err(|error| of_recording(&place.shown(), &error));
    }
    record::for_writing(place, options.key.as_deref())
}

/// The bytes of a feed, never more than a record keeps.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    if let Ok(data) = fs::metadata(path)
        && data.len() > LARGEST_FILE as u64
    {
        let found = format!("{} bytes", data.len());
        let expected = format!("at most {LARGEST_FILE} bytes; split it");
        let complaint = Complaint::new(path.display(), found, expected).coded("too_large");
        return Err(Failure::Refused(vec![complaint]));
    }
    let bytes = input::read(path).map_err(|complaint| Failure::Input(vec![complaint]))?;
    bytes.ok_or_else(|| Failure::input(path.display(), "no such file", "the feed"))
}

/// Reads a feed and records what it says.
///
/// # Errors
/// The record can't take any of it: the role of the person, the store.
pub fn take(
    format: Format,
    name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    place: &Place,
    recorder: &mut Recorder,
) -> Result<Outcome, Failure> {
    let known = super::known(options, recorder)?;
    let clock = clock_of(recorder.board().opened.as_ref())?;
    let terms = Terms {
        by: &options.by,
        known,
        board: recorder.board(),
        clock: &clock,
    };
    let mapping = mapping::read(options)?;
    let zone = mapping::zone(options)?;
    let keys = mapping::keys(options)?;
    let stated = Stated {
        source: options.source.as_deref(),
        encoding: options.encoding.as_deref(),
        zone: zone.as_ref(),
        mapping: mapping.as_ref(),
        keys: &keys,
        unverified: match options.accept_unverified {
            true => Unverified::Accept,
            false => Unverified::Refuse,
        },
    };
    let imported = import(format, bytes, &terms, &stated);
    let mut outcome = Outcome {
        already: imported.already,
        refused: imported
            .refused
            .iter()
            .map(|refused| warning(name, refused))
            .collect(),
        refused_more: imported.refused_more,
        ..Outcome::default()
    };
    outcome.notes = imported.notes;
    outcome.signature = imported.signature;
    let mut keep = Keep {
        name,
        submissions: imported.submissions,
    };
    // What the board refuses of a file is left out of it; each round leaves out something.
    while keep.has_rows() || imported.keep {
        let tried = if options.dry_run {
            judged(recorder.board(), &keep.submissions)
        } else {
            let now = record::now();
            let answers = recorder.submit_all(&keep.submissions, &mut record::random(), now);
            answers.map(|answers| {
                let new = answers.iter().filter(|answer| !answer.already).count();
                let flagged = answers
                    .iter()
                    .filter(|answer| !answer.flags.is_empty())
                    .count();
                (new, flagged)
            })
        };
        match tried {
            Ok((recorded, flagged)) => {
                outcome.recorded = recorded;
                outcome.flagged = flagged;
                outcome.rows = keep.rows();
                return Ok(outcome);
            }
            Err(RecordError::Refused(refusals)) => outcome.refused.extend(keep.without(refusals)?),
            Err(error) => return Err(of_recording(&place.shown(), &error)),
        }
    }
    Ok(outcome)
}

/// Entries of a file that are still to be recorded.
struct Keep<'n> {
    name: &'n str,
    submissions: Vec<Submission>,
}

impl Keep<'_> {
    fn rows(&self) -> usize {
        let is_row =
            |entry: &&Submission| matches!(entry.command.fact, Fact::Report(_) | Fact::Count(_));
        self.submissions.iter().filter(is_row).count()
    }

    fn has_rows(&self) -> bool {
        self.rows() > 0
    }

    /// Leaves out what was refused, and what stands on it.
    ///
    /// # Errors
    /// A source or the evidentiary copy is refused: then nothing of the file can be recorded.
    fn without(&mut self, refusals: Vec<(usize, Refusal)>) -> Result<Vec<Complaint>, Failure> {
        let refused: BTreeSet<usize> = refusals.iter().map(|(index, _)| *index).collect();
        let stands = |index: &usize| {
            let fact = self
                .submissions
                .get(*index)
                .map(|entry| &entry.command.fact);
            matches!(fact, Some(Fact::Source(_) | Fact::Material(_)))
        };
        let whole = refused.iter().any(stands);
        let complaints: Vec<Complaint> = refusals
            .iter()
            .map(|(index, refusal)| {
                let id = self
                    .submissions
                    .get(*index)
                    .map_or("", |entry| entry.command.id.as_str());
                let place = format!("{}: {}, {}", self.name, plain(id), refusal.place);
                Complaint::new(place, &refusal.found, &refusal.expected).coded(refusal.code.word())
            })
            .collect();
        if whole {
            return Err(Failure::Refused(complaints));
        }
        let mut index = 0;
        let mut gone = BTreeSet::new();
        self.submissions.retain(|entry| {
            let keep = !refused.contains(&index);
            index += 1;
            if !keep && let Fact::Report(claim) = &entry.command.fact {
                gone.insert(claim.claim.clone());
            }
            keep
        });
        self.submissions.retain(|entry| match &entry.command.fact {
            Fact::Relate(relate) => !gone.contains(&relate.claim) && !gone.contains(&relate.to),
            _ => true,
        });
        Ok(complaints
            .into_iter()
            .map(Complaint::into_warning)
            .collect())
    }
}

/// What the board would say, each entry on what those before it made of it.
fn judged(board: &Board, submissions: &[Submission]) -> Result<(usize, usize), RecordError> {
    let at: Stamp = record::now();
    let mut board = board.clone();
    let (mut recorded, mut flagged) = (0, 0);
    let mut refused = Vec::new();
    for (index, submission) in submissions.iter().enumerate() {
        match decide(&board, &submission.command, at) {
            Err(refusals) => refused.extend(refusals.into_iter().map(|refusal| (index, refusal))),
            Ok(Decided::Already(_)) => {}
            Ok(Decided::Record(events)) => {
                for event in events {
                    recorded += 1;
                    flagged += usize::from(!event.flags.is_empty());
                    board.apply(&Recorded {
                        seq: board.size,
                        recorded: at,
                        event,
                    });
                }
            }
        }
    }
    match refused.is_empty() {
        true => Ok((recorded, flagged)),
        false => Err(RecordError::Refused(refused)),
    }
}

fn warning(name: &str, refused: &Refused) -> Complaint {
    let place = format!("{name}: {}", refused.place);
    Complaint::new(place, &refused.found, &refused.expected)
        .coded(refused.code)
        .into_warning()
}

fn into_error(complaint: Complaint) -> Complaint {
    Complaint {
        severity: crate::failure::Severity::Error,
        ..complaint
    }
}
