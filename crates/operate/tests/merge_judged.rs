//! A merge believes no record because it is signed: what another program or a hand wrote into it is judged, and another
//! history of a record that was merged before is not taken for the one that was seen.

#[path = "support/record.rs"]
mod record;
#[path = "support/sites.rs"]
mod sites;
mod support;

use korridor_ledger::{Draft, Ledger};
use korridor_operate::{Kinship, Merger, Mode, RecordError, Recorder, continue_record};
use record::{File, codes, submit};
use serde_json::{Value, json};
use sites::*;
use support::{actor, command, corridor, gate, minute, opened, source, text};

const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Writes an event as no recorder would, under a key of its own.
fn forge_as(ledger: &mut Ledger, key: &str, event: &Value) {
    let draft = Draft {
        key: key.to_owned(),
        payload: event.to_string().into_bytes(),
        ..Draft::default()
    };
    ledger.append(None, &[draft]).unwrap();
}

fn event(id: &str, by: &str, fact: Value) -> Value {
    let at = text(5);
    json!({"v": 1, "id": id, "by": by, "nature": "exercise", "occurred": {"earliest": at, "latest": at},
        "known": at, "fact": fact})
}

fn merger() -> Merger {
    Merger {
        by: "cell".to_owned(),
        at: minute(100),
    }
}

fn sealed(decision: &str) -> Value {
    json!({"status": {"corridor": "north", "decision": decision, "reason": {"sealed": NOTHING}}})
}

/// Merges what was forged; the error, after making sure that nothing was written.
fn refused(sites: &mut Sites) -> RecordError {
    let size = sites.cell.ledger().size();
    let before = sites.board().clone();
    let mut field = File::new(&sites.folder, "field").open();
    let error = sites.cell.merge(&mut field, &merger()).unwrap_err();
    assert_eq!(sites.cell.ledger().refresh().unwrap(), size);
    assert_eq!(*sites.board(), before);
    error
}

#[test]
fn what_could_not_have_been_recorded_does_not_come() {
    let huge = u64::MAX;
    let forged = [
        ("actor_not_known", event("e", "nobody", sealed("contest"))),
        ("role_may_not", event("e", "watch", sealed("contest"))),
        (
            "role_may_not",
            event("e", "watch", actor("watch", "coordinator")),
        ),
        (
            "role_may_not",
            event("e", "watch", json!({"rules": {"silence_minutes": 90}})),
        ),
        ("corridor_cannot_open", event("e", "deputy", sealed("open"))),
        (
            "record_already_opened",
            event(
                "e",
                "deputy",
                json!({"setup": {"corridors": [corridor_named("ghost")]}}),
            ),
        ),
        (
            "record_already_opened",
            event("e", "deputy", json!({"setup": {"parties": ["C"]}})),
        ),
        (
            "figure_absurd",
            event("e", "deputy", json!({"rules": {"silence_minutes": 0}})),
        ),
        (
            "figure_absurd",
            event("e", "deputy", count("c", 0, 10, huge, &[])),
        ),
        (
            "interval_ends_before_it_starts",
            event("e", "deputy", count("c", 10, 0, 1, &[])),
        ),
        ("source_not_known", {
            let mut count = count("c", 0, 10, 1, &[]);
            count["count"]["source"] = json!("s1\u{1b}[2J");
            event("e", "deputy", count)
        }),
        (
            "name_not_usable",
            event("e", "deputy", source("s\u{1b}[2J", "r")),
        ),
        ("name_not_usable", event("e!", "deputy", source("s9", "r"))),
        (
            "not_written_by_hand",
            event("e", "deputy", merged("e", "north")),
        ),
        (
            "not_written_by_hand",
            event("e", "deputy", merged("nowhere", "north")),
        ),
        ("role_may_not", event("e", "watch", merged("e", "north"))),
        ("exercise_and_operation_mixed", {
            let mut event = event("e", "deputy", source("s9", "r"));
            event["nature"] = json!("operation");
            event
        }),
        ("time_absurd", {
            let mut event = event("e", "deputy", source("s9", "r"));
            event["known"] = json!("2150-01-01T00:00:00Z");
            event
        }),
    ];
    for (code, event) in forged {
        let mut sites = Sites::new("judged");
        sites.there(actor("watch", "monitor"));
        let key = event["id"].as_str().unwrap().to_owned();
        forge_as(sites.field.ledger(), &key, &event);
        let error = refused(&mut sites);
        let found = codes(&error);
        assert!(found.contains(&code), "{code} in {found:?} of {event}");
        let RecordError::Refused(refusals) = error else {
            panic!("{error}")
        };
        let place = &refusals[0].1.place;
        assert!(place.starts_with("entry ") || place == "record", "{place}");
        assert!(!place.contains('\u{1b}'), "{place}");
    }
}

