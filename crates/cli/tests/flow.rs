//! `korridor flow` and `korridor verify` on bare problems, as a person runs them.

mod common;

use common::{Folder, json};

const TWO_ROADS: [(&str, &str); 3] = [
    // Node a has 10 units; by b they reach x after 2 steps, 1 a step; straight after 5, 3 a step.
    (
        "arcs.csv",
        "tail,head,transit,capacity\na,b,1,1\nb,x,1,1\na,x,5,3\n",
    ),
    ("supplies.csv", "node,supply\na,10\n"),
    ("exits.csv", "node\nx\n"),
];

#[test]
fn the_curve_of_two_roads_is_the_one_on_paper() {
    let folder = Folder::with(&TWO_ROADS);
    let run = folder.korridor(&["flow", ".", "--horizon", "8", "--arrivals", "arrivals.csv"]);
    assert_eq!(run.code, 0, "{}", run.err);
    // Short road: 1 a step from step 2. Long road: 3 a step from step 5. Ten are out by step 6.
    let curve = "step,cumulative\n0,0\n1,0\n2,1\n3,2\n4,3\n5,7\n6,10\n7,10\n8,10\n";
    assert_eq!(folder.read("arrivals.csv"), curve);
    assert!(
        run.out.starts_with(
            "10 of 10 units out by step 8 (100.0 %)\nfirst in step 2, last in step 6\n"
        )
    );
    assert_eq!(run.err, "");
}

