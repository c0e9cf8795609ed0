//! Reports of a record in memory: for whom each is, what stands in it, how it is written, and that its page can be used.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use korridor_account::report::{
    self, Block, Bundle, Digits, Document, Language, ReportOptions, ReportRefusal,
};
use korridor_account::{Account, Policy, Profile, ReleaseState, Released, release};
use korridor_operate::Fact;
use korridor_operate::fact::*;
use support::{AFTER, Record, corridor};

const HOSTILE: &str = "<script>alert(1)</script>\u{202e}|*x*\u{7}";

fn options(language: Language) -> ReportOptions {
    ReportOptions {
        language,
        digits: Digits::Western,
    }
}

fn released(account: &Account, profile: Profile) -> Released<Account> {
    let state = ReleaseState::default();
    release(account, &Policy::default(), &profile, &state)
        .unwrap()
        .0
}

fn told() -> Record {
    let mut record = Record::opened();
    let figure = Figure {
        low: 40,
        best: Some(48),
        high: 60,
    };
    record.count("n", corridor("north"), Passage::Passed, 0, 3_600, figure);
    record.claim("c1", "s1", Happening::Shelling, Some((500, 600)), None);
    record.claim(
        "c2",
        "s2",
        Happening::AirStrike,
        Some((37_000, 37_100)),
        None,
    );
    record.claim(
        "c3",
        "s2",
        Happening::Casualties,
        None,
        Some(Figure::exact(7)),
    );
    for (party, words) in [("A", "to A: a movement\nat ten"), ("B", HOSTILE)] {
        let notify = Notify {
            notification: format!("to-{party}"),
            party: party.to_owned(),
            kind: NotificationKind::Movement,
            about: None,
            channel: Channel::Mail,
            sent: words.into(),
            deadline: None,
        };
        record.enter(
            &format!("notify-{party}"),
            300,
            Fact::Notify(Box::new(notify)),
        );
    }
    record
}

/// Every kind, as it is for its reader.
fn all(account: &Account, language: Language) -> Vec<Document> {
    let of = |profile| released(account, profile);
    let party = |name: &str| Profile::Party(name.to_owned());
    let bundle = Bundle {
        origin: "korridor.example/test".to_owned(),
        size: 3,
        ..Bundle::default()
    };
    vec![
        report::sitrep(&of(Profile::Confidential), None, options(language)).unwrap(),
        report::sitrep(&of(Profile::Internal), None, options(language)).unwrap(),
        report::public(&of(Profile::Public), options(language)).unwrap(),
        report::party(&of(party("A")), options(language)).unwrap(),
        report::party(&of(party("B")), options(language)).unwrap(),
        report::investigation(
            &of(Profile::StrictlyConfidential),
            &bundle,
            options(language),
        )
        .unwrap(),
    ]
}

#[test]
fn each_kind_asks_for_a_release_to_its_own_reader() {
    let account = told().account(AFTER);
    let party = Profile::Party("A".to_owned());
    let profiles = [
        Profile::StrictlyConfidential,
        Profile::Confidential,
        Profile::Internal,
        party,
        Profile::Public,
    ];
    let english = options(Language::English);
    let accepted = |make: &dyn Fn(&Released<Account>) -> Result<Document, ReportRefusal>| {
        let made = |profile: &Profile| make(&released(&account, profile.clone())).is_ok();
        profiles.iter().map(made).collect::<Vec<bool>>()
    };
    assert_eq!(
        accepted(&|it| report::sitrep(it, None, english)),
        [true, true, true, false, false]
    );
    assert_eq!(
        accepted(&|it| report::party(it, english)),
        [false, false, false, true, false]
    );
    assert_eq!(
        accepted(&|it| report::public(it, english)),
        [false, false, false, false, true]
    );
    let bundle = Bundle::default();
    assert_eq!(
        accepted(&|it| report::investigation(it, &bundle, english)),
        [true, false, false, false, false]
    );
}

#[test]
fn sections_stand_in_the_order_of_their_kind_in_every_language() {
    let account = told().account(AFTER);
    for language in Language::ALL {
        let sections = |document: &Document| -> Vec<&str> {
            document.sections.iter().map(|one| one.id).collect()
        };
        let all = all(&account, language);
        assert_eq!(
            sections(&all[0]),
            [
                "highlights",
                "corridors",
                "guarantees",
                "reception",
                "incidents",
                "contradictions",
                "unknown",
                "sources"
            ]
        );
        assert_eq!(sections(&all[2]), ["incidents", "reading"]);
        assert_eq!(sections(&all[3]), ["notifications"]);
        assert_eq!(
            sections(&all[5]),
            ["what", "verify", "copies", "entries", "working", "limits"]
        );
    }
}

