//! `korridor import` of feeds, as a person runs it.

mod common;

use common::json;
use common::pause::Pause;

const GATES: &str = "#loc+name,#date+start,#date+end,#reached+ind,#meta+source,#meta+id\n\
    corridor:bustan-al-qasr,2016-11-04T10:00:00+02:00,2016-11-04T11:00:00+02:00,52,OCHA,1\n\
    nowhere,2016-11-04T10:00:00+02:00,2016-11-04T11:00:00+02:00,52,OCHA,2\n\
    corridor:bustan-al-qasr,2016-11-04T11:00:00+02:00,2016-11-04T12:00:00+02:00,999999999999,OCHA,3\n";

#[test]
fn a_feed_is_recorded_once_and_its_bad_rows_are_named() {
    let pause = Pause::open();
    pause.folder.write("gates.csv", GATES);
    let import = |more: &[&str]| {
        let all = [
            &[
                "import",
                "hxl",
                "gates.csv",
                "--record",
                "pause.kor",
                "--by",
                "c1",
                "--json",
            ],
            more,
        ]
        .concat();
        let run = pause.folder.korridor(&all);
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        json(&run.out)
    };
    let before = pause.bytes();
    let dry = import(&["--dry-run"]);
    assert_eq!((&dry["rows"], &dry["dry_run"]), (&1.into(), &true.into()));
    assert_eq!(pause.bytes(), before, "a dry run records nothing");
    let first = import(&[]);
    // A source, the evidentiary copy and the count.
    assert_eq!(
        (&first["recorded"], &first["rows"], &first["refused_rows"]),
        (&3.into(), &1.into(), &2.into())
    );
    let codes: Vec<&str> = first["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| each["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["place_not_known", "figure_absurd"]);
    assert_eq!(first["warnings"][0]["place"], "gates.csv: line 3");
    let again = import(&[]);
    assert_eq!(
        (&again["recorded"], &again["already"]),
        (&0.into(), &1.into())
    );
    let verified = pause.folder.korridor(&["verify", "pause.kor"]);
    assert_eq!(verified.code, 0, "{}", verified.err);
}

#[test]
fn a_file_of_which_nothing_can_be_used_is_refused_and_changes_nothing() {
    let pause = Pause::open();
    let before = pause.bytes();
    for (what, bytes, code) in [
        (
            "cap",
            "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
            "xml_doctype",
        ),
        ("cap", "<html></html>", "other_kind"),
        ("hxl", "gate,persons\nkaraj,5\n", "hxl_no_tags"),
        ("acled", "a,b\n1,2\n", "acled_columns"),
        ("geojson", "{}", "geojson_no_features"),
        ("odk", "[]", "odk_no_submissions"),
        ("csv", "a,b\n1,2\n", "mapping_missing"),
        ("hxl", "", "empty"),
    ] {
        pause.folder.write("feed", bytes);
        let run = pause.folder.korridor(&[
            "import",
            what,
            "feed",
            "--record",
            "pause.kor",
            "--by",
            "c1",
            "--json",
        ]);
        assert_eq!(run.code, 1, "{what}: {}{}", run.out, run.err);
        assert_eq!(json(&run.out)["defects"][0]["code"], code);
    }
    assert_eq!(pause.bytes(), before);
}

#[test]
fn a_mapping_is_guessed_for_a_person_and_then_used() {
    let pause = Pause::open();
    pause.folder.write(
        "t.csv",
        "Gate,Date,People\ncorridor:bustan-al-qasr,2016-11-04,52\n",
    );
    let head = [
        "import",
        "csv",
        "t.csv",
        "--record",
        "pause.kor",
        "--by",
        "c1",
    ];
    let save = [&head[..], &["--save-mapping", "m.toml"]].concat();
    let before = pause.bytes();
    assert_eq!(pause.folder.korridor(&save).code, 0);
    assert_eq!(pause.bytes(), before);
    assert_eq!(
        pause.folder.korridor(&save).code,
        2,
        "a mapping that somebody corrected is not overwritten"
    );
    let run = pause.folder.korridor(
        &[
            &head[..],
            &["--mapping", "m.toml", "--source", "field", "--json"],
        ]
        .concat(),
    );
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert_eq!(json(&run.out)["rows"], 1);
}
