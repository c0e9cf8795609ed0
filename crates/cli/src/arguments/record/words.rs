//! Words of the command line that stand for values of an entry: `turned-back` for what an event calls `turned_back`.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use korridor_operate::fact::{Answerable, CountAt, GoItem};
use serde::de::DeserializeOwned;

pub const ROLES: &[&str] = &["coordinator", "recorder", "monitor", "clinician", "analyst"];
pub const RELIABILITIES: &[&str] = &["A", "B", "C", "D", "E", "F"];
pub const CREDIBILITIES: &[&str] = &["1", "2", "3", "4", "5", "6"];
pub const PURPOSES: &[&str] = &[
    "leaving",
    "medical-evacuation",
    "inbound-aid",
    "medical-resupply",
    "repairs",
    "return",
];
pub const CONSENTS: &[&str] = &["given", "refused", "withdrawn"];
pub const STEPS: &[&str] = &["requested", "given", "refused", "withdrawn"];
pub const LEVELS: &[&str] = &["informal", "verbal", "written"];
pub const COMMANDERS: &[&str] = &["confirmed", "no-order", "withdrawn"];
pub const GO_NO_GO: &[&str] = &["go", "no-go"];
pub const DECISIONS: &[&str] = &[
    "open",
    "restrict",
    "contest",
    "uncontest",
    "suspend",
    "close",
    "complete",
];
pub const APPOINTMENTS: &[&str] = &["call", "handover", "convoy"];
pub const NOTIFICATIONS: &[&str] = &["static-site", "movement", "evacuation"];
pub const CHANNELS: &[&str] = &[
    "voice",
    "mail",
    "message",
    "paper",
    "in-person",
    "intermediary",
];
pub const RESPONSES: &[&str] = &["accepted", "objected", "conditions"];
pub const PRECEDENCES: &[&str] = &["urgent", "urgent-surgical", "priority", "routine"];
pub const OUTCOMES: &[&str] = &[
    "facilitated",
    "partially-facilitated",
    "impeded",
    "denied",
    "postponed",
    "cancelled",
];
pub const PASSAGES: &[&str] = &[
    "departed",
    "arrived",
    "passed",
    "turned-back",
    "held",
    "released",
    "received",
    "children-alone-handed-over",
];
pub const DIRECTIONS: &[&str] = &["out", "in"];
pub const HAPPENINGS: &[&str] = &[
    "shelling",
    "air-strike",
    "gunfire",
    "explosion",
    "obstruction",
    "detention",
    "open",
    "closed",
    "movement",
    "gathering",
    "casualties",
    "announcement",
    "other",
];
pub const PRECISIONS: &[&str] = &["named", "one-of", "near", "unknown"];
pub const MODALITIES: &[&str] = &["asserted", "reported", "planned", "denied"];
pub const POLARITIES: &[&str] = &["affirmed", "negated"];
pub const KINSHIPS: &[&str] = &[
    "supports",
    "contradicts",
    "same-as",
    "derived-from",
    "about",
];
pub const RELATIONS: &[&str] = &["set", "proposed", "dropped"];
pub const FINDINGS: &[&str] = &["confirmed", "unfounded", "reopened"];
pub const COPIES: &[&str] = &["evidentiary", "working"];

/// Takes one of `words`.
pub fn one_of<T>(words: &'static [&'static str]) -> impl TypedValueParser<Value = T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|word| value::<T>(&word))
}

/// The value that a word stands for.
pub fn value<T: DeserializeOwned>(word: &str) -> Result<T, serde_json::Error> {
    serde_json::from_value(serde_json::Value::String(word.replace('-', "_")))
}

