//! The policy table of an operation: who may see which field, at which precision.

mod read;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

/// The table that is shipped.
pub const DEFAULT_POLICY: &str = include_str!("policy.toml");
/// The smallest group that a public or a party release may tell apart.
const LEAST_CELL: u64 = 10;
/// What no policy releases to the public: who says so, names of people, parties and places, words, and the entries that
/// would lead to them. What a plan expects is told apart.
const NEVER_PUBLIC: [Field; 9] = [
    Field::Title,
    Field::Parties,
    Field::Notifications,
    Field::ByPlace,
    Field::Places,
    Field::Sources,
    Field::Entries,
    Field::Eyewitness,
    Field::Narrative,
];
/// The most that a rounding or a smallest cell may be.
const MOST_BASE: u64 = 1_000_000;

/// For whom something is released.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// The few who answer for it.
    StrictlyConfidential,
    /// The cell.
    Confidential,
    /// The organisations that take part.
    Internal,
    /// One party.
    Party(String),
    /// Everybody.
    Public,
}

impl Profile {
    /// `strictly-confidential`, `confidential`, `internal`, `party:NAME` or `public`.
    pub fn parse(text: &str) -> Option<Profile> {
        match text {
            "strictly-confidential" => Some(Profile::StrictlyConfidential),
            "confidential" => Some(Profile::Confidential),
            "internal" => Some(Profile::Internal),
            "public" => Some(Profile::Public),
            _ => {
                let party = text.strip_prefix("party:")?.trim();
                (!party.is_empty()).then(|| Profile::Party(party.to_owned()))
            }
        }
    }

    /// The name of its table.
    pub fn table(&self) -> &'static str {
        match self {
            Profile::StrictlyConfidential => "strictly-confidential",
            Profile::Confidential => "confidential",
            Profile::Internal => "internal",
            Profile::Party(_) => "party",
            Profile::Public => "public",
        }
    }

    /// Whether live counts and positions may be shown to it.
    pub(crate) fn is_confidential(&self) -> bool {
        matches!(self, Profile::StrictlyConfidential | Profile::Confidential)
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Profile::Party(party) => write!(formatter, "party:{party}"),
            other => formatter.write_str(other.table()),
        }
    }
}

/// Something that may be released or withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The title of the operation, which names its place.
    Title,
    /// Names of parties.
    Parties,
    /// Who declared which hours, and who agreed.
    Hours,
    /// Guarantees.
    Guarantees,
    /// What was sent to all parties.
    Notifications,
    /// What was sent to the party itself.
    OwnNotifications,
    /// The party's own guarantees: those that it was asked for, gave, refused or withdrew.
    OwnGuarantees,
    /// Medical evacuations and their outcome.
    Missions,
    /// What people said they want.
    Intentions,
    /// What the plan expects, and what follows from it.
    Expected,
    /// Numbers of people, of all places together.
    Totals,
    /// Numbers of people, by corridor and zone.
    ByPlace,
    /// Names of corridors and zones, and where they lie on the grid.
    Places,
    /// What was said of each moment.
    Timeline,
    /// Types and times of incidents.
    Incidents,
    /// Killed or wounded, as claimed.
    Casualties,
    /// How incidents stand, and how many independent roots say so.
    Certainty,
    /// Claims of a breach.
    Breaches,
    /// What contradicts.
    Contradictions,
    /// Who says so, and how reliable they are taken to be.
    Sources,
    /// Ids of entries.
    Entries,
    /// Who told the source.
    Eyewitness,
    /// Words, titles, times and places as said.
    Narrative,
}

impl Field {
    /// All fields.
    pub const ALL: [Field; 23] = [
        Field::Title,
        Field::Parties,
        Field::Hours,
        Field::Guarantees,
        Field::Notifications,
        Field::OwnNotifications,
        Field::OwnGuarantees,
        Field::Missions,
        Field::Intentions,
        Field::Expected,
        Field::Totals,
        Field::ByPlace,
        Field::Places,
        Field::Timeline,
        Field::Incidents,
        Field::Casualties,
        Field::Certainty,
        Field::Breaches,
        Field::Contradictions,
        Field::Sources,
        Field::Entries,
        Field::Eyewitness,
        Field::Narrative,
    ];

    /// As a policy writes it.
    pub fn word(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(word)) => word,
            _ => String::new(),
        }
    }
}

/// How closely times are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// As recorded.
    Second,
    /// To the hour of the place.
    Hour,
    /// To its day.
    Day,
    /// To its month.
    Month,
}

/// The Traffic Light Protocol, version 2.0 (FIRST, 2022).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Tlp {
    /// For those who receive it, nobody else.
    #[serde(rename = "RED")]
    Red,
    /// For their organisation only.
    #[serde(rename = "AMBER+STRICT")]
    AmberStrict,
    /// For their organisation and its clients.
    #[serde(rename = "AMBER")]
    Amber,
    /// For their community.
    #[serde(rename = "GREEN")]
    Green,
    /// No limit.
    #[serde(rename = "CLEAR")]
    Clear,
}

