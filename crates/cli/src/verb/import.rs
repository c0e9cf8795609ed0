//! `korridor import`: a table becomes claims of its sources in a record.

use korridor_intake::{Compiled, Kind, RefusedRow, Terms, read};
use korridor_operate::{Answer, Board, Fact, RecordError, Refusal, Submission};
use serde_json::json;

use crate::arguments::{ImportOptions, Table};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::input;
use crate::plain::plain;
use crate::record::times::{Times, clock_of};
use crate::record::{self, Place, notices, of_recording, of_refusal};
use crate::says;
use crate::verb::record::flag_words;

/// Refused rows that are told where nothing of a table could be used.
const MOST_ROWS_TOLD: usize = 50;

pub fn run(options: &ImportOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    let bytes = input::read(&options.file).map_err(|complaint| Failure::Input(vec![complaint]))?;
    let bytes =
        bytes.ok_or_else(|| Failure::input(options.file.display(), "no such file", "a table"))?;
    let kind = kind(options, &bytes)?;
    let mut recorder = record::for_writing(&place, options.key.as_deref())?;
    let now = record::now();
    let known = Times::of_board(recorder.board(), now)?.known(options.known.as_deref(), now)?;
    let clock = clock_of(recorder.board().opened.as_ref())?;
    let terms = Terms {
        by: &options.by,
        known,
        board: recorder.board(),
        clock: &clock,
    };
    let compiled = read(kind, &bytes, &terms);
    require_some(options, &compiled)?;
    let answers = recorder.submit_all(&compiled.submissions, &mut record::random(), now);
    let answers = answers
        .map_err(|error| refusal(&place, recorder.board(), &compiled.submissions, &error))?;
    let mut warnings: Vec<Complaint> = compiled
        .refused
        .iter()
        .map(|row| warning(options, row))
        .collect();
    warnings.extend(flagged(options, &compiled, &answers));
    let new = answers.iter().filter(|answer| !answer.already).count();
    if options.known.is_none() && new > 0 {
        warnings.extend(notices::known_now(recorder.board(), now));
    }
    let nature = recorder.board().opened.as_ref().map(|opened| opened.nature);
    let shown = plain(&place.shown());
    let flags = answers.iter().filter(|answer| !answer.flags.is_empty());
    let flags = flags.count();
    let tally = Tally::of(&compiled.submissions, &answers);
    let text = says::exercise(nature).to_owned()
        + &format!("{shown}: {}", tally.said())
        + &format!("{flags} flagged, {} rows refused\n", compiled.refused.len())
        + &tally.proposals(&shown);
    let facts = json!({
        "record": place.shown(),
        "nature": nature,
        "recorded": new,
        "already": answers.len() - new,
        "sources": tally.sources.new,
        "claims": tally.claims.new,
        "proposed_relations": tally.relations.new,
        "flagged": flags,
        "refused_rows": compiled.refused.len(),
    });
    face.answer("import", &warnings, &text, facts)
}

/// The kind of table that was asked for, unless the file is plainly of another.
fn kind(options: &ImportOptions, bytes: &[u8]) -> Result<Kind, Failure> {
    let kind = match options.table {
        Table::Claims => Kind::Claims,
        Table::Pauses => Kind::Pauses,
        Table::Corridors => Kind::Corridors,
    };
    match Kind::of_table(bytes) {
        Some(found) if found != kind => {
            let (word, file) = (found.word(), options.file.display());
            let complaint = Complaint::new(
                file.to_string(),
                format!("this looks like the table {word}"),
                format!(
                    "the table {}; for this one: korridor import {word} {file}",
                    kind.word()
                ),
            );
            Err(Failure::Refused(vec![complaint.coded("other_table")]))
        }
        _ => Ok(kind),
    }
}

