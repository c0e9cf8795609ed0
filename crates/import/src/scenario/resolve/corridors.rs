//! Corridors and gates.

use std::collections::BTreeSet;

use korridor_world::geometry::{Line, Position, Shape};
use korridor_world::scenario::{
    Admission, AdmittedGroup, ClassId, Corridor, CorridorUse, DestinationId, Gate, MobilityClass,
    Opening, Party, Pause, ProtectedGroup, ScreeningRegime, Standing, SurveyStatus, SurveyedGround,
};
use korridor_world::{Band, Interval, LocalClock, PersonsPerHour, RoadNodeId};

use super::destinations::position;
use super::roads::{Ground, Roads, Snap, probes};
use super::{Ids, defaults, figures, times};
use crate::scenario::defects::{Defects, Place};
use crate::scenario::geometry::{near_network, shape, sound, told};
use crate::scenario::raw::{RawAdmitted, RawCorridor, RawGate, RawOpening, RawRegime, RawUsage};

/// How far beside its corridor's line a gate may be drawn, in metres.
const GATE_BESIDE_METRES: f64 = 200.0;

/// What corridors are resolved with.
pub struct Surroundings<'a> {
    /// The pause.
    pub pause: &'a Pause,
    /// The local clock.
    pub clock: &'a LocalClock,
    /// The roads, unless they could not be read.
    pub roads: Option<&'a Roads>,
    /// The classes, by [`ClassId`].
    pub classes: &'a [MobilityClass],
    /// Ids of destinations.
    pub destinations: &'a Ids,
    /// What is known about mines.
    pub surveyed: &'a [SurveyedGround],
    /// What is known about mines elsewhere.
    pub survey_elsewhere: SurveyStatus,
}

/// All corridors that are sound.
pub fn corridors(
    raw: &[RawCorridor],
    around: &Surroundings<'_>,
    defects: &mut Defects,
) -> Vec<Corridor> {
    let mut gate_ids = BTreeSet::new();
    raw.iter()
        .filter_map(|raw| corridor(raw, around, &mut gate_ids, defects))
        .collect()
}

fn corridor(
    raw: &RawCorridor,
    around: &Surroundings<'_>,
    gate_ids: &mut BTreeSet<String>,
    defects: &mut Defects,
) -> Option<Corridor> {
    let place = Place::new(&raw.file, raw.line, format!("corridor {:?}", raw.id));
    let line = line(raw, around, &place, defects);
    let destination =
        around
            .destinations
            .find(&raw.destination, &place.within(0, "destination"), defects);
    let usage = usage(raw, &place, defects);
    let open = open(raw, around, &place, defects);
    let range = |value: Option<f64>, least, most, key: &str, defects: &mut Defects| {
        value.and_then(|value| figures::within(value, least, most, &place.within(0, key), defects))
    };
    let foot_width = range(
        raw.foot_width_metres,
        0.5,
        100.0,
        "foot_width_metres",
        defects,
    );
    let lanes = range(raw.lanes, 0.0, 20.0, "lanes", defects);
    let stated = range(
        raw.length_metres,
        1.0,
        1_000_000.0,
        "length_metres",
        defects,
    );
    let drawn = line.as_ref().map_or(0.0, Line::metres);
    let gates = raw.gates.iter().filter_map(|gate| {
        let place = place.within(gate.line, &format!("gate {:?}", gate.id));
        if !gate_ids.insert(gate.id.clone()) {
            defects.error(
                &place,
                "duplicate_id",
                format!("{:?} twice", gate.id),
                "ids that are unique among all gates",
            );
        }
        self::gate(
            gate,
            line.as_ref(),
            stated.unwrap_or(drawn),
            &open,
            around.clock,
            &place,
            defects,
        )
    });
    let mut gates: Vec<Gate> = gates.collect();
    gates.sort_by(|a, b| a.metres_from_entry.total_cmp(&b.metres_from_entry));
    let line = line?;
    let survey = survey(&line, around);
    over_suspected_ground(survey, &usage, &place, defects);
    let entry = entry(raw, &line, around, &place, defects)?;
    let parties = |names: &[String]| names.iter().cloned().map(Party).collect::<Vec<_>>();
    let agreed_by = parties(&raw.agreed_by);
    Some(Corridor {
        key: raw.id.clone(),
        name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
        local_name: raw.local_name.clone(),
        fidelity: raw.fidelity(),
        declared_by: raw
            .declared_by
            .as_deref()
            .map_or_else(|| around.pause.declared_by.clone(), parties),
        standing: Standing::of(&around.pause.parties, &agreed_by),
        agreed_by,
        length_m: stated.unwrap_or(drawn),
        line,
        entry: entry.node,
        entry_distance_m: entry.metres,
        foot_width_m: foot_width.unwrap_or(defaults::FOOT_WIDTH_METRES),
        lanes: lanes.unwrap_or(1.0),
        gates,
        classes: if usage == CorridorUse::Planned {
            admitted(raw, around.classes)
        } else {
            Vec::new()
        },
        admission: Admission {
            groups: raw
                .admits
                .iter()
                .copied()
                .map(admitted_group)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            condition: raw.condition.clone(),
        },
        destination: DestinationId(destination?),
        open,
        survey,
        usage,
        sources: figures::sources(&raw.sources),
    })
}

