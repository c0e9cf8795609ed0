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
    assert_eq!(codes, ["place_not_known", "number_absurd"]);
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

#[test]
fn a_watched_folder_takes_what_is_whole_and_names_what_is_not() {
    let pause = Pause::open();
    std::fs::create_dir(pause.folder.path().join("in")).unwrap();
    pause.folder.write("in/gates.csv", GATES);
    pause.folder.write("in/half.csv.part", GATES);
    pause.folder.write("in/letter.txt", "dear colleague\n");
    let watch = [
        "import",
        "watch",
        "in",
        "--record",
        "pause.kor",
        "--by",
        "c1",
        "--once",
        "--json",
    ];
    // One file grows while the folder is watched: not taken yet.
    let growing = pause.folder.path().join("in/growing.csv");
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let writer = std::thread::spawn(move || {
        let mut text = GATES.replace("OCHA", "Other");
        while stopped
            .recv_timeout(std::time::Duration::from_millis(50))
            .is_err()
        {
            text.push('\n');
            std::fs::write(&growing, &text).unwrap();
        }
    });
    let run = pause.folder.korridor(&watch);
    stop.send(()).unwrap();
    writer.join().unwrap();
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let said = json(&run.out);
    assert_eq!(
        (&said["files"], &said["rows"], &said["refused_rows"]),
        (&1.into(), &1.into(), &3.into())
    );
    let run = pause.folder.korridor(&watch);
    let said = json(&run.out);
    assert_eq!(
        (&said["files"], &said["rows"], &said["already"]),
        (&2.into(), &1.into(), &1.into()),
        "{}",
        run.out
    );
    assert!(pause.folder.names().contains(&"in".to_owned()));
}