fn corridor_named(name: &str) -> Value {
    corridor(name, vec![gate("ghost-gate", "A")])
}

fn merged(entry: &str, corridor: &str) -> Value {
    json!({"merged": {"origin": "x", "checkpoint": "x", "entries": [{"id": entry, "seq": 1, "recorded": "x"}],
        "conflicts": [{"conflict": "q", "kind": "hard", "here": "start-1", "there": "start-2", "about": "status",
            "corridor": corridor}]}})
}

#[test]
fn an_entry_that_is_no_event_of_its_key_is_not_read() {
    let words = "a name, in the record itself";
    let mut plain = sealed("contest");
    plain["status"]["reason"] = json!(words);
    for (code, key, event) in [
        ("words_must_be_sealed", "e", event("e", "deputy", plain)),
        (
            "name_not_usable",
            "other",
            event("e", "deputy", source("s9", "r")),
        ),
    ] {
        let mut sites = Sites::new("judged-form");
        forge_as(sites.field.ledger(), key, &event);
        let error = refused(&mut sites);
        assert_eq!(codes(&error), [code]);
        assert!(!format!("{error:?}").contains(words), "{error:?}");
        let again = Recorder::open(File::new(&sites.folder, "field").open());
        assert!(again.is_err(), "nor does its own reader take it");
    }
}

#[test]
fn the_whole_merge_is_refused_and_an_honest_one_is_not() {
    let mut sites = Sites::new("judged-whole");
    sites.there(count("f1", 10, 20, 5, &[]));
    sites.there(actor("watch", "monitor"));
    sites.there(json!({"rules": {"silence_minutes": 30}}));
    assert_eq!(sites.merge().came, 3);
    sites.there(count("f2", 20, 30, 5, &[]));
    forge_as(
        sites.field.ledger(),
        "e",
        &event("e", "nobody", sealed("contest")),
    );
    assert_eq!(codes(&refused(&mut sites)), ["actor_not_known"]);
}

/// North sets out from the cell, a post of its own from north; the post's entries come to the cell through north.
#[test]
fn what_came_through_a_third_record_is_merged() {
    let mut sites = Sites::new("judged-third");
    let ledger = File::new(&sites.folder, "post").create(None);
    let mut post = continue_record(ledger, &mut sites.field, "post", "deputy", minute(1)).unwrap();
    let corrects = |name: &str| count(name, 0, 10, 12, &["base"]);
    submit(
        &mut post,
        &command("p1", "deputy", 2, corrects("p-count")),
        minute(2),
    )
    .unwrap();
    sites.there(corrects("f-count"));
    let merge = sites.field.merge(
        post.ledger(),
        &Merger {
            by: "deputy".to_owned(),
            at: minute(3),
        },
    );
    assert_eq!(merge.unwrap().conflicts.len(), 1);
    assert_eq!(sites.merge().came, 3, "two corrections and the merge");
    let conflicts = sites.board().conflicts.len();
    assert_eq!(conflicts, 1);
    let again = sites.cell.merge(post.ledger(), &merger()).unwrap();
    assert_eq!(again.came, 0, "directly it brings nothing more");
}

