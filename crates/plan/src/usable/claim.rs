//! `usable.json`: the terms, routes and waves that a plan claims, and their check. The check chooses
//! nothing: it follows each route over the problem's arcs, lets each wave's parties move as
//! [`super::room`] says, and has the resulting flow checked by the crate of flows.

use std::collections::{BTreeMap, BTreeSet};

use korridor_flow::{ArcId, NodeId, check_flow};
use korridor_world::{Level, Scenario};
use serde::{Deserialize, Serialize};

use super::candidates::is_ride;
use super::room::{Home, Room};
use super::shared::{OnTheRoad, Shared};
use super::terms::Terms;
use super::wave::{Route, UsableGroup, UsableLevel, UsablePlan, Wave};
use crate::folder::words;
use crate::lower::Lowered;
use crate::lower::clock::Clock;
use crate::lower::ways::Place;

const FORMAT: &str = "korridor-usable";
const VERSION: u32 = 1;

/// The file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimFile {
    /// `korridor-usable`.
    pub format: String,
    /// 1.
    pub version: u32,
    /// At most so many routes for the people of a zone who are planned together.
    pub routes_per_zone: u32,
    /// Minutes of a wave.
    pub wave_minutes: u32,
    /// Steps of a wave.
    pub wave_steps: u32,
    /// Low, best, high.
    pub levels: Vec<ClaimLevel>,
}

/// A level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimLevel {
    /// Its name.
    pub level: String,
    /// Whether people on the road of all groups move on before anybody else sets out, even where no closure
    /// holds any of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_the_road_first: bool,
    /// Whether people on the road of each group move on before its own waves, even where a closure seems to hold
    /// some of them; then nobody may be held.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_the_road_in_turn: bool,
    /// Its groups, in the order in which they are given room.
    pub groups: Vec<ClaimGroup>,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimGroup {
    /// Its place among the groups of its level in `plan.json` and `certificate.json`.
    pub group: usize,
    /// By route: arcs of the group's problem.
    pub routes: Vec<Vec<u32>>,
    /// First step, route, steps and parties of each wave, in the order in which they are given room.
    pub waves: Vec<(u32, u32, u32, u64)>,
}

/// Writes the file, a group a line.
pub fn write(plan: &UsablePlan) -> Vec<u8> {
    let Terms {
        routes_per_zone,
        wave_minutes,
        wave_steps,
    } = plan.terms;
    let mut text = format!(
        "{{\"format\":\"{FORMAT}\",\"version\":{VERSION},\"routes_per_zone\":{routes_per_zone},\"wave_minutes\":{wave_minutes},\"wave_steps\":{wave_steps},\"levels\":["
    );
    for (index, level) in plan.levels.iter().enumerate() {
        text += if index == 0 { "\n" } else { ",\n" };
        let groups: Vec<String> = level.groups.iter().map(group_text).collect();
        let name = words::level(level.level);
        let first = match level.on_the_road {
            OnTheRoad::AsHeld => "",
            OnTheRoad::First => "\"on_the_road_first\":true,",
            OnTheRoad::InTurn => "\"on_the_road_in_turn\":true,",
        };
        text += &format!(
            "{{\"level\":\"{name}\",{first}\"groups\":[\n{}\n]}}",
            groups.join(",\n")
        );
    }
    text += "\n]}\n";
    text.into_bytes()
}

fn group_text(group: &UsableGroup) -> String {
    let routes = group.routes.iter();
    let claim = ClaimGroup {
        group: group.index,
        routes: routes
            .map(|r| r.arcs.iter().map(|arc| arc.0).collect())
            .collect(),
        waves: group
            .waves
            .iter()
            .map(|wave| (wave.first_step, wave.route, wave.steps, wave.parties))
            .collect(),
    };
    serde_json::to_string(&claim).unwrap_or_default()
}

/// Reads the file.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn read(bytes: &[u8]) -> Result<ClaimFile, String> {
    let file: ClaimFile = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if file.format != FORMAT || file.version != VERSION {
        return Err(format!(
            "format {:?} version {}, expected {FORMAT:?} version {VERSION}",
            file.format, file.version
        ));
    }
    Ok(file)
}

