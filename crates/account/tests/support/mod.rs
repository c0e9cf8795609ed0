//! Records in memory: what each entry says is told by the test.

#![allow(dead_code, reason = "each test file uses its own part")]

use korridor_account::{Account, Reading};
use korridor_operate::fact::*;
use korridor_operate::{EVENT_VERSION, Event, Fact, Moment, Nature, Recorded, Span, Stamp, Words};
use korridor_world::Instant;

/// 09:00 in Aleppo on 4 November 2016.
pub const START: i64 = 1_478_242_800;
/// After the hours, 20:00.
pub const AFTER: i64 = 11 * 3_600;

pub fn at(seconds: i64) -> Stamp {
    Stamp(Instant(START + seconds))
}

pub fn span(from: i64, to: i64) -> Span {
    Span {
        from: at(from),
        to: at(to),
    }
}

/// A record that is being told.
#[derive(Clone, Default)]
pub struct Record {
    pub entries: Vec<Recorded>,
}

impl Record {
    /// Opened, with three corridors, two zones, one reception place; declared from 09:00 to 19:00 by A.
    pub fn opened() -> Record {
        let mut record = Record::default();
        let opened = Opened {
            scenario: "test".to_owned(),
            title: "A test".to_owned(),
            scenario_sha256: "0".repeat(64),
            nature: Nature::Exercise,
            time_zone: "Asia/Damascus".to_owned(),
            policy: None,
            site: "main".to_owned(),
            continues: None,
        };
        let corridor = |name: &str| SetupCorridor {
            corridor: name.to_owned(),
            name: format!("Corridor {name}"),
            local_name: None,
            admits: vec!["civilians".to_owned()],
            gates: Vec::new(),
        };
        let place = |name: &str| SetupPlace {
            place: name.to_owned(),
            name: format!("Place {name}"),
        };
        let setup = Setup {
            parties: vec!["A".to_owned(), "B".to_owned()],
            windows: vec![span(0, 36_000)],
            corridors: vec![corridor("north"), corridor("south"), corridor("west")],
            zones: vec![place("old-town"), place("hill")],
            receptions: vec![place("camp")],
            ..Setup::default()
        };
        record.enter("opened", -86_400, Fact::Opened(Box::new(opened)));
        record.enter("setup", -86_400, Fact::Setup(Box::new(setup)));
        for (source, root) in [("s1", "r1"), ("s2", "r2"), ("s3", "r1")] {
            let source = Source {
                source: source.to_owned(),
                root: root.to_owned(),
                reliability: Reliability::B,
                apart_from: Vec::new(),
                name: None,
            };
            record.enter(
                &format!("source-{}", source.source),
                -80_000,
                Fact::Source(source),
            );
        }
        let declare = Declare {
            party: "A".to_owned(),
            subject: Subject::Pause,
            windows: vec![span(0, 36_000)],
            stated_hours: Some(11),
            purposes: vec![Purpose::Leaving],
            promised: Some(Figure::exact(1_000)),
            conditions: None,
            words: None,
        };
        record.enter("declare", -50_000, Fact::Declare(Box::new(declare)));
        record
    }

    pub fn enter(&mut self, id: &str, when: i64, fact: Fact) {
        let event = Event {
            v: EVENT_VERSION,
            id: id.to_owned(),
            by: "cell".to_owned(),
            nature: Nature::Exercise,
            occurred: Moment::exact(at(when)),
            known: at(when),
            flags: Vec::new(),
            fact,
        };
        let seq = self.entries.len() as u64;
        self.entries.push(Recorded {
            seq,
            recorded: at(when),
            event,
        });
    }

    /// People counted by `s1`, known at the end of the interval.
    pub fn count(
        &mut self,
        id: &str,
        place: CountAt,
        passage: Passage,
        from: i64,
        to: i64,
        persons: Figure,
    ) {
        self.count_by("s1", id, place, passage, from, to, persons);
    }

    #[allow(clippy::too_many_arguments, reason = "a count has so many parts")]
    pub fn count_by(
        &mut self,
        source: &str,
        id: &str,
        place: CountAt,
        passage: Passage,
        from: i64,
        to: i64,
        persons: Figure,
    ) {
        let count = GateCount {
            count: id.to_owned(),
            at: place,
            passage,
            direction: Direction::Out,
            interval: span(from, to),
            persons,
            parts: Default::default(),
            source: source.to_owned(),
            supersedes: Vec::new(),
            words: None,
        };
        self.enter(&format!("e-{id}"), to, Fact::Count(Box::new(count)));
    }

    pub fn claim(
        &mut self,
        id: &str,
        source: &str,
        happening: Happening,
        when: Option<(i64, i64)>,
        persons: Option<Figure>,
    ) {
        let claim = Claim {
            claim: id.to_owned(),
            source: source.to_owned(),
            told_by: vec![],
            words: Words::from("words"),
            language: None,
            happening,
            place: Place::unknown(),
            when: when.map(|(from, to)| Moment {
                earliest: at(from),
                latest: at(to),
                said: None,
            }),
            modality: Modality::Asserted,
            polarity: Polarity::Affirmed,
            persons,
            attributes_to: None,
            credibility: None,
            material: None,
            stated_hours: None,
        };
        let known = when.map_or(100, |(_, to)| to);
        self.enter(&format!("e-{id}"), known, Fact::Report(Box::new(claim)));
    }

    pub fn reading(&self, seconds: i64) -> Reading {
        let mut reading = Reading::new(at(seconds));
        for entry in &self.entries {
            reading.take(entry);
        }
        reading
    }

    pub fn account(&self, seconds: i64) -> Account {
        self.reading(seconds).account(None)
    }
}

pub fn corridor(name: &str) -> CountAt {
    CountAt::Corridor(name.to_owned())
}

/// Low and high of a number.
pub fn range(account: &Account, id: &str) -> Option<(i64, i64)> {
    account
        .numbers
        .get(id)
        .map(|number| (number.low, number.high))
}
