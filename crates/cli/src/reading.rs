//! A reading on a terminal: the text with what was found in it, and each proposal below its paragraph.

use anstyle::{AnsiColor, Style};
use korridor_intake::text::{Proposal, Reading, Time};

use crate::plain::plain;

const CLAIM: Style = AnsiColor::Cyan.on_default().bold();
const SOURCE: Style = AnsiColor::Yellow.on_default();
const FAINT: Style = Style::new().dimmed();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Everything that was read, for a person.
pub fn text(reading: &Reading) -> String {
    let mut out = String::new();
    let date = reading.date.as_deref().unwrap_or("not said");
    let zone = reading.zone.as_deref().unwrap_or("not known");
    out += &format!(
        "{FAINT}language {}, written {}, clocks of {}{FAINT:#}\n",
        reading.language,
        plain(date),
        plain(zone)
    );
    for (number, claim) in reading.claims.iter().enumerate() {
        out += "\n";
        out += &proposal(reading, number, claim);
    }
    if reading.claims.is_empty() {
        out += "\nNo claim was found.\n";
    }
    for check in &reading.checks {
        let (style, holds) = if check.holds {
            (FAINT, "holds")
        } else {
            (WARNING, "does not hold")
        };
        out += &format!(
            "\n{style}check {} {holds}{style:#}: {}\n",
            check.kind,
            plain(&check.found)
        );
    }
    out += &format!(
        "\n{} proposals; a person confirms each.\n",
        reading.claims.len()
    );
    out
}

fn proposal(reading: &Reading, number: usize, claim: &Proposal) -> String {
    let slice = |start: u32, end: u32| {
        plain(
            reading
                .text
                .get(start as usize..end as usize)
                .unwrap_or_default(),
        )
    };
    let (span, anchor) = (claim.span, claim.anchor);
    let first = anchor.byte_start.max(span.byte_start);
    let last = anchor.byte_end.min(span.byte_end).max(first);
    let sources: Vec<String> = claim
        .sources
        .iter()
        .map(|source| plain(&source.id))
        .collect();
    let value: Vec<String> = claim
        .value
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| format!("{key} {}", plain(&value.to_string().replace('"', ""))))
        .collect();
    let mut out = format!(
        "{CLAIM}c{:03} {}{CLAIM:#} {FAINT}{:.2} {}{FAINT:#}\n  {}{CLAIM}{}{CLAIM:#}{}\n",
        number + 1,
        claim.kind,
        claim.confidence,
        claim.rule,
        slice(span.byte_start, first),
        slice(first, last),
        slice(last, span.byte_end),
    );
    out += &format!(
        "  {SOURCE}{}{SOURCE:#}, {}{}",
        sources.join(", "),
        claim.modality,
        if claim.polarity == "negative" {
            ", negated"
        } else {
            ""
        }
    );
    if let Some(time) = &claim.time {
        out += &format!("; {}", when(time));
    }
    if let Some(place) = &claim.place {
        out += &format!("; {}", plain(&place.id));
    }
    out += &format!(
        "\n  {FAINT}{}; at {}-{}{FAINT:#}\n",
        value.join(", "),
        span.start,
        span.end
    );
    for link in &claim.links {
        out += &format!(
            "  {FAINT}proposed: {} c{:03}{FAINT:#}\n",
            link.relation,
            link.to + 1
        );
    }
    out
}

fn when(time: &Time) -> String {
    let from = if time.inherited {
        " (from the text around)"
    } else {
        ""
    };
    match time.status {
        "ambiguous" if !time.candidates.is_empty() => {
            format!("one of {}{from}", time.candidates.join(", "))
        }
        "ambiguous" => match &time.bounds {
            Some((first, last)) => format!("some day from {first} to {last}{from}"),
            None => format!("a day that the text does not date{from}"),
        },
        "unresolved" => format!("a time that the text leaves open{from}"),
        status => {
            let about = if status == "approximate" {
                "about "
            } else {
                ""
            };
            match (&time.start, &time.end) {
                (Some(start), Some(end)) if start == end => format!("{about}{start}{from}"),
                (Some(start), Some(end)) => format!("{about}{start} to {end}{from}"),
                (Some(start), None) => format!("{about}since {start}{from}"),
                (None, Some(end)) => format!("{about}until {end}{from}"),
                (None, None) => format!("not dated{from}"),
            }
        }
    }
}
