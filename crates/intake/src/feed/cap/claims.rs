//! An alert as claims of its sender.

use korridor_operate::fact::{Claim, Kinship, Modality, Place, Polarity, Precision};
use korridor_operate::{Board, Moment, Nature, Stamp, Words};
use korridor_world::Instant;

use super::super::assemble::{Rows, Said, Taken};
use super::super::place::{extent, happening, named};
use super::super::text::{Teller, hash, said, words};
use super::super::xml::Node;
use super::super::{Refused, Stated, Unverified};
use super::signature::Standing;
use super::{Alert, open, schema, shape, signature};
use crate::Terms;

/// So many claims of one alert are looked for by an update.
const MOST_INFOS: usize = 50;

/// Reads an alert into claims.
///
/// # Errors
/// It can't be read, or says nothing that a record takes.
pub(in super::super) fn claims(
    bytes: &[u8],
    terms: &Terms<'_>,
    stated: &Stated<'_>,
    rows: &mut Rows,
) -> Result<(), Refused> {
    let alert = open(bytes, stated.encoding)?;
    let root = alert.root();
    let faults = schema::judge(root);
    if !faults.is_empty() {
        faults.into_iter().for_each(|fault| rows.refuse(fault));
        return Ok(());
    }
    notes(&alert, rows);
    fit_to_record(root, terms)?;
    verify(&alert, stated, rows)?;
    let teller = match stated.source {
        Some(source) => Teller::stated(source),
        None => Teller::institution(root.value("sender").unwrap_or("unnamed")),
    };
    let infos: Vec<&Node> = root.all("info").collect();
    if infos.is_empty() {
        rows.take(without_info(root, &teller));
    }
    for (index, info) in infos.iter().enumerate() {
        let place = format!("line {}, alert/info[{}]", info.line, index + 1);
        let row = of_info(root, info, index, &place, &teller, terms.board, rows);
        rows.take(row);
    }
    Ok(())
}

/// The verdict on the signature is kept beside the alert. What is not what was signed is evidence, and nothing that its
/// sender said, unless a person says so.
fn verify(alert: &Alert, stated: &Stated<'_>, rows: &mut Rows) -> Result<(), Refused> {
    let signature = signature::check(&alert.document, stated.keys);
    let shown = signature.shown();
    rows.note(format!("signature {shown}"));
    if signature.standing != Standing::NotSigned {
        rows.verdict = Some((signature.standing.word(), shown));
    }
    let refuse = stated.unverified == Unverified::Refuse && signature.standing.is_broken();
    rows.signature = Some(signature.clone());
    if !refuse {
        return Ok(());
    }
    rows.keep = true;
    let expected = "what was signed; the bytes are kept as evidence, and --accept-unverified takes what they say, with this \
                    verdict beside it";
    let word = signature.standing.word();
    Err(Refused::new("the file", word, signature.found, expected))
}

fn notes(alert: &Alert, rows: &mut Rows) {
    if let Some(from) = &alert.document.from {
        rows.note(format!("read as {from}"));
    }
    if alert.version == "1.1" {
        rows.note("CAP 1.1: read, and never written".to_owned());
    }
    if let Some(scope @ ("Restricted" | "Private")) = alert.root().value("scope") {
        let to = alert
            .root()
            .value("addresses")
            .or(alert.root().value("restriction"))
            .unwrap_or("nobody named");
        rows.note(format!(
            "the sender's scope is {scope} ({to}): whoever releases it answers for that"
        ));
    }
}

