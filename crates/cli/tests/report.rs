//! Reports of East Aleppo, 4 November 2016, as the built program writes them: on file in three languages, to be read by
//! people who know them, and compared word for word.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::aleppo::enter_the_day;
use common::pause::{Pause, scenario};
use common::{Folder, json};

const AT: &str = "2016-11-04T19:30";
const OPPOSITION: &str = "armed opposition in East Aleppo";

fn day() -> Folder {
    let folder = Folder::with(&[]);
    enter_the_day(&folder);
    let notify = [
        "record",
        "pause.kor",
        "notify",
        "n-1",
        "--party",
        OPPOSITION,
        "--kind",
        "evacuation",
        "--channel",
        "mail",
        "--sent",
        "Eight corridors are declared from 09:00 to 19:00 on 4 November.",
        "--known",
        "2016-11-03T12:00",
        "--id",
        "notify-opposition",
        "--by",
        "cell",
    ];
    let run = folder.korridor(&notify);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    folder
}

fn report(folder: &Folder, kind: &str, more: &[&str]) -> String {
    let arguments = ["report", "pause.kor", "--at", AT, "--kind", kind];
    let run = folder.korridor(&[&arguments, more].concat());
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    run.out
}

#[test]
fn the_day_is_told_in_three_languages_word_for_word_as_on_file() {
    let folder = day();
    let party = format!("party:{OPPOSITION}");
    for (name, kind) in [
        ("sitrep", "sitrep"),
        ("public", "public"),
        ("party", &party),
    ] {
        for lang in ["en", "nb", "ar"] {
            let text = report(&folder, kind, &["--lang", lang, "--format", "md"]);
            let file = format!("tests/aleppo/reports/{name}.{lang}.md");
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
            if std::env::var_os("KORRIDOR_BLESS").is_some() {
                fs::write(&path, &text).unwrap();
            }
            let on_file = fs::read_to_string(&path).unwrap_or_default();
            assert!(on_file == text, "{file} differs; found:\n{text}");
        }
    }
}

#[test]
fn the_public_learns_no_place_no_source_and_no_word() {
    let folder = day();
    for lang in ["en", "nb", "ar"] {
        for format in ["html", "md"] {
            let text = report(&folder, "public", &["--lang", lang, "--format", format]);
            for kept in [
                "Aleppo",
                "afp",
                "sohr",
                "ministry",
                "corridor-",
                "Russia",
                "rockets",
                "09:00",
                "13:45",
                "Damascus",
                "medevac",
            ] {
                assert!(!text.contains(kept), "{lang} {format}: {kept}\n{text}");
            }
            assert!(text.contains("2016"), "{text}");
        }
    }
}

#[test]
fn a_report_is_the_same_every_time_and_does_not_replace_a_file_unasked() {
    let folder = day();
    let write = |more: &[&str]| {
        let arguments = [
            "report",
            "pause.kor",
            "--at",
            AT,
            "--kind",
            "sitrep",
            "-o",
            "sitrep.html",
        ];
        folder.korridor(&[&arguments, more].concat())
    };
    assert_eq!(write(&[]).code, 0);
    let first = folder.read("sitrep.html");
    assert_eq!(write(&[]).code, 2);
    assert_eq!(write(&["--force"]).code, 0);
    assert_eq!(first, folder.read("sitrep.html"));
    assert_eq!(first, report(&folder, "sitrep", &[]));
}

