//! Bare problems: what is accepted, what is refused with which words, and the way back to files.

use korridor_flow::{
    Arc, BareDefect, BareFiles, BareProblem, Change, Exit, NodeId, Problem, Rate, Supply,
    read_bare, write_arrivals, write_bare, write_paths,
};
use proptest::prelude::*;

const EXIT_X: &str = "node\nx\n";
const SUPPLY_A: &str = "node,supply\na,5\n";

fn read(arcs: &str, supplies: &str, exits: &str) -> Result<BareProblem, Vec<BareDefect>> {
    read_with(arcs, supplies, exits, None)
}

fn read_with(
    arcs: &str,
    supplies: &str,
    exits: &str,
    nodes: Option<&str>,
) -> Result<BareProblem, Vec<BareDefect>> {
    let files = BareFiles {
        arcs: Some(arcs.as_bytes()),
        supplies: Some(supplies.as_bytes()),
        exits: Some(exits.as_bytes()),
        nodes: nodes.map(str::as_bytes),
    };
    read_bare(&files, 10)
}

fn refused(arcs: &str, supplies: &str, exits: &str) -> Vec<String> {
    let defects = read(arcs, supplies, exits).expect_err("should be refused");
    defects.iter().map(BareDefect::to_string).collect()
}

#[test]
fn base_rows_add_up_and_intervals_replace_the_sum_in_file_order() {
    let arcs = "tail,head,transit,capacity,from,until\n\
                a,x,1,3,2,6\n\
                a,x,1,4,,\n\
                a,x,2,9,,\n\
                a,x,1,5,,\n\
                a,x,1,0,4,5\n\
                a,x,1,7,8,\n\
                a,x,1,6,,1\n";
    let bare = read(arcs, SUPPLY_A, EXIT_X).unwrap();
    assert_eq!(bare.problem.arcs.len(), 2);
    let capacities: Vec<u64> = (0..10)
        .map(|step| bare.problem.arcs[0].capacity(step))
        .collect();
    assert_eq!(capacities, [6, 9, 3, 3, 0, 3, 9, 9, 7, 7]);
    assert_eq!(bare.problem.arcs[1].capacity(4), 9);
    // The first base row of each arc, not the interval above it.
    assert_eq!(bare.arc_rows, [2, 3]);
}

#[test]
fn an_arc_with_intervals_only_is_shut_outside_them() {
    let bare = read(
        "tail,head,transit,capacity,from,until\na,x,0,4,3,5\n",
        SUPPLY_A,
        EXIT_X,
    )
    .unwrap();
    let capacities: Vec<u64> = (2..6)
        .map(|step| bare.problem.arcs[0].capacity(step))
        .collect();
    assert_eq!(capacities, [0, 4, 4, 0]);
    assert_eq!(bare.arc_rows, [1]);
}

#[test]
fn supplies_of_one_node_and_release_add_up() {
    let supplies = "release,node,supply\n,a,5\n0,a,2\n3,a,1\n99,b,0\n";
    let bare = read("tail,head,transit,capacity\n", supplies, EXIT_X).unwrap();
    let (a, b) = (NodeId(0), NodeId(1));
    let expected = [
        Supply {
            node: a,
            release: 0,
            units: 7,
        },
        Supply {
            node: a,
            release: 3,
            units: 1,
        },
        Supply {
            node: b,
            release: 99,
            units: 0,
        },
    ];
    assert_eq!(bare.problem.supplies, expected);
}

#[test]
fn odd_but_allowed_files_are_accepted() {
    let arcs = "tail,head,transit,capacity,from,until\n\
                a,a,1,3,,\n\
                a,x,99999999999,1,7,7\n\
                a,x,99999999999,1,9,2\n\
                a,x,99999999999,1,0,18446744073709551615\n";
    let bare = read_with(arcs, SUPPLY_A, EXIT_X, Some("node,waiting\na,3\nlonely,\n")).unwrap();
    assert_eq!(bare.node_names, ["a", "x", "lonely"]);
    assert_eq!(bare.problem.waiting, [Some(3), None, None]);
    assert_eq!(bare.problem.arcs[1].capacity(8), 1);
    assert_eq!(bare.warnings, []);
}

