//! What a plan expects. Its figures are best within its model: no forecast.

use korridor_operate::Stamp;
use korridor_plan::PlanDocument;
use korridor_plan::document::LevelDocument;
use korridor_world::{Instant, Scenario};

use crate::account::{CurvePoint, PlaceOnMap};

/// A verified plan.
#[derive(Clone, Copy, Debug)]
pub struct PlanGiven<'a> {
    /// `plan.json`.
    pub document: &'a PlanDocument,
    /// SHA-256 of it, in hexadecimal.
    pub sha256: &'a str,
    /// The scenario that it is for, for places on the map.
    pub scenario: Option<&'a Scenario>,
}

/// Low, best, high, in order: waves for other numbers of people are other waves, so that at some moment fewer may be
/// out of more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Three {
    pub low: u64,
    pub best: u64,
    pub high: u64,
}

impl PlanGiven<'_> {
    fn level(&self, name: &str) -> Option<&LevelDocument> {
        self.document
            .levels
            .iter()
            .find(|level| level.level == name)
    }

    /// A figure of all three levels.
    pub(crate) fn three(&self, figure: impl Fn(&LevelDocument) -> Option<u64>) -> Option<Three> {
        let [low, best, high] =
            ["low", "best", "high"].map(|name| self.level(name).and_then(&figure));
        let figures = [low?, best?, high?];
        Some(Three {
            low: figures.into_iter().min().unwrap_or(0),
            best: figures[1],
            high: figures.into_iter().max().unwrap_or(0),
        })
    }

    fn end_of_step(&self, step: usize) -> Option<Stamp> {
        let start = Instant::parse(&self.document.clock.start)?;
        let after = i64::try_from(step + 1).ok()? * i64::from(self.document.clock.step_seconds);
        Some(Stamp(start.plus_seconds(after)))
    }

    /// When its last step ends.
    pub(crate) fn end(&self) -> Option<Stamp> {
        let steps = usize::try_from(self.document.clock.steps).ok()?;
        self.end_of_step(steps.checked_sub(1)?)
    }

    /// How many steps have ended by a moment.
    pub(crate) fn steps_by(&self, at: Stamp) -> usize {
        let steps = usize::try_from(self.document.clock.steps).unwrap_or(0);
        let ended = |step: &usize| self.end_of_step(*step).is_some_and(|end| end <= at);
        (0..steps).take_while(ended).count()
    }

    /// By step, for all steps that all levels have.
    pub(crate) fn curve(&self) -> Vec<CurvePoint> {
        let steps = usize::try_from(self.document.clock.steps).unwrap_or(0);
        let point = |step: usize| {
            let waves = self.three(|level| level.usable.curve.out.get(step).copied())?;
            let exact = self.three(|level| level.curve.out.get(step).copied())?;
            Some(CurvePoint {
                by: self.end_of_step(step)?,
                waves: [waves.low, waves.best, waves.high],
                best_within_model: [exact.low, exact.best, exact.high],
            })
        };
        (0..steps).map_while(point).collect()
    }

    /// Where its corridors begin and its zones lie.
    pub(crate) fn places(&self) -> Vec<PlaceOnMap> {
        let Some(scenario) = self.scenario else {
            return Vec::new();
        };
        let fidelity = |fidelity: korridor_world::scenario::Fidelity| match fidelity {
            korridor_world::scenario::Fidelity::Mapped => "mapped".to_owned(),
            korridor_world::scenario::Fidelity::Schematic => "schematic".to_owned(),
        };
        let corridors = scenario.corridors.iter().filter_map(|corridor| {
            let place = corridor.line.0.first()?;
            Some(PlaceOnMap {
                kind: "corridor".to_owned(),
                id: corridor.key.clone(),
                longitude: place.longitude,
                latitude: place.latitude,
                grid_metres: None,
                fidelity: fidelity(corridor.fidelity),
            })
        });
        let zones = scenario.zones.iter().map(|zone| PlaceOnMap {
            kind: "zone".to_owned(),
            id: zone.key.clone(),
            longitude: zone.place.longitude,
            latitude: zone.place.latitude,
            grid_metres: None,
            fidelity: fidelity(scenario.network_fidelity),
        });
        corridors.chain(zones).collect()
    }
}
