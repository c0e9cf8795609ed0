//! A simulator of whole pauses from one seed: usual, late, wrong and repeated commands, crashes, conflicts between
//! records; at random moments an independent checker works out from the JSON of the record what the board must show.
//! `KORRIDOR_SEED` repeats a run, `KORRIDOR_COUNT` makes it longer, `KORRIDOR_CASE` picks one pause of it.

mod accept;
mod compare;
mod generate;
mod guarantees;
mod on_disk;
#[path = "../support/record.rs"]
mod record;
mod reports;
mod signs;
mod standing;
mod sums;
#[path = "../support/mod.rs"]
mod support;
mod truth;
mod withdrawn;

use korridor_operate::{Board, Command, Decided, Event, Fact, Recorded, Stamp, decide};
use korridor_world::Instant;
use serde_json::{Value, json};

use compare::differences;
use generate::{Generator, Repeat};
use support::{Random, World, minute, number, text};
use truth::{Truth, said};

/// Steps of one pause.
const STEPS: usize = 300;

/// What a run met, so that a blind one is seen to be blind.
#[derive(Default, Debug)]
struct Tally {
    steps: usize,
    recorded: usize,
    refused: usize,
    repeated: usize,
    crashes: usize,
    compared: usize,
    open: usize,
    stopped: usize,
    contested: usize,
    resolved: usize,
    withdrawn: usize,
}

/// A pause on its way.
struct Pause {
    world: World,
    values: Vec<(u64, Value)>,
    generator: Generator,
}

#[test]
fn whole_pauses() {
    let (seed, steps) = (
        number("KORRIDOR_SEED", 1),
        number("KORRIDOR_COUNT", 20_000) as usize,
    );
    let only = std::env::var("KORRIDOR_CASE")
        .ok()
        .and_then(|text| text.parse::<usize>().ok());
    println!("simulate: seed {seed}, {steps} steps");
    let pauses = steps.div_ceil(STEPS);
    let failures = std::sync::Mutex::new(Vec::new());
    let tally = std::sync::Mutex::new(Tally::default());
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let case = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if case >= pauses || failures.lock().unwrap().len() > 5 {
                        break;
                    }
                    if only.is_some_and(|only| only != case) {
                        continue;
                    }
                    let mut own = Tally::default();
                    if let Err(failure) = one_pause(seed, case, &mut own) {
                        failures.lock().unwrap().push(format!(
                            "KORRIDOR_SEED={seed} KORRIDOR_CASE={case}: {failure}"
                        ));
                    }
                    tally.lock().unwrap().add(&own);
                }
            });
        }
    });
    let (tally, failures) = (tally.into_inner().unwrap(), failures.into_inner().unwrap());
    println!("simulate: {tally:?}");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    if only.is_none() && steps >= 10_000 {
        let met = [
            tally.open,
            tally.stopped,
            tally.contested,
            tally.resolved,
            tally.withdrawn,
            tally.crashes,
            tally.repeated,
        ];
        assert!(
            met.iter().all(|met| *met > 20),
            "a simulator that meets too little: {tally:?}"
        );
    }
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.steps += other.steps;
        self.recorded += other.recorded;
        self.refused += other.refused;
        self.repeated += other.repeated;
        self.crashes += other.crashes;
        self.compared += other.compared;
        self.open += other.open;
        self.stopped += other.stopped;
        self.contested += other.contested;
        self.resolved += other.resolved;
        self.withdrawn += other.withdrawn;
    }

    fn look(&mut self, truth: &Truth<'_>, at: i64) {
        self.compared += 1;
        for corridor in truth.corridors() {
            match truth.status(corridor, at).0 {
                "open" | "restricted" => self.open += 1,
                "suspended" => self.stopped += 1,
                "contested" => self.contested += 1,
                _ => {}
            }
        }
    }
}

fn one_pause(seed: u64, case: usize, tally: &mut Tally) -> Result<(), String> {
    let mut random = Random(seed ^ (case as u64).rotate_left(32));
    let generator = Generator::new(random.bits(), "cell");
    let mut pause = Pause {
        world: World::default(),
        values: Vec::new(),
        generator,
    };
    for command in generate::start("cell") {
        pause.submit(&command, Repeat::New, minute(-60), tally)?;
    }
    // The store's clock may be wrong by 26 hours, and jump.
    let mut skew = random.between(-26 * 60, 26 * 60);
    for step in 0..STEPS {
        tally.steps += 1;
        if random.one_in(50) {
            skew = random.between(-26 * 60, 26 * 60);
        }
        if random.one_in(30) {
            pause.conflict(&mut random);
        } else if random.one_in(30) {
            pause.resolve(&mut random, step, tally)?;
        } else {
            let (command, repeat) = pause.generator.command();
            let clock = minute(pause.generator.now + skew);
            pause.submit(&command, repeat, clock, tally)?;
        }
        if random.one_in(60) {
            pause.crash()?;
            tally.crashes += 1;
        }
        if random.one_in(20) {
            pause.check(&mut random, tally)?;
        }
    }
    let all = Truth::of(pause.values.iter().map(said).collect());
    let wrong = all.unfounded_facts();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("\n"))
    }
}