#[test]
fn an_exit_out_of_reach_is_a_warning() {
    let arcs = "tail,head,transit,capacity\na,b,1,1\nb,x,1,0\n";
    let bare = read(arcs, SUPPLY_A, "node,limit\nx,\nb,4\n").unwrap();
    let warnings: Vec<String> = bare.warnings.iter().map(BareDefect::to_string).collect();
    let expected = "exits.csv: found the exit \"x\", which no supply can reach, expected a way to it \
                    (nobody leaves there)";
    assert_eq!(warnings, [expected]);
    let limits: Vec<Option<u64>> = bare.problem.exits.iter().map(|exit| exit.limit).collect();
    assert_eq!(limits, [None, Some(4)]);
}

#[test]
fn identifiers_are_kept_as_they_are() {
    let arcs = "\u{feff}tail,head,transit,capacity\r\n\
                \"a, \"\"the\"\" gate\",\u{645}\u{639}\u{628}\u{631} ,1,2\r\n\
                \"two\nlines\",x y, 3 ,4\r\n\r\n";
    let supplies = "node,supply\n\"a, \"\"the\"\" gate\",5\n";
    let bare = read(arcs, supplies, "node\nx y\n").unwrap();
    assert_eq!(
        bare.node_names,
        [
            "a, \"the\" gate",
            "\u{645}\u{639}\u{628}\u{631} ",
            "two\nlines",
            "x y"
        ]
    );
    assert_eq!(bare.problem.arcs[1].transit, 3);
}

#[test]
fn every_defect_of_every_file_is_named_at_once() {
    let arcs = "tail,head,transit,capacity\n\
                a,x,-1,2.5\n\
                a,x,1\n\
                ,x,1,NaN\n\
                a,x,1,99999999999999999999\n\
                \"a\"b,x,1,1\n\
                a,x,,1\n\
                a,x,1,+1\n";
    let whole = "expected a whole number, 0 or more, in digits only";
    let expected = [
        format!("arcs.csv:2, column transit: found \"-1\", {whole}"),
        format!("arcs.csv:2, column capacity: found \"2.5\", {whole}"),
        "arcs.csv:3: found 3 cells, expected 4 cells, as in the header".into(),
        "arcs.csv:4, column tail: found an empty cell, expected an identifier".into(),
        format!("arcs.csv:4, column capacity: found \"NaN\", {whole}"),
        "arcs.csv:5, column capacity: found \"99999999999999999999\", expected at most \
         18446744073709551615"
            .into(),
        "arcs.csv:6: found text after a closing quote, expected a quoted cell as in RFC 4180: \
         \"with \"\"quotes\"\" doubled\""
            .into(),
        "arcs.csv:7, column transit: found an empty cell, expected a whole number, 0 or more".into(),
        format!("arcs.csv:8, column capacity: found \"+1\", {whole}"),
        format!("supplies.csv:2, column release: found \"soon\", {whole}"),
        "exits.csv:3, column limit: found \"x\" again, first on line 2, expected the same value on \
         both lines, or one of them only"
            .into(),
    ];
    let supplies = "node,supply,release\na,5,soon\n";
    assert_eq!(refused(arcs, supplies, "node,limit\nx,1\nx,2\n"), expected);
}

#[test]
fn headers_are_checked_with_the_nearest_known_name() {
    let found = refused(
        "Tail,head,transit,capcity,tail\na,x,1,1,a\n",
        "node,supply,node\n",
        EXIT_X,
    );
    let header = "tail,head,transit,capacity[,from][,until]";
    let expected = [
        format!("arcs.csv:1: found the column \"Tail\", expected one of {header} (perhaps tail?)"),
        format!(
            "arcs.csv:1: found the column \"capcity\", expected one of {header} (perhaps capacity?)"
        ),
        format!("arcs.csv:1, column capacity: found no such column, expected the header {header}"),
        "supplies.csv:1, column node: found the column \"node\" twice, expected each column once"
            .into(),
    ];
    assert_eq!(found, expected);
}

