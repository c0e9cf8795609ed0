//! `korridor compare`: what changed from one plan of a scenario to another.

mod pauses;

use std::path::Path;

use korridor_plan::{
    Comparison, LevelComparison, PlanDocument, USABLE_FLOW_FILE, ZoneComparison, compare, thousands,
};

use crate::arguments::CompareOptions;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::record::Place;
use crate::verb::verify::{packed_scenario, plan_files, refused};

/// Zones in the text; the document has all of them.
const SHOWN: usize = 20;

pub fn run(options: &CompareOptions, face: &Face) -> Result<(), Failure> {
    if options.pauses || is_record(&options.before)? {
        return pauses::run(options, face);
    }
    let [after_folder] = options.after.as_slice() else {
        let found = format!("{} plan folders beside the first", options.after.len());
        return Err(Failure::input(
            "AFTER",
            found,
            "one other plan folder of the same scenario",
        ));
    };
    let (before, old_flow) = read(&options.before)?;
    let (after, new_flow) = read(after_folder)?;
    let compared = compare([&before, &after], [&old_flow, &new_flow]).map_err(|reasons| {
        let complaint = |reason: &String| {
            let place = after_folder.display();
            Complaint::new(place, reason, "two plans of one scenario, with one clock")
        };
        Failure::Input(reasons.iter().map(complaint).collect())
    })?;
    let facts = serde_json::to_value(&compared).unwrap_or_default();
    face.answer("compare", &[], &text(&compared), facts)
}

/// A database, or a file: plans are folders.
fn is_record(path: &Path) -> Result<bool, Failure> {
    let place = Place::parse(&path.to_string_lossy())?;
    Ok(match place {
        Place::Schema { .. } => true,
        Place::File(path) => path.is_file(),
    })
}

fn read(folder: &Path) -> Result<(PlanDocument, String), Failure> {
    let mut files = plan_files(folder)?;
    let verified = korridor_plan::verify(&files, &packed_scenario)
        .map_err(|findings| refused(folder, &findings))?;
    let flow = files.remove(USABLE_FLOW_FILE).unwrap_or_default();
    let flow = String::from_utf8_lossy(&flow).into_owned();
    Ok((verified.document, flow))
}

fn text(compared: &Comparison) -> String {
    let mut text = format!(
        "{}; times count from {}\n\nout at the end, persons   before      after   difference\n",
        plain(&compared.scenario),
        compared.start
    );
    for level in &compared.levels {
        let [before, after] = level.out;
        text += &format!(
            "  {:<20} {:>10} {:>10} {:>12}\n",
            level.level,
            thousands(before),
            thousands(after),
            difference(level.out)
        );
    }
    text += "\n";
    for level in &compared.levels {
        text += &curve(level, compared.step_seconds);
    }
    text += &zones(compared);
    text += "Compared are the departure waves that are offered; neither plan says that anyone should \
             leave.\nConfidential: waves are targeting data, and no figure of a plan is released to the public or to a party.\n";
    text
}

/// How the curve of a level differs.
fn curve(level: &LevelComparison, step_seconds: u32) -> String {
    let at = |step| elapsed(step, step_seconds);
    let Some(first) = level.first_difference_step else {
        return format!("{}: the same at every step\n", level.level);
    };
    let mut text = format!("{}: differs from {} on", level.level, at(first));
    if let Some((step, persons)) = level.most_lost {
        let fewer = thousands(persons.unsigned_abs());
        text += &format!(", at most {fewer} fewer out (at {})", at(step));
    }
    if let Some((step, persons)) = level.most_gained {
        let more = thousands(persons.unsigned_abs());
        text += &format!(", at most {more} more out (at {})", at(step));
    }
    text + "\n"
}

fn zones(compared: &Comparison) -> String {
    if compared.zones.is_empty() {
        return "\nNo zone is offered anything else.\n\n".to_owned();
    }
    let mut text = "\nzones offered something else (best figures, persons)\n".to_owned();
    let mut zones: Vec<(&String, &ZoneComparison)> = compared.zones.iter().collect();
    zones.sort_by_key(|(_, zone)| std::cmp::Reverse(zone.offered_otherwise));
    for (id, zone) in zones.iter().take(SHOWN) {
        text += &format!(
            "  {}: {} offered otherwise from {} on, out {}\n",
            plain(id),
            thousands(zone.offered_otherwise),
            elapsed(zone.first_difference_step, compared.step_seconds),
            difference(zone.out)
        );
        for (corridor, persons) in &zone.corridors {
            let [before, after] = persons.map(thousands);
            let corridor = plain(corridor);
            text += &format!("      {corridor}: {before} -> {after}\n");
        }
    }
    if zones.len() > SHOWN {
        let more = zones.len() - SHOWN;
        text += &format!("  and {more} more; --json lists them all\n");
    }
    text + "\n"
}

/// When a step starts, counted from the first: local time may change on the way.
fn elapsed(step: u32, step_seconds: u32) -> String {
    let minutes = u64::from(step) * u64::from(step_seconds) / 60;
    format!("{} h {:02} min", minutes / 60, minutes % 60)
}

fn difference([before, after]: [u64; 2]) -> String {
    if after >= before {
        format!("+{}", thousands(after - before))
    } else {
        format!("-{}", thousands(before - after))
    }
}
