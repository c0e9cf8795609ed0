//! An event becomes state.

use super::{
    AppointmentState, Board, ClaimState, ConflictState, CorridorState, DecisionAt, From, GateState,
    GuaranteeState, GuaranteeStepAt, IncidentState, Lapsed, MissionState, NotificationState,
    Statement, Stating, SubjectState,
};
use crate::event::{Event, Recorded};
use crate::fact::{
    Answerable, Claim, Commander, Conflict, ConflictKind, Consent, CountAt, Credibility, Decision,
    Declare, Fact, GoNoGo, Guarantee, GuaranteeFor, Happening, Judge, Modality, Name, Passage,
    Place, Polarity, Precision, Reliability, Setup, Subject,
};
use crate::time::Stamp;
use crate::view::Judged;

impl From {
    fn of(seq: u64, event: &Event) -> From {
        From {
            seq,
            id: event.id.clone(),
            by: event.by.clone(),
            occurred: event.occurred.clone(),
            known: event.known,
            is_ahead: event.is_ahead(),
        }
    }
}

impl Board {
    /// Takes in the next event. An event whose id is on the board already changes nothing.
    pub fn apply(&mut self, recorded: &Recorded) {
        let Recorded { seq, event, .. } = recorded;
        self.size = self.size.max(seq + 1);
        if self.ids.contains_key(&event.id) {
            return;
        }
        self.ids.insert(event.id.clone(), *seq);
        let from = From::of(*seq, event);
        if event.fact.may_lift() {
            self.note_lapses(&from);
        }
        if self.take(&from, event).is_none() {
            self.astray.push(from);
        }
    }

    /// `None` if it points at something that is not on the board.
    fn take(&mut self, from: &From, event: &Event) -> Option<()> {
        match &event.fact {
            // A field record carries the start of the record that it continues; its own start holds.
            Fact::Opened(opened) => {
                self.opened.get_or_insert_with(|| (**opened).clone());
            }
            Fact::Setup(setup) => self.set_up(setup),
            Fact::Actor(actor) => {
                self.actors.insert(actor.actor.clone(), actor.clone());
            }
            Fact::Source(source) => {
                self.take_source(source);
            }
            Fact::Rules(rules) => {
                self.rules_set.push(from.clone(), (**rules).clone());
                self.rules = (**rules).clone();
            }
            Fact::Declare(declare) => self.declare(from, declare)?,
            Fact::Agree(agree) => {
                let consents = &mut self.subject(&agree.subject)?.consents;
                let of_party = consents.entry(agree.party.clone()).or_default();
                of_party.push(from.clone(), agree.consent);
            }
            Fact::Amend(amend) => {
                let stated = self
                    .subject(&amend.subject)?
                    .stated
                    .entry(amend.party.clone())
                    .or_default();
                stated.push(Statement {
                    from: from.clone(),
                    stating: Stating::Ends(amend.ends.clone()),
                });
            }
            Fact::Guarantee(step) => self.guarantee(from, step),
            Fact::Confirm(confirm) => {
                let gate = self.gates.get_mut(&confirm.gate)?;
                let of_party = gate.commanders.entry(confirm.party.clone()).or_default();
                of_party.push(from.clone(), confirm.commander);
            }
            Fact::Go(go) => {
                let corridor = self.corridors.get_mut(&go.corridor)?;
                corridor.go.push(from.clone(), (**go).clone());
            }
            Fact::Trip(trip) => {
                self.decide_on(from, &trip.corridor, Decision::Suspend, Some(&trip.trigger))?
            }
            Fact::Status(status) => {
                self.decide_on(from, &status.corridor, status.decision, None)?
            }
            Fact::Due(due) => {
                let state = AppointmentState {
                    from: from.clone(),
                    due: due.clone(),
                    kept: Vec::new(),
                };
                self.appointments.insert(due.due.clone(), state);
            }
            Fact::Done(kept) => {
                let appointment = self.appointments.get_mut(&kept.due)?;
                appointment.kept.push(from.clone());
                if let Some(GuaranteeFor::Corridor(corridor)) = appointment.due.about.clone() {
                    self.sign(&corridor, from.heard(), &from.id);
                }
            }
            Fact::Intention(asked) => self.intentions.push((from.clone(), (**asked).clone())),
            Fact::Count(count) => {
                // A count that is corrected is no sign any more: the correction is.
                let corrected = count.supersedes.iter();
                let corrected = corrected.filter_map(|count| self.counts.get(count));
                let signs: Vec<(Stamp, Name)> = corrected
                    .map(|batch| (batch.heard(), batch.from.id.clone()))
                    .collect();
                signs.iter().for_each(|sign| self.unsign(sign));
                self.counts.add(from.clone(), count, &event.flags);
                let corridor = match &count.at {
                    CountAt::Gate(gate) => self.gates.get(gate).map(|gate| gate.corridor.clone()),
                    CountAt::Corridor(corridor) => Some(corridor.clone()),
                    _ => None,
                };
                // People who are turned back or held are no sign that anybody passes.
                if let Some(corridor) = corridor.filter(|_| count.passage == Passage::Passed) {
                    self.sign(&corridor, count.interval.to.min(from.known), &from.id);
                }
            }
            other => self.take_word(from, event, other)?,
        }
        Some(())
    }