#[test]
fn kinds_and_readers_that_do_not_go_together_are_refused() {
    let folder = day();
    let run =
        |more: &[&str]| folder.korridor(&[&["report", "pause.kor", "--at", AT], more].concat());
    let unknown = run(&["--kind", "press"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown
            .err
            .contains("sitrep, public, party:NAME or investigation"),
        "{}",
        unknown.err
    );
    let mixed = run(&["--kind", "public", "--profile", "internal"]);
    assert_eq!(mixed.code, 2, "{}", mixed.err);
    let nobody = run(&["--kind", "party:Rusia"]);
    assert_eq!(nobody.code, 1);
    assert!(nobody.err.contains("Russia"), "{}", nobody.err);
    let outside = run(&["--kind", "sitrep", "--profile", "public"]);
    assert_eq!(outside.code, 2, "{}", outside.err);
    // What is refused was not released: nothing is noted.
    assert!(
        !folder
            .names()
            .contains(&"pause.kor.releases.json".to_owned())
    );
    let nowhere = run(&["--kind", "investigation"]);
    assert_eq!(nowhere.code, 2, "{}", nowhere.err);
}

fn bundle() -> Folder {
    let folder = day();
    folder.write("statement.txt", "armed groups fired on a corridor\n");
    for (id, copy) in [("statement", "evidentiary"), ("statement-nb", "working")] {
        let mut arguments = vec![
            "record",
            "pause.kor",
            "material",
            "statement.txt",
            "--as",
            copy,
            "--material",
            id,
            "--media-type",
            "text/plain",
            "--known",
            "2016-11-04T15:12",
            "--id",
            id,
            "--by",
            "cell",
        ];
        if copy == "working" {
            arguments.extend(["--made-from", "statement"]);
        }
        let run = folder.korridor(&arguments);
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    }
    report(&folder, "investigation", &["-o", "bundle"]);
    folder
}

#[test]
fn a_bundle_opens_by_itself_and_every_file_of_it_is_summed() {
    let folder = bundle();
    let page = folder.read("bundle/index.html");
    assert!(
        page.contains("EXERCISE") && page.contains("TLP:RED"),
        "{page}"
    );
    let digest = korridor_account::render::sha256(b"armed groups fired on a corridor\n");
    assert!(page.contains(&digest));
    assert_eq!(
        folder.read(&format!("bundle/evidence/{digest}")),
        "armed groups fired on a corridor\n"
    );
    let custody = folder.read("bundle/custody.csv");
    assert_eq!(custody.lines().count(), 3, "{custody}");
    assert!(
        custody.contains("working,") && custody.contains("statement"),
        "{custody}"
    );
    let sums = folder.read("bundle/SHA256SUMS");
    let mut summed: Vec<String> = Vec::new();
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        let bytes = fs::read(folder.path().join("bundle").join(name)).unwrap();
        assert_eq!(sum, korridor_account::render::sha256(&bytes), "{name}");
        summed.push(name.to_owned());
    }
    let mut found = files(&folder.path().join("bundle"), "");
    found.retain(|name| name != "SHA256SUMS");
    summed.sort();
    found.sort();
    assert_eq!(summed, found);
    for href in page.split("href=\"").skip(1) {
        let target = &href[..href.find('"').unwrap()];
        assert!(
            target == "SHA256SUMS" || found.iter().any(|name| name == target),
            "{target}"
        );
    }
    // Working copies lie apart.
    assert!(
        found
            .iter()
            .any(|name| name.starts_with("working/material/"))
    );
    let again = folder.korridor(&[
        "report",
        "pause.kor",
        "--kind",
        "investigation",
        "-o",
        "bundle",
        "--force",
    ]);
    assert_eq!(again.code, 2, "a bundle is never replaced");
}

fn files(folder: &Path, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(files(&entry.path(), &format!("{name}/"))),
            false => found.push(name),
        }
    }
    found
}

