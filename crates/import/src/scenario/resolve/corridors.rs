//! Corridors and gates.

use std::collections::BTreeSet;

use korridor_world::geometry::{Line, Position, Shape};
use korridor_world::scenario::{
    Admission, AdmittedGroup, ClassId, Corridor, CorridorUse, DestinationId, MobilityClass, Party,
    Pause, ProtectedGroup, Standing, SurveyStatus, SurveyedGround,
};
use korridor_world::{Interval, LocalClock, RoadNodeId};

use super::destinations::position;
use super::gates::Gates;
use super::roads::{Ground, Roads, Snap, probes};
use super::{Ids, defaults, figures, times};
use crate::scenario::defects::{Defects, Place};
use crate::scenario::geometry::{near_network, shape, sound};
use crate::scenario::nearest::expected_word;
use crate::scenario::node::quoted;
use crate::scenario::raw::{RawAdmitted, RawCorridor, RawUsage};

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
    let at_destination = place.within(0, "destination");
    let destination = around
        .destinations
        .find(&raw.destination, &at_destination, defects);
    let usage = usage(raw, &place, defects);
    let open = open(raw, around, &place, defects);
    let road = road(raw, line.as_ref(), &place, defects);
    let gates = Gates {
        line: line.as_ref(),
        length: road.length,
        open: &open,
        clock: around.clock,
    };
    let gates = gates.resolve(&raw.gates, &place, gate_ids, defects);
    let agreed_by = agreed_by(raw, around, &place, defects);
    let line = line?;
    let survey = survey(&line, around);
    over_suspected_ground(survey, &usage, &place, defects);
    let entry = entry(raw, &line, around, &place, defects)?;
    let declared_by = raw.declared_by.as_deref();
    let planned = usage == CorridorUse::Planned;
    Some(Corridor {
        key: raw.id.clone(),
        name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
        local_name: raw.local_name.clone(),
        fidelity: raw.fidelity(),
        declared_by: declared_by.map_or_else(|| around.pause.declared_by.clone(), parties),
        standing: Standing::of(&around.pause.parties, &agreed_by),
        agreed_by,
        length_m: road.length,
        line,
        entry: entry.node,
        entry_distance_m: entry.metres,
        foot_width_m: road.foot_width,
        lanes: road.lanes,
        gates,
        classes: if planned {
            admitted(raw, around.classes)
        } else {
            Vec::new()
        },
        admission: admission(raw),
        destination: DestinationId(destination?),
        open,
        survey,
        usage,
        sources: figures::sources(&raw.sources),
    })
}

fn parties(names: &[String]) -> Vec<Party> {
    names.iter().cloned().map(Party).collect()
}

/// Who agreed must be one of the parties whose consent counts.
fn agreed_by(
    raw: &RawCorridor,
    around: &Surroundings<'_>,
    place: &Place,
    defects: &mut Defects,
) -> Vec<Party> {
    let known = around.pause.parties.iter().map(|party| party.0.as_str());
    for name in &raw.agreed_by {
        if !known.clone().any(|party| party == name) {
            let expected = expected_word("one of pause.parties", name, known.clone());
            defects.error(
                &place.within(0, "agreed_by"),
                "unknown_party",
                quoted(name),
                expected,
            );
        }
    }
    parties(&raw.agreed_by)
}

/// The corridor's own road.
struct Road {
    length: f64,
    foot_width: f64,
    lanes: f64,
}

fn road(raw: &RawCorridor, line: Option<&Line>, place: &Place, defects: &mut Defects) -> Road {
    let mut within = |value: Option<f64>, least, most, key: &str| {
        value.and_then(|value| figures::within(value, least, most, &place.within(0, key), defects))
    };
    let foot_width = within(raw.foot_width_metres, 0.5, 100.0, "foot_width_metres");
    let lanes = within(raw.lanes, 0.0, 20.0, "lanes");
    let stated = within(raw.length_metres, 1.0, 1e6, "length_metres");
    let ends = line.and_then(|line| Some(line.0.first()?.metres_to(*line.0.last()?)));
    if let (Some(stated), Some(straight)) = (stated, ends)
        && stated < 0.95 * straight
    {
        let found = format!("{stated} m, and {straight:.0} m between its ends as the crow flies");
        let expected = "a length that somebody can walk";
        defects.error(
            &place.within(0, "length_metres"),
            "shorter_than_straight",
            found,
            expected,
        );
    }
    Road {
        length: stated.unwrap_or_else(|| line.map_or(0.0, Line::metres)),
        foot_width: foot_width.unwrap_or(defaults::FOOT_WIDTH_METRES),
        lanes: lanes.unwrap_or(1.0),
    }
}

fn admission(raw: &RawCorridor) -> Admission {
    let groups: BTreeSet<_> = raw.admits.iter().copied().map(admitted_group).collect();
    Admission {
        groups: groups.into_iter().collect(),
        condition: raw.condition.clone(),
    }
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
            "nobody, or no known word",
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
