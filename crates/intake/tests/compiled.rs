//! Tables of claims: what becomes of each row, and that contradictions stay.

use korridor_intake::{Compiled, Kind, Terms, read};
use korridor_operate::fact::{
    Actor, Figure, Happening, Kinship, Opened, Precision, Relation, Role, Setup, SetupCorridor,
};
use korridor_operate::{
    Board, Command, Decided, Fact, Flag, Moment, Nature, Recorded, Stamp, decide,
};
use korridor_world::{Instant, LocalClock};

fn at(text: &str) -> Stamp {
    Stamp(Instant::parse(text).unwrap())
}

fn corridor(id: &str, name: &str) -> SetupCorridor {
    SetupCorridor {
        corridor: id.to_owned(),
        name: name.to_owned(),
        local_name: None,
        admits: vec!["civilians".to_owned()],
        gates: vec![],
    }
}

fn record(board: &mut Board, command: &Command) -> Result<Vec<Flag>, String> {
    match decide(board, command, command.known) {
        Ok(Decided::Record(events)) => {
            let flags = events[0].flags.clone();
            for event in events {
                board.apply(&Recorded {
                    seq: board.size,
                    recorded: command.known,
                    event,
                });
            }
            Ok(flags)
        }
        Ok(Decided::Already(seq)) => Err(format!("already {seq}")),
        Err(refusals) => Err(format!("{refusals:?}")),
    }
}

fn board() -> Board {
    let opened = Opened {
        scenario: "aleppo".to_owned(),
        title: "Aleppo".to_owned(),
        scenario_sha256: "0".repeat(64),
        nature: Nature::Exercise,
        time_zone: "Asia/Damascus".to_owned(),
        policy: None,
        site: "main".to_owned(),
        continues: None,
    };
    let setup = Setup {
        parties: vec!["Russia".to_owned()],
        corridors: vec![
            corridor("bustan-al-qasr", "Bustan al-Qasr - Karaj al-Hajez"),
            corridor(
                "civilian-2",
                "Second corridor for civilians (not named in the sources found)",
            ),
            corridor("castello-road", "Castello road"),
        ],
        ..Setup::default()
    };
    let facts = [
        Fact::Opened(Box::new(opened)),
        Fact::Setup(Box::new(setup)),
        Fact::Actor(Actor {
            actor: "cell".to_owned(),
            role: Role::Coordinator,
            name: None,
        }),
    ];
    let mut board = Board::default();
    for (index, fact) in facts.into_iter().enumerate() {
        let known = at("2016-07-01T00:00:00Z");
        let command = Command {
            id: format!("start-{index}"),
            by: "cell".to_owned(),
            nature: Nature::Exercise,
            occurred: Moment::exact(known),
            known,
            fact,
        };
        record(&mut board, &command).unwrap();
    }
    board
}

fn read_into(board: &mut Board, kind: Kind, bytes: &[u8]) -> (Compiled, Vec<Flag>) {
    let clock = LocalClock::of_zone("Asia/Damascus").unwrap();
    let known = at("2016-12-31T00:00:00Z");
    let before = board.clone();
    let compiled = read(
        kind,
        bytes,
        &Terms {
            by: "cell",
            known,
            board: &before,
            clock: &clock,
        },
    );
    let mut flags = Vec::new();
    for submission in &compiled.submissions {
        flags.extend(record(board, &submission.command).unwrap());
    }
    (compiled, flags)
}

const ROWS: &str = r#"{"claim_id": "A1", "about": "P", "as_of": "2016-10-20", "metric": "people crossing so far", "value": 0, "claimant": "SOHR", "source_url": "https://example.org/1", "lang": "it", "note": ""}
{"claim_id": "A2", "about": "P", "as_of": "2016-10-20", "metric": "civilians who left that day", "value": 48, "claimant": "Russian MoD (Konashenkov)", "source_url": "https://example.org/2", "lang": "pt", "note": ""}
{"claim_id": "A3", "about": "P", "as_of": "2016-10-20", "metric": "pause hours as stated", "value": "08:00-16:00, eleven hours a day", "claimant": "Euronews", "source_url": "", "lang": "es", "note": ""}
{"claim_id": "A4", "about": "I", "as_of": "2016-11-04T14:45+03:00", "metric": "corridor shelled", "value": "mortars", "claimant": "Syrian state media via AP", "source_url": "", "lang": "en", "note": ""}
{"claim_id": "A5", "about": "I", "as_of": "2016-11-04", "metric": "shots near Bustan al-Qasr", "value": "yes", "claimant": "junge Welt", "source_url": "", "lang": "de", "note": ""}
{"claim_id": "A1", "about": "P", "as_of": "2016-10-20", "metric": "x", "value": 1, "claimant": "SOHR"}
not json
{"claim_id": "A6", "about": "P", "as_of": "one day", "metric": "x", "value": 1, "claimant": "SOHR"}
"#;

