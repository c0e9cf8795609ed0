//! What everything else stands on: roads, clock, place and pause.

use korridor_world::geometry::{Extent, Position};
use korridor_world::scenario::Pause;
use korridor_world::{Band, LocalClock, Mode, Share};

use crate::scenario::defects::Defects;
use crate::scenario::files::Files;
use crate::scenario::geometry::near_network;
use crate::scenario::nearest::expected_word;
use crate::scenario::network::read_roads;
use crate::scenario::node::quoted;
use crate::scenario::raw::RawProfile;
use crate::scenario::resolve::roads::Roads;
use crate::scenario::resolve::{defaults, destinations, figures, pause};
use crate::scenario::sections::{Head, Sections};

/// Roads, clock, place and pause, as far as they could be read; where something is missing, which has
/// been told, something neutral stands in for it, so that the rest can still be checked.
pub struct Basis {
    /// How people travel unless their class says otherwise.
    pub mode: Mode,
    /// The roads.
    pub roads: Option<Roads>,
    /// The clock on the wall; that of UTC in the place of an unknown one.
    pub clock: LocalClock,
    /// The place whose daylight counts.
    pub place: Option<Position>,
    /// The pause; one without windows in the place of a missing one.
    pub pause: Pause,
    /// Which part of the people wishes to leave, unless their zone says otherwise.
    pub uptake: Band<Share>,
    /// Whether clock and pause are the scenario's own.
    pub is_whole: bool,
}

impl Basis {
    /// Reads the basis.
    pub fn read(sections: &Sections, files: &Files, defects: &mut Defects) -> Option<Basis> {
        let head = &sections.head;
        let mode = match head.profile {
            RawProfile::Foot => Mode::Foot,
            RawProfile::Car => Mode::Car,
        };
        let roads = read_roads(sections, mode, files, defects);
        if let Some(roads) = &roads {
            travelled(roads, head, defects);
        }
        let extent = roads.as_ref().and_then(|roads| roads.extent);
        well_named(head, defects);
        let own_clock = clock(head, defects);
        let place = place(head, extent, defects);
        let uptake = uptake(head, defects);
        let is_whole = own_clock.is_some() && sections.pause.is_some();
        let clock = own_clock.or_else(|| LocalClock::of_zone("UTC"))?;
        let raw = sections.pause.as_ref();
        let pause = raw.map(|raw| pause::pause(raw, place, &clock, defects));
        let pause = pause.unwrap_or(Pause {
            parties: Vec::new(),
            declared_by: Vec::new(),
            agreed_by: Vec::new(),
            windows: Vec::new(),
            sources: Vec::new(),
        });
        Some(Basis {
            mode,
            roads,
            clock,
            place,
            pause,
            uptake,
            is_whole,
        })
    }

    /// The extent of the roads.
    pub fn extent(&self) -> Option<Extent> {
        self.roads.as_ref().and_then(|roads| roads.extent)
    }
}

/// Tells once, and not of every place, that nobody travels on these roads in the scenario's way.
fn travelled(roads: &Roads, head: &Head, defects: &mut Defects) {
    let links = &roads.network.links;
    let admits = |mode| links.iter().any(|link| link.modes.contains(mode));
    if admits(roads.mode) {
        return;
    }
    let (own, other, other_mode) = match roads.mode {
        Mode::Foot => ("foot", "car", Mode::Car),
        Mode::Car => ("car", "foot", Mode::Foot),
    };
    let found = format!(
        "no road for the profile {own:?} among {} links",
        links.len()
    );
    let expected = if admits(other_mode) {
        format!("roads for {own:?}, or profile = {other:?}, which these roads are for")
    } else {
        "roads that somebody may use".to_owned()
    };
    defects.error(
        &head.place("profile"),
        "no_road_for_profile",
        found,
        expected,
    );
}

fn well_named(head: &Head, defects: &mut Defects) {
    let Some(id) = &head.id else { return };
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if id.is_empty() || id.len() > 64 || !id.bytes().all(letter) {
        let expected = "at most 64 lower-case letters, digits and hyphens";
        defects.error(&head.place("id"), "not_an_id", quoted(id), expected);
    }
}

fn clock(head: &Head, defects: &mut Defects) -> Option<LocalClock> {
    let name = head.time_zone.as_ref()?;
    let clock = LocalClock::of_zone(name);
    if clock.is_none() {
        let names = LocalClock::zone_names();
        let expected = match name.as_str() {
            "" => "an IANA time zone such as \"Asia/Damascus\"".to_owned(),
            name => expected_word("an IANA time zone", name, names.iter().map(String::as_str)),
        };
        defects.error(
            &head.place("time_zone"),
            "unknown_time_zone",
            quoted(name),
            expected,
        );
    }
    clock
}

fn place(head: &Head, extent: Option<Extent>, defects: &mut Defects) -> Option<Position> {
    match head.place {
        Some(place) => {
            let at = head.place("place");
            let place = destinations::position(place, &at, defects)?;
            near_network(place, extent, &at, defects).then_some(place)
        }
        None => extent.map(|extent| extent.centre()),
    }
}

fn uptake(head: &Head, defects: &mut Defects) -> Band<Share> {
    let place = head.place("uptake");
    match &head.uptake {
        Some(raw) => {
            figures::share_band(raw, None, &place, defects).unwrap_or_else(defaults::uptake)
        }
        None => {
            let expected = "the share of people who wish to leave, as low, best and high: it is the weakest input beside the gates";
            defects.warning(
                &place,
                "uptake_assumed",
                "no uptake; low figures assume that nobody wishes to leave, best and high that everybody does",
                expected,
            );
            defaults::uptake()
        }
    }
}
