//! `korridor compare` of records: pauses side by side, nothing ranked.

use korridor_account::{Column, Marking, Period, Said, periods, whole};
use korridor_operate::{Stamp, Words};
use serde_json::json;

use crate::accounting::{self, Release};
use crate::arguments::CompareOptions;
use crate::arguments::account::ReleaseOptions;
use crate::face::Face;
use crate::failure::Failure;
use crate::plain::plain;
use crate::record::{self, Place};

/// It shows words and sources side by side, so that only those who answer for them may have it.
const PROFILE: &str = "strictly-confidential";
/// Lines of one kind for one pause in the text; the document has all of them.
const SHOWN: usize = 12;

pub fn run(options: &CompareOptions, face: &Face) -> Result<(), Failure> {
    let records = std::iter::once(&options.before).chain(&options.after);
    let mut columns: Vec<Column> = Vec::new();
    let mut marks: Vec<Marking> = Vec::new();
    for path in records {
        let (marking, of_record) = columns_of(&path.to_string_lossy(), options)?;
        marks.push(marking);
        columns.extend(of_record);
    }
    let marked = marked(&marks);
    let facts = json!({
        "confidential": true,
        "profile": PROFILE,
        "tlp": marks.first().map(|marking| &marking.tlp),
        "exercise": marks.iter().any(|marking| marking.exercise.is_some()),
        "pauses": columns,
    });
    face.answer("compare", &[], &text(&columns, &marked), facts)
}

/// What stands before and behind: the marking of what was released, and an exercise if one of the records is one.
fn marked(marks: &[Marking]) -> String {
    let exercise = marks.iter().find(|marking| marking.exercise.is_some());
    match exercise.or(marks.first()) {
        Some(marking) => format!("{}{}, {PROFILE}", marking.before(), marking.tlp),
        None => PROFILE.to_owned(),
    }
}

fn columns_of(path: &str, options: &CompareOptions) -> Result<(Marking, Vec<Column>), Failure> {
    let place = Place::parse(path)?;
    let shown = place.shown();
    let release = ReleaseOptions {
        profile: PROFILE.to_owned(),
        policy: None,
        releases: None,
    };
    let mut ledger = record::for_reading(&place)?;
    let release = Release::of(&release, &place, &mut ledger)?;
    let reading = accounting::read(&mut ledger, &shown, record::now())?;
    let mut account = reading.account(None);
    accounting::fill_words(&mut ledger, &shown, &mut account)?;
    let released = release.release(&account)?;
    let columns = match (options.pauses, options.by_month) {
        (false, _) => vec![whole(&shown, &released)],
        (true, false) => periods(&shown, &released, Period::Day),
        (true, true) => periods(&shown, &released, Period::Month),
    };
    Ok((released.marking().clone(), columns))
}

fn text(columns: &[Column], marked: &str) -> String {
    let mut text = format!("{marked}\n\n");
    for column in columns {
        let exercise = column
            .exercise
            .as_deref()
            .map(|text| format!(" · {text}"))
            .unwrap_or_default();
        text += &format!(
            "{}, {}{exercise}\n",
            plain(&column.record),
            plain(&column.period)
        );
        let hours = column.hours.iter().map(|hours| {
            format!(
                "{}: {} to {} [{}]",
                plain(&hours.by),
                hours.from,
                hours.to,
                plain(&hours.entry)
            )
        });
        text += &rows("hours, as said", hours.collect());
        let numbers = column.numbers.iter().map(|number| {
            format!(
                "{}: {} [{}]",
                number.label,
                number.in_words(),
                plain(&number.said_by.join(", "))
            )
        });
        text += &rows("numbers", numbers.collect());
        let persons = column.said.iter().filter(|said| said.persons.is_some());
        text += &rows("people, as said or counted", persons.map(said).collect());
        if let Some((needed, missing)) = column.guarantees_needed_and_missing {
            text += &format!("  guarantees: {missing} of {needed} late or never there\n");
        }
        let [inside, outside, unclear] = column.breaches_claimed;
        text += &format!(
            "  claims of danger: {inside} inside the hours, {outside} outside, {unclear} cannot be told\n"
        );
        for (title, proposed) in [
            ("contradictions that stand", false),
            ("contradictions that are proposed", true),
        ] {
            let all = column.contradictions.iter();
            let all = all.filter(|one| one.proposed == proposed).map(|one| {
                let sides: Vec<String> = one.sides.iter().map(said).collect();
                format!("{}: {}", one.standing, sides.join("  against  "))
            });
            text += &rows(title, all.collect());
        }
        text.push('\n');
    }
    text + &format!(
        "Side by side; nothing is ranked, and nothing is added across pauses.\n\
         {marked}: sources and words of people stand in it. What may be released: korridor report, korridor export.\n"
    )
}

fn said(said: &Said) -> String {
    let persons = said.persons.map(|figure| match figure.low == figure.high {
        true => format!(", {} people", figure.low),
        false => format!(", {} to {} people", figure.low, figure.high),
    });
    let words = match &said.words {
        Some(Words::Plain(text)) => format!(", \u{201c}{}\u{201d}", plain(text)),
        _ => String::new(),
    };
    let when = said
        .from
        .map(|at: Stamp| format!("{at} "))
        .unwrap_or_default();
    format!(
        "{when}{}: {}{}{words} [{}]",
        plain(&said.by),
        plain(&said.what),
        persons.unwrap_or_default(),
        plain(&said.entry)
    )
}

fn rows(title: &str, rows: Vec<String>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut text = format!("  {title}\n");
    for row in rows.iter().take(SHOWN) {
        text += &format!("    {row}\n");
    }
    if rows.len() > SHOWN {
        text += &format!(
            "    and {} more; --json lists them all\n",
            rows.len() - SHOWN
        );
    }
    text
}
