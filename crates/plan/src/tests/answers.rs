//! Answers that were worked out by hand.

use korridor_world::Scenario;

use super::tiny::one_gate;
use crate::{Plan, PlanFiles, PlanOptions, plan, verify};

pub fn packed() -> PlanFiles {
    PlanFiles::from([("scenario.toml".to_owned(), b"id = \"tiny\" # 1".to_vec())])
}

/// Plans, and verifies what was planned.
pub fn planned(scenario: &Scenario) -> Plan {
    let plan = plan(scenario, &packed(), &PlanOptions::default(), &mut |_| {}).unwrap();
    let verified = verify(&plan.files, &|_| Ok(scenario.clone()));
    assert_eq!(verified.map(|v| v.files), Ok(plan.files.len()));
    never_ahead(&plan);
    plan
}

/// The comparison is, group by group, one of the flows of parties among which the plan is best.
fn never_ahead(plan: &Plan) {
    let summary = &plan.summary;
    assert_eq!(summary.nearest.len(), summary.exact.len());
    let steps = summary.nearest.iter().zip(&summary.exact).enumerate();
    for (step, (nearest, exact)) in steps {
        assert!(nearest <= exact, "{nearest} > {exact} by step {step}");
    }
}

#[test]
fn a_gate_of_seven_a_minute_passes_seven_a_minute() {
    let plan = planned(&one_gate(2_000, 120));
    let expected: Vec<u64> = (0..120).map(|t: u64| 7 * t.saturating_sub(1)).collect();
    assert_eq!(plan.summary.exact, expected);
    assert_eq!(plan.summary.nearest, expected);
    let best = plan.summary.levels[1].1;
    assert_eq!(
        (best.out, best.not_out_in_time, best.on_the_way),
        (826, 1_174, 0)
    );
    // Seven are on the road and seven behind the gate when a step in between ends.
    assert_eq!(plan.summary.exposed[50], 14);
    assert_eq!(plan.summary.exposed[119], 0);
}
