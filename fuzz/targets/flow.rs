//! Bare problems: whatever the bytes, the reader answers or names defects, a small problem that it
//! accepts is solved, and its proof holds.

#![no_main]

use korridor_flow::{BareFiles, Problem, check, read_bare, solve};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut files = bytes.split(|&byte| byte == 0xFF);
    let files = BareFiles {
        arcs: files.next(),
        supplies: files.next(),
        exits: files.next(),
        nodes: files.next(),
    };
    if let Ok(bare) = read_bare(&files, 12)
        && is_small(&bare.problem)
        && let Ok(solution) = solve(&bare.problem, &mut |_| {})
    {
        check(&bare.problem, &solution.flow, &solution.certificate).expect("a proof that holds");
    }
});

fn is_small(problem: &Problem) -> bool {
    problem.arcs.len() < 100 && problem.waiting.len() < 100
}
