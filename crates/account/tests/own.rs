//! What a party is told of its own guarantees, and ranges of which nobody stated a best figure.

mod support;

use korridor_account::report::{
    self, Block, Chart, CountedBy, Digits, Language, ReportOptions, Text,
};
use korridor_account::{Account, DEFAULT_POLICY, Policy, Profile, ReleaseState, Released, release};
use korridor_operate::Fact;
use korridor_operate::fact::*;
use support::{AFTER, Record, at};

const ENGLISH: ReportOptions = ReportOptions {
    language: Language::English,
    digits: Digits::Western,
};

fn by(policy: &Policy, account: &Account, party: &str) -> Released<Account> {
    let profile = Profile::Party(party.to_owned());
    let state = ReleaseState::default();
    release(account, policy, &profile, &state).unwrap().0
}

fn released(account: &Account, party: &str) -> Released<Account> {
    by(&Policy::default(), account, party)
}

#[test]
fn a_party_sees_the_guarantees_that_it_was_itself_asked_for_or_gave_and_no_other() {
    let mut record = Record::opened();
    let step = |name: &str, party: &str, covers: GuaranteeFor, step| Guarantee {
        guarantee: name.to_owned(),
        party: party.to_owned(),
        covers,
        step,
        interval: None,
        level: None,
        expires: None,
        conditions: Some("only by the words of the cell".into()),
        words: None,
    };
    let north = GuaranteeFor::Corridor("north".to_owned());
    let mission = GuaranteeFor::Mission("medevac-9".to_owned());
    let asked = step("g-a", "A", north.clone(), GuaranteeStep::Requested);
    let given = step("g-b", "B", mission, GuaranteeStep::Given);
    record.enter("asked-a", -3_600, Fact::Guarantee(Box::new(asked)));
    record.enter("given-b", -3_600, Fact::Guarantee(Box::new(given)));
    let account = record.account(AFTER);
    // All that the corridors need is in the account, asked for or not.
    assert!(account.guarantees.len() > 2, "{:?}", account.guarantees);
    let of = |party: &str| {
        let released = released(&account, party);
        let own = released.value().guarantees.clone();
        let sheet = report::party(&released, ENGLISH).unwrap();
        (own, report::markdown(&sheet))
    };
    let (own, sheet) = of("A");
    assert_eq!(own.len(), 1, "{own:?}");
    assert_eq!((own[0].party.as_str(), &own[0].covers), ("A", &north));
    assert!(
        own[0].needed_by.is_none() && own[0].conditions.is_empty() && own[0].sources.is_empty()
    );
    assert!(
        sheet.contains("north") && !sheet.contains("medevac-9"),
        "{sheet}"
    );
    assert!(!sheet.contains("words of the cell"), "{sheet}");
    let (own, sheet) = of("C");
    assert!(own.is_empty() && !sheet.contains("Guarantees"), "{sheet}");
    // What the table does not name is withheld.
    let without = DEFAULT_POLICY.replace(", \"own_guarantees\"", "");
    let policy = Policy::parse(&without).unwrap();
    assert!(by(&policy, &account, "A").value().guarantees.is_empty());
}

#[test]
fn a_range_without_a_stated_best_is_drawn_and_told_without_one() {
    let chart = |best: Option<u64>| Chart {
        summary: Text::own("a curve"),
        waves: vec![(at(0), [0; 3]), (at(3_600), [10, 20, 30])],
        observed: Some(CountedBy {
            by: at(1_800),
            low: 10,
            best,
            high: 14,
        }),
        hours: Vec::new(),
        ticks: vec![(0, "0".to_owned()), (30, "30".to_owned())],
        waves_label: Text::own("waves"),
        observed_label: Text::own("counted"),
    };
    let drawn = |best| report::picture(&Block::Chart(chart(best))).unwrap();
    assert!(drawn(Some(12)).contains("<circle") && drawn(Some(12)).contains("class=\"range\""));
    assert!(!drawn(None).contains("<circle") && drawn(None).contains("class=\"range\""));
    assert!(report::picture(&Block::Paragraph(Text::own("a"))).is_none());
    let alone = drawn(None);
    assert!(
        alone.starts_with("<svg xmlns=") && !alone.contains("var(--"),
        "{alone}"
    );
}
