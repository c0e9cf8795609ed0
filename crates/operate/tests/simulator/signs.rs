//! When something was heard from a corridor: the checker's own reckoning.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::standing::{claimed, opens};
use super::truth::{Said, Truth, list, s, seconds, span};

impl<'a> Truth<'a> {
    /// When something was heard from a corridor last.
    pub fn heard(&self, corridor: &str, at: i64) -> Option<i64> {
        self.signs(corridor)
            .into_iter()
            .filter(|sign| *sign <= at)
            .max()
    }

    /// When something was heard from a corridor; what was set aside was heard all the same.
    fn signs(&self, corridor: &str) -> Vec<i64> {
        let own = json!({ "corridor": corridor });
        let corrected: BTreeSet<&str> = (self.entered("count"))
            .flat_map(|said| list(&said.fact["supersedes"]))
            .map(s)
            .collect();
        let counts = self
            .entered("count")
            .filter(|said| !self.taken.contains(said.id));
        let counts = counts.filter(|said| {
            let at = &said.fact["at"];
            let here = *at == own
                || at["gate"]
                    .as_str()
                    .is_some_and(|gate| self.corridor_of(gate) == Some(corridor));
            here && said.fact["passage"] == "passed" && !corrected.contains(s(&said.fact["count"]))
        });
        let counts = counts.map(|said| span(&said.fact["interval"]).1.min(said.known));
        let kept = self
            .entered("done")
            .filter(|said| !self.taken.contains(said.id));
        let kept = kept.filter(|said| {
            let mut due = self
                .verb("due")
                .filter(|due| due.fact["due"] == said.fact["due"]);
            due.any(|due| due.fact["about"] == own)
        });
        let kept = kept.map(|said| said.from.min(said.known));
        let opened = self
            .entered("status")
            .filter(|said| said.fact["corridor"] == corridor && opens(said));
        let opened = opened.map(|said| said.from.min(said.known));
        let reports = self
            .entered("report")
            .filter(|said| !self.taken.contains(said.id));
        let reports = reports.filter(|said| {
            let fact = said.fact;
            matches!(s(&fact["happening"]), "open" | "movement")
                && claimed(fact)
                && self.only_corridor(&fact["place"]) == Some(corridor)
                && fact["place"]["precision"] == "named"
                && self.relied_on(said)
                && !self.was_improbable(s(&fact["claim"]))
        });
        let reports = reports.map(|said| {
            let when = &said.fact["when"];
            let at = if when.is_null() {
                said.from
            } else {
                seconds(&when["earliest"])
            };
            at.min(said.known)
        });
        counts.chain(kept).chain(opened).chain(reports).collect()
    }

    /// The corridor that a place names by itself or by gates, if no other.
    fn only_corridor(&self, place: &Value) -> Option<&'a str> {
        let by_gate = list(&place["gates"])
            .iter()
            .filter_map(|gate| self.corridor_of(s(gate)));
        let all = self.corridors();
        let by_name = list(&place["corridors"]).iter();
        let by_name = by_name.filter_map(|name| all.iter().copied().find(|one| name == one));
        let mut named: Vec<&str> = by_name.chain(by_gate).collect();
        named.dedup();
        match named.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Whether the first witness had been found reliable, A to C, when the report was entered.
    fn relied_on(&self, said: &Said<'a>) -> bool {
        let witness = list(&said.fact["told_by"])
            .last()
            .unwrap_or(&said.fact["source"]);
        let sources = self
            .entered("source")
            .filter(|source| source.seq < said.seq);
        let last = sources
            .filter(|source| source.fact["source"] == *witness)
            .last();
        last.is_some_and(|source| {
            matches!(
                s(&source.fact["reliability"]),
                "A" | "B" | "C" | "a" | "b" | "c"
            )
        })
    }

    /// Whether a person found a claim improbable, whatever was found later.
    fn was_improbable(&self, claim: &str) -> bool {
        let subject = json!({ "claim": claim });
        let mut judged = self
            .entered("judge")
            .filter(|said| said.fact["subject"] == subject);
        judged.any(|said| said.fact["credibility"] == "5")
    }

    /// Whether something was heard again and again since the opening, never so long apart that it counts as silence.
    pub fn never_silent(&self, corridor: &str, opened: Said<'a>, at: i64) -> bool {
        let silence = self.rule("silence_minutes", 60) * 60;
        let start = opened.from.min(opened.known);
        let mut moments = self.signs(corridor);
        moments.retain(|sign| start <= *sign && *sign <= at);
        moments.push(start);
        moments.sort_unstable();
        moments.push(at.max(start));
        moments.windows(2).all(|pair| pair[1] - pair[0] < silence)
    }
}