impl fmt::Display for Tlp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Tlp::Red => "TLP:RED",
            Tlp::AmberStrict => "TLP:AMBER+STRICT",
            Tlp::Amber => "TLP:AMBER",
            Tlp::Green => "TLP:GREEN",
            Tlp::Clear => "TLP:CLEAR",
        })
    }
}

/// What one profile gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileTable {
    /// The marking.
    pub tlp: Tlp,
    /// How closely times are given.
    pub time: Grain,
    /// The side of the squares that places are snapped to, in metres.
    #[serde(default)]
    pub grid_metres: Option<u32>,
    /// People are counted down to multiples of it.
    pub rounding: u64,
    /// No fewer people can be told apart; 0 for no limit.
    pub smallest_cell: u64,
    /// What is released.
    pub fields: BTreeSet<Field>,
}

impl ProfileTable {
    /// The base that people are counted down to: a multiple of the rounding that is no smaller than the smallest cell.
    /// `None` if people are given as they were counted.
    pub fn base(&self) -> Option<u64> {
        let rounding = self.rounding.max(1);
        let base = self.smallest_cell.max(1).div_ceil(rounding) * rounding;
        (self.smallest_cell > 0 || rounding > 1).then_some(base)
    }
}

/// A policy: a table for every profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    country: Option<String>,
    profiles: BTreeMap<String, ProfileTable>,
}

