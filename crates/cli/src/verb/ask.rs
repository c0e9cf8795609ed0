//! `korridor ask`: what a negotiator asks of a plan, each answer from a solved problem.

use std::sync::{Mutex, PoisonError};

use korridor_plan::answers::{self, Asked, Basis, Every, LIMIT_HOURS};
use korridor_world::scenario::CorridorId;

use crate::arguments::{AskOptions, Question};
use crate::aside::{Aside, Existing};
use crate::asked;
use crate::face::Face;
use crate::failure::Failure;
use crate::own::require_outside_plans;
use crate::progress::Progress;
use crate::verb::verify::{packed_scenario, plan_files, refused};

pub fn run(options: &AskOptions, face: &Face) -> Result<(), Failure> {
    // What is wrong with the question is said before any work.
    let minutes = options.hours.map(minutes).transpose()?;
    let every = Every::minutes(options.every).unwrap_or(Every::HALF_HOUR);
    let files = plan_files(&options.plan)?;
    let mut aside = Aside::new();
    let existing = Existing::from_force(options.force);
    if let Some(target) = &options.report {
        require_outside_plans(target)?;
    }
    let report = options.report.as_ref();
    let report = report.map(|target| aside.file(target, existing));
    let report = report.transpose()?;
    let basis = Basis::open(&files, &packed_scenario);
    let basis = basis.map_err(|findings| refused(&options.plan, &findings))?;
    let only = match &options.corridor {
        Some(key) => Some(corridor(&basis, key)?),
        None => None,
    };
    let asks = |question| options.question.is_none_or(|asked| asked == question);
    if let Some(minutes) = minutes
        && minutes > u64::from(basis.limit_hours()) * 60
    {
        let expected = format!(
            "at most {} hours, the longest pause that is looked at of a plan under way",
            basis.limit_hours()
        );
        let found = format!("{}", options.hours.unwrap_or_default());
        return Err(Failure::input("--hours", found, expected));
    }
    let asked = Asked {
        how_long: asks(Question::HowLong),
        how_many: asks(Question::HowMany),
        pause_minutes: minutes,
        bottlenecks: asks(Question::Bottlenecks).then_some(options.top),
        corridors: asks(Question::Corridors).then_some(only),
        every,
    };
    let bar = Mutex::new(Progress::new(face, "answering"));
    let found = answers::answers(&basis, &asked, &|done, total| {
        bar.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .at(done, total);
    });
    drop(bar);
    let found = found.map_err(|error| Failure::input(options.plan.display(), error, ""))?;
    if let Some(slot) = report {
        aside.write(slot, &basis.report(&found))?;
        aside.commit()?;
    }
    let facts = serde_json::to_value(&found).unwrap_or_default();
    face.answer("ask", &[], &asked::text(&found), facts)
}

/// Whole minutes of so many hours.
fn minutes(hours: f64) -> Result<u64, Failure> {
    let minutes = (hours * 60.0).round();
    if minutes.is_finite() && minutes >= 1.0 && minutes <= f64::from(LIMIT_HOURS) * 60.0 {
        return Ok(minutes as u64);
    }
    let expected = format!("a pause of at least a minute and at most {LIMIT_HOURS} hours");
    Err(Failure::input("--hours", format!("{hours}"), expected))
}

fn corridor(basis: &Basis, key: &str) -> Result<CorridorId, Failure> {
    basis.corridor(key).ok_or_else(|| {
        let planned = basis.scenario().planned_corridors();
        let known: Vec<&str> = planned.map(|(_, corridor)| corridor.key.as_str()).collect();
        let expected =
            korridor_import::scenario::expected_word("a corridor that is planned", key, known);
        Failure::input("--corridor", format!("{key:?}"), expected)
    })
}