    /// Notifications, missions, claims and what concerns the record itself.
    fn take_word(&mut self, from: &From, event: &Event, fact: &Fact) -> Option<()> {
        match fact {
            Fact::Notify(notify) => {
                let state = NotificationState {
                    from: from.clone(),
                    notify: (**notify).clone(),
                    receipts: Default::default(),
                    responses: Default::default(),
                };
                self.notifications
                    .insert(notify.notification.clone(), state);
            }
            Fact::Receipt(receipt) => {
                let notification = self.notifications.get_mut(&receipt.notification)?;
                notification
                    .receipts
                    .entry(receipt.party.clone())
                    .or_default()
                    .push(from.clone());
            }
            Fact::Respond(respond) => {
                let notification = self.notifications.get_mut(&respond.notification)?;
                let of_party = notification
                    .responses
                    .entry(respond.party.clone())
                    .or_default();
                of_party.push(from.clone(), respond.response);
            }
            Fact::Mission(mission) => {
                let entry = self.missions.entry(mission.mission.clone());
                let state = entry.or_insert_with(|| MissionState {
                    from: from.clone(),
                    mission: (**mission).clone(),
                    entered: Default::default(),
                    outcome: Default::default(),
                });
                state.from = from.clone();
                state.mission = (**mission).clone();
                state.entered.push(from.clone(), (**mission).clone());
            }
            Fact::Outcome(outcome) => {
                let mission = self.missions.get_mut(&outcome.mission)?;
                mission
                    .outcome
                    .push(from.clone(), (outcome.outcome, outcome.moved));
            }
            Fact::Report(claim) => {
                let says_movement =
                    matches!(claim.happening, Happening::Open | Happening::Movement)
                        && claim.polarity == Polarity::Affirmed
                        && matches!(claim.modality, Modality::Asserted | Modality::Reported);
                let state = ClaimState {
                    from: from.clone(),
                    claim: (**claim).clone(),
                    flags: event.flags.clone(),
                    judged: None,
                    withdrawn: None,
                    relations: Vec::new(),
                };
                if let Some(corridor) = self.only_corridor(&claim.place)
                    && says_movement
                    && claim.place.precision == Precision::Named
                    && self.is_relied_on(claim)
                {
                    self.sign(&corridor, state.heard(), &from.id);
                }
                self.claims.insert(claim.claim.clone(), state);
            }
            Fact::Relate(relate) => {
                let state = self.claims.get_mut(&relate.claim)?;
                state.relations.push((
                    from.clone(),
                    relate.kinship,
                    relate.to.clone(),
                    relate.relation,
                ));
            }
            Fact::Judge(judge) => self.judge(from, judge)?,
            Fact::Incident(incident) => match self.incidents.get_mut(&incident.incident) {
                Some(state) => {
                    let new = incident
                        .claims
                        .iter()
                        .filter(|claim| !state.incident.claims.contains(claim));
                    let new: Vec<Name> = new.cloned().collect();
                    let added = new.iter().map(|claim| (claim.clone(), from.seq));
                    state.added.extend(added);
                    state.incident.claims.extend(new);
                }
                None => {
                    let state = IncidentState {
                        from: from.clone(),
                        incident: incident.clone(),
                        added: Default::default(),
                        settled: Default::default(),
                    };
                    self.incidents.insert(incident.incident.clone(), state);
                }
            },
            Fact::Settle(settle) => {
                let incident = self.incidents.get_mut(&settle.incident)?;
                incident.settled.push(from.clone(), settle.settled);
            }
            Fact::Publish(plan) => self.plans.push((from.clone(), (**plan).clone())),
            Fact::Material(material) => {
                self.materials
                    .insert(material.material.clone(), (from.clone(), material.clone()));
            }
            Fact::Erase(erase) => self.erased.push((from.clone(), erase.clone())),
            Fact::Withdraw(withdraw) => self.withdraw(from, withdraw)?,
            Fact::Merged(merged) => {
                let brought = self.merged.entry(merged.origin.clone()).or_default();
                brought.extend(merged.entries.iter().map(|entry| entry.seq));
                // A view that leaves one of the two out shows no conflict of them.
                let here = |conflict: &&Conflict| {
                    self.ids.contains_key(&conflict.here) && self.ids.contains_key(&conflict.there)
                };
                for conflict in merged.conflicts.iter().filter(here) {
                    let state = ConflictState {
                        conflict: conflict.clone(),
                        resolved: None,
                    };
                    self.conflicts.insert(conflict.conflict.clone(), state);
                }
            }
            Fact::Resolve(resolve) => {
                let state = self.conflicts.get_mut(&resolve.conflict)?;
                // Two records may resolve one conflict apart: the first holds, else both entries would be set aside.
                if state.resolved.is_some() {
                    return Some(());
                }
                state.resolved = Some((from.clone(), resolve.keep.clone()));
                let Conflict {
                    here, there, kind, ..
                } = state.conflict.clone();
                let dropped = if resolve.keep == here { there } else { here };
                if kind == ConflictKind::Hard {
                    self.stop_instead_of(&dropped, from);
                    self.set_aside(&dropped);
                }
            }
            _ => {}
        }
        Some(())
    }

