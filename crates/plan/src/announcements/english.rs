//! English.

use std::collections::BTreeSet;

use korridor_world::scenario::{
    AdmittedGroup, Party, ProtectedGroup, ScreeningRegime, Standing, SurveyStatus,
};

use super::calendar::Moment;
use super::{HoursBasis, Language, Part, isolated, parties, within_english};

pub struct English;

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn date(moment: &Moment) -> String {
    let (day, month) = (DAYS[moment.weekday], MONTHS[moment.month]);
    format!("{day} {} {month} {}", moment.day, moment.year)
}

fn span((from, until): &(Moment, Moment)) -> String {
    if from.is_day_of(until) {
        format!("{} from {} to {}", date(from), from.time, until.time)
    } else {
        format!(
            "{} {} to {} {}",
            date(from),
            from.time,
            date(until),
            until.time
        )
    }
}

fn spans(hours: &[(Moment, Moment)]) -> String {
    hours.iter().map(span).collect::<Vec<_>>().join("; ")
}

fn or_nobody(list: &[Party]) -> String {
    if list.is_empty() {
        "nobody".to_owned()
    } else {
        parties(list, ", ")
    }
}

impl Language for English {
    fn preface(&self) -> &'static str {
        "DRAFT, INTERNAL. Announcements by zone, for those who answer for them to check, change and release or not. korridor sends nothing.\n\
         An announcement informs; it orders nobody to leave and advises nobody to. Read them to the parties' focal points and to people of the zone before release.\n\
         Until then times to set out, and from where, are confidential: they say where people will be."
    }

    fn exercise(&self) -> &'static str {
        "EXERCISE - EXERCISE - EXERCISE. Not about people at this moment."
    }

    fn not_for_release(&self) -> &'static str {
        "NOT FOR RELEASE AS A ROUTE: ground that is not surveyed for mines, or a line that is only schematic. No way is described below."
    }

    fn heading(&self, part: Part) -> &'static str {
        match part {
            Part::New => "WHAT IS NEW",
            Part::When => "WHEN",
            Part::Where => "WHERE",
            Part::Guarantees => "WHO GUARANTEES",
            Part::NotKnown => "WHAT IS NOT KNOWN",
        }
    }

    fn named(&self, name: &str, local: Option<&str>) -> String {
        match local {
            Some(local) => format!("{} ({})", within_english(name), isolated(local)),
            None => within_english(name),
        }
    }

    fn choice(&self) -> &'static str {
        "Leaving is your choice. Whoever stays remains protected under international humanitarian law, and so does whoever leaves."
    }

    fn as_of(&self, moment: &Moment) -> String {
        format!(
            "From {}, {} on, this takes the place of what was announced here before.",
            date(moment),
            moment.time
        )
    }

    fn hold_or_go_back(&self, corridors: &[String]) -> String {
        format!(
            "If you are on your way to a corridor that is closed outwards now ({}): what is proposed first is to hold where you are, or to go back the way you came. The way back is not closed. This text offers no other way onwards from there. The choice is yours.",
            corridors.join("; ")
        )
    }

    fn open_again(&self, corridors: &[String]) -> String {
        format!(
            "If it was said to you to hold or to go back on your way to a corridor that this plan takes to be open outwards again ({}): that no longer holds from the time above on. You may hold, go back the way you came, or go on as you were going. The choice is yours.",
            corridors.join("; ")
        )
    }

    fn no_longer_offered(&self, corridors: &[String]) -> String {
        format!(
            "If you have not set out: no longer offered from here: {}.",
            corridors.join("; ")
        )
    }

    fn offered_now(&self) -> &'static str {
        "What is offered from now on, and when, stands below. It may differ from what was offered before."
    }

    fn pause(
        &self,
        standing: Standing,
        declared: &[Party],
        agreed: &[Party],
        missing: &[Party],
    ) -> String {
        let declared = or_nobody(declared);
        match standing {
            Standing::Agreed => format!(
                "A humanitarian pause is agreed by all relevant parties: {}.",
                parties(agreed, ", ")
            ),
            Standing::Declared if missing.is_empty() => format!(
                "A humanitarian pause is declared by {declared}. Not all relevant parties are on record as agreeing, or it is not known which they are. Declared is not agreed."
            ),
            Standing::Declared => format!(
                "A humanitarian pause is declared by {declared}. Agreed to by: {}. No agreement is on record of: {}. Declared is not agreed.",
                or_nobody(agreed),
                parties(missing, ", ")
            ),
        }
    }

    fn window(&self, from: Moment, until: Moment, zone: &str) -> String {
        let offset = from.offset.clone();
        format!(
            "{}, local time ({}, {offset}), as declared.",
            span(&(from, until)),
            within_english(zone)
        )
    }

    fn usable(&self, hours: &[(Moment, Moment)]) -> String {
        if hours.is_empty() {
            return "All of it is dark or under curfew.".to_owned();
        }
        format!("Of this, light and without curfew: {}.", spans(hours))
    }

    fn no_corridor(&self) -> &'static str {
        "No corridor that people here could reach and pass in time is known to us. This says nothing about staying or leaving."
    }

    fn offered(&self) -> &'static str {
        "For whoever chooses to leave, what is offered from here:"
    }

    fn corridor(&self, name: &str, destination: &str, controlled_by: Option<&Party>) -> String {
        let controlled = match controlled_by {
            Some(party) => format!("controlled by {}", isolated(&party.0)),
            None => "it is not known who controls it".to_owned(),
        };
        format!("* {name}. Where it leads: {destination} ({controlled}).")
    }

    fn offered_to(&self, groups: &BTreeSet<ProtectedGroup>, is_ride_only: bool) -> String {
        let word = |group: &ProtectedGroup| match group {
            ProtectedGroup::Civilians => "civilians",
            ProtectedGroup::WoundedAndSick => "the wounded and sick and those who care for them",
        };
        let groups: Vec<&str> = groups.iter().map(word).collect();
        let ride = if is_ride_only {
            ". Only with transport, and none is confirmed"
        } else {
            ""
        };
        format!("  Offered to: {}{ride}.", groups.join(", "))
    }

    fn standing(&self, standing: Standing, declared: &[Party], agreed: &[Party]) -> String {
        match standing {
            Standing::Agreed => format!(
                "  Agreed by all relevant parties: {}.",
                parties(agreed, ", ")
            ),
            Standing::Declared => format!(
                "  Declared by {}, not agreed by all relevant parties (agreed by: {}).",
                or_nobody(declared),
                or_nobody(agreed)
            ),
        }
    }

    fn open(&self, hours: &[(Moment, Moment)], basis: HoursBasis) -> String {
        if hours.is_empty() {
            return "  Open: no hours are known in which people may be outside.".to_owned();
        }
        let says = match basis {
            HoursBasis::Declared => "Open as declared",
            HoursBasis::PlannedOn => "Open as far as this plan knows, which is no declaration",
        };
        format!(
            "  {says}, by daylight and outside curfews: {}.",
            spans(hours)
        )
    }

    fn waves(&self, hours: &[(Moment, Moment)]) -> String {
        format!(
            "  Times offered to set out from here, an offer and no order: {}.",
            spans(hours)
        )
    }

    fn entry(&self, latitude: f64, longitude: f64) -> String {
        let (north, east) = (
            if latitude < 0.0 { 'S' } else { 'N' },
            if longitude < 0.0 { 'W' } else { 'E' },
        );
        format!(
            "  Entry: {:.4} {north}, {:.4} {east}, to some 10 metres.",
            latitude.abs(),
            longitude.abs()
        )
    }

    fn screening(&self, gate: &str, party: Option<&Party>, regimes: &[ScreeningRegime]) -> String {
        let how = |regime: &ScreeningRegime| match regime {
            ScreeningRegime::None => "nobody is stopped",
            ScreeningRegime::Visual => "people and luggage are looked at",
            ScreeningRegime::Identity => "papers are checked",
            ScreeningRegime::Biometric => "faces or fingers are recorded",
            ScreeningRegime::Interview => "everyone is questioned",
        };
        let how: Vec<&str> = regimes.iter().map(how).collect();
        let who = party.map_or("it is not known who screens".to_owned(), |party| {
            isolated(&party.0)
        });
        format!(
            "  Who screens at {gate}: {who}; as far as known, {}.",
            how.join(", or ")
        )
    }

    fn no_gate(&self) -> &'static str {
        "  Who screens: no gate is known on it; there may be one."
    }

    fn admits(&self, groups: &[AdmittedGroup], condition: Option<&str>) -> String {
        let word = |group: &AdmittedGroup| match group {
            AdmittedGroup::Civilians => "civilians",
            AdmittedGroup::WoundedAndSick => "the wounded and sick",
            AdmittedGroup::ArmedPersons => "armed persons",
        };
        let groups: Vec<&str> = groups.iter().map(word).collect();
        let groups = if groups.is_empty() {
            "not stated".to_owned()
        } else {
            groups.join(", ")
        };
        let words = condition.map(|words| format!(", in its words “{}”", isolated(words)));
        format!(
            "  Whom the party admits, as its own condition and not ours: {groups}{}.",
            words.unwrap_or_default()
        )
    }

    fn survey(&self, status: SurveyStatus, is_described: bool) -> &'static str {
        match (status, is_described) {
            (SurveyStatus::Suspected, _) => {
                "  Ground: suspected of mines. No way there is described."
            }
            (SurveyStatus::NotAssessed, _) => {
                "  Ground: nobody has surveyed it for mines. No way there is described."
            }
            (SurveyStatus::SurveyedClear, false) => {
                "  Ground: surveyed for mines, nothing found; that is no promise. Its place is not known well enough to describe a way."
            }
            (SurveyStatus::SurveyedClear, true) => {
                "  Ground: surveyed for mines, nothing found; that is no promise."
            }
            (SurveyStatus::Cleared, false) => {
                "  Ground: cleared of mines by an operator; that is no promise. Its place is not known well enough to describe a way."
            }
            (SurveyStatus::Cleared, true) => {
                "  Ground: cleared of mines by an operator; that is no promise."
            }
        }
    }

    fn guarantees(&self) -> &'static str {
        "We know of no security guarantee by any party for these hours or these ways. A declaration is not a guarantee, and being notified is not one either."
    }

    fn not_known(&self) -> &'static [&'static str] {
        &[
            "- Whether the pause holds, and whether it ends early. If a way closes, holding or going back comes first.",
            "- Whether the gates pass everyone who comes. Many may not get through in time.",
            "- How long screening takes, what is asked, and whether anyone is held or turned back.",
            "- Whether mines or unexploded remnants lie on the roads to the corridors.",
            "- Whether there is transport for the wounded, the sick and all who cannot walk: none is confirmed.",
            "- Whether and when people can come back.",
        ]
    }
}
