//! What must hold of claims and incidents: the checker's own reckoning.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::standing::claimed;
use super::truth::{Said, Span, Truth, list, s, seconds};

impl<'a> Truth<'a> {
    pub fn claim(&self, claim: &str) -> Option<Said<'a>> {
        self.verb("report").find(|said| said.fact["claim"] == claim)
    }

    /// A claim of the record, though it was taken back.
    fn any_claim(&self, claim: &str) -> Option<Said<'a>> {
        self.entered("report")
            .find(|said| said.fact["claim"] == claim)
    }

    pub fn claims(&self) -> Vec<&'a str> {
        self.verb("report")
            .map(|said| s(&said.fact["claim"]))
            .collect()
    }

    /// What a person set between a claim and others and nobody dropped, in the order of the record.
    pub fn related(&self, claim: &str) -> Vec<(&'a str, &'a str)> {
        let all: Vec<Said<'a>> = self
            .verb("relate")
            .filter(|said| said.fact["claim"] == claim && said.fact["relation"] != "proposed")
            .collect();
        let same = |one: &Said<'a>, other: &Said<'a>| {
            one.fact["kinship"] == other.fact["kinship"] && one.fact["to"] == other.fact["to"]
        };
        let last = all.iter().filter(|said| {
            !all.iter()
                .any(|other| other.seq > said.seq && same(other, said))
        });
        last.filter(|said| said.fact["relation"] == "set")
            .map(|said| (s(&said.fact["kinship"]), s(&said.fact["to"])))
            .collect()
    }

    /// The root of what a claim rests on in the end; a circle is one root.
    pub fn claim_root(&self, claim: &'a str) -> &'a str {
        let (mut at, mut seen) = (claim, BTreeSet::new());
        while seen.insert(at) {
            let rests = self
                .related(at)
                .into_iter()
                .find(|(kinship, _)| *kinship == "derived_from")
                .map(|(_, to)| to);
            match rests.filter(|to| self.any_claim(to).is_some()) {
                Some(next) => at = next,
                None => {
                    let fact = self.any_claim(at).expect("a claim of the record").fact;
                    let told = list(&fact["told_by"]).last();
                    return self.root(s(told.unwrap_or(&fact["source"])));
                }
            }
        }
        "circle of derivations"
    }

    /// Whether a claim that confirmed another does so still: it stands, rests on another root, and supports it.
    fn still_confirms(&self, by: &'a str, claim: &'a str) -> bool {
        let supports = |from: &str, to: &str| {
            let mut related = self.related(from).into_iter();
            related.any(|(kinship, other)| matches!(kinship, "supports" | "same_as") && other == to)
        };
        self.claim(by).is_some()
            && self.claim_root(by) != self.claim_root(claim)
            && (supports(by, claim) || supports(claim, by))
    }

    pub fn credibility(&self, claim: &'a str) -> &'a str {
        let subject = json!({ "claim": claim });
        if let Some(judged) = self
            .verb("judge")
            .rfind(|said| said.fact["subject"] == subject)
        {
            let confirmed = judged.fact["credibility"] == "1";
            if confirmed && !self.still_confirms(s(&judged.fact["confirmed_by"]), claim) {
                return "6";
            }
            return s(&judged.fact["credibility"]);
        }
        let entered = self
            .claim(claim)
            .map_or(&Value::Null, |said| &said.fact["credibility"]);
        entered.as_str().unwrap_or("6")
    }

    /// Corridors that a claim names or could mean.
    pub fn meant(&self, fact: &Value) -> Vec<&'a str> {
        let place = &fact["place"];
        let (corridors, gates) = (list(&place["corridors"]), list(&place["gates"]));
        let every = corridors.is_empty() && gates.is_empty() && place["precision"] == "one_of";
        let named = |corridor: &str| {
            corridors.iter().any(|one| one == corridor)
                || gates
                    .iter()
                    .any(|gate| self.corridor_of(s(gate)) == Some(corridor))
        };
        self.corridors()
            .into_iter()
            .filter(|corridor| every || named(corridor))
            .collect()
    }

    /// Where a time lies to the hours of the pause.
    pub fn placed(&self, when: &Value) -> Option<&'static str> {
        if when.is_null() {
            return None;
        }
        let (any, windows) = self.hours(&json!("pause"));
        if !any {
            return Some("cannot_be_told");
        }
        let (from, to) = (seconds(&when["earliest"]), seconds(&when["latest"]));
        let within = |at: i64, window: &Span| window.0 <= at && at < window.1;
        Some(
            if windows
                .iter()
                .any(|window| within(from, window) && within(to, window))
            {
                "inside"
            } else if windows
                .iter()
                .any(|window| from < window.1 && window.0 <= to)
            {
                "cannot_be_told"
            } else {
                "outside"
            },
        )
    }

    pub fn incident_names(&self) -> BTreeSet<&'a str> {
        self.verb("incident")
            .map(|said| s(&said.fact["incident"]))
            .collect()
    }

    /// Whether an incident had a claim when the entry of a number was made.
    pub fn had(&self, incident: &str, claim: &str, by: u64) -> bool {
        let mut put = self
            .verb("incident")
            .filter(|said| said.fact["incident"] == incident && said.seq < by);
        put.any(|said| list(&said.fact["claims"]).iter().any(|one| one == claim))
    }

    /// The claims of an incident that are in the record.
    pub fn claims_of(&self, incident: &str) -> BTreeSet<&'a str> {
        let put = self
            .verb("incident")
            .filter(|said| said.fact["incident"] == incident);
        put.flat_map(|said| list(&said.fact["claims"]))
            .map(s)
            .collect()
    }

    pub fn settled(&self, incident: &str) -> Option<&'a str> {
        let since = self
            .verb("incident")
            .find(|said| said.fact["incident"] == incident);
        let said = self.verb("settle").rfind(|said| {
            said.fact["incident"] == incident && since.is_some_and(|since| since.seq < said.seq)
        });
        let said = said.filter(|said| said.fact["settled"] != "reopened")?;
        let lapsed = said.fact["settled"] == "confirmed" && {
            let claims = self.claims_of(incident).into_iter();
            let so = claims.filter(|claim| {
                self.had(incident, claim, said.seq)
                    && self.claim(claim).is_some_and(|said| claimed(said.fact))
            });
            let roots: BTreeSet<&str> = so.map(|claim| self.claim_root(claim)).collect();
            roots.len() < 2
        };
        (!lapsed).then(|| s(&said.fact["settled"]))
    }

    /// How an incident stands, and on how many independent roots.
    pub fn incident(&self, incident: &str) -> (&'static str, usize) {
        let claims: Vec<Said<'a>> = self
            .claims_of(incident)
            .iter()
            .filter_map(|claim| self.claim(claim))
            .collect();
        let roots: BTreeSet<&str> = claims
            .iter()
            .map(|said| self.claim_root(s(&said.fact["claim"])))
            .collect();
        let contradicted = |said: &Said<'a>| {
            let claim = s(&said.fact["claim"]);
            let against = |one: &str, other: Option<&str>| {
                let mut related = self.related(one).into_iter();
                related.any(|(kinship, to)| {
                    kinship == "contradicts"
                        && self.claim(to).is_some()
                        && other.is_none_or(|other| other == to)
                })
            };
            against(claim, None)
                || self
                    .claims()
                    .iter()
                    .any(|other| against(other, Some(claim)))
        };
        let vague = |said: &Said<'a>| {
            said.fact["place"]["precision"] == "one_of" && self.meant(said.fact).len() != 1
        };
        let denied = |said: &Said<'a>| {
            said.fact["polarity"] == "negated" || said.fact["modality"] == "denied"
        };
        let denials = claims.iter().filter(|said| denied(said)).count();
        let standing = match self.settled(incident) {
            Some("confirmed") => "confirmed",
            Some(_) => "unfounded",
            None if claims.iter().any(vague) || claims.iter().any(contradicted) => "contested",
            None if denials > 0 && denials < claims.len() => "contested",
            None if roots.len() > 1 => "corroborated",
            None => "reported",
        };
        (standing, roots.len())
    }

    /// Who found an incident confirmed, or a claim credible, without what that needs at the time.
    pub fn unfounded_facts(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (index, said) in self.all.iter().enumerate() {
            let before = Truth::of(self.all[..index].to_vec());
            let named = before
                .verb("actor")
                .any(|actor| actor.fact["actor"] == said.by);
            if said.verb == "settle" && said.fact["settled"] == "confirmed" {
                let claims = before.claims_of(s(&said.fact["incident"]));
                let so = claims
                    .into_iter()
                    .filter(|claim| before.claim(claim).is_some_and(|said| claimed(said.fact)));
                let roots: BTreeSet<&str> = so.map(|claim| before.claim_root(claim)).collect();
                if roots.len() < 2 || !named {
                    wrong.push(format!(
                        "{}: confirmed by {} on {} roots",
                        said.id,
                        said.by,
                        roots.len()
                    ));
                }
            }
            let subject = s(&said.fact["subject"]["claim"]);
            if said.verb == "judge" && said.fact["credibility"] == "1" && !subject.is_empty() {
                let other = s(&said.fact["confirmed_by"]);
                let known = before.claim(other).is_some();
                if !known || !named || before.claim_root(subject) == before.claim_root(other) {
                    wrong.push(format!("{}: {subject} confirmed by {other:?}", said.id));
                }
            }
        }
        wrong
    }
}
