//! The scenarios that come with korridor are good, and say what they should.

use std::path::PathBuf;

use korridor_import::scenario::{load_folder, pack, read, read_files};
use korridor_world::scenario::{AdmittedGroup, Fidelity, ProtectedGroup, Standing, SurveyStatus};
use korridor_world::{Level, Scenario, Severity};

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../scenarios")
        .join(name)
}

fn good(name: &str) -> (Scenario, Vec<String>) {
    let (scenario, defects) = read(&folder(name));
    let errors: Vec<_> = defects
        .iter()
        .filter(|d| d.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    (
        scenario.unwrap(),
        defects.into_iter().map(|defect| defect.code).collect(),
    )
}

#[test]
fn aleppo_is_declared_not_agreed_and_cut_to_daylight() {
    let (aleppo, warnings) = good("aleppo-2016");
    assert_eq!(aleppo.pause.standing(), Standing::Declared);
    let [window] = aleppo.pause.windows.as_slice() else {
        panic!()
    };
    assert_eq!(window.declared.start.to_string(), "2016-11-04T07:00:00Z");
    assert_eq!(window.declared.end.to_string(), "2016-11-04T17:00:00Z");
    let usable = aleppo.planning_interval().unwrap();
    assert_eq!(aleppo.clock.hour_and_minute(usable.end), "16:32");
    assert_eq!(aleppo.steps_in(usable), 452);
    // What the sources do not settle is said, and nothing else.
    let mut warnings = warnings;
    warnings.sort();
    warnings.dedup();
    assert_eq!(
        warnings,
        ["corridor_shared_with_armed_persons", "nobody_collects"]
    );
}

#[test]
fn aleppo_has_a_quarter_of_a_million_people_and_eight_corridors() {
    let (aleppo, _) = good("aleppo-2016");
    let sum = |level| {
        aleppo
            .zones
            .iter()
            .map(|zone| zone.population.at(level).0)
            .sum::<u64>()
    };
    assert_eq!(Level::ALL.map(sum), [130_000, 250_000, 275_000]);
    for level in Level::ALL {
        let groups = aleppo.zones.iter().flat_map(|zone| &zone.groups);
        assert_eq!(
            groups.map(|group| group.persons.at(level).0).sum::<u64>(),
            sum(level)
        );
    }
    assert!(aleppo.zones.iter().all(|zone| zone.local_name.is_some()));
    assert_eq!(aleppo.corridors.len(), 8);
    assert!(
        aleppo
            .corridors
            .iter()
            .all(|c| c.standing == Standing::Declared)
    );
    assert!(
        aleppo
            .corridors
            .iter()
            .all(|c| c.survey == SurveyStatus::NotAssessed)
    );
    assert_eq!(aleppo.network_fidelity, Fidelity::Schematic);
    assert!(
        aleppo
            .corridors
            .iter()
            .all(|c| c.fidelity == Fidelity::Schematic)
    );
}

#[test]
fn only_the_wounded_are_planned_where_armed_persons_are_admitted() {
    let (aleppo, _) = good("aleppo-2016");
    let mixed = |c: &&korridor_world::scenario::Corridor| {
        c.admission.groups.contains(&AdmittedGroup::ArmedPersons)
    };
    let mixed: Vec<_> = aleppo.corridors.iter().filter(mixed).collect();
    assert_eq!(mixed.len(), 2);
    for corridor in mixed {
        let groups = corridor
            .classes
            .iter()
            .map(|id| aleppo.classes[id.index()].group);
        assert_eq!(groups.collect::<Vec<_>>(), [ProtectedGroup::WoundedAndSick]);
    }
}

#[test]
fn what_is_packed_is_the_same_scenario_again() {
    for name in ["aleppo-2016", "tiny-gate", "tiny-opening", "tiny-reception"] {
        let packed = pack(&load_folder(&folder(name)).unwrap());
        let (again, defects) = read_files(&packed);
        let (first, _) = read(&folder(name));
        assert_eq!(format!("{again:?}"), format!("{first:?}"), "{defects:#?}");
        assert!(!packed.contains_key("README.md"));
    }
}

#[test]
fn the_tiny_ones_are_as_their_arithmetic_assumes() {
    for name in ["tiny-gate", "tiny-opening", "tiny-reception"] {
        let (tiny, warnings) = good(name);
        assert_eq!(warnings, [""; 0], "{name}");
        assert_eq!(tiny.steps_in(tiny.planning_interval().unwrap()), 120);
        assert_eq!(tiny.pause.standing(), Standing::Agreed);
        let [zone] = tiny.zones.as_slice() else {
            panic!()
        };
        assert_eq!((zone.population.best.0, zone.node_distance_m), (2_000, 0.0));
        assert_eq!(tiny.network.links[0].length_m, 60.0);
    }
    let (opening, _) = good("tiny-opening");
    let rates = opening
        .corridors
        .iter()
        .map(|c| c.gates[0].openings[0].rate.best.0);
    assert_eq!(rates.collect::<Vec<_>>(), [120, 300]);
    let (reception, _) = good("tiny-reception");
    assert_eq!(
        reception.destinations[0]
            .limit(Level::Best)
            .map(|limit| limit.0),
        Some(100)
    );
}