    fn set_up(&mut self, setup: &Setup) {
        self.setup.parties.extend_from_slice(&setup.parties);
        self.setup.others.extend_from_slice(&setup.others);
        self.setup.windows.extend_from_slice(&setup.windows);
        self.setup.zones.extend_from_slice(&setup.zones);
        self.setup.receptions.extend_from_slice(&setup.receptions);
        for corridor in &setup.corridors {
            for (position, gate) in corridor.gates.iter().enumerate() {
                let state = GateState {
                    gate: gate.clone(),
                    corridor: corridor.corridor.clone(),
                    position,
                    commanders: Default::default(),
                };
                self.gates.insert(gate.gate.clone(), state);
            }
            self.corridor_order.push(corridor.corridor.clone());
            let state = CorridorState {
                corridor: corridor.clone(),
                subject: SubjectState::default(),
                decisions: Vec::new(),
                go: Default::default(),
                signs: Default::default(),
            };
            self.corridors.insert(corridor.corridor.clone(), state);
        }
    }

    fn subject(&mut self, subject: &Subject) -> Option<&mut SubjectState> {
        match subject {
            Subject::Pause => Some(&mut self.pause),
            Subject::Corridor(corridor) => Some(&mut self.corridors.get_mut(corridor)?.subject),
        }
    }

    fn declare(&mut self, from: &From, declare: &Declare) -> Option<()> {
        let state = self.subject(&declare.subject)?;
        let party = &declare.party;
        state
            .declared
            .entry(party.clone())
            .or_default()
            .push(from.clone());
        if !declare.windows.is_empty() {
            let stating = Stating::Windows(declare.windows.clone());
            let stated = state.stated.entry(party.clone()).or_default();
            stated.push(Statement {
                from: from.clone(),
                stating,
            });
        }
        for purpose in &declare.purposes {
            if !state.purposes.contains(purpose) {
                state.purposes.push(*purpose);
            }
        }
        if let Some(promised) = declare.promised {
            state
                .promised
                .insert(party.clone(), (from.clone(), promised));
        }
        Some(())
    }