/// Go's own packages, offline, as Debian's golang-go and golang-golang-x-mod-dev bring them.
#[test]
fn the_program_in_the_bundle_checks_it_without_korridor_and_sees_a_changed_entry() {
    let packages = Path::new("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog");
    if !packages.is_dir() || Command::new("go").arg("version").output().is_err() {
        eprintln!("skipped: golang-go and golang-golang-x-mod-dev are not installed");
        return;
    }
    let folder = bundle();
    let check = || {
        let run = Command::new("go")
            .args(["run", "check.go", ".", folder.read("bundle/key.pub").trim()])
            .current_dir(folder.path().join("bundle"))
            .env("GOPATH", "/usr/share/gocode")
            .env("GO111MODULE", "off")
            .env("GOFLAGS", "")
            .env("GOCACHE", folder.path().join("go-cache"))
            .output()
            .unwrap();
        let said = [run.stdout, run.stderr].concat();
        (
            run.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    };
    let (good, said) = check();
    assert!(
        good && said.contains("checked") && said.contains("entries under"),
        "{said}"
    );
    let path = folder.path().join("bundle/entries/0000005.entry");
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    let (good, said) = check();
    assert!(!good && said.contains("0000005.tlog-proof"), "{said}");
}

#[test]
fn facts_are_there_for_programs() {
    let folder = day();
    let run = folder.korridor(&[
        "--json",
        "report",
        "pause.kor",
        "--at",
        AT,
        "--kind",
        "sitrep",
        "-o",
        "s.html",
    ]);
    let facts = json(&run.out);
    assert_eq!(facts["kind"], "sitrep", "{facts}");
    assert_eq!(facts["tlp"], "TLP:AMBER+STRICT");
    assert_eq!(facts["exercise"], true);
}

#[test]
fn curve_and_map_show_no_more_than_their_reader_may_see() {
    let pause = Pause::of("tiny-gate");
    let window = "2016-11-04T10:00..2016-11-04T12:00";
    pause.enter(&[
        "declare",
        "--party",
        "A",
        "--window",
        window,
        "--known",
        "2016-11-03T19:00",
    ]);
    let folder = &pause.folder;
    let planned = folder.korridor(&["plan", &scenario("tiny-gate"), "-o", "out", "--quiet"]);
    assert_eq!(planned.code, 0, "{}", planned.err);
    let page = |at: &str, profile: &str| {
        let arguments = [
            "report",
            "pause.kor",
            "--plan",
            "out",
            "--kind",
            "sitrep",
            "--at",
            at,
            "--profile",
            profile,
        ];
        let run = folder.korridor(&arguments);
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        run.out
    };
    // The plan's last figure, as the plan folder itself has it.
    let plan = json(&folder.read("out/plan.json"));
    let best = plan["levels"]
        .as_array()
        .unwrap()
        .iter()
        .find(|level| level["level"] == "best")
        .unwrap();
    let out = best["usable"]["curve"]["out"]
        .as_array()
        .unwrap()
        .last()
        .unwrap();
    let confidential = page("2016-11-04T13:00", "confidential");
    assert!(
        confidential.contains("class=\"waves\"") && confidential.contains("class=\"corridor\""),
        "{confidential}"
    );
    assert!(
        confidential.contains(&format!(">{out}<")),
        "{out}\n{confidential}"
    );
    // Squares of a kilometre: the corridor's line is not drawn, its square's middle is.
    let internal = page("2016-11-04T13:00", "internal");
    assert!(
        !internal.contains("class=\"corridor\"") && internal.contains("class=\"end\""),
        "{internal}"
    );
    assert!(internal.contains("squares of"), "{internal}");
    // While the hours last places and counts are for confidential readers alone.
    let live = page("2016-11-04T11:00", "internal");
    assert!(
        !live.contains("class=\"map\"") && live.contains("are kept from this report"),
        "{live}"
    );
    assert!(page("2016-11-04T11:00", "confidential").contains("class=\"map\""));
    // Invented roads carry no map maker's name.
    assert!(!confidential.contains("OpenStreetMap"));
    for kind in ["public", "party:A"] {
        let run = folder.korridor(&[
            "report",
            "pause.kor",
            "--plan",
            "out",
            "--kind",
            kind,
            "--at",
            "2016-11-04T13:00",
        ]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(
            !run.out.contains("<svg") && !run.out.contains(&out.to_string()),
            "{}",
            run.out
        );
    }
}
