//! What sources claim: incidents, breaches as claimed, and contradictions that stand.

use std::collections::{BTreeMap, BTreeSet};

use korridor_operate::fact::{Credibility, Happening, Kinship, Modality, Name, Polarity, Relation};
use korridor_operate::view::{ClaimView, IncidentStanding, IncidentView};
use korridor_operate::{Placed, Span, Stamp};

use super::Building;
use crate::account::{BreachClaim, Breaches, Contradiction, IncidentAccount, Said};
use crate::number::{Measure, Number, Place, Unit, signed};

/// The most sides of a contradiction of counts that stand in it; its number has all entries.
const MOST_SIDES: usize = 20;

/// A word of the record for a variant of it.
pub(super) fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.replace('_', " "),
        _ => String::new(),
    }
}

/// Whether it says that something endangered people, as a fact or as reported.
fn claims_danger(view: &ClaimView) -> bool {
    // That it was closed breaks no promise by itself, and casualties are told apart.
    let apart = matches!(view.happening, Happening::Closed | Happening::Casualties);
    let breaks = view.happening.endangers() && !apart;
    let says_so = matches!(view.modality, Modality::Asserted | Modality::Reported);
    breaks && says_so && view.polarity == Polarity::Affirmed
}

/// Whether a person judged a claim improbable.
fn is_discarded(view: &ClaimView) -> bool {
    view.credibility == Credibility::Improbable
}

/// Of how many events claims are, at least and at most: incidents are events apart, as a person put them together, and a
/// claim of none may be of any of them, or of one of its own.
fn events(claims: &[BreachClaim]) -> (i64, i64) {
    let incidents = claims.iter().filter_map(|claim| claim.incident.as_ref());
    let incidents = incidents.collect::<BTreeSet<_>>().len();
    let alone = claims.iter().filter(|claim| claim.incident.is_none());
    let least = incidents.max(usize::from(!claims.is_empty()));
    (
        signed(least as u64),
        signed((incidents + alone.count()) as u64),
    )
}

