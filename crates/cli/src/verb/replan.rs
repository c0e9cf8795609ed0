//! `korridor replan`: a plan that is under way, planned on from a moment.

use korridor_import::scenario::expected_word;
use korridor_plan::document::ContinuesDocument;
use korridor_plan::{PLAN_FILE, PlanDocument, ReplanError, ReplanRequest, replan, thousands};
use serde_json::Value;

use crate::arguments::ReplanOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::Failure;
use crate::own::{require_outside_plans, require_own};
use crate::plain::plain;
use crate::progress::Progress;
use crate::summary;
use crate::verb::plan::{facts, own_files, write};
use crate::verb::verify::{packed_scenario, plan_files, refused};

pub fn run(options: &ReplanOptions, face: &Face) -> Result<(), Failure> {
    let mut aside = Aside::new();
    let existing = Existing::from_force(options.force);
    require_outside_plans(&options.output)?;
    let folder = aside.folder(&options.output, existing, PLAN_FILE)?;
    require_own(&options.output, &own_files(&options.output))?;
    let files = plan_files(&options.plan)?;
    let request = ReplanRequest {
        at: options.at.clone(),
        close: options.close.clone(),
        open: options.open.clone(),
    };
    let mut bar = Progress::new(face, "planning on");
    let planned = replan(&files, &packed_scenario, &request, &mut |progress| {
        bar.at(progress.done, progress.total);
    });
    drop(bar);
    let plan = planned.map_err(|error| failure(options, error))?;
    write(&folder, &options.output, &plan)?;
    require_own(&options.output, &own_files(&options.output))?;
    aside.commit()?;
    let document = &plan.summary.document;
    let mut facts = facts(&options.output, document);
    if let Value::Object(facts) = &mut facts {
        let continues = serde_json::to_value(&document.continues);
        facts.insert("continues".to_owned(), continues.unwrap_or_default());
    }
    let output = plain(&options.output.display().to_string());
    let text = changes(document)
        + &summary::text(&plan.summary)
        + &format!(
            "\nPlan folder: {output}\nBefore and after, by zone and minute: korridor compare {} {output}\n",
            plain(&options.plan.display().to_string())
        );
    face.answer("replan", &[], &text, facts)
}

fn failure(options: &ReplanOptions, error: ReplanError) -> Failure {
    let flag = |word: &str| format!("--{word}");
    match error {
        ReplanError::Refused(findings) => refused(&options.plan, &findings),
        ReplanError::Moment {
            text,
            what,
            expected,
        } => Failure::input("--at", format!("{text:?}, {what}"), expected),
        ReplanError::UnknownCorridor { word, id, known } => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let expected = expected_word("a corridor that is planned", &id, known);
            Failure::input(flag(word), format!("{id:?}"), expected)
        }
        ReplanError::Corridor { word, id, what } => {
            let expected = format!("a corridor that can {word} at that moment");
            Failure::input(flag(word), format!("{id:?}: {what}"), expected)
        }
        ReplanError::Several(errors) => {
            let failures = errors.into_iter().map(|error| failure(options, error));
            Failure::Input(failures.flat_map(|of| of.complaints().to_vec()).collect())
        }
        error => Failure::input(options.plan.display(), error, ""),
    }
}

/// What is new, before the summary of the plan.
fn changes(document: &PlanDocument) -> String {
    let Some(continues) = &document.continues else {
        return String::new();
    };
    let mut text = format!("Planned on from {}\n", continues.from);
    let list = |names: &[String]| plain(&names.join(", "));
    if !continues.close.is_empty() {
        text += &format!(
            "  closed outwards: {}; the way back is not closed\n",
            list(&continues.close)
        );
    }
    if !continues.open.is_empty() {
        text += &format!("  open: {}\n", list(&continues.open));
    }
    text + &figures(continues) + &zones(continues) + "\n"
}

fn figures(continues: &ContinuesDocument) -> String {
    type Part = (
        &'static str,
        fn(&korridor_plan::document::ContinuesLevelDocument) -> u64,
    );
    const PARTS: [Part; 9] = [
        ("out, or on the last stretch", |l| l.out_or_on_last_stretch),
        ("on the road", |l| l.on_the_road),
        ("  first proposal: hold or go back", |l| l.hold_or_go_back),
        ("    out if a channel reached them", |l| l.out_if_redirected),
        ("    could not be back in time", |l| l.not_back_in_time),
        ("  told to hold before, may move on", |l| l.may_move_on),
        ("  told something new", |l| l.on_the_road_told_anew),
        ("wish to leave, have not set out", |l| l.not_set_out),
        ("  told something new", |l| l.not_set_out_told_anew),
    ];
    let mut text = format!("{:37}", "  persons, by the waves so far");
    for level in &continues.levels {
        text += &format!("{:>12}", level.level);
    }
    text += "\n";
    for (name, part) in PARTS {
        text += &format!("  {name:35}");
        for level in &continues.levels {
            text += &format!("{:>12}", thousands(part(level)));
        }
        text += "\n";
    }
    text
}

fn zones(continues: &ContinuesDocument) -> String {
    const SHOWN: usize = 12;
    let Some(best) = continues.levels.iter().find(|level| level.level == "best") else {
        return String::new();
    };
    let told = &best.zones_told_anew;
    if told.is_empty() {
        return "  No zone is told anything new (best figures).\n".to_owned();
    }
    let zones = match told.len() {
        1 => "1 zone is".to_owned(),
        zones => format!("{} zones are", thousands(zones as u64)),
    };
    let mut text = format!("  {zones} told something new (best figures; changes.csv has all):\n");
    for zone in told.iter().take(SHOWN) {
        text += &format!("    {}\n", plain(zone));
    }
    if told.len() > SHOWN {
        text += &format!("    and {} more\n", thousands((told.len() - SHOWN) as u64));
    }
    text
}
