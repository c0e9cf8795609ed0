//! Every rule finds a claim in its example, and none in its counter-example.

use korridor_intake::text::{Lexicon, Options, read, rules};

#[test]
fn every_rule_fires_on_its_example_and_not_on_its_counter_example() {
    let lexicon = Lexicon::own().unwrap();
    let options = Options {
        zone: Some("Asia/Damascus".to_owned()),
        ..Options::default()
    };
    let mut wrong = Vec::new();
    assert!(rules().len() >= 50, "the sheet of rules is read");
    for rule in rules() {
        let fires = |text: &str| {
            let reading = read(text, &lexicon, &options);
            reading.claims.iter().any(|claim| {
                claim.rule == rule.id && (claim.kind == rule.kind || rule.kind.is_empty())
            })
        };
        if !fires(&rule.example) {
            wrong.push(format!("{} finds nothing in: {}", rule.id, rule.example));
        }
        if fires(&rule.counter) {
            wrong.push(format!("{} finds a claim in: {}", rule.id, rule.counter));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rule_of_which_little_was_seen_is_trusted_little() {
    let rule = |right, wrong| {
        let mut rule = rules()[0].clone();
        (rule.right, rule.wrong) = (right, wrong);
        rule.confidence()
    };
    assert_eq!(rule(0, 0), 0.0);
    assert!(rule(1, 0) < 0.3);
    assert!(rule(10, 0) > rule(5, 0) && rule(10, 0) < 0.8);
    assert!(rule(100, 0) > 0.95 && rule(100, 10) < 0.9);
    // Wilson's interval for 8 of 10, from his paper's formula by hand.
    assert!((rule(8, 2) - 0.490).abs() < 0.001);
}