impl Pause {
    fn submit(
        &mut self,
        command: &Command,
        repeat: Repeat,
        clock: Stamp,
        tally: &mut Tally,
    ) -> Result<(), String> {
        let first = self
            .values
            .iter()
            .find(|(_, event)| event["id"] == command.id.as_str())
            .map(|(seq, _)| *seq);
        match (decide(&self.world.board, command, clock), first) {
            (Ok(Decided::Already(seq)), Some(first)) if seq == first => {
                tally.repeated += 1;
                // Even if it reaches the board twice, it counts once.
                let before = self.world.board.clone();
                let mut again = self.world.events[seq as usize].clone();
                again.seq = before.size - 1;
                self.world.board.apply(&again);
                if self.world.board != before {
                    return Err(format!("{} applied twice changed the board", command.id));
                }
            }
            (Ok(Decided::Record(events)), None) => {
                tally.recorded += 1;
                tally.resolved += usize::from(matches!(command.fact, Fact::Resolve(_)));
                tally.withdrawn += usize::from(matches!(command.fact, Fact::Withdraw(_)));
                for event in events {
                    self.take(event, clock);
                    self.must_be_acceptable()?;
                }
            }
            (Err(refusals), None) => {
                tally.refused += 1;
                let words = refusals
                    .iter()
                    .all(|refusal| !refusal.code.word().is_empty() && !refusal.expected.is_empty());
                if refusals.is_empty() || !words {
                    return Err(format!("{}: refused without a reason", command.id));
                }
            }
            (other, first) => {
                return Err(format!(
                    "{} ({repeat:?}), first {first:?}: {other:?}",
                    command.id
                ));
            }
        }
        Ok(())
    }

    fn must_be_acceptable(&self) -> Result<(), String> {
        let Some((last, before)) = self.values.split_last() else {
            return Ok(());
        };
        let truth = Truth::of(before.iter().map(said).collect());
        let last_said = said(last);
        let flags: Vec<&str> = truth::list(&last.1["flags"]).iter().map(truth::s).collect();
        if let Some(missing) = truth
            .flags(&last_said)
            .iter()
            .find(|flag| !flags.contains(flag))
        {
            return Err(format!("{} without the flag {missing}", last.1));
        }
        let [known, recorded] = ["known", "recorded"].map(|name| truth::seconds(&last.1[name]));
        if (known > recorded + 300) != last_said.ahead {
            return Err(format!(
                "{} known at {known}, recorded at {recorded}",
                last.1
            ));
        }
        match truth.wrongly_accepted(&last_said, &last.1["nature"]) {
            Some(why) => Err(format!("accepted although {why}:\n{}", last.1)),
            None => Ok(()),
        }
    }

    fn take(&mut self, event: Event, clock: Stamp) {
        let mut value: serde_json::Value =
            serde_json::from_slice(&event.encode()).expect("an event is JSON");
        value["recorded"] = clock.to_string().into();
        self.values.push((self.values.len() as u64, value));
        self.world.take(event, clock);
    }

    /// Two entries of one kind are found to conflict, as a merge would say.
    fn conflict(&mut self, random: &mut Random) {
        const KINDS: [&str; 11] = [
            "status",
            "agree",
            "guarantee",
            "confirm",
            "go",
            "declare",
            "amend",
            "outcome",
            "settle",
            "count",
            "rules",
        ];
        let kind = *random.pick(&KINDS);
        let of_kind: Vec<&Recorded> = self
            .world
            .events
            .iter()
            .filter(|one| one.event.fact.verb() == kind)
            .collect();
        if of_kind.len() < 2 {
            return;
        }
        let (here, there) = (random.pick(&of_kind), random.pick(&of_kind));
        if here.seq == there.seq {
            return;
        }
        let name = format!("conflict-{}", self.values.len());
        let mut conflict = json!({
            "conflict": name, "kind": if random.one_in(4) { "soft" } else { "hard" },
            "here": here.event.id, "there": there.event.id, "about": kind,
        });
        if let Fact::Status(status) = &here.event.fact {
            conflict["corridor"] = json!(status.corridor);
        }
        let merged = json!({"merged": {"origin": "field", "checkpoint": "", "entries": [], "conflicts": [conflict]}});
        let command = support::command(
            &format!("merge-{}", self.values.len()),
            "cell",
            self.generator.now,
            merged,
        );
        let event = Event {
            v: korridor_operate::EVENT_VERSION,
            id: command.id,
            by: command.by,
            nature: command.nature,
            occurred: command.occurred,
            known: command.known,
            flags: vec![],
            fact: command.fact,
        };
        self.take(event, command.known);
    }

