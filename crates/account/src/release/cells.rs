//! Numbers as they are released.

use std::collections::BTreeMap;

use super::Filter;
use crate::number::{Measure, Number, Numbers, Place, Term, Unit};
use crate::policy::Field;

/// What kind of figure a number is, as to its release.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// People who were counted, or are claimed to have been hurt: told no closer than the base.
    Cell,
    /// People who were counted in a way that a reader could reconcile with others to find a small group: withheld where
    /// people are counted down.
    Reconciles,
    /// Worked out from others.
    Derived,
    /// No group of real people.
    Free,
}

fn kind(what: Measure) -> Kind {
    match what {
        Measure::Observed
        | Measure::Verified
        | Measure::Returned
        | Measure::Departed
        | Measure::Received
        | Measure::Moved
        | Measure::Wish
        | Measure::Casualties => Kind::Cell,
        Measure::TurnedBack
        | Measure::Held
        | Measure::Released
        | Measure::ChildrenAlone
        | Measure::Patients
        | Measure::Unaccounted => Kind::Reconciles,
        Measure::Gap | Measure::Remaining => Kind::Derived,
        Measure::Promised
        | Measure::Expected
        | Measure::BestWithinModel
        | Measure::Published
        | Measure::Population
        | Measure::GuaranteesInTime
        | Measure::GuaranteesNotInTime
        | Measure::BreachesClaimed => Kind::Free,
    }
}

/// `low` counted down to a multiple of `base`, and the last figure that counts down to where `high` does.
pub fn counted_down(low: i64, high: i64, base: i64) -> (i64, i64) {
    let down = |figure: i64| figure.max(0).div_euclid(base) * base;
    (down(low), down(high) + base - 1)
}