impl Building<'_> {
    /// Every claim that is shown, with its incident.
    fn claims(&self) -> impl Iterator<Item = (&ClaimView, Option<&Name>)> {
        let in_incidents = self.view.incidents.iter().flat_map(|incident| {
            let claims = incident.claims.iter();
            claims.map(move |claim| (claim, Some(&incident.incident)))
        });
        in_incidents.chain(self.view.claims.iter().map(|claim| (claim, None)))
    }

    /// A claim as it is shown.
    pub(super) fn said(&self, view: &ClaimView) -> Said {
        let claim = self.reading.board.claims.get(&view.claim);
        let claim = claim.map(|state| &state.claim);
        Said {
            entry: view.entry.clone(),
            kind: "claim".to_owned(),
            what: word(&view.happening),
            by: view.source.clone(),
            root: view.root.clone(),
            told_by: view.told_by.clone(),
            from: view.when.as_ref().map(|when| when.earliest),
            to: view.when.as_ref().map(|when| when.latest),
            time_said: view.when.as_ref().and_then(|when| when.said.clone()),
            corridors: view.corridors.clone(),
            precision: Some(view.precision),
            modality: Some(view.modality),
            polarity: Some(view.polarity),
            reliability: Some(view.reliability),
            credibility: Some(view.credibility),
            persons: claim.and_then(|claim| claim.persons),
            words: Some(view.words.clone()),
        }
    }

    /// Incidents that a person found unfounded.
    fn unfounded(&self) -> BTreeSet<Name> {
        let incidents = self.view.incidents.iter();
        let unfounded = incidents.filter(|one| one.standing == IncidentStanding::Unfounded);
        unfounded.map(|one| one.incident.clone()).collect()
    }

    pub(super) fn incidents(&mut self) -> Vec<IncidentAccount> {
        let views = self.view.incidents.clone();
        let mut accounts: Vec<IncidentAccount> = Vec::new();
        for view in &views {
            let claims: Vec<&ClaimView> = view.claims.iter().collect();
            let account = self.incident(&view.incident, &claims, Some(view));
            accounts.push(account);
        }
        let alone = self.view.claims.clone();
        let matters =
            |view: &&ClaimView| claims_danger(view) || view.happening == Happening::Casualties;
        let alone: Vec<ClaimView> = (alone.into_iter())
            .filter(|view| matters(&view) && !is_discarded(view))
            .collect();
        for view in &alone {
            let account = self.incident(&view.claim, &[view], None);
            accounts.push(account);
        }
        self.casualties_of_all(&accounts);
        accounts
    }

    fn incident(
        &mut self,
        id: &Name,
        claims: &[&ClaimView],
        view: Option<&IncidentView>,
    ) -> IncidentAccount {
        let mut types: Vec<Happening> = claims.iter().map(|claim| claim.happening).collect();
        types.sort_unstable();
        types.dedup();
        let times = claims.iter().filter_map(|claim| claim.when.as_ref());
        let said: Vec<Said> = claims.iter().map(|claim| self.said(claim)).collect();
        IncidentAccount {
            incident: id.clone(),
            title: view.map(|view| view.title.clone()),
            types,
            standing: view.map_or(IncidentStanding::Reported, |view| view.standing),
            roots: view.map_or(1, |view| view.roots),
            from: times.clone().map(|when| when.earliest).min(),
            to: times.map(|when| when.latest).max(),
            corridors: match view {
                Some(view) => view.corridors.clone(),
                None => claims
                    .iter()
                    .flat_map(|claim| claim.corridors.clone())
                    .collect(),
            },
            casualties: self.casualties(id, &said),
            claims: said,
        }
    }

    /// Killed or wounded as claimed, of one incident: claims may be of the same people, so that they span a range.
    fn casualties(&mut self, incident: &Name, said: &[Said]) -> Option<String> {
        let of: Vec<&Said> = said
            .iter()
            .filter(|said| {
                let affirmed = said.polarity != Some(Polarity::Negated)
                    && said.modality != Some(Modality::Denied);
                let any = said.persons.is_some_and(|persons| persons.high > 0);
                said.what == "casualties" && affirmed && any
            })
            .collect();
        let figures = || of.iter().filter_map(|said| said.persons);
        let low = figures().map(|figure| figure.low).min()?;
        let high = figures().map(|figure| figure.high).max()?;
        let place = Place::Incident(incident.clone());
        let id = format!("casualties.{}", place.key());
        let mut number = Number::of(
            &id,
            Measure::Casualties,
            place,
            "killed or wounded, as claimed",
        );
        number = number.range(signed(low), signed(high));
        if let [only] = of.as_slice() {
            number.best = (only.persons).and_then(|figure| figure.best.map(signed));
        }
        number.by = Some(self.reading.at);
        number.said_by = of.iter().map(|said| said.by.clone()).collect();
        number.roots = of
            .iter()
            .map(|said| &said.root)
            .collect::<BTreeSet<_>>()
            .len();
        number.sources = of.iter().map(|said| said.entry.clone()).collect();
        Some(self.numbers.add(number))
    }

    /// Of all incidents: what is put apart may still be of the same people, so that at least the largest of them counts.
    fn casualties_of_all(&mut self, accounts: &[IncidentAccount]) {
        let of: Vec<&Number> = accounts
            .iter()
            .filter_map(|account| self.numbers.get(account.casualties.as_deref()?))
            .collect();
        let (Some(low), high) = (
            of.iter().map(|number| number.low).max(),
            of.iter()
                .map(|number| number.high)
                .fold(0i64, i64::saturating_add),
        ) else {
            return;
        };
        let label = "killed or wounded, as claimed, in all incidents";
        let mut number = Number::of("casualties.whole", Measure::Casualties, Place::Whole, label)
            .range(low, high);
        number.by = Some(self.reading.at);
        let said: BTreeSet<&String> = of.iter().flat_map(|number| &number.said_by).collect();
        number.said_by = said.into_iter().cloned().collect();
        number.sources = of
            .iter()
            .flat_map(|number| number.sources.clone())
            .collect();
        number.note = Some("incidents that were put apart can be of the same people: at least the largest of them, at most all".to_owned());
        self.numbers.add(number);
    }

    pub(super) fn breaches(&mut self) -> Breaches {
        let against = self.contradicting();
        let windows = self.windows_by_party();
        let mut breaches = Breaches::default();
        let mut sorted: [Vec<BreachClaim>; 3] = Default::default();
        let unfounded = self.unfounded();
        let counts = |(view, incident): &(&ClaimView, Option<&Name>)| {
            let unfounded = incident.is_some_and(|incident| unfounded.contains(incident));
            claims_danger(view) && !is_discarded(view) && !unfounded
        };
        let mut seen: BTreeSet<&Name> = BTreeSet::new();
        for (view, incident) in self.claims().filter(counts) {
            // A claim in two incidents is one claim.
            if !seen.insert(&view.claim) {
                continue;
            }
            let placed = match self.hours.windows.is_empty() {
                true => Placed::CannotBeTold,
                false => view.placed.unwrap_or(Placed::CannotBeTold),
            };
            let own = |(party, spans): (&String, &Vec<Span>)| {
                let own = view.when.as_ref()?.placed(spans);
                (own != placed).then(|| (party.clone(), own))
            };
            let claim = BreachClaim {
                incident: incident.cloned(),
                by_party: windows.iter().filter_map(own).collect(),
                contradicted_by: against.get(&view.claim).cloned().unwrap_or_default(),
                said: self.said(view),
            };
            let index = match placed {
                Placed::Inside => 0,
                Placed::Outside => 1,
                Placed::CannotBeTold => 2,
            };
            sorted[index].push(claim);
        }
        for claims in &mut sorted {
            claims.sort_by(|a, b| (a.said.from, &a.said.entry).cmp(&(b.said.from, &b.said.entry)));
        }
        [breaches.inside, breaches.outside, breaches.cannot_be_told] = sorted;
        self.breach_numbers(&mut breaches);
        breaches
    }

    fn breach_numbers(&mut self, breaches: &mut Breaches) {
        let kinds = [
            (
                "inside",
                "events of danger inside the hours, as claimed",
                &breaches.inside,
            ),
            (
                "outside",
                "events of danger outside the hours, as claimed: no breach of them",
                &breaches.outside,
            ),
            (
                "cannot_be_told",
                "events of danger, as claimed, of which it cannot be told",
                &breaches.cannot_be_told,
            ),
        ];
        for (word, label, claims) in kinds {
            let mut number = Number::of(
                &format!("breaches_claimed.whole.{word}"),
                Measure::BreachesClaimed,
                Place::Whole,
                label,
            );
            number.unit = Unit::Events;
            let (low, high) = events(claims);
            number = number.range(low, high);
            number.best = (low == high).then_some(low);
            number.by = Some(self.reading.at);
            let roots: BTreeSet<&String> = claims.iter().map(|claim| &claim.said.root).collect();
            number.roots = roots.len();
            number.sources = claims
                .iter()
                .map(|claim| claim.said.entry.clone())
                .collect();
            number.note = Some(match claims.len() {
                0 => {
                    "no such claim was recorded: that does not say that nothing happened".to_owned()
                }
                1 => "one claim".to_owned(),
                claims => format!(
                    "{claims} claims; those of one incident are of one event, and any that nobody put to an incident may be of the same"
                ),
            });
            breaches.numbers.push(self.numbers.add(number));
        }
    }

    /// Each party's own windows.
    fn windows_by_party(&self) -> BTreeMap<String, Vec<Span>> {
        let mut windows: BTreeMap<String, Vec<Span>> = BTreeMap::new();
        for window in &self.hours.by_party {
            windows
                .entry(window.party.clone())
                .or_default()
                .push(window.span);
        }
        windows
    }

    /// For each claim the entries of claims that contradict it, as a person set.
    fn contradicting(&self) -> BTreeMap<Name, Vec<Name>> {
        let mut against: BTreeMap<Name, Vec<Name>> = BTreeMap::new();
        let entry = |claim: &str| {
            let state = self.reading.board.claims.get(claim);
            state.map(|state| state.from.id.clone())
        };
        let board = &self.reading.board;
        for state in board.standing_claims() {
            for (kinship, to) in state.related() {
                if kinship != Kinship::Contradicts || !board.stands(to) {
                    continue;
                }
                against
                    .entry(state.claim.claim.clone())
                    .or_default()
                    .extend(entry(to));
                against
                    .entry(to.to_owned())
                    .or_default()
                    .push(state.from.id.clone());
            }
        }
        against
    }

    pub(super) fn contradictions(&mut self) -> Vec<Contradiction> {
        let mut all = self.of_claims();
        all.extend(self.of_counts());
        all.extend(self.view.conflicts.iter().map(|conflict| Contradiction {
            kind: "records".to_owned(),
            proposed: false,
            standing: "nobody has resolved it".to_owned(),
            about: conflict.about.clone(),
            sides: Vec::new(),
            number: None,
            sources: vec![conflict.here.clone(), conflict.there.clone()],
        }));
        all
    }

    fn of_claims(&self) -> Vec<Contradiction> {
        let views: BTreeMap<&str, &ClaimView> = self
            .claims()
            .map(|(view, _)| (view.claim.as_str(), view))
            .collect();
        let mut pairs: BTreeMap<(&str, &str), (Name, bool)> = BTreeMap::new();
        for state in self.reading.board.standing_claims() {
            let set: BTreeSet<&str> = state
                .related()
                .filter(|(kinship, _)| *kinship == Kinship::Contradicts)
                .map(|(_, to)| to)
                .collect();
            let dropped = |name: &str| {
                state.relations.iter().any(|(_, kinship, to, relation)| {
                    *kinship == Kinship::Contradicts && to == name && *relation == Relation::Dropped
                })
            };
            for (from, kinship, to, _) in &state.relations {
                let is_set = set.contains(to.as_str());
                if *kinship != Kinship::Contradicts || (!is_set && dropped(to)) {
                    continue;
                }
                let claim = state.claim.claim.as_str();
                let pair = if claim <= to.as_str() {
                    (claim, to.as_str())
                } else {
                    (to.as_str(), claim)
                };
                let known = pairs
                    .entry(pair)
                    .or_insert_with(|| (from.id.clone(), is_set));
                known.1 |= is_set;
            }
        }
        let contradiction = |((left, right), (relation, is_set)): ((&str, &str), (Name, bool))| {
            let (left, right) = (views.get(left)?, views.get(right)?);
            let mut sources = vec![left.entry.clone(), right.entry.clone(), relation];
            sources.dedup();
            Some(Contradiction {
                kind: "claims".to_owned(),
                proposed: !is_set,
                standing: match is_set {
                    true => "set by a person",
                    false => "proposed: nobody has set it",
                }
                .to_owned(),
                about: word(&left.happening),
                sides: vec![self.said(left), self.said(right)],
                number: None,
                sources,
            })
        };
        pairs.into_iter().filter_map(contradiction).collect()
    }

    fn of_counts(&self) -> Vec<Contradiction> {
        // A sum over corridors that disagrees only because one of them does is told there.
        let own = |number: &&Number| {
            number.place != Place::Whole || number.terms.is_empty() || !number.sources.is_empty()
        };
        let disagree = self.numbers.all().filter(|number| number.disagree);
        let disagree: Vec<&Number> = disagree.filter(own).collect();
        let by_entry = self.batches_of(&disagree);
        disagree
            .iter()
            .map(|number| Contradiction {
                kind: "counts".to_owned(),
                proposed: false,
                standing: "both stand, the range spans them".to_owned(),
                about: format!("{}, {}", number.label, number.place.key()),
                sides: number
                    .sources
                    .iter()
                    .filter_map(|entry| by_entry.get(entry.as_str()).cloned())
                    .take(MOST_SIDES)
                    .collect(),
                number: Some(number.id.clone()),
                sources: number.sources.iter().take(MOST_SIDES).cloned().collect(),
            })
            .collect()
    }

    /// Counts by the entries of these numbers, as said.
    fn batches_of<'b>(&self, numbers: &[&'b Number]) -> BTreeMap<&'b str, Said> {
        let wanted: BTreeSet<&str> = numbers
            .iter()
            .flat_map(|number| number.sources.iter().take(MOST_SIDES))
            .map(String::as_str)
            .collect();
        let mut found = BTreeMap::new();
        if wanted.is_empty() {
            return found;
        }
        let series = &self.reading.board.counts.series;
        for ((at, passage, direction), batches) in series {
            for batch in batches {
                if let Some(entry) = wanted.get(batch.from.id.as_str()) {
                    found.insert(
                        *entry,
                        self.said_count(
                            at,
                            *passage,
                            *direction,
                            batch.from.id.clone(),
                            &batch.source,
                            batch.interval,
                            batch.persons,
                        ),
                    );
                }
            }
        }
        found
    }

    /// The earliest and the latest moment of a claim, or that of its entry.
    pub(super) fn when(view: &ClaimView, entered: Stamp) -> (Stamp, Stamp) {
        let when = view.when.as_ref();
        when.map_or((entered, entered), |when| (when.earliest, when.latest))
    }
}
