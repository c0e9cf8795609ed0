//! Promised, expected, observed, verified: the account of a pause, and what of it may be released.
//!
//! A [`Reading`] takes the entries of a record and gives an [`Account`]. Everything that leaves the room is made from a
//! [`Released`] account, and only a [`Policy`] makes one: no report and no export can go around it. Nothing here reads a
//! clock or a file.

mod account;
mod build;
mod compare;
mod evidence;
mod expected;
mod export;
mod number;
mod policy;
mod reading;
mod release;
pub mod render;
pub mod report;

pub use account::{
    ACCOUNT_VERSION, Account, BreachClaim, Breaches, Contradiction, CurvePoint, GuaranteeAccount,
    IncidentAccount, IntentionAccount, MissionAccount, NotificationAccount, Obtained, OfRoot,
    PartyHours, PauseAccount, PlaceAccount, PlaceOnMap, Said, Statement, TimelineMoment,
    account_schema,
};
pub use compare::{Column, HoursSaid, Period, periods, whole};
pub use evidence::Evidence;
pub use expected::PlanGiven;
pub use export::{Format, export};
pub use number::{MOST_NAMED, Measure, Number, Numbers, Place, Sign, Term, Unit};
pub use policy::{DEFAULT_POLICY, Field, Grain, Policy, PolicyFault, Profile, ProfileTable, Tlp};
pub use reading::Reading;
pub use release::{
    Marking, Numbered, Past, ReleaseRefusal, ReleaseState, Released, StateFault, release,
};
