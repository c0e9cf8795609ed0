//! What a record says of itself: its start, its people, its rules, and what was brought in.

use serde::{Deserialize, Serialize};

use super::Name;
use crate::event::Nature;
use crate::words::Words;

/// The record starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// Short name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// SHA-256 of the packed scenario, in hexadecimal.
    pub scenario_sha256: String,
    /// Operation or exercise.
    pub nature: Nature,
    /// IANA time zone of the place.
    pub time_zone: String,
    /// The policy table of the operation, as its file has it: who may see which field. Nothing if the one that is shipped holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Which site writes it.
    pub site: Name,
    /// The record that it continues in the field, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<Continues>,
}

/// The record that a field record was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Continues {
    /// Its name.
    pub origin: String,
    /// How many entries of it were known.
    pub size: u64,
    /// Their root hash, in hexadecimal.
    pub root: String,
}

/// What a person may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Decides: may write everything.
    Coordinator,
    /// Writes down what is said and seen; decides nothing.
    Recorder,
    /// In the field: counts, reports, appointments, stop triggers.
    Monitor,
    /// Sets the precedence of missions.
    Clinician,
    /// Reads, and weighs claims.
    Analyst,
}

/// A person, under a pseudonym.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The pseudonym.
    pub actor: Name,
    /// What they may write.
    pub role: Role,
    /// Who it is; lies beside the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Words>,
}

/// The rules by which the board judges. All of them lean towards caution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Minutes without a sign from an open corridor after which its status is unknown.
    pub silence_minutes: u32,
    /// How many independent roots it takes for claims of danger on a named corridor to make it contested.
    pub roots_to_contest: u32,
    /// The lowest level of a guarantee that counts.
    pub guarantee_level: super::GuaranteeLevel,
    /// How many people must have signed the go/no-go list.
    pub signatures: u32,
    /// Who must guarantee; empty for every party of the pause.
    pub guarantors: Vec<String>,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            silence_minutes: 60,
            roots_to_contest: 1,
            guarantee_level: super::GuaranteeLevel::Verbal,
            signatures: 1,
            guarantors: Vec::new(),
        }
    }
}

/// Content beside the record is destroyed, for a reason that stays. It takes two people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erase {
    /// Commitments, each 64 hexadecimal digits.
    pub commitments: Vec<String>,
    /// Why, without personal data: it stays.
    pub reason: String,
    /// The second person.
    pub approved_by: Name,
}

/// A person takes back an entry that should not be there. It stays in the record, and counts for nothing that it spoke
/// for; what it spoke against stands until what that takes is said anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// The id of the entry.
    pub entry: Name,
    /// Why.
    pub reason: Words,
}

/// An entry that was brought in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergedEntry {
    /// Its id, the same in both records.
    pub id: Name,
    /// Its number in the other record.
    pub seq: u64,
    /// When the other record wrote it.
    pub recorded: String,
}

/// Whether a conflict can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// Both can stand side by side; a person should look.
    Soft,
    /// Both cannot hold; until a person resolves it, the more cautious is shown.
    Hard,
}

/// Two entries, one of each record, neither knowing of the other, about the same thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// Its id.
    pub conflict: Name,
    /// Whether it can stand.
    pub kind: ConflictKind,
    /// The entry that was here.
    pub here: Name,
    /// The entry that came.
    pub there: Name,
    /// What both are about, such as `corridor bustan-al-qasr: status`.
    pub about: String,
    /// The corridor concerned, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corridor: Option<Name>,
}

/// Entries of another record were brought in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merged {
    /// The other record's name.
    pub origin: String,
    /// Its signed checkpoint when it was read.
    pub checkpoint: String,
    /// What came, in its order there.
    pub entries: Vec<MergedEntry>,
    /// What conflicts.
    pub conflicts: Vec<Conflict>,
}

/// A person resolves a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolve {
    /// Which.
    pub conflict: Name,
    /// The entry that is to be followed: one of the two.
    pub keep: Name,
    /// Why.
    pub reason: Words,
}
