//! What sources say. A claim stays a claim; what is put together from claims is put together by a
//! person.

use serde::{Deserialize, Serialize};

use super::{Figure, Name};
use crate::time::Moment;
use crate::words::Words;

/// How far a source has been reliable, apart from what it says now (Admiralty code, AJP-2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reliability {
    /// Completely reliable.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Unreliable.
    E,
    /// Cannot be judged; not the worst.
    F,
}

/// How credible what it says is, apart from who says it (Admiralty code, AJP-2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Credibility {
    /// Confirmed by an independent source.
    #[serde(rename = "1")]
    Confirmed,
    /// Probably true.
    #[serde(rename = "2")]
    Probable,
    /// Possibly true.
    #[serde(rename = "3")]
    Possible,
    /// Doubtful.
    #[serde(rename = "4")]
    Doubtful,
    /// Improbable.
    #[serde(rename = "5")]
    Improbable,
    /// Cannot be judged; not the worst.
    #[serde(rename = "6")]
    CannotBeJudged,
}

impl Credibility {
    /// The digit.
    pub fn digit(self) -> char {
        match self {
            Credibility::Confirmed => '1',
            Credibility::Probable => '2',
            Credibility::Possible => '3',
            Credibility::Doubtful => '4',
            Credibility::Improbable => '5',
            Credibility::CannotBeJudged => '6',
        }
    }
}

/// A source, under a pseudonym.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its pseudonym.
    pub source: Name,
    /// Sources with the same root depend on each other, like a party, its ally and its state media:
    /// they count once.
    pub root: Name,
    /// How reliable it is taken to be.
    pub reliability: Reliability,
    /// Sources that look like this one and are others, as a coordinator says: without that, their roots count once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart_from: Vec<Name>,
    /// Who it is; lies beside the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Words>,
}

/// What kind of thing is said to have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// Shells, mortars or rockets.
    Shelling,
    /// From the air.
    AirStrike,
    /// Rifles, snipers, machine guns.
    Gunfire,
    /// A mine or another explosive on the ground.
    Explosion,
    /// People are kept from leaving or sent back by force.
    Obstruction,
    /// People are held.
    Detention,
    /// A corridor or a gate is open.
    Open,
    /// A corridor or a gate is closed.
    Closed,
    /// Nobody, or somebody, moves on a corridor.
    Movement,
    /// People gather.
    Gathering,
    /// Killed or wounded.
    Casualties,
    /// The pause begins, ends or is extended.
    Announcement,
    /// Anything else.
    Other,
}

impl Happening {
    /// Whether it endangers people on a corridor.
    pub fn endangers(self) -> bool {
        matches!(
            self,
            Happening::Shelling
                | Happening::AirStrike
                | Happening::Gunfire
                | Happening::Explosion
                | Happening::Obstruction
                | Happening::Detention
                | Happening::Closed
                | Happening::Casualties
        )
    }
}

/// How a source puts it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// As a fact.
    #[default]
    Asserted,
    /// As what others report.
    Reported,
    /// As what is planned.
    Planned,
    /// As what is not so.
    Denied,
}

/// Whether it says that something is so, or that it is not.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// That it is so.
    #[default]
    Affirmed,
    /// That it is not so.
    Negated,
}

/// How exactly a place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// This corridor or gate, named by the source.
    Named,
    /// One of several, the source does not say which.
    OneOf,
    /// Near it; another object that the source names is not on the list.
    Near,
    /// No corridor can be said.
    Unknown,
}

/// Where something is said to have happened. Nothing is made more exact than the source was.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// How exactly it is known.
    pub precision: Precision,
    /// Corridors that it is, or could be; empty with `one_of` for every corridor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corridors: Vec<Name>,
    /// Gates that it is, or could be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<Name>,
    /// The place in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Words>,
}

impl Place {
    /// A place of which no corridor can be said.
    pub fn unknown() -> Place {
        Place {
            precision: Precision::Unknown,
            corridors: Vec::new(),
            gates: Vec::new(),
            said: None,
        }
    }
}

/// What one source says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Its id.
    pub claim: Name,
    /// Who says it, by pseudonym.
    pub source: Name,
    /// Who told the source, in order, the first witness last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told_by: Vec<Name>,
    /// The exact words.
    pub words: Words,
    /// Their language, as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What is said to have happened.
    pub happening: Happening,
    /// Where.
    pub place: Place,
    /// When; absent if the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Moment>,
    /// How it puts it.
    #[serde(default)]
    pub modality: Modality,
    /// Whether it affirms or negates.
    #[serde(default)]
    pub polarity: Polarity,
    /// A number of people, if it gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persons: Option<Figure>,
    /// Whom it blames: a claim of its own, never merged into the incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes_to: Option<Words>,
    /// How credible it is taken to be at first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credibility: Option<Credibility>,
    /// The material that it was read in, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<Name>,
    /// Hours that it states, if they are about a duration: kept even where start and end contradict it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_hours: Option<u32>,
}

/// How one claim stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kinship {
    /// It supports it.
    Supports,
    /// It contradicts it.
    Contradicts,
    /// Both are about the same event. Not merged for that.
    SameAs,
    /// It repeats it, or rests on it.
    DerivedFrom,
    /// It is about it, in another way.
    About,
}

/// Who set a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// A person.
    Set,
    /// Proposed; counts for nothing until a person sets it.
    Proposed,
    /// A person took it back.
    Dropped,
}

/// A relation between two claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relate {
    /// The one claim.
    pub claim: Name,
    /// How it stands.
    pub kinship: Kinship,
    /// To the other.
    pub to: Name,
    /// Who says so.
    pub relation: Relation,
    /// Why.
    pub reason: Words,
}

/// What can be judged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answerable {
    /// A claim.
    Claim(Name),
    /// A count.
    Count(Name),
}

/// A person judges how credible something is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judge {
    /// What.
    pub subject: Answerable,
    /// How credible; `1` needs another, independent one.
    pub credibility: Credibility,
    /// The independent claim or count that confirms it; needed for `1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<Name>,
    /// Why.
    pub reason: Words,
}

/// Claims that a person takes to be about one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// Its id; a later entry with the same id adds claims.
    pub incident: Name,
    /// A short title.
    pub title: Words,
    /// The claims.
    pub claims: Vec<Name>,
}

/// What a person finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// It happened, by independent claims.
    Confirmed,
    /// It did not.
    Unfounded,
    /// It is open again.
    Reopened,
}

/// A named person settles an incident. Who did it stays a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    /// Which incident.
    pub incident: Name,
    /// What is found.
    pub settled: Settled,
    /// Why.
    pub reason: Words,
}

/// Which copy of source material.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Copy {
    /// The bytes as received, never altered (Berkeley Protocol).
    Evidentiary,
    /// What people work on.
    Working,
}

/// Source material. Its bytes lie beside the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Its id.
    pub material: Name,
    /// Which copy.
    pub copy: Copy,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// How many bytes.
    pub bytes: u64,
    /// Media type, such as `text/plain`.
    pub media_type: String,
    /// From which source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Name>,
    /// A working copy's evidentiary copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_from: Option<Name>,
    /// The commitment to the bytes beside the record; absent if they are kept elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
    /// Where it came from, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}
