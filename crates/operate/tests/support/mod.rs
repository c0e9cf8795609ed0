//! Commands in a few words, and a board that takes them as a record would.
#![allow(dead_code)]

pub mod ready;

use korridor_operate::{
    Board, Command, Decided, Event, Fact, Moment, Nature, Recorded, Refusal, Stamp, decide,
};
use korridor_world::Instant;
use serde_json::{Value, json};

/// 2016-11-04T07:00:00Z, 09:00 in Aleppo: minute 0 of every test here.
pub const START: i64 = 1_478_242_800;
pub const SCENARIO: &str = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea";

/// So many minutes after the start.
pub fn minute(minutes: i64) -> Stamp {
    Stamp(Instant(START + minutes * 60))
}

/// As events write it.
pub fn text(minutes: i64) -> String {
    minute(minutes).to_string()
}

pub fn span(from: i64, to: i64) -> Value {
    json!({ "from": text(from), "to": text(to) })
}

/// A fact from its JSON.
pub fn fact(value: Value) -> Fact {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

pub fn command(id: &str, by: &str, minutes: i64, value: Value) -> Command {
    Command {
        id: id.to_owned(),
        by: by.to_owned(),
        nature: Nature::Exercise,
        occurred: Moment::exact(minute(minutes)),
        known: minute(minutes),
        fact: fact(value),
    }
}

pub fn opened(site: &str) -> Value {
    json!({"opened": {
        "scenario": "small", "title": "A small pause", "scenario_sha256": SCENARIO,
        "nature": "exercise", "time_zone": "Asia/Damascus", "site": site,
    }})
}

/// A gate without a limit that a test would meet.
pub fn gate(id: &str, operator: &str) -> Value {
    json!({
        "gate": id, "name": id, "operated_by": operator, "passable_per_hour": 100_000,
        "openings": [{"span": span(-1_000, 10_000), "highest_per_hour": 100_000}],
    })
}

pub fn corridor(id: &str, gates: Vec<Value>) -> Value {
    json!({"corridor": id, "name": id, "admits": ["civilians"], "gates": gates})
}

pub fn actor(name: &str, role: &str) -> Value {
    json!({"actor": {"actor": name, "role": role}})
}

pub fn source(name: &str, root: &str) -> Value {
    json!({"source": {"source": name, "root": root, "reliability": "B"}})
}

/// A board with what it was made of.
#[derive(Clone, Default)]
pub struct World {
    pub board: Board,
    pub events: Vec<Recorded>,
}

impl World {
    /// Judges a command and takes in what it becomes. `Ok(false)`: the id is recorded already.
    pub fn submit(&mut self, command: &Command, at: Stamp) -> Result<bool, Vec<Refusal>> {
        match decide(&self.board, command, at)? {
            Decided::Already(_) => Ok(false),
            Decided::Record(events) => {
                events.into_iter().for_each(|event| self.take(event, at));
                Ok(true)
            }
        }
    }

    pub fn take(&mut self, event: Event, at: Stamp) {
        let seq = self.events.len() as u64;
        let recorded = Recorded {
            seq,
            recorded: at,
            event,
        };
        self.board.apply(&recorded);
        self.events.push(recorded);
    }

    /// Takes in a command that must not be refused.
    pub fn must(&mut self, id: &str, minutes: i64, value: Value) {
        let command = command(id, "cell", minutes, value);
        if let Err(refusals) = self.submit(&command, minute(minutes)) {
            panic!("{id}: {refusals:?}");
        }
    }

    /// The words of the codes with which a command is refused; empty if it is not.
    pub fn refused(&self, command: &Command) -> Vec<&'static str> {
        match decide(&self.board, command, command.known) {
            Ok(_) => vec![],
            Err(refusals) => refusals.iter().map(|refusal| refusal.code.word()).collect(),
        }
    }
}

/// A record with its places, one coordinator `cell`, and nothing said yet.
pub fn world(parties: &[&str], corridors: Vec<Value>) -> World {
    let mut world = World::default();
    world.must("open", -60, opened("cell"));
    let setup = json!({"setup": {
        "parties": parties, "others": ["bystander"], "corridors": corridors,
        "zones": [{"place": "zone-1", "name": "Zone 1"}],
        "receptions": [{"place": "reception-1", "name": "Reception 1"}],
    }});
    world.must("setup", -60, setup);
    world.must("cell", -60, actor("cell", "coordinator"));
    world
}

/// Small numbers from a seed (SplitMix64, public domain by its author, S. Vigna).
#[derive(Clone)]
pub struct Random(pub u64);

impl Random {
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to and without `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.bits() % limit.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as usize) as i64
    }
}

/// A number from the environment.
pub fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |text| {
        text.parse()
            .unwrap_or_else(|_| panic!("{variable}={text}: expected a number"))
    })
}
