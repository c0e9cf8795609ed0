//! Every digit of every file of a plan folder is changed, one at a time: verification refuses each.

use korridor_world::Persons;
use korridor_world::Scenario;
use korridor_world::scenario::ByLevel;

use super::answers::{packed, planned};
use super::tiny::{count, one_gate, persons};
use crate::answers::{self, Answers, Basis, Length};
use crate::folder::digest;
use crate::{PlanFiles, PlanOptions, plan, verify};

const PACKED: &str = "people = 30\n# page 7 of the report\n";

/// Reads the people from the packed file, as a reader would.
fn read(files: &PlanFiles) -> Result<Scenario, Vec<String>> {
    let text = files
        .get("scenario.toml")
        .ok_or_else(|| vec!["no scenario.toml".to_owned()])?;
    let text = String::from_utf8_lossy(text);
    let people = text.lines().find_map(|line| line.strip_prefix("people = "));
    let people: Option<u64> = people.and_then(|people| people.parse().ok());
    let people = people.ok_or_else(|| vec!["no people".to_owned()])?;
    Ok(scenario(people))
}

fn scenario(people: u64) -> Scenario {
    let mut scenario = one_gate(people, 6);
    scenario.zones[0].population = count(people);
    scenario.zones[0].groups[0].persons = ByLevel {
        low: Persons(people / 2),
        ..persons(people)
    };
    scenario
}

#[test]
fn any_changed_digit_is_refused_by_file() {
    planned(&scenario(30));
    let packed = PlanFiles::from([("scenario.toml".to_owned(), PACKED.as_bytes().to_vec())]);
    let plan = plan(&scenario(30), &packed, &PlanOptions::default(), &mut |_| {}).unwrap();
    assert!(verify(&plan.files, &read).is_ok());
    let mut changed = 0;
    for (name, bytes) in &plan.files {
        for (index, byte) in bytes.iter().enumerate() {
            if !byte.is_ascii_digit() {
                continue;
            }
            let mut files = plan.files.clone();
            let digit = if *byte == b'9' { b'1' } else { byte + 1 };
            files.get_mut(name).unwrap()[index] = digit;
            let findings = verify(&files, &read).expect_err(&format!("{name}, byte {index}"));
            assert!(
                findings
                    .iter()
                    .any(|f| f.file == *name || f.file == "plan.json"),
                "{findings:?}"
            );
            changed += 1;
        }
    }
    assert!(changed > 1_000, "{changed}");
}

/// Not only digits, and into whatever the other half of a bit makes of them.
#[test]
fn any_changed_byte_is_refused_without_a_panic() {
    let packed = PlanFiles::from([("scenario.toml".to_owned(), PACKED.as_bytes().to_vec())]);
    let plan = plan(&scenario(30), &packed, &PlanOptions::default(), &mut |_| {}).unwrap();
    for (name, bytes) in &plan.files {
        for index in 0..bytes.len() {
            let mut files = plan.files.clone();
            files.get_mut(name).unwrap()[index] ^= 1;
            let findings = verify(&files, &read);
            assert!(findings.is_err(), "{name}, byte {index}");
        }
    }
}

/// Whoever changes a figure and the manifest with it is still refused: the figures are recomputed.
#[test]
fn a_forged_manifest_does_not_help() {
    let packed = PlanFiles::from([("scenario.toml".to_owned(), PACKED.as_bytes().to_vec())]);
    let plan = plan(&scenario(30), &packed, &PlanOptions::default(), &mut |_| {}).unwrap();
    for name in [
        "arrivals.csv",
        "gates.csv",
        "flow.csv",
        "plan.geojson",
        "report.html",
        "stops.csv",
        "announcements/en.txt",
        "announcements/ar.txt",
        "certificate.json",
        "waves.csv",
        "usable_flow.csv",
    ] {
        let mut files = plan.files.clone();
        let bytes = files.get_mut(name).unwrap();
        let last = bytes
            .iter()
            .rposition(|byte| (b'1'..b'9').contains(byte))
            .unwrap();
        bytes[last] += 1;
        let (old, new) = (digest(&plan.files[name]), digest(&files[name]));
        let document = String::from_utf8(files["plan.json"].clone()).unwrap();
        assert!(document.contains(&old));
        files.insert(
            "plan.json".to_owned(),
            document.replace(&old, &new).into_bytes(),
        );
        let findings = verify(&files, &read).expect_err(name);
        assert!(
            findings.iter().any(|finding| finding.file == name),
            "{findings:?}"
        );
    }
}

