//! The policy table of an operation: named by its scenario, kept by the record that is opened from it.

mod common;

use std::fs;
use std::path::Path;

use common::pause::scenario;
use common::{Folder, Run, json};

const HEAD: &str = "format = \"korridor-policy\"\nversion = 1\n";
const OWN: &str = "country = \"Country of the policy\"\n\
    [profiles.public]\ntlp = \"GREEN\"\ntime = \"month\"\nrounding = 50\nsmallest_cell = 50\nfields = [\"incidents\"]\n";

/// A folder with `own/`, a scenario that names this policy.
fn named(policy: &str) -> Folder {
    let folder = Folder::with(&[]);
    let own = folder.path().join("own");
    fs::create_dir(&own).unwrap();
    for entry in fs::read_dir(scenario("tiny-gate")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, own.join(path.file_name().unwrap())).unwrap();
    }
    let file = own.join("scenario.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("policy = \"policy.toml\"\n{text}")).unwrap();
    fs::write(own.join("policy.toml"), policy).unwrap();
    folder
}

fn open(folder: &Folder) -> Run {
    let known = "2016-11-03T18:00";
    folder.korridor(&[
        "open",
        "own",
        "--record",
        "pause.kor",
        "--by",
        "c1",
        "--known",
        known,
    ])
}

fn public(folder: &Folder, record: &str, more: &[&str]) -> serde_json::Value {
    let arguments = [
        "report",
        record,
        "--kind",
        "public",
        "--json",
        "--at",
        "2016-11-05T12:00",
    ];
    let run = folder.korridor(&[&arguments, more].concat());
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    json(&run.out)
}

#[test]
fn a_record_goes_by_the_policy_of_its_scenario_unless_another_is_named() {
    let folder = named(&format!("{HEAD}{OWN}"));
    let run = open(&folder);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    // The record has it: the folder may go.
    fs::remove_dir_all(folder.path().join("own")).unwrap();
    let facts = public(&folder, "pause.kor", &[]);
    assert_eq!(facts["policy"], "record");
    assert_eq!(facts["tlp"], "TLP:GREEN");
    assert!(
        facts["text"]
            .as_str()
            .unwrap()
            .contains("Country of the policy")
    );
    folder.write(
        "other.toml",
        &format!("{HEAD}country = \"Elsewhere\"\n[profiles]\n"),
    );
    let other = ["--policy", "other.toml", "--releases", "other.json"];
    let facts = public(&folder, "pause.kor", &other);
    assert_eq!(facts["policy"]["file"], "other.toml");
    assert_eq!(facts["tlp"], "TLP:CLEAR");
    let text = facts["text"].as_str().unwrap();
    assert!(text.contains("Elsewhere") && !text.contains("Country of the policy"));
    // Exports and accounts go by it too.
    let export = [
        "export",
        "pause.kor",
        "--format",
        "hxl",
        "--profile",
        "public",
        "-o",
        "hxl",
        "--at",
        "2016-11-05T12:00",
    ];
    let run = folder.korridor(&export);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let counts = folder.read("hxl/counts.hxl.csv");
    assert_eq!(counts.lines().count(), 2, "{counts}");
    assert!(counts.contains("Marking: EXERCISE TLP:GREEN"), "{counts}");
    let account = [
        "account",
        "pause.kor",
        "--profile",
        "public",
        "-o",
        "account",
        "--at",
        "2016-11-05T12:00",
    ];
    assert_eq!(folder.korridor(&account).code, 0);
    assert_eq!(
        json(&folder.read("account/account.json"))["marking"]["tlp"],
        "TLP:GREEN"
    );
}

#[test]
fn a_record_for_the_field_carries_it() {
    let folder = named(&format!("{HEAD}{OWN}"));
    assert_eq!(open(&folder).code, 0);
    let carry = [
        "open",
        "--continue",
        "pause.kor",
        "--record",
        "field.kor",
        "--by",
        "c1",
        "--site",
        "field",
    ];
    let run = folder.korridor(&carry);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert_eq!(public(&folder, "field.kor", &[])["tlp"], "TLP:GREEN");
}

#[test]
fn a_policy_that_is_wrong_is_told_with_all_that_is_wrong_and_opens_nothing() {
    let wrong = format!(
        "{HEAD}contry = \"x\"\n[profiles.public]\ntlp = \"CLEAR\"\ntime = \"day\"\nrounding = 10\nsmallest_cell = 10\n\
         fields = [\"sources\", \"expected\", \"narative\"]\n"
    );
    let folder = named(&wrong);
    for verb in [
        &["check", "own"][..],
        &["open", "own", "--record", "pause.kor", "--by", "c1"],
    ] {
        let run = folder.korridor(verb);
        assert_ne!(run.code, 0, "{verb:?}");
        for told in [
            "policy.toml",
            "did you mean \"country\"?",
            "did you mean \"narrative\"?",
            "how many could have left",
            "never released to the public",
        ] {
            assert!(run.err.contains(told), "{verb:?} {told}: {}", run.err);
        }
    }
    assert!(!Path::new(&folder.path().join("pause.kor")).exists());
    fs::remove_file(folder.path().join("own/policy.toml")).unwrap();
    let run = folder.korridor(&["check", "own"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(
        run.err.contains("policy.toml") && run.err.contains("a file in the scenario's folder"),
        "{}",
        run.err
    );
}

#[test]
fn a_plan_carries_the_policy_with_its_scenario_and_verifies() {
    let folder = named(&format!("{HEAD}{OWN}"));
    let run = folder.korridor(&["plan", "own", "-o", "out", "--quiet"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(folder.path().join("out/scenario/policy.toml").is_file());
    assert_eq!(folder.korridor(&["verify", "out"]).code, 0);
    let again = folder.korridor(&["plan", "own", "-o", "out", "--force", "--quiet"]);
    assert_eq!(again.code, 0, "{}", again.err);
}
