//! A reading as JSON: what scripts and the scorer read.

use serde_json::{Map, Value, json};

use super::{Proposal, Reading, Span};

/// The reading as a document: `claims` with their spans in code points of the text in NFC, bytes beside them.
pub fn document(reading: &Reading) -> Value {
    json!({
        "schema": "korridor-claims/1",
        "language": reading.language,
        "date": reading.date,
        "timezone": reading.zone,
        "claims": reading.claims.iter().enumerate().map(|(index, claim)| one(reading, index, claim)).collect::<Vec<_>>(),
        "checks": reading.checks.iter().map(|check| json!({
            "kind": check.kind,
            "holds": check.holds,
            "claim": check.claim.map(id),
            "span": span(reading, check.span),
            "found": check.found,
        })).collect::<Vec<_>>(),
    })
}

fn id(index: usize) -> String {
    format!("c{:03}", index + 1)
}

fn one(reading: &Reading, index: usize, claim: &Proposal) -> Value {
    let mut value = Map::new();
    value.insert("id".to_owned(), Value::from(id(index)));
    value.insert("type".to_owned(), Value::from(claim.kind));
    value.insert("rule".to_owned(), Value::from(claim.rule));
    value.insert("start".to_owned(), Value::from(claim.span.start));
    value.insert("end".to_owned(), Value::from(claim.span.end));
    value.insert("anchor_start".to_owned(), Value::from(claim.anchor.start));
    value.insert("anchor_end".to_owned(), Value::from(claim.anchor.end));
    value.insert("span".to_owned(), span(reading, claim.span));
    value.insert(
        "sources".to_owned(),
        claim
            .sources
            .iter()
            .map(|source| Value::from(source.id.as_str()))
            .collect(),
    );
    value.insert(
        "source_kinds".to_owned(),
        claim
            .sources
            .iter()
            .map(|source| Value::from(source.kind.as_str()))
            .collect(),
    );
    let spans: Vec<Value> = claim
        .sources
        .iter()
        .filter_map(|source| source.span)
        .map(|span| json!([span.start, span.end]))
        .collect();
    value.insert("source_spans".to_owned(), Value::from(spans));
    value.insert(
        "cue".to_owned(),
        claim.cue.map_or(Value::Null, |cue| span(reading, cue)),
    );
    value.insert("modality".to_owned(), Value::from(claim.modality));
    value.insert("polarity".to_owned(), Value::from(claim.polarity));
    value.insert("certainty".to_owned(), Value::from(claim.certainty));
    value.insert("value".to_owned(), Value::Object(claim.value.clone()));
    value.insert("time".to_owned(), time(reading, claim));
    value.insert(
        "place".to_owned(),
        claim.place.as_ref().map_or(
            Value::Null,
            |site| json!({ "id": site.id, "text": site.span.map(|span| slice(reading, span)) }),
        ),
    );
    value.insert(
        "confidence".to_owned(),
        json!((claim.confidence * 1000.0).round() / 1000.0),
    );
    let links: Vec<Value> = claim
        .links
        .iter()
        .map(|link| json!({ "rel": link.relation, "to": id(link.to), "state": "proposed" }))
        .collect();
    value.insert("links".to_owned(), Value::from(links));
    Value::Object(value)
}

fn time(reading: &Reading, claim: &Proposal) -> Value {
    let Some(time) = &claim.time else {
        return Value::Null;
    };
    let mut value = Map::new();
    value.insert(
        "text".to_owned(),
        time.span
            .map_or(Value::Null, |span| Value::from(slice(reading, span))),
    );
    value.insert("grain".to_owned(), Value::from(time.grain));
    value.insert("status".to_owned(), Value::from(time.status));
    if time.status != "ambiguous" {
        value.insert(
            "start".to_owned(),
            time.start.as_deref().map_or(Value::Null, Value::from),
        );
        value.insert(
            "end".to_owned(),
            time.end.as_deref().map_or(Value::Null, Value::from),
        );
    }
    if !time.candidates.is_empty() {
        value.insert(
            "candidates".to_owned(),
            Value::from(time.candidates.clone()),
        );
    }
    if let Some((earliest, latest)) = &time.bounds {
        value.insert("earliest".to_owned(), Value::from(earliest.as_str()));
        value.insert("latest".to_owned(), Value::from(latest.as_str()));
    }
    if time.inherited {
        value.insert("inherited".to_owned(), Value::from(true));
    }
    Value::Object(value)
}

fn slice(reading: &Reading, span: Span) -> &str {
    reading
        .text
        .get(span.byte_start as usize..span.byte_end as usize)
        .unwrap_or("")
}

fn span(reading: &Reading, span: Span) -> Value {
    json!({
        "start": span.start,
        "end": span.end,
        "byte_start": span.byte_start,
        "byte_end": span.byte_end,
        "original_start": span.original_start,
        "original_end": span.original_end,
        "text": slice(reading, span),
    })
}