/// Only what is meant as actual goes into the record of an operation, and a receipt is never made of an Ack.
fn fit_to_record(alert: &Node, terms: &Terms<'_>) -> Result<(), Refused> {
    let status = alert.value("status").unwrap_or_default();
    let nature = terms.board.opened.as_ref().map(|opened| opened.nature);
    let line = |name: &str| {
        let line = alert.child(name).map_or(alert.line, |node| node.line);
        format!("line {line}, alert/{name}")
    };
    if status != "Actual" && nature != Some(Nature::Exercise) {
        let found = format!("status {status}, in the record of an operation");
        let expected = "Actual; an exercise has a record of its own, and the two never mix";
        return Err(Refused::new(line("status"), "not_actual", found, expected));
    }
    match alert.value("msgType") {
        Some("Ack") => {
            let expected = "nothing: Ack means receipt and acceptance; that a party received a notification is recorded by \
                            hand (record receipt)";
            Err(Refused::new(
                line("msgType"),
                "ack_is_no_receipt",
                "msgType Ack",
                expected,
            ))
        }
        Some("Error") => {
            let expected = "an alert; this says that another message was rejected";
            Err(Refused::new(
                line("msgType"),
                "cap_error_message",
                "msgType Error",
                expected,
            ))
        }
        _ => Ok(()),
    }
}

/// Of a cancellation or an update without an info: its note or what it refers to.
fn without_info(alert: &Node, teller: &Teller) -> Result<Taken, Refused> {
    let place = format!("line {}, alert", alert.line);
    let kind = alert.value("msgType").unwrap_or_default();
    let text = alert.value("note").or(alert.value("references"));
    let Some(text) = text else {
        let expected = "an info, or a note: it says nothing";
        return Err(Refused::new(
            place,
            "nothing_said",
            "an alert without info",
            expected,
        ));
    };
    let claim = Claim {
        words: words(&place, &format!("{text}\n[{}]", codes(alert, None)))?,
        when: moment(alert, None),
        language: None,
        ..blank(alert, 0, teller)
    };
    Ok(taken(place, alert, claim, kind, teller))
}

fn of_info(
    alert: &Node,
    info: &Node,
    index: usize,
    place: &str,
    teller: &Teller,
    board: &Board,
    rows: &mut Rows,
) -> Result<Taken, Refused> {
    let event = info.value("event").unwrap_or_default();
    let parts = ["event", "headline", "description", "instruction"];
    let texts: Vec<&str> = parts.iter().filter_map(|part| info.value(part)).collect();
    let text = format!("{}\n[{}]", texts.join("\n"), codes(alert, Some(info)));
    let areas: Vec<String> = info
        .all("area")
        .enumerate()
        .map(|(at, area)| area_in_words(area, &format!("{place}/area[{}]", at + 1), rows))
        .collect();
    let happening = happening(event);
    let described: Vec<&str> = info
        .all("area")
        .filter_map(|area| area.value("areaDesc"))
        .collect();
    let mut where_to = named(&described.join("; "), happening, board);
    let said_place = areas.join("; ");
    if !said_place.is_empty() {
        where_to.said = Some(words(place, &said_place)?);
    }
    let claim = Claim {
        words: words(place, &text)?,
        language: Some(info.value("language").unwrap_or("en-US").to_owned()),
        happening,
        place: where_to,
        when: moment(alert, Some(info)),
        ..blank(alert, index, teller)
    };
    Ok(taken(
        place.to_owned(),
        alert,
        claim,
        alert.value("msgType").unwrap_or_default(),
        teller,
    ))
}

/// The codes of an alert, for a person who reads the claim.
fn codes(alert: &Node, info: Option<&Node>) -> String {
    let mut codes: Vec<String> = ["status", "msgType"]
        .iter()
        .filter_map(|name| alert.value(name).map(str::to_owned))
        .collect();
    for info in info.into_iter() {
        for (name, shown) in [
            ("urgency", "urgency"),
            ("severity", "severity"),
            ("certainty", "certainty"),
        ] {
            codes.extend(info.value(name).map(|value| format!("{shown} {value}")));
        }
        codes.extend(
            info.all("responseType")
                .map(|node| format!("response {}", node.text.trim())),
        );
    }
    codes.join(", ")
}

