//! Entries about people counted, and about plans.

use korridor_operate::fact::{Figure, GateCount, Published, PublishedPoint};
use korridor_operate::{Fact, Stamp};
use korridor_plan::document::LevelDocument;
use korridor_plan::{PLAN_FILE, PlanDocument, SCENARIO_FOLDER};
use korridor_world::Instant;

use super::Entering;
use crate::arguments::record::{CountOptions, PublishOptions};
use crate::failure::Failure;
use crate::record::hash::{of_scenario, sha256};
use crate::verb::verify::{packed_scenario, plan_files, refused};

/// A curve is recorded at no more moments than these.
const MOST_POINTS: usize = 200;

pub fn count(entering: &mut Entering<'_>, options: &CountOptions) -> Fact {
    let count = options.count.as_ref().unwrap_or(&entering.id).clone();
    Fact::Count(Box::new(GateCount {
        count,
        at: options.at.clone(),
        passage: options.passage,
        direction: options.direction,
        interval: entering.between(["--from", "--to"], &options.from, &options.to),
        persons: entering.persons("--persons", &options.persons),
        parts: options.part.iter().copied().collect(),
        source: options.source.clone(),
        supersedes: options.supersedes.clone(),
        words: entering.words("--words", options.words.as_deref()),
    }))
}

pub fn publish(entering: &mut Entering<'_>, options: &PublishOptions) -> Result<Fact, Failure> {
    let files = plan_files(&options.plan)?;
    let verified = korridor_plan::verify(&files, &packed_scenario);
    let verified = verified.map_err(|findings| refused(&options.plan, &findings))?;
    let packed = files.iter().filter_map(|(name, bytes)| {
        let name = name.strip_prefix(SCENARIO_FOLDER)?;
        Some((name.to_owned(), bytes.clone()))
    });
    let bytes = files.get(PLAN_FILE).map_or(&[][..], Vec::as_slice);
    Ok(Fact::Publish(Box::new(Published {
        plan: options.name.clone(),
        sha256: sha256(bytes),
        scenario_sha256: of_scenario(&packed.collect()),
        curve: curve(&verified.document),
        replaces: options.replaces.clone(),
        words: entering.words("--words", options.words.as_deref()),
    })))
}

/// How many the departure waves have out by the end of a step: what can be announced, not the exact curve above it.
fn curve(document: &PlanDocument) -> Vec<PublishedPoint> {
    let Some(start) = Instant::parse(&document.clock.start) else {
        return Vec::new();
    };
    let of = |name: &str| -> &[u64] {
        let level = document.levels.iter().find(|level| level.level == name);
        level.map_or(&[], |level: &LevelDocument| &level.usable.curve.out)
    };
    let (low, best, high) = (of("low"), of("best"), of("high"));
    let steps = low.len().min(best.len()).min(high.len());
    let every = steps.div_ceil(MOST_POINTS).max(1);
    let is_shown = |step: &usize| (step + 1).is_multiple_of(every) || step + 1 == steps;
    (0..steps)
        .filter(is_shown)
        .map(|step| {
            let after = (step as i64 + 1) * i64::from(document.clock.step_seconds);
            let figures = [low[step], best[step], high[step]];
            // Waves for other numbers of people are other waves: at some moment fewer may be out of more.
            PublishedPoint {
                by: Stamp(start.plus_seconds(after)),
                persons: Figure {
                    low: figures.into_iter().min().unwrap_or(0),
                    best: Some(best[step]),
                    high: figures.into_iter().max().unwrap_or(0),
                },
            }
        })
        .collect()
}
