//! Fills `plan.json`.

use std::collections::BTreeMap;

use korridor_flow::{FlowOverTime, Notion};
use korridor_world::scenario::{ClassId, Corridor, CorridorUse, Party, ZoneId};
use korridor_world::{Interval, Level, Scenario};

use super::Usable;
use super::document::{
    AccountDocument, BindingDocument, ClockDocument, ContinuesDocument, ContinuesLevelDocument,
    CorridorDocument, CorridorFlowDocument, CurveDocument, GroupDocument, LevelDocument,
    LossDocument, NearestDocument, PauseDocument, PlanDocument, RoundingDocument, SpanDocument,
    StepsDocument, UsableDocument, UsableGroupDocument, UsableTermsDocument, WindowDocument,
};
use super::times::rfc3339;
use super::words;
use crate::lift::cut::Bottleneck;
use crate::lift::{Account, Lifted};
use crate::lower::Lowered;
use crate::lower::clock::{Clock, Steps};
use crate::lower::rounding::Excess;
use crate::lower::steps::excess;
use crate::lower::ways::Carrier;
use crate::replan::chain::Continued;
use crate::replan::changes::{LevelChanges, ZoneChange};
use crate::solve::{Solved, SolvedLevel, SolvedScenario};
use crate::usable::loss::Loss;
use crate::usable::{UsableGroup, UsableLevel};

/// At most so many things that bind are listed.
const MOST_BINDING: usize = 200;

/// The document, its manifest still empty.
pub fn describe(
    scenario: &Scenario,
    solved: &SolvedScenario,
    lifted: &[Lifted],
    usable: &Usable<'_>,
    nearest: &[u64],
) -> PlanDocument {
    let clock = &solved.clock;
    let describe = Describe { scenario, clock };
    let levels = solved.levels.iter().zip(lifted);
    PlanDocument {
        format: "korridor-plan".to_owned(),
        version: 1,
        scenario: scenario.key.clone(),
        title: scenario.title.clone(),
        nature: words::nature(scenario.nature).to_owned(),
        statement: words::STATEMENT.to_owned(),
        continues: None,
        warnings: words::warnings(scenario, lifted),
        assumptions: words::ASSUMPTIONS.map(str::to_owned).to_vec(),
        pause: describe.pause(),
        clock: describe.clock(),
        corridors: scenario.corridors.iter().map(|c| describe.corridor(c)).collect(),
        levels: levels
            .enumerate()
            .map(|(index, (solved, lifted))| describe.level(solved, lifted, (&usable.plan.levels[index], &usable.lifted[index])))
            .collect(),
        usable: UsableTermsDocument {
            routes_per_zone: usable.plan.terms.routes_per_zone,
            wave_minutes: usable.plan.terms.wave_minutes,
            wave_steps: usable.plan.terms.wave_steps,
            note: words::USABLE.to_owned(),
        },
        nearest: NearestDocument {
            out: nearest.last().copied().unwrap_or(0),
            note: "Everyone is sent to the nearest corridor that they may and would use, those nearest first, as soon as there is room all the way; a comparison, not a forecast. By step in arrivals.csv.".to_owned(),
        },
        sources: sources(scenario),
        files: BTreeMap::new(),
    }
}

/// Says what a plan continues, and whom it tells something new.
pub fn continues(
    scenario: &Scenario,
    clock: &Clock,
    document: &mut PlanDocument,
    (continued, changed): (&Continued, &[(Level, LevelChanges)]),
) {
    let Some(turn) = continued.chain.last() else {
        return;
    };
    let levels = changed.iter().map(|(level, zones)| {
        let sum = |part: fn(&ZoneChange) -> u64| zones.values().map(part).sum();
        let told = zones.iter().filter(|(_, change)| change.is_told_anew());
        ContinuesLevelDocument {
            level: words::level(*level).to_owned(),
            out_or_on_last_stretch: sum(|zone| zone.out),
            on_the_road: sum(|zone| zone.on_the_road),
            hold_or_go_back: sum(|zone| zone.hold_or_go_back),
            may_move_on: sum(|zone| zone.may_move_on),
            on_the_road_told_anew: sum(|zone| zone.on_the_road_told_anew),
            out_if_redirected: sum(|zone| zone.if_redirected),
            not_back_in_time: sum(|zone| zone.not_back_in_time),
            not_set_out: sum(|zone| zone.at_home),
            not_set_out_told_anew: sum(|zone| zone.at_home_told_anew),
            zones_told_anew: told
                .map(|(zone, _)| scenario.zones[zone.index()].key.clone())
                .collect(),
        }
    });
    let continues = ContinuesDocument {
        plan_sha256: turn.continues.clone(),
        plans_before: continued.chain.len() as u64,
        at: turn.at.clone(),
        from_step: turn.from_step,
        from: rfc3339(&scenario.clock, clock.start(turn.from_step)),
        close: turn.close.clone(),
        open: turn.open.clone(),
        note: words::CONTINUED.to_owned(),
        levels: levels.collect(),
    };
    let warnings = words::continued(&continues, &continued.chain.closed_before());
    document.warnings.splice(0..0, warnings);
    document.assumptions.push(words::CONTINUED.to_owned());
    document.continues = Some(continues);
}

