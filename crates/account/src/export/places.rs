//! The places of a release with their numbers: what GeoJSON and GeoParquet are both written from.

use crate::account::{Account, PlaceAccount, PlaceOnMap};
use crate::number::Number;
use crate::release::Released;

/// A corridor or a zone.
pub(super) struct Place<'a> {
    /// `corridor` or `zone`.
    pub kind: &'static str,
    pub account: &'a PlaceAccount,
    /// Where it lies, if that is known and released.
    pub on_map: Option<&'a PlaceOnMap>,
    pub numbers: Vec<&'a Number>,
}

impl Place<'_> {
    /// Longitude and latitude, no closer than the release gives them.
    pub fn position(&self) -> Option<[f64; 2]> {
        let rounded = |degrees: f64| (degrees * 1e6).round() / 1e6;
        let on_map = self.on_map?;
        Some([rounded(on_map.longitude), rounded(on_map.latitude)])
    }
}

/// All of them: corridors, then zones.
pub(super) fn all(released: &Released<Account>) -> Vec<Place<'_>> {
    let account = released.value();
    let corridors = account.corridors.iter().map(|place| ("corridor", place));
    let zones = account.zones.iter().map(|place| ("zone", place));
    let place = |(kind, place)| of(account, kind, place);
    corridors.chain(zones).map(place).collect()
}

fn of<'a>(account: &'a Account, kind: &'static str, place: &'a PlaceAccount) -> Place<'a> {
    let on_map = account
        .places
        .iter()
        .find(|one| one.kind == kind && one.id == place.id);
    let ids = [
        &place.promised,
        &place.expected,
        &place.observed,
        &place.verified,
        &place.gaps,
    ];
    let ids = ids.into_iter().flatten();
    Place {
        kind,
        account: place,
        on_map,
        numbers: ids.filter_map(|id| account.numbers.get(id)).collect(),
    }
}
