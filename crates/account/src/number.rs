//! Numbers with what stands behind them. No number of an account is without its entries or the numbers that it is
//! worked out from.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use korridor_operate::Stamp;
use korridor_operate::fact::{Figure, Name};
use schemars::JsonSchema;
use serde::Serialize;

/// The most entries that a number which is worked out from others names itself; all of them are found by its terms.
pub const MOST_NAMED: usize = 200;

/// What a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// A way for so many, as one party said.
    Promised,
    /// Out by the departure waves of the plan.
    Expected,
    /// Out at the best within the plan's model: no plan does better under its assumptions.
    BestWithinModel,
    /// Out by the plan as it was published in the record.
    Published,
    /// Counted outwards.
    Observed,
    /// Of those counted, found confirmed by an independent source.
    Verified,
    /// Counted back in.
    Returned,
    /// Counted as they set out.
    Departed,
    /// Sent back at a gate.
    TurnedBack,
    /// Kept at a gate.
    Held,
    /// Kept and let go.
    Released,
    /// Received.
    Received,
    /// Children who came alone, handed over to child protection.
    ChildrenAlone,
    /// A difference of two of the totals.
    Gap,
    /// What departures, gates and reception leave open.
    Unaccounted,
    /// People there before the pause, by the scenario.
    Population,
    /// Those who stayed: an outcome, not a gap.
    Remaining,
    /// Killed or wounded, as claimed.
    Casualties,
    /// Patients of a medical evacuation.
    Patients,
    /// Patients who were moved.
    Moved,
    /// People who were asked what they want.
    Wish,
    /// Guarantees that held when they were needed.
    GuaranteesInTime,
    /// Guarantees that did not hold when they were needed.
    GuaranteesNotInTime,
    /// Events that are claimed to be a breach.
    BreachesClaimed,
}

impl Measure {
    /// In a word or two, where two that are expected stand beside each other.
    pub fn kind_of_expected(self) -> Option<&'static str> {
        match self {
            Measure::Expected => Some("departure waves"),
            Measure::BestWithinModel => Some("best within the model"),
            Measure::Published => Some("departure waves, as published"),
            _ => None,
        }
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// People.
    Persons,
    /// Guarantees.
    Guarantees,
    /// Claims.
    Claims,
    /// Events that claims are about, as far as anybody can tell them apart.
    Events,
}

/// Of what place or thing a number is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Of all of it.
    Whole,
    /// A corridor.
    Corridor(Name),
    /// A zone that people leave.
    Zone(Name),
    /// A reception place.
    Reception(Name),
    /// A medical evacuation.
    Mission(Name),
    /// An incident.
    Incident(Name),
}

impl Place {
    /// As ids of numbers carry it.
    pub fn key(&self) -> String {
        match self {
            Place::Whole => "whole".to_owned(),
            Place::Corridor(name) => format!("corridor.{name}"),
            Place::Zone(name) => format!("zone.{name}"),
            Place::Reception(name) => format!("reception.{name}"),
            Place::Mission(name) => format!("mission.{name}"),
            Place::Incident(name) => format!("incident.{name}"),
        }
    }

    /// The word for its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Place::Whole => "whole",
            Place::Corridor(_) => "corridor",
            Place::Zone(_) => "zone",
            Place::Reception(_) => "reception",
            Place::Mission(_) => "mission",
            Place::Incident(_) => "incident",
        }
    }

    /// Its id; nothing for the whole.
    pub fn name(&self) -> &str {
        match self {
            Place::Whole => "",
            Place::Corridor(name)
            | Place::Zone(name)
            | Place::Reception(name)
            | Place::Mission(name)
            | Place::Incident(name) => name,
        }
    }
}

/// Whether a term is added or taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Added.
    Plus,
    /// Taken off.
    Minus,
}

/// A number that another is worked out from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct Term {
    /// Added or taken off.
    pub sign: Sign,
    /// The id of the number.
    pub number: String,
}

impl Term {
    /// Added.
    pub fn plus(number: &str) -> Term {
        Term {
            sign: Sign::Plus,
            number: number.to_owned(),
        }
    }

    /// Taken off.
    pub fn minus(number: &str) -> Term {
        Term {
            sign: Sign::Minus,
            number: number.to_owned(),
        }
    }
}

/// A number: at least, at the best, at most; and what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Number {
    /// Its id: `MEASURE.PLACE` and what else tells it from others.
    pub id: String,
    /// What it says.
    pub what: Measure,
    /// Of what.
    pub place: Place,
    /// In words.
    pub label: String,
    /// What is counted.
    pub unit: Unit,
    /// At least. A difference can be negative where more were counted later than before.
    pub low: i64,
    /// The best single figure, where there is one: a difference of ranges has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best: Option<i64>,
    /// At most.
    pub high: i64,
    /// By when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub by: Option<Stamp>,
    /// Who says so: a party, sources by pseudonym, or the plan.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub said_by: Vec<String>,
    /// How many independent roots they have; 0 where that is no question.
    pub roots: usize,
    /// Whether sources exclude each other: the range spans them, none is dropped.
    pub disagree: bool,
    /// The entries behind it; of a number that is worked out from others the first [`MOST_NAMED`] of theirs.
    pub sources: Vec<Name>,
    /// How many entries are behind it in all.
    pub sources_in_all: usize,
    /// The numbers that it is worked out from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Term>,
    /// What must be known to read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Number {
    /// A number of people that nothing stands behind yet.
    pub fn of(id: &str, what: Measure, place: Place, label: &str) -> Number {
        Number {
            id: id.to_owned(),
            what,
            place,
            label: label.to_owned(),
            unit: Unit::Persons,
            low: 0,
            best: None,
            high: 0,
            by: None,
            said_by: Vec::new(),
            roots: 0,
            disagree: false,
            sources: Vec::new(),
            sources_in_all: 0,
            terms: Vec::new(),
            note: None,
        }
    }

    /// With this figure.
    pub fn figure(mut self, persons: Figure) -> Number {
        self.low = signed(persons.low);
        self.best = persons.best.map(signed);
        self.high = signed(persons.high);
        self
    }

    /// As a range without a best figure.
    pub fn range(mut self, low: i64, high: i64) -> Number {
        (self.low, self.best, self.high) = (low, None, high);
        self
    }

    /// Whether anything was counted, claimed or said for it at all is for the reader: the range in words.
    pub fn in_words(&self) -> String {
        match (self.low == self.high, self.best) {
            (true, _) => self.low.to_string(),
            (false, Some(best)) => format!("{best} ({} to {})", self.low, self.high),
            (false, None) => format!("{} to {}", self.low, self.high),
        }
    }
}

