//! The catalogues against each other and against the code that speaks with them.

use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::{Catalogue, Message};
use super::plural::Form;
use super::text::Text;
use super::voice::{Digits, Language, Voice};

/// Every file that says something.
const SPEAKERS: [&str; 15] = [
    include_str!("chart.rs"),
    include_str!("frame.rs"),
    include_str!("html.rs"),
    include_str!("investigation.rs"),
    include_str!("map.rs"),
    include_str!("markdown.rs"),
    include_str!("party.rs"),
    include_str!("public.rs"),
    include_str!("sitrep.rs"),
    include_str!("sitrep/claims.rs"),
    include_str!("sitrep/highlights.rs"),
    include_str!("sitrep/tables.rs"),
    include_str!("sitrep/unknown.rs"),
    include_str!("voice.rs"),
    include_str!("words.rs"),
];

fn keys(language: Language) -> BTreeMap<String, Message> {
    let all = Catalogue::of(language).all();
    all.map(|(key, message)| (key.to_owned(), message.clone()))
        .collect()
}

/// Whatever in the code looks like a key.
fn spoken() -> BTreeSet<&'static str> {
    let sections: BTreeSet<String> = keys(Language::English)
        .keys()
        .filter_map(|key| Some(key.split_once('.')?.0.to_owned()))
        .collect();
    let quoted = SPEAKERS.into_iter().flat_map(|file| file.split('"'));
    let is_key = |text: &&str| {
        text.split_once('.').is_some_and(|(section, key)| {
            let plain =
                |letter: char| letter.is_ascii_lowercase() || "_0123456789".contains(letter);
            sections.contains(section) && !key.is_empty() && key.chars().all(plain)
        })
    };
    quoted.filter(is_key).collect()
}

#[test]
fn every_key_is_in_every_language_with_the_same_variables_and_all_its_forms() {
    let english = keys(Language::English);
    assert!(english.len() > 200, "{}", english.len());
    for language in Language::ALL {
        let own = keys(language);
        let (here, there): (Vec<_>, Vec<_>) = (own.keys().collect(), english.keys().collect());
        assert_eq!(here, there, "{language:?}");
        for (key, message) in &own {
            assert_eq!(
                message.variables(),
                english[key].variables(),
                "{language:?} {key}"
            );
            let counted = |message: &Message| matches!(message, Message::Counted(_));
            assert_eq!(
                counted(message),
                counted(&english[key]),
                "{language:?} {key}"
            );
            let Message::Counted(forms) = message else {
                continue;
            };
            let wanted: BTreeSet<&str> =
                Form::all(language).iter().map(|form| form.word()).collect();
            let found: BTreeSet<&str> = forms.keys().map(String::as_str).collect();
            assert_eq!(found, wanted, "{language:?} {key}");
            for text in forms.values() {
                assert!(text.contains("{n}"), "{language:?} {key}: {text}");
            }
        }
    }
}

#[test]
fn every_key_that_the_code_says_is_there_and_no_other() {
    let english = keys(Language::English);
    let known: BTreeSet<&str> = english
        .keys()
        .map(String::as_str)
        .filter(|key| !key.starts_with("month."))
        .collect();
    assert_eq!(spoken(), known);
}

#[test]
fn texts_of_a_language_hold_no_direction_marks_and_nothing_unseen() {
    for language in Language::ALL {
        for (key, message) in keys(language) {
            for text in message.texts() {
                assert_eq!(crate::render::inert(text), text, "{language:?} {key}");
            }
        }
    }
}

#[test]
fn words_that_judge_or_order_are_in_no_catalogue() {
    let banned = [
        (
            Language::English,
            &[
                "violat",
                "guilty",
                "perpetrat",
                "safe ",
                "deconflict",
                "evacuate now",
                " must leave",
                "refuses to leave",
                "ceasefire",
                "enemy",
                "assigned",
            ][..],
        ),
        (
            Language::Norwegian,
            &[
                "våpenhvile",
                "skyldig",
                "fiende",
                "må dra",
                "trygg",
                "bryter ",
            ][..],
        ),
        (
            Language::Arabic,
            &["وقف إطلاق النار", "العدو", "انتهك", "مذنب", "آمن"][..],
        ),
    ];
    for (language, words) in banned {
        for (key, message) in keys(language) {
            for text in message.texts() {
                let lower = text.to_lowercase();
                let found = words.iter().find(|word| lower.contains(**word));
                assert_eq!(found, None, "{language:?} {key}: {text}");
            }
        }
    }
}

