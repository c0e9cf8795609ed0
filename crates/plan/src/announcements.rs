//! What each zone may be told, by language: drafts for those who answer for them, never sent by
//! korridor.
//!
//! They tell what, when and where, who screens, whom the party admits as its own condition, who
//! guarantees, and what is not known. They order nobody to leave and advise nobody to; they name no
//! source and no number of people. A way over ground that nobody surveyed for mines is not described:
//! the corridor is named as what the party declared, and that is all.

mod arabic;
mod calendar;
mod english;

use std::collections::{BTreeMap, BTreeSet};

use korridor_world::scenario::{
    AdmittedGroup, ClassId, Corridor, CorridorId, Fidelity, Means, Nature, Party, ProtectedGroup,
    ScreeningRegime, Standing, SurveyStatus, Zone, ZoneId,
};
use korridor_world::{Instant, Interval, Level, LocalClock, Scenario};

use crate::folder::ANNOUNCEMENT_FILES;
use crate::lift::Lifted;
use crate::lower::clock::Clock;
use crate::replan::chain::Continued;
use crate::replan::changes::LevelChanges;
use crate::report::inert;
use arabic::Arabic;
use calendar::Moment;
use english::English;

/// At most so many corridors are named to a zone where no usable plan has chosen them.
const MOST_CORRIDORS: usize = 3;

/// By zone and corridor: when people may set out, where there is a usable plan.
pub type Waves = BTreeMap<(ZoneId, CorridorId), Vec<Interval>>;

/// The announcements, by file.
pub fn announcements(
    scenario: &Scenario,
    best: &Lifted,
    waves: Option<&Waves>,
    anew: Option<&Anew>,
) -> [(&'static str, Vec<u8>); 2] {
    let leaflets = leaflets(scenario, best, waves);
    let [english, arabic] = ANNOUNCEMENT_FILES;
    [
        (english, text(scenario, &leaflets, anew, &English)),
        (arabic, text(scenario, &leaflets, anew, &Arabic)),
    ]
}

/// What is new in a plan that continues another.
pub struct Anew {
    /// From when on.
    from: Instant,
    zones: BTreeMap<ZoneId, ZoneAnew>,
}

/// What is new for a zone, at any level of figures.
#[derive(Default)]
struct ZoneAnew {
    /// Corridors that closed and to which some of its people are on their way.
    stopped_on_way_to: BTreeSet<CorridorId>,
    /// Corridors that are open outwards again, to which some of its people were on their way who were told
    /// to hold or to go back.
    onwards_to: BTreeSet<CorridorId>,
    /// Corridors that it is offered no longer.
    no_longer: BTreeSet<CorridorId>,
}

impl Anew {
    /// From the changes of all levels.
    pub fn new(clock: &Clock, continued: &Continued, levels: &[(Level, LevelChanges)]) -> Anew {
        let mut zones: BTreeMap<ZoneId, ZoneAnew> = BTreeMap::new();
        for (level, changes) in levels {
            let told = changes.iter().filter(|(_, change)| change.is_told_anew());
            for (zone, change) in told {
                let zone = zones.entry(*zone).or_default();
                zone.stopped_on_way_to.extend(&change.on_the_way_to);
                zone.onwards_to.extend(&change.onwards_to);
                if *level == Level::Best {
                    zone.no_longer.extend(change.before.difference(&change.now));
                }
            }
        }
        Anew {
            from: clock.start(continued.state.from),
            zones,
        }
    }
}

/// What one zone is told.
struct Leaflet<'a> {
    id: ZoneId,
    zone: &'a Zone,
    offers: Vec<Offer<'a>>,
}

/// Who says that a corridor is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HoursBasis {
    /// Those who declared it.
    Declared,
    /// Those who planned on from a moment: what they closed or opened nobody has declared.
    PlannedOn,
}

/// A corridor that a zone is offered.
struct Offer<'a> {
    corridor: &'a Corridor,
    /// When it and its gates are open and people may be outside.
    open: Vec<Interval>,
    /// When people may set out, if that is planned.
    waves: Vec<Interval>,
    /// Whom of the zone it is offered to.
    groups: BTreeSet<ProtectedGroup>,
    /// Whether none of them can get there without transport.
    is_ride_only: bool,
}

impl Offer<'_> {
    /// Whether its way may be described: surveyed ground, and no drawing that is only plausible.
    fn may_be_described(&self) -> bool {
        self.corridor.survey.may_be_published() && self.corridor.fidelity == Fidelity::Mapped
    }
}

