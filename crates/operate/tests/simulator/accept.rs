//! What must never have been accepted: the checker's own reckoning of a command against what was recorded before it.

use serde_json::Value;

use super::sums::figure;
use super::truth::{Said, Truth, list, s, seconds, span};

/// Who writes what besides a coordinator, who writes everything.
const WRITES: [(&str, &[&str]); 4] = [
    (
        "recorder",
        &[
            "source",
            "declare",
            "agree",
            "amend",
            "guarantee",
            "confirm",
            "trip",
            "due",
            "done",
            "intention",
            "notify",
            "receipt",
            "respond",
            "count",
            "report",
            "relate",
            "incident",
            "mission",
            "outcome",
            "publish",
            "material",
            "withdraw",
        ],
    ),
    (
        "monitor",
        &[
            "count",
            "report",
            "due",
            "done",
            "trip",
            "material",
            "intention",
            "confirm",
            "receipt",
            "withdraw",
        ],
    ),
    (
        "clinician",
        &["mission", "outcome", "report", "count", "done", "withdraw"],
    ),
    (
        "analyst",
        &[
            "source", "report", "relate", "judge", "incident", "settle", "material", "withdraw",
        ],
    ),
];

impl<'a> Truth<'a> {
    /// Why an entry should have been refused, after all that was recorded before it.
    pub fn wrongly_accepted(&self, said: &Said<'_>, nature: &Value) -> Option<String> {
        if self.verb("setup").next().is_none() || self.verb("actor").next().is_none() {
            return None;
        }
        let opened = self.verb("opened").next().map(|said| &said.fact["nature"]);
        if opened != Some(nature) {
            return Some(format!("{} of another nature", said.id));
        }
        let role = self
            .verb("actor")
            .rfind(|actor| actor.fact["actor"] == said.by)
            .map(|actor| s(&actor.fact["role"]));
        let writes = |role: &str| {
            role == "coordinator"
                || WRITES
                    .iter()
                    .any(|(own, verbs)| *own == role && verbs.contains(&said.verb))
        };
        if !role.is_some_and(writes) {
            return Some(format!(
                "{} by {} ({role:?}) writes {}",
                said.id, said.by, said.verb
            ));
        }
        self.unknown(said.fact)
            .or_else(|| self.out_of_order(said))
            .map(|why| format!("{}: {why}", said.id))
    }

    /// Something that it names and nobody recorded.
    fn unknown(&self, fact: &Value) -> Option<String> {
        let parties: Vec<&str> = self
            .parties()
            .into_iter()
            .chain(self.setup("others").into_iter().map(s))
            .collect();
        if fact["party"]
            .as_str()
            .is_some_and(|party| !parties.contains(&party))
        {
            return Some("an unknown party".to_owned());
        }
        let on = fact["corridor"]
            .as_str()
            .or_else(|| fact["covers"]["corridor"].as_str())
            .or_else(|| fact["at"]["corridor"].as_str());
        if on.is_some_and(|corridor| !self.corridors().contains(&corridor)) {
            return Some("an unknown corridor".to_owned());
        }
        None
    }

    fn out_of_order(&self, said: &Said<'_>) -> Option<String> {
        let fact = said.fact;
        let named = |verb: &str, field: &str| {
            self.entered(verb)
                .any(|other| other.fact[field] == fact[field])
        };
        if said.to < said.from {
            return Some("happened at the latest before the earliest".to_owned());
        }
        match said.verb {
            "count" => {
                let (from, to) = span(&fact["interval"]);
                let (low, best, high) = figure(&fact["persons"]);
                let twice = named("count", "count");
                let corrected = self
                    .verb("count")
                    .flat_map(|other| list(&other.fact["supersedes"]));
                let again = corrected
                    .into_iter()
                    .any(|one| list(&fact["supersedes"]).contains(one));
                let wrong = from >= to
                    || best.is_some_and(|best| low > best || best > high)
                    || low > high
                    || twice
                    || again;
                wrong.then(|| "a count that ends before it starts, is disordered, taken or corrects what was corrected".to_owned())
            }
            "report" => (named("report", "claim") || fact["credibility"] == "1")
                .then(|| "a claim twice, or sure of itself".to_owned()),
            "agree" => (!self.parties().contains(&s(&fact["party"])))
                .then(|| "consent of no party of the pause".to_owned()),
            "receipt" | "respond" => {
                let sent = self
                    .verb("notify")
                    .find(|sent| sent.fact["notification"] == fact["notification"]);
                let to = sent.map(|sent| s(&sent.fact["party"]));
                (to != Some(s(&fact["party"]))).then(|| format!("was sent to {to:?}"))
            }
            "status" if matches!(s(&fact["decision"]), "open" | "restrict") => (!self
                .may_open(s(&fact["corridor"]), said.to))
            .then(|| "an opening that something stands against".to_owned()),
            "guarantee" if fact["step"] == "withdrawn" => {
                let given = self.verb("guarantee").any(|other| {
                    other.fact["guarantee"] == fact["guarantee"] && other.fact["step"] == "given"
                });
                (!given).then(|| "taken back and never given".to_owned())
            }
            "trip" => {
                let go = self
                    .verb("go")
                    .rfind(|go| go.fact["corridor"] == fact["corridor"]);
                (!go.is_some_and(|go| list(&go.fact["stop_triggers"]).contains(&fact["trigger"])))
                    .then(|| "a trigger never agreed".to_owned())
            }
            "withdraw" => {
                let entry = self.all.iter().find(|one| fact["entry"] == one.id);
                let twice = self
                    .verb("withdraw")
                    .any(|one| one.fact["entry"] == fact["entry"]);
                let coordinates = self.verb("actor").any(|actor| {
                    actor.fact["actor"] == said.by && actor.fact["role"] == "coordinator"
                });
                let own = entry.is_some_and(|one| one.by == said.by || coordinates);
                (!own || twice).then(|| "taken back twice, by another, or never entered".to_owned())
            }
            "resolve" => {
                let conflict = self
                    .conflicts()
                    .into_iter()
                    .find(|one| one["conflict"] == fact["conflict"]);
                let open = conflict.is_some_and(|one| {
                    self.resolution(one).is_none()
                        && (one["here"] == fact["keep"] || one["there"] == fact["keep"])
                });
                (!open).then(|| "no open conflict of that".to_owned())
            }
            _ => None,
        }
    }

    /// Flags that an entry must carry.
    pub fn flags(&self, said: &Said<'_>) -> Vec<&'static str> {
        let mut flags = Vec::new();
        let when = &said.fact["when"];
        if said.from > said.known
            || (said.verb == "count" && span(&said.fact["interval"]).1 > said.known)
            || (said.verb == "report"
                && matches!(s(&said.fact["modality"]), "asserted" | "reported")
                && !when.is_null()
                && seconds(&when["earliest"]) > said.known)
        {
            flags.push("known_before_it_happened");
        }
        if said.verb == "amend" {
            let mut ends: Vec<i64> = list(&said.fact["ends"]).iter().map(seconds).collect();
            ends.sort_unstable();
            if ends.first() != ends.last() {
                flags.push("ambiguous_end");
            }
        }
        if said.verb == "report"
            && !said.fact["when"].is_null()
            && seconds(&said.fact["when"]["latest"]) < seconds(&said.fact["when"]["earliest"])
        {
            flags.push("ends_before_it_starts");
        }
        flags
    }
}