/// Refuses a table of which no row can be used.
fn require_some(options: &ImportOptions, compiled: &Compiled) -> Result<(), Failure> {
    if !compiled.submissions.is_empty() {
        return Ok(());
    }
    let rows = compiled.refused.iter().take(MOST_ROWS_TOLD);
    let mut complaints: Vec<Complaint> = rows.map(|row| refused(options, row)).collect();
    let file = options.file.display();
    let more = compiled.refused.len().saturating_sub(MOST_ROWS_TOLD);
    if more > 0 {
        let found = format!("{more} more rows that cannot be used");
        complaints.push(Complaint::new(file, found, "").coded("row_refused"));
    } else if complaints.is_empty() {
        let expected = "a table with at least one row";
        complaints.push(Complaint::new(file, "no row", expected).coded("field_missing"));
    }
    Err(Failure::Refused(complaints))
}

/// How many entries are new, and how many were there.
#[derive(Default)]
struct Part {
    new: usize,
    already: usize,
}

/// What came of the entries of a table, by their kind.
#[derive(Default)]
struct Tally {
    sources: Part,
    claims: Part,
    relations: Part,
}

impl Tally {
    fn of(submissions: &[Submission], answers: &[Answer]) -> Tally {
        let mut tally = Tally::default();
        for (submission, answer) in submissions.iter().zip(answers) {
            let part = match submission.command.fact {
                Fact::Source(_) => &mut tally.sources,
                Fact::Relate(_) => &mut tally.relations,
                _ => &mut tally.claims,
            };
            match answer.already {
                true => part.already += 1,
                false => part.new += 1,
            }
        }
        tally
    }

    fn said(&self) -> String {
        let parts = [&self.claims, &self.sources, &self.relations];
        let new: usize = parts.iter().map(|part| part.new).sum();
        let already: usize = parts.iter().map(|part| part.already).sum();
        let mut said = format!(
            "{new} entries recorded ({} claims, {} sources, {} proposed relations), ",
            self.claims.new, self.sources.new, self.relations.new
        );
        if already > 0 {
            said += &format!(
                "{already} were there ({} claims, {} proposed relations; sources that the record knows are not entered again), ",
                self.claims.already, self.relations.already
            );
        }
        said
    }

    fn proposals(&self, shown: &str) -> String {
        match self.relations.new + self.relations.already {
            0 => "Nothing in it contradicts anything else in it, as far as its hours and numbers say.\n".to_owned(),
            count => format!(
                "{count} contradictions are proposed; a person sets or drops each (record relate):\n  korridor log {shown} --verb relate\n"
            ),
        }
    }
}

/// Which rows were kept as they were said although something about them is odd.
fn flagged(options: &ImportOptions, compiled: &Compiled, answers: &[Answer]) -> Vec<Complaint> {
    let rows = compiled.lines.iter().zip(answers);
    let noticed = |(line, answer): (&Option<u64>, &Answer)| -> Vec<Complaint> {
        let place = match line {
            Some(line) => format!("{}:{line}, {}", options.file.display(), answer.id),
            None => answer.id.clone(),
        };
        let of = |flag: &korridor_operate::Flag| {
            let code = serde_json::to_value(flag).unwrap_or_default();
            let expected = "kept as it was said; it counts for what it is";
            let complaint = Complaint::new(&place, flag_words(*flag), expected);
            complaint
                .coded(code.as_str().unwrap_or_default())
                .into_warning()
        };
        answer.flags.iter().map(of).collect()
    };
    rows.flat_map(noticed).collect()
}

/// Which entry was refused, by its id.
fn refusal(
    place: &Place,
    board: &Board,
    submissions: &[Submission],
    error: &RecordError,
) -> Failure {
    let RecordError::Refused(refusals) = error else {
        return of_recording(&place.shown(), error);
    };
    let complaint = |(index, refusal): &(usize, Refusal)| {
        let id = submissions
            .get(*index)
            .map(|submission| submission.command.id.as_str())
            .unwrap_or_default();
        of_refusal(board, format!("{}, {}", plain(id), refusal.place), refusal)
    };
    Failure::Refused(refusals.iter().map(complaint).collect())
}

fn refused(options: &ImportOptions, row: &RefusedRow) -> Complaint {
    let place = format!("{}:{}", options.file.display(), row.line);
    Complaint::new(place, &row.found, &row.expected).coded("row_refused")
}

fn warning(options: &ImportOptions, row: &RefusedRow) -> Complaint {
    refused(options, row).into_warning()
}