fn voice(language: Language, digits: Digits) -> Voice {
    Voice::new(language, digits, "Asia/Damascus")
}

#[test]
fn numbers_are_written_as_the_language_and_its_reader_have_them() {
    let plain = |language, digits| voice(language, digits).number(1_234_567).plain();
    assert_eq!(plain(Language::English, Digits::Western), "1,234,567");
    assert_eq!(
        plain(Language::Norwegian, Digits::Western),
        "1\u{a0}234\u{a0}567"
    );
    assert_eq!(plain(Language::Arabic, Digits::Western), "1,234,567");
    assert_eq!(plain(Language::Arabic, Digits::Eastern), "١٬٢٣٤٬٥٦٧");
    // Digits are a choice of Arabic alone.
    assert_eq!(plain(Language::English, Digits::Eastern), "1,234,567");
    let voice = voice(Language::English, Digits::Western);
    assert_eq!(voice.signed(-40).plain(), "\u{2212}40");
    assert_eq!(voice.band(3, None, 9).plain(), "3 to 9");
    assert_eq!(voice.band(3, Some(4), 9).plain(), "4 (3 to 9)");
    assert_eq!(voice.band(3, Some(3), 3).plain(), "3");
}

fn at(text: &str) -> korridor_operate::Stamp {
    korridor_operate::Stamp(korridor_world::Instant::parse(text).unwrap())
}

#[test]
fn days_that_a_release_made_coarse_are_the_days_of_the_place() {
    // A release without a zone gives the day of the place as one of UTC.
    let withheld = Voice::new(Language::English, Digits::Western, "");
    let start = withheld.day(at("2016-11-04T00:00:00Z"));
    assert_eq!(start.plain(), "4 November 2016");
    let known = voice(Language::Norwegian, Digits::Western);
    assert_eq!(
        known.day(at("2016-11-03T22:00:00Z")).plain(),
        "4. november 2016"
    );
    let arabic = voice(Language::Arabic, Digits::Eastern);
    assert_eq!(
        arabic.day(at("2016-11-04T07:00:00Z")).plain(),
        "٤ تشرين الثاني/نوفمبر ٢٠١٦"
    );
}

#[test]
fn spans_say_each_clock_that_they_run_by() {
    let voice = voice(Language::English, Digits::Western);
    let span = |from, to| {
        voice
            .span(korridor_operate::Span {
                from: at(from),
                to: at(to),
            })
            .plain()
    };
    assert_eq!(
        span("2016-11-04T07:00:00Z", "2016-11-04T17:00:00Z"),
        "2016-11-04 09:00 to 19:00 +02:00"
    );
    // Syria left summer time on 28 October 2016.
    assert_eq!(
        span("2016-10-27T07:00:00Z", "2016-10-28T07:00:00Z"),
        "2016-10-27 10:00 +03:00 to 2016-10-28 09:00 +02:00"
    );
}

#[test]
fn what_others_wrote_stays_apart_from_the_sentence_it_stands_in() {
    let voice = voice(Language::Arabic, Digits::Western);
    let text = voice.tell(
        "highlight.declared",
        &[("parties", voice.names(&["<b>Russia\u{202e}".to_owned()]))],
    );
    let named: Vec<&str> = text
        .runs()
        .iter()
        .filter(|run| matches!(run, super::Run::Named(_)))
        .map(super::Run::letters)
        .collect();
    assert_eq!(named, ["<b>Russia\\u{202e}"]);
    assert!(Text::named("a\nb").plain().contains("\\u{a}"));
}