#[test]
fn another_delimiter_is_one_defect_not_hundreds() {
    let found = refused(
        "tail;head;transit;capacity\na;x;1;1\na;x;1;1\n",
        "node\tsupply\n",
        "node;limit\nx;1\n",
    );
    let expected = [
        "arcs.csv:1: found cells separated by ';', expected cells separated by ','",
        "supplies.csv:1: found cells separated by '\\t', expected cells separated by ','",
        "exits.csv:1: found cells separated by ';', expected cells separated by ','",
    ];
    assert_eq!(found, expected);
}

#[test]
fn missing_and_empty_files_and_open_quotes_are_named() {
    let files = BareFiles {
        arcs: Some(b"tail,head,transit,capacity\na,x,1,1\na,\"x,1,1\na,x,1,1\n"),
        supplies: Some(b"\n\r\n"),
        ..BareFiles::default()
    };
    let found: Vec<String> = read_bare(&files, 0)
        .unwrap_err()
        .iter()
        .map(BareDefect::to_string)
        .collect();
    let expected = [
        "arcs.csv:3: found a quote that is never closed, expected a quoted cell as in RFC 4180: \
         \"with \"\"quotes\"\" doubled\"",
        "supplies.csv: found an empty file, expected the header node,supply[,release]",
        "exits.csv: found no such file, expected a file",
    ];
    assert_eq!(found, expected);
}

#[test]
fn bytes_that_are_no_text_are_found_on_their_lines() {
    let files = BareFiles {
        arcs: Some(b"tail,head,transit,capacity\na\xff,x,1,1\nb,x,1,1\nc\xe9\xe9,x,1,oops\n"),
        supplies: Some(SUPPLY_A.as_bytes()),
        exits: Some(EXIT_X.as_bytes()),
        nodes: None,
    };
    let found: Vec<String> = read_bare(&files, 0)
        .unwrap_err()
        .iter()
        .map(BareDefect::to_string)
        .collect();
    assert_eq!(
        found[0],
        "arcs.csv:2: found the byte 0xFF, expected text in UTF-8"
    );
    assert_eq!(
        found[1],
        "arcs.csv:4: found the byte 0xE9, expected text in UTF-8"
    );
    assert!(
        found[2].starts_with("arcs.csv:4, column capacity: found \"oops\""),
        "{}",
        found[2]
    );
    assert_eq!(found.len(), 3);
}

#[test]
fn sums_beyond_u64_are_refused() {
    let max = u64::MAX;
    let arcs = format!("tail,head,transit,capacity\na,x,1,{max}\na,x,1,1\na,x,2,1\n");
    let supplies = format!("node,supply\na,{max}\nb,1\n");
    let expected = [
        format!(
            "arcs.csv:3, column capacity: found a sum of {max} and 1, expected the capacities of one \
             arc to add up to at most {max}"
        ),
        format!(
            "supplies.csv:3, column supply: found a sum of {max} and 1, expected all supplies to add \
             up to at most {max}"
        ),
    ];
    assert_eq!(refused(&arcs, &supplies, EXIT_X), expected);
}

#[test]
fn a_row_given_twice_counts_once() {
    let bare = read_with(
        "tail,head,transit,capacity\na,x,1,1\n",
        SUPPLY_A,
        "node,limit\nx,7\nx,7\n",
        Some("node,waiting\na,\na,\n"),
    )
    .unwrap();
    assert_eq!(
        bare.problem.exits,
        [Exit {
            node: NodeId(1),
            limit: Some(7)
        }]
    );
    assert_eq!(bare.warnings.len(), 2);
}

#[test]
fn complaints_are_bounded() {
    let rows = "a,x,1,oops\n".repeat(5000);
    let found = refused(
        &format!("tail,head,transit,capacity\n{rows}"),
        SUPPLY_A,
        EXIT_X,
    );
    assert_eq!(found.len(), 1001);
    assert_eq!(
        found[1000],
        "all files: found 4000 further defects, not listed, expected none"
    );
}

