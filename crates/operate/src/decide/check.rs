//! What every judgement needs: names that are looked up, with the nearest known ones beside an unknown one.

use crate::board::Board;
use crate::event::Flag;
use crate::fact::{Figure, GuaranteeFor, Subject, is_name};
use crate::refusal::{Code, Refusal};
use crate::time::{Span, Stamp};

/// More people than any place on earth holds.
const ABSURD_PERSONS: u64 = 100_000_000;

/// The judgement so far.
pub struct Check<'a> {
    pub board: &'a Board,
    pub refusals: Vec<Refusal>,
    pub flags: Vec<Flag>,
}

impl<'a> Check<'a> {
    pub fn new(board: &'a Board) -> Check<'a> {
        Check {
            board,
            refusals: Vec::new(),
            flags: Vec::new(),
        }
    }

    pub fn refuse(
        &mut self,
        code: Code,
        place: &str,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) {
        self.refusals
            .push(Refusal::new(code, place, found, expected));
    }

    pub fn flag(&mut self, flag: Flag) {
        self.flags.push(flag);
    }

    /// A name that is given here.
    pub fn name(&mut self, place: &str, name: &str) {
        if !is_name(name) {
            let found = format!("{:?}", name.chars().take(60).collect::<String>());
            let expected = "1 to 120 letters without accents, digits or - _ . : /";
            self.refuse(Code::BadName, place, found, expected);
        }
    }

    /// A name that is given here and must be new.
    pub fn new_name(&mut self, place: &str, name: &str, taken: bool) {
        self.name(place, name);
        if taken {
            let expected = "another name: what is recorded is never overwritten";
            self.refuse(
                Code::NameTaken,
                place,
                format!("{name} is in use"),
                expected,
            );
        }
    }

    pub fn plausible(&mut self, place: &str, at: Stamp) {
        if !at.is_plausible() {
            self.refuse(
                Code::TimeAbsurd,
                place,
                format!("the time {at}"),
                "a time from 1900 to 2199",
            );
        }
    }

    pub fn span(&mut self, place: &str, span: Span) {
        self.plausible(place, span.from);
        self.plausible(place, span.to);
        if span.seconds() <= 0 {
            let found = format!("from {} to {}", span.from, span.to);
            self.refuse(
                Code::IntervalBackwards,
                place,
                found,
                "an end after its start",
            );
        }
    }

    pub fn figure(&mut self, place: &str, figure: Figure) {
        if !figure.is_ordered() {
            let best = figure
                .best
                .map_or(String::new(), |best| format!("best {best}, "));
            let found = format!("low {}, {best}high {}", figure.low, figure.high);
            self.refuse(
                Code::FigureDisordered,
                place,
                found,
                "low at most best, best at most high",
            );
        }
        if figure.high > ABSURD_PERSONS {
            let found = format!("{} people", figure.high);
            self.refuse(
                Code::FigureAbsurd,
                place,
                found,
                format!("at most {ABSURD_PERSONS}"),
            );
        }
    }

    pub fn hash(&mut self, place: &str, text: &str) {
        if text.len() != 64
            || !text
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        {
            let found = format!("{:?}", text.chars().take(70).collect::<String>());
            self.refuse(
                Code::NotAHash,
                place,
                found,
                "64 hexadecimal digits in lower case",
            );
        }
    }

    pub fn at_most(&mut self, place: &str, found: usize, limit: usize) {
        if found > limit {
            self.refuse(
                Code::TooMany,
                place,
                format!("{found} of them"),
                format!("at most {limit}; record the rest apart"),
            );
        }
    }

    fn unknown<'n>(
        &mut self,
        code: Code,
        place: &str,
        kind: &str,
        name: &str,
        known: impl Iterator<Item = &'n str>,
    ) {
        let mut scored: Vec<(f64, &str)> = known
            .map(|known| {
                (
                    strsim::jaro_winkler(&known.to_lowercase(), &name.to_lowercase()),
                    known,
                )
            })
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let near: Vec<&str> = scored
            .iter()
            .filter(|(score, _)| *score > 0.7)
            .take(3)
            .map(|(_, name)| *name)
            .collect();
        let expected = match (near.as_slice(), scored.as_slice()) {
            ([], []) => format!("none is on the board yet; record the {kind} first"),
            ([], all) => {
                let few: Vec<&str> = all.iter().take(8).map(|(_, name)| *name).collect();
                format!("one of: {}", few.join(", "))
            }
            (near, _) => format!("did you mean {}?", near.join(", or ")),
        };
        let name: String = name.chars().take(60).collect();
        self.refuse(
            code,
            place,
            format!("no {kind} {name:?} on the board"),
            expected,
        );
    }

    pub fn corridor(&mut self, place: &str, name: &str) -> bool {
        let board = self.board;
        let known = board.corridors.contains_key(name);
        if !known {
            let names = board.corridor_order.iter().map(String::as_str);
            self.unknown(Code::UnknownCorridor, place, "corridor", name, names);
        }
        known
    }

    pub fn gate(&mut self, place: &str, name: &str) -> bool {
        let board = self.board;
        let known = board.gates.contains_key(name);
        if !known {
            self.unknown(
                Code::UnknownGate,
                place,
                "gate",
                name,
                board.gates.keys().map(String::as_str),
            );
        }
        known
    }

