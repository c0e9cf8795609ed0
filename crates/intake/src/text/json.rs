//! A reading as JSON: what scripts and the scorer read.

use std::fmt;

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::{Check, Link, Proposal, Reading, Site, Span, Time};

/// The reading as a document: `claims` with their spans in code points of the text in NFC, bytes beside them.
pub fn document(reading: &Reading) -> Value {
    // Only a map whose keys are no text, or a type that refuses, could fail.
    serde_json::to_value(reading).unwrap_or(Value::Null)
}

/// As the document that [`document`] builds, without building it.
impl Serialize for Reading {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Whole {
            checks: Checks(self),
            claims: Claims(self),
            date: self.date.as_deref(),
            language: self.language,
            schema: "korridor-claims/1",
            timezone: self.zone.as_deref(),
        }
        .serialize(serializer)
    }
}

// Fields are in the order of their names throughout, as in a document.

#[derive(Serialize)]
struct Whole<'r> {
    checks: Checks<'r>,
    claims: Claims<'r>,
    date: Option<&'r str>,
    language: &'r str,
    schema: &'static str,
    timezone: Option<&'r str>,
}

struct Checks<'r>(&'r Reading);

impl Serialize for Checks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(
            self.0
                .checks
                .iter()
                .map(|check| OneCheck::of(self.0, check)),
        )
    }
}

#[derive(Serialize)]
struct OneCheck<'r> {
    claim: Option<Id>,
    found: &'r str,
    holds: bool,
    kind: &'r str,
    span: Words<'r>,
}

impl<'r> OneCheck<'r> {
    fn of(reading: &'r Reading, check: &'r Check) -> OneCheck<'r> {
        OneCheck {
            claim: check.claim.map(Id),
            found: &check.found,
            holds: check.holds,
            kind: check.kind,
            span: Words::of(reading, check.span),
        }
    }
}

struct Claims<'r>(&'r Reading);

impl Serialize for Claims<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let claims = self.0.claims.iter().enumerate();
        serializer.collect_seq(claims.map(|(index, claim)| OneClaim::of(self.0, index, claim)))
    }
}

#[derive(Serialize)]
struct OneClaim<'r> {
    anchor_end: u32,
    anchor_start: u32,
    certainty: &'r str,
    confidence: f64,
    cue: Option<Words<'r>>,
    end: u32,
    id: Id,
    links: Links<'r>,
    modality: &'r str,
    place: Option<OnePlace<'r>>,
    polarity: &'r str,
    rule: &'r str,
    source_kinds: Vec<&'r str>,
    source_spans: SourceSpans<'r>,
    sources: Vec<&'r str>,
    span: Words<'r>,
    start: u32,
    time: Option<OneTime<'r>>,
    r#type: &'r str,
    value: &'r Map<String, Value>,
}

impl<'r> OneClaim<'r> {
    fn of(reading: &'r Reading, index: usize, claim: &'r Proposal) -> OneClaim<'r> {
        let sources = claim.sources.iter();
        OneClaim {
            anchor_end: claim.anchor.end,
            anchor_start: claim.anchor.start,
            certainty: claim.certainty,
            confidence: (claim.confidence * 1000.0).round() / 1000.0,
            cue: claim.cue.map(|cue| Words::of(reading, cue)),
            end: claim.span.end,
            id: Id(index),
            links: Links(&claim.links),
            modality: claim.modality,
            place: claim.place.as_ref().map(|site| OnePlace::of(reading, site)),
            polarity: claim.polarity,
            rule: claim.rule,
            source_kinds: sources.clone().map(|source| source.kind.as_str()).collect(),
            source_spans: SourceSpans(claim),
            sources: sources.map(|source| source.id.as_str()).collect(),
            span: Words::of(reading, claim.span),
            start: claim.span.start,
            time: claim.time.as_ref().map(|time| OneTime::of(reading, time)),
            r#type: claim.kind,
            value: &claim.value,
        }
    }
}

/// Where sources are named, of those that are: first and last code point.
struct SourceSpans<'r>(&'r Proposal);

impl Serialize for SourceSpans<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for span in self.0.sources.iter().filter_map(|source| source.span) {
            list.serialize_element(&[span.start, span.end])?;
        }
        list.end()
    }
}

struct Links<'r>(&'r [Link]);

impl Serialize for Links<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|link| OneLink {
            rel: link.relation,
            state: "proposed",
            to: Id(link.to),
        }))
    }
}

#[derive(Serialize)]
struct OneLink {
    rel: &'static str,
    state: &'static str,
    to: Id,
}

#[derive(Serialize)]
struct OnePlace<'r> {
    id: &'r str,
    text: Option<&'r str>,
}

impl<'r> OnePlace<'r> {
    fn of(reading: &'r Reading, site: &'r Site) -> OnePlace<'r> {
        OnePlace {
            id: &site.id,
            text: site.span.map(|span| slice(reading, span)),
        }
    }
}

#[derive(Serialize)]
struct OneTime<'r> {
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    candidates: &'r [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    earliest: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Option<&'r str>>,
    grain: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    inherited: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    latest: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Option<&'r str>>,
    status: &'r str,
    text: Option<&'r str>,
}

impl<'r> OneTime<'r> {
    fn of(reading: &'r Reading, time: &'r Time) -> OneTime<'r> {
        // What can be several days has no first and last one.
        let one = time.status != "ambiguous";
        let bounds = time.bounds.as_ref();
        OneTime {
            candidates: &time.candidates,
            earliest: bounds.map(|(earliest, _)| earliest.as_str()),
            end: one.then_some(time.end.as_deref()),
            grain: time.grain,
            inherited: time.inherited.then_some(true),
            latest: bounds.map(|(_, latest)| latest.as_str()),
            start: one.then_some(time.start.as_deref()),
            status: time.status,
            text: time.span.map(|span| slice(reading, span)),
        }
    }
}

/// Words of the text, with their places in it.
#[derive(Serialize)]
struct Words<'r> {
    byte_end: u32,
    byte_start: u32,
    end: u32,
    original_end: u32,
    original_start: u32,
    start: u32,
    text: &'r str,
}

impl<'r> Words<'r> {
    fn of(reading: &'r Reading, span: Span) -> Words<'r> {
        Words {
            byte_end: span.byte_end,
            byte_start: span.byte_start,
            end: span.end,
            original_end: span.original_end,
            original_start: span.original_start,
            start: span.start,
            text: slice(reading, span),
        }
    }
}

fn slice(reading: &Reading, span: Span) -> &str {
    reading
        .text
        .get(span.byte_start as usize..span.byte_end as usize)
        .unwrap_or("")
}

/// The name of a claim, by its place in the list.
struct Id(usize);

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "c{:03}", self.0 + 1)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Lexicon, Options, read};
    use super::*;

    #[test]
    fn written_at_once_and_as_a_document_are_the_same_bytes() {
        let text = "Aleppo, November 2016\n\nRussland kunngjorde fredag en pause fra klokken 9 til klokken 19. Ingen brukte korridorene, ifølge SOHR.\n\nSyria: raketter traff en korridor, melder statlige medier.";
        let reading = read(text, &Lexicon::own().unwrap(), &Options::default());
        assert!(reading.claims.len() >= 2);
        let document = document(&reading);
        assert_eq!(
            serde_json::to_string(&reading).unwrap(),
            document.to_string()
        );
        let fields = document["claims"][0].as_object().unwrap();
        assert_eq!(fields.len(), 20);
    }
}
