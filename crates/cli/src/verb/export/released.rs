//! `korridor export --format`: what of an account may be released, in others' formats.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use korridor_account::render::{self, MANIFEST_FILE};
use korridor_account::{Field, Format, export};
use serde_json::json;

use crate::accounting::{self, PlanRead, Release};
use crate::arguments::ExportOptions;
use crate::arguments::account::ReleaseOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::Failure;
use crate::own::{require_outside_plans, require_own};
use crate::plain::plain;
use crate::record::{self, Place};
use crate::verb::board::moment;

/// Every file that an export of any format writes.
const FILES: [&str; 7] = [
    "counts.hxl.csv",
    "incidents.hxl.csv",
    "places.geojson",
    "places.parquet",
    "numbers.csv",
    "incidents.csv",
    MANIFEST_FILE,
];

pub fn run(options: &ExportOptions, format: Format, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    let shown = place.shown();
    let mut ledger = record::for_reading(&place)?;
    let release = Release::of(&release_options(options), &place, &mut ledger)?;
    let plan = options.plan.as_deref().map(PlanRead::of).transpose()?;
    let mut aside = Aside::new();
    require_outside_plans(&options.output)?;
    let existing = Existing::from_force(options.force);
    let folder = aside.folder(&options.output, existing, MANIFEST_FILE)?;
    let own: BTreeSet<String> = FILES.into_iter().map(str::to_owned).collect();
    require_own(&options.output, &own)?;
    let at = moment(&mut ledger, &shown, options.at.as_deref(), None)?;
    let reading = accounting::read(&mut ledger, &shown, at)?;
    if let (Some(plan), Some(path)) = (&plan, &options.plan) {
        plan.belongs_to(path, &reading)?;
    }
    let mut account = reading.account(plan.as_ref().map(PlanRead::given));
    if release.gives(Field::Narrative) {
        accounting::fill_words(&mut ledger, &shown, &mut account)?;
    }
    let released = release.release(&account)?;
    let mut digests = BTreeMap::new();
    let mut files = export(&released, format);
    for (name, bytes) in &files {
        digests.insert(name.clone(), render::sha256(bytes));
    }
    files.insert(
        MANIFEST_FILE.to_owned(),
        render::manifest(&released, &digests),
    );
    for (name, bytes) in files {
        let path = folder.join(&name);
        fs::write(&path, bytes).map_err(|error| Failure::io(&path, &error))?;
    }
    aside.commit()?;
    let marking = released.marking();
    let text = format!(
        "{}{}, for {}: {} in {}\nWithheld: {}\n",
        marking.before(),
        marking.tlp,
        plain(&marking.profile),
        digests.keys().cloned().collect::<Vec<_>>().join(", "),
        plain(&options.output.display().to_string()),
        marking.withheld.join(", "),
    );
    let facts = json!({
        "folder": options.output,
        "profile": marking.profile,
        "tlp": marking.tlp,
        "exercise": marking.exercise.is_some(),
        "policy": release.policy(),
        "files": digests,
    });
    face.answer("export", &[], &text, facts)
}

fn release_options(options: &ExportOptions) -> ReleaseOptions {
    ReleaseOptions {
        profile: options.profile.clone().unwrap_or_default(),
        policy: options.policy.clone(),
        releases: options.releases.clone(),
    }
}