    fn guarantee(&mut self, from: &From, step: &Guarantee) {
        let state = self
            .guarantees
            .entry(step.guarantee.clone())
            .or_insert_with(|| GuaranteeState {
                party: step.party.clone(),
                covers: step.covers.clone(),
                steps: Vec::new(),
            });
        state.steps.push(GuaranteeStepAt {
            from: from.clone(),
            step: step.step,
            interval: step.interval,
            expires: step.expires,
            level: step.level,
            conditions: step.conditions.is_some(),
        });
    }

    fn decide_on(
        &mut self,
        from: &From,
        corridor: &str,
        decision: Decision,
        trigger: Option<&Name>,
    ) -> Option<()> {
        let state = self.corridors.get_mut(corridor)?;
        state.decisions.push(DecisionAt {
            from: from.clone(),
            decision,
            trigger: trigger.cloned(),
            withdrew: None,
            lapsed: None,
        });
        if matches!(decision, Decision::Open | Decision::Restrict) {
            // An opening that is entered for later is no sign yet.
            self.sign(corridor, from.heard(), &from.id);
        }
        Some(())
    }

    fn judge(&mut self, from: &From, judge: &Judge) -> Option<()> {
        match &judge.subject {
            Answerable::Claim(claim) => {
                let judged = (from.clone(), judge.credibility, judge.confirmed_by.clone());
                let state = self.claims.get_mut(claim)?;
                state.judged = Some(judged);
                if judge.credibility == Credibility::Improbable {
                    let sign = (state.heard(), state.from.id.clone());
                    self.unsign(&sign);
                }
            }
            Answerable::Count(count) => {
                let judged = (judge.credibility, judge.confirmed_by.clone());
                self.counts.get_mut(count)?.judged = Some(judged);
            }
        }
        Some(())
    }

    /// Before something is taken in that could make an opening hold again: whether it still held. One that lapsed is over,
    /// whatever is entered afterwards, until a person decides anew.
    fn note_lapses(&mut self, from: &From) {
        let mut found: Vec<(Name, u64, Judged)> = Vec::new();
        for (corridor, state) in &self.corridors {
            let Some(opened) = self.last_opening(state, from.known) else {
                continue;
            };
            if let Some(judged) = self.lapse_by_what_is_said(state, opened, from.known) {
                found.push((corridor.clone(), opened.from.seq, judged));
            }
        }
        let at = if from.is_ahead {
            Stamp::FIRST
        } else {
            from.known
        };
        for (corridor, opened, judged) in found {
            let decisions = self
                .corridors
                .get_mut(&corridor)
                .map(|state| &mut state.decisions);
            for decision in decisions.into_iter().flatten() {
                let earlier = decision.lapsed.as_ref().is_none_or(|lapsed| at < lapsed.at);
                if decision.from.seq == opened && decision.opens() && earlier {
                    decision.lapsed = Some(Lapsed {
                        at,
                        before: from.seq,
                        judged: judged.clone(),
                    });
                }
            }
        }
    }

    /// Something was heard from a corridor.
    fn sign(&mut self, corridor: &str, at: Stamp, id: &Name) {
        if let Some(state) = self.corridors.get_mut(corridor) {
            state.signs.insert((at, id.clone()));
        }
    }

    /// What was taken for a sign is none any more.
    pub(super) fn unsign(&mut self, sign: &(Stamp, Name)) {
        for corridor in self.corridors.values_mut() {
            corridor.signs.remove(sign);
        }
    }

    /// The corridor that a place names, itself or by its gates, if it names no other.
    fn only_corridor(&self, place: &Place) -> Option<Name> {
        let mut named = self.corridors_named(place);
        let first = named.next()?.clone();
        named.all(|other| *other == first).then_some(first)
    }

    /// Whether the first witness of a claim was found reliable, from A to C.
    fn is_relied_on(&self, claim: &Claim) -> bool {
        let witness = claim.told_by.last().unwrap_or(&claim.source);
        let source = self.sources.get(witness);
        source.is_some_and(|source| {
            matches!(
                source.reliability,
                Reliability::A | Reliability::B | Reliability::C
            )
        })
    }

