//! Notices out: valid by the schema, and never an order to leave.

use korridor_intake::feed::cap::{Notice, Setting, judge, write};
use korridor_intake::feed::{Format, Stated};
use korridor_operate::Nature;
use korridor_world::LocalClock;

use super::{at, board, claims, codes, read, text};

const NOTICE: &str = r#"
identifier = "aleppo-1"
sender = "cell@example.org"
kind = "Alert"
scope = "Public"

[[info]]
language = "en"
event = "Offered corridor"
response = ["Monitor"]
urgency = "Expected"
severity = "Moderate"
certainty = "Likely"
onset = "2016-11-04T09:00:00+02:00"
expires = "2016-11-04T19:00:00+02:00"
headline = "A corridor is declared, not agreed"
description = "Declared by one party & not agreed by all <yet>."
choice = "Leaving is your choice; whoever stays remains protected."
screens = "Who screens is not told."
guarantees = "One party guarantees it."
not_known = "Whether the others agree is not known."

[[info.area]]
described = "Bustan al-Qasr"
polygon = [[36.19, 37.13], [36.19, 37.14], [36.2, 37.14], [36.19, 37.13]]
"#;

fn written(from: &str, to: &str, nature: Nature) -> Result<String, Vec<&'static str>> {
    assert!(NOTICE.contains(from), "{from}");
    let notice = Notice::parse(&NOTICE.replacen(from, to, 1)).unwrap();
    let clock = LocalClock::of_zone("Asia/Damascus").unwrap();
    let setting = Setting {
        nature,
        sent: at("2016-11-04T05:00:00Z"),
        clock: &clock,
    };
    write(&notice, &setting).map_err(|refused| refused.iter().map(|refused| refused.code).collect())
}

#[test]
fn a_notice_is_valid_and_reads_back_as_it_was_said() {
    let alert = written("x", "x", Nature::Operation).unwrap();
    assert_eq!(judge(alert.as_bytes()).refused, []);
    assert!(
        alert.contains("<sent>2016-11-04T07:00:00+02:00</sent>"),
        "{alert}"
    );
    assert!(alert.contains("not agreed by all &lt;yet&gt;."));
    let imported = read(
        &board(Nature::Operation),
        Format::Cap,
        alert.as_bytes(),
        &Stated::default(),
    );
    assert_eq!(codes(&imported), [] as [&str; 0]);
    let said = text(&claims(&imported)[0].words).to_owned();
    assert!(
        said.contains("not agreed by all <yet>.")
            && said.contains("whoever stays remains protected"),
        "{said}"
    );
    // For a comparison with another validator.
    if let Some(folder) = std::env::var_os("KORRIDOR_WRITE_CHANGES") {
        std::fs::write(std::path::Path::new(&folder).join("notice-true.xml"), alert).unwrap();
    }
}

#[test]
fn nobody_is_ordered_to_leave_and_nothing_is_called_clear() {
    for response in [
        "Evacuate",
        "Execute",
        "AllClear",
        "evacuate",
        "EVACUATE",
        " Evacuate ",
        "All Clear",
        "all-clear",
        "ALL_CLEAR",
        "eXecute",
        "Evacuate\u{200b}",
    ] {
        let to = format!("response = [\"Shelter\", \"{response}\"]");
        for nature in [Nature::Operation, Nature::Exercise] {
            let refused = written("response = [\"Monitor\"]", &to, nature).unwrap_err();
            assert_eq!(refused[0], "response_refused", "{response:?}");
        }
    }
    assert_eq!(
        written("kind = \"Alert\"", "kind = \"Ack\"", Nature::Operation).unwrap_err()[0],
        "notice_value"
    );
}

#[test]
fn an_exercise_says_so() {
    let alert = written("x", "x", Nature::Exercise).unwrap();
    assert!(
        alert.contains("<status>Exercise</status>")
            && alert.contains("<headline>EXERCISE: A corridor")
    );
    let imported = read(
        &board(Nature::Operation),
        Format::Cap,
        alert.as_bytes(),
        &Stated::default(),
    );
    assert_eq!(codes(&imported), ["not_actual"]);
}

#[test]
fn a_notice_that_hides_or_lacks_something_is_refused() {
    let code = |from: &str, to: &str| written(from, to, Nature::Operation).unwrap_err()[0];
    assert_eq!(
        code(
            "choice = \"Leaving is your choice; whoever stays remains protected.\"",
            ""
        ),
        "notice_missing"
    );
    assert_eq!(
        code("not_known = \"Whether the others agree is not known.\"", ""),
        "notice_missing"
    );
    assert_eq!(
        code("scope = \"Public\"", "scope = \"Private\""),
        "notice_missing"
    );
    assert_eq!(
        code("kind = \"Alert\"", "kind = \"Cancel\""),
        "notice_missing"
    );
    assert_eq!(code("T09:00:00+02:00", "T07:00:00Z"), "time_with_z");
    assert_eq!(code("T09:00:00+02:00", "T09:00:00"), "time_without_offset");
    assert_eq!(
        code(
            "described = \"Bustan al-Qasr\"",
            "described = \"a\\u202eb\""
        ),
        "text_direction"
    );
    assert_eq!(code("[36.19, 37.13]]", "[36.19, 37.15]]"), "polygon_open");
    assert_eq!(
        code("[[36.19, 37.13]", "[[136.19, 37.13]"),
        "coordinates_swapped"
    );
    assert_eq!(
        code("urgency = \"Expected\"", "urgency = \"Soon\""),
        "notice_value"
    );
    assert_eq!(
        code("sender = \"cell@example.org\"", "sender = \"the cell\""),
        "notice_value"
    );
}

