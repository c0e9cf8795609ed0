//! Scenario to lowered flow problem to plan, and the independent verification of a plan folder.

mod announcements;
pub mod answers;
mod compare;
mod error;
mod folder;
mod lift;
mod lower;
mod nearest;
mod plan;
mod replan;
mod report;
mod solve;
mod stops;
#[cfg(test)]
mod tests;
mod usable;
mod verify;

pub use answers::ANSWERS_FILE;
pub use compare::{Comparison, LevelComparison, ZoneComparison, compare};
pub use error::PlanError;
pub use folder::document::{self, PlanDocument, plan_schema};
pub use folder::words::thousands;
pub use folder::{
    ANNOUNCEMENT_FILES, CERTIFICATE_FILE, CHANGES_FILE, PLAN_FILE, PlanFiles, REPORT_FILE,
    SCENARIO_FOLDER, STOPS_FILE, USABLE_FILE, USABLE_FLOW_FILE, WAVES_FILE,
};
pub use lift::Account;
pub use plan::{Plan, PlanOptions, Summary, plan};
pub use replan::chain::{BEFORE_FOLDER, MOST_TURNS, TURNS_FILE};
pub use replan::{ReplanError, ReplanRequest, replan};
pub use solve::{Progress, Stage};
pub use usable::bound::bound_instance;
pub use verify::{Finding, Verified, verify};
