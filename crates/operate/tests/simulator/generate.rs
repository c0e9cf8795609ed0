//! Commands of a pause as it might go: usual ones, late ones, wrong ones, and stretches in which a corridor is prepared
//! and opened.

mod claims;

use korridor_operate::{Command, Nature};
use serde_json::{Value, json};

use crate::support::{Random, actor, command, corridor, gate, minute, opened, source, span, text};

const PARTIES: [&str; 3] = ["A", "B", "C"];
const CORRIDORS: [&str; 3] = ["north", "south", "east"];
const GATES: [&str; 4] = ["north-1", "north-2", "south-1", "east-1"];
const SOURCES: [&str; 5] = ["s1", "s2", "s3", "s4", "s5"];
const ACTORS: [&str; 6] = [
    "cell",
    "deputy",
    "recorder",
    "monitor",
    "clinician",
    "analyst",
];

/// Makes commands; remembers the names that it gave.
#[derive(Clone)]
pub struct Generator {
    pub random: Random,
    pub now: i64,
    next: usize,
    site: &'static str,
    names: std::collections::BTreeMap<&'static str, Vec<String>>,
    script: Vec<Value>,
    sent: Vec<Command>,
}

/// How a record starts.
pub fn start(site: &str) -> Vec<Command> {
    let gates = |names: &[(&str, &str)]| {
        names
            .iter()
            .map(|(name, party)| gate(name, party))
            .collect::<Vec<_>>()
    };
    let setup = json!({"setup": {
        "parties": PARTIES, "others": ["monitors"],
        "corridors": [
            corridor("north", gates(&[("north-1", "A"), ("north-2", "B")])),
            corridor("south", gates(&[("south-1", "A")])),
            corridor("east", gates(&[("east-1", "C")])),
        ],
        "zones": [{"place": "old-town", "name": "Old town"}, {"place": "river", "name": "River"}],
        "receptions": [{"place": "school", "name": "School"}],
    }});
    let mut facts = vec![opened(site), setup];
    let roles = [
        "coordinator",
        "coordinator",
        "recorder",
        "monitor",
        "clinician",
        "analyst",
    ];
    facts.extend(
        ACTORS
            .iter()
            .zip(roles)
            .map(|(name, role)| actor(name, role)),
    );
    // s1 and s2 depend on each other.
    let roots = ["r1", "r1", "r2", "r3", "r4"];
    facts.extend(
        SOURCES
            .iter()
            .zip(roots)
            .map(|(name, root)| source(name, root)),
    );
    facts
        .into_iter()
        .enumerate()
        .map(|(index, fact)| command(&format!("start-{index}"), "cell", -60, fact))
        .collect()
}

impl Generator {
    pub fn new(seed: u64, site: &'static str) -> Generator {
        let (names, script, sent) = (Default::default(), Vec::new(), Vec::new());
        Generator {
            random: Random(seed),
            now: 0,
            next: 0,
            site,
            names,
            script,
            sent,
        }
    }

    /// The same memory at another site, which goes its own way from here.
    pub fn at_site(&self, seed: u64, site: &'static str) -> Generator {
        Generator {
            random: Random(seed),
            site,
            script: Vec::new(),
            ..self.clone()
        }
    }

    fn new_name(&mut self, kind: &'static str) -> String {
        self.next += 1;
        let name = format!("{kind}-{}-{}", self.site, self.next);
        self.names.entry(kind).or_default().push(name.clone());
        name
    }

    /// A name of a kind that was given; now and then one that never was.
    fn name(&mut self, kind: &'static str) -> String {
        let known = self.names.get(kind).filter(|known| !known.is_empty());
        match known {
            Some(known) if !self.random.one_in(40) => {
                // The newest are spoken of most.
                let from = if self.random.one_in(3) {
                    0
                } else {
                    known.len().saturating_sub(5)
                };
                known[from + self.random.below(known.len() - from)].clone()
            }
            _ => format!("no-{kind}"),
        }
    }