impl Filter<'_> {
    /// The field that a number belongs to.
    fn field(what: Measure) -> Option<Field> {
        Some(match what {
            Measure::Promised => Field::Parties,
            Measure::Expected
            | Measure::BestWithinModel
            | Measure::Published
            | Measure::Population
            | Measure::Remaining => Field::Expected,
            Measure::Observed
            | Measure::Verified
            | Measure::Returned
            | Measure::Departed
            | Measure::TurnedBack
            | Measure::Held
            | Measure::Released
            | Measure::Received
            | Measure::ChildrenAlone
            | Measure::Unaccounted => Field::Totals,
            Measure::Casualties => Field::Casualties,
            Measure::Patients | Measure::Moved => Field::Missions,
            Measure::Wish => Field::Intentions,
            Measure::GuaranteesInTime | Measure::GuaranteesNotInTime => Field::Guarantees,
            Measure::BreachesClaimed => Field::Breaches,
            Measure::Gap => return None,
        })
    }

    /// Whether a number itself may be shown; its terms may be needed all the same.
    fn shows(&self, number: &Number) -> bool {
        let field = Self::field(number.what).is_none_or(|field| self.gives(field));
        let place = match &number.place {
            Place::Whole | Place::Mission(_) => true,
            Place::Incident(name) => self.given.contains(name.as_str()),
            Place::Corridor(_) | Place::Zone(_) | Place::Reception(_) => {
                self.gives(Field::ByPlace) && self.gives(Field::Places)
            }
        };
        // What a plan expects tells where people will be: while the hours last, it is as confidential as a count.
        let planned = Self::field(number.what) == Some(Field::Expected);
        let counts = self.counts() || (kind(number.what) == Kind::Free && !planned);
        // The id of what people said they want names its entry.
        let named = number.what != Measure::Wish || self.gives(Field::Entries);
        // Whoever sees a difference and one of its terms has the other.
        let terms = || {
            let mut terms = number.terms.iter();
            kind(number.what) != Kind::Derived
                || terms.all(|term| {
                    let term = self.account.numbers.get(&term.number);
                    term.is_some_and(|term| self.shows(term))
                })
        };
        field && place && counts && named && terms()
    }

    /// Every number that may be shown, by its id in the account.
    pub(super) fn numbers(&self) -> Numbers {
        let Some(base) = self.table.base() else {
            let shown = self
                .account
                .numbers
                .all()
                .filter(|number| self.shows(number));
            return self.dressed(shown.cloned().collect());
        };
        let base = i64::try_from(base).unwrap_or(i64::MAX / 8);
        let mut down = Numbers::default();
        let account = &self.account.numbers;
        // Terms are never derived themselves, except that a sum over places is a term of gaps: three rounds settle all.
        for _ in 0..3 {
            for number in account.all() {
                if let Some(number) = self.counted_down(number, base, &down) {
                    down.add(number);
                }
            }
        }
        let shown = down.all().filter(|number| self.shows(number));
        self.dressed(shown.cloned().collect())
    }

    /// Of all incidents, from what is released of each that may leave: at least the largest, at most all.
    fn casualties(&self, down: &Numbers) -> Option<(i64, i64)> {
        let of: Vec<&Number> = (down.all())
            .filter(|number| number.what == Measure::Casualties)
            .filter(|number| match &number.place {
                Place::Incident(name) => self.given.contains(name.as_str()),
                _ => false,
            })
            .collect();
        let low = of.iter().map(|number| number.low).max()?;
        let all = of.iter().map(|number| number.high);
        Some((low, all.fold(0, i64::saturating_add)))
    }

    fn counted_down(&self, number: &Number, base: i64, down: &Numbers) -> Option<Number> {
        let mut released = number.clone();
        let own = matches!(kind(number.what), Kind::Cell | Kind::Reconciles);
        released.best = if own { None } else { number.best };
        match (kind(number.what), number.terms.is_empty()) {
            (Kind::Reconciles, _) => return None,
            (Kind::Free, _) => {}
            (Kind::Cell, true)
                if number.what == Measure::Casualties && number.place == Place::Whole =>
            {
                (released.low, released.high) = self.casualties(down)?;
            }
            (Kind::Cell, true) => {
                (released.low, released.high) = counted_down(number.low, number.high, base);
            }
            (Kind::Cell | Kind::Derived, _) => {
                (released.low, released.high) = down.sum(&number.terms)?;
            }
        }
        if own {
            released.disagree = false;
            released.note = Some(match released.high < base {
                true => format!("none, or fewer than {base}: not told closer"),
                false => format!("counted down to multiples of {base}, by place"),
            });
        }
        Some(released)
    }

    /// Numbers without what their reader may not see.
    fn dressed(&self, numbers: Vec<Number>) -> Numbers {
        let ids: BTreeMap<String, String> = numbers
            .iter()
            .map(|number| (number.id.clone(), self.id(number)))
            .collect();
        let mut dressed = Numbers::default();
        for mut number in numbers {
            let renamed = |id: &String| ids.get(id).cloned();
            let terms = number.terms.iter().map(|term| {
                let number = renamed(&term.number)?;
                Some(Term {
                    sign: term.sign,
                    number,
                })
            });
            // A sum of which a part is not shown is shown without its parts.
            number.terms = terms.collect::<Option<Vec<Term>>>().unwrap_or_default();
            number.id = self.id(&number);
            number.place = self.place(&number.place);
            number.by = number.by.map(|by| self.clock.coarse(by));
            let party = matches!(number.what, Measure::Promised) || number.unit == Unit::Guarantees;
            let named = match party {
                true => self.gives(Field::Parties),
                false => self.gives(Field::Sources) || number.what == Measure::Expected,
            };
            if !named {
                number.said_by.clear();
            }
            if !self.gives(Field::Certainty) {
                (number.roots, number.disagree) = (0, false);
            }
            if !self.gives(Field::Entries) {
                (number.sources, number.sources_in_all) = (Vec::new(), 0);
            }
            dressed.add(number);
        }
        dressed
    }

    /// The id of a number for its reader.
    pub(super) fn id(&self, number: &Number) -> String {
        let place = self.place(&number.place);
        if place == number.place {
            return number.id.clone();
        }
        number.id.replacen(&number.place.key(), &place.key(), 1)
    }

    /// A place for its reader: incidents and missions are numbered where ids of entries are withheld.
    pub(super) fn place(&self, place: &Place) -> Place {
        if self.gives(Field::Entries) {
            return place.clone();
        }
        match place {
            Place::Incident(name) => Place::Incident(self.incident_name(name)),
            Place::Mission(name) => Place::Mission(self.mission_name(name)),
            other => other.clone(),
        }
    }

    pub(super) fn incident_name(&self, name: &str) -> String {
        self.numbered("incident", name)
    }

    pub(super) fn mission_name(&self, name: &str) -> String {
        self.numbered("mission", name)
    }

    fn numbered(&self, kind: &str, name: &str) -> String {
        if self.gives(Field::Entries) {
            return name.to_owned();
        }
        match self.state.number_of(self.profile, kind, name) {
            Some(number) => format!("{kind}-{number}"),
            None => kind.to_owned(),
        }
    }
}