    /// An entry that spoke against a corridor is about to be set aside. That opens nothing by itself: a corridor that was
    /// opened before is suspended in its stead, and everything is needed anew.
    fn stop_instead_of(&mut self, entry: &str, from: &From) {
        for corridor in self.spoke_against(entry) {
            let Some(state) = self.corridors.get_mut(&corridor) else {
                continue;
            };
            if state.decisions.iter().any(DecisionAt::opens) {
                state.decisions.push(DecisionAt {
                    from: from.clone(),
                    decision: Decision::Suspend,
                    trigger: None,
                    withdrew: None,
                    lapsed: None,
                });
            }
        }
    }

    /// Corridors that an entry speaks against: a stop, a list that says no, a commander who does not confirm, a guarantee
    /// or a consent that is refused or taken back.
    fn spoke_against(&self, entry: &str) -> Vec<Name> {
        let refuses = |subject: &SubjectState| {
            let mut consents = subject.consents.values().flat_map(|said| said.all());
            consents.any(|(from, consent)| from.id == entry && *consent != Consent::Given)
        };
        let by_guarantee = |corridor: &str| {
            let covers = GuaranteeFor::Corridor(corridor.to_owned());
            let own = self.guarantees.values().filter(|one| one.covers == covers);
            let mut steps = own.flat_map(|one| &one.steps);
            steps.any(|step| step.from.id == entry && step.step.takes_back())
        };
        let by_commander = |state: &CorridorState| {
            let gates = state.corridor.gates.iter();
            let gates = gates.filter_map(|gate| self.gates.get(&gate.gate));
            let mut said = gates
                .flat_map(|gate| gate.commanders.values())
                .flat_map(|said| said.all());
            said.any(|(from, said)| from.id == entry && *said != Commander::Confirmed)
        };
        let of_pause = refuses(&self.pause);
        let against = self.corridors.iter().filter(|(corridor, state)| {
            let mut decisions = state.decisions.iter();
            let mut lists = state.go.all().iter();
            of_pause
                || refuses(&state.subject)
                || decisions.any(|one| one.from.id == entry && one.stops())
                || lists.any(|(from, go)| from.id == entry && go.decision == GoNoGo::NoGo)
                || by_commander(state)
                || by_guarantee(corridor)
        });
        against.map(|(corridor, _)| corridor.clone()).collect()
    }

    /// A person set an entry aside in resolving a conflict: what it said no longer counts, and stays in the record.
    fn set_aside(&mut self, entry: &str) {
        let subjects = self.corridors.values_mut().map(|state| &mut state.subject);
        for subject in std::iter::once(&mut self.pause).chain(subjects) {
            for consents in subject.consents.values_mut() {
                consents.set_aside(entry);
            }
            for stated in subject.stated.values_mut() {
                stated.retain(|statement| statement.from.id != entry);
            }
            subject.stated.retain(|_, stated| !stated.is_empty());
            for declared in subject.declared.values_mut() {
                declared.retain(|from| from.id != entry);
            }
            subject.declared.retain(|_, declared| !declared.is_empty());
        }
        for corridor in self.corridors.values_mut() {
            corridor
                .decisions
                .retain(|decision| decision.from.id != entry);
            corridor.go.set_aside(entry);
        }
        for gate in self.gates.values_mut() {
            for said in gate.commanders.values_mut() {
                said.set_aside(entry);
            }
        }
        for guarantee in self.guarantees.values_mut() {
            guarantee.steps.retain(|step| step.from.id != entry);
        }
        for mission in self.missions.values_mut() {
            mission.outcome.set_aside(entry);
            mission.entered.set_aside(entry);
            if let Some((from, entered)) = mission.entered.last().cloned() {
                (mission.from, mission.mission) = (from, entered);
            }
        }
        for incident in self.incidents.values_mut() {
            incident.settled.set_aside(entry);
        }
        self.counts.set_aside(entry);
        self.rules_set.set_aside(entry);
        let rules = self.rules_set.last().map(|(_, rules)| rules.clone());
        self.rules = rules.unwrap_or_default();
    }
}
