//! Two hundred canaries are planted in a record: words, pseudonyms, ids, times as said, exact places and exact counts.
//! None is in anything that is made for a profile that should not have it; and each that a profile should have is there,
//! so that the test would see a canary if it sang.

mod support;

use std::collections::BTreeMap;

use korridor_account::report::{self, Digits, Language, ReportOptions};
use korridor_account::{
    Account, Evidence, Format, PlaceOnMap, Policy, Profile, ReleaseState, Released, export,
    release, render,
};
use korridor_operate::fact::*;
use korridor_operate::{Fact, Moment, Words};
use support::{AFTER, Record, at, corridor};

const EACH: usize = 10;

/// Who may see canaries of a kind, besides nobody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum For {
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
struct Planted {
    record: Record,
    canaries: Vec<(For, &'static str, String)>,
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

fn planted() -> Planted {
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
fn place(planted: &mut Planted, account: &mut Account) {
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

/// Everything that is made of an account for a profile, by name.
fn made(planted: &Planted, account: &Account, profile: &Profile) -> BTreeMap<String, String> {
    let (released, state) = release(
        account,
        &Policy::default(),
        profile,
        &ReleaseState::default(),
    )
    .unwrap();
    let confidential = matches!(
        profile,
        Profile::StrictlyConfidential | Profile::Confidential
    );
    let shown = planted.record.entries.iter().filter(|_| confidential);
    // An entry's own words lie beside the record; these records in memory still have them, so that only ids are shown.
    let evidence: Vec<Evidence> = shown
        .map(|entry| Evidence {
            says: String::new(),
            ..Evidence::of(entry)
        })
        .collect();
    let mut made = BTreeMap::new();
    let formats = [
        ("hxl", Format::Hxl),
        ("geojson", Format::GeoJson),
        ("parquet", Format::GeoParquet),
        ("csv", Format::Csv),
    ];
    for (name, format) in formats {
        for (file, bytes) in export(&released, format) {
            // Text of a table of GeoParquet stands in it as it is.
            let text = String::from_utf8_lossy(&bytes).into_owned();
            made.insert(format!("{name}/{file}"), text);
        }
    }
    for (file, bytes) in render::files(&released, &evidence) {
        made.insert(file, String::from_utf8(bytes).unwrap());
    }
    made.extend(reports(&released, profile));
    made.insert("summary".to_owned(), render::summary(&released));
    made.insert(
        "manifest".to_owned(),
        String::from_utf8(render::manifest(&released, &BTreeMap::new())).unwrap(),
    );
    made.insert("releases".to_owned(), state.to_json());
    made.insert("debug".to_owned(), format!("{released:?}"));
    made
}

/// The report for a profile's readers, in all languages.
fn reports(released: &Released<Account>, profile: &Profile) -> BTreeMap<String, String> {
    let mut made = BTreeMap::new();
    for language in Language::ALL {
        let options = ReportOptions {
            language,
            digits: Digits::Western,
        };
        let document = match profile {
            Profile::Public => report::public(released, options),
            Profile::Party(_) => report::party(released, options),
            _ => report::sitrep(released, None, options),
        };
        let document = document.unwrap();
        let name = |form: &str| format!("{}.{}.{form}", document.kind, language.tag());
        made.insert(name("html"), report::html(&document));
        made.insert(name("md"), report::markdown(&document));
    }
    made
}

fn may_see(who: For, profile: &Profile) -> bool {
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
fn sings(text: &str, canary: &str) -> bool {
    if text.contains(canary) {
        return true;
    }
    canary.len() == 5
        && canary.bytes().all(|byte| byte.is_ascii_digit())
        && [",", " ", "\u{a0}", "\u{202f}", "."]
            .iter()
            .any(|apart| text.contains(&format!("{}{apart}{}", &canary[..2], &canary[2..])))
}

#[test]
fn two_hundred_canaries_and_none_sings_where_it_should_not() {
    let mut planted = planted();
    let mut account = planted.record.account(AFTER);
    place(&mut planted, &mut account);
    assert!(planted.canaries.len() >= 200, "{}", planted.canaries.len());
    let profiles = [
        Profile::StrictlyConfidential,
        Profile::Confidential,
        Profile::Internal,
        Profile::Party("A".to_owned()),
        Profile::Party("B".to_owned()),
        Profile::Public,
    ];
    let mut leaks = Vec::new();
    for profile in &profiles {
        let made = made(&planted, &account, profile);
        for (who, kind, canary) in &planted.canaries {
            let heard: Vec<&String> = made
                .iter()
                .filter(|(_, text)| sings(text, canary))
                .map(|(name, _)| name)
                .collect();
            if !may_see(*who, profile) && !heard.is_empty() {
                leaks.push(format!("{profile}: {kind} {canary} in {heard:?}"));
            }
            // Sums of many batches stand for single counts, which a timeline lists one by one.
            if may_see(*who, profile) && heard.is_empty() {
                leaks.push(format!(
                    "{profile}: {kind} {canary} should be there and is not"
                ));
            }
        }
    }
    assert!(
        leaks.is_empty(),
        "{} leaks:\n{}",
        leaks.len(),
        leaks.join("\n")
    );
}

#[test]
fn the_public_and_parties_never_see_what_a_plan_expects() {
    let planted = planted();
    let mut account = planted.record.account(AFTER);
    account.curve.push(korridor_account::CurvePoint {
        by: at(0),
        waves: [71_717; 3],
        best_within_model: [72_727; 3],
    });
    for profile in [Profile::Public, Profile::Party("A".to_owned())] {
        for (name, text) in made(&planted, &account, &profile) {
            assert!(
                !sings(&text, "71717") && !sings(&text, "72727"),
                "{profile}: {name}"
            );
        }
    }
}

#[test]
fn what_the_public_is_given_is_type_day_casualties_and_certainty() {
    let planted = planted();
    let account = planted.record.account(AFTER);
    let (released, _) = release(
        &account,
        &Policy::default(),
        &Profile::Public,
        &ReleaseState::default(),
    )
    .unwrap();
    let public = released.value();
    assert_eq!(public.incidents.len(), EACH);
    let names = public.incidents.iter().map(|one| one.incident.as_str());
    assert!(names.eq((1..=EACH).map(|number| format!("incident-{number}"))));
    let casualties = |one: &korridor_account::IncidentAccount| {
        let number = public.numbers.get(one.casualties.as_deref().unwrap());
        number.map(|number| (number.low, number.high))
    };
    let mut incidents = public.incidents.iter();
    let first = incidents.find(|one| casualties(one) == Some((29_130, 29_139)));
    let first = first.expect("the incident of the first canary");
    // The day of 4 November in Damascus, whose zone is withheld: as a day of UTC.
    assert_eq!(first.from.unwrap().to_string(), "2016-11-04T00:00:00Z");
    assert_eq!(first.to.unwrap().to_string(), "2016-11-04T23:59:59Z");
    assert_eq!(first.roots, 1);
    assert!(
        public.corridors.is_empty()
            && public.pause.statements.is_empty()
            && public.title.is_empty()
    );
    assert!(
        public.notifications.is_empty()
            && public.timeline.is_empty()
            && public.guarantees.is_empty()
    );
}