/// A flow that lets more people out than there are is refused by the check, not by a digest.
#[test]
fn a_scenario_with_more_people_than_the_plan_was_made_for_is_refused() {
    let packed = PlanFiles::from([("scenario.toml".to_owned(), PACKED.as_bytes().to_vec())]);
    let plan = plan(&scenario(30), &packed, &PlanOptions::default(), &mut |_| {}).unwrap();
    let findings = verify(&plan.files, &|_| Ok(scenario(31))).unwrap_err();
    assert!(
        findings
            .iter()
            .any(|finding| finding.file == "certificate.json"
                && finding.place == "group 0 (low, people to outside)"
                || finding.place == "group 1 (best, people to outside)"),
        "{findings:?}"
    );
}

#[test]
fn missing_and_superfluous_files_are_refused() {
    let packed = PlanFiles::from([("scenario.toml".to_owned(), PACKED.as_bytes().to_vec())]);
    let plan = plan(&scenario(30), &packed, &PlanOptions::default(), &mut |_| {}).unwrap();
    for name in plan.files.keys() {
        let mut files = plan.files.clone();
        files.remove(name);
        let findings = verify(&files, &read).unwrap_err();
        assert!(!findings.is_empty(), "{name}");
    }
    for name in ["notes.txt", "scenario/more.csv"] {
        let mut files = plan.files.clone();
        files.insert(name.to_owned(), vec![]);
        let findings = verify(&files, &read).unwrap_err();
        assert!(
            findings.iter().any(|finding| finding.file == name),
            "{findings:?}"
        );
    }
}

/// Steps of half a minute would be a plan as well, but not the one that this scenario has.
#[test]
fn other_steps_than_those_of_the_scenario_are_refused() {
    let packed = PlanFiles::from([("scenario.toml".to_owned(), PACKED.as_bytes().to_vec())]);
    let mut halved = scenario(30);
    halved.step_seconds = 30;
    let plan = plan(&halved, &packed, &PlanOptions::default(), &mut |_| {}).unwrap();
    let findings = verify(&plan.files, &read).unwrap_err();
    assert_eq!(
        findings[0].to_string(),
        "certificate.json: found steps of 30 s; expected steps of 60 s, which the scenario is planned with"
    );
}

/// Even if every other file is written to fit: what was solved again for an answer is a claim, but not one
/// that the plan's own flows contradict.
#[test]
fn answers_that_the_plan_contradicts_are_refused() {
    let scenario = one_gate(2_000, 120);
    let options = PlanOptions {
        answers: true,
        ..PlanOptions::default()
    };
    let plan = plan(&scenario, &packed(), &options, &mut |_| {}).unwrap();
    let read = |_: &PlanFiles| Ok(scenario.clone());
    let basis = Basis::open(&plan.files, &read).unwrap();
    let found = answers::read(&plan.files["answers.json"]).unwrap();
    assert_eq!(basis.write(Some(&found)).files, plan.files);
    let forged: [fn(&mut Answers); 7] = [
        |all| all.how_long.as_mut().unwrap().can_be_out_persons.best = 825,
        |all| all.how_long.as_mut().unwrap().can_be_out_persons.best = 2_001,
        // In all the hours of the plan 826 are out, not half of 2,000.
        within,
        |all| {
            all.bottlenecks.as_mut().unwrap().binding[0]
                .out_persons
                .best = 2_001
        },
        |all| all.bottlenecks.as_mut().unwrap().full.best = vec!["outside".to_owned()],
        |all| all.how_many.as_mut().unwrap().moments[0].out_persons.best += 1,
        |all| {
            all.corridors.as_mut().unwrap().corridors[0]
                .never_opens
                .out_persons
                .high = 2_001
        },
    ];
    for (index, forge) in forged.into_iter().enumerate() {
        let mut claimed = found.clone();
        forge(&mut claimed);
        assert_ne!(claimed, found, "{index}");
        let findings = verify(&basis.write(Some(&claimed)).files, &read);
        let findings = findings.expect_err(&format!("forgery {index}"));
        assert!(
            findings
                .iter()
                .any(|finding| finding.file == "answers.json"),
            "{index}: {findings:?}"
        );
    }
}

/// The shortest pause for half of the people, at a moment within the plan's own hours.
fn within(all: &mut Answers) {
    let until = all.how_many.as_ref().unwrap().moments[2].when.clone();
    all.how_long.as_mut().unwrap().shares[0].pause.best = Length::Minutes {
        minutes: until.minutes_from_start,
        until,
        beyond_the_plan: true,
    };
}