/// A count as a number that can be subtracted from.
pub fn signed(persons: u64) -> i64 {
    i64::try_from(persons)
        .unwrap_or(i64::MAX / 8)
        .min(i64::MAX / 8)
}

/// All numbers of an account, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Numbers(BTreeMap<String, Number>);

impl Numbers {
    /// Takes a number in; its id.
    pub fn add(&mut self, number: Number) -> String {
        let id = number.id.clone();
        self.0.insert(id.clone(), number);
        id
    }

    /// By its id.
    pub fn get(&self, id: &str) -> Option<&Number> {
        self.0.get(id)
    }

    /// All of them, in the order of their ids.
    pub fn all(&self) -> impl Iterator<Item = &Number> + Clone {
        self.0.values()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The signed sum of other numbers, as a range: low of what is added less high of what is taken off, and the other
    /// way round. `None` if one of them is not there.
    pub fn sum(&self, terms: &[Term]) -> Option<(i64, i64)> {
        let mut sum = (0i64, 0i64);
        for term in terms {
            let number = self.get(&term.number)?;
            let (low, high) = match term.sign {
                Sign::Plus => (number.low, number.high),
                Sign::Minus => (-number.high, -number.low),
            };
            sum = (sum.0.saturating_add(low), sum.1.saturating_add(high));
        }
        Some(sum)
    }

    /// Every entry behind a number, its own first, then those of its terms; each once.
    pub fn behind(&self, id: &str) -> Vec<&Name> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut names: HashSet<&Name> = HashSet::new();
        let mut behind = Vec::new();
        let mut left = vec![id];
        while let Some(id) = left.pop() {
            let Some(number) = self.0.get(id).filter(|_| seen.insert(id)) else {
                continue;
            };
            behind.extend(number.sources.iter().filter(|name| names.insert(name)));
            left.extend(number.terms.iter().rev().map(|term| term.number.as_str()));
        }
        behind
    }

    /// Gives every number that is worked out from others its first entries, and every number how many it has.
    pub(crate) fn complete(&mut self) {
        let found: Vec<(String, Vec<Name>, usize)> = self
            .0
            .values()
            .map(|number| {
                if number.terms.is_empty() {
                    return (number.id.clone(), Vec::new(), number.sources.len());
                }
                let behind = self.behind(&number.id);
                let named = behind.iter().take(MOST_NAMED).map(|name| (*name).clone());
                let own = number.sources.len();
                let rest = named.skip(own).collect();
                (number.id.clone(), rest, behind.len())
            })
            .collect();
        for (id, rest, in_all) in found {
            if let Some(number) = self.0.get_mut(&id) {
                number.sources.extend(rest);
                number.sources_in_all = in_all;
            }
        }
    }
}

/// Letters, digits and dashes of a name, for the id of a number.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            slug.extend(letter.to_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(id: &str, low: i64, high: i64, sources: &[&str]) -> Number {
        let mut number = Number::of(id, Measure::Observed, Place::Whole, id).range(low, high);
        number.sources = sources.iter().map(|name| (*name).to_owned()).collect();
        number
    }

    #[test]
    fn a_difference_of_ranges_is_the_widest_that_can_be() {
        let mut numbers = Numbers::default();
        numbers.add(number("promised", 100, 120, &["p"]));
        numbers.add(number("observed", 30, 50, &["a", "b"]));
        let terms = [Term::plus("promised"), Term::minus("observed")];
        assert_eq!(numbers.sum(&terms), Some((50, 90)));
        assert_eq!(numbers.sum(&[Term::plus("nothing")]), None);
    }

    #[test]
    fn entries_are_found_through_terms_each_once() {
        let mut numbers = Numbers::default();
        numbers.add(number("a", 1, 1, &["e1", "e2"]));
        numbers.add(number("b", 1, 1, &["e2", "e3"]));
        let mut gap = number("gap", 0, 0, &[]);
        gap.terms = vec![Term::plus("a"), Term::minus("b")];
        numbers.add(gap);
        numbers.complete();
        assert_eq!(numbers.behind("gap"), ["e1", "e2", "e3"]);
        let gap = numbers.get("gap").unwrap();
        assert_eq!((gap.sources.len(), gap.sources_in_all), (3, 3));
    }

    #[test]
    fn slugs_are_plain() {
        assert_eq!(
            slug("armed opposition in East Aleppo"),
            "armed-opposition-in-east-aleppo"
        );
        assert_eq!(slug("  (x)  "), "x");
    }
}