/// `everywhere`, `gate:G`, `corridor:C`, `departure:ZONE` or `reception:PLACE`.
pub fn count_at(text: &str) -> Result<CountAt, String> {
    if text == "everywhere" {
        return Ok(CountAt::Everywhere);
    }
    let (kind, name) = text.split_once(':').unwrap_or((text, ""));
    let name = name.to_owned();
    match kind {
        "gate" => Ok(CountAt::Gate(name)),
        "corridor" => Ok(CountAt::Corridor(name)),
        "departure" => Ok(CountAt::Departure(name)),
        "reception" => Ok(CountAt::Reception(name)),
        _ => Err(
            "expected everywhere, gate:ID, corridor:ID, departure:ZONE or reception:ID".to_owned(),
        ),
    }
}

/// `claim:C` or `count:C`.
pub fn answerable(text: &str) -> Result<Answerable, String> {
    match text.split_once(':') {
        Some(("claim", name)) => Ok(Answerable::Claim(name.to_owned())),
        Some(("count", name)) => Ok(Answerable::Count(name.to_owned())),
        _ => Err("expected claim:ID or count:ID".to_owned()),
    }
}

/// `What is asked=yes`.
pub fn go_item(text: &str) -> Result<GoItem, String> {
    let (item, answer) = text
        .rsplit_once('=')
        .ok_or("expected WHAT=yes, WHAT=no or WHAT=unknown")?;
    let answer = value(answer).map_err(|_| "expected WHAT=yes, WHAT=no or WHAT=unknown")?;
    let item = item.trim().to_owned();
    Ok(GoItem { item, answer })
}

/// `women=12`.
pub fn part(text: &str) -> Result<(korridor_operate::fact::Category, u64), String> {
    let expected = "expected women, men, girls, boys, older, with-disabilities or wounded-and-sick, then = and a number";
    let (category, persons) = text.split_once('=').ok_or(expected)?;
    let category = value(category).map_err(|_| expected)?;
    Ok((category, persons.parse().map_err(|_| expected)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use korridor_operate::fact::*;

    fn known<T: DeserializeOwned>(words: &[&str]) {
        for word in words {
            assert!(value::<T>(word).is_ok(), "{word}");
        }
    }

    #[test]
    fn every_word_stands_for_a_value() {
        known::<Role>(ROLES);
        known::<Reliability>(RELIABILITIES);
        known::<Credibility>(CREDIBILITIES);
        known::<Purpose>(PURPOSES);
        known::<Consent>(CONSENTS);
        known::<GuaranteeStep>(STEPS);
        known::<GuaranteeLevel>(LEVELS);
        known::<Commander>(COMMANDERS);
        known::<GoNoGo>(GO_NO_GO);
        known::<Decision>(DECISIONS);
        known::<AppointmentKind>(APPOINTMENTS);
        known::<NotificationKind>(NOTIFICATIONS);
        known::<Channel>(CHANNELS);
        known::<ResponseKind>(RESPONSES);
        known::<Precedence>(PRECEDENCES);
        known::<OutcomeKind>(OUTCOMES);
        known::<Passage>(PASSAGES);
        known::<Direction>(DIRECTIONS);
        known::<Happening>(HAPPENINGS);
        known::<Precision>(PRECISIONS);
        known::<Modality>(MODALITIES);
        known::<Polarity>(POLARITIES);
        known::<Kinship>(KINSHIPS);
        known::<Relation>(RELATIONS);
        known::<Settled>(FINDINGS);
        known::<Copy>(COPIES);
    }

    #[test]
    fn places_and_answers_are_read_as_they_are_written() {
        assert_eq!(count_at("gate:a"), Ok(CountAt::Gate("a".to_owned())));
        assert!(count_at("gates:a").is_err());
        assert_eq!(answerable("count:c"), Ok(Answerable::Count("c".to_owned())));
        let item = go_item("a=b is so=yes").unwrap();
        assert_eq!(
            (item.item.as_str(), item.answer),
            ("a=b is so", ItemAnswer::Yes)
        );
        assert_eq!(
            part("with-disabilities=3"),
            Ok((Category::WithDisabilities, 3))
        );
        assert!(part("women=-3").is_err());
    }
}
