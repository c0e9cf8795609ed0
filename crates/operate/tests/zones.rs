//! Time zones that changed, clocks that are wrong: the hours of a pause stand where they were stated.

#[path = "support/record.rs"]
mod record;
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use korridor_operate::view::{View, WindowState};
use korridor_operate::{Moment, Placed, Recorder, Span, Stamp, for_each_event};
use korridor_world::{Instant, LocalClock, LocalTime, LocalTimeError};
use serde_json::json;
use support::{Random, World, command, corridor, gate, number, world};

/// What a clock on the wall showed, and what it was in UTC, by the time zone database's notes of each change.
const WALLS: [(&str, &str, &str, &str); 20] = [
    // Syria left summer time on 28 October 2016; Moscow keeps UTC+3 all year.
    (
        "Asia/Damascus",
        "2016-10-27T12:00",
        "+03:00",
        "2016-10-27T09:00:00Z",
    ),
    (
        "Asia/Damascus",
        "2016-10-28T12:00",
        "+02:00",
        "2016-10-28T10:00:00Z",
    ),
    (
        "Asia/Damascus",
        "2016-11-04T09:00",
        "+02:00",
        "2016-11-04T07:00:00Z",
    ),
    (
        "Asia/Damascus",
        "2016-11-04T13:45",
        "+02:00",
        "2016-11-04T11:45:00Z",
    ),
    (
        "Asia/Damascus",
        "2016-11-04T19:00",
        "+02:00",
        "2016-11-04T17:00:00Z",
    ),
    (
        "Europe/Moscow",
        "2016-11-04T14:45",
        "+03:00",
        "2016-11-04T11:45:00Z",
    ),
    // Syria and Jordan stayed in summer time in October 2022.
    (
        "Asia/Damascus",
        "2022-11-04T12:00",
        "+03:00",
        "2022-11-04T09:00:00Z",
    ),
    (
        "Asia/Amman",
        "2021-11-05T12:00",
        "+02:00",
        "2021-11-05T10:00:00Z",
    ),
    (
        "Asia/Amman",
        "2022-10-27T12:00",
        "+03:00",
        "2022-10-27T09:00:00Z",
    ),
    (
        "Asia/Amman",
        "2022-10-28T12:00",
        "+03:00",
        "2022-10-28T09:00:00Z",
    ),
    (
        "Asia/Amman",
        "2022-12-01T12:00",
        "+03:00",
        "2022-12-01T09:00:00Z",
    ),
    // Gaza changed on Saturdays: 29 October 2016, 25 March and 28 October 2017.
    (
        "Asia/Gaza",
        "2016-10-28T12:00",
        "+03:00",
        "2016-10-28T09:00:00Z",
    ),
    (
        "Asia/Gaza",
        "2016-10-29T12:00",
        "+02:00",
        "2016-10-29T10:00:00Z",
    ),
    (
        "Asia/Gaza",
        "2017-03-24T12:00",
        "+02:00",
        "2017-03-24T10:00:00Z",
    ),
    (
        "Asia/Gaza",
        "2017-03-25T12:00",
        "+03:00",
        "2017-03-25T09:00:00Z",
    ),
    (
        "Asia/Gaza",
        "2017-10-27T12:00",
        "+03:00",
        "2017-10-27T09:00:00Z",
    ),
    (
        "Asia/Gaza",
        "2017-10-28T12:00",
        "+02:00",
        "2017-10-28T10:00:00Z",
    ),
    // Sudan moved from UTC+3 to UTC+2 on 1 November 2017.
    (
        "Africa/Khartoum",
        "2017-10-31T12:00",
        "+03:00",
        "2017-10-31T09:00:00Z",
    ),
    (
        "Africa/Khartoum",
        "2017-11-01T12:00",
        "+02:00",
        "2017-11-01T10:00:00Z",
    ),
    (
        "Africa/Khartoum",
        "2018-07-01T12:00",
        "+02:00",
        "2018-07-01T10:00:00Z",
    ),
];

fn stamp(text: &str) -> Stamp {
    serde_json::from_value(json!(text)).unwrap_or_else(|error| panic!("{error}"))
}

fn wall(zone: &str, local: &str) -> Result<Instant, LocalTimeError> {
    let clock = LocalClock::of_zone(zone).unwrap();
    clock.instant(LocalTime::parse(local).unwrap())
}

