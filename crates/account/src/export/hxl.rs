//! HXL 1.1 (Humanitarian Exchange Language): a row of titles, a row of hashtags, rows. Counts with the tags
//! of people reached, incidents with those of events.

use korridor_operate::Stamp;
use korridor_world::LocalClock;

use crate::account::{Account, IncidentAccount};
use crate::number::{Measure, Number, Unit};
use crate::policy::Grain;
use crate::release::Released;
use crate::render::{csv_cell, csv_row, word};

const MARKING: &str = "Marking";

const COUNTS: [(&str, &str); 13] = [
    ("Until", "#date+end"),
    ("Place", "#loc+name"),
    ("Kind of place", "#loc+type"),
    ("Latitude", "#geo+lat"),
    ("Longitude", "#geo+lon"),
    ("At least", "#reached+ind+min"),
    ("Best", "#reached+ind"),
    ("At most", "#reached+ind+max"),
    ("What was counted", "#status"),
    ("Independent roots", "#meta+roots"),
    ("Source", "#meta+source"),
    (MARKING, "#meta+marking"),
    ("Number", "#meta+id"),
];

const INCIDENTS: [(&str, &str); 11] = [
    ("Incident", "#event+id"),
    ("Type", "#event+type"),
    ("From", "#date+occurred+start"),
    ("To", "#date+occurred+end"),
    ("Country", "#country+name"),
    (
        "Killed or injured as claimed, at least",
        "#affected+killed_injured+min",
    ),
    (
        "Killed or injured as claimed, at most",
        "#affected+killed_injured+max",
    ),
    ("Certainty", "#status"),
    ("Independent roots", "#meta+roots"),
    ("Source", "#meta+source"),
    (MARKING, "#meta+marking"),
];

/// A row of titles and a row of hashtags.
fn heads<const COLUMNS: usize>(columns: [(&str, &str); COLUMNS], mark: &str) -> String {
    titles(columns, mark) + &csv_row(columns.map(|(_, tag)| tag))
}

/// The title of the marking carries it: so a table without rows is marked too.
fn titles<const COLUMNS: usize>(columns: [(&str, &str); COLUMNS], mark: &str) -> String {
    let marking = format!("{MARKING}: {mark}");
    csv_row(columns.map(|(title, _)| match title {
        MARKING => marking.as_str(),
        title => title,
    }))
}

/// A date as closely as the release gives it: a whole day by the clock of the place, or a moment.
pub(super) struct Dates(Option<LocalClock>, Grain);

impl Dates {
    pub(super) fn of(released: &Released<Account>) -> Dates {
        let zone = &released.value().time_zone;
        Dates(LocalClock::of_zone(zone), released.marking().time)
    }

    pub(super) fn date(&self, at: Stamp) -> String {
        let local = |clock: &LocalClock| clock.local(at.0).to_string();
        match (&self.0, self.1) {
            (Some(clock), Grain::Day) => local(clock).chars().take(10).collect(),
            (Some(clock), Grain::Month) => local(clock).chars().take(7).collect(),
            (None, Grain::Day) => at.to_string().chars().take(10).collect(),
            (None, Grain::Month) => at.to_string().chars().take(7).collect(),
            _ => at.to_string(),
        }
    }
}

/// What people counted are, in words; `None` for what is no count of people.
fn status(what: Measure) -> Option<&'static str> {
    Some(match what {
        Measure::Observed => "passed outwards, as counted",
        Measure::Verified => "passed outwards, confirmed by an independent source",
        Measure::Returned => "came back in, as counted",
        Measure::Departed => "set out, as counted",
        Measure::TurnedBack => "turned back",
        Measure::Held => "held",
        Measure::Released => "released after they were held",
        Measure::Received => "received",
        _ => return None,
    })
}

pub(super) fn counts(released: &Released<Account>) -> Vec<u8> {
    let (dates, mark) = (
        Dates::of(released),
        csv_cell(&released.marking().in_a_cell()),
    );
    let mut text = heads(COUNTS, &released.marking().in_a_cell());
    for number in released
        .value()
        .numbers
        .all()
        .filter(|number| number.unit == Unit::Persons)
    {
        if let Some(status) = status(number.what) {
            text += &count(released, number, status, &dates, &mark);
        }
    }
    text.into_bytes()
}

fn count(
    released: &Released<Account>,
    number: &Number,
    status: &str,
    dates: &Dates,
    mark: &str,
) -> String {
    let place = released
        .value()
        .places
        .iter()
        .find(|place| place.kind == number.place.kind() && place.id == number.place.name());
    let degrees = |degrees: Option<f64>| {
        degrees
            .map(|degrees| format!("{degrees:.6}"))
            .unwrap_or_default()
    };
    let name = match number.place.name() {
        "" => "all corridors together",
        name => name,
    };
    let roots = if number.roots > 0 {
        number.roots.to_string()
    } else {
        String::new()
    };
    let cells = [
        number.by.map(|by| dates.date(by)).unwrap_or_default(),
        csv_cell(name),
        csv_cell(number.place.kind()),
        degrees(place.map(|place| place.latitude)),
        degrees(place.map(|place| place.longitude)),
        number.low.to_string(),
        number.best.map(|best| best.to_string()).unwrap_or_default(),
        number.high.to_string(),
        csv_cell(status),
        roots,
        csv_cell(&number.said_by.join("; ")),
        mark.to_owned(),
        csv_cell(&number.id),
    ];
    cells.join(",") + "\n"
}

pub(super) fn incidents(released: &Released<Account>) -> Vec<u8> {
    let heads = heads(INCIDENTS, &released.marking().in_a_cell());
    (heads + &incident_rows(released)).into_bytes()
}

pub(super) fn incidents_plain(released: &Released<Account>) -> Vec<u8> {
    let titles = titles(INCIDENTS, &released.marking().in_a_cell());
    (titles + &incident_rows(released)).into_bytes()
}

fn incident_rows(released: &Released<Account>) -> String {
    let (dates, mark) = (Dates::of(released), released.marking().in_a_cell());
    let rows = released
        .value()
        .incidents
        .iter()
        .map(|one| incident(released, one, &dates, &mark));
    rows.collect()
}

fn incident(
    released: &Released<Account>,
    one: &IncidentAccount,
    dates: &Dates,
    mark: &str,
) -> String {
    let types: Vec<String> = one.types.iter().map(word).collect();
    let casualties = one
        .casualties
        .as_deref()
        .and_then(|id| released.value().numbers.get(id));
    let figure = |figure: Option<i64>| figure.map(|figure| figure.to_string()).unwrap_or_default();
    let mut sources: Vec<&str> = one
        .claims
        .iter()
        .map(|said| said.by.as_str())
        .filter(|by| !by.is_empty())
        .collect();
    sources.sort_unstable();
    sources.dedup();
    let roots = if one.roots > 0 {
        one.roots.to_string()
    } else {
        String::new()
    };
    csv_row([
        one.incident.as_str(),
        &types.join("; "),
        &one.from.map(|at| dates.date(at)).unwrap_or_default(),
        &one.to.map(|at| dates.date(at)).unwrap_or_default(),
        released.marking().country.as_deref().unwrap_or_default(),
        &figure(casualties.map(|number| number.low)),
        &figure(casualties.map(|number| number.high)),
        &word(&one.standing),
        &roots,
        &sources.join("; "),
        mark,
    ])
}