fn sources(scenario: &Scenario) -> Vec<String> {
    let all = scenario.sources.iter().chain(&scenario.network_sources);
    let all = all.chain(&scenario.pause.sources);
    let mut sources: Vec<String> = Vec::new();
    for source in all {
        if !sources.contains(&source.0) {
            sources.push(source.0.clone());
        }
    }
    sources
}

fn names(parties: &[Party]) -> Vec<String> {
    parties.iter().map(|party| party.0.clone()).collect()
}

struct Describe<'a> {
    scenario: &'a Scenario,
    clock: &'a Clock,
}

impl Describe<'_> {
    fn time(&self, instant: korridor_world::Instant) -> String {
        rfc3339(&self.scenario.clock, instant)
    }

    fn span(&self, interval: &Interval) -> SpanDocument {
        SpanDocument {
            from: self.time(interval.start),
            until: self.time(interval.end),
        }
    }

    fn steps(&self, steps: &Steps) -> StepsDocument {
        StepsDocument {
            from_step: steps.from,
            until_step: steps.until,
            from: self.time(self.clock.start(steps.from)),
            until: self.time(self.clock.start(steps.until)),
        }
    }

    fn pause(&self) -> PauseDocument {
        let pause = &self.scenario.pause;
        let windows = pause.windows.iter().map(|window| WindowDocument {
            declared: self.span(&window.declared),
            usable: window
                .usable
                .iter()
                .map(|usable| self.span(usable))
                .collect(),
        });
        PauseDocument {
            standing: words::standing(pause.standing()).to_owned(),
            declared_by: names(&pause.declared_by),
            agreed_by: names(&pause.agreed_by),
            windows: windows.collect(),
        }
    }

    fn clock(&self) -> ClockDocument {
        ClockDocument {
            time_zone: self.scenario.clock.zone_name().to_owned(),
            start: self.time(self.clock.origin),
            step_seconds: self.clock.step_seconds,
            scenario_step_seconds: self.scenario.step_seconds,
            steps: self.clock.steps,
            usable: self
                .clock
                .open
                .iter()
                .map(|steps| self.steps(steps))
                .collect(),
        }
    }

    fn corridor(&self, corridor: &Corridor) -> CorridorDocument {
        let destination = &self.scenario.destinations[corridor.destination.index()];
        let groups = corridor.admission.groups.iter();
        CorridorDocument {
            id: corridor.key.clone(),
            name: corridor.name.clone(),
            standing: words::standing(corridor.standing).to_owned(),
            declared_by: names(&corridor.declared_by),
            agreed_by: names(&corridor.agreed_by),
            party_admits: groups
                .map(|group| words::admitted(*group).to_owned())
                .collect(),
            condition: corridor.admission.condition.clone(),
            destination: destination.key.clone(),
            destination_controlled_by: destination.controlled_by.as_ref().map(|p| p.0.clone()),
            survey: words::survey(corridor.survey).to_owned(),
            may_be_published: corridor.survey.may_be_published(),
            fidelity: words::fidelity(corridor.fidelity).to_owned(),
            not_planned: match &corridor.usage {
                CorridorUse::Planned => None,
                CorridorUse::RecordedOnly(reason) => Some(reason.clone()),
            },
        }
    }

    fn level(
        &self,
        solved: &SolvedLevel,
        lifted: &Lifted,
        usable: (&UsableLevel, &Lifted),
    ) -> LevelDocument {
        let binding = lifted.bottlenecks.iter().take(MOST_BINDING);
        LevelDocument {
            level: words::level(lifted.level).to_owned(),
            everyone: account(&lifted.total()),
            classes: self.classes(lifted),
            zones: self.zones(lifted),
            corridors: self.corridor_flows(lifted),
            groups: solved
                .groups
                .iter()
                .map(|group| self.group(group))
                .collect(),
            binding: binding.map(|bottleneck| self.binding(bottleneck)).collect(),
            binding_left_out: lifted.bottlenecks.len().saturating_sub(MOST_BINDING) as u64,
            rounding: self.rounding(solved, lifted),
            curve: curve(lifted),
            usable: self.usable(solved, lifted, usable),
        }
    }

    fn classes(&self, lifted: &Lifted) -> BTreeMap<String, AccountDocument> {
        let classes = (0..).map(ClassId).zip(&self.scenario.classes);
        let accounts = classes.map(|(id, c)| (c.key.clone(), account(&lifted.of_class(id))));
        accounts.collect()
    }

    fn zones(&self, lifted: &Lifted) -> BTreeMap<String, AccountDocument> {
        let mut accounts = vec![Account::default(); self.scenario.zones.len()];
        for ((zone, _), account) in &lifted.accounts {
            accounts[zone.index()].add(account);
        }
        let zones = self.scenario.zones.iter().zip(&accounts);
        zones
            .map(|(zone, all)| (zone.key.clone(), account(all)))
            .collect()
    }

    fn usable(
        &self,
        solved: &SolvedLevel,
        exact: &Lifted,
        (usable, lifted): (&UsableLevel, &Lifted),
    ) -> UsableDocument {
        let loss = Loss::of(exact, lifted);
        UsableDocument {
            everyone: account(&lifted.total()),
            classes: self.classes(lifted),
            zones: self.zones(lifted),
            corridors: self.corridor_flows(lifted),
            groups: usable.groups.iter().map(usable_group).collect(),
            curve: curve(lifted),
            loss: LossDocument {
                exact_is_a_bound: is_bound(&solved.groups),
                at_end: loss.at_end(),
                worst: loss.worst(),
                worst_step: loss.worst_step,
                worst_time: self.time(self.clock.start(loss.worst_step + 1)),
                behind: loss.behind,
            },
        }
    }

    fn corridor_flows(&self, lifted: &Lifted) -> BTreeMap<String, CorridorFlowDocument> {
        let mut flows = BTreeMap::new();
        let mut edges: BTreeMap<_, (u32, u32)> = BTreeMap::new();
        for (id, corridor) in self.scenario.planned_corridors() {
            let mut flow = CorridorFlowDocument {
                out: 0,
                classes: BTreeMap::new(),
                zones: BTreeMap::new(),
                first_out: None,
                last_out: None,
            };
            let trips = lifted.trips.iter().filter(|(trip, _)| trip.corridor == id);
            for (trip, persons) in trips {
                let class = &self.scenario.classes[trip.class.index()].key;
                let zone = &self.scenario.zones[trip.zone.index()].key;
                flow.out += persons;
                *flow.classes.entry(class.clone()).or_default() += persons;
                *flow.zones.entry(zone.clone()).or_default() += persons;
                let edge = edges.entry(id).or_insert((trip.out, trip.out));
                *edge = (edge.0.min(trip.out), edge.1.max(trip.out));
            }
            if let Some((first, last)) = edges.get(&id) {
                // Whoever is out in a step is out by its end.
                flow.first_out = Some(self.time(self.clock.start(first + 1)));
                flow.last_out = Some(self.time(self.clock.start(last + 1)));
            }
            flows.insert(corridor.key.clone(), flow);
        }
        flows
    }

    fn group(&self, solved: &Solved) -> GroupDocument {
        let lowered = &solved.lowered;
        let group = &lowered.group;
        let scenario = self.scenario;
        let certified = match solved.solution.certificate.notion {
            Notion::EarliestArrival => {
                "no plan for this group has more parties out when any step ends, given the groups before it; best within this model"
            }
            Notion::MaximumAtHorizon => {
                "reception is limited: no plan for this group has more parties out when the last step ends, given the groups before it; best within this model"
            }
        };
        GroupDocument {
            classes: group
                .classes
                .iter()
                .map(|c| scenario.classes[c.index()].key.clone())
                .collect(),
            destination: scenario.destinations[group.travel.destination.index()]
                .key
                .clone(),
            offered: group
                .travel
                .corridors
                .iter()
                .map(|c| scenario.corridors[c.index()].key.clone())
                .collect(),
            party_size: group.travel.party,
            parties: group.batches.iter().map(|batch| batch.parties).sum(),
            parties_out: parties_out(lowered, &solved.solution.flow),
            certified: certified.to_owned(),
        }
    }

    fn binding(&self, bottleneck: &Bottleneck) -> BindingDocument {
        let (kind, id) = carrier(self.scenario, bottleneck.carrier);
        BindingDocument {
            kind: kind.to_owned(),
            id,
            persons: bottleneck.persons,
            binds: bottleneck
                .steps
                .iter()
                .map(|steps| self.steps(steps))
                .collect(),
            binds_at_end: bottleneck
                .at_end
                .iter()
                .map(|steps| self.steps(steps))
                .collect(),
        }
    }

    fn rounding(&self, solved: &SolvedLevel, lifted: &Lifted) -> RoundingDocument {
        let groups = solved.groups.iter();
        let shortest = groups.map(|group| excess(&group.lowered, self.clock));
        let shortest = shortest.fold(Excess::default(), Excess::with);
        RoundingDocument {
            shortest_routes: shortest.routes,
            shortest_routes_too_slow: shortest.beyond_tolerance,
            shortest_routes_largest_excess_seconds: shortest.largest_milliseconds.div_ceil(1_000),
            persons_on_slow_routes: lifted.excess.beyond_tolerance,
            used_routes_largest_excess_seconds: lifted.excess.largest_milliseconds.div_ceil(1_000),
        }
    }
}

