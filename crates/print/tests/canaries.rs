//! The canaries of the account over sheets: none sings in a PDF for somebody who should not hear it, in its text or in its
//! bytes.

#[path = "../../account/tests/planted/mod.rs"]
mod planted;
mod poppler;
#[path = "../../account/tests/support/mod.rs"]
mod support;

use korridor_account::report::{self, Digits, Document, Language, ReportOptions};
use korridor_account::{Account, CurvePoint, Policy, Profile, ReleaseState, release};
use planted::{may_see, place, planted, sings};
use support::{AFTER, at};

fn document(account: &Account, profile: &Profile, language: Language) -> Document {
    let state = ReleaseState::default();
    let (released, _) = release(account, &Policy::default(), profile, &state).unwrap();
    let options = ReportOptions {
        language,
        digits: Digits::Western,
    };
    let document = match profile {
        Profile::Public => report::public(&released, options),
        Profile::Party(_) => report::party(&released, options),
        _ => report::sitrep(&released, None, options),
    };
    document.unwrap()
}

#[test]
fn no_canary_sings_in_a_pdf_where_it_should_not() {
    let mut planted = planted();
    let mut account = planted.record.account(AFTER);
    place(&mut planted, &mut account);
    account.curve.push(CurvePoint {
        by: at(0),
        waves: [71_717; 3],
        best_within_model: [72_727; 3],
    });
    let profiles = [
        Profile::StrictlyConfidential,
        Profile::Internal,
        Profile::Party("A".to_owned()),
        Profile::Party("B".to_owned()),
        Profile::Public,
    ];
    let mut heard = 0;
    for profile in &profiles {
        for language in Language::ALL {
            let document = document(&account, profile, language);
            let pdf = korridor_print::pdf(&document).unwrap().pdf;
            let raw = poppler::raw(&pdf);
            let text = poppler::text(&pdf).map(|sheets| sheets.concat());
            let text = text.unwrap_or_default();
            // Words are broken where lines end; figures never are, and bytes are full of figures of their own.
            let words: String = text.split_whitespace().collect();
            for (who, kind, canary) in &planted.canaries {
                let sung = match canary.starts_with("canary-") {
                    true => words.contains(canary) || raw.contains(canary),
                    false => sings(&text, canary),
                };
                assert!(
                    !sung || may_see(*who, profile),
                    "{profile} {language:?}: {kind} {canary}"
                );
                heard += usize::from(sung);
            }
            let is_outside = matches!(profile, Profile::Public | Profile::Party(_));
            let plan = sings(&text, "71717") || sings(&text, "72727");
            assert!(!(is_outside && plan), "{profile} {language:?}");
        }
    }
    // The test hears those that may sing.
    if poppler::text(
        &korridor_print::pdf(&document(&account, &profiles[0], Language::English))
            .unwrap()
            .pdf,
    )
    .is_some()
    {
        assert!(heard > 60, "{heard}");
    }
}