#[test]
fn tables_are_as_wide_as_their_heads() {
    let account = told().account(AFTER);
    for document in all(&account, Language::Arabic) {
        let blocks = document.sections.iter().flat_map(|section| &section.blocks);
        for block in blocks {
            let Block::Table(table) = block else { continue };
            assert!(!table.caption.is_empty());
            for row in &table.rows {
                assert_eq!(row.len(), table.head.len(), "{}", table.caption.plain());
            }
        }
    }
}

#[test]
fn what_parties_say_is_told_as_what_it_is() {
    let account = told().account(AFTER);
    let document = report::sitrep(
        &released(&account, Profile::Confidential),
        None,
        options(Language::English),
    )
    .unwrap();
    let text = report::markdown(&document);
    // A declared it; of B nothing was recorded.
    assert!(
        text.contains("Declared, not agreed. Declared by A. No consent recorded: B."),
        "{text}"
    );
    assert!(text.contains("silence is no consent"), "{text}");
    assert!(!text.contains("Agreed by"), "{text}");
    // Counted on one corridor: 40 to 60; of the two others nobody counted.
    assert!(text.contains("48 (40 to 60)"), "{text}");
    assert!(
        text.contains(
            "How many used Corridor south, Corridor west: nobody counted there, which is not zero."
        ),
        "{text}"
    );
    // c1 lies inside 09:00 to 19:00, c2 after it; of c3 no time is said.
    assert!(
        text.contains("Inside the hours of the pause:\n\n- shelling"),
        "{text}"
    );
    assert!(
        text.contains("Outside the hours, and so no breach of them:\n\n- air strike"),
        "{text}"
    );
    let sheet = report::party(
        &released(&account, Profile::Party("A".to_owned())),
        options(Language::English),
    )
    .unwrap();
    let sheet = report::markdown(&sheet);
    assert!(
        sheet.contains("does not mean that it was accepted"),
        "{sheet}"
    );
    assert!(sheet.contains("silence is no acceptance"), "{sheet}");
}

#[test]
fn a_party_sees_what_it_was_sent_word_for_word_and_nothing_of_another() {
    let account = told().account(AFTER);
    let sheet = |party: &str| {
        let released = released(&account, Profile::Party(party.to_owned()));
        report::html(&report::party(&released, options(Language::English)).unwrap())
    };
    let (a, b) = (sheet("A"), sheet("B"));
    assert!(
        a.contains("to A: a movement") && !a.contains("alert(1)"),
        "{a}"
    );
    assert!(
        b.contains("alert(1)") && !b.contains("to A: a movement"),
        "{b}"
    );
    // printf 'to A: a movement\nat ten' | sha256sum
    let digest = korridor_account::render::sha256(b"to A: a movement\nat ten");
    assert!(a.contains(&digest) && !b.contains(&digest));
    let nobody = sheet("C");
    assert!(nobody.contains("Nothing was sent."), "{nobody}");
}

#[test]
fn words_of_others_are_no_markup_and_turn_no_line_round() {
    let mut account = told().account(AFTER);
    account.title = HOSTILE.to_owned();
    for place in &mut account.corridors {
        place.name = HOSTILE.to_owned();
    }
    for language in Language::ALL {
        for document in all(&account, language) {
            let (page, text) = (report::html(&document), report::markdown(&document));
            assert!(
                !page.contains("<script") && !text.contains("<script"),
                "{}",
                document.kind
            );
            for unseen in ['\u{202e}', '\u{7}'] {
                assert!(
                    !page.contains(unseen) && !text.contains(unseen),
                    "{}",
                    document.kind
                );
            }
            assert!(!text.contains("*x*") || text.contains("\\*x\\*"), "{text}");
            let count = |letters: &[char]| text.matches(letters).count();
            assert_eq!(
                count(&['\u{2066}', '\u{2068}']),
                count(&['\u{2069}']),
                "isolates"
            );
        }
    }
}

#[test]
fn every_document_says_that_staying_is_a_choice_that_is_protected_and_that_it_is_an_exercise() {
    let account = told().account(AFTER);
    let sentences = [
        (
            "Leaving is a choice. Whoever stays remains protected",
            "EXERCISE",
        ),
        (
            "Å dra er et valg. Den som blir, er fortsatt beskyttet",
            "ØVELSE",
        ),
        ("المغادرة خيار. من يبقى يظل محميًا", "تمرين"),
    ];
    for (language, (staying, exercise)) in Language::ALL.into_iter().zip(sentences) {
        for document in all(&account, language) {
            for made in [report::html(&document), report::markdown(&document)] {
                assert!(made.contains(staying) && made.contains(exercise), "{made}");
            }
        }
    }
}