/// An area as it was described, with how large its shapes are. A shape that can't be is named and left out.
fn area_in_words(area: &Node, place: &str, rows: &mut Rows) -> String {
    let mut parts: Vec<String> = area
        .value("areaDesc")
        .map(str::to_owned)
        .into_iter()
        .collect();
    for (index, node) in area.all("polygon").enumerate() {
        let place = format!("{place}/polygon[{}], line {}", index + 1, node.line);
        match shape::polygon(&place, &node.text) {
            Ok(corners) => parts.extend(extent(&corners).map(|extent| format!("polygon {extent}"))),
            Err(refused) => rows.refuse(refused),
        }
    }
    for (index, node) in area.all("circle").enumerate() {
        let place = format!("{place}/circle[{}], line {}", index + 1, node.line);
        match shape::circle(&place, &node.text) {
            Ok((centre, radius)) => {
                parts.push(format!(
                    "circle within {radius} km of lat {}, lon {}",
                    centre.lat, centre.lon
                ));
            }
            Err(refused) => rows.refuse(refused),
        }
    }
    let codes = area.all("geocode").take(50);
    parts.extend(codes.filter_map(|code| {
        Some(format!(
            "{}={}",
            code.value("valueName")?,
            code.value("value")?
        ))
    }));
    parts.join(", ")
}

/// From its onset, or when it takes effect, or was sent, until it expires.
fn moment(alert: &Node, info: Option<&Node>) -> Option<Moment> {
    let of = |name: &str| info.and_then(|info| info.value(name));
    let start = of("onset").or(of("effective")).or(alert.value("sent"))?;
    let end = of("expires").unwrap_or(start);
    let at = |text: &str| Instant::parse(text).map(Stamp);
    Some(Moment {
        earliest: at(start)?,
        latest: at(end)?,
        said: said(&format!("{start} to {end}")),
    })
}

/// An alert is its sender, its identifier and when it was sent.
fn identity(sender: &str, identifier: &str, sent: &str) -> String {
    let hash = hash(&[sender.trim(), identifier.trim(), sent.trim()]);
    format!("cap:{}", &hash[..20])
}

fn blank(alert: &Node, index: usize, teller: &Teller) -> Claim {
    let value = |name| alert.value(name).unwrap_or_default();
    let identity = identity(value("sender"), value("identifier"), value("sent"));
    Claim {
        claim: format!("{identity}:{}", index + 1),
        source: teller.pseudonym.clone(),
        told_by: Vec::new(),
        words: Words::Plain(String::new()),
        language: None,
        happening: korridor_operate::fact::Happening::Other,
        place: Place {
            precision: Precision::Unknown,
            ..Place::unknown()
        },
        when: None,
        modality: Modality::Asserted,
        polarity: Polarity::Affirmed,
        persons: None,
        attributes_to: None,
        credibility: None,
        material: None,
        stated_hours: None,
    }
}

fn taken(place: String, alert: &Node, claim: Claim, kind: &str, teller: &Teller) -> Taken {
    let reason = match kind {
        "Update" => Some("the alert says that it updates this one"),
        "Cancel" => Some("the alert says that it cancels this one"),
        _ => None,
    };
    let references = alert.value("references").unwrap_or_default();
    let referred = references
        .split_whitespace()
        .take(MOST_INFOS)
        .filter_map(|reference| {
            let mut parts = reference.split(',');
            Some(identity(parts.next()?, parts.next()?, parts.next()?))
        });
    let relations = reason.into_iter().flat_map(|reason| {
        let referred = referred.clone().collect::<Vec<_>>();
        referred.into_iter().flat_map(move |identity| {
            (1..=MOST_INFOS).map(move |info| (Kinship::About, format!("{identity}:{info}"), reason))
        })
    });
    Taken {
        place,
        content: hash(&alert.content()),
        tellers: vec![teller.clone()],
        relations: relations.collect(),
        corrects: None,
        said: Said::Claim(Box::new(claim)),
    }
}