#[test]
fn a_text_that_was_never_written_is_refused() {
    let of = |text: &str| {
        let to = format!("not_known = \"{text}\"");
        let from = "not_known = \"Whether the others agree is not known.\"";
        written(from, &to, Nature::Operation)
    };
    for text in [
        "...",
        "…",
        ". . .",
        "-",
        "?",
        "xxx",
        "XXX XXX",
        "TODO",
        "todo: ask",
        "TBD",
        "t.b.d.",
        "N/A",
        "[...]",
        "Who screens: [insert name]",
        "<...>",
        "Between ( ) and ( )",
        "Lorem ipsum dolor sit amet",
        "fill in",
        "Fyll inn",
        "123",
    ] {
        let refused = of(text).unwrap_err();
        assert!(
            refused.contains(&"notice_placeholder"),
            "{text:?}: {refused:?}"
        );
    }
    for text in [
        "Nothing is known of the others (see 2.1) ...",
        "لا يُعرف ما إذا كان الآخرون موافقين",
        "Ikke kjent.",
        "Gate [3] may close.",
        "Nothing",
    ] {
        assert!(of(text).is_ok(), "{text:?}: {:?}", of(text));
    }
    let from = "headline = \"A corridor is declared, not agreed\"";
    assert_eq!(
        written(from, "headline = \"...\"", Nature::Exercise),
        Err(vec!["notice_placeholder"])
    );
    let from = "described = \"Bustan al-Qasr\"";
    assert_eq!(
        written(from, "described = \"...\"", Nature::Exercise),
        Err(vec!["notice_placeholder"])
    );
}

#[test]
fn a_notice_that_is_over_is_refused() {
    let expires = |to: &str| written("2016-11-04T19:00:00+02:00", to, Nature::Operation);
    // It is sent at 07:00.
    assert_eq!(
        expires("2016-11-04T07:00:00+02:00").unwrap_err(),
        ["notice_expired", "interval_backwards"]
    );
    assert_eq!(
        expires("2016-11-04T08:00:00+02:00").unwrap_err(),
        ["interval_backwards"]
    );
    assert!(expires("2016-11-04T09:00:01+02:00").is_ok());
}

#[test]
fn the_schema_itself_takes_what_is_written() {
    let Some(schema) = super::data("cap") else {
        return;
    };
    let schema = schema.join("CAP-v1.2.xsd");
    let has = std::process::Command::new("xmllint")
        .arg("--version")
        .output();
    if !has.is_ok_and(|ran| ran.status.success()) {
        eprintln!("skipped: xmllint is not at hand");
        return;
    }
    let folder = std::env::temp_dir().join(format!("korridor-notices-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let changes = [
        ("x", "x"),
        ("response = [\"Monitor\"]", ""),
        (
            "response = [\"Monitor\"]",
            "response = [\"Shelter\", \"None\"]",
        ),
        (
            "scope = \"Public\"",
            "scope = \"Private\"\naddresses = \"a b\"",
        ),
        (
            "scope = \"Public\"",
            "scope = \"Restricted\"\nrestriction = \"cell & <few>\"",
        ),
        (
            "kind = \"Alert\"",
            "kind = \"Update\"\nreferences = [\"cell@example.org,a,2016-11-04T07:00:00+02:00\"]",
        ),
        ("onset = \"2016-11-04T09:00:00+02:00\"", ""),
        ("expires = \"2016-11-04T19:00:00+02:00\"", ""),
        (
            "polygon = [[36.19, 37.13], [36.19, 37.14], [36.2, 37.14], [36.19, 37.13]]",
            "",
        ),
        ("language = \"en\"", "language = \"ar-SY\""),
        (
            "A corridor is declared, not agreed",
            "ممر \\\"معلن\\\" & غير متفق عليه",
        ),
    ];
    let mut judged = 0;
    for nature in [Nature::Operation, Nature::Exercise] {
        for (from, to) in changes {
            let alert = written(from, to, nature).unwrap();
            let path = folder.join("notice.xml");
            std::fs::write(&path, &alert).unwrap();
            let mut xmllint = std::process::Command::new("xmllint");
            xmllint
                .args(["--noout", "--nonet", "--schema"])
                .arg(&schema)
                .arg(&path);
            let ran = xmllint.output().unwrap();
            let said = String::from_utf8_lossy(&ran.stderr);
            assert!(ran.status.success(), "{from} -> {to}: {said}\n{alert}");
            judged += 1;
        }
    }
    assert_eq!(judged, 22);
    let _ = std::fs::remove_dir_all(&folder);
}
