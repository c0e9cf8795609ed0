//! Answers to questions about a plan that continues another, and answers in a plan folder.

use korridor_world::Scenario;
use korridor_world::scenario::ByLevel;
use proptest::prelude::*;

use super::answers::{packed, planned};
use super::asked::{bottlenecks, corridors, every, how_long, minutes_of, pause_of, two_gates};
use super::tiny::one_gate;
use crate::answers::{Basis, how_many};
use crate::{
    ANSWERS_FILE, Plan, PlanFiles, PlanOptions, REPORT_FILE, ReplanRequest, plan, replan, verify,
};

fn on(scenario: &Scenario, files: &PlanFiles, at: &str, close: &[&str]) -> Plan {
    let request = ReplanRequest {
        at: at.to_owned(),
        close: close.iter().map(|id| (*id).to_owned()).collect(),
        open: Vec::new(),
    };
    let read = |_: &PlanFiles| Ok(scenario.clone());
    replan(files, &read, &request, &mut |_| {}).unwrap()
}

fn basis(scenario: &Scenario, plan: &Plan) -> Basis {
    Basis::open(&plan.files, &|_| Ok(scenario.clone())).unwrap()
}

#[test]
fn under_way_and_nothing_new_the_answers_are_those_of_the_first_plan() {
    let scenario = one_gate(2_000, 120);
    let first = planned(&scenario);
    let basis = basis(&scenario, &on(&scenario, &first.files, "10:37", &[]));
    let answer = how_many(&basis, every(50));
    let rows = answer.moments.iter().map(|m| {
        let (exact, waves) = (m.out_persons.best, m.usable_out_persons.best);
        (
            m.when.minutes_from_start,
            exact,
            waves,
            m.usable_in_the_open_persons.best,
        )
    });
    let rows: Vec<_> = rows.collect();
    // By the end of minute t - 1 the gate has passed those of minutes 1 to t - 2, seven are on the road and
    // seven behind the gate.
    let expected = [
        (37, 35 * 7, 35 * 7, 14),
        (50, 48 * 7, 48 * 7, 14),
        (100, 98 * 7, 98 * 7, 14),
        (120, 826, 826, 0),
    ];
    assert_eq!(rows, expected);
    assert_eq!(answer.from.map(|from| from.minutes_from_start), Some(37));
    let out = |minutes| {
        let answer = pause_of(&basis, minutes).unwrap().unwrap();
        (
            answer.out_persons.best,
            answer.usable_out_persons.map(|out| out.best),
        )
    };
    assert_eq!(out(60), (58 * 7, Some(58 * 7)));
    assert_eq!(out(180), (178 * 7, None));
    let long = how_long(&basis).unwrap();
    let found = long.shares.iter().map(|s| minutes_of(&s.pause.best));
    assert_eq!(
        found.collect::<Vec<_>>(),
        [Some((145, false)), Some((260, true)), Some((288, true))]
            .map(|found| { found.map(|(minutes, _)| (minutes, minutes > 120)) })
    );
    assert_eq!(long.can_be_out_persons.best, 2_000);
}

#[test]
fn a_tenth_more_from_a_moment_on_is_worth_what_it_passes_from_then_on() {
    let scenario = one_gate(2_000, 120);
    let first = planned(&scenario);
    let basis = basis(&scenario, &on(&scenario, &first.files, "10:37", &[]));
    let answer = bottlenecks(&basis, 8).unwrap();
    // Minutes 1 to 36 passed 7 each, minute 37 has the seven who stand there, and minutes 38 to 118 pass
    // floor(7.7 x 119) - floor(7.7 x 38).
    assert_eq!(answer.binding[0].out_persons.best, 36 * 7 + 7 + 916 - 292);
    assert_eq!(
        (answer.out_persons.best, answer.usable_out_persons.best),
        (826, 826)
    );
    let table = corridors(&basis, every(50), None).unwrap();
    let corridor = &table.corridors[0];
    let closes = corridor
        .closes
        .iter()
        .map(|c| (c.when.minutes_from_start, c.out_persons.best));
    assert_eq!(closes.collect::<Vec<_>>(), [(50, 49 * 7), (100, 99 * 7)]);
    // At once: those of minute 36 stand before the gate.
    assert_eq!(corridor.never_opens.when.minutes_from_start, 37);
    assert_eq!(corridor.never_opens.out_persons.best, 36 * 7);
    assert_eq!(corridor.usable_by_it_persons.best, 826);
    // Half of what is left: (37 + 120) / 2, up to the minute that it falls into.
    assert_eq!(corridor.closes_at_half.out_persons.best, 77 * 7);
}