fn line(
    raw: &RawCorridor,
    around: &Surroundings<'_>,
    place: &Place,
    defects: &mut Defects,
) -> Option<Line> {
    let line = match (&raw.geometry, &raw.points) {
        (_, Some(points)) => {
            let positions = points.iter().map(|[longitude, latitude]| Position {
                longitude: *longitude,
                latitude: *latitude,
            });
            let line = Line(positions.collect());
            sound(
                &Shape::Line(line.clone()),
                &place.within(0, "points"),
                defects,
            )
            .then_some(line)?
        }
        (Some(geometry), None) => match shape(geometry, &place.within(0, "geometry"), defects)? {
            Shape::Line(line) => line,
            _ => {
                defects.error(
                    place,
                    "corridor_is_no_line",
                    "a point or an area",
                    "a LineString from the entry to the destination",
                );
                return None;
            }
        },
        (None, None) => {
            defects.error(
                place,
                "no_place",
                "neither a geometry nor points",
                "a LineString in a layer, or points = [[longitude, latitude], ...]",
            );
            return None;
        }
    };
    let extent = around.roads.and_then(|roads| roads.extent);
    let near = line
        .0
        .iter()
        .all(|position| near_network(*position, extent, place, defects));
    near.then_some(line)
}

/// Where people enter; without roads, which has been told, any node does.
fn entry(
    raw: &RawCorridor,
    line: &Line,
    around: &Surroundings<'_>,
    place: &Place,
    defects: &mut Defects,
) -> Option<Snap> {
    let at = match raw.entry {
        Some(entry) => position(entry, &place.within(0, "entry"), defects)?,
        None => *line.0.first()?,
    };
    match around.roads {
        Some(roads) => roads.must_touch(at, "corridor_touches_no_road", place, defects),
        None => Some(Snap {
            node: RoadNodeId(0),
            metres: 0.0,
        }),
    }
}

fn usage(raw: &RawCorridor, place: &Place, defects: &mut Defects) -> CorridorUse {
    let armed = raw.admits.contains(&RawAdmitted::ArmedPersons);
    let others = raw
        .admits
        .iter()
        .any(|group| *group != RawAdmitted::ArmedPersons);
    let place = place.within(0, "admits");
    if raw.admits.is_empty() {
        defects.error(
            &place,
            "nobody_admitted",
            "an empty list",
            "whom the party admits",
        );
    }
    if raw.usage == RawUsage::Record {
        let reason = raw
            .reason
            .clone()
            .unwrap_or_else(|| "recorded only".to_owned());
        return CorridorUse::RecordedOnly(reason);
    }
    if armed && !others {
        let expected = "use = \"record\": no movement of armed persons is planned";
        defects.warning(
            &place,
            "corridor_for_armed_persons",
            "armed persons only",
            expected,
        );
        return CorridorUse::RecordedOnly("the party admits armed persons only".to_owned());
    }
    if armed {
        let expected = "use = \"record\", unless the cell accepts that others share the way; armed persons are never planned";
        defects.warning(
            &place,
            "corridor_shared_with_armed_persons",
            "armed persons beside others",
            expected,
        );
    }
    CorridorUse::Planned
}

