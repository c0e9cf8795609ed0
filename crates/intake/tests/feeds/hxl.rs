//! HXL: the verdict of libhxl on real files, counts and incidents.

use korridor_intake::feed::{Format, Stated, hxl};
use korridor_operate::fact::{Category, CountAt, Figure, Happening, Kinship, Passage, Relation};
use korridor_operate::{Fact, Nature};

use super::{board, claims, codes, counts, data, read, take, take_as, text};

#[test]
fn every_file_has_the_verdict_of_libhxl() {
    let Some(folder) = data("hxl") else { return };
    let mut judged = 0;
    for line in include_str!("hxl-verdicts.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let parts: Vec<&str> = line.splitn(3, '|').collect();
        let [path, rows, tags] = parts[..] else {
            panic!("{line}")
        };
        let verdict = hxl::judge(&std::fs::read(folder.join(path)).unwrap(), None);
        judged += 1;
        let Ok(tagged) = verdict else {
            assert_eq!(rows, "-", "{path}: {verdict:?}");
            continue;
        };
        assert_eq!(tagged.rows.to_string(), rows, "{path}");
        let mut found: Vec<String> = tagged.columns.iter().map(hxl::Column::shown).collect();
        let mut expected: Vec<&str> = tags.split(',').collect();
        // Keys of JSON objects have no order.
        if path.ends_with(".json") {
            found.sort();
            expected.sort();
        }
        assert_eq!(found, expected, "{path}");
    }
    assert_eq!(judged, 92);
}

/// The stored verdicts are what libhxl says now, where it is at hand.
#[test]
fn the_verdicts_are_those_of_libhxl() {
    let Some(folder) = data("hxl") else { return };
    let Some(python) = std::env::var_os("KORRIDOR_TEST_PYTHON") else {
        eprintln!("skipped: KORRIDOR_TEST_PYTHON names no python with libhxl");
        return;
    };
    let script = "import hxl, logging, sys\nlogging.disable(logging.CRITICAL)\n\
        for line in open(sys.argv[2]):\n    path = line.split('|')[0]\n    if line.startswith('#'): continue\n    try:\n        \
        data = hxl.data(sys.argv[1] + '/' + path, hxl.InputOptions(allow_local=True))\n        \
        tags = [column.display_tag or '' for column in data.columns]\n        \
        print(path, len(list(data)), ','.join(tags), sep='|')\n    \
        except Exception as error:\n        print(path, '-', type(error).__name__, sep='|')\n";
    let stored =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/feeds/hxl-verdicts.txt");
    let mut python = std::process::Command::new(python);
    let ran = python
        .args(["-c", script])
        .arg(&folder)
        .arg(&stored)
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let said = String::from_utf8(ran.stdout).unwrap();
    let stored = std::fs::read_to_string(&stored).unwrap();
    let stored: Vec<&str> = stored
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert_eq!(said.lines().collect::<Vec<_>>(), stored);
}

const GATES: &str = "Gate,From,To,Out,Women,Old,What,Who,Id\n\
    #loc+name,#date+start,#date+end,#reached+ind,#reached+f,#reached+elderly,#status,#meta+source,#meta+id\n\
    karaj,2016-11-04T09:00:00+02:00,2016-11-04T10:00:00+02:00,52,30,4,,OCHA,1\n\
    Karaj al-Hajez,2016-11-04T10:00:00+02:00,2016-11-04T11:00:00+02:00,40-60,,,turned back,OCHA,2\n\
    Jibrin,2016-11-04,2016-11-04,0,,,,OCHA,3\n";

#[test]
fn gate_counts_are_counts() {
    let mut board = board(Nature::Operation);
    let imported = take(&mut board, Format::Hxl, GATES.as_bytes());
    assert_eq!(codes(&imported), [] as [&str; 0]);
    let counts = counts(&imported);
    assert_eq!(counts.len(), 3);
    assert_eq!(counts[0].count, "hxl:ocha:1");
    assert_eq!(counts[0].at, CountAt::Gate("karaj".to_owned()));
    assert_eq!(
        (counts[0].persons, counts[0].passage),
        (Figure::exact(52), Passage::Passed)
    );
    // 30 women and girls are no women; four older people are.
    assert_eq!(
        counts[0].parts.iter().collect::<Vec<_>>(),
        [(&Category::Older, &4)]
    );
    assert!(text(counts[0].words.as_ref().unwrap()).contains("#reached+f: 30"));
    assert_eq!(imported.notes.len(), 1);
    assert_eq!(
        (counts[1].persons, counts[1].passage),
        (Figure::between(40, 60), Passage::TurnedBack)
    );
    assert_eq!(
        (counts[2].persons, counts[2].passage),
        (Figure::exact(0), Passage::Received)
    );
    assert_eq!(counts[2].interval.seconds(), 86_400);
    let again = take(&mut board, Format::Hxl, GATES.as_bytes());
    assert_eq!((again.submissions.len(), again.already), (0, 3));
    // The file grows: only what is new is recorded.
    let more =
        format!("{GATES}karaj,2016-11-04T12:00:00+02:00,2016-11-04T13:00:00+02:00,7,,,,OCHA,4\n");
    let grown = take(&mut board, Format::Hxl, more.as_bytes());
    assert_eq!(
        (grown.taken, grown.already, board.materials.len()),
        (1, 3, 2)
    );
}

