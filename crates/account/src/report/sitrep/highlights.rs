//! Highlights: one sentence for each question that is asked first.

use korridor_operate::fact::Consent;

use super::{first, keeps_counts};
use crate::account::{MissionAccount, Obtained};
use crate::number::Measure;
use crate::report::frame::Frame;
use crate::report::text::Text;
use crate::report::words;

/// The most medical evacuations that are named.
const MOST_MISSIONS: usize = 3;

pub fn highlights(frame: &Frame<'_>) -> Vec<Text> {
    let mut all = vec![status(frame)];
    all.extend(hours(frame));
    all.push(observed(frame));
    all.extend(expected(frame));
    all.extend(guarantees(frame));
    let missions = frame.account.missions.iter().take(MOST_MISSIONS);
    all.extend(missions.map(|one| mission(frame, one)));
    all.extend(incidents(frame));
    all.extend(remaining(frame));
    all
}

/// A pause is called agreed only if every party agreed.
fn status(frame: &Frame<'_>) -> Text {
    let (voice, pause) = (&frame.voice, &frame.account.pause);
    if pause.declared_by.is_empty() && pause.agreed_by.is_empty() {
        return voice.say("highlight.not_declared");
    }
    if pause.agreed {
        return voice.tell(
            "highlight.agreed",
            &[("parties", voice.names(&pause.agreed_by))],
        );
    }
    let by = [("parties", voice.names(&pause.declared_by))];
    let mut text = voice.tell("highlight.declared", &by);
    let with = |consent: fn(&Option<Consent>) -> bool| -> Vec<String> {
        let some = pause.not_agreed.iter().filter(|(_, said)| consent(said));
        some.map(|(party, _)| party.clone()).collect()
    };
    let refused = with(|said| matches!(said, Some(Consent::Refused | Consent::Withdrawn)));
    let silent = with(|said| !matches!(said, Some(Consent::Refused | Consent::Withdrawn)));
    for (key, parties) in [("highlight.refused", refused), ("highlight.silent", silent)] {
        if !parties.is_empty() {
            text.push(&Text::own(" "));
            text.push(&voice.tell(key, &[("parties", voice.names(&parties))]));
        }
    }
    text
}

fn hours(frame: &Frame<'_>) -> Vec<Text> {
    let (voice, pause) = (&frame.voice, &frame.account.pause);
    if !pause.windows.is_empty() {
        let spans: Vec<Text> = pause.windows.iter().map(|span| voice.span(*span)).collect();
        return vec![voice.tell("highlight.hours", &[("hours", voice.list(&spans))])];
    }
    let of_party = |hours: &crate::account::PartyHours| {
        let given = [
            ("party", Text::named(&hours.party)),
            ("hours", voice.span(hours.span)),
        ];
        voice.tell("highlight.hours_of", &given)
    };
    pause.by_party.iter().map(of_party).collect()
}

fn observed(frame: &Frame<'_>) -> Text {
    let voice = &frame.voice;
    if keeps_counts(frame) {
        return voice.say("highlight.counts_kept");
    }
    let Some(number) = first(frame, &frame.account.whole.observed, Measure::Observed) else {
        return voice.say("highlight.not_counted");
    };
    let mut text = voice.tell("highlight.observed", &[("persons", voice.range(number))]);
    if let Some(by) = number.by {
        text.push(&Text::own(" "));
        text.push(&voice.tell("highlight.observed_by", &[("time", voice.time(by))]));
    }
    if number.roots > 0 {
        text.push(&Text::own(" "));
        text.push(&voice.count("highlight.observed_roots", number.roots as u64, &[]));
    }
    if number.disagree {
        text.push(&Text::own(" "));
        text.push(&voice.say("highlight.disagree"));
    }
    text
}

fn expected(frame: &Frame<'_>) -> Option<Text> {
    let voice = &frame.voice;
    let number = first(frame, &frame.account.whole.expected, Measure::Expected)?;
    let given = [("persons", voice.range(number))];
    let mut text = voice.tell("highlight.expected", &given);
    if let Some(by) = number.by {
        text.push(&Text::own(" "));
        text.push(&voice.tell("highlight.expected_by", &[("time", voice.time(by))]));
    }
    Some(text)
}

fn guarantees(frame: &Frame<'_>) -> Option<Text> {
    let voice = &frame.voice;
    let all = &frame.account.guarantees;
    let needed: Vec<_> = all
        .iter()
        .filter(|one| one.obtained != Obtained::NotYetNeeded)
        .collect();
    if needed.is_empty() {
        return None;
    }
    let held = needed
        .iter()
        .filter(|one| one.obtained == Obtained::InTime)
        .count();
    let held = [("held", voice.number(held as u64))];
    Some(voice.count("highlight.guarantees", needed.len() as u64, &held))
}

/// Cleared only if every guarantee that it needs held: what was not said does not hold.
fn mission(frame: &Frame<'_>, mission: &MissionAccount) -> Text {
    let voice = &frame.voice;
    let given = [
        ("mission", Text::sign(&mission.mission)),
        ("held", voice.number(mission.guarantees_in_time as u64)),
    ];
    if let Some(outcome) = mission.outcome {
        let outcome = [
            ("mission", Text::sign(&mission.mission)),
            ("outcome", voice.say(words::outcome(outcome))),
        ];
        return voice.tell("highlight.mission_outcome", &outcome);
    }
    let key = match mission.guarantees_in_time < mission.guarantees_needed {
        true => "highlight.mission_not_cleared",
        false => "highlight.mission_open",
    };
    voice.count(key, mission.guarantees_needed as u64, &given)
}

fn incidents(frame: &Frame<'_>) -> Option<Text> {
    let (voice, breaches) = (&frame.voice, &frame.account.breaches);
    let all = breaches.inside.len() + breaches.outside.len() + breaches.cannot_be_told.len();
    if all == 0 {
        return None;
    }
    let given = [
        ("inside", voice.number(breaches.inside.len() as u64)),
        ("outside", voice.number(breaches.outside.len() as u64)),
        ("untold", voice.number(breaches.cannot_be_told.len() as u64)),
    ];
    Some(voice.count("highlight.claims", all as u64, &given))
}

fn remaining(frame: &Frame<'_>) -> Option<Text> {
    let number = first(frame, &frame.account.whole.outcomes, Measure::Remaining)?;
    let given = [("persons", frame.voice.range(number))];
    Some(frame.voice.tell("highlight.remaining", &given))
}
