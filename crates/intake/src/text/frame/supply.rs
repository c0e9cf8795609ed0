//! Aid that came, vehicles that were seen, and what is needed.

use serde_json::Value;

use super::super::scan::{Draft, Scan, bounds, is_article};
use super::super::tag::Tag;

pub(super) fn find(scan: &Scan<'_>, found: &mut Vec<Draft>) {
    if scan.is_question() {
        return;
    }
    for group in &scan.groups {
        let quantity = &group.quantity;
        let near = (quantity.last + 4).min(scan.sentence.last);
        let vehicle = scan
            .marks(Tag::Vehicle, quantity.last, near)
            .next()
            .filter(|vehicle| {
                vehicle.first - quantity.last <= 2
                    && !scan.has(Tag::Person, quantity.last, vehicle.first)
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
        if needed.is_some() && (per_day.is_some() || aid.is_some()) {
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
        let delivered =
            scan.has(Tag::Deliver, last, to) || scan.has(Tag::Deliver, from, quantity.first);
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
                        | "flour"
                        | "medisiner"
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