#[test]
fn paths_carry_every_unit_that_is_out_within_the_capacities() {
    let folder = Folder::with(&TWO_ROADS);
    let run = folder.korridor(&["flow", ".", "--horizon", "6", "--paths", "paths.csv"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = folder.read("paths.csv");
    let mut rows = text.lines();
    assert_eq!(rows.next(), Some("path,units,arc_row,entry_step"));
    let (transit, capacity) = ([1, 1, 5], [1, 1, 3]);
    let mut used = std::collections::BTreeMap::new();
    let (mut out, mut previous) = (0, None);
    for row in rows {
        let cells: Vec<usize> = row.split(',').map(|cell| cell.parse().unwrap()).collect();
        let [path, units, arc, step] = cells[..] else {
            panic!("{row}")
        };
        if let Some((last, ready)) = previous {
            assert!(
                last != path || step >= ready,
                "enters before it is there: {text}"
            );
        }
        previous = Some((path, step + transit[arc - 1]));
        *used.entry((arc, step)).or_insert(0) += units;
        // Rows 2 and 3 of arcs.csv end at the exit.
        if arc != 1 {
            assert!(step + transit[arc - 1] <= 6);
            out += units;
        }
    }
    assert!(
        used.iter()
            .all(|(&(arc, _), &units)| units <= capacity[arc - 1]),
        "{text}"
    );
    assert_eq!(out, 10);
}

#[test]
fn a_certificate_is_verified_and_a_changed_one_is_refused() {
    let folder = Folder::with(&TWO_ROADS);
    let run = folder.korridor(&["flow", ".", "--horizon", "8", "--certificate", "proof.json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let run = folder.korridor(&["verify", "proof.json"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(
        run.out.starts_with("verified: 10 units out by step 8"),
        "{}",
        run.out
    );

    folder.write(
        "arcs.csv",
        "tail,head,transit,capacity\na,b,1,2\nb,x,1,1\na,x,5,3\n",
    );
    let run = folder.korridor(&["verify", "proof.json"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    let run = folder.korridor(&["verify", "proof.json", "--json"]);
    assert_eq!(
        (run.code, json(&run.out)["status"].as_str()),
        (1, Some("refused"))
    );
}

#[test]
fn every_changed_figure_of_a_certificate_is_refused() {
    let folder = Folder::with(&TWO_ROADS);
    let run = folder.korridor(&["flow", ".", "--horizon", "8", "--certificate", "proof.json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let proof = folder.read("proof.json");
    let figures = proof
        .char_indices()
        .filter(|(_, letter)| letter.is_ascii_digit());
    let mut changed = 0;
    for (at, digit) in figures {
        // The next digit, so that 9 becomes 0.
        let other = char::from(b'0' + (digit as u8 - b'0' + 1) % 10);
        let mut damaged = proof.clone();
        damaged.replace_range(at..=at, &other.to_string());
        folder.write("damaged.json", &damaged);
        let run = folder.korridor(&["verify", "damaged.json"]);
        assert!(
            matches!(run.code, 1 | 2),
            "changed byte {at} of {proof}: {}",
            run.out
        );
        changed += 1;
    }
    assert!(changed > 64, "a hash alone has that many: {proof}");
}

#[test]
fn odd_problems_are_answered() {
    let header = "tail,head,transit,capacity,from,until\n";
    let loops = format!("{header}a,a,0,5,,\na,x,0,2,3,99999999999\na,x,0,9,7,7\n");
    let cases = [
        (header.to_owned(), "node,supply\na,3\n", "node\nx\n", "4", 0),
        (loops, "node,supply\na,5\n", "node\nx\n", "4", 4),
        (header.to_owned(), "node,supply\na,3\n", "node\na\n", "0", 3),
        (
            header.to_owned(),
            "node,supply,release\na,3,7\n",
            "node\na\n",
            "6",
            0,
        ),
        (header.to_owned(), "node,supply\n", "node\n", "0", 0),
        (
            format!("{header}a,x,0,9,,\n"),
            "node,supply\na,7\n",
            "node,limit\nx,4\n",
            "2",
            4,
        ),
    ];
    for (arcs, supplies, exits, horizon, out) in cases {
        let folder = Folder::with(&[
            ("arcs.csv", arcs.as_str()),
            ("supplies.csv", supplies),
            ("exits.csv", exits),
        ]);
        let options = ["flow", ".", "--horizon", horizon, "--json", "--check"];
        let run = folder.korridor(&[&options[..], &["--certificate", "proof.json"]].concat());
        assert_eq!(run.code, 0, "{arcs}{supplies}{exits}{}", run.out);
        assert_eq!(json(&run.out)["out"], out, "{arcs}{supplies}{exits}");
        let run = folder.korridor(&["verify", "proof.json"]);
        assert_eq!(run.code, 0, "{arcs}{supplies}{exits}{}", run.err);
    }
}

#[test]
fn an_exit_out_of_reach_is_a_warning_and_zeros() {
    let folder = Folder::with(&TWO_ROADS);
    folder.write("exits.csv", "node\nfar away\n");
    let run = folder.korridor(&["flow", ".", "--horizon", "2", "--arrivals", "arrivals.csv"]);
    assert_eq!(run.code, 0);
    assert!(run.err.contains("warning: ./exits.csv"), "{}", run.err);
    assert!(
        run.err
            .contains("the exit \"far away\", which no supply can reach"),
        "{}",
        run.err
    );
    assert_eq!(
        folder.read("arrivals.csv"),
        "step,cumulative\n0,0\n1,0\n2,0\n"
    );
}

#[test]
fn defects_are_all_told_and_nothing_is_written() {
    let folder = Folder::with(&[
        ("arcs.csv", "tail,head,transit,capacity\na,x,-1,2.5\n"),
        ("supplies.csv", "node,supply\na,NaN\n"),
    ]);
    let options = ["flow", ".", "--horizon", "2", "--arrivals", "arrivals.csv"];
    let run = folder.korridor(&options);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    for part in [
        "arcs.csv:2, column transit",
        "arcs.csv:2, column capacity",
        "supplies.csv:2",
        "exits.csv",
        "4 errors",
    ] {
        assert!(run.err.contains(part), "{part}: {}", run.err);
    }
    assert_eq!(folder.names(), ["arcs.csv", "supplies.csv"]);
    let run = folder.korridor(&[&options[..], &["--json"]].concat());
    let document = json(&run.out);
    assert_eq!(document["status"], "unusable");
    assert_eq!(document["defects"].as_array().map(Vec::len), Some(4));
    assert_eq!(run.err, "");
}

#[test]
fn what_exists_is_only_replaced_when_forced() {
    let folder = Folder::with(&TWO_ROADS);
    folder.write("arrivals.csv", "mine");
    let options = ["flow", ".", "--horizon", "1", "--arrivals", "arrivals.csv"];
    let run = folder.korridor(&options);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("--force"), "{}", run.err);
    assert_eq!(folder.read("arrivals.csv"), "mine");
    assert_eq!(
        folder.korridor(&[&options[..], &["--force"]].concat()).code,
        0
    );
    assert_eq!(folder.read("arrivals.csv"), "step,cumulative\n0,0\n1,0\n");
    assert_eq!(
        folder.names(),
        ["arcs.csv", "arrivals.csv", "exits.csv", "supplies.csv"]
    );
}

#[test]
fn outputs_that_cannot_be_are_refused_before_the_work() {
    let folder = Folder::with(&TWO_ROADS);
    let start = ["flow", ".", "--horizon", "1"];
    let refused = |options: &[&str], reason: &str| {
        let run = folder.korridor(&[&start[..], options].concat());
        assert_eq!(run.code, 2, "{options:?}");
        assert!(run.err.contains(reason), "{reason}: {}", run.err);
    };
    refused(
        &["--arrivals", "nowhere/a.csv"],
        "its folder does not exist",
    );
    refused(&["--arrivals", "."], "no name");
    for other in ["a.csv", "./a.csv"] {
        refused(
            &["--arrivals", "a.csv", "--paths", other, "--force"],
            "two outputs to one file",
        );
    }
    folder.write("a.csv", "mine");
    refused(&["--arrivals", "a.csv", "--paths", "p.csv"], "it exists");
    assert_eq!(
        folder.names(),
        ["a.csv", "arcs.csv", "exits.csv", "supplies.csv"]
    );
}

#[test]
fn a_horizon_beyond_the_machine_is_refused() {
    let folder = Folder::with(&TWO_ROADS);
    for horizon in ["4294967295", "4294967296", "-1", "1.5"] {
        let run = folder.korridor(&["flow", ".", "--horizon", horizon]);
        assert_eq!(run.code, 2, "{horizon}: {}", run.out);
    }
}

#[test]
fn two_runs_write_the_same_bytes() {
    let folder = Folder::with(&TWO_ROADS);
    let write = |suffix: &str| {
        let names = ["arrivals", "paths", "certificate"].map(|name| format!("{name}.{suffix}"));
        let [arrivals, paths, certificate] = names.each_ref().map(String::as_str);
        let outputs = [
            "--arrivals",
            arrivals,
            "--paths",
            paths,
            "--certificate",
            certificate,
        ];
        let run = folder.korridor(&[&["flow", ".", "--horizon", "7"][..], &outputs].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        names.map(|name| folder.read(&name))
    };
    assert_eq!(write("one"), write("two"));
}

#[test]
fn a_file_of_the_problem_is_never_an_output() {
    let folder = Folder::with(&TWO_ROADS);
    let own = folder.path().join("arcs.csv").display().to_string();
    for output in ["arcs.csv", "./supplies.csv", "nodes.csv", own.as_str()] {
        let arguments = ["flow", ".", "--horizon", "8", "--force", "--paths", output];
        let run = folder.korridor(&arguments);
        assert_eq!(run.code, 2, "{output}: {}", run.out);
        assert!(run.err.contains("a file of the problem"), "{}", run.err);
    }
    assert_eq!(folder.read("arcs.csv"), TWO_ROADS[0].1);
    assert_eq!(folder.names(), ["arcs.csv", "exits.csv", "supplies.csv"]);
}

#[test]
fn a_table_that_nobody_reads_is_named_with_the_one_that_may_be_meant() {
    let folder = Folder::with(&TWO_ROADS);
    for name in ["node.csv", "Nodes.CSV"] {
        folder.write(name, "node,waiting\nb,0\n");
        let run = folder.korridor(&["flow", ".", "--horizon", "6"]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(
            run.err.contains(name) && run.err.contains("not read"),
            "{}",
            run.err
        );
        assert!(
            run.err.contains("did you mean \"nodes.csv\"?"),
            "{}",
            run.err
        );
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
}
