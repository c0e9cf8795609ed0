//! Gates: where on their corridor's line they stand, and what they pass when.

use std::collections::BTreeSet;

use korridor_world::geometry::Line;
use korridor_world::scenario::{Gate, Opening, Party, ScreeningRegime};
use korridor_world::{Band, Interval, LocalClock, PersonsPerHour};

use super::destinations::position;
use super::{defaults, figures, times};
use crate::scenario::defects::{Defects, Place};
use crate::scenario::geometry::told;
use crate::scenario::raw::{RawGate, RawOpening, RawRegime};

/// How far beside its corridor's line a gate may be drawn, in metres.
const GATE_BESIDE_METRES: f64 = 200.0;

/// What gates are resolved with.
pub struct Gates<'a> {
    /// The corridor's line, unless it is broken.
    pub line: Option<&'a Line>,
    /// The corridor's length in metres.
    pub length: f64,
    /// When the corridor is open.
    pub open: &'a [Interval],
    /// The local clock.
    pub clock: &'a LocalClock,
}

impl Gates<'_> {
    /// All sound gates, in the order in which people pass them.
    pub fn resolve(
        &self,
        raw: &[RawGate],
        corridor: &Place,
        ids: &mut BTreeSet<String>,
        defects: &mut Defects,
    ) -> Vec<Gate> {
        let mut gates = Vec::with_capacity(raw.len());
        for gate in raw {
            let place = corridor.within(gate.line, &format!("gate {:?}", gate.id));
            if !ids.insert(gate.id.clone()) {
                let expected = "ids that are unique among all gates";
                defects.error(
                    &place,
                    "duplicate_id",
                    format!("{:?} twice", gate.id),
                    expected,
                );
            }
            gates.extend(self.gate(gate, &place, defects));
        }
        gates.sort_by(|a, b| a.metres_from_entry.total_cmp(&b.metres_from_entry));
        gates
    }

    fn gate(&self, raw: &RawGate, place: &Place, defects: &mut Defects) -> Option<Gate> {
        let usual = usual(raw, place, defects);
        let as_usual = |interval: &Interval| Opening {
            interval: *interval,
            regime: usual.regime,
            rate: usual.rate.clone(),
        };
        let openings = match &raw.open {
            None => self.open.iter().map(as_usual).collect(),
            Some(raw) => openings(raw, &usual, self.clock, place, defects),
        };
        let line = self.line?;
        let metres = metres_from_entry(raw, line, self.length, place, defects)?;
        let share = if self.length > 0.0 {
            metres / self.length
        } else {
            0.0
        };
        Some(Gate {
            key: raw.id.clone(),
            name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
            operated_by: raw.operated_by.clone().map(Party),
            metres_from_entry: metres,
            place: line.position_at(share * line.metres())?,
            openings,
        })
    }
}

/// What a gate passes as a rule.
struct Usual {
    regime: ScreeningRegime,
    rate: Band<PersonsPerHour>,
}

fn usual(raw: &RawGate, place: &Place, defects: &mut Defects) -> Usual {
    let regime = regime(raw.regime);
    let all_stated = raw
        .open
        .as_ref()
        .is_some_and(|open| open.iter().all(|one| one.rate.is_some()));
    let rate = match &raw.rate {
        Some(rate) => figures::rate(rate, raw.source.as_ref(), &place.within(0, "rate"), defects),
        None => {
            if !all_stated {
                let rate = defaults::gate_rate(regime);
                let found = format!(
                    "no rate; {} to {} persons an hour are assumed, {} at best",
                    rate.low.0, rate.high.0, rate.best.0
                );
                defects.warning(
                    place,
                    "gate_rate_assumed",
                    found,
                    "a rate with its source: gates are the weakest input",
                );
            }
            None
        }
    };
    Usual {
        regime,
        rate: rate.unwrap_or_else(|| defaults::gate_rate(regime)),
    }
}

fn openings(
    raw: &[RawOpening],
    usual: &Usual,
    clock: &LocalClock,
    place: &Place,
    defects: &mut Defects,
) -> Vec<Opening> {
    let mut openings = Vec::with_capacity(raw.len());
    for one in raw {
        let place = place.within(one.line, "open");
        let interval = times::interval(&one.from, &one.until, clock, &place, defects);
        let own = one
            .rate
            .as_ref()
            .map(|rate| figures::rate(rate, None, &place.within(0, "rate"), defects));
        let regime = one.regime.map_or(usual.regime, regime);
        let rate = match own {
            Some(rate) => rate,
            None if one.regime.is_some() => Some(defaults::gate_rate(regime)),
            None => Some(usual.rate.clone()),
        };
        if let (Some(interval), Some(rate)) = (interval, rate) {
            openings.push(Opening {
                interval,
                regime,
                rate,
            });
        }
    }
    openings.sort_by_key(|opening| opening.interval);
    let intervals: Vec<Interval> = openings.iter().map(|opening| opening.interval).collect();
    times::apart(&intervals, clock, place, defects);
    openings
}

fn metres_from_entry(
    raw: &RawGate,
    line: &Line,
    length: f64,
    place: &Place,
    defects: &mut Defects,
) -> Option<f64> {
    match (raw.at, raw.metres) {
        (_, Some(metres)) => {
            figures::within(metres, 0.0, length, &place.within(0, "metres"), defects)
        }
        (Some(at), None) => {
            let at = position(at, &place.within(0, "at"), defects)?;
            let along = line.nearest(at)?;
            if along.metres_beside > GATE_BESIDE_METRES {
                let found = format!(
                    "{}, {:.0} m beside the corridor's line",
                    told(at),
                    along.metres_beside
                );
                defects.error(
                    place,
                    "gate_off_corridor",
                    found,
                    format!("a place within {GATE_BESIDE_METRES} m of the line"),
                );
                return None;
            }
            let drawn = line.metres();
            Some(if drawn > 0.0 {
                along.metres_along / drawn * length
            } else {
                0.0
            })
        }
        (None, None) => {
            defects.error(
                place,
                "no_place",
                "neither at nor metres",
                "where the gate is on the corridor's line: metres = 0 at its entry, or at = [longitude, latitude]",
            );
            None
        }
    }
}

fn regime(raw: RawRegime) -> ScreeningRegime {
    match raw {
        RawRegime::None => ScreeningRegime::None,
        RawRegime::Visual => ScreeningRegime::Visual,
        RawRegime::Identity => ScreeningRegime::Identity,
        RawRegime::Biometric => ScreeningRegime::Biometric,
        RawRegime::Interview => ScreeningRegime::Interview,
    }
}
