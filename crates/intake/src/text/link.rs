//! How claims of one text stand to each other, as proposals.

use serde_json::Value;

use super::{Link, Proposal};

/// How many claims before one are looked at: relations are proposed within a stretch of text.
const REACH: usize = 40;

/// Proposes relations between claims.
pub(super) fn links(claims: &mut [Proposal]) {
    for at in 0..claims.len() {
        let mut found: Vec<Link> = Vec::new();
        for before in at.saturating_sub(REACH)..at {
            if let Some(relation) = relation(&claims[at], &claims[before]) {
                found.push(Link {
                    relation,
                    to: before,
                });
            }
        }
        claims[at].links = found;
    }
}

fn relation(one: &Proposal, two: &Proposal) -> Option<&'static str> {
    if one.kind != two.kind {
        return None;
    }
    let own = |claim: &Proposal, key: &str| claim.value.get(key).cloned().unwrap_or(Value::Null);
    let same = |key: &str| own(one, key) == own(two, key);
    let apart = one
        .sources
        .iter()
        .all(|source| two.sources.iter().all(|other| other.id != source.id));
    match one.kind {
        "incident" => {
            let related = same("incident") || one.modality == "denied" || two.modality == "denied";
            let actors =
                same("actor") || own(one, "actor").is_null() || own(two, "actor").is_null();
            if !related || !apart {
                return None;
            }
            if (one.modality == "denied") != (two.modality == "denied") {
                return actors.then_some("denies");
            }
            (actors && one.polarity == two.polarity && one.modality != "denied")
                .then_some("corroborates")
        }
        "casualties" | "usage_count" | "population_at_risk" => {
            let kinds = same("kind") && same("who");
            let when = one.time.as_ref().map(|time| (&time.start, &time.end))
                == two.time.as_ref().map(|time| (&time.start, &time.end));
            if !kinds || !apart || !when {
                return None;
            }
            let bound = |claim: &Proposal, key: &str, open: u64| {
                claim.value.get(key).and_then(Value::as_u64).unwrap_or(open)
            };
            let overlap = bound(one, "min", 0) <= bound(two, "max", u64::MAX)
                && bound(two, "min", 0) <= bound(one, "max", u64::MAX);
            Some(if overlap {
                "corroborates"
            } else {
                "conflicts_with"
            })
        }
        "pause_window" => {
            let differ = |key: &str| {
                !own(one, key).is_null()
                    && !own(two, key).is_null()
                    && own(one, key) != own(two, key)
            };
            let when = one.time.as_ref().map(|time| &time.start)
                == two.time.as_ref().map(|time| &time.start);
            if differ("start_local") || differ("end_local") {
                return (apart && when).then_some("conflicts_with");
            }
            // Earlier pauses without a day of their own are others.
            let earlier = !own(one, "earlier").is_null() || !own(two, "earlier").is_null();
            (when && !earlier && (same("duration") || same("start_local"))).then_some("same_as")
        }
        _ => None,
    }
}