/// The attributes of every tag of a name.
fn tags<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let opened = format!("<{name}");
    let tags = page.split(opened.as_str()).skip(1);
    let tags = tags.filter(|rest| rest.starts_with([' ', '>']));
    tags.map(|rest| &rest[..rest.find('>').unwrap()]).collect()
}

#[test]
fn pages_can_be_used_by_whoever_reads_them_otherwise() {
    let account = told().account(AFTER);
    for language in Language::ALL {
        for document in all(&account, language) {
            let page = report::html(&document);
            let html = tags(&page, "html");
            let direction = if language == Language::Arabic {
                "rtl"
            } else {
                "ltr"
            };
            assert_eq!(
                html,
                [format!(" lang=\"{}\" dir=\"{direction}\"", language.tag())]
            );
            assert_eq!((tags(&page, "h1").len(), tags(&page, "main").len()), (1, 1));
            assert_eq!(tags(&page, "h2").len(), document.sections.len());
            assert!(tags(&page, "h3").is_empty());
            for head in tags(&page, "th") {
                assert!(
                    head.contains("scope=\"col\"") || head.contains("scope=\"row\""),
                    "{head}"
                );
            }
            assert_eq!(tags(&page, "caption").len(), tags(&page, "table").len());
            for picture in tags(&page, "svg") {
                let named = picture.contains("role=\"img\"") && picture.contains("aria-label=\"");
                assert!(
                    named || picture.contains("aria-hidden=\"true\""),
                    "{picture}"
                );
            }
            let ids: Vec<&str> = page
                .split(" id=\"")
                .skip(1)
                .map(|rest| &rest[..rest.find('"').unwrap()])
                .collect();
            assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "ids");
            for of in page.split("aria-labelledby=\"").skip(1) {
                assert!(ids.contains(&&of[..of.find('"').unwrap()]));
            }
            for fetched in [
                "http:", "https:", "<script", "<link", "<img", "url(", "@import",
            ] {
                assert!(!page.contains(fetched), "{fetched} in {}", document.kind);
            }
        }
    }
}

