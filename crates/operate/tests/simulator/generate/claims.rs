//! Claims, and what people say and do.

use serde_json::{Value, json};

use super::*;

impl Generator {
    pub(super) fn of_claims(&mut self) -> Value {
        match self.random.below(14) {
            0..=5 => self.report(),
            6 | 7 => {
                let kinship = self.random.pick(&[
                    "supports",
                    "supports",
                    "contradicts",
                    "same_as",
                    "derived_from",
                    "about",
                ]);
                let relation = self
                    .random
                    .pick(&["set", "set", "set", "proposed", "dropped"]);
                json!({"relate": {"claim": self.name("claim"), "kinship": kinship, "to": self.name("claim"),
                    "relation": relation, "reason": self.word()}})
            }
            8 | 9 => {
                let kind = *self.random.pick(&["claim", "claim", "count"]);
                let subject = json!({ kind: self.name(kind) });
                let credibility = *self.random.pick(&["1", "1", "2", "3", "5", "6"]);
                let mut fact = json!({"judge": {"subject": subject, "credibility": credibility, "reason": "weighed"}});
                if !self.random.one_in(6) {
                    fact["judge"]["confirmed_by"] = json!(self.name(kind));
                }
                fact
            }
            10 | 11 => {
                let claims: Vec<String> = (0..1 + self.random.below(2))
                    .map(|_| self.name("claim"))
                    .collect();
                let name = if self.random.one_in(2) {
                    self.new_name("incident")
                } else {
                    self.name("incident")
                };
                json!({"incident": {"incident": name, "title": "shots", "claims": claims}})
            }
            12 => json!({"settle": {"incident": self.name("incident"),
                "settled": self.random.pick(&["confirmed", "unfounded", "reopened"]), "reason": "seen"}}),
            _ => {
                let root = *self.random.pick(&["r1", "r2", "r3"]);
                let name = *self.random.pick(&["s4", "s5", "s6"]);
                source(name, root)
            }
        }
    }

    fn report(&mut self) -> Value {
        let happenings = [
            "gunfire",
            "shelling",
            "closed",
            "movement",
            "open",
            "announcement",
            "gathering",
        ];
        let mut fact = json!({"report": {
            "source": self.random.pick(&SOURCES), "words": self.word(), "happening": self.random.pick(&happenings),
            "place": self.place(), "modality": self.random.pick(&["asserted", "asserted", "reported", "planned", "denied"]),
            "polarity": if self.random.one_in(6) { "negated" } else { "affirmed" },
        }});
        let claim = &mut fact["report"];
        if !self.random.one_in(3) {
            let from = self.now - self.random.between(-20, 120);
            claim["when"] =
                json!({"earliest": text(from), "latest": text(from + self.random.between(-2, 40))});
        }
        if self.random.one_in(4) {
            claim["told_by"] = json!([self.random.pick(&SOURCES)]);
        }
        if self.random.one_in(3) {
            claim["credibility"] = json!(self.random.pick(&["1", "2", "4", "5"]));
        }
        claim["claim"] = json!(self.new_name("claim"));
        fact
    }

    pub(super) fn of_people(&mut self) -> Value {
        match self.random.below(12) {
            0 | 1 => {
                let mut fact = json!({"notify": {"party": self.party(), "kind": "movement", "channel": "mail", "sent": self.word()}});
                if !self.random.one_in(3) {
                    fact["notify"]["about"] = self.covers();
                }
                if self.random.one_in(2) {
                    fact["notify"]["deadline"] =
                        json!(text(self.now + self.random.between(-10, 120)));
                }
                fact["notify"]["notification"] = json!(self.new_name("notification"));
                fact
            }
            2 | 3 => {
                json!({"receipt": {"notification": self.name("notification"), "party": self.party(), "channel": "voice"}})
            }
            4 => {
                json!({"respond": {"notification": self.name("notification"), "party": self.party(),
                "response": self.random.pick(&["accepted", "objected", "conditions"])}})
            }
            5 | 6 => {
                let mut fact = json!({"due": {"kind": "call", "by": text(self.now + self.random.between(-20, 120))}});
                if self.random.one_in(2) {
                    fact["due"]["about"] = self.covers();
                }
                fact["due"]["due"] = json!(self.new_name("due"));
                fact
            }
            7 => json!({"done": {"due": self.name("due")}}),
            8 | 9 => {
                let name = if self.random.one_in(3) {
                    self.name("mission")
                } else {
                    self.new_name("mission")
                };
                json!({"mission": {"mission": name, "precedence": "urgent", "litter": self.figure(), "ambulatory": self.figure(),
                    "guarantors": self.random.pick(&[json!([]), json!(["A"]), json!(["B", "monitors"])])}})
            }
            10 => json!({"outcome": {"mission": self.name("mission"),
                "outcome": self.random.pick(&["facilitated", "impeded", "postponed"])}}),
            _ => json!({"intention": {"zone": "old-town", "asked": "at the doors", "source": "s3",
                "wishes": [["leave", self.figure()], ["stay", self.figure()]]}}),
        }
    }
}
