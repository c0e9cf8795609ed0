//! Two hundred canaries in a record, each with those who may hear it.

use korridor_account::{Account, PlaceOnMap, Profile};
use korridor_operate::fact::*;
use korridor_operate::{Fact, Moment, Words};

use crate::support::{self, Record, at, corridor};

pub const EACH: usize = 10;

/// Who may see canaries of a kind, besides nobody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum For {
    /// No reader of any account: it lies beside the record or is a salt.
    Nobody,
    /// Strictly confidential readers.
    Strict,
    /// Those and confidential readers.
    Cell,
    /// The party A, and strictly confidential readers.
    PartyA,
    /// The party B, and strictly confidential readers.
    PartyB,
}

#[derive(Default)]
pub struct Planted {
    pub record: Record,
    pub canaries: Vec<(For, &'static str, String)>,
}

impl Planted {
    fn word(&mut self, who: For, kind: &'static str, index: usize) -> String {
        let canary = format!("canary-{kind}-{index}x");
        self.canaries.push((who, kind, canary.clone()));
        canary
    }

    /// A number of people that nobody takes for another: no other figure of the record has its digits.
    fn persons(&mut self, kind: &'static str, index: usize, thousands: u64) -> u64 {
        let persons = (thousands + index as u64) * 1_000 + 137;
        self.canaries.push((For::Cell, kind, persons.to_string()));
        persons
    }
}

pub fn planted() -> Planted {
    let mut planted = Planted {
        record: Record::opened(),
        ..Planted::default()
    };
    for index in 0..EACH {
        people(&mut planted, index);
        parties(&mut planted, index);
        claims(&mut planted, index);
    }
    planted
}

fn people(planted: &mut Planted, index: usize) {
    let source = planted.word(For::Cell, "source", index);
    let root = planted.word(For::Cell, "root", index);
    let name = planted.word(For::Nobody, "name", index);
    let known = Source {
        source: source.clone(),
        root,
        reliability: Reliability::C,
        apart_from: Vec::new(),
        name: Some(name.as_str().into()),
    };
    planted
        .record
        .enter(&format!("known-{index}"), -1_000, Fact::Source(known));
    let from = 60 * index as i64;
    let entry = planted.word(For::Cell, "entry", index);
    let passed = planted.persons("live-count", index, 61);
    planted.record.count_by(
        &source,
        &entry,
        corridor("north"),
        Passage::Passed,
        from,
        from + 60,
        Figure::exact(passed),
    );
    let camp = CountAt::Reception("camp".to_owned());
    let received = planted.persons("received", index, 83);
    planted.record.count_by(
        &source,
        &format!("r{index}"),
        camp,
        Passage::Received,
        from,
        from + 60,
        Figure::exact(received),
    );
    let asked = planted.word(For::Nobody, "asked", index);
    let wish = planted.persons("wish", index, 47);
    let intention = Intention {
        zone: Some("hill".to_owned()),
        asked: asked.as_str().into(),
        wishes: vec![(Wish::Stay, Figure::exact(wish))],
        staying_possible: None,
        return_possible: None,
        source,
    };
    planted.record.enter(
        &format!("asked-{index}"),
        200,
        Fact::Intention(Box::new(intention)),
    );
}

fn parties(planted: &mut Planted, index: usize) {
    for (party, who, kind) in [
        ("A", For::PartyA, "sent-to-a"),
        ("B", For::PartyB, "sent-to-b"),
    ] {
        let sent = planted.word(who, kind, index);
        let id = format!("{party}{index}");
        let notify = Notify {
            notification: id.clone(),
            party: party.to_owned(),
            kind: NotificationKind::Movement,
            about: Some(GuaranteeFor::Corridor("north".to_owned())),
            channel: Channel::Mail,
            sent: sent.as_str().into(),
            deadline: None,
        };
        planted
            .record
            .enter(&format!("notify-{id}"), 300, Fact::Notify(Box::new(notify)));
    }
    let (words, conditions) = (
        planted.word(For::Strict, "party-words", index),
        planted.word(For::Strict, "conditions", index),
    );
    let declare = Declare {
        party: "A".to_owned(),
        subject: Subject::Corridor("south".to_owned()),
        windows: vec![],
        stated_hours: None,
        purposes: vec![],
        promised: None,
        conditions: Some(conditions.as_str().into()),
        words: Some(words.as_str().into()),
    };
    planted.record.enter(
        &format!("south-{index}"),
        -400,
        Fact::Declare(Box::new(declare)),
    );
    let conditions = planted.word(For::Strict, "guarantee-conditions", index);
    let guarantee = Guarantee {
        guarantee: format!("g{index}"),
        party: "B".to_owned(),
        covers: GuaranteeFor::Corridor("west".to_owned()),
        step: GuaranteeStep::Given,
        interval: Some(support::span(0, 36_000)),
        level: Some(GuaranteeLevel::Written),
        expires: None,
        conditions: Some(conditions.as_str().into()),
        words: None,
    };
    planted.record.enter(
        &format!("give-{index}"),
        -300,
        Fact::Guarantee(Box::new(guarantee)),
    );
    let mission = planted.word(For::Cell, "mission", index);
    let mission = Mission {
        mission,
        precedence: Precedence::Priority,
        litter: Some(Figure::exact(3)),
        ambulatory: None,
        corridor: None,
        guarantors: vec![],
        words: None,
    };
    planted
        .record
        .enter(&format!("m{index}"), -200, Fact::Mission(Box::new(mission)));
}

fn claims(planted: &mut Planted, index: usize) {
    let (words, said) = (
        planted.word(For::Strict, "narrative", index),
        planted.word(For::Strict, "time-said", index),
    );
    let witness = planted.word(For::Strict, "eyewitness", index);
    let salt = format!("{:064x}", 0xcafe_0000_u64 + index as u64);
    planted.canaries.push((For::Nobody, "salt", salt.clone()));
    let id = format!("c{index}");
    let hurt = planted.persons("hurt", index, 29);
    let claim = Claim {
        claim: id.clone(),
        source: "s1".to_owned(),
        told_by: vec![witness],
        words: words.as_str().into(),
        language: None,
        happening: Happening::Casualties,
        place: Place {
            precision: Precision::Named,
            corridors: vec!["north".to_owned()],
            gates: vec![],
            said: Some(Words::Sealed(korridor_operate::Sealed { sealed: salt })),
        },
        when: Some(Moment {
            earliest: at(500),
            latest: at(600),
            said: Some(said),
        }),
        modality: Modality::Asserted,
        polarity: Polarity::Affirmed,
        persons: Some(Figure::exact(hurt)),
        attributes_to: Some(planted.word(For::Nobody, "blamed", index).as_str().into()),
        credibility: None,
        material: None,
        stated_hours: None,
    };
    planted.record.enter(
        &format!("report-{index}"),
        700,
        Fact::Report(Box::new(claim)),
    );
    let incident = planted.word(For::Cell, "incident", index);
    let title = planted.word(For::Strict, "title", index);
    let incident = Incident {
        incident,
        title: title.as_str().into(),
        claims: vec![id],
    };
    planted
        .record
        .enter(&format!("i{index}"), 800, Fact::Incident(incident));
}

/// Exact places: as decimals that stand in no grid.
pub fn place(planted: &mut Planted, account: &mut Account) {
    for index in 0..EACH {
        let east = format!("37.{}", 123_457 + index * 1_002);
        let north = format!("36.{}", 234_567 + index * 1_002);
        let (longitude, latitude) = (east.parse().unwrap(), north.parse().unwrap());
        planted.canaries.push((For::Cell, "place", east));
        planted.canaries.push((For::Cell, "place", north));
        let (kind, id) = (
            ["corridor", "zone"][index % 2],
            ["north", "hill"][index % 2],
        );
        account.places.push(PlaceOnMap {
            kind: kind.to_owned(),
            id: id.to_owned(),
            longitude,
            latitude,
            grid_metres: None,
            fidelity: "mapped".to_owned(),
        });
    }
}

pub fn may_see(who: For, profile: &Profile) -> bool {
    match (who, profile) {
        (For::Nobody, _) => false,
        (_, Profile::StrictlyConfidential) => true,
        (For::Cell, Profile::Confidential) => true,
        (For::PartyA, Profile::Party(party)) => party == "A",
        (For::PartyB, Profile::Party(party)) => party == "B",
        _ => false,
    }
}

/// Whether a text has a canary, also a number with its thousands apart.
pub fn sings(text: &str, canary: &str) -> bool {
    if text.contains(canary) {
        return true;
    }
    canary.len() == 5
        && canary.bytes().all(|byte| byte.is_ascii_digit())
        && [",", " ", "\u{a0}", "\u{202f}", "."]
            .iter()
            .any(|apart| text.contains(&format!("{}{apart}{}", &canary[..2], &canary[2..])))
}
