//! Measures what a record of many events costs: `bench_board EVENTS FOLDER [restore]`. Prints one JSON line a figure.
//!
//! The record is a long pause: nine tenths counts at gates and calls, the rest claims, guarantees, notifications and
//! decisions. It is written by the same path as any record, in batches.

use std::path::Path;
use std::time::Instant as Clock;

use korridor_ledger::{
    Expect, KeyKind, Ledger, LedgerError, Signer, SqliteOptions, SqliteStore, audit_sqlite,
    random_bytes, restore_sqlite,
};
use korridor_operate::fact::*;
use korridor_operate::{
    Board, Command, Decided, Fact, Moment, Nature, Recorder, Span, Stamp, Submission, Words,
    decide, for_each_event,
};
use korridor_world::Instant;

const START: i64 = 1_478_242_800;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let events: u64 = arguments
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(100_000);
    let folder = arguments
        .next()
        .unwrap_or_else(|| std::env::temp_dir().display().to_string());
    let path = Path::new(&folder).join(format!("bench-board-{events}.kor"));
    let signer = Signer::new("bench.example/board", KeyKind::Log, [7; 32]).unwrap();
    let key = signer.verifier();
    if !path.exists() {
        write(&path, signer, events);
    }
    let open = || {
        Ledger::open(
            SqliteStore::open(&path, SqliteOptions::default()).unwrap(),
            None,
        )
        .unwrap()
    };

    if arguments.next().as_deref() == Some("restore") {
        restore(&path, &key.to_string());
        return;
    }
    let before = memory();
    let clock = Clock::now();
    let mut board = Board::default();
    for_each_event(&mut open(), 0, |recorded| board.apply(recorded)).unwrap();
    figure("board rebuilt, s", clock.elapsed().as_secs_f64());
    figure("events", board.size as f64);
    figure("board in memory, MiB", (memory() - before) as f64 / 1024.0);

    let clock = Clock::now();
    let at = Stamp(Instant(START + 40_000));
    let view = board.view(at);
    figure("board shown, s", clock.elapsed().as_secs_f64());
    figure("corridors shown", view.corridors.len() as f64);

    let mut times: Vec<f64> = Vec::new();
    let mut seq = board.size;
    for index in 0..2_000u64 {
        let command = command(10_000_000 + index);
        let clock = Clock::now();
        if let Ok(Decided::Record(events)) = decide(&board, &command, at) {
            for event in events {
                board.apply(&korridor_operate::Recorded {
                    seq,
                    recorded: at,
                    event,
                });
                seq += 1;
            }
        }
        times.push(clock.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    figure(
        "one event judged and taken in, ms, median",
        times[times.len() / 2],
    );
    figure(
        "one event judged and taken in, ms, p99",
        times[times.len() * 99 / 100],
    );

    let clock = Clock::now();
    let report = audit_sqlite(
        &path,
        &Expect {
            keys: vec![key.to_string()],
            ..Expect::default()
        },
    );
    figure("audit, s", clock.elapsed().as_secs_f64());
    assert!(report.is_clean(), "{:?}", report.findings);
    figure("peak memory of the process, MiB", peak() as f64 / 1024.0);
}

/// A copy is brought back, audited and read; what it shows is, byte for byte, what the record showed.
fn restore(path: &Path, key: &str) {
    let rebuilt = |path: &Path| {
        let store = SqliteStore::open(path, SqliteOptions::default()).unwrap();
        let mut board = Board::default();
        for_each_event(&mut Ledger::open(store, None).unwrap(), 0, |recorded| {
            board.apply(recorded)
        })
        .unwrap();
        board
    };
    let shown =
        |board: &Board| serde_json::to_string(&board.view(Stamp(Instant(START + 40_000)))).unwrap();
    let before = shown(&rebuilt(path));
    let target = path.with_extension("restored");
    let _ = std::fs::remove_file(&target);
    let expect = Expect {
        keys: vec![key.to_owned()],
        ..Expect::default()
    };
    let clock = Clock::now();
    restore_sqlite(path, &target, &expect).unwrap();
    figure("copied and audited, s", clock.elapsed().as_secs_f64());
    let board = rebuilt(&target);
    figure("ready after a restore, s", clock.elapsed().as_secs_f64());
    assert!(before == shown(&board), "the copy shows another board");
    figure("and shown as JSON, s", clock.elapsed().as_secs_f64());
    std::fs::remove_file(&target).unwrap();
}

fn figure(name: &str, value: f64) {
    println!("{{\"figure\": \"{name}\", \"value\": {value:.4}}}");
}

fn memory() -> u64 {
    status("VmRSS:")
}

fn peak() -> u64 {
    status("VmHWM:")
}

fn status(line: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = text.lines().find_map(|text| text.strip_prefix(line));
    found
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

fn write(path: &Path, signer: Signer, events: u64) {
    let store = SqliteStore::create(path, SqliteOptions::default()).unwrap();
    let ledger = Ledger::create(store, "bench.example/board", signer).unwrap();
    let mut recorder = Recorder::open(ledger).unwrap();
    let mut random = || random_bytes().map_err(LedgerError::from);
    let at = Stamp(Instant(START));
    let clock = Clock::now();
    let mut batch = start();
    for index in 0..events {
        batch.push(Submission::of(command(index)));
        if batch.len() >= 5_000 || index + 1 == events {
            let all = std::mem::take(&mut batch);
            if let Err(error) = recorder.submit_all(&all, &mut random, at) {
                panic!("{error:?}");
            }
        }
    }
    figure("written, s", clock.elapsed().as_secs_f64());
}

fn given(id: &str, seconds: i64, fact: Fact) -> Command {
    let at = Stamp(Instant(START + seconds));
    Command {
        id: id.to_owned(),
        by: "cell".to_owned(),
        nature: Nature::Exercise,
        occurred: Moment::exact(at),
        known: at,
        fact,
    }
}

fn start() -> Vec<Submission> {
    let at = |seconds| Stamp(Instant(START + seconds));
    let day = Span {
        from: at(0),
        to: at(36_000),
    };
    let corridor = |index: usize| SetupCorridor {
        corridor: format!("corridor-{index}"),
        name: format!("Corridor {index}"),
        local_name: None,
        admits: vec!["civilians".to_owned()],
        gates: vec![SetupGate {
            gate: format!("gate-{index}"),
            name: format!("Gate {index}"),
            operated_by: Some("A".to_owned()),
            openings: vec![SetupOpening {
                span: day,
                highest_per_hour: 1_200,
            }],
            passable_per_hour: 10_000,
        }],
    };
    let opened = Opened {
        scenario: "bench".to_owned(),
        title: "Bench".to_owned(),
        scenario_sha256: "0".repeat(64),
        nature: Nature::Exercise,
        time_zone: "Asia/Damascus".to_owned(),
        policy: None,
        site: "main".to_owned(),
        continues: None,
    };
    let setup = Setup {
        parties: vec!["A".to_owned(), "B".to_owned()],
        windows: vec![day],
        corridors: (0..8).map(corridor).collect(),
        ..Setup::default()
    };
    let actor = Actor {
        actor: "cell".to_owned(),
        role: Role::Coordinator,
        name: None,
    };
    let source = |name: &str, root: &str| {
        Fact::Source(Source {
            source: name.to_owned(),
            root: root.to_owned(),
            reliability: Reliability::B,
            apart_from: Vec::new(),
            name: None,
        })
    };
    let declare = Declare {
        party: "A".to_owned(),
        subject: Subject::Pause,
        windows: vec![day],
        stated_hours: None,
        purposes: vec![],
        promised: None,
        conditions: None,
        words: None,
    };
    let facts = [
        Fact::Opened(Box::new(opened)),
        Fact::Setup(Box::new(setup)),
        Fact::Actor(actor),
        source("s0", "r0"),
        source("s1", "r1"),
        source("s2", "r1"),
        Fact::Declare(Box::new(declare)),
    ];
    facts
        .into_iter()
        .enumerate()
        .map(|(index, fact)| Submission::of(given(&format!("start-{index}"), 0, fact)))
        .collect()
}

fn command(index: u64) -> Command {
    let second = (index % 35_000) as i64;
    let corridor = format!("corridor-{}", index % 8);
    let source = format!("s{}", index % 3);
    let id = format!("e{index}");
    let at = |seconds| Stamp(Instant(START + seconds));
    let fact = match index % 40 {
        0 | 1 => Fact::Report(Box::new(Claim {
            claim: format!("c{index}"),
            source,
            told_by: vec![],
            words: Words::from("shots were heard near the road, says a resident"),
            language: Some("en".to_owned()),
            happening: Happening::Gunfire,
            place: Place {
                precision: Precision::OneOf,
                corridors: vec![],
                gates: vec![],
                said: None,
            },
            when: Some(Moment::exact(at(second))),
            modality: Modality::Reported,
            polarity: Polarity::Affirmed,
            persons: None,
            attributes_to: None,
            credibility: None,
            material: None,
            stated_hours: None,
        })),
        2 => Fact::Notify(Box::new(Notify {
            notification: format!("n{index}"),
            party: "A".to_owned(),
            kind: NotificationKind::Movement,
            about: Some(GuaranteeFor::Corridor(corridor)),
            channel: Channel::Mail,
            sent: Words::from("two ambulances, four litters, from 10:00"),
            deadline: None,
        })),
        3 => Fact::Guarantee(Box::new(Guarantee {
            guarantee: format!("g{index}"),
            party: "B".to_owned(),
            covers: GuaranteeFor::Corridor(corridor),
            step: GuaranteeStep::Requested,
            interval: None,
            level: None,
            expires: None,
            conditions: None,
            words: None,
        })),
        _ => Fact::Count(Box::new(GateCount {
            count: format!("k{index}"),
            at: CountAt::Gate(format!("gate-{}", index % 8)),
            passage: Passage::Passed,
            direction: Direction::Out,
            interval: Span {
                from: at(second),
                to: at(second + 60),
            },
            persons: Figure {
                low: 3,
                best: Some(4),
                high: 6,
            },
            parts: Default::default(),
            source,
            supersedes: vec![],
            words: None,
        })),
    };
    given(&id, second, fact)
}