fn open(
    raw: &RawCorridor,
    around: &Surroundings<'_>,
    place: &Place,
    defects: &mut Defects,
) -> Vec<Interval> {
    let windows: Vec<Interval> = around
        .pause
        .windows
        .iter()
        .map(|window| window.declared)
        .collect();
    let Some(spans) = &raw.open else {
        return windows;
    };
    let open = times::spans(spans, around.clock, place, defects);
    for interval in &open {
        let inside: i64 = windows
            .iter()
            .map(|window| window.intersection(*interval).seconds())
            .sum();
        if inside < interval.seconds() {
            let found = format!(
                "open from {} to {}",
                around.clock.local(interval.start),
                around.clock.local(interval.end)
            );
            defects.warning(
                &place.within(0, "open"),
                "open_outside_pause",
                found,
                "hours inside the windows of the pause; the rest is not used",
            );
        }
    }
    open
}

fn admitted(raw: &RawCorridor, classes: &[MobilityClass]) -> Vec<ClassId> {
    let admits = |group: ProtectedGroup| match group {
        ProtectedGroup::Civilians => raw.admits.contains(&RawAdmitted::Civilians),
        ProtectedGroup::WoundedAndSick => raw.admits.contains(&RawAdmitted::WoundedAndSick),
    };
    let ids = (0..).map(ClassId).zip(classes);
    ids.filter(|(_, class)| admits(class.group))
        .map(|(id, _)| id)
        .collect()
}

fn admitted_group(raw: RawAdmitted) -> AdmittedGroup {
    match raw {
        RawAdmitted::Civilians => AdmittedGroup::Civilians,
        RawAdmitted::WoundedAndSick => AdmittedGroup::WoundedAndSick,
        RawAdmitted::ArmedPersons => AdmittedGroup::ArmedPersons,
    }
}

/// The worst status of all ground under a line; where several entries cover a place, suspicion holds
/// against any survey, and otherwise the best survey counts.
fn survey(line: &Line, around: &Surroundings<'_>) -> SurveyStatus {
    let ground = around.surveyed.iter();
    let grounds: Vec<_> = ground
        .map(|one| (Ground::new(&one.shape), one.status))
        .collect();
    let status_at = |probe: &Position| {
        let covering = grounds
            .iter()
            .filter(|(ground, _)| ground.lies_under(*probe));
        let statuses: BTreeSet<SurveyStatus> = covering.map(|(_, status)| *status).collect();
        if statuses.contains(&SurveyStatus::Suspected) {
            return SurveyStatus::Suspected;
        }
        statuses.last().copied().unwrap_or(around.survey_elsewhere)
    };
    let places = probes(line);
    let statuses = places.iter().chain(&line.0).map(status_at);
    statuses.min().unwrap_or(around.survey_elsewhere)
}

fn over_suspected_ground(
    survey: SurveyStatus,
    usage: &CorridorUse,
    place: &Place,
    defects: &mut Defects,
) {
    if survey != SurveyStatus::Suspected {
        return;
    }
    let found = "a line over ground that is suspected of mines";
    match usage {
        CorridorUse::Planned => defects.error(
            place,
            "corridor_over_suspected_ground",
            found,
            "a line over other ground, or use = \"record\"",
        ),
        CorridorUse::RecordedOnly(_) => defects.warning(
            place,
            "corridor_over_suspected_ground",
            found,
            "a line over other ground",
        ),
    }
}

fn gate(
    raw: &RawGate,
    line: Option<&Line>,
    length: f64,
    open: &[Interval],
    clock: &LocalClock,
    place: &Place,
    defects: &mut Defects,
) -> Option<Gate> {
    let usual = usual(raw, place, defects);
    let openings = match &raw.open {
        None => open
            .iter()
            .map(|interval| Opening {
                interval: *interval,
                regime: usual.regime,
                rate: usual.rate.clone(),
            })
            .collect(),
        Some(raw) => openings(raw, &usual, clock, place, defects),
    };
    let line = line?;
    let metres = metres_from_entry(raw, line, length, place, defects)?;
    let drawn = line.metres();
    let at = line.position_at(if length > 0.0 {
        metres / length * drawn
    } else {
        0.0
    })?;
    Some(Gate {
        key: raw.id.clone(),
        name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
        operated_by: raw.operated_by.clone().map(Party),
        metres_from_entry: metres,
        place: at,
        openings,
    })
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
                "where the gate is on the corridor's line",
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