#[test]
fn rows_become_claims_of_their_sources_and_contradictions_are_proposed() {
    let mut board = board();
    let (compiled, flags) = read_into(&mut board, Kind::Claims, ROWS.as_bytes());
    let lines: Vec<u64> = compiled.refused.iter().map(|row| row.line).collect();
    assert_eq!(lines, [6, 7, 8], "{:?}", compiled.refused);
    assert_eq!(board.claims.len(), 5);
    assert_eq!(flags, [Flag::HoursContradictTimes]);

    let trap = &board.claims["A4"].claim;
    assert_eq!(
        trap.when.as_ref().unwrap().earliest,
        at("2016-11-04T11:45:00Z")
    );
    assert_eq!(
        (trap.source.as_str(), trap.told_by.as_slice()),
        ("ap", &["syrian-state-media".to_owned()][..])
    );
    assert_eq!(trap.place.precision, Precision::OneOf);
    assert_eq!(board.corridors_meant(&board.claims["A4"]).len(), 3);
    assert_eq!(board.claims["A5"].claim.place.precision, Precision::Near);
    assert_eq!(board.claims["A1"].claim.persons, Some(Figure::exact(0)));

    let (_, kinship, to, relation) = &board.claims["A1"].relations[0];
    assert_eq!(
        (*kinship, to.as_str(), *relation),
        (Kinship::Contradicts, "A2", Relation::Proposed)
    );
    assert_eq!(
        board.claims["A1"].related().count(),
        0,
        "a proposal counts for nothing"
    );
    let after = at("2016-12-31T00:00:00Z");
    for corridor in &board.corridor_order {
        assert_eq!(
            board.status_at(corridor, after).why.rule,
            "not-declared",
            "no claim moved a corridor"
        );
    }
}

#[test]
fn a_table_read_twice_is_recorded_once() {
    let mut board = board();
    read_into(&mut board, Kind::Claims, ROWS.as_bytes());
    let size = board.size;
    let clock = LocalClock::of_zone("Asia/Damascus").unwrap();
    let known = at("2017-01-31T00:00:00Z");
    let again = read(
        Kind::Claims,
        ROWS.as_bytes(),
        &Terms {
            by: "cell",
            known,
            board: &board,
            clock: &clock,
        },
    );
    for submission in &again.submissions {
        let decided = decide(&board, &submission.command, known);
        assert!(matches!(decided, Ok(Decided::Already(_))), "{decided:?}");
    }
    assert_eq!(board.size, size);
}

#[test]
fn damaged_tables_are_refused_by_row_and_never_panic() {
    let board = board();
    let clock = LocalClock::of_zone("Asia/Damascus").unwrap();
    let terms = Terms {
        by: "cell",
        known: at("2017-01-31T00:00:00Z"),
        board: &board,
        clock: &clock,
    };
    let wild: [&[u8]; 6] = [
        b"",
        b"\xff\xfe\x00",
        b"pause_id,announced_on\nP,\"unclosed",
        "{\"claim_id\": \"B\u{202e}\", \"about\": \"\", \"as_of\": \"2016-01-01\", \"metric\": \"\u{202e}\", \"value\": 1, \"claimant\": \"\"}".as_bytes(),
        b"corridor_id,period,for_whom,name,source_url\nC,p,w,n,u,one,too,many\n",
        &[b'{'; 30_000],
    ];
    for bytes in wild {
        for kind in [Kind::Claims, Kind::Pauses, Kind::Corridors] {
            let compiled = read(kind, bytes, &terms);
            assert!(
                compiled.submissions.is_empty(),
                "{kind:?} {:?}",
                String::from_utf8_lossy(bytes)
            );
        }
    }
}

#[test]
fn the_compilation_of_aleppo_stays_contradictory() {
    let folder =
        std::env::var("KORRIDOR_DATA").unwrap_or_else(|_| "../../../shared/data".to_owned());
    let folder = std::path::Path::new(&folder).join("aleppo/corridors");
    let folder = if folder.is_dir() {
        folder
    } else {
        std::path::Path::new("../../").join(folder)
    };
    let Ok(claims) = std::fs::read(folder.join("claims.jsonl")) else {
        eprintln!("skipped: no aleppo/corridors under KORRIDOR_DATA");
        return;
    };
    let mut board = board();
    let (compiled, flags) = read_into(&mut board, Kind::Claims, &claims);
    assert_eq!(compiled.refused, []);
    assert_eq!(board.claims.len(), 39);
    assert_eq!(
        flags,
        [Flag::HoursContradictTimes],
        "08:00-16:00 is not eleven hours"
    );
    assert_eq!(
        board.claims["K030"].claim.when.as_ref().unwrap().earliest,
        at("2016-11-04T11:45:00Z")
    );
    for table in [
        ("pauses.csv", Kind::Pauses),
        ("corridors.csv", Kind::Corridors),
    ] {
        let bytes = std::fs::read(folder.join(table.0)).unwrap();
        let (compiled, _) = read_into(&mut board, table.1, &bytes);
        assert_eq!(compiled.refused, [], "{}", table.0);
    }
    let proposed = board.claims.values().flat_map(|claim| &claim.relations);
    let proposed: Vec<String> = proposed.map(|(from, ..)| from.id.clone()).collect();
    assert!(
        proposed
            .iter()
            .any(|id| id == "import:P2016-10-20a:contradicts:P2016-10-20b"),
        "{proposed:?}"
    );
    let eight = board.claims["P2016-11-04"].claim.when.as_ref().unwrap();
    assert_eq!(
        (eight.earliest, eight.latest),
        (at("2016-11-04T07:00:00Z"), at("2016-11-04T17:00:00Z"))
    );
    assert_eq!(board.claims["K014"].claim.happening, Happening::Movement);
    assert!(
        board.incidents.is_empty(),
        "nothing is put together by itself"
    );
}
