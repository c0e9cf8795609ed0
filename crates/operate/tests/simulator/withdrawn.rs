//! What becomes of entries that a person took back: the checker's own reckoning.

use serde_json::{Value, json};

use super::standing::opens;
use super::truth::{Said, Span, Truth, list, s};

/// Before every time of a record.
const NEVER: i64 = i64::MIN / 4;

impl<'a> Truth<'a> {
    /// Takes in a withdrawal of something that was there: it no longer counts, or something is said in its stead.
    pub(super) fn withdraw(&mut self, by: Said<'a>) {
        let id = s(&by.fact["entry"]);
        // A count that was set aside is there still, as the sign that it was.
        let is_there = |said: &Said<'a>| {
            !self.is_out(id) || (said.verb == "count" && !self.taken.contains(id))
        };
        let mut before = self.all.iter().filter(|said| said.seq < by.seq);
        let said = before.find(|said| said.id == id && is_there(said));
        let Some(said) = said.copied() else {
            return;
        };
        let fact = said.fact;
        match said.verb {
            "count" | "done" | "intention" | "outcome" | "receipt" => self.drop(id),
            "respond" if fact["response"] != "objected" => self.drop(id),
            "guarantee" if fact["step"] == "requested" => self.drop(id),
            "report" => {
                for corridor in self.endangered(&said) {
                    let stop =
                        json!({"corridor": corridor, "decision": "suspend", "withdrawal": true});
                    self.say("status", by, stop);
                }
                self.drop(id);
            }
            "amend" => self.withdraw_end(&said),
            "declare" => {
                let consent = json!({"party": fact["party"], "subject": fact["subject"], "consent": "withdrawn"});
                self.say("agree", never(by), consent);
            }
            "agree" if fact["consent"] == "given" => {
                self.say("agree", never(by), with(fact, "consent", "withdrawn"));
            }
            "guarantee" if fact["step"] == "given" => {
                self.say("guarantee", never(by), with(fact, "step", "withdrawn"));
            }
            "confirm" if fact["commander"] == "confirmed" => {
                self.say("confirm", never(by), with(fact, "commander", "withdrawn"));
            }
            "go" if fact["decision"] == "go" => {
                self.say("go", never(by), with(fact, "decision", "no_go"));
            }
            "status" if opens(&said) => {
                let stop = json!({"corridor": fact["corridor"], "decision": "suspend", "withdrawal": true});
                self.say("status", by, stop);
            }
            "status" if fact["decision"] == "uncontest" => self.drop(id),
            "status" if fact["decision"] != "contest" => self.drop_stop(&said),
            "trip" => self.drop_stop(&said),
            // What else speaks against stands until it is said anew.
            _ => {}
        }
    }

    fn drop(&mut self, id: &'a str) {
        self.taken.insert(id);
    }

    /// A stop of what was never opened before it.
    fn drop_stop(&mut self, said: &Said<'a>) {
        let opened = |one: &Said<'a>| {
            opens(one) && one.seq < said.seq && one.fact["corridor"] == said.fact["corridor"]
        };
        let was_open = self.verb("status").any(|one| opened(&one));
        if !was_open {
            self.drop(said.id);
        }
    }

    /// Corridors that had been opened and that a claim names as dangerous, whenever that was or will be.
    fn endangered(&self, said: &Said<'a>) -> Vec<&'a str> {
        let opened = |corridor: &&str| {
            let mut decided = self.verb("status");
            decided.any(|one| opens(&one) && one.fact["corridor"] == **corridor)
        };
        let all = self.corridors().into_iter().filter(opened);
        all.filter(|corridor| self.names_danger(said, corridor))
            .collect()
    }

    /// Another end goes only if no hours become longer without it.
    fn withdraw_end(&mut self, said: &Said<'a>) {
        let (subject, party) = (&said.fact["subject"], s(&said.fact["party"]));
        let before: Vec<Span> = self.windows_of(subject, party);
        self.taken.insert(said.id);
        let after = self.windows_of(subject, party);
        let shorter = after
            .iter()
            .all(|(from, to)| before.iter().any(|(start, end)| start <= from && to <= end));
        if !shorter {
            self.taken.remove(said.id);
        }
    }

    fn say(&mut self, verb: &'static str, by: Said<'a>, fact: Value) {
        let fact: &'a Value = Box::leak(Box::new(fact));
        let at = self.spoken.partition_point(|said| said.seq <= by.seq);
        self.spoken.insert(at, Said { verb, fact, ..by });
    }

    /// Whether a count that a person found confirmed is still: by one that stands and is of another root.
    pub(super) fn confirms(&self, by: &str, root: &str) -> bool {
        let corrected = self
            .verb("count")
            .flat_map(|said| list(&said.fact["supersedes"]));
        let mut corrected = corrected.map(s);
        let other = self.verb("count").find(|said| said.fact["count"] == by);
        other.is_some_and(|other| {
            !corrected.any(|one| one == by) && self.root(s(&other.fact["source"])) != root
        })
    }
}

fn never(by: Said<'_>) -> Said<'_> {
    Said {
        from: NEVER,
        to: NEVER,
        ..by
    }
}

fn with(fact: &Value, field: &str, value: &str) -> Value {
    let mut fact = fact.clone();
    fact[field] = value.into();
    fact
}