#[test]
fn answers_are_written_as_tables() {
    assert_eq!(
        write_arrivals(&[0, 3, 3]),
        "step,cumulative\n0,0\n1,3\n2,3\n"
    );
    let hops = [(korridor_flow::ArcId(1), 0), (korridor_flow::ArcId(0), 4)];
    let text = write_paths([(7, &hops[..]), (2, &[][..]), (1, &hops[..1])], &[5, 9]);
    assert_eq!(
        text,
        "path,units,arc_row,entry_step\n1,7,9,0\n1,7,5,4\n3,1,9,0\n"
    );
}

fn arbitrary_problem() -> impl Strategy<Value = Problem> {
    let rate = || (0..50u64, 1..4u32).prop_map(|(units, per)| Rate { units, per });
    let change =
        (0..14u32, 0..14u32, rate()).prop_map(|(from, until, rate)| Change { from, until, rate });
    let arc = (
        0..5u32,
        0..5u32,
        0..3u32,
        rate(),
        prop::collection::vec(change, 0..3),
    )
        .prop_map(|(tail, head, transit, rate, changes)| Arc {
            tail: NodeId(tail),
            head: NodeId(head),
            transit,
            rate,
            changes,
        });
    let waiting = prop::collection::vec(prop::option::of(0..9u64), 5);
    let supply = (0..5u32, 0..12u32, 0..9u64).prop_map(|(node, release, units)| Supply {
        node: NodeId(node),
        release,
        units,
    });
    let supplies = prop::collection::vec(supply, 0..6);
    let exits = prop::collection::btree_map(0..5u32, prop::option::of(0..9u64), 0..4);
    (prop::collection::vec(arc, 0..8), waiting, supplies, exits).prop_map(
        |(arcs, waiting, supplies, exits)| {
            let exits = exits
                .into_iter()
                .map(|(node, limit)| Exit {
                    node: NodeId(node),
                    limit,
                })
                .collect();
            Problem {
                horizon: 11,
                waiting,
                arcs,
                supplies,
                exits,
            }
        },
    )
}

/// Capacity per (tail, head, transit) and step, and supply per (node, release), by node name: what
/// two problems must share to be the same.
fn essence(
    problem: &Problem,
    name: &dyn Fn(NodeId) -> String,
) -> impl PartialEq + std::fmt::Debug + use<> {
    use std::collections::BTreeMap;
    let mut capacities = BTreeMap::new();
    for arc in &problem.arcs {
        for step in 0..=problem.horizon {
            let key = (name(arc.tail), name(arc.head), arc.transit, step);
            *capacities.entry(key).or_insert(0) += arc.capacity(step);
        }
    }
    let mut supplies = BTreeMap::new();
    for supply in &problem.supplies {
        *supplies
            .entry((name(supply.node), supply.release))
            .or_insert(0) += supply.units;
    }
    let exits: BTreeMap<_, _> = problem
        .exits
        .iter()
        .map(|e| (name(e.node), e.limit))
        .collect();
    let waiting: BTreeMap<_, _> = (0..problem.waiting.len())
        .filter_map(|v| problem.waiting[v].map(|units| (name(NodeId(v as u32)), units)))
        .collect();
    (capacities, supplies, exits, waiting)
}

proptest! {
    #[test]
    fn a_written_problem_reads_back_the_same(problem in arbitrary_problem()) {
        let name = |node: NodeId| format!("n, {}\"", node.0);
        let text = write_bare(&problem, name);
        let files = BareFiles {
            arcs: Some(text.arcs.as_bytes()),
            supplies: Some(text.supplies.as_bytes()),
            exits: Some(text.exits.as_bytes()),
            nodes: Some(text.nodes.as_bytes()),
        };
        let bare = read_bare(&files, problem.horizon).unwrap();
        let names = bare.node_names.clone();
        let read_back = essence(&bare.problem, &|node| names[node.index()].clone());
        prop_assert_eq!(essence(&problem, &name), read_back);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut arcs = b"tail,head,transit,capacity\n".to_vec();
        arcs.extend(&bytes);
        for content in [&bytes, &arcs] {
            let some = Some(content.as_slice());
            let files = BareFiles { arcs: some, supplies: some, exits: some, nodes: some };
            let _ = read_bare(&files, 3);
        }
    }
}