fn leaflets<'a>(scenario: &'a Scenario, best: &Lifted, waves: Option<&Waves>) -> Vec<Leaflet<'a>> {
    let mut offered: BTreeMap<ZoneId, BTreeMap<CorridorId, u64>> = BTreeMap::new();
    for (trip, persons) in &best.trips {
        let zone = offered.entry(trip.zone).or_default();
        *zone.entry(trip.corridor).or_default() += persons;
    }
    let taken: BTreeSet<(ZoneId, CorridorId, ClassId)> = best
        .trips
        .keys()
        .map(|trip| (trip.zone, trip.corridor, trip.class))
        .collect();
    let classes = |zone, corridor| {
        let all = (zone, corridor, ClassId(0))..=(zone, corridor, ClassId(u32::MAX));
        let classes = taken.range(all).map(|(_, _, class)| class.index());
        classes.map(|class| &scenario.classes[class])
    };
    let leaflet = |(id, zone): (ZoneId, &'a Zone)| {
        let mut corridors: Vec<(CorridorId, u64)> = offered
            .remove(&id)
            .unwrap_or_default()
            .into_iter()
            .collect();
        corridors.sort_by_key(|(corridor, persons)| (std::cmp::Reverse(*persons), *corridor));
        if waves.is_none() {
            corridors.truncate(MOST_CORRIDORS);
        }
        let offer = |(corridor, _): &(CorridorId, u64)| Offer {
            corridor: &scenario.corridors[corridor.index()],
            groups: classes(id, *corridor).map(|class| class.group).collect(),
            is_ride_only: classes(id, *corridor).all(|class| class.means == Means::NeedsTransport),
            open: open(scenario, &scenario.corridors[corridor.index()]),
            waves: waves
                .and_then(|waves| waves.get(&(id, *corridor)))
                .cloned()
                .unwrap_or_default(),
        };
        Leaflet {
            id,
            zone,
            offers: corridors.iter().map(offer).collect(),
        }
    };
    (0..)
        .map(ZoneId)
        .zip(&scenario.zones)
        .map(leaflet)
        .collect()
}

/// When a corridor and all its gates are open and people may be outside.
fn open(scenario: &Scenario, corridor: &Corridor) -> Vec<Interval> {
    let mut open = meet(&corridor.open, &scenario.pause.usable());
    for gate in &corridor.gates {
        let gate: Vec<Interval> = gate
            .openings
            .iter()
            .filter(|opening| opening.rate.high.0 > 0)
            .map(|opening| opening.interval)
            .collect();
        open = meet(&open, &gate);
    }
    open
}

fn meet(one: &[Interval], other: &[Interval]) -> Vec<Interval> {
    let pairs = one
        .iter()
        .flat_map(|one| other.iter().map(|other| one.intersection(*other)));
    let mut meet: Vec<Interval> = pairs.filter(|both| !both.is_empty()).collect();
    meet.sort_by_key(|both| both.start);
    let mut merged: Vec<Interval> = Vec::new();
    for next in meet {
        match merged.last_mut() {
            Some(last) if last.end >= next.start => last.end = last.end.max(next.end),
            _ => merged.push(next),
        }
    }
    merged
}

/// A language: every sentence that an announcement may say, and nothing else.
trait Language {
    /// Over the whole file: for those who answer for the announcements.
    fn preface(&self) -> &'static str;
    fn exercise(&self) -> &'static str;
    fn not_for_release(&self) -> &'static str;
    /// A heading.
    fn heading(&self, part: Part) -> &'static str;
    /// The name of a place, in the script of the language if it is known.
    fn named(&self, name: &str, local: Option<&str>) -> String;
    /// That leaving is a choice, and that whoever stays remains protected.
    fn choice(&self) -> &'static str;
    /// From when on something else holds than was said before.
    fn as_of(&self, moment: &Moment) -> String;
    /// To people who are on their way to corridors that closed.
    fn hold_or_go_back(&self, corridors: &[String]) -> String;
    /// To people who were told to hold or to go back, on their way to corridors that are open again.
    fn open_again(&self, corridors: &[String]) -> String;
    /// To people who have not set out.
    fn no_longer_offered(&self, corridors: &[String]) -> String;
    fn offered_now(&self) -> &'static str;
    /// Who declared the pause, who agreed to it, who did not.
    fn pause(
        &self,
        standing: Standing,
        declared: &[Party],
        agreed: &[Party],
        missing: &[Party],
    ) -> String;
    fn window(&self, from: Moment, until: Moment, zone: &str) -> String;
    /// Hours of a window in which people may be outside.
    fn usable(&self, hours: &[(Moment, Moment)]) -> String;
    fn no_corridor(&self) -> &'static str;
    fn offered(&self) -> &'static str;
    fn corridor(&self, name: &str, destination: &str, controlled_by: Option<&Party>) -> String;
    /// Whom of the zone it is offered to.
    fn offered_to(&self, groups: &BTreeSet<ProtectedGroup>, is_ride_only: bool) -> String;
    fn standing(&self, standing: Standing, declared: &[Party], agreed: &[Party]) -> String;
    fn open(&self, hours: &[(Moment, Moment)], basis: HoursBasis) -> String;
    fn waves(&self, hours: &[(Moment, Moment)]) -> String;
    fn entry(&self, latitude: f64, longitude: f64) -> String;
    fn screening(&self, gate: &str, party: Option<&Party>, regimes: &[ScreeningRegime]) -> String;
    fn no_gate(&self) -> &'static str;
    fn admits(&self, groups: &[AdmittedGroup], condition: Option<&str>) -> String;
    fn survey(&self, status: SurveyStatus, is_described: bool) -> &'static str;
    fn guarantees(&self) -> &'static str;
    fn not_known(&self) -> &'static [&'static str];
}