    pub fn zone(&mut self, place: &str, name: &str) {
        let zones = &self.board.setup.zones;
        if !zones.iter().any(|zone| zone.place == name) {
            self.unknown(
                Code::UnknownZone,
                place,
                "zone",
                name,
                zones.iter().map(|zone| zone.place.as_str()),
            );
        }
    }

    pub fn reception(&mut self, place: &str, name: &str) {
        let places = &self.board.setup.receptions;
        if !places.iter().any(|reception| reception.place == name) {
            let names = places.iter().map(|reception| reception.place.as_str());
            self.unknown(
                Code::UnknownReception,
                place,
                "reception place",
                name,
                names,
            );
        }
    }

    pub fn source(&mut self, place: &str, name: &str) {
        let sources = &self.board.sources;
        if !sources.contains_key(name) {
            self.unknown(
                Code::UnknownSource,
                place,
                "source",
                name,
                sources.keys().map(String::as_str),
            );
        }
    }

    pub fn actor(&mut self, place: &str, name: &str) {
        let actors = &self.board.actors;
        if !actors.contains_key(name) {
            self.unknown(
                Code::UnknownActor,
                place,
                "actor",
                name,
                actors.keys().map(String::as_str),
            );
        }
    }

    pub fn claim(&mut self, place: &str, name: &str) -> bool {
        let claims = &self.board.claims;
        let known = claims.contains_key(name);
        if !known {
            self.unknown(
                Code::UnknownClaim,
                place,
                "claim",
                name,
                claims.keys().map(String::as_str),
            );
        }
        known
    }

    pub fn count(&mut self, place: &str, name: &str) -> bool {
        let counts = &self.board.counts.places;
        let known = counts.contains_key(name);
        if !known {
            // A record may hold a million counts: only as many are compared as a person could have meant.
            let mut names: Vec<&str> = counts.keys().map(String::as_str).collect();
            names.sort_unstable();
            self.unknown(
                Code::UnknownCount,
                place,
                "count",
                name,
                names.into_iter().take(5_000),
            );
        }
        known
    }

    pub fn incident(&mut self, place: &str, name: &str) {
        let incidents = &self.board.incidents;
        if !incidents.contains_key(name) {
            self.unknown(
                Code::UnknownIncident,
                place,
                "incident",
                name,
                incidents.keys().map(String::as_str),
            );
        }
    }

    pub fn mission(&mut self, place: &str, name: &str) {
        let missions = &self.board.missions;
        if !missions.contains_key(name) {
            self.unknown(
                Code::UnknownMission,
                place,
                "mission",
                name,
                missions.keys().map(String::as_str),
            );
        }
    }

    pub fn appointment(&mut self, place: &str, name: &str) {
        let appointments = &self.board.appointments;
        if !appointments.contains_key(name) {
            let names = appointments.keys().map(String::as_str);
            self.unknown(Code::UnknownAppointment, place, "appointment", name, names);
        }
    }

    pub fn material(&mut self, place: &str, name: &str) {
        let materials = &self.board.materials;
        if !materials.contains_key(name) {
            self.unknown(
                Code::UnknownMaterial,
                place,
                "material",
                name,
                materials.keys().map(String::as_str),
            );
        }
    }

    pub fn conflict(&mut self, place: &str, name: &str) -> bool {
        let conflicts = &self.board.conflicts;
        let known = conflicts.contains_key(name);
        if !known {
            self.unknown(
                Code::UnknownConflict,
                place,
                "conflict",
                name,
                conflicts.keys().map(String::as_str),
            );
        }
        known
    }

    pub fn notification(&mut self, place: &str, name: &str) {
        let notifications = &self.board.notifications;
        self.unknown(
            Code::NeverSent,
            place,
            "notification",
            name,
            notifications.keys().map(String::as_str),
        );
    }

    /// Any party that the scenario names.
    pub fn party(&mut self, place: &str, name: &str) {
        let board = self.board;
        if !board.knows_party(name) {
            let names = board
                .setup
                .parties
                .iter()
                .chain(&board.setup.others)
                .map(String::as_str);
            self.unknown(Code::UnknownParty, place, "party", name, names);
        }
    }

    /// A party of the pause: one whose consent it takes.
    pub fn party_of_the_pause(&mut self, place: &str, name: &str) {
        let board = self.board;
        if board.setup.parties.iter().any(|party| party == name) {
            return;
        }
        self.unknown(
            Code::NotAParty,
            place,
            "party of the pause",
            name,
            board.setup.parties.iter().map(String::as_str),
        );
    }

    pub fn subject(&mut self, place: &str, subject: &Subject) {
        if let Subject::Corridor(corridor) = subject {
            self.corridor(place, corridor);
        }
    }

    pub fn covered(&mut self, place: &str, covers: &GuaranteeFor) {
        match covers {
            GuaranteeFor::Corridor(corridor) => {
                self.corridor(place, corridor);
            }
            GuaranteeFor::Mission(mission) => self.mission(place, mission),
        }
    }
}
