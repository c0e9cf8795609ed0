//! How guarantees and commanders stand: the checker's own reckoning.

use serde_json::Value;

use super::standing::takes_back;
use super::truth::{Said, Truth, level, s, seconds, span};

/// How a guarantee stands, from the best to the worst.
const STANDINGS: [&str; 8] = [
    "holds",
    "given_for_another_time",
    "given_too_weakly",
    "requested",
    "refused",
    "withdrawn",
    "expired",
    "not_requested",
];

impl<'a> Truth<'a> {
    pub fn steps(&self, covers: &Value) -> Vec<Said<'a>> {
        self.verb("guarantee")
            .filter(|said| said.fact["covers"] == *covers)
            .collect()
    }

    /// How a party guarantees something at a moment; of what it gave, only what was entered after `fresh`.
    pub fn guarantee(
        &self,
        covers: &Value,
        party: &str,
        at: i64,
        fresh: Option<u64>,
    ) -> &'static str {
        let own: Vec<Said<'a>> = self
            .steps(covers)
            .into_iter()
            .filter(|said| said.fact["party"] == party)
            .collect();
        let mut names: Vec<&str> = own.iter().map(|said| s(&said.fact["guarantee"])).collect();
        names.dedup();
        names.sort_unstable();
        names.dedup();
        let each = names.iter().map(|name| {
            // What the party took back under another name counts against this one too.
            let of_name = |said: &Said<'a>| said.fact["guarantee"] == **name;
            let steps: Vec<Said<'a>> = own.iter().copied().filter(of_name).collect();
            let backs = own
                .iter()
                .copied()
                .filter(|said| takes_back(said) && said.from <= at);
            self.one_guarantee(&steps, &backs.collect::<Vec<_>>(), at, fresh)
        });
        let best = each.min_by_key(|standing| STANDINGS.iter().position(|one| one == standing));
        best.unwrap_or("not_requested")
    }

    fn one_guarantee(
        &self,
        steps: &[Said<'a>],
        backs: &[Said<'a>],
        at: i64,
        fresh: Option<u64>,
    ) -> &'static str {
        let since = |said: &Said<'a>| if takes_back(said) { said.from } else { said.to };
        let by_then: Vec<&Said<'a>> = steps.iter().filter(|said| since(said) <= at).collect();
        let is_fresh = |said: &&&Said<'a>| fresh.is_none_or(|after| said.seq > after);
        let against = by_then.iter().rfind(|said| takes_back(said));
        let given = by_then
            .iter()
            .filter(is_fresh)
            .filter(|said| said.fact["step"] == "given");
        let given = given.max_by_key(|said| (said.from, said.seq));
        let lifted = |said: &&Said<'a>| {
            let mut backs = backs.iter();
            backs.all(|back| back.seq < said.seq && back.from <= said.from)
        };
        match (given, against) {
            (Some(given), _) if lifted(given) => self.given(given.fact, at),
            (_, Some(back)) if back.fact["step"] == "refused" => "refused",
            (_, Some(_)) => "withdrawn",
            _ if by_then
                .iter()
                .filter(is_fresh)
                .any(|said| said.fact["step"] == "requested") =>
            {
                "requested"
            }
            _ => "not_requested",
        }
    }

    fn given(&self, fact: &Value, at: i64) -> &'static str {
        let (from, to) = span(&fact["interval"]);
        let lapsed = !fact["expires"].is_null() && seconds(&fact["expires"]) <= at;
        if level(&fact["level"]) < self.level_needed() {
            "given_too_weakly"
        } else if lapsed || to <= at {
            "expired"
        } else if from <= at {
            "holds"
        } else {
            "given_for_another_time"
        }
    }

    /// Whether a party's guarantee held at every moment from one to another.
    pub fn held(&self, covers: &Value, party: &str, from: i64, to: i64) -> bool {
        let mut moments = vec![from, to];
        for said in self.steps(covers) {
            moments.extend([said.from, said.to]);
            if !said.fact["interval"].is_null() {
                let (start, end) = span(&said.fact["interval"]);
                moments.extend([start, end]);
            }
            if !said.fact["expires"].is_null() {
                moments.push(seconds(&said.fact["expires"]));
            }
        }
        moments.retain(|moment| from <= *moment && *moment <= to);
        moments
            .iter()
            .all(|moment| self.guarantee(covers, party, *moment, None) == "holds")
    }

    /// Gates of a corridor whose commander does not confirm the order.
    pub fn unconfirmed(&self, corridor: &str, at: i64, fresh: Option<u64>) -> Vec<&'a str> {
        let gates = self.gates(corridor).into_iter();
        let missing = gates.filter(|(gate, operator)| {
            let said: Vec<Said<'a>> = self
                .verb("confirm")
                .filter(|said| {
                    let confirms = said.fact["commander"] == "confirmed";
                    said.fact["gate"] == *gate && at >= if confirms { said.to } else { said.from }
                })
                .collect();
            let mut parties: Vec<&str> = said.iter().map(|said| s(&said.fact["party"])).collect();
            parties.sort_unstable();
            parties.dedup();
            let mut confirmed = false;
            for party in parties {
                let own: Vec<Said<'a>> = said
                    .iter()
                    .filter(|said| said.fact["party"] == party)
                    .copied()
                    .collect();
                match Truth::stands(&own, |said| said.fact["commander"] == "confirmed") {
                    Some((_, false)) => return true,
                    Some((said, true)) if fresh.is_none_or(|after| said.seq > after) => {
                        confirmed |= operator.is_empty() || *operator == party;
                    }
                    _ => {}
                }
            }
            !confirmed
        });
        missing.map(|(gate, _)| gate).collect()
    }
}
