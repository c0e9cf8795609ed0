//! `docs/record.md` names every rule and every refusal, and none that is not there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use korridor_operate::Code;

/// Where rules are named.
const RULES: [&str; 3] = [
    "src/view/status.rs",
    "src/view/opening.rs",
    "src/view/incidents.rs",
];
/// Plain words of sentences in the same files.
const NOT_RULES: [&str; 3] = ["claim", "claims", "nobody"];

fn own(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn is_rule(text: &str) -> bool {
    let signs = |text: &str| {
        text.chars()
            .all(|sign| sign.is_ascii_lowercase() || sign == '-')
    };
    !text.is_empty() && signs(text) && !text.starts_with('-') && !NOT_RULES.contains(&text)
}

/// String literals of the files that look like the name of a rule.
fn rules() -> BTreeSet<String> {
    let mut rules = BTreeSet::new();
    for file in RULES {
        let source = own(file);
        let code = source
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .filter(|line| !line.trim_start().starts_with('#'));
        for line in code {
            let literals = line.split('"').skip(1).step_by(2);
            rules.extend(literals.filter(|text| is_rule(text)).map(str::to_owned));
        }
    }
    rules
}

/// What stands in the first column of the document's tables, as code.
fn first_columns(document: &str) -> BTreeSet<&str> {
    let rows = document.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split('`').next()).collect()
}

#[test]
fn every_rule_is_explained_and_no_other() {
    let document = own("../../docs/record.md");
    let rules = rules();
    assert!(rules.len() > 25, "only {rules:?}");
    let explained = first_columns(&document);
    let missing: Vec<&String> = rules
        .iter()
        .filter(|rule| !explained.contains(rule.as_str()))
        .collect();
    assert!(missing.is_empty(), "docs/record.md explains no {missing:?}");
    // Codes and reasons have underscores, rules have hyphens.
    let invented: Vec<&&str> = explained
        .iter()
        .filter(|name| name.contains('-') && !rules.contains(**name))
        .collect();
    assert!(
        invented.is_empty(),
        "docs/record.md has rules that are not there: {invented:?}"
    );
}

#[test]
fn every_refusal_is_explained_and_no_other() {
    let document = own("../../docs/record.md");
    let section = document
        .split("\nThe record refuses:\n")
        .nth(1)
        .expect("a table of what the record refuses");
    let explained = first_columns(section);
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.word()).collect();
    let missing: Vec<_> = codes.difference(&explained).collect();
    assert!(missing.is_empty(), "docs/record.md lists no {missing:?}");
    let invented: Vec<_> = explained.difference(&codes).collect();
    assert!(invented.is_empty(), "docs/record.md lists {invented:?}");
}