#[test]
fn a_wall_an_offset_and_utc_are_one_moment() {
    for (zone, local, offset, utc) in WALLS {
        assert_eq!(
            Stamp(wall(zone, local).unwrap()),
            stamp(utc),
            "{zone} {local}"
        );
        assert_eq!(
            stamp(&format!("{local}:00{offset}")),
            stamp(utc),
            "{local}{offset}"
        );
    }
}

/// A board on which hours from a clock on the wall are declared.
fn declared(zone: &str, day: &str) -> (World, Span) {
    let from = Stamp(wall(zone, &format!("{day}T09:00")).unwrap());
    let to = Stamp(wall(zone, &format!("{day}T19:00")).unwrap());
    let mut world = world(&["A"], vec![corridor("c", vec![gate("g", "A")])]);
    let mut declare = command(
        "declare",
        "cell",
        0,
        json!({"declare": {
            "party": "A", "subject": "pause", "windows": [{"from": from.to_string(), "to": to.to_string()}], "stated_hours": 10,
        }}),
    );
    declare.occurred = Moment::exact(from.plus_seconds(-86_400));
    declare.known = from.plus_seconds(-86_400);
    world.submit(&declare, from).unwrap();
    (world, Span { from, to })
}

#[test]
fn hours_on_the_wall_hold_to_the_second_whatever_the_zone_did() {
    for (zone, local, _, _) in WALLS {
        let (world, hours) = declared(zone, &local[..10]);
        assert!(
            world.events.last().unwrap().event.flags.is_empty(),
            "{zone} {local}: ten hours are ten hours"
        );
        let state = |at: Stamp| world.board.view(at).pause.state;
        let edges = [
            (hours.from.plus_seconds(-1), WindowState::Before),
            (hours.from, WindowState::Inside),
            (hours.to.plus_seconds(-1), WindowState::Inside),
            (hours.to, WindowState::Ended),
        ];
        for (at, expected) in edges {
            assert_eq!(state(at), expected, "{zone} {local} at {at}");
        }
    }
}

/// A claim "at 14:45, Moscow time" lies in the hours; the same words taken for Syria's clock would too, but one at
/// 19:30 Moscow time lies inside and 19:30 in Aleppo does not.
#[test]
fn moscow_time_is_an_hour_before_aleppos_in_november() {
    let (mut world, _) = declared("Asia/Damascus", "2016-11-04");
    world.must("s", -60, support::source("s", "r"));
    for (id, at) in [
        ("moscow-14-45", "2016-11-04T14:45:00+03:00"),
        ("moscow-19-30", "2016-11-04T19:30:00+03:00"),
        ("aleppo-19-30", "2016-11-04T19:30:00+02:00"),
    ] {
        world.must(id, 700, json!({"report": {
            "claim": id, "source": "s", "words": "rockets", "happening": "shelling", "place": {"precision": "one_of"},
            "when": {"earliest": at, "latest": at, "said": "as said"},
        }}));
    }
    let view = world.board.view(support::minute(700));
    let placed: Vec<(&str, Option<Placed>)> = view
        .claims
        .iter()
        .map(|claim| (claim.claim.as_str(), claim.placed))
        .collect();
    assert_eq!(
        placed,
        [
            ("aleppo-19-30", Some(Placed::Outside)),
            ("moscow-14-45", Some(Placed::Inside)),
            ("moscow-19-30", Some(Placed::Inside)),
        ]
    );
    let when = view.claims[1].when.clone().unwrap().earliest;
    assert_eq!(when.to_string(), "2016-11-04T11:45:00Z");
    let damascus = LocalClock::of_zone("Asia/Damascus").unwrap();
    assert_eq!(damascus.hour_and_minute(when.0), "13:45");
}