#[test]
fn a_history_that_was_written_anew_is_a_split_view() {
    let mut sites = Sites::new("judged-split");
    sites
        .field
        .ledger()
        .backup(&sites.folder.0.join("before.kor"))
        .unwrap();
    sites.there(count("f1", 10, 20, 5, &[]));
    assert_eq!(sites.merge().came, 1);
    // The field's record as it was before, with another entry in the same place.
    let path = File::new(&sites.folder, "field").path;
    drop(std::mem::replace(
        &mut sites.field,
        Recorder::open(File::new(&sites.folder, "spare").create(None)).unwrap(),
    ));
    std::fs::copy(sites.folder.0.join("before.kor"), &path).unwrap();
    sites.field = Recorder::open(File::new(&sites.folder, "field").open()).unwrap();
    sites.there(status("suspend"));
    sites.there(count("f2", 20, 30, 5, &[]));
    assert_eq!(codes(&refused(&mut sites)), ["split_view"]);
}

#[test]
fn a_record_that_only_says_that_it_continues_this_one_is_a_split_view() {
    let mut sites = Sites::new("judged-continues");
    let size = sites.cell.ledger().size();
    let mut start = opened("field");
    start["opened"]["continues"] =
        json!({"origin": sites.cell.ledger().origin(), "size": size, "root": NOTHING});
    let mut stranger = Recorder::open(File::new(&sites.folder, "stranger").create(None)).unwrap();
    begin(&mut stranger, start);
    let refused = sites.cell.merge(stranger.ledger(), &merger()).unwrap_err();
    assert_eq!(codes(&refused), ["split_view"]);
}

#[test]
fn a_record_that_was_opened_apart_comes_only_if_a_person_says_so() {
    let mut sites = Sites::new("judged-apart");
    let mut apart = Recorder::open(File::new(&sites.folder, "apart").create(None)).unwrap();
    submit(
        &mut apart,
        &command("apart-0", "far", 0, opened("far")),
        minute(0),
    )
    .unwrap();
    let setup = json!({"setup": {"parties": ["A", "B"], "corridors": [
        corridor("north", vec![gate("g", "A")]), corridor("south", vec![gate("h", "B")]),
    ]}});
    for (index, fact) in [setup, actor("far", "coordinator"), source("s7", "r7")]
        .into_iter()
        .enumerate()
    {
        let id = format!("apart-{}", index + 1);
        submit(&mut apart, &command(&id, "far", 1, fact), minute(1)).unwrap();
    }
    let refused = sites.cell.merge(apart.ledger(), &merger()).unwrap_err();
    assert_eq!(codes(&refused), ["record_not_continued"]);
    let allowed = |cell: &mut Recorder, apart: &mut Recorder, mode| {
        cell.merge_as(apart.ledger(), &merger(), Kinship::OpenedApart, mode)
            .unwrap()
            .came
    };
    let size = sites.cell.ledger().size();
    assert_eq!(allowed(&mut sites.cell, &mut apart, Mode::Preview), 2);
    assert_eq!(
        sites.cell.ledger().refresh().unwrap(),
        size,
        "a preview writes nothing"
    );
    assert_eq!(allowed(&mut sites.cell, &mut apart, Mode::Record), 2);
    submit(
        &mut apart,
        &command("later", "far", 2, source("s8", "r8")),
        minute(2),
    )
    .unwrap();
    let again = sites.cell.merge(apart.ledger(), &merger()).unwrap();
    assert_eq!(again.came, 1, "once brought in, it is known");
}

#[test]
fn a_site_whose_name_no_name_can_hold_is_refused() {
    let mut sites = Sites::new("judged-site");
    let mut start = opened("x\u{1b}[2J");
    start["opened"]["continues"] = json!(null);
    let mut other = File::new(&sites.folder, "other").create(None);
    forge_as(&mut other, "o", &event("o", "cell", start));
    let refused = sites.cell.merge(&mut other, &merger()).unwrap_err();
    assert_eq!(codes(&refused), ["name_not_usable"]);
}