/// A level's lowered groups, in the order in which they are planned.
pub type LevelLowered<'a> = (Level, Vec<&'a Lowered>);

/// Something that is not as claimed: where, and what.
pub type Complaint = (String, String);

/// Checks what is claimed.
///
/// # Errors
/// What does not hold; later groups depend on earlier ones, so the first group of a level that does
/// not hold is its last one that is looked at.
pub fn check(
    scenario: &Scenario,
    clock: &Clock,
    levels_lowered: &[LevelLowered<'_>],
    file: &ClaimFile,
) -> Result<UsablePlan, Vec<Complaint>> {
    let terms = Terms::new(clock, Some(file.routes_per_zone), None).and_then(|default| {
        // The default may be shorter than what may be asked for.
        match default.wave_minutes == file.wave_minutes {
            true => Ok(default),
            false => Terms::new(clock, Some(file.routes_per_zone), Some(file.wave_minutes)),
        }
    });
    let terms = terms.map_err(|error| vec![("terms".to_owned(), error.to_string())])?;
    if terms.wave_steps != file.wave_steps {
        let found = format!(
            "waves of {} steps, expected {}",
            file.wave_steps, terms.wave_steps
        );
        return Err(vec![("terms".to_owned(), found)]);
    }
    if file.levels.len() != levels_lowered.len() {
        let found = format!(
            "{} levels, expected {}",
            file.levels.len(),
            levels_lowered.len()
        );
        return Err(vec![("levels".to_owned(), found)]);
    }
    let (mut levels, mut complaints) = (Vec::new(), Vec::new());
    for (claim, lowered) in file.levels.iter().zip(levels_lowered) {
        match check_level(scenario, clock, terms, (claim, lowered)) {
            Ok(level) => levels.push(level),
            Err(complaint) => complaints.push(complaint),
        }
    }
    match complaints.is_empty() {
        true => Ok(UsablePlan { terms, levels }),
        false => Err(complaints),
    }
}

fn check_level(
    scenario: &Scenario,
    clock: &Clock,
    terms: Terms,
    (claim, (level, lowered)): (&ClaimLevel, &LevelLowered<'_>),
) -> Result<UsableLevel, Complaint> {
    let name = words::level(*level);
    let at = |place: &str| format!("{name} {place}");
    if claim.level != name {
        return Err((
            at("level"),
            format!("level {:?}, expected {name:?}", claim.level),
        ));
    }
    let named: BTreeSet<usize> = claim.groups.iter().map(|group| group.group).collect();
    if named.len() != claim.groups.len() || named != (0..lowered.len()).collect() {
        let expected = format!("each of {} groups once", lowered.len());
        return Err((
            at("groups"),
            format!("groups {named:?}, expected {expected}"),
        ));
    }
    let on_the_road = match (claim.on_the_road_first, claim.on_the_road_in_turn) {
        (false, false) => OnTheRoad::AsHeld,
        (true, false) => OnTheRoad::First,
        (false, true) => OnTheRoad::InTurn,
        (true, true) => {
            let what = "people on the road both first and in their turn".to_owned();
            return Err((at("level"), what));
        }
    };
    let mut shared = Shared::new(scenario, clock, lowered, on_the_road);
    let mut groups = Vec::new();
    for claimed in &claim.groups {
        let lowered = shared.lower(scenario, clock, claimed.group, lowered[claimed.group]);
        let place = at(&format!("group {}", claimed.group));
        let group = check_group(clock, terms, claimed, lowered)
            .map_err(|(within, what)| (format!("{place}, {within}"), what))?;
        let flow = group.flow();
        check_flow(&group.lowered.problem, &flow)
            .map_err(|violations| (place, violations[0].to_string()))?;
        shared.place(claimed.group, &group.lowered, &flow);
        groups.push(group);
    }
    let level = UsableLevel {
        level: *level,
        groups,
        on_the_road,
    };
    match level.held_persons() {
        held if held > 0 && on_the_road == OnTheRoad::InTurn => Err((
            at("level"),
            format!("{held} persons on the road are held who move on in their turn"),
        )),
        _ => Ok(level),
    }
}

fn check_group(
    clock: &Clock,
    terms: Terms,
    claim: &ClaimGroup,
    lowered: Lowered,
) -> Result<UsableGroup, Complaint> {
    let mut routes = Vec::new();
    let mut offered: BTreeMap<NodeId, u32> = BTreeMap::new();
    for (index, arcs) in claim.routes.iter().enumerate() {
        let route = route(&lowered, arcs).map_err(|what| (format!("route {index}"), what))?;
        let is_used = claim.waves.iter().any(|wave| wave.1 as usize == index);
        if routes.contains(&route) || !is_used {
            let what = "offered twice, or taken by no wave".to_owned();
            return Err((format!("route {index}"), what));
        }
        let count = offered.entry(route.home).or_default();
        *count += 1;
        if *count > terms.routes_per_zone {
            let what = format!(
                "a route more than the {} of its zone",
                terms.routes_per_zone
            );
            return Err((format!("route {index}"), what));
        }
        routes.push(route);
    }
    let mut waves = Vec::new();
    let mut room = Room::new(&lowered);
    let mut homes: BTreeMap<NodeId, Home> = BTreeMap::new();
    let limit = lowered.problem.exits.first().and_then(|exit| exit.limit);
    let limit = limit.unwrap_or(u64::MAX);
    let mut places = limit.saturating_sub(room.onwards_parties());
    for (index, &(first_step, route, steps, parties)) in claim.waves.iter().enumerate() {
        let wave = Wave {
            first_step,
            route,
            steps,
            parties,
        };
        let refuse = |what: &str| (format!("wave {index}"), what.to_owned());
        let Some(route) = routes.get(route as usize) else {
            return Err(refuse("a route that is not offered"));
        };
        let expected = match is_ride(&lowered, &route.arcs) {
            true => 1,
            false => terms.wave_steps,
        };
        if steps != expected {
            return Err(refuse(&format!("{steps} steps, expected {expected}")));
        }
        let end = first_step.checked_add(steps);
        let in_time = |open: &crate::lower::clock::Steps| {
            open.from <= first_step && end.is_some_and(|end| end <= open.until)
        };
        if !clock.open.iter().any(in_time) {
            return Err(refuse("it sets out when nobody may be outside"));
        }
        let home = homes
            .entry(route.home)
            .or_insert_with(|| Home::at(&lowered, route.home));
        let ahead = wave.ahead(lowered.before.from);
        if ahead == 0 || ahead > places || !home.fits(wave) {
            return Err(refuse(&format!(
                "{parties} parties, more than are ready or received; or none"
            )));
        }
        if room.give(route, wave).is_none() {
            return Err(refuse("somebody finds no room on the way"));
        }
        home.take(wave);
        places -= ahead;
        waves.push(wave);
    }
    Ok(UsableGroup {
        index: claim.group,
        lowered,
        routes,
        waves,
    })
}

/// A route from a home to the exit over arcs that meet, no place twice.
fn route(lowered: &Lowered, arcs: &[u32]) -> Result<Route, String> {
    let problem = &lowered.problem;
    let known = |arc: &u32| {
        problem
            .arcs
            .get(*arc as usize)
            .ok_or(format!("an arc {arc}"))
    };
    let ways: Result<Vec<&korridor_flow::Arc>, String> = arcs.iter().map(known).collect();
    let ways = ways.map_err(|found| format!("{found}, which the problem does not have"))?;
    let (Some(first), Some(last)) = (ways.first(), ways.last()) else {
        return Err("no arcs".to_owned());
    };
    let Some(Place::Home(zone)) = lowered.ways.places.get(first.tail.index()).copied() else {
        return Err("it does not start at a home".to_owned());
    };
    if ways.windows(2).any(|pair| pair[0].head != pair[1].tail) {
        return Err("arcs that do not meet".to_owned());
    }
    if problem.exits.iter().all(|exit| exit.node != last.head) {
        return Err("it does not end at the exit".to_owned());
    }
    let places: BTreeSet<NodeId> = ways.iter().map(|way| way.head).collect();
    if places.len() != ways.len() || places.contains(&first.tail) {
        return Err("it passes a place twice".to_owned());
    }
    Ok(Route {
        zone,
        home: first.tail,
        arcs: arcs.iter().copied().map(ArcId).collect(),
    })
}