/// Relative luminance of WCAG 2.
fn luminance(colour: &str) -> f64 {
    let digits = colour.trim_start_matches('#');
    let wide: String = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => digits.to_owned(),
    };
    let part = |from: usize| {
        let share = f64::from(u8::from_str_radix(&wide[from..from + 2], 16).unwrap()) / 255.0;
        match share <= 0.04045 {
            true => share / 12.92,
            false => ((share + 0.055) / 1.055).powf(2.4),
        }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn text_stands_out_from_what_is_behind_it() {
    assert!((contrast("#000", "#fff") - 21.0).abs() < 1e-9);
    let account = told().account(AFTER);
    let page = report::html(&all(&account, Language::English)[0]);
    let style = page
        .split("<style>")
        .nth(1)
        .unwrap()
        .split("</style>")
        .next()
        .unwrap();
    let mut named: BTreeMap<&str, &str> = BTreeMap::new();
    for rule in style.split(['{', '}', ';']) {
        if let Some((name, value)) = rule
            .trim()
            .strip_prefix("--")
            .and_then(|rule| rule.split_once(':'))
        {
            named.insert(name, value);
        }
    }
    let value = |text: &str| match text
        .strip_prefix("var(--")
        .and_then(|name| name.strip_suffix(')'))
    {
        Some(name) => named[name].to_owned(),
        None => text.to_owned(),
    };
    // By rule: its colour on its background, else on paper.
    let mut pairs = 0;
    for rule in style.split('}') {
        let Some((_, rule)) = rule.rsplit_once('{') else {
            continue;
        };
        let of = |name: &str| {
            let declared = rule.split(';').filter_map(|part| part.split_once(':'));
            declared
                .filter(|(key, _)| *key == name)
                .map(|(_, it)| value(it))
                .next_back()
        };
        let colour = of("color").filter(|colour| colour.starts_with('#'));
        let behind = of("background").filter(|behind| behind.starts_with('#'));
        if colour.is_none() && behind.is_none() {
            continue;
        }
        let (colour, behind) = (
            colour.unwrap_or_else(|| value("var(--ink)")),
            behind.unwrap_or_else(|| value("var(--paper)")),
        );
        let ratio = contrast(&colour, &behind);
        assert!(ratio >= 4.5, "{colour} on {behind}: {ratio:.2}");
        pairs += 1;
    }
    assert!(pairs >= 6, "{pairs}");
    // Lines of the curve and of the map against paper: 3 for what is drawn.
    for drawn in ["blue", "ink", "soft"] {
        assert!(contrast(named[drawn], named["paper"]) >= 3.0);
    }
}

#[test]
fn arabic_keeps_what_is_written_the_other_way_in_isolates() {
    let account = told().account(AFTER);
    let document = &all(&account, Language::Arabic)[0];
    let page = report::html(document);
    let body = page.split("<main>").nth(1).unwrap();
    // No letter or digit of another script stands between Arabic words but in an isolate.
    let mut outside = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once("<bdi") {
        outside += before;
        rest = after.split_once("</bdi>").unwrap().1;
    }
    outside += rest;
    let text: String = outside
        .split('<')
        .map(|part| part.split_once('>').map_or("", |(_, text)| text))
        .collect();
    assert!(
        !text.chars().any(|letter| letter.is_ascii_digit()),
        "{text}"
    );
    assert!(
        page.contains("dir=\"ltr\">2016-11-04 09:00</bdi>"),
        "{page}"
    );
}

#[test]
fn eastern_digits_are_written_where_they_are_asked_for_and_only_in_numbers() {
    let account = told().account(AFTER);
    let eastern = ReportOptions {
        language: Language::Arabic,
        digits: Digits::Eastern,
    };
    let page = report::html(
        &report::sitrep(&released(&account, Profile::Confidential), None, eastern).unwrap(),
    );
    assert!(
        page.contains("٤٨") && page.contains("2016-11-04 09:00"),
        "{page}"
    );
    assert!(!page.contains(">48<"), "{page}");
}

#[test]
fn what_is_left_out_is_counted() {
    let mut record = told();
    // Three claims of danger inside the hours are shown beyond c1, and two more are not.
    for index in 0..5 {
        let when = (600 + index * 10, 605 + index * 10);
        record.claim(
            &format!("more-{index}"),
            "s1",
            Happening::Gunfire,
            Some(when),
            None,
        );
    }
    let account = record.account(AFTER);
    let document = report::sitrep(
        &released(&account, Profile::Confidential),
        None,
        options(Language::English),
    )
    .unwrap();
    let text = report::markdown(&document);
    assert!(text.contains("- 2 more in the account"), "{text}");
}

/// All texts of a section of the situation report, in their order.
fn section(account: &Account, id: &str, language: Language) -> String {
    let sitrep = report::sitrep(
        &released(account, Profile::Confidential),
        None,
        options(language),
    );
    let mut text = report::markdown(&sitrep.unwrap());
    let heading = match (id, language) {
        ("contradictions", Language::English) => "Contradictions, side by side",
        _ => panic!("{id}"),
    };
    let start = text.find(heading).expect("the section");
    let mut rest = text.split_off(start);
    if let Some(end) = rest.find("\n## ") {
        rest.truncate(end);
    }
    rest
}

#[test]
fn both_sides_of_a_contradiction_are_attributed_and_a_proposal_is_no_contradiction() {
    let mut record = Record::opened();
    let claim = |record: &mut Record, name: &str, source: &str, persons| {
        let at = Some((500, 600));
        record.claim(name, source, Happening::Movement, at, Some(persons));
    };
    claim(&mut record, "few", "s1", Figure::between(2, 9));
    claim(&mut record, "many", "s2", Figure::exact(48));
    claim(&mut record, "none", "s3", Figure::exact(0));
    for (claim, relation) in [("few", Relation::Set), ("none", Relation::Proposed)] {
        let relate = Relate {
            claim: claim.to_owned(),
            kinship: Kinship::Contradicts,
            to: "many".to_owned(),
            relation,
            reason: "other numbers".into(),
        };
        record.enter(&format!("relate-{claim}"), 700, Fact::Relate(relate));
    }
    let account = record.account(AFTER);
    assert_eq!(account.contradictions.len(), 2);
    assert_eq!(
        account
            .contradictions
            .iter()
            .filter(|one| one.proposed)
            .count(),
        1
    );
    let shown = section(&account, "contradictions", Language::English);
    for part in ["s1", "2 to 9", "s2", "48", "1 more is proposed"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("s3"), "a proposal stands as one: {shown}");
}
