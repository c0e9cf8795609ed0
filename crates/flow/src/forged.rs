//! Certificates that were tampered with: the check refuses them and survives them.

use crate::problem::{Arc, Exit, NodeId, Problem, Rate, Supply};
use crate::solution::{Run, Runs, Solution};
use crate::{certificate_from_json, certificate_to_json, check, solve};

/// ```text
/// 0 --2, 3 a step--> 1 --1, 2 a step--> 2 (exit)
/// ```
fn problem() -> Problem {
    let arc = |tail, head, transit, units| Arc {
        tail: NodeId(tail),
        head: NodeId(head),
        transit,
        rate: Rate::constant(units),
        changes: Vec::new(),
    };
    Problem {
        horizon: 12,
        waiting: vec![None; 3],
        arcs: vec![arc(0, 1, 2, 3), arc(1, 2, 1, 2)],
        supplies: vec![Supply {
            node: NodeId(0),
            release: 0,
            units: 11,
        }],
        exits: vec![Exit {
            node: NodeId(2),
            limit: None,
        }],
    }
}

fn solution(problem: &Problem) -> Solution {
    solve(problem, &mut |_| {}).expect("a small problem")
}

/// Every way to replace one figure of one run.
fn forgeries(rows: &Runs<u64>) -> Vec<Runs<u64>> {
    let odd = [0, 1, 2, 12, 13, 14, 4_000_000_000, u32::MAX - 1, u32::MAX];
    let mut forged = Vec::new();
    for row in 0..rows.len() {
        for at in 0..=rows.row(row).len() {
            for from in odd {
                for until in odd {
                    for value in [0, 1, u64::MAX] {
                        let mut runs = rows.row(row).to_vec();
                        runs.insert(at, Run { from, until, value });
                        let mut table = Runs::new();
                        for other in 0..rows.len() {
                            table.push_row(if other == row {
                                runs.clone()
                            } else {
                                rows.row(other).to_vec()
                            });
                        }
                        forged.push(table);
                    }
                }
            }
        }
    }
    forged
}

#[test]
fn forged_flows_are_refused() {
    let problem = problem();
    let sound = solution(&problem);
    assert_eq!(
        sound.flow.arrivals,
        [0, 0, 0, 2, 4, 6, 8, 10, 11, 11, 11, 11, 11]
    );
    let mut forged = Vec::new();
    for arcs in forgeries(&sound.flow.arcs) {
        forged.push(Solution {
            flow: crate::FlowOverTime {
                arcs,
                ..sound.flow.clone()
            },
            ..sound.clone()
        });
    }
    for waiting in forgeries(&sound.flow.waiting) {
        forged.push(Solution {
            flow: crate::FlowOverTime {
                waiting,
                ..sound.flow.clone()
            },
            ..sound.clone()
        });
    }
    for exits in forgeries(&sound.flow.exits) {
        forged.push(Solution {
            flow: crate::FlowOverTime {
                exits,
                ..sound.flow.clone()
            },
            ..sound.clone()
        });
    }
    for forgery in forged {
        // A run of nothing inside the horizon changes nothing.
        let idle = [
            &forgery.flow.arcs,
            &forgery.flow.waiting,
            &forgery.flow.exits,
        ]
        .iter()
        .all(|rows| (0..rows.len()).all(|row| rows.row(row).iter().all(|run| run.value > 0)));
        assert!(check(&problem, &forgery.flow, &forgery.certificate).is_err() || !idle);
    }
}

#[test]
fn forged_deaths_are_refused_or_prove_the_same() {
    let problem = problem();
    let sound = solution(&problem);
    let bound = check(&problem, &sound.flow, &sound.certificate)
        .expect("sound")
        .bound;
    for node in 0..3 {
        for at in 0..=sound.certificate.deaths.row(node).len() {
            for (from, until) in [(0, 1), (0, 13), (5, 4), (3, u32::MAX), (u32::MAX, u32::MAX)] {
                for value in [0, 5, 12, u32::MAX] {
                    let mut deaths = Runs::new();
                    for other in 0..3 {
                        let mut runs = sound.certificate.deaths.row(other).to_vec();
                        if other == node {
                            runs.insert(at, Run { from, until, value });
                        }
                        deaths.push_row(runs);
                    }
                    let forged = crate::Certificate {
                        deaths,
                        ..sound.certificate.clone()
                    };
                    if let Ok(checked) = check(&problem, &sound.flow, &forged) {
                        assert_eq!(checked.bound, bound);
                    }
                }
            }
        }
    }
}

#[test]
fn every_changed_digit_of_a_certificate_is_refused() {
    let problem = problem();
    let json = certificate_to_json(&problem, &solution(&problem));
    for (at, byte) in json
        .bytes()
        .enumerate()
        .filter(|(_, byte)| byte.is_ascii_digit())
    {
        let mut changed = json.clone().into_bytes();
        changed[at] = if byte == b'9' { b'0' } else { byte + 1 };
        let changed = String::from_utf8(changed).expect("digits");
        assert!(
            certificate_from_json(&problem, &changed).is_err(),
            "byte {at}"
        );
    }
}