/// A time that came twice names no moment, and is refused rather than guessed.
#[test]
fn a_time_that_came_twice_is_not_guessed() {
    for (zone, local, first, second) in [
        (
            "Asia/Damascus",
            "2016-10-27T23:30",
            "2016-10-27T20:30:00Z",
            "2016-10-27T21:30:00Z",
        ),
        (
            "Africa/Khartoum",
            "2017-10-31T23:30",
            "2017-10-31T20:30:00Z",
            "2017-10-31T21:30:00Z",
        ),
        (
            "Asia/Gaza",
            "2016-10-29T00:30",
            "2016-10-28T21:30:00Z",
            "2016-10-28T22:30:00Z",
        ),
    ] {
        match wall(zone, local) {
            Err(LocalTimeError::Ambiguous {
                first: one,
                second: two,
                ..
            }) => {
                assert_eq!(
                    (one.to_string(), two.to_string()),
                    (first.to_owned(), second.to_owned())
                );
            }
            other => panic!("{zone} {local}: {other:?}"),
        }
    }
    assert!(matches!(
        wall("Asia/Gaza", "2017-03-25T01:30"),
        Err(LocalTimeError::Skipped { .. })
    ));
}

fn story() -> Vec<serde_json::Value> {
    let span = support::span;
    let text = support::text;
    vec![
        json!({"declare": {"party": "A", "subject": "pause", "windows": [span(0, 600)]}}),
        json!({"declare": {"party": "B", "subject": "pause", "windows": [span(0, 700)]}}),
        json!({"amend": {"party": "A", "subject": "pause", "ends": [text(500)]}}),
        json!({"amend": {"party": "B", "subject": "pause", "ends": [text(540), text(720)]}}),
        json!({"agree": {"party": "B", "subject": "pause", "consent": "given"}}),
        json!({"amend": {"party": "A", "subject": "pause", "ends": [text(560)]}}),
    ]
}

/// The store's clock is wrong by up to 26 hours either way and jumps: the record keeps its order, the board is the same.
#[test]
fn a_wrong_clock_changes_no_hours() {
    let seed = number("KORRIDOR_SEED", 1);
    println!("seed {seed}");
    let mut random = Random(seed);
    let folder = record::Folder::new("zones");
    let start = support::START * 1000;
    let mut shown_by_case: Vec<[View; 7]> = Vec::new();
    for case in 0..8 {
        let wrong = move |random: &mut Random| match case {
            0 => 0,
            1 => -26 * 3_600_000,
            2 => 26 * 3_600_000,
            _ => random.between(-26 * 3_600_000, 26 * 3_600_000),
        };
        let now = Arc::new(AtomicI64::new(start));
        let shown = now.clone();
        let file = record::File::new(&folder, &format!("clock-{case}"));
        let ledger = file.create(Some(Arc::new(move || shown.load(Ordering::Relaxed))));
        let mut recorder = Recorder::open(ledger).unwrap();
        let parties = world(&["A", "B"], vec![corridor("c", vec![gate("g", "A")])]);
        let setup: Vec<_> = parties.events.iter().map(|one| one.event.clone()).collect();
        let commands = setup.into_iter().map(|event| korridor_operate::Command {
            id: event.id,
            by: event.by,
            nature: event.nature,
            occurred: event.occurred,
            known: event.known,
            fact: event.fact,
        });
        let told = story()
            .into_iter()
            .enumerate()
            .map(|(index, fact)| command(&format!("e{index}"), "cell", index as i64 * 10, fact));
        for command in commands.chain(told) {
            let clock = start + wrong(&mut random);
            now.store(clock, Ordering::Relaxed);
            record::submit(
                &mut recorder,
                &command,
                Stamp(Instant(clock.div_euclid(1000))),
            )
            .unwrap();
        }
        let mut order = Vec::new();
        for_each_event(recorder.ledger(), 0, |one| {
            order.push((one.seq, one.event.id.clone()))
        })
        .unwrap();
        let ids: Vec<&str> = order.iter().map(|(_, id)| id.as_str()).collect();
        assert_eq!(
            ids,
            ["open", "setup", "cell", "e0", "e1", "e2", "e3", "e4", "e5"],
            "order by number"
        );
        for (minutes, state) in [
            (-1, WindowState::Before),
            (0, WindowState::Inside),
            (539, WindowState::Inside),
            (540, WindowState::Ended),
        ] {
            assert_eq!(
                recorder.board().view(support::minute(minutes)).pause.state,
                state,
                "case {case}, minute {minutes}"
            );
        }
        let moments = [-1, 0, 100, 499, 539, 540, 720];
        let views = moments.map(|minutes| recorder.board().view(support::minute(minutes)));
        shown_by_case.push(views);
        file.must_be_clean();
    }
    assert!(
        shown_by_case.windows(2).all(|pair| pair[0] == pair[1]),
        "the board hangs on the store's clock"
    );
}