/// What is wrong with a policy: where, what was found, what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {found}; expected {expected}")]
pub struct PolicyFault {
    /// Where.
    pub place: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl PolicyFault {
    fn new(
        place: impl Into<String>,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> PolicyFault {
        PolicyFault {
            place: place.into(),
            found: found.into(),
            expected: expected.into(),
        }
    }
}

impl Default for Policy {
    fn default() -> Policy {
        Policy::parse(DEFAULT_POLICY)
            .unwrap_or_else(|faults| panic!("the shipped policy: {faults:?}"))
    }
}

impl Policy {
    /// Reads a policy; profiles that it leaves out are as in the one that is shipped.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Policy, Vec<PolicyFault>> {
        let file = read::file(text);
        if !file.faults.is_empty() {
            return Err(file.faults);
        }
        let mut profiles = read::file(DEFAULT_POLICY).profiles;
        profiles.extend(file.profiles);
        Ok(Policy {
            country: file.country,
            profiles,
        })
    }

    /// The country, as a public release names it.
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// The table of a profile.
    pub fn table(&self, profile: &Profile) -> &ProfileTable {
        &self.profiles[profile.table()]
    }
}

/// What no policy may say, whatever the operation.
fn faults_of(name: &str, table: &ProfileTable) -> Vec<PolicyFault> {
    let mut faults = Vec::new();
    let place = |key: &str| format!("profiles.{name}.{key}");
    if table.rounding == 0 || table.rounding > MOST_BASE || table.smallest_cell > MOST_BASE {
        let found = format!(
            "rounding {}, smallest_cell {}",
            table.rounding, table.smallest_cell
        );
        faults.push(PolicyFault::new(
            place("rounding"),
            found,
            format!("1 to {MOST_BASE}"),
        ));
    }
    if table.grid_metres == Some(0) {
        faults.push(PolicyFault::new(
            place("grid_metres"),
            "0",
            "at least 1, or no grid",
        ));
    }
    let outside = matches!(name, "public" | "party");
    if outside && table.fields.contains(&Field::Expected) {
        let expected = "no plan figures there: how many could have left is never released to the public or a party";
        faults.push(PolicyFault::new(place("fields"), "expected", expected));
    }
    if name == "public" {
        for field in NEVER_PUBLIC
            .iter()
            .filter(|field| table.fields.contains(field))
        {
            let expected =
                "no sources, names or words there: they are never released to the public";
            faults.push(PolicyFault::new(place("fields"), field.word(), expected));
        }
    }
    if outside && table.smallest_cell < LEAST_CELL {
        let found = table.smallest_cell.to_string();
        faults.push(PolicyFault::new(
            place("smallest_cell"),
            found,
            format!("at least {LEAST_CELL}"),
        ));
    }
    if name == "party" {
        let own = [Field::Title, Field::OwnNotifications, Field::OwnGuarantees];
        for field in table.fields.iter().filter(|field| !own.contains(field)) {
            let expected = "title, own_notifications and own_guarantees only: a party is shown what it was itself sent, and what it gave";
            faults.push(PolicyFault::new(place("fields"), field.word(), expected));
        }
        return faults;
    }
    for field in [Field::OwnNotifications, Field::OwnGuarantees] {
        if table.fields.contains(&field) {
            let expected = "that in the profile of a party only";
            faults.push(PolicyFault::new(place("fields"), field.word(), expected));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_policy_gives_the_public_no_more_than_type_day_casualties_and_certainty() {
        let policy = Policy::default();
        let public = policy.table(&Profile::Public);
        let fields: Vec<String> = public.fields.iter().map(|field| field.word()).collect();
        assert_eq!(fields, ["incidents", "casualties", "certainty"]);
        assert_eq!((public.time, public.base()), (Grain::Day, Some(10)));
        assert_eq!(policy.table(&Profile::Confidential).base(), None);
    }

    #[test]
    fn what_no_policy_may_say_is_refused_all_at_once() {
        let text = r#"
            format = "korridor-policy"
            version = 1
            [profiles.public]
            tlp = "CLEAR"
            time = "day"
            rounding = 1
            smallest_cell = 3
            fields = ["totals", "expected"]
            [profiles.party]
            tlp = "AMBER"
            time = "day"
            rounding = 1
            smallest_cell = 10
            fields = ["own_notifications", "guarantees"]
            [profiles.press]
            tlp = "CLEAR"
            time = "day"
            rounding = 1
            smallest_cell = 10
            fields = []
        "#;
        let faults = Policy::parse(text).unwrap_err();
        let found: Vec<&str> = faults.iter().map(|fault| fault.found.as_str()).collect();
        assert_eq!(found, ["guarantees", "no such profile", "expected", "3"]);
    }

    #[test]
    fn a_slip_is_told_with_the_nearest_known_word_and_all_slips_at_once() {
        let text = r#"
            format = "korridor-policy"
            version = 1
            contry = "Syria"
            [profiles.publik]
            tlp = "CLEAR"
            [profiles.internal]
            tlp = "YELLOW"
            time = "day"
            roundng = 10
            rounding = -1
            smallest_cell = 10
            fields = ["casualtys", 7]
        "#;
        let faults = Policy::parse(text).unwrap_err();
        let told: Vec<(&str, &str)> = faults
            .iter()
            .map(|fault| (fault.place.as_str(), fault.expected.as_str()))
            .collect();
        assert_eq!(
            told[..3],
            [
                ("contry", "a known key; did you mean \"country\"?"),
                (
                    "profiles.internal.roundng",
                    "a known key; did you mean \"rounding\"?"
                ),
                (
                    "profiles.internal.tlp",
                    "RED, AMBER+STRICT, AMBER, GREEN or CLEAR"
                ),
            ]
        );
        assert_eq!(told[3], ("profiles.internal.rounding", "a whole number"));
        assert_eq!(
            told[4],
            (
                "profiles.internal.fields",
                "a field; did you mean \"casualties\"?"
            )
        );
        assert_eq!(told[5].0, "profiles.internal.fields");
        assert_eq!(
            told[6],
            ("profiles.publik", "a profile; did you mean \"public\"?")
        );
        assert_eq!(told.len(), 7);
        assert!(Policy::parse("[[[").is_err() && Policy::parse("").is_err());
    }

    #[test]
    fn no_policy_gives_the_public_a_plan_a_source_a_name_or_a_word() {
        let never = [
            "title",
            "parties",
            "expected",
            "places",
            "by_place",
            "sources",
            "entries",
            "eyewitness",
            "narrative",
            "notifications",
            "own_notifications",
            "own_guarantees",
        ];
        for field in never {
            let text = format!(
                "format = \"korridor-policy\"\nversion = 1\n[profiles.public]\ntlp = \"CLEAR\"\ntime = \"day\"\n\
                 rounding = 10\nsmallest_cell = 10\nfields = [\"{field}\"]\n"
            );
            let faults = Policy::parse(&text).unwrap_err();
            assert_eq!(faults.len(), 1, "{field}: {faults:?}");
            assert_eq!(faults[0].found, field);
        }
    }

    #[test]
    fn the_base_is_a_multiple_of_the_rounding_and_covers_the_smallest_cell() {
        let table = |rounding, smallest_cell| ProfileTable {
            rounding,
            smallest_cell,
            ..Policy::default().table(&Profile::Public).clone()
        };
        assert_eq!(table(1, 10).base(), Some(10));
        assert_eq!(table(25, 10).base(), Some(25));
        assert_eq!(table(4, 10).base(), Some(12));
        assert_eq!(table(1, 0).base(), None);
    }

    #[test]
    fn profiles_are_named() {
        for text in [
            "strictly-confidential",
            "confidential",
            "internal",
            "party:Red Side",
            "public",
        ] {
            assert_eq!(
                Profile::parse(text)
                    .map(|profile| profile.to_string())
                    .as_deref(),
                Some(text)
            );
        }
        assert_eq!(Profile::parse("party:"), None);
        assert_eq!(Profile::parse("press"), None);
    }
}