/// Answers so many requests, each by its path.
fn serve(
    count: usize,
    answer: impl Fn(&str, &str) -> Vec<u8> + Send + 'static,
) -> (String, std::thread::JoinHandle<()>) {
    use std::io::{BufRead, BufReader, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let own = host.clone();
    let server = std::thread::spawn(move || {
        for _ in 0..count {
            let (mut stream, _) = listener.accept().unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let first = lines.next().unwrap().unwrap();
            // The rest of the head is read, so that nobody is cut off.
            for line in lines {
                if line.unwrap().is_empty() {
                    break;
                }
            }
            let path = first.split(' ').nth(1).unwrap();
            // The one who asked may have gone.
            let _ = stream.write_all(&answer(path, &own));
        }
    });
    (host, server)
}

fn answer(head: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

#[test]
fn a_feed_is_polled_of_the_named_host_and_of_no_other() {
    let (host, server) = serve(6, |path, own| match path {
        "/gates" => answer("200 OK", GATES),
        "/moved" => answer(&format!("302 Found\r\nLocation: http://{own}/gates"), ""),
        "/away" => answer("302 Found\r\nLocation: http://localhost:1/gates", ""),
        "/huge" => {
            b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n".to_vec()
        }
        _ => answer("503 Busy", "<html></html>"),
    });
    let pause = Pause::open();
    let poll = |path: &str, allow: &str| {
        let address = format!("http://{host}{path}");
        let run = pause.folder.korridor(&[
            "import",
            "poll",
            &address,
            "--allow",
            allow,
            "--record",
            "pause.kor",
            "--by",
            "c1",
            "--once",
            "--json",
        ]);
        let said = json(&run.out);
        (
            run.code,
            said["defects"][0]["code"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            said["rows"].clone(),
        )
    };
    assert_eq!(
        poll("/gates", "127.0.0.1"),
        (1, "host_not_allowed".to_owned(), serde_json::Value::Null)
    );
    assert_eq!(poll("/gates", &host), (0, String::new(), 1.into()));
    assert_eq!(poll("/moved", &host), (0, String::new(), 0.into()));
    assert_eq!(poll("/away", &host).1, "host_not_allowed");
    assert_eq!(poll("/busy", &host).1, "feed_unreachable");
    let huge = poll("/huge", &host);
    assert_eq!(huge.0, 1, "{huge:?}");
    server.join().unwrap();
}

#[test]
fn a_notice_goes_out_as_an_exercise_and_never_orders_anybody_to_leave() {
    let pause = Pause::open();
    let notice = "identifier = \"a-1\"\nsender = \"cell@example.org\"\nkind = \"Alert\"\nscope = \"Public\"\n[[info]]\n\
        language = \"en\"\nevent = \"Offered corridor\"\nresponse = [\"Monitor\"]\nurgency = \"Expected\"\nseverity = \"Minor\"\n\
        certainty = \"Likely\"\nheadline = \"A corridor\"\ndescription = \"It is declared.\"\nchoice = \"Leaving is your choice.\"\n\
        screens = \"Nobody says who.\"\nguarantees = \"One party.\"\nnot_known = \"The rest.\"\n";
    pause.folder.write("n.toml", notice);
    let export = [
        "export",
        "pause.kor",
        "--format",
        "cap",
        "--notice",
        "n.toml",
        "-o",
        "out.cap",
        "--json",
    ];
    let run = pause.folder.korridor(&export);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let alert = pause.folder.read("out.cap");
    assert!(
        alert.contains("<status>Exercise</status>") && alert.contains("EXERCISE: A corridor"),
        "{alert}"
    );
    // What goes out comes in again, into the record of an exercise.
    let import = [
        "import",
        "cap",
        "out.cap",
        "--record",
        "pause.kor",
        "--by",
        "c1",
        "--json",
    ];
    assert_eq!(json(&pause.folder.korridor(&import).out)["rows"], 1);
    pause
        .folder
        .write("n.toml", &notice.replace("Monitor", "Evacuate"));
    let run = pause.folder.korridor(&[&export[..], &["--force"]].concat());
    assert_eq!(
        (run.code, json(&run.out)["defects"][0]["code"].as_str()),
        (1, Some("response_refused"))
    );
    assert_eq!(pause.folder.read("out.cap"), alert, "what was there stays");
}

const SIGNED: &str = include_str!("../../intake/tests/feeds/signed.cap");
const SENDER: &str = include_str!("../../intake/tests/feeds/signed.pem");

#[test]
fn an_alert_is_taken_as_it_was_signed_or_kept_as_evidence() {
    let pause = Pause::open();
    pause.folder.write("signed.cap", SIGNED);
    pause.folder.write("sender.pem", SENDER);
    pause
        .folder
        .write("altered.cap", &SIGNED.replace("shelled", "calm"));
    let import = |file: &str, more: &[&str]| {
        let head = [
            "import",
            "cap",
            file,
            "--record",
            "pause.kor",
            "--by",
            "c1",
            "--json",
        ];
        let run = pause.folder.korridor(&[&head[..], more].concat());
        (run.code, json(&run.out))
    };
    let log = || pause.folder.korridor(&["log", "pause.kor"]).out;
    let (code, said) = import("signed.cap", &["--cap-key", "sender.pem"]);
    assert_eq!((code, &said["signature"]), (0, &"valid_trusted".into()));
    assert!(log().contains(":valid_trusted:"), "{}", log());
    // The board does not open, suspend or confirm anything by it.
    let board = pause.folder.korridor(&["board", "pause.kor", "--json"]);
    assert!(!board.out.contains("\"status\": \"open\""), "{}", board.out);

    let before = pause.bytes();
    let (code, said) = import("altered.cap", &["--cap-key", "sender.pem", "--dry-run"]);
    assert_eq!(
        (code, &said["defects"][0]["code"]),
        (1, &"digest_broken".into())
    );
    assert_eq!(pause.bytes(), before, "a dry run records nothing");
    let (code, said) = import("altered.cap", &["--cap-key", "sender.pem"]);
    assert_eq!(
        (code, &said["defects"][0]["code"]),
        (1, &"digest_broken".into())
    );
    let expected = said["defects"][0]["expected"].as_str().unwrap();
    assert!(expected.contains("--accept-unverified"), "{expected}");
    assert!(log().contains(":digest_broken:"), "{}", log());
    assert!(!log().contains("calm"));
    // Under the same name the record has what was signed: an altered alert never takes its place.
    let (code, said) = import("altered.cap", &["--accept-unverified"]);
    assert_eq!((code, &said["defects"][0]["code"]), (1, &"id_taken".into()));
    let (code, said) = import("signed.cap", &["--cap-key", "signed.cap"]);
    assert_eq!(code, 2, "{said}");
    let verified = pause.folder.korridor(&["verify", "pause.kor"]);
    assert_eq!(verified.code, 0, "{}", verified.err);
}

#[test]
fn a_notice_says_when_it_is_sent_only_in_an_exercise() {
    let pause = Pause::open();
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/feeds.md"));
    let docs = docs.unwrap();
    // The notice of the documentation is one.
    let (_, notice) = docs.split_once("    identifier = ").unwrap();
    let (notice, _) = notice.split_once("\n\n## ").unwrap();
    pause
        .folder
        .write("notice.toml", &format!("identifier = {notice}"));
    let export = |at: &[&str]| {
        let head = [
            "export",
            "pause.kor",
            "--format",
            "cap",
            "--notice",
            "notice.toml",
            "-o",
            "notice.cap",
            "--json",
        ];
        let run = pause.folder.korridor(&[&head[..], at].concat());
        let code = json(&run.out)["defects"][0]["code"]
            .as_str()
            .map(str::to_owned);
        (run.code, code)
    };
    assert_eq!(export(&[]), (1, Some("notice_expired".to_owned())));
    assert_eq!(export(&["--at", "2016-11-04T07:00"]), (0, None));
    let alert = pause.folder.read("notice.cap");
    assert!(
        alert.contains("<sent>2016-11-04T07:00:00+02:00</sent>"),
        "{alert}"
    );
    assert!(!alert.contains("..."), "{alert}");
}

/// The words of a command as a shell would take them: single quotes keep blanks.
fn words_of(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        match (at % 2, words.last_mut()) {
            (0, _) => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

#[test]
fn the_commands_of_the_documentation_work_one_after_the_other() {
    let pause = Pause::open();
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/feeds.md"));
    let docs = docs.unwrap();
    let incidents = "#event+id,#event+type,#date+occurred,#loc+name,#meta+source\n\
        e1,Shelling,2016-11-04,Bustan al-Qasr,SOHR\n7,Shelling,2016-11-04,Bustan al-Qasr,AFP\n";
    pause.folder.write("incidents.csv", incidents);
    pause.folder.write("gates.csv", GATES);
    let known = "2016-11-04T20:00";
    let mut ran = 0;
    let lines = docs
        .lines()
        .filter(|line| line.starts_with("    korridor record pause.kor "));
    for line in lines {
        // What stands far behind a command explains it.
        let command = line.trim().split("   ").next().unwrap();
        if command.contains(" relate ") {
            let import = "import hxl incidents.csv --record pause.kor --by r1 --known";
            let import = [words_of(import), vec![known.to_owned()]].concat();
            let import: Vec<&str> = import.iter().map(String::as_str).collect();
            let run = pause.folder.korridor(&import);
            assert_eq!(run.code, 0, "{}", run.err);
        }
        let log = pause.folder.korridor(&["log", "pause.kor"]).out;
        let report = log
            .lines()
            .find(|line| line.contains(" report hxl:sohr:e1 "));
        let number = report
            .and_then(|line| line.trim().split(' ').next())
            .unwrap_or("#17");
        let mut words = words_of(&command.replace("#17", number));
        words.extend(["--known".to_owned(), known.to_owned()]);
        let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        let run = pause.folder.korridor(&words);
        assert_eq!(run.code, 0, "{command}: {}{}", run.out, run.err);
        ran += 1;
    }
    assert_eq!(ran, 5);
}
