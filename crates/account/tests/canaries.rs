//! Two hundred canaries are planted in a record: words, pseudonyms, ids, times as said, exact places and exact counts.
//! None is in anything that is made for a profile that should not have it; and each that a profile should have is there,
//! so that the test would see a canary if it sang.

mod planted;
mod support;

use std::collections::BTreeMap;

use korridor_account::report::{self, Digits, Language, ReportOptions};
use korridor_account::{
    Account, Evidence, Format, Policy, Profile, ReleaseState, Released, export, release, render,
};
use planted::{EACH, Planted, may_see, place, planted, sings};
use support::{AFTER, at};

/// Everything that is made of an account for a profile, by name.
fn made(planted: &Planted, account: &Account, profile: &Profile) -> BTreeMap<String, String> {
    let (released, state) = release(
        account,
        &Policy::default(),
        profile,
        &ReleaseState::default(),
    )
    .unwrap();
    let confidential = matches!(
        profile,
        Profile::StrictlyConfidential | Profile::Confidential
    );
    let shown = planted.record.entries.iter().filter(|_| confidential);
    // An entry's own words lie beside the record; these records in memory still have them, so that only ids are shown.
    let evidence: Vec<Evidence> = shown
        .map(|entry| Evidence {
            says: String::new(),
            ..Evidence::of(entry)
        })
        .collect();
    let mut made = BTreeMap::new();
    let formats = [
        ("hxl", Format::Hxl),
        ("geojson", Format::GeoJson),
        ("parquet", Format::GeoParquet),
        ("csv", Format::Csv),
    ];
    for (name, format) in formats {
        for (file, bytes) in export(&released, format) {
            // Text of a table of GeoParquet stands in it as it is.
            let text = String::from_utf8_lossy(&bytes).into_owned();
            made.insert(format!("{name}/{file}"), text);
        }
    }
    for (file, bytes) in render::files(&released, &evidence) {
        made.insert(file, String::from_utf8(bytes).unwrap());
    }
    made.extend(reports(&released, profile));
    made.insert("summary".to_owned(), render::summary(&released));
    made.insert(
        "manifest".to_owned(),
        String::from_utf8(render::manifest(&released, &BTreeMap::new())).unwrap(),
    );
    made.insert("releases".to_owned(), state.to_json());
    made.insert("debug".to_owned(), format!("{released:?}"));
    made
}

/// The report for a profile's readers, in all languages.
fn reports(released: &Released<Account>, profile: &Profile) -> BTreeMap<String, String> {
    let mut made = BTreeMap::new();
    for language in Language::ALL {
        let options = ReportOptions {
            language,
            digits: Digits::Western,
        };
        let document = match profile {
            Profile::Public => report::public(released, options),
            Profile::Party(_) => report::party(released, options),
            _ => report::sitrep(released, None, options),
        };
        let document = document.unwrap();
        let name = |form: &str| format!("{}.{}.{form}", document.kind, language.tag());
        made.insert(name("html"), report::html(&document));
        made.insert(name("md"), report::markdown(&document));
    }
    made
}

#[test]
fn two_hundred_canaries_and_none_sings_where_it_should_not() {
    let mut planted = planted();
    let mut account = planted.record.account(AFTER);
    place(&mut planted, &mut account);
    assert!(planted.canaries.len() >= 200, "{}", planted.canaries.len());
    let profiles = [
        Profile::StrictlyConfidential,
        Profile::Confidential,
        Profile::Internal,
        Profile::Party("A".to_owned()),
        Profile::Party("B".to_owned()),
        Profile::Public,
    ];
    let mut leaks = Vec::new();
    for profile in &profiles {
        let made = made(&planted, &account, profile);
        for (who, kind, canary) in &planted.canaries {
            let heard: Vec<&String> = made
                .iter()
                .filter(|(_, text)| sings(text, canary))
                .map(|(name, _)| name)
                .collect();
            if !may_see(*who, profile) && !heard.is_empty() {
                leaks.push(format!("{profile}: {kind} {canary} in {heard:?}"));
            }
            // Sums of many batches stand for single counts, which a timeline lists one by one.
            if may_see(*who, profile) && heard.is_empty() {
                leaks.push(format!(
                    "{profile}: {kind} {canary} should be there and is not"
                ));
            }
        }
    }
    assert!(
        leaks.is_empty(),
        "{} leaks:\n{}",
        leaks.len(),
        leaks.join("\n")
    );
}

#[test]
fn the_public_and_parties_never_see_what_a_plan_expects() {
    let planted = planted();
    let mut account = planted.record.account(AFTER);
    account.curve.push(korridor_account::CurvePoint {
        by: at(0),
        waves: [71_717; 3],
        best_within_model: [72_727; 3],
    });
    for profile in [Profile::Public, Profile::Party("A".to_owned())] {
        for (name, text) in made(&planted, &account, &profile) {
            assert!(
                !sings(&text, "71717") && !sings(&text, "72727"),
                "{profile}: {name}"
            );
        }
    }
}

#[test]
fn what_the_public_is_given_is_type_day_casualties_and_certainty() {
    let planted = planted();
    let account = planted.record.account(AFTER);
    let (released, _) = release(
        &account,
        &Policy::default(),
        &Profile::Public,
        &ReleaseState::default(),
    )
    .unwrap();
    let public = released.value();
    assert_eq!(public.incidents.len(), EACH);
    let names = public.incidents.iter().map(|one| one.incident.as_str());
    assert!(names.eq((1..=EACH).map(|number| format!("incident-{number}"))));
    let casualties = |one: &korridor_account::IncidentAccount| {
        let number = public.numbers.get(one.casualties.as_deref().unwrap());
        number.map(|number| (number.low, number.high))
    };
    let mut incidents = public.incidents.iter();
    let first = incidents.find(|one| casualties(one) == Some((29_130, 29_139)));
    let first = first.expect("the incident of the first canary");
    // The day of 4 November in Damascus, whose zone is withheld: as a day of UTC.
    assert_eq!(first.from.unwrap().to_string(), "2016-11-04T00:00:00Z");
    assert_eq!(first.to.unwrap().to_string(), "2016-11-04T23:59:59Z");
    assert_eq!(first.roots, 1);
    assert!(
        public.corridors.is_empty()
            && public.pause.statements.is_empty()
            && public.title.is_empty()
    );
    assert!(
        public.notifications.is_empty()
            && public.timeline.is_empty()
            && public.guarantees.is_empty()
    );
}