/// What a way is called: its kind, and its id or name.
pub fn carrier(scenario: &Scenario, carrier: Carrier) -> (&'static str, String) {
    match carrier {
        Carrier::Gate(corridor, gate) => {
            let corridor = &scenario.corridors[corridor.index()];
            ("gate", corridor.gates[gate as usize].key.clone())
        }
        Carrier::Stretch(corridor, index) => {
            let corridor = &scenario.corridors[corridor.index()];
            let to = match corridor.gates.get(index as usize) {
                Some(gate) => gate.key.as_str(),
                None => scenario.destinations[corridor.destination.index()]
                    .key
                    .as_str(),
            };
            ("corridor", format!("{} to {to}", corridor.key))
        }
        Carrier::Link(link) => {
            let network = &scenario.network;
            let name = network.name(network.link(link));
            (
                "road",
                match name {
                    Some(name) => format!("{} {name}", link.0),
                    None => link.0.to_string(),
                },
            )
        }
        Carrier::Ride(shuttle) | Carrier::Boarding(shuttle) => {
            ("shuttle", scenario.shuttles[shuttle.index()].key.clone())
        }
        Carrier::WayBack(corridor) => {
            let corridor = &scenario.corridors[corridor.index()];
            ("corridor", format!("{} back to its entry", corridor.key))
        }
        Carrier::Onwards => ("road", "onwards".to_owned()),
        Carrier::Access(zone) => ("zone", scenario.zones[zone.index()].key.clone()),
    }
}

