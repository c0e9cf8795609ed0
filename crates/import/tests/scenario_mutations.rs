//! Whatever the bytes, the reader answers: with a scenario, or with defects, never with a panic.

use std::path::PathBuf;

use korridor_import::scenario::{Files, SCENARIO_FILE, load_folder, read_files};
use korridor_world::Severity;
use proptest::prelude::*;

fn tiny() -> Files {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/tiny-opening");
    load_folder(&folder).unwrap()
}

/// A linear congruential generator: the same mutations in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

/// Texts that have hurt parsers before.
const ODD: [&str; 16] = [
    "nan",
    "-inf",
    "1e999",
    "99999999999999999999",
    "-1",
    "0.5",
    "[",
    "]]",
    "{}",
    "\"\"",
    "\u{0}",
    "\u{FEFF}",
    "\r",
    "2016-10-30T02:30",
    "[[0, 0]]",
    "\"../../x\"",
];

fn mutate(files: &mut Files, chance: &mut Chance) {
    let names: Vec<String> = files.keys().cloned().collect();
    // Most slips are in the file that says most.
    let name = if chance.below(3) > 0 {
        SCENARIO_FILE
    } else {
        &names[chance.below(names.len())]
    };
    let bytes = files.get_mut(name).unwrap();
    let at = chance.below(bytes.len() + 1);
    let end = (at + chance.below(12)).min(bytes.len());
    match chance.below(6) {
        0 => bytes.truncate(at),
        1 => bytes.extend(bytes.clone().get(at..end).unwrap_or_default().to_vec()),
        2 => {
            let byte = chance.below(256) as u8;
            bytes.splice(at..end.min(at + 1), [byte]);
        }
        3 => {
            bytes.splice(at..end, []);
        }
        4 => swap_lines(bytes, chance),
        _ => {
            bytes.splice(at..end, ODD[chance.below(ODD.len())].bytes());
        }
    }
}

fn swap_lines(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let mut lines: Vec<Vec<u8>> = bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    let (one, other) = (chance.below(lines.len()), chance.below(lines.len()));
    lines.swap(one, other);
    *bytes = lines.join(&b'\n');
}

#[test]
fn mutated_scenarios_are_answered() {
    let good = tiny();
    let mut chance = Chance(20_161_104);
    let mut still_good = 0;
    for _ in 0..4_000 {
        let mut files = good.clone();
        for _ in 0..=chance.below(4) {
            mutate(&mut files, &mut chance);
        }
        let (scenario, defects) = read_files(&files);
        let errors = defects
            .iter()
            .any(|defect| defect.severity == Severity::Error);
        assert_eq!(scenario.is_some(), !errors, "{defects:#?}");
        still_good += usize::from(scenario.is_some());
        assert!(
            defects
                .iter()
                .all(|d| !d.code.is_empty() && !d.file.is_empty() && !d.expected.is_empty())
        );
        assert!(
            !defects.iter().any(|d| d.code == "not_understood"),
            "schema and types agree: {defects:#?}"
        );
    }
    // Neither does everything break nor does everything pass.
    assert!((100..3_900).contains(&still_good), "{still_good}");
}

#[test]
fn the_same_bytes_give_the_same_answer() {
    let good = tiny();
    let mut chance = Chance(7);
    for _ in 0..200 {
        let mut files = good.clone();
        mutate(&mut files, &mut chance);
        let (first, first_defects) = read_files(&files);
        let (second, second_defects) = read_files(&files);
        assert_eq!(first_defects, second_defects);
        assert_eq!(format!("{first:?}"), format!("{second:?}"));
    }
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let files = Files::from([(SCENARIO_FILE.to_owned(), bytes)]);
        prop_assert!(read_files(&files).0.is_none());
    }

    #[test]
    fn any_layer_is_answered(text in "[\\PC\n\",;\\[\\]{}]{0,200}", kind in 0..3_usize) {
        let name = ["zones.csv", "zones.geojson", "zones.gpkg"][kind];
        let mut files = tiny();
        let scenario = String::from_utf8(files[SCENARIO_FILE].clone()).unwrap();
        let scenario = scenario.replace("[[zones]]", &format!("[layers]\nzones = \"{name}\"\n[[zones]]"));
        files.insert(SCENARIO_FILE.to_owned(), scenario.into_bytes());
        files.insert(name.to_owned(), text.into_bytes());
        read_files(&files);
    }
}
