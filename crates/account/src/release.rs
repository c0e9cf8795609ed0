//! What of an account is released to whom. A released account is made of nothing but what its profile names: whatever is
//! not named is not copied, so that a field that is added later is withheld until somebody names it.
//!
//! People are counted down to multiples of a base that is no smaller than the smallest cell, each place alone; a sum, a
//! difference or a gap is worked out from what was released of its terms and from nothing closer. So every released
//! figure says *base·n to base·n + base - 1*, and any sum or difference of released figures, within a release or between
//! releases of one base, spans at least one value outside 1..k-1: none isolates a group smaller than k. A record's
//! releases keep one base, or bases that divide each other (`state`): finer intervals would else be cut out of two that
//! overlap.

mod cells;
mod grid;
mod parts;
mod state;

use std::collections::BTreeSet;

use korridor_operate::Nature;
use korridor_operate::fact::Name;
use korridor_world::LocalClock;
use serde::Serialize;

use crate::account::{Account, IncidentAccount};
use crate::policy::{Field, Grain, Policy, Profile, ProfileTable, Tlp};
use crate::render::sha256;
use grid::Clock;
pub use state::{Numbered, Past, ReleaseState, StateFault};

/// What stands on everything that is made from a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Marking {
    /// For whom.
    pub profile: String,
    /// Traffic Light Protocol 2.0.
    pub tlp: String,
    /// `EXERCISE` if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exercise: Option<String>,
    /// The country, if the policy names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// How closely times are given.
    pub time: Grain,
    /// The side of the squares that places are snapped to, in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grid_metres: Option<u32>,
    /// People are counted down to multiples of it; absent if they are given as counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_down_to: Option<u64>,
    /// What is withheld, by field, and why where it is not the profile alone.
    pub withheld: Vec<String>,
}

impl Marking {
    /// For a column of its own in a table: a line of comment would break readers.
    pub fn in_a_cell(&self) -> String {
        match &self.exercise {
            Some(exercise) => format!("{exercise} {}", self.tlp),
            None => self.tlp.clone(),
        }
    }

    /// What stands before everything else of an exercise; nothing of an operation.
    pub fn before(&self) -> String {
        let exercise = self.exercise.as_deref();
        exercise.map_or(String::new(), |text| format!("{text} · "))
    }
}

/// Something that a policy let out. It can be read; only [`release`] makes one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Released<T> {
    marking: Marking,
    #[serde(flatten)]
    value: T,
}

impl<T> Released<T> {
    /// What was released.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// What stands on it.
    pub fn marking(&self) -> &Marking {
        &self.marking
    }
}

/// Why nothing is released.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseRefusal {
    /// The zone of the place is not known, so that times cannot be made coarse.
    #[error("the time zone {0:?} of the record is not known")]
    NoZone(String),
    /// Together with what was released before it would tell too much.
    #[error(transparent)]
    State(#[from] StateFault),
}

/// What is permitted, on the way.
struct Filter<'a> {
    account: &'a Account,
    profile: &'a Profile,
    table: &'a ProfileTable,
    clock: Clock,
    /// Whether people are still on the way, as far as anybody can say.
    live: bool,
    /// The numbers by which incidents and missions are called for this reader.
    state: &'a ReleaseState,
    /// Incidents that may leave, by their ids in the account.
    given: BTreeSet<&'a str>,
}

impl Filter<'_> {
    fn gives(&self, field: Field) -> bool {
        self.table.fields.contains(&field)
    }

    /// Whether counts of people may be shown to this reader at this moment.
    fn counts(&self) -> bool {
        !self.live || self.profile.is_confidential()
    }
}

/// Numbers what may leave and has none yet, in the order of when it was, as closely as that is told: beyond that, and
/// beyond which were new in one release, numbers tell nothing.
fn number(
    account: &Account,
    given: &BTreeSet<&str>,
    clock: &Clock,
    profile: &Profile,
    state: &mut ReleaseState,
) {
    let incidents = account.incidents.iter();
    let incidents = incidents.filter(|one| given.contains(one.incident.as_str()));
    let mut incidents: Vec<&IncidentAccount> = incidents.collect();
    let told = |one: &&IncidentAccount| one.from.map(|from| clock.coarse(from));
    incidents.sort_by_cached_key(|one| (told(one), sha256(one.incident.as_bytes())));
    let incidents = incidents.into_iter().map(|one| &one.incident);
    state.number(profile, "incident", incidents);
    let mut missions: Vec<&Name> = account.missions.iter().map(|one| &one.mission).collect();
    missions.sort_by_cached_key(|mission| sha256(mission.as_bytes()));
    state.number(profile, "mission", missions.into_iter());
}

/// Whether the hours last, or nobody can say that they are over.
fn is_live(account: &Account) -> bool {
    let ends = account.pause.by_party.iter().map(|hours| hours.span.to);
    let last = ends
        .chain(account.pause.windows.iter().map(|span| span.to))
        .max();
    last.is_none_or(|last| account.at < last)
}

/// What of an account a profile may see; and the state to keep for the next release of the same record.
///
/// # Errors
/// The zone is not known; or what was released before forbids it.
pub fn release(
    account: &Account,
    policy: &Policy,
    profile: &Profile,
    before: &ReleaseState,
) -> Result<(Released<Account>, ReleaseState), ReleaseRefusal> {
    let table = policy.table(profile);
    let clock = LocalClock::of_zone(&account.time_zone)
        .ok_or_else(|| ReleaseRefusal::NoZone(account.time_zone.clone()))?;
    let mut state = before.next(profile, table, account.at)?;
    let clock = Clock::new(clock, table.time);
    let says_zone = [Field::Title, Field::Places]
        .iter()
        .any(|field| table.fields.contains(field));
    let clock = if says_zone {
        clock
    } else {
        clock.without_zone()
    };
    let given = given(account, profile);
    if !table.fields.contains(&Field::Entries) {
        number(account, &given, &clock, profile, &mut state);
    }
    let filter = Filter {
        account,
        profile,
        table,
        clock,
        live: is_live(account),
        given,
        state: &state,
    };
    let released = Released {
        value: filter.released(),
        marking: filter.marking(policy),
    };
    Ok((released, state))
}

/// Incidents that may leave: for the public and a party only those that a person put together. What one claim says that
/// nobody has judged is no news for them.
fn given<'a>(account: &'a Account, profile: &Profile) -> BTreeSet<&'a str> {
    let outside = matches!(profile, Profile::Public | Profile::Party(_));
    let incidents = account.incidents.iter();
    let given = incidents.filter(|incident| !outside || incident.title.is_some());
    given.map(|incident| incident.incident.as_str()).collect()
}

impl Filter<'_> {
    fn marking(&self, policy: &Policy) -> Marking {
        let exercise =
            (self.account.nature == Some(Nature::Exercise)).then(|| "EXERCISE".to_owned());
        let mut withheld: Vec<String> = Field::ALL
            .into_iter()
            .filter(|field| !self.gives(*field))
            .filter(|field| !matches!(field, Field::OwnNotifications | Field::OwnGuarantees))
            .map(Field::word)
            .collect();
        withheld.push("sex and age".to_owned());
        if !self.counts() {
            withheld.push("people counted: the hours are not known to be over".to_owned());
        }
        Marking {
            profile: self.profile.to_string(),
            tlp: tlp(self.table.tlp),
            exercise,
            country: policy.country().map(str::to_owned),
            time: self.table.time,
            grid_metres: self.table.grid_metres,
            counted_down_to: self.table.base(),
            withheld,
        }
    }
}

fn tlp(tlp: Tlp) -> String {
    tlp.to_string()
}