#[test]
fn whoever_is_held_where_nothing_opens_again_is_never_out() {
    let scenario = one_gate(2_000, 120);
    let first = planned(&scenario);
    let closed = on(&scenario, &first.files, "11:00", &["gate"]);
    let basis = basis(&scenario, &closed);
    let long = how_long(&basis).unwrap();
    assert_eq!(long.can_be_out_persons.best, 413);
    assert_eq!(minutes_of(&long.clearance.pause.best), Some((61, false)));
    let table = corridors(&basis, every(30), None).unwrap();
    assert_eq!(
        table.corridors[0].never_opens.change_persons,
        ByLevel::default()
    );
    assert_eq!(
        pause_of(&basis, 180).unwrap().unwrap().out_persons.best,
        413
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn closing_at_once_is_what_planning_on_says_and_closing_later_is_no_worse(
        people in 1u64..1_500,
        far in prop_oneof![Just(7u32), Just(100), Just(420), Just(900)],
        minute in 1u32..50,
    ) {
        let scenario = two_gates(people, far);
        let first = planned(&scenario);
        let at = format!("10:{minute:02}");
        let read = |_: &PlanFiles| Ok(scenario.clone());
        let asked = |close: &[&str]| ReplanRequest {
            at: at.clone(),
            close: close.iter().map(|id| (*id).to_owned()).collect(),
            open: Vec::new(),
        };
        // Everybody may be out by then.
        let Ok(going) = replan(&first.files, &read, &asked(&[]), &mut |_| {}) else {
            return Ok(());
        };
        let basis = basis(&scenario, &going);
        let table = corridors(&basis, every(10), None).unwrap();
        for corridor in &table.corridors {
            let again = replan(&going.files, &read, &asked(&[&corridor.id]), &mut |_| {}).unwrap();
            let out = *again.summary.exact.last().unwrap();
            prop_assert_eq!(corridor.never_opens.out_persons.best, out);
            let mut before = 0;
            for closing in &corridor.closes {
                prop_assert!(closing.out_persons.best >= before);
                before = closing.out_persons.best;
            }
            prop_assert!(before <= table.out_persons.best);
        }
    }
}

fn answered(scenario: &Scenario) -> Plan {
    let options = PlanOptions {
        answers: true,
        ..PlanOptions::default()
    };
    plan(scenario, &packed(), &options, &mut |_| {}).unwrap()
}

#[test]
fn a_plan_with_answers_is_verified_without_solving_them_again() {
    let scenario = two_gates(2_000, 420);
    let plan = answered(&scenario);
    let read = |_: &PlanFiles| Ok(scenario.clone());
    let verified = verify(&plan.files, &read).unwrap();
    assert!(verified.answers && verified.files == plan.files.len());
    let report = String::from_utf8_lossy(&plan.files[REPORT_FILE]).into_owned();
    assert!(report.contains("id=\"answers\""));
    let opened = Basis::open(&plan.files, &read).unwrap();
    let all = crate::answers::answers(&opened, &crate::answers::Asked::ALL, &|_, _| {}).unwrap();
    assert_eq!(crate::answers::write(&all), plan.files[ANSWERS_FILE]);
    assert_eq!(opened.report(&all), plan.files[REPORT_FILE]);
}

#[test]
fn forged_answers_are_refused_where_the_proof_reaches() {
    let scenario = two_gates(2_000, 420);
    let plan = answered(&scenario);
    let text = String::from_utf8_lossy(&plan.files[ANSWERS_FILE]).into_owned();
    let forged = [
        ("Best within this model", "Everybody should leave"),
        ("\"known\": \"Each", "\"known\": \"Go. Each"),
        ("\"minutes_from_start\": 30", "\"minutes_from_start\": 31"),
        ("\"id\": \"far-gate\"", "\"id\": \"other\""),
        ("{\n  \"scenario\"", "{ \"more\": 1,\n  \"scenario\""),
    ];
    for (old, new) in forged {
        assert!(text.contains(old), "{old}: {text}");
        let mut files = plan.files.clone();
        let bytes = text.replacen(old, new, 1).into_bytes();
        files.insert(ANSWERS_FILE.to_owned(), bytes);
        let refused = verify(&files, &|_| Ok(scenario.clone())).unwrap_err();
        // The manifest tells, and so does what is written anew.
        let of_answers = refused
            .iter()
            .filter(|finding| finding.file == ANSWERS_FILE);
        assert!(of_answers.count() >= 1, "{old}: {refused:?}");
        let anew = refused
            .iter()
            .filter(|finding| !finding.found.starts_with("SHA-256"));
        assert!(anew.count() >= 1, "{old}: {refused:?}");
    }
}