#[test]
fn each_bad_row_is_named_and_the_good_ones_are_kept() {
    let rows = [
        (
            "karaj,2016-11-04T09:00:00,2016-11-04T10:00:00+02:00,5,,,,OCHA,11",
            "time_without_offset",
        ),
        ("karaj,2016-02-30,2016-02-30,5,,,,OCHA,12", "time_never_was"),
        (
            "nowhere,2016-11-04,2016-11-04,5,,,,OCHA,13",
            "place_not_known",
        ),
        (
            "karaj,2016-11-04,2016-11-04,\"1,234\",,,,OCHA,14",
            "number_unclear",
        ),
        (
            "karaj,2016-11-04,2016-11-04,many,,,,OCHA,15",
            "number_unreadable",
        ),
        (
            "karaj,2016-11-04,2016-11-04,-5,,,,OCHA,16",
            "number_unreadable",
        ),
        ("karaj,2016-11-04,2016-11-04,,,,,OCHA,17", "number_missing"),
        (
            "karaj,2016-11-04,2016-11-04,5,,,flown,OCHA,18",
            "passage_not_known",
        ),
        ("karaj,2016-11-04,2016-11-04,5,,,,,19", "source_missing"),
        ("karaj,2016-11-04,2016-11-04,5", "row_ragged"),
        (
            "karaj,2016-11-04,2016-11-04,5,,,,OCHA,20,more",
            "row_ragged",
        ),
        (
            "karaj,2016-11-05,2016-11-04,5,,,,OCHA,21",
            "interval_backwards",
        ),
        (
            "karaj,2016-11-04T09:00:00+02:00,2016-11-04T10:00:00+02:00,53,,,,OCHA,1",
            "id_taken",
        ),
        (
            "karaj,2016-11-04T09:00:00+02:00,2016-11-04T10:00:00+02:00,52,30,4,,OCHA,1",
            "duplicate",
        ),
    ];
    let lines: Vec<&str> = rows.iter().map(|(line, _)| *line).collect();
    let bytes = format!("{GATES}{}\n", lines.join("\n"));
    let mut board = board(Nature::Operation);
    let imported = take(&mut board, Format::Hxl, bytes.as_bytes());
    let found: std::collections::BTreeMap<&str, &str> = imported
        .refused
        .iter()
        .map(|refused| (refused.place.as_str(), refused.code))
        .collect();
    for (index, (line, code)) in rows.iter().enumerate() {
        assert_eq!(
            found.get(format!("line {}", index + 6).as_str()),
            Some(code),
            "{line}: {found:?}"
        );
    }
    assert_eq!(imported.taken, 3);
}

#[test]
fn a_row_in_another_encoding_is_named_and_the_rest_is_kept() {
    let mut bytes = GATES.as_bytes().to_vec();
    bytes.extend(b"karaj,2016-11-04,2016-11-04,5,,,,M\xe9decins,9\n");
    let mut board = board(Nature::Operation);
    let imported = take(&mut board, Format::Hxl, &bytes);
    assert_eq!(
        (imported.taken, codes(&imported)),
        (3, vec!["encoding_broken"])
    );
    assert_eq!(imported.refused[0].place, "line 6");
    let stated = Stated {
        encoding: Some("iso-8859-1"),
        ..Stated::default()
    };
    let imported = take_as(&mut board, Format::Hxl, &bytes, &stated);
    assert_eq!((imported.taken, imported.already), (1, 3));
}

