//! The pause: its windows, who declared it, who agreed to it, and what of it can be used.

use serde::{Deserialize, Serialize};

use super::Party;
use crate::count::Source;
use crate::time::Interval;

/// A temporary cessation of hostilities for humanitarian purposes, as announced.
#[derive(Clone, Debug, PartialEq)]
pub struct Pause {
    /// Every party whose consent it takes for the pause to be *agreed*.
    pub parties: Vec<Party>,
    /// Who announced it.
    pub declared_by: Vec<Party>,
    /// Who consented to it.
    pub agreed_by: Vec<Party>,
    /// Windows in the order of time, disjoint, none longer than 31 days.
    pub windows: Vec<Window>,
    /// Who reports it.
    pub sources: Vec<Source>,
}

/// Whether a pause or a corridor may be called agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Announced, and at least one relevant party has not consented, or it is not known who the
    /// relevant parties are.
    Declared,
    /// Every relevant party has consented.
    Agreed,
}

impl Standing {
    /// Agreed only if there are relevant parties and all of them consented.
    pub fn of(parties: &[Party], agreed_by: &[Party]) -> Standing {
        let all = parties.iter().all(|party| agreed_by.contains(party));
        if all && !parties.is_empty() {
            Standing::Agreed
        } else {
            Standing::Declared
        }
    }
}

impl Pause {
    /// Declared or agreed.
    pub fn standing(&self) -> Standing {
        Standing::of(&self.parties, &self.agreed_by)
    }

    /// Every interval in which people may be outside, in the order of time.
    pub fn usable(&self) -> Vec<Interval> {
        self.windows
            .iter()
            .flat_map(|window| window.usable.iter().copied())
            .collect()
    }
}

/// One window of the pause.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// As announced.
    pub declared: Interval,
    /// What is left of it after the cuts, in the order of time; may be empty.
    pub usable: Vec<Interval>,
    /// What was cut off and why, in the order of time; cuts for different reasons may overlap.
    pub cuts: Vec<Cut>,
}

/// A part of a window in which nobody is planned to be outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The part, inside the window.
    pub interval: Interval,
    /// Why.
    pub reason: CutReason,
}

/// Why a part of a window is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutReason {
    /// Before sunrise or after sunset.
    Darkness,
    /// A curfew holds.
    Curfew,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_agreed_only_when_every_known_party_consents() {
        let parties = ["a", "b"].map(|name| Party(name.to_owned()));
        assert_eq!(Standing::of(&[], &parties), Standing::Declared);
        assert_eq!(Standing::of(&parties, &parties[..1]), Standing::Declared);
        let [a, b] = parties.clone();
        assert_eq!(Standing::of(&parties, &[b, a]), Standing::Agreed);
    }
}
