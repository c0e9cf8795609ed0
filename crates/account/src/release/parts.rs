//! The parts of an account as they are released. Each is made anew from what its profile names.

use korridor_operate::fact::GuaranteeFor;
use korridor_operate::{Span, Stamp, Words};

use super::grid::snapped;
use super::{Filter, is_live};
use crate::account::{
    Account, BreachClaim, Breaches, Contradiction, GuaranteeAccount, IncidentAccount,
    IntentionAccount, MissionAccount, NotificationAccount, Obtained, OfRoot, PartyHours,
    PauseAccount, PlaceAccount, PlaceOnMap, Said, Statement, TimelineMoment,
};
use crate::number::Numbers;
use crate::policy::{Field, Profile};

impl Filter<'_> {
    pub(super) fn released(&self) -> Account {
        let account = self.account;
        let numbers = self.numbers();
        let places = |places: &[PlaceAccount]| match self.gives(Field::Places)
            && self.gives(Field::ByPlace)
        {
            true => places
                .iter()
                .map(|place| self.place_account(place, &numbers))
                .collect(),
            false => Vec::new(),
        };
        let list = |field: Field| self.gives(field);
        Account {
            format: account.format.clone(),
            version: account.version,
            title: if list(Field::Title) {
                account.title.clone()
            } else {
                String::new()
            },
            nature: account.nature,
            time_zone: if list(Field::Title) || list(Field::Places) {
                account.time_zone.clone()
            } else {
                String::new()
            },
            at: self.clock.coarse(account.at),
            entries: if list(Field::Entries) {
                account.entries
            } else {
                0
            },
            statement: account.statement.clone(),
            pause: self.pause(),
            whole: self.place_account(&account.whole, &numbers),
            corridors: places(&account.corridors),
            zones: places(&account.zones),
            curve: match list(Field::Expected) && self.counts() {
                true => account.curve.clone(),
                false => Vec::new(),
            },
            guarantees: self.guarantees(),
            notifications: self.notifications(),
            missions: self.missions(&numbers),
            intentions: self.intentions(&numbers),
            incidents: self.incidents(&numbers),
            breaches: self.breaches(&numbers),
            timeline: self.timeline(),
            counts_left_out: if list(Field::Timeline) && list(Field::Totals) {
                account.counts_left_out
            } else {
                0
            },
            contradictions: self.contradictions(&numbers),
            places: self.places(),
            numbers,
        }
    }

    fn words(&self, words: Option<&Words>) -> Option<Words> {
        words.filter(|_| self.gives(Field::Narrative)).cloned()
    }

    fn time(&self, at: Option<Stamp>) -> Option<Stamp> {
        at.map(|at| self.clock.coarse(at))
    }

    fn spans(&self, spans: &[Span]) -> Vec<Span> {
        spans.iter().map(|span| self.clock.span(*span)).collect()
    }

    fn entries(&self, entries: &[String]) -> Vec<String> {
        match self.gives(Field::Entries) {
            true => entries.to_vec(),
            false => Vec::new(),
        }
    }

    fn entry(&self, entry: &str) -> String {
        match self.gives(Field::Entries) {
            true => entry.to_owned(),
            false => String::new(),
        }
    }

    fn names(&self, places: &[String]) -> Vec<String> {
        match self.gives(Field::Places) {
            true => places.to_vec(),
            false => Vec::new(),
        }
    }

    /// Ids of numbers that are shown, as their reader knows them.
    fn ids(&self, ids: &[String], numbers: &Numbers) -> Vec<String> {
        let known = ids.iter().filter_map(|id| self.account.numbers.get(id));
        let ids = known.map(|number| self.id(number));
        ids.filter(|id| numbers.get(id).is_some()).collect()
    }

    fn place_account(&self, place: &PlaceAccount, numbers: &Numbers) -> PlaceAccount {
        let ids = |of: &[String]| self.ids(of, numbers);
        PlaceAccount {
            id: place.id.clone(),
            name: place.name.clone(),
            promised: ids(&place.promised),
            expected: ids(&place.expected),
            observed: ids(&place.observed),
            verified: ids(&place.verified),
            gaps: ids(&place.gaps),
            unaccounted: ids(&place.unaccounted),
            outcomes: ids(&place.outcomes),
            cannot_be_told: match self.gives(Field::Totals) && self.counts() {
                true => place.cannot_be_told.clone(),
                false => Vec::new(),
            },
        }
    }

    fn pause(&self) -> PauseAccount {
        if !self.gives(Field::Hours) || !self.gives(Field::Parties) {
            return PauseAccount::default();
        }
        let pause = &self.account.pause;
        let statement = |statement: &Statement| Statement {
            entry: self.entry(&statement.entry),
            party: statement.party.clone(),
            corridor: statement
                .corridor
                .clone()
                .filter(|_| self.gives(Field::Places)),
            says: statement.says.clone(),
            when: self.clock.coarse(statement.when),
            windows: self.spans(&statement.windows),
            ends: statement
                .ends
                .iter()
                .map(|end| self.clock.coarse(*end))
                .collect(),
            stated_hours: statement.stated_hours,
            promised: statement.promised.clone(),
            conditions: self.words(statement.conditions.as_ref()),
            words: self.words(statement.words.as_ref()),
        };
        let hours = |hours: &PartyHours| PartyHours {
            party: hours.party.clone(),
            span: self.clock.span(hours.span),
            reason: hours.reason,
            sources: self.entries(&hours.sources),
        };
        PauseAccount {
            declared_by: pause.declared_by.clone(),
            agreed_by: pause.agreed_by.clone(),
            not_agreed: pause.not_agreed.clone(),
            agreed: pause.agreed,
            purposes: pause.purposes.clone(),
            windows: self.spans(&pause.windows),
            by_party: pause.by_party.iter().map(hours).collect(),
            statements: pause.statements.iter().map(statement).collect(),
        }
    }

    /// To a party its own: what it was asked for, gave, refused or withdrew, and where that stands. What it was never
    /// asked for would tell it what is planned, and what is made of its answer is the cell's.
    fn own_guarantees(&self, party: &str) -> Vec<GuaranteeAccount> {
        if !self.gives(Field::OwnGuarantees) {
            return Vec::new();
        }
        let said = |one: &&GuaranteeAccount| {
            let steps = [one.asked, one.given, one.refused, one.withdrawn];
            one.party == party && steps.iter().any(Option::is_some)
        };
        let own = self.account.guarantees.iter().filter(said);
        own.map(|one| GuaranteeAccount {
            party: one.party.clone(),
            covers: one.covers.clone(),
            asked: self.time(one.asked),
            given: self.time(one.given),
            level: one.level,
            interval: one.interval.map(|span| self.clock.span(span)),
            conditions: Vec::new(),
            refused: self.time(one.refused),
            withdrawn: self.time(one.withdrawn),
            standing: one.standing,
            needed_by: None,
            obtained: Obtained::CannotBeTold,
            held_from: None,
            sources: Vec::new(),
        })
        .collect()
    }

    fn guarantees(&self) -> Vec<GuaranteeAccount> {
        if let Profile::Party(party) = self.profile {
            return self.own_guarantees(party);
        }
        if !self.gives(Field::Guarantees)
            || !self.gives(Field::Parties)
            || !self.gives(Field::Places)
        {
            return Vec::new();
        }
        let guarantee = |guarantee: &GuaranteeAccount| GuaranteeAccount {
            party: guarantee.party.clone(),
            covers: self.covers(&guarantee.covers),
            asked: self.time(guarantee.asked),
            given: self.time(guarantee.given),
            level: guarantee.level,
            interval: guarantee.interval.map(|span| self.clock.span(span)),
            conditions: guarantee
                .conditions
                .iter()
                .filter_map(|words| self.words(Some(words)))
                .collect(),
            refused: self.time(guarantee.refused),
            withdrawn: self.time(guarantee.withdrawn),
            standing: guarantee.standing,
            needed_by: self.time(guarantee.needed_by),
            obtained: guarantee.obtained,
            held_from: self.time(guarantee.held_from),
            sources: self.entries(&guarantee.sources),
        };
        self.account.guarantees.iter().map(guarantee).collect()
    }

    fn covers(&self, covers: &GuaranteeFor) -> GuaranteeFor {
        match covers {
            GuaranteeFor::Corridor(corridor) => GuaranteeFor::Corridor(corridor.clone()),
            GuaranteeFor::Mission(mission) => GuaranteeFor::Mission(self.mission_name(mission)),
        }
    }

    /// To a party what it was itself sent, in full: it has it.
    fn notifications(&self) -> Vec<NotificationAccount> {
        let all = self.account.notifications.iter();
        if let Profile::Party(party) = self.profile {
            let own = all.filter(|one| self.gives(Field::OwnNotifications) && one.party == *party);
            return own
                .map(|one| NotificationAccount {
                    entry: String::new(),
                    notification: String::new(),
                    about: None,
                    sources: Vec::new(),
                    ..one.clone()
                })
                .collect();
        }
        if !self.gives(Field::Notifications)
            || !self.gives(Field::Parties)
            || !self.gives(Field::Entries)
        {
            return Vec::new();
        }
        all.map(|one| NotificationAccount {
            notification: one.notification.clone(),
            entry: one.entry.clone(),
            party: one.party.clone(),
            kind: one.kind,
            about: one.about.clone().filter(|_| self.gives(Field::Places)),
            channel: one.channel,
            words: self.words(Some(&one.words)).unwrap_or_else(withheld),
            sent: self.clock.coarse(one.sent),
            received: self.time(one.received),
            response: one.response,
            deadline: self.time(one.deadline),
            sources: one.sources.clone(),
        })
        .collect()
    }

    fn missions(&self, numbers: &Numbers) -> Vec<MissionAccount> {
        if !self.gives(Field::Missions) {
            return Vec::new();
        }
        let mission = |mission: &MissionAccount| MissionAccount {
            mission: self.mission_name(&mission.mission),
            precedence: mission.precedence,
            numbers: self.ids(&mission.numbers, numbers),
            guarantees_needed: mission.guarantees_needed,
            guarantees_in_time: mission.guarantees_in_time,
            outcome: mission.outcome,
            sources: self.entries(&mission.sources),
        };
        let mut missions: Vec<MissionAccount> = self.account.missions.iter().map(mission).collect();
        if !self.gives(Field::Entries) {
            missions.sort_by_key(|one| number_in(&one.mission));
        }
        missions
    }

    fn intentions(&self, numbers: &Numbers) -> Vec<IntentionAccount> {
        if !self.gives(Field::Intentions) || !self.gives(Field::Entries) {
            return Vec::new();
        }
        let intention = |asked: &IntentionAccount| IntentionAccount {
            entry: asked.entry.clone(),
            zone: asked.zone.clone().filter(|_| self.gives(Field::Places)),
            when: self.clock.coarse(asked.when),
            wishes: asked
                .wishes
                .iter()
                .filter(|(_, id)| numbers.get(id).is_some())
                .cloned()
                .collect(),
            asked_about_staying: asked.asked_about_staying,
            asked_about_return: asked.asked_about_return,
        };
        self.account.intentions.iter().map(intention).collect()
    }

    /// What a source says, with `root` in the place of its independence root.
    fn said(&self, said: &Said, root: &str) -> Said {
        let sources = self.gives(Field::Sources);
        let is_source = matches!(said.kind.as_str(), "claim" | "count");
        let by = match is_source {
            true => sources,
            false => self.gives(Field::Parties),
        };
        // A claim whose first witness is nobody's source has that witness for its root.
        let names_witness = said.told_by.contains(&said.root) && !self.gives(Field::Eyewitness);
        Said {
            entry: self.entry(&said.entry),
            kind: said.kind.clone(),
            what: self.what(said),
            by: if by { said.by.clone() } else { String::new() },
            root: match by && !names_witness {
                true => said.root.clone(),
                false => root.to_owned(),
            },
            told_by: match self.gives(Field::Eyewitness) && sources {
                true => said.told_by.clone(),
                false => Vec::new(),
            },
            from: self.time(said.from),
            to: said.to.map(|to| self.clock.coarse_end(to)),
            time_said: said
                .time_said
                .clone()
                .filter(|_| self.gives(Field::Narrative)),
            corridors: self.names(&said.corridors),
            precision: said.precision.filter(|_| self.gives(Field::Places)),
            modality: said.modality,
            polarity: said.polarity,
            reliability: said.reliability.filter(|_| sources),
            credibility: said.credibility.filter(|_| self.gives(Field::Certainty)),
            // A figure of one source or one batch is closer than the sums, which are released apart.
            persons: said.persons.filter(|_| {
                self.table.base().is_none() && self.gives(Field::Totals) && self.counts()
            }),
            words: self.words(said.words.as_ref()),
        }
    }

    /// Words of the program for what is said; those of counts and notifications name places and parties.
    fn what(&self, said: &Said) -> String {
        let named = match said.kind.as_str() {
            "count" => self.gives(Field::Places) && self.gives(Field::Entries),
            "notification" => self.gives(Field::Parties),
            _ => true,
        };
        match named {
            true => said.what.clone(),
            false => said.kind.clone(),
        }
    }

    /// Never without how they stand: a claim is not shown as what happened.
    fn incidents(&self, numbers: &Numbers) -> Vec<IncidentAccount> {
        if !self.gives(Field::Incidents) || !self.gives(Field::Certainty) {
            return Vec::new();
        }
        let incident = |incident: &IncidentAccount| {
            let casualties = incident.casualties.iter().cloned().collect::<Vec<_>>();
            IncidentAccount {
                incident: self.incident_name(&incident.incident),
                title: self.words(incident.title.as_ref()),
                types: incident.types.clone(),
                standing: incident.standing,
                roots: incident.roots,
                from: self.time(incident.from),
                to: incident.to.map(|to| self.clock.coarse_end(to)),
                corridors: self.names(&incident.corridors),
                casualties: self.ids(&casualties, numbers).pop(),
                claims: match self.gives(Field::Timeline) {
                    true => incident
                        .claims
                        .iter()
                        .map(|said| self.said(said, ""))
                        .collect(),
                    false => Vec::new(),
                },
            }
        };
        let mut incidents: Vec<IncidentAccount> = self.incidents_given().map(incident).collect();
        if !self.gives(Field::Entries) {
            // The order of ids in the record would tell something of them.
            incidents.sort_by_key(|one| number_in(&one.incident));
        }
        incidents
    }

    fn incidents_given(&self) -> impl Iterator<Item = &IncidentAccount> {
        let incidents = self.account.incidents.iter();
        incidents.filter(|incident| self.given.contains(incident.incident.as_str()))
    }

    fn breaches(&self, numbers: &Numbers) -> Breaches {
        if !self.gives(Field::Breaches) {
            return Breaches::default();
        }
        let claim = |claim: &BreachClaim| BreachClaim {
            incident: claim
                .incident
                .as_ref()
                .map(|incident| self.incident_name(incident)),
            by_party: match self.gives(Field::Parties) {
                true => claim.by_party.clone(),
                false => Vec::new(),
            },
            contradicted_by: self.entries(&claim.contradicted_by),
            said: self.said(&claim.said, ""),
        };
        let all = |claims: &[BreachClaim]| claims.iter().map(claim).collect();
        let breaches = &self.account.breaches;
        Breaches {
            inside: all(&breaches.inside),
            outside: all(&breaches.outside),
            cannot_be_told: all(&breaches.cannot_be_told),
            numbers: self.ids(&breaches.numbers, numbers),
        }
    }

    fn timeline(&self) -> Vec<TimelineMoment> {
        if !self.gives(Field::Timeline) {
            return Vec::new();
        }
        let permitted = |said: &&Said| match said.kind.as_str() {
            "count" => self.gives(Field::Totals) && self.counts(),
            "declaration" => self.gives(Field::Hours),
            "guarantee" => self.gives(Field::Guarantees),
            "notification" => self.gives(Field::Notifications),
            "outcome" => self.gives(Field::Missions),
            _ => true,
        };
        let moment = |moment: &TimelineMoment| {
            let mut number = 0;
            let of = |of: &OfRoot| {
                let permitted: Vec<&Said> = of.said.iter().filter(permitted).collect();
                if permitted.is_empty() {
                    return None;
                }
                number += 1;
                let root = format!("root {number}");
                let said: Vec<Said> = permitted
                    .into_iter()
                    .map(|said| self.said(said, &root))
                    .collect();
                let root = said.first().map_or(root, |said| said.root.clone());
                Some(OfRoot { root, said })
            };
            let roots: Vec<OfRoot> = moment.roots.iter().filter_map(of).collect();
            (!roots.is_empty()).then(|| TimelineMoment {
                from: self.clock.coarse(moment.from),
                to: self.clock.coarse_end(moment.to),
                roots,
            })
        };
        self.account.timeline.iter().filter_map(moment).collect()
    }

    fn contradictions(&self, numbers: &Numbers) -> Vec<Contradiction> {
        if !self.gives(Field::Contradictions) {
            return Vec::new();
        }
        let counts = |one: &&Contradiction| {
            one.kind != "counts" || (self.counts() && self.gives(Field::Totals))
        };
        let contradiction = |one: &Contradiction| {
            let number = one.number.iter().cloned().collect::<Vec<_>>();
            let about = match self.gives(Field::Entries) && self.gives(Field::Places)
                || one.kind == "claims"
            {
                true => one.about.clone(),
                false => one.kind.clone(),
            };
            let sides = one.sides.iter().zip(1..);
            Contradiction {
                kind: one.kind.clone(),
                proposed: one.proposed,
                standing: one.standing.clone(),
                about,
                sides: sides
                    .map(|(said, side)| self.said(said, &format!("side {side}")))
                    .collect(),
                number: self.ids(&number, numbers).pop(),
                sources: self.entries(&one.sources),
            }
        };
        self.account
            .contradictions
            .iter()
            .filter(counts)
            .map(contradiction)
            .collect()
    }

    /// Places on their grid; while the hours last, for confidential readers only.
    fn places(&self) -> Vec<PlaceOnMap> {
        if !self.gives(Field::Places) || (is_live(self.account) && !self.profile.is_confidential())
        {
            return Vec::new();
        }
        let place = |place: &PlaceOnMap| {
            let (longitude, latitude) = match self.table.grid_metres {
                Some(metres) => snapped(place.longitude, place.latitude, metres),
                None => (place.longitude, place.latitude),
            };
            PlaceOnMap {
                kind: place.kind.clone(),
                id: place.id.clone(),
                longitude,
                latitude,
                grid_metres: self.table.grid_metres,
                fidelity: place.fidelity.clone(),
            }
        };
        self.account.places.iter().map(place).collect()
    }
}

/// The number at the end of the name that a release gives.
fn number_in(name: &str) -> Option<u64> {
    name.rsplit('-').next()?.parse().ok()
}

fn withheld() -> Words {
    Words::Plain("[withheld]".to_owned())
}