    fn resolve(
        &mut self,
        random: &mut Random,
        step: usize,
        tally: &mut Tally,
    ) -> Result<(), String> {
        let truth = Truth::of(self.values.iter().map(said).collect());
        let open = truth.conflicts().into_iter();
        let conflicts: Vec<Value> = open
            .filter(|conflict| random.one_in(8) || truth.resolution(conflict).is_none())
            .cloned()
            .collect();
        if conflicts.is_empty() {
            return Ok(());
        }
        let conflict = random.pick(&conflicts);
        let keep = if random.one_in(2) {
            &conflict["here"]
        } else {
            &conflict["there"]
        };
        let fact = json!({"resolve": {"conflict": conflict["conflict"], "keep": keep, "reason": "asked both"}});
        let now = self.generator.now;
        let command = support::command(&format!("resolve-{step}"), "cell", now, fact);
        self.submit(&command, Repeat::New, minute(now), tally)
    }

    /// The board is lost and comes back from the bytes of the record.
    fn crash(&mut self) -> Result<(), String> {
        let bytes: Vec<Vec<u8>> = self
            .world
            .events
            .iter()
            .map(|one| one.event.encode())
            .collect();
        let mut board = Board::default();
        for (one, bytes) in self.world.events.iter().zip(&bytes) {
            let event = Event::decode(bytes).map_err(|error| error.to_string())?;
            board.apply(&Recorded {
                event,
                ..one.clone()
            });
        }
        if board != self.world.board {
            return Err("the board from the record is another than the board before".into());
        }
        self.world.board = board;
        Ok(())
    }

    fn check(&self, random: &mut Random, tally: &mut Tally) -> Result<(), String> {
        let now = self.generator.now;
        let moments = [now, now + random.between(-120, 300), self.edge(random)];
        let all: Vec<usize> = (0..self.values.len()).collect();
        for at in moments {
            self.compare(&all, at, Some(&mut *tally))?;
        }
        let known = minute(now - random.between(0, 300));
        let by_then: Vec<usize> = all
            .into_iter()
            .filter(|index| self.world.events[*index].event.known <= known)
            .collect();
        self.compare(&by_then, now - random.between(0, 300), Some(tally))
    }

    /// A minute at which something starts, ends or is due.
    fn edge(&self, random: &mut Random) -> i64 {
        fn times(value: &Value, found: &mut Vec<i64>) {
            match value {
                Value::String(text) if text.len() == 20 && text.ends_with('Z') => {
                    found.push((truth::seconds(value) - support::START) / 60);
                }
                Value::Array(parts) => parts.iter().for_each(|part| times(part, found)),
                Value::Object(parts) => parts.values().for_each(|part| times(part, found)),
                _ => {}
            }
        }
        let mut found = Vec::new();
        for (_, event) in self.values.iter().rev().take(40) {
            times(&event["fact"], &mut found);
        }
        if found.is_empty() {
            self.generator.now
        } else {
            *random.pick(&found)
        }
    }

    /// What differs on the board of some entries, at a minute.
    fn differing(&self, entries: &[usize], at: i64) -> Vec<String> {
        let whole = entries.len() == self.values.len();
        let part = || Board::of(entries.iter().map(|index| &self.world.events[*index]));
        let truth = Truth::of(
            entries
                .iter()
                .map(|index| said(&self.values[*index]))
                .collect(),
        );
        let at = truth::seconds(&json!(text(at)));
        if whole {
            differences(&self.world.board, &truth, at)
        } else {
            differences(&part(), &truth, at)
        }
    }

    fn compare(&self, entries: &[usize], at: i64, tally: Option<&mut Tally>) -> Result<(), String> {
        if let Some(tally) = tally {
            let truth = Truth::of(
                entries
                    .iter()
                    .map(|index| said(&self.values[*index]))
                    .collect(),
            );
            tally.look(&truth, truth::seconds(&json!(text(at))));
        }
        let found = self.differing(entries, at);
        let Some(first) = found.first() else {
            return Ok(());
        };
        let what = first.split(':').next().unwrap_or(first).to_owned();
        let few = self.fewest(entries.to_vec(), at, &what);
        let found = self.differing(&few, at);
        let entries: Vec<String> = few
            .iter()
            .map(|index| self.values[*index].1.to_string())
            .collect();
        Err(format!(
            "at {} with {} entries:\n{}\n{}",
            text(at),
            few.len(),
            found.join("\n"),
            entries.join("\n")
        ))
    }

    /// The fewest entries with which it still differs, each left out in turn.
    fn fewest(&self, mut entries: Vec<usize>, at: i64, what: &str) -> Vec<usize> {
        let differs = |entries: &[usize]| {
            self.differing(entries, at)
                .iter()
                .any(|one| one.starts_with(what))
        };
        let mut index = entries.len();
        while index > 0 {
            index -= 1;
            let mut fewer = entries.clone();
            fewer.remove(index);
            let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| differs(&fewer)));
            if tried.unwrap_or(false) {
                entries = fewer;
            }
        }
        entries
    }
}

/// The checker's own clock, against the one of the crate.
#[test]
fn the_checker_reads_times() {
    for seconds in (0..4_000_000_000i64).step_by(98_765_431) {
        assert_eq!(
            truth::seconds(&json!(Instant(seconds).to_string())),
            seconds
        );
    }
}
