//! What was released before: kept beside the record, so that releases of it cannot be played off against each other.

use std::collections::BTreeMap;

use korridor_operate::Stamp;
use korridor_operate::fact::Name;
use serde::{Deserialize, Serialize};

use crate::policy::{Profile, ProfileTable};
use crate::render::sha256;

/// A release of the past. No figure of it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Past {
    /// For whom.
    pub profile: String,
    /// What was known by then.
    pub at: Stamp,
    /// People were counted down to multiples of it.
    pub base: u64,
}

/// The releases of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseState {
    /// `korridor-releases`.
    pub format: String,
    /// 1.
    pub version: u32,
    /// Releases in which people were counted down, in their order; each of profile, moment and base once.
    pub releases: Vec<Past>,
    /// Numbers that incidents and missions were given in releases that withhold their ids, by profile and kind: one that
    /// was given stays, and is given to nothing else.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<String, Numbered>,
}

/// The numbers of one profile: by kind (`incident`, `mission`) and the SHA-256 of the id in the record.
pub type Numbered = BTreeMap<String, BTreeMap<String, u64>>;

impl Default for ReleaseState {
    fn default() -> ReleaseState {
        ReleaseState {
            format: "korridor-releases".to_owned(),
            version: 1,
            releases: Vec::new(),
            numbers: BTreeMap::new(),
        }
    }
}

/// Why a release does not go with those before it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateFault {
    /// Bases that do not divide each other cut finer intervals out of each other.
    #[error(
        "people were counted down to multiples of {before} in the release for {profile}, and now to multiples of {now}: \
         both together tell fewer people apart than either; use a base that divides {before} or is a multiple of it"
    )]
    Bases {
        /// For whom it was released.
        profile: String,
        /// Then.
        before: u64,
        /// Now.
        now: u64,
    },
    /// The file is another's.
    #[error("not the state of releases that this program keeps: {0}")]
    Malformed(String),
}

impl ReleaseState {
    /// Reads what [`ReleaseState::to_json`] wrote.
    ///
    /// # Errors
    /// It is something else.
    pub fn parse(text: &str) -> Result<ReleaseState, StateFault> {
        let state: ReleaseState =
            serde_json::from_str(text).map_err(|error| StateFault::Malformed(error.to_string()))?;
        match (state.format.as_str(), state.version) {
            ("korridor-releases", 1) => Ok(state),
            (format, version) => Err(StateFault::Malformed(format!(
                "format {format:?}, version {version}"
            ))),
        }
    }

    /// The file to keep.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Gives each of these that has no number yet one that nothing else of its kind has in releases of this profile.
    pub(super) fn number<'a>(
        &mut self,
        profile: &Profile,
        kind: &str,
        names: impl Iterator<Item = &'a Name>,
    ) {
        let of_profile = self.numbers.entry(profile.to_string()).or_default();
        let numbers = of_profile.entry(kind.to_owned()).or_default();
        let mut next = numbers.values().max().map_or(1, |last| last + 1);
        for name in names {
            numbers.entry(sha256(name.as_bytes())).or_insert_with(|| {
                next += 1;
                next - 1
            });
        }
        if numbers.is_empty() {
            of_profile.remove(kind);
        }
        if of_profile.is_empty() {
            self.numbers.remove(&profile.to_string());
        }
    }

    /// The number of one of them.
    pub(super) fn number_of(&self, profile: &Profile, kind: &str, name: &str) -> Option<u64> {
        let kinds = self.numbers.get(&profile.to_string())?;
        kinds.get(kind)?.get(&sha256(name.as_bytes())).copied()
    }

    /// With one release more.
    pub(super) fn next(
        &self,
        profile: &Profile,
        table: &ProfileTable,
        at: Stamp,
    ) -> Result<ReleaseState, StateFault> {
        let mut next = self.clone();
        let Some(now) = table.base() else {
            return Ok(next);
        };
        let clash = |past: &&Past| !past.base.is_multiple_of(now) && !now.is_multiple_of(past.base);
        if let Some(past) = self
            .releases
            .iter()
            .filter(|past| past.base > 0)
            .find(clash)
        {
            return Err(StateFault::Bases {
                profile: past.profile.clone(),
                before: past.base,
                now,
            });
        }
        let past = Past {
            profile: profile.to_string(),
            at,
            base: now,
        };
        if !next.releases.contains(&past) {
            next.releases.push(past);
        }
        Ok(next)
    }
}