/// A part of an announcement.
#[derive(Clone, Copy)]
enum Part {
    New,
    When,
    Where,
    Guarantees,
    NotKnown,
}

fn text(
    scenario: &Scenario,
    leaflets: &[Leaflet<'_>],
    anew: Option<&Anew>,
    words: &dyn Language,
) -> Vec<u8> {
    let mut text = String::new();
    line(&mut text, words.preface());
    for leaflet in leaflets {
        text += "\n----------------------------------------\n\n";
        zone(&mut text, scenario, (leaflet, anew), words);
    }
    text.into_bytes()
}

/// Lines that run from right to left begin with a mark that says so (U+200F), and are isolated as a whole:
/// a viewer whose pages run the other way would move their full stops and numbers.
fn line(text: &mut String, lines: &str) {
    for line in lines.split('\n') {
        match line.strip_prefix('\u{200f}') {
            Some(rest) => *text += &format!("\u{200f}\u{2067}{rest}\u{2069}\n"),
            None => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
}

fn zone(
    text: &mut String,
    scenario: &Scenario,
    (leaflet, anew): (&Leaflet<'_>, Option<&Anew>),
    words: &dyn Language,
) {
    if scenario.nature == Nature::Exercise {
        line(text, words.exercise());
    }
    if leaflet.offers.iter().any(|offer| !offer.may_be_described()) {
        line(text, words.not_for_release());
    }
    let zone = leaflet.zone;
    line(text, &words.named(&zone.name, zone.local_name.as_deref()));
    line(text, "");
    line(text, words.choice());
    if let Some(anew) = anew {
        news(text, scenario, (leaflet.id, anew), words);
    }
    section(text, words, Part::When);
    when(text, scenario, words);
    section(text, words, Part::Where);
    if leaflet.offers.is_empty() {
        line(text, words.no_corridor());
    } else {
        line(text, words.offered());
        let basis = match anew {
            None => HoursBasis::Declared,
            Some(_) => HoursBasis::PlannedOn,
        };
        leaflet
            .offers
            .iter()
            .for_each(|offer| where_to(text, scenario, offer, basis, words));
    }
    section(text, words, Part::Guarantees);
    line(text, words.guarantees());
    section(text, words, Part::NotKnown);
    words
        .not_known()
        .iter()
        .for_each(|unknown| line(text, unknown));
}

/// What is new, the first proposal to people on the road first.
fn news(text: &mut String, scenario: &Scenario, (id, anew): (ZoneId, &Anew), words: &dyn Language) {
    let Some(zone) = anew.zones.get(&id) else {
        return;
    };
    section(text, words, Part::New);
    line(text, &words.as_of(&Moment::of(&scenario.clock, anew.from)));
    let names = |corridors: &BTreeSet<CorridorId>| -> Vec<String> {
        let corridors = corridors.iter().map(|id| &scenario.corridors[id.index()]);
        let named = corridors.map(|c| words.named(&c.name, c.local_name.as_deref()));
        named.collect()
    };
    if !zone.stopped_on_way_to.is_empty() {
        line(
            text,
            &words.hold_or_go_back(&names(&zone.stopped_on_way_to)),
        );
    }
    if !zone.onwards_to.is_empty() {
        line(text, &words.open_again(&names(&zone.onwards_to)));
    }
    if !zone.no_longer.is_empty() {
        line(text, &words.no_longer_offered(&names(&zone.no_longer)));
    }
    line(text, words.offered_now());
}

fn section(text: &mut String, words: &dyn Language, part: Part) {
    line(text, "");
    line(text, words.heading(part));
}

fn when(text: &mut String, scenario: &Scenario, words: &dyn Language) {
    let pause = &scenario.pause;
    let missing: Vec<Party> = pause
        .parties
        .iter()
        .filter(|party| !pause.agreed_by.contains(party) && !pause.declared_by.contains(party))
        .cloned()
        .collect();
    line(
        text,
        &words.pause(
            pause.standing(),
            &pause.declared_by,
            &pause.agreed_by,
            &missing,
        ),
    );
    let clock = &scenario.clock;
    for window in &pause.windows {
        let (from, until) = moments(clock, &window.declared);
        line(text, &words.window(from, until, clock.zone_name()));
        if window.usable != [window.declared] {
            line(text, &words.usable(&hours(clock, &window.usable)));
        }
    }
}

fn where_to(
    text: &mut String,
    scenario: &Scenario,
    offer: &Offer<'_>,
    basis: HoursBasis,
    words: &dyn Language,
) {
    let corridor = offer.corridor;
    let clock = &scenario.clock;
    let destination = &scenario.destinations[corridor.destination.index()];
    let name = words.named(&corridor.name, corridor.local_name.as_deref());
    line(text, "");
    line(
        text,
        &words.corridor(
            &name,
            &words.named(&destination.name, None),
            destination.controlled_by.as_ref(),
        ),
    );
    line(text, &words.offered_to(&offer.groups, offer.is_ride_only));
    line(
        text,
        &words.standing(
            corridor.standing,
            &corridor.declared_by,
            &corridor.agreed_by,
        ),
    );
    line(text, &words.open(&hours(clock, &offer.open), basis));
    if !offer.waves.is_empty() {
        line(text, &words.waves(&hours(clock, &offer.waves)));
    }
    if offer.may_be_described()
        && let Some(entry) = corridor.line.0.first()
    {
        line(text, &words.entry(entry.latitude, entry.longitude));
    }
    for gate in &corridor.gates {
        let mut regimes: Vec<ScreeningRegime> = gate.openings.iter().map(|o| o.regime).collect();
        regimes.dedup();
        line(
            text,
            &words.screening(
                &words.named(&gate.name, None),
                gate.operated_by.as_ref(),
                &regimes,
            ),
        );
    }
    if corridor.gates.is_empty() {
        line(text, words.no_gate());
    }
    // A party's words may describe the way.
    let condition = corridor.admission.condition.as_deref();
    let condition = condition.filter(|text| offer.may_be_described() && !text.is_empty());
    line(text, &words.admits(&corridor.admission.groups, condition));
    line(
        text,
        words.survey(corridor.survey, offer.may_be_described()),
    );
}

fn moments(clock: &LocalClock, interval: &Interval) -> (Moment, Moment) {
    (
        Moment::of(clock, interval.start),
        Moment::of(clock, interval.end),
    )
}

fn hours(clock: &LocalClock, intervals: &[Interval]) -> Vec<(Moment, Moment)> {
    intervals
        .iter()
        .map(|interval| moments(clock, interval))
        .collect()
}

/// A name between isolates, so that its letters do not turn what stands around them.
fn isolated(text: &str) -> String {
    format!("\u{2068}{}\u{2069}", harmless(text))
}

/// A name in a text that runs from left to right: between isolates if anything in it does not.
fn within_english(text: &str) -> String {
    if text.chars().any(turns) {
        isolated(text)
    } else {
        harmless(text)
    }
}

/// Whether a letter is of a script that runs from right to left, or a mark that says so (Unicode Standard
/// Annex 9: classes R, AL, AN, and the marks).
fn turns(letter: char) -> bool {
    matches!(letter,
        '\u{590}'..='\u{8ff}' | '\u{200e}'..='\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// A name with nothing that turns the direction of writing, and no markup for whoever pastes the text into
/// a page: angle brackets become quotation marks that look like them, an ampersand a full-width one.
fn harmless(text: &str) -> String {
    inert(text)
        .replace('<', "\u{2039}")
        .replace('>', "\u{203a}")
        .replace('&', "\u{ff06}")
}

fn parties(parties: &[Party], between: &str) -> String {
    let names: Vec<String> = parties.iter().map(|party| isolated(&party.0)).collect();
    names.join(between)
}