    fn party(&mut self) -> &'static str {
        match self.random.below(40) {
            0 => "nobody",
            // The scenario names it, and it is no party of the pause.
            1 => "monitors",
            _ => self.random.pick::<&str>(&PARTIES),
        }
    }

    fn corridor(&mut self) -> &'static str {
        // One corridor gets most of the attention, so that more comes together on it.
        if self.random.one_in(50) {
            "west"
        } else if self.random.one_in(2) {
            "north"
        } else {
            self.random.pick::<&str>(&CORRIDORS)
        }
    }

    fn subject(&mut self) -> Value {
        if self.random.one_in(2) {
            json!("pause")
        } else {
            json!({ "corridor": self.corridor() })
        }
    }

    fn covers(&mut self) -> Value {
        if self.random.one_in(4) {
            json!({ "mission": self.name("mission") })
        } else {
            json!({ "corridor": self.corridor() })
        }
    }

    fn figure(&mut self) -> Value {
        let low = if self.random.one_in(4) {
            0
        } else {
            self.random.below(300)
        };
        let best = low + self.random.below(3) * self.random.below(20);
        let high = best + self.random.below(3) * self.random.below(30);
        let mut figure = json!({"low": low, "high": if self.random.one_in(60) { 0 } else { high }});
        if !self.random.one_in(5) {
            figure["best"] = json!(best);
        }
        figure
    }

    fn word(&mut self) -> &'static str {
        if self.random.one_in(150) {
            "bad \u{202e} words"
        } else {
            "as they say"
        }
    }

    fn interval(&mut self, longest: i64) -> Value {
        let from = self.now + self.random.between(-longest, longest / 2);
        let length = if self.random.one_in(40) {
            0
        } else {
            self.random.between(1, longest)
        };
        span(from, from + length)
    }

    /// The next command, and whether it was sent before: then exactly as before.
    pub fn command(&mut self) -> (Command, Repeat) {
        self.now += self.random.between(0, 4);
        if !self.sent.is_empty() && self.random.one_in(20) {
            let index = self.random.below(self.sent.len());
            let mut again = self.sent[index].clone();
            if self.random.one_in(3) {
                again.known = minute(self.now + 5_000);
                return (again, Repeat::Altered);
            }
            return (again, Repeat::Same);
        }
        let scripted = !self.script.is_empty() && !self.random.one_in(4);
        let fact = if scripted {
            self.script.remove(0)
        } else if self.script.is_empty() && self.random.one_in(25) {
            self.prepare();
            self.script.remove(0)
        } else {
            self.fact()
        };
        self.next += 1;
        let by = if scripted || !self.random.one_in(3) {
            "cell"
        } else {
            self.random.pick::<&str>(&ACTORS)
        };
        let mut command = command(&format!("{}-e{}", self.site, self.next), by, self.now, fact);
        self.times(&mut command, scripted);
        if self.random.one_in(200) {
            command.nature = Nature::Operation;
        }
        if self.random.one_in(200) {
            command.by = "stranger".to_owned();
        }
        self.sent.push(command.clone());
        (command, Repeat::New)
    }

    /// Late and out of order: happened before, known later than other things; or uncertain in time.
    fn times(&mut self, command: &mut Command, scripted: bool) {
        let late = if scripted && !self.random.one_in(8) {
            0
        } else {
            self.random.below(10)
        };
        let (mut earliest, mut latest, mut known) = (self.now, self.now, self.now);
        match late {
            5 | 6 => {
                earliest -= self.random.between(0, 90);
                latest = earliest;
            }
            7 => {
                earliest -= self.random.between(0, 60);
                latest = earliest + self.random.between(0, 40);
                known = known.max(latest);
            }
            8 => {
                earliest -= self.random.between(0, 120);
                latest = earliest;
                known = earliest + self.random.between(0, 60);
            }
            9 if self.random.one_in(5) => {
                earliest += self.random.between(0, 60);
                latest = earliest - i64::from(self.random.one_in(8));
            }
            _ => {}
        }
        command.occurred.earliest = minute(earliest);
        command.occurred.latest = minute(latest);
        command.known = minute(known);
    }

    /// All that opens a corridor, and what may come after.
    fn prepare(&mut self) {
        let corridor = *self.random.pick(&CORRIDORS);
        let covers = json!({ "corridor": corridor });
        let hours = span(self.now - 30, self.now + self.random.between(60, 400));
        let mut script =
            vec![json!({"declare": {"party": "A", "subject": "pause", "windows": [hours]}})];
        for party in PARTIES {
            let name = self.new_name("guarantee");
            script.push(json!({"guarantee": {
                "guarantee": name, "party": party, "covers": covers, "step": "given", "level": "written", "interval": hours,
            }}));
        }
        for (gate, party) in [
            ("north-1", "A"),
            ("north-2", "B"),
            ("south-1", "A"),
            ("east-1", "C"),
        ] {
            if gate.starts_with(corridor) {
                script.push(
                    json!({"confirm": {"gate": gate, "party": party, "commander": "confirmed"}}),
                );
            }
        }
        script.push(self.go(corridor, "go"));
        script.push(
            json!({"status": {"corridor": corridor, "decision": "open", "reason": "all there"}}),
        );
        if self.random.one_in(3) {
            script.push(json!({"agree": {"party": "B", "subject": covers, "consent": "given"}}));
        }
        self.script = script;
    }

    fn go(&mut self, corridor: &str, decision: &str) -> Value {
        let signed = if self.random.one_in(3) {
            json!(["cell", "deputy"])
        } else {
            json!(["cell"])
        };
        json!({"go": {
            "corridor": corridor, "items": [{"item": "all there", "answer": "yes"}], "stop_triggers": ["shots"],
            "signed_by": signed, "decision": decision,
        }})
    }

    fn fact(&mut self) -> Value {
        match self.random.below(64) {
            60.. => self.withdraw(),
            0..=12 => self.of_the_pause(),
            13..=24 => self.of_a_corridor(),
            25..=36 => self.count(),
            37..=50 => self.of_claims(),
            _ => self.of_people(),
        }
    }

    /// Takes back something that was entered: mostly of late, now and then what was refused or never there.
    fn withdraw(&mut self) -> Value {
        let all = self.sent.len();
        let from = if self.random.one_in(3) {
            0
        } else {
            all.saturating_sub(25)
        };
        let entry = match all > from && !self.random.one_in(30) {
            true => self.sent[from + self.random.below(all - from)].id.clone(),
            false => "no-entry".to_owned(),
        };
        json!({"withdraw": {"entry": entry, "reason": self.word()}})
    }

    fn of_the_pause(&mut self) -> Value {
        let (party, subject) = (self.party(), self.subject());
        let word = self.word();
        match self.random.below(8) {
            0 | 1 => {
                let mut windows = vec![self.interval(300)];
                if self.random.one_in(5) {
                    windows.push(self.interval(300));
                } else if self.random.one_in(8) {
                    windows.clear();
                }
                let mut fact = json!({"declare": {"party": party, "subject": subject, "windows": windows, "words": word}});
                if self.random.one_in(4) {
                    fact["declare"]["promised"] = self.figure();
                }
                fact
            }
            2 | 3 => {
                let consent = self
                    .random
                    .pick(&["given", "given", "refused", "withdrawn"]);
                json!({"agree": {"party": party, "subject": subject, "consent": consent}})
            }
            4 | 5 => {
                let several = if self.random.one_in(4) { 2 } else { 1 };
                let ends: Vec<String> = (0..several)
                    .map(|_| text(self.now + self.random.between(-60, 240)))
                    .collect();
                json!({"amend": {"party": party, "subject": subject, "ends": ends}})
            }
            6 if self.random.one_in(3) => json!({"rules": {
                "silence_minutes": self.random.pick(&[30, 60, 120]), "roots_to_contest": self.random.pick(&[1, 1, 2]),
                "guarantee_level": self.random.pick(&["informal", "verbal", "written"]),
                "signatures": self.random.pick(&[1, 1, 2]),
                "guarantors": self.random.pick(&[json!([]), json!(["A", "B"]), json!(["A", "monitors"])]),
            }}),
            6 => self.material(),
            _ => {
                let point = json!({"by": text(self.now), "persons": self.figure()});
                json!({"publish": {"plan": self.new_name("plan"), "sha256": crate::support::SCENARIO,
                    "scenario_sha256": crate::support::SCENARIO, "curve": [point]}})
            }
        }
    }

    fn material(&mut self) -> Value {
        json!({"material": {"material": self.new_name("material"), "copy": "evidentiary",
            "sha256": crate::support::SCENARIO, "bytes": 10, "media_type": "text/plain", "source": self.random.pick(&SOURCES)}})
    }

    fn guarantee(&mut self) -> Value {
        let step = *self.random.pick(&[
            "requested",
            "given",
            "given",
            "given",
            "refused",
            "withdrawn",
        ]);
        let new = self.random.one_in(2);
        let name = if new {
            self.new_name("guarantee")
        } else {
            self.name("guarantee")
        };
        // Of an earlier one, party and subject must fit: tried until they mostly do.
        let known = self.sent.iter().rev().find_map(|sent| match &sent.fact {
            korridor_operate::Fact::Guarantee(earlier) if earlier.guarantee == name => {
                Some(earlier.clone())
            }
            _ => None,
        });
        let (party, covers) = match known {
            Some(earlier) => (earlier.party.clone(), json!(earlier.covers)),
            None => (self.party().to_owned(), self.covers()),
        };
        let mut fact = json!({"guarantee": {"guarantee": name, "party": party, "covers": covers, "step": step}});
        if step == "given" {
            fact["guarantee"]["interval"] = self.interval(240);
            fact["guarantee"]["level"] = json!(
                self.random
                    .pick(&["informal", "verbal", "written", "written"])
            );
            if self.random.one_in(4) {
                fact["guarantee"]["expires"] =
                    json!(text(self.now + self.random.between(-20, 200)));
            }
        }
        fact
    }

    fn of_a_corridor(&mut self) -> Value {
        let corridor = self.corridor();
        match self.random.below(12) {
            0..=3 => self.guarantee(),
            4 | 5 => {
                let gate = *self.random.pick(&GATES);
                let operator = [
                    ("north-1", "A"),
                    ("north-2", "B"),
                    ("south-1", "A"),
                    ("east-1", "C"),
                ];
                let operator = operator
                    .iter()
                    .find(|(own, _)| *own == gate)
                    .map_or("A", |(_, party)| party);
                let commander = self.random.pick(&[
                    "confirmed",
                    "confirmed",
                    "confirmed",
                    "no_order",
                    "withdrawn",
                ]);
                json!({"confirm": {"gate": gate, "party": operator, "commander": commander}})
            }
            6 => {
                let decision = if self.random.one_in(4) { "no_go" } else { "go" };
                self.go(corridor, decision)
            }
            7 => json!({"trip": {"corridor": corridor, "trigger": "shots"}}),
            _ => {
                let decisions = [
                    "open",
                    "open",
                    "restrict",
                    "suspend",
                    "close",
                    "contest",
                    "uncontest",
                    "uncontest",
                    "complete",
                ];
                json!({"status": {"corridor": corridor, "decision": self.random.pick(&decisions), "reason": self.word()}})
            }
        }
    }

    fn count(&mut self) -> Value {
        let (at, passage) = match self.random.below(12) {
            0..=4 => (json!({ "gate": self.random.pick(&GATES) }), "passed"),
            5 => (
                json!({ "gate": self.random.pick(&GATES) }),
                *self
                    .random
                    .pick(&["turned_back", "held", "released", "arrived"]),
            ),
            6 | 7 => (json!({ "corridor": self.corridor() }), "passed"),
            8 => (json!("everywhere"), "passed"),
            9 | 10 => (
                json!({ "departure": self.random.pick(&["old-town", "river"]) }),
                "departed",
            ),
            _ => (json!({"reception": "school"}), "received"),
        };
        let direction = if self.random.one_in(8) { "in" } else { "out" };
        let supersedes: Vec<String> = if self.random.one_in(5) {
            vec![self.name("count")]
        } else {
            vec![]
        };
        json!({"count": {
            "at": at, "passage": passage, "direction": direction, "interval": self.interval(40),
            "persons": self.figure(), "source": self.random.pick(&SOURCES), "supersedes": supersedes,
            "count": self.new_name("count"),
        }})
    }

    fn place(&mut self) -> Value {
        match self.random.below(6) {
            0 | 1 => json!({"precision": "named", "corridors": [self.corridor()]}),
            2 => json!({"precision": "named", "gates": [self.random.pick(&GATES)]}),
            3 => json!({"precision": "one_of"}),
            4 => {
                json!({"precision": self.random.pick(&["one_of", "near", "named"]), "corridors": ["north", self.random.pick(&CORRIDORS)]})
            }
            _ => json!({"precision": "unknown"}),
        }
    }
}

/// Whether a command is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    New,
    /// Sent again as it was.
    Same,
    /// The same id with something else.
    Altered,
}