#[test]
fn incidents_are_claims_and_two_numbers_are_not_added() {
    let table = "#event+id,#event+type,#date+occurred,#date+reported,#group+name,#affected+killed,#affected+injured,#loc+name,#geo+lat,#geo+lon,#meta+source,#description\n\
        e1,Shelling,2016-11-04,2016-11-05,Group A,2,1,Bustan al-Qasr,36.1957,37.1469,SOHR,=cmd|' /C calc'!A0\n\
        e2,Shelling,2016-11-04,2016-11-05,,3,,,37.1469,136.1957,SOHR,x\n\
        e3,Shelling,2016-11-04,2016-11-05,,3,,,136.1957,37.1469,SOHR,x\n\
        e4,Other,2016-11-04,2016-11-05,,3,,,0,0,SOHR,x\n\
        e5,Other,2016-11-04,2016-11-05,,3,,,,,SOHR,x\n";
    let mut board = board(Nature::Operation);
    let imported = take(&mut board, Format::Hxl, table.as_bytes());
    assert_eq!(
        codes(&imported),
        ["coordinates_swapped", "coordinates_zero"]
    );
    let claims = claims(&imported);
    assert_eq!(
        (claims.len(), claims[0].happening),
        (3, Happening::Shelling)
    );
    assert_eq!(
        claims[0].persons, None,
        "two killed and one injured are not three of anything"
    );
    assert_eq!(text(claims[0].attributes_to.as_ref().unwrap()), "Group A");
    assert!(
        text(&claims[0].words).contains("#description: =cmd|' /C calc'!A0"),
        "a formula is kept as it is"
    );
    assert_eq!(claims[2].happening, Happening::Casualties);
    assert_eq!(claims[2].persons, Some(Figure::exact(3)));
}

#[test]
fn what_is_no_hxl_of_ours_is_named() {
    let code = |bytes: &[u8]| {
        codes(&read(
            &board(Nature::Operation),
            Format::Hxl,
            bytes,
            &Stated::default(),
        ))
    };
    assert_eq!(code(b"gate,persons\nkaraj,5\n"), ["hxl_no_tags"]);
    assert_eq!(code(b"#org,#sector\nOCHA,WASH\n"), ["hxl_other_columns"]);
    assert_eq!(code(b"PK\x03\x04xl/workbook"), ["archive_broken"]);
    assert_eq!(code(b"[1,2]"), ["hxl_no_rows"]);
    assert_eq!(code(b"{\"a\":"), ["json_malformed"]);
    let late = format!("{}#loc+name,#reached+ind\n", "a,b\n".repeat(25));
    assert_eq!(code(late.as_bytes()), ["hxl_no_tags"]);
}

#[test]
fn numbers_that_exclude_each_other_are_only_proposed_to() {
    let of = |source: &str, killed: u32, id: &str| {
        format!(
            "#event+id,#event+type,#date+occurred,#affected+killed,#loc+name,#meta+source\n\
             {id},Shelling,2016-11-04,{killed},Bustan al-Qasr,{source}\n"
        )
    };
    let mut board = board(Nature::Operation);
    let relations =
        |imported: &korridor_intake::feed::Imported| -> Vec<(Kinship, Relation, String)> {
            let relates = imported.submissions.iter().filter_map(|submission| {
                match &submission.command.fact {
                    Fact::Relate(relate) => {
                        Some((relate.kinship, relate.relation, relate.to.clone()))
                    }
                    _ => None,
                }
            });
            relates.collect()
        };
    assert_eq!(
        relations(&take(
            &mut board,
            Format::Hxl,
            of("SOHR", 2, "a").as_bytes()
        )),
        []
    );
    let other = take(&mut board, Format::Hxl, of("SANA", 5, "b").as_bytes());
    assert_eq!(
        relations(&other),
        [(
            Kinship::Contradicts,
            Relation::Proposed,
            "hxl:sohr:a".to_owned()
        )]
    );
    assert_eq!(
        relations(&take(&mut board, Format::Hxl, of("AFP", 2, "c").as_bytes())).len(),
        1,
        "SANA's, not SOHR's"
    );
    assert_eq!(board.claims.len(), 3, "all stay");
}

#[test]
fn a_small_file_never_fills_the_memory() {
    let code = |bytes: &[u8]| {
        codes(&read(
            &board(Nature::Operation),
            Format::Hxl,
            bytes,
            &Stated::default(),
        ))
    };
    // Each object has a key of its own: rows times keys would be ten thousand million cells.
    let objects: Vec<String> = (0..100_000).map(|at| format!("{{\"k{at}\":1}}")).collect();
    assert_eq!(
        code(format!("[{}]", objects.join(",")).as_bytes()),
        ["too_many_columns"]
    );
    let rows = vec!["[]"; 200_000];
    assert_eq!(
        code(format!("[{}]", rows.join(",")).as_bytes()),
        ["too_many_rows"]
    );
    let wide = format!("{}\n", ",".repeat(1_999));
    let table = format!("#loc+name,#reached+ind\n{}", wide.repeat(6_000));
    assert_eq!(code(table.as_bytes()), ["too_many_rows"]);
}