fn curve(lifted: &Lifted) -> CurveDocument {
    CurveDocument {
        out: lifted.out.clone(),
        exposed: lifted.exposed.clone(),
        sheltered: lifted.sheltered.clone(),
    }
}

/// Whether no plan has more persons out than these groups at any step.
fn is_bound(groups: &[Solved]) -> bool {
    let [only] = groups else {
        return groups.is_empty();
    };
    let group = &only.lowered.group;
    let whole = |batch: &crate::lower::people::Batch| batch.persons_each == group.travel.party;
    only.solution.certificate.notion == Notion::EarliestArrival && group.batches.iter().all(whole)
}

fn usable_group(group: &UsableGroup) -> UsableGroupDocument {
    let mut of_zone: BTreeMap<ZoneId, u64> = BTreeMap::new();
    for route in &group.routes {
        *of_zone.entry(route.zone).or_default() += 1;
    }
    let from = group.lowered.before.from;
    let parties = group.waves.iter().map(|wave| wave.ahead(from));
    UsableGroupDocument {
        group: group.index as u64,
        routes: group.routes.len() as u64,
        most_routes_of_a_zone: of_zone.into_values().max().unwrap_or(0),
        waves: group.waves.len() as u64,
        smallest_wave_parties: parties.min().unwrap_or(0),
        parties_out: parties_out(&group.lowered, &group.flow()),
    }
}

/// Parties that are out when the last step ends, those before the moment from which a plan continues
/// another among them.
fn parties_out(lowered: &Lowered, flow: &FlowOverTime) -> u64 {
    let gone = lowered.before.gone.iter().map(|(_, path)| path.units);
    gone.sum::<u64>() + flow.arrivals.last().copied().unwrap_or(0)
}

fn account(account: &Account) -> AccountDocument {
    AccountDocument {
        population: account.population,
        wish_to_leave: account.wish_to_leave(),
        out: account.out,
        on_the_way: account.on_the_way,
        remaining_not_assumed_to_wish: account.remaining_not_assumed_to_wish,
        choose_no_destination: account.choose_no_destination,
        could_not_be_reached: account.could_not_be_reached,
        not_out_in_time: account.not_out_in_time,
    }
}
