//! Reports as PDF, as the built program writes them: every kind, in every language, read by poppler.

mod common;

use std::fs;
use std::process::Command;

use common::Folder;
use common::aleppo::enter_the_day;
use common::pause::scenario;

const AT: &str = "2016-11-04T19:30";

fn day() -> Folder {
    let folder = Folder::with(&[]);
    enter_the_day(&folder);
    folder
}

fn print(folder: &Folder, kind: &str, more: &[&str]) -> Vec<u8> {
    let arguments = [
        "report",
        "pause.kor",
        "--at",
        AT,
        "--kind",
        kind,
        "--format",
        "pdf",
        "-o",
        "report.pdf",
        "--force",
    ];
    let run = folder.korridor(&[&arguments, more].concat());
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    fs::read(folder.path().join("report.pdf")).unwrap()
}

/// The text of each sheet of `report.pdf`; `None` where poppler is not installed.
fn sheets(folder: &Folder) -> Option<Vec<String>> {
    let mut command = Command::new("pdftotext");
    command.args(["-raw", "report.pdf", "-"]);
    let Ok(output) = command.current_dir(folder.path()).output() else {
        eprintln!("skipped: poppler-utils is not installed");
        return None;
    };
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let text = text.strip_suffix('\u{c}').unwrap_or(&text);
    Some(text.split('\u{c}').map(str::to_owned).collect())
}

#[test]
fn every_kind_is_printed_in_every_language_twice_the_same_and_marked_on_every_sheet() {
    let folder = day();
    let exercise = [("en", "EXERCISE"), ("nb", "ØVELSE"), ("ar", "تمرين")];
    for kind in ["sitrep", "public", "party:Russia"] {
        for (lang, exercise) in exercise {
            let first = print(&folder, kind, &["--lang", lang]);
            assert!(first.starts_with(b"%PDF-"));
            assert!(
                first == print(&folder, kind, &["--lang", lang]),
                "{kind} {lang}"
            );
            let Some(sheets) = sheets(&folder) else {
                continue;
            };
            assert_eq!(sheets.len(), 1, "{kind} {lang}");
            for sheet in &sheets {
                assert!(
                    sheet.contains(exercise) && sheet.contains("TLP:"),
                    "{sheet}"
                );
            }
        }
    }
}

#[test]
fn a_printed_release_says_no_more_than_its_reader_may_know() {
    let folder = day();
    let planned = folder.korridor(&["plan", &scenario("aleppo-2016"), "-o", "out", "--quiet"]);
    assert!([0, 1].contains(&planned.code), "{}", planned.err);
    for kind in ["public", "party:Russia"] {
        print(&folder, kind, &["--plan", "out"]);
        let Some(sheets) = sheets(&folder) else {
            return;
        };
        let text = sheets.concat();
        // A party was itself asked for the guarantee of an evacuation.
        let evacuation = if kind == "public" {
            "medevac"
        } else {
            "civilian-2"
        };
        for kept in [
            "afp", "sohr", "ministry", "rockets", evacuation, "Expected", "waves",
        ] {
            assert!(!text.contains(kept), "{kind}: {kept}\n{text}");
        }
        assert!(!text.contains("Aleppo") || kind != "public", "{text}");
    }
    print(&folder, "sitrep", &["--plan", "out"]);
    let text = sheets(&folder).unwrap().concat();
    for shown in [
        "Asia/Damascus",
        "2016-11-04 19:30",
        "Bustan al-Qasr",
        "Page 1 of 1",
    ] {
        assert!(text.contains(shown), "{shown}\n{text}");
    }
}

#[test]
fn a_pdf_needs_a_file_and_a_bundle_has_its_page_as_one() {
    let folder = day();
    let base = [
        "report",
        "pause.kor",
        "--at",
        AT,
        "--format",
        "pdf",
        "--kind",
    ];
    let run = folder.korridor(&[&base[..], &["public"]].concat());
    assert_eq!(run.code, 2);
    assert!(run.err.contains("-o FILE"), "{}", run.err);
    let run = folder.korridor(&[&base[..], &["investigation", "-o", "bundle"]].concat());
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let sums = folder.read("bundle/SHA256SUMS");
    for name in ["index.pdf", "working/report.pdf"] {
        let bytes = fs::read(folder.path().join("bundle").join(name)).unwrap();
        assert!(bytes.starts_with(b"%PDF-"));
        let sum = korridor_account::render::sha256(&bytes);
        assert!(sums.contains(&format!("{sum}  {name}\n")), "{name}");
    }
    let custody = folder.read("bundle/custody.csv");
    assert!(custody.contains("marking: EXERCISE TLP:RED"), "{custody}");
    assert!(
        folder
            .read("bundle/index.html")
            .contains("working/report.pdf")
    );
}
