//! `korridor plan`: a scenario in, a plan folder with its proof out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use korridor_import::scenario::{SCENARIO_FILE, load_folder, pack, read_files};
use korridor_plan::{
    ANNOUNCEMENT_FILES, ANSWERS_FILE, BEFORE_FOLDER, CERTIFICATE_FILE, CHANGES_FILE, MOST_TURNS,
    PLAN_FILE, Plan, PlanDocument, PlanFiles, REPORT_FILE, SCENARIO_FOLDER, STOPS_FILE, Stage,
    TURNS_FILE, USABLE_FILE, USABLE_FLOW_FILE, WAVES_FILE,
};
use korridor_world::Scenario;
use serde_json::{Value, json};

use crate::arguments::PlanOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::own::{require_outside_plans, require_own};
use crate::plain::plain;
use crate::progress::Progress;
use crate::summary;
use crate::verb::check::complaints;
use crate::{input, memory, policy};

pub fn run(options: &PlanOptions, face: &Face) -> Result<(), Failure> {
    // Output that cannot be written is found out before the work, not after.
    let mut aside = Aside::new();
    let existing = Existing::from_force(options.force);
    require_outside_plans(&options.output)?;
    let folder = aside.folder(&options.output, existing, PLAN_FILE)?;
    require_own(&options.output, &own_files(&options.output))?;
    let (scenario, packed, warnings) = read(&options.scenario)?;
    let granted = korridor_plan::PlanOptions {
        memory_limit: memory::available(),
        routes_per_zone: Some(options.routes),
        wave_minutes: options.wave,
        answers: !options.no_answers,
    };
    let mut bars = None;
    let planned = korridor_plan::plan(&scenario, &packed, &granted, &mut |progress| {
        let label = match progress.stage {
            Stage::Solving => "planning",
            Stage::Answering => "answering",
        };
        if !matches!(&bars, Some((stage, _)) if *stage == progress.stage) {
            bars = Some((progress.stage, Progress::new(face, label)));
        }
        if let Some((_, bar)) = &mut bars {
            bar.at(progress.done, progress.total);
        }
    });
    drop(bars);
    let plan = planned.map_err(|error| Failure::input(options.scenario.display(), error, ""))?;
    write(&folder, &options.output, &plan)?;
    require_own(&options.output, &own_files(&options.output))?;
    aside.commit()?;
    let document = &plan.summary.document;
    let facts = facts(&options.output, document);
    let output = plain(&options.output.display().to_string());
    let text = summary::text(&plan.summary)
        + &format!(
            "\nPlan folder: {output}\nOpen {output}/report.html in a browser; ask more of it: korridor ask {output}\n"
        );
    face.answer("plan", &warnings, &text, facts)
}

/// What a script wants to know of a plan.
pub fn facts(folder: &Path, document: &PlanDocument) -> Value {
    json!({
        "folder": folder,
        "scenario": document.scenario,
        "steps": document.clock.steps,
        "step_seconds": document.clock.step_seconds,
        "levels": document.levels.iter().map(|level| json!({
            "level": level.level,
            "everyone": level.everyone,
            "usable": {
                "everyone": level.usable.everyone,
                "behind_at_end": level.usable.loss.at_end,
                "behind_at_worst": level.usable.loss.worst,
                "worst_step": level.usable.loss.worst_step,
            },
        })).collect::<Vec<_>>(),
        "nearest_out": document.nearest.out,
    })
}

/// The scenario in `folder`, the files that make it, and its warnings.
pub fn read(folder: &Path) -> Result<(Scenario, PlanFiles, Vec<Complaint>), Failure> {
    input::require_folder_with(folder, SCENARIO_FILE, "a scenario folder")?;
    let files =
        load_folder(folder).map_err(|defects| Failure::Input(complaints(folder, defects)))?;
    let (scenario, defects) = read_files(&files);
    let found = complaints(folder, defects);
    let policy = policy::complaints(folder, &files);
    if !policy.is_empty() {
        return Err(Failure::Input(policy.into_iter().chain(found).collect()));
    }
    match scenario {
        Some(scenario) => Ok((scenario, pack(&files), found)),
        None => Err(Failure::Input(found)),
    }
}

/// Files beside `plan.json` that every plan folder holds.
pub const PLAN_FILES: [&str; 12] = [
    "arrivals.csv",
    "gates.csv",
    "flow.csv",
    "plan.geojson",
    CERTIFICATE_FILE,
    REPORT_FILE,
    USABLE_FILE,
    WAVES_FILE,
    USABLE_FLOW_FILE,
    STOPS_FILE,
    ANNOUNCEMENT_FILES[0],
    ANNOUNCEMENT_FILES[1],
];

/// The files of the plan folder that is there, by the scenario that is packed in it.
pub fn own_files(folder: &Path) -> BTreeSet<String> {
    let packed = folder.join(SCENARIO_FOLDER);
    let packed = load_folder(&packed).map(|files| pack(&files));
    let packed = packed.unwrap_or_default().into_keys();
    let scenario = packed
        .chain([SCENARIO_FILE.to_owned()])
        .map(|name| SCENARIO_FOLDER.to_owned() + &name);
    let plan = PLAN_FILES.into_iter().chain([PLAN_FILE]);
    let continued = [TURNS_FILE, CHANGES_FILE, ANSWERS_FILE].map(str::to_owned);
    let before = (1..=MOST_TURNS).flat_map(|turn| {
        let name = |file| format!("{BEFORE_FOLDER}{turn}/{file}");
        [PLAN_FILE, USABLE_FILE].map(name)
    });
    let all = scenario.chain(plan.map(str::to_owned));
    all.chain(continued).chain(before).collect()
}

/// Writes the files of a plan; `shown` stands in complaints.
///
/// # Errors
/// What the operating system says.
pub fn write(folder: &Path, shown: &Path, plan: &Plan) -> Result<(), Failure> {
    for (name, bytes) in &plan.files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, bytes));
        written.map_err(|error| Failure::io(&shown.join(name), &error))?;
    }
    Ok(())
}
