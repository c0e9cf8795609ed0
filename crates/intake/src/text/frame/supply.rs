//! Aid that came, vehicles that were seen, and what is needed.

use serde_json::Value;

use super::super::scan::{Draft, Scan, bounds, is_article};
use super::super::tag::Tag;

pub(super) fn find(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    if scan.is_question() {
        return;
    }
    nothing_came(scan, found);
    for group in &scan.groups {
        let quantity = &group.quantity;
        let near = (quantity.last + 4).min(scan.sentence.last);
        let vehicle = scan
            .marks(Tag::Vehicle, quantity.last, near)
            .next()
            .filter(|vehicle| {
                vehicle.first - quantity.last <= 2
                    && !scan.has(Tag::Person, quantity.last, vehicle.first)
                    // "16.000 kjørt med buss", "two car bombs".
                    && !(quantity.last..vehicle.first).any(|at| {
                        matches!(
                            scan.word(at),
                            "med" | "with" | "by" | "in" | "i" | "on" | "på" | "av" | "," | "fra" | "from"
                        )
                    })
                    && !matches!(scan.word(vehicle.last), "bombs" | "bomb" | "bomber")
            });
        let aid = scan.marks(Tag::Aid, quantity.last, near).next();
        let clause = scan.clause(quantity.first);
        let floor = scan.floor(quantity.first).max(clause.first);
        if is_article(quantity) {
            continue;
        }
        let per_day = scan
            .marks(
                Tag::Daily,
                quantity.first,
                (near + 4).min(scan.sentence.last),
            )
            .next();
        let needed = scan
            .marks(
                Tag::Need,
                floor.min(quantity.first.saturating_sub(8).max(scan.sentence.first)),
                (near + 6).min(scan.sentence.last),
            )
            .next();
        let start = vehicle.or(aid).map(|mark| mark.last);
        let Some(last) = start else { continue };
        // People who need aid are people, and no need in trucks.
        let people = scan.has(
            Tag::Person,
            quantity.last,
            (quantity.last + 3).min(scan.sentence.last),
        );
        if needed.is_some() && !people && (per_day.is_some() || aid.is_some()) {
            let trucks = vehicle.is_some_and(|mark| scan.value(mark) == "truck");
            let mut draft = scan.draft(
                "need.number",
                "need",
                (
                    quantity.first,
                    per_day.map_or(last, |daily| daily.last.max(last)),
                ),
            );
            bounds(&mut draft, quantity);
            draft.value.insert(
                "what".to_owned(),
                Value::from(if trucks { "trucks_per_day" } else { "aid" }),
            );
            found.push(draft);
            continue;
        }
        if scan.unreal(floor, last).is_some() || scan.negated(floor, quantity.first) {
            continue;
        }
        let to = (last + 10).min(scan.sentence.last);
        let from = quantity
            .first
            .saturating_sub(8)
            .max(floor.min(quantity.first));
        let delivered = scan.has(Tag::Deliver, last, to)
            || scan.has(Tag::Deliver, from, quantity.first)
            || let_in(scan, quantity.first, last);
        let carries_aid = scan.has(Tag::Aid, quantity.first, to)
            && aid.is_none_or(|aid| scan.value(aid) != "aid_trucks")
            || (last..to).any(|at| {
                matches!(
                    scan.word(at),
                    "nødhjelp"
                        | "aid"
                        | "mat"
                        | "food"
                        | "hjelp"
                        | "supplies"
                        | "forsyninger"
                        | "medisiner"
                        | "medisinar"
                        | "medicine"
                        | "medicines"
                        | "mel"
                        | "mjøl"
                        | "flour"
                        | "fuel"
                        | "drivstoff"
                        | "vann"
                        | "vatn"
                        | "water"
                        | "tepper"
                        | "blankets"
                        | "forsyningar"
                        | "naudhjelp"
                )
            });
        if let Some(aid) = aid
            && delivered
            && (scan.value(aid) != "aid_trucks" || carries_aid)
            && scan.value(aid) != "aid"
        {
            let mut draft = scan.draft(
                "aid.delivered",
                "aid_delivery",
                (
                    quantity.first,
                    scan.marks(Tag::Deliver, last, to)
                        .next()
                        .map_or(last, |mark| mark.last),
                ),
            );
            bounds(&mut draft, quantity);
            draft
                .value
                .insert("what".to_owned(), Value::from(scan.value(aid)));
            found.push(draft);
            continue;
        }
        if let Some(vehicle) = vehicle.filter(|_| !is_article(quantity) && quantity.max != Some(0))
        {
            let mut draft = scan.draft(
                "vehicles.number",
                "vehicle_count",
                (quantity.first, vehicle.last),
            );
            bounds(&mut draft, quantity);
            draft
                .value
                .insert("what".to_owned(), Value::from(scan.value(vehicle)));
            found.push(draft);
        }
    }
}

/// "fekk 96 lastebilar med mat inn i Gaza", "slapp kolonnen gjennom: tolv lastebiler": a verb of moving and its particle around a load.
fn let_in(scan: &Scan<'_>, first: u32, last: u32) -> bool {
    let (from, to) = (
        first.saturating_sub(12).max(scan.sentence.first),
        (last + 10).min(scan.sentence.last),
    );
    scan.has(Tag::Go, from, to)
        && (from..to).any(|at| {
            matches!(
                scan.word(at),
                "inn" | "into" | "gjennom" | "through" | "fram" | "frem" | "across"
            )
        })
}

/// "No convoy has entered since 8 April": aid that did not come.
fn nothing_came(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    for quantity in scan
        .document
        .quantities_in(scan.sentence.first, scan.sentence.last)
    {
        if quantity.max != Some(0) {
            continue;
        }
        let near = (quantity.last + 4).min(scan.sentence.last);
        let load = scan
            .marks(Tag::Aid, quantity.last, near)
            .next()
            .map(|mark| mark.last)
            .or_else(|| {
                (quantity.last..near)
                    .find(|at| {
                        matches!(
                            scan.word(*at),
                            "relief"
                                | "cargo"
                                | "deliveries"
                                | "leveranser"
                                | "leveransar"
                                | "trucks"
                        )
                    })
                    .map(|at| at + 1)
            });
        let Some(last) = load else { continue };
        let to = (last + 8).min(scan.sentence.last);
        let came = scan.has(Tag::Deliver, last, to)
            || scan.has(Tag::Leave, last, to)
            || scan.has(Tag::Go, last, to);
        if !came || scan.unreal(scan.floor(quantity.first), to).is_some() {
            continue;
        }
        let mut draft = scan.draft("aid.none", "aid_delivery", (quantity.first, last));
        bounds(&mut draft, quantity);
        draft.negative = true;
        draft
            .value
            .insert("what".to_owned(), Value::from("aid_convoy"));
        found.push(draft);
    }
}
