//! A zone's people by class. At each level the groups add up to the population, person by person.

use korridor_world::scenario::{ByLevel, ClassId, Group};
use korridor_world::{Count, Level, Persons, Share};

use super::people::{DrawnClass, ZoneFigures, in_words};
use crate::scenario::defects::{Defects, Place};
use crate::scenario::raw::RawPeople;

/// The groups of a zone.
pub fn groups(
    zone: &ZoneFigures,
    classes: &[DrawnClass],
    place: &Place,
    defects: &mut Defects,
) -> Vec<Group> {
    for people in [
        RawPeople::Wounded,
        RawPeople::NeedsTransport,
        RawPeople::EveryoneElse,
    ] {
        let has = stated(zone, people).is_some_and(|count| count.high.0 > 0);
        if has && !classes.iter().any(|class| class.people == people) {
            let found = format!(
                "people of the kind {}, and no class that draws on it",
                in_words(people)
            );
            defects.error(
                place,
                "people_without_class",
                found,
                "a class that they belong to",
            );
        }
    }
    let mut persons = vec![ByLevel::default(); classes.len()];
    for level in Level::ALL {
        let split = split_at(zone, classes, level, place, defects);
        for (by_level, count) in persons.iter_mut().zip(split) {
            *slot(by_level, level) = count;
        }
    }
    let some = |persons: &ByLevel<Persons>| Level::ALL.iter().any(|level| persons.at(*level).0 > 0);
    let all = (0..).map(ClassId).zip(persons).zip(classes);
    all.filter(|((_, persons), _)| some(persons))
        .map(|((class, persons), drawn)| {
            let count = stated(zone, drawn.people).unwrap_or(&zone.population);
            Group {
                class,
                persons,
                sources: count.sources.clone(),
            }
        })
        .collect()
}

fn stated(zone: &ZoneFigures, people: RawPeople) -> Option<&Count> {
    match people {
        RawPeople::EveryoneElse => Some(&zone.population),
        RawPeople::Wounded => zone.wounded.as_ref(),
        RawPeople::NeedsTransport => zone.needs_transport.as_ref(),
    }
}

fn slot(by_level: &mut ByLevel<Persons>, level: Level) -> &mut Persons {
    match level {
        Level::Low => &mut by_level.low,
        Level::Best => &mut by_level.best,
        Level::High => &mut by_level.high,
    }
}

/// Persons of each class at one level.
fn split_at(
    zone: &ZoneFigures,
    classes: &[DrawnClass],
    level: Level,
    place: &Place,
    defects: &mut Defects,
) -> Vec<Persons> {
    let at = |count: Option<&Count>| count.map_or(0, |count| count.at(level).0);
    let population = zone.population.at(level).0;
    let wounded = at(zone.wounded.as_ref());
    let needs_transport = at(zone.needs_transport.as_ref());
    let special = wounded.saturating_add(needs_transport);
    if special > population {
        let found = format!(
            "{wounded} wounded and {needs_transport} who need transport among {population} ({level:?})"
        );
        defects.error(
            place,
            "parts_exceed_population",
            found.to_lowercase(),
            "a population that includes them",
        );
        return vec![Persons(0); classes.len()];
    }
    let mut split = vec![Persons(0); classes.len()];
    share_out(wounded, RawPeople::Wounded, classes, &mut split);
    share_out(
        needs_transport,
        RawPeople::NeedsTransport,
        classes,
        &mut split,
    );
    let mut others = population - special;
    for (persons, class) in split.iter_mut().zip(classes) {
        let wanted = persons.0.saturating_mul(u64::from(class.carers));
        let carers = wanted.min(others);
        if carers < wanted {
            let found = format!("{wanted} carers wanted among {others} others ({level:?})");
            defects.warning(
                place,
                "too_few_carers",
                found.to_lowercase(),
                "carers for all, or a class with fewer carers",
            );
        }
        persons.0 += carers;
        others -= carers;
    }
    share_out(others, RawPeople::EveryoneElse, classes, &mut split);
    split
}

/// Gives each class of a kind its share, so that the shares add up to all of them.
fn share_out(total: u64, people: RawPeople, classes: &[DrawnClass], split: &mut [Persons]) {
    let mut given = 0;
    let mut parts = 0_u32;
    let last = classes.iter().rposition(|class| class.people == people);
    for (index, class) in classes
        .iter()
        .enumerate()
        .filter(|(_, class)| class.people == people)
    {
        parts = (parts + class.share.parts_per_million()).min(Share::WHOLE_PARTS);
        let share = Share::from_parts_per_million(parts).unwrap_or(Share::ALL);
        let upto = if Some(index) == last {
            total
        } else {
            share.of(Persons(total)).0
        };
        split[index].0 += upto - given;
        given = upto;
    }
}

#[cfg(test)]
mod tests {
    use korridor_world::geometry::{Position, Shape};
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::resolve::{Ids, defaults, people};

    fn zone(population: [u64; 3], wounded: [u64; 3], transport: [u64; 3]) -> ZoneFigures {
        let count = |[low, best, high]: [u64; 3]| Count {
            low: Persons(low),
            best: Persons(best),
            high: Persons(high),
            sources: Vec::new(),
        };
        ZoneFigures {
            shape: Shape::Point(Position::default()),
            population: count(population),
            wounded: Some(count(wounded)),
            needs_transport: Some(count(transport)),
            uptake: defaults::uptake(),
        }
    }

    fn classes(shares: &[(RawPeople, u32, u32)]) -> Vec<DrawnClass> {
        let mut defects = Defects::default();
        let ids = Ids::new("destination", ["west"], &[]);
        let template = || {
            people::classes(
                &[],
                &[],
                korridor_world::Mode::Foot,
                &ids,
                &mut Defects::default(),
            )
        };
        let drawn = shares.iter().map(|(people, parts, carers)| DrawnClass {
            people: *people,
            share: Share::from_parts_per_million(*parts).unwrap(),
            carers: *carers,
            class: template().remove(0).class,
        });
        let drawn = drawn.collect();
        assert!(std::mem::take(&mut defects).finish().is_empty());
        drawn
    }

    #[test]
    fn the_wounded_take_their_carers_from_everyone_else() {
        use RawPeople::{EveryoneElse, NeedsTransport, Wounded};
        let classes = classes(&[
            (Wounded, 1_000_000, 1),
            (NeedsTransport, 1_000_000, 0),
            (EveryoneElse, 1_000_000, 0),
        ]);
        let mut defects = Defects::default();
        let groups = groups(
            &zone([100, 110, 120], [1, 5, 10], [2, 2, 2]),
            &classes,
            &Place::default(),
            &mut defects,
        );
        let best: Vec<u64> = groups.iter().map(|group| group.persons.best.0).collect();
        assert_eq!(best, [10, 2, 98]);
        let low: Vec<u64> = groups.iter().map(|group| group.persons.low.0).collect();
        assert_eq!(low, [2, 2, 96]);
        assert_eq!(defects.errors(), 0);
    }

    proptest! {
        #[test]
        fn groups_add_up_to_the_population_at_every_level(
            wounded in 0_u64..50, transport in 0_u64..50, others in 0_u64..1_000_000,
            carers in 0_u32..4, parts in 0_u32..=1_000_000,
        ) {
            use RawPeople::{EveryoneElse, NeedsTransport, Wounded};
            let population = wounded + transport + others;
            let classes = classes(&[
                (Wounded, 1_000_000, carers), (NeedsTransport, 1_000_000, 0),
                (EveryoneElse, parts, 0), (EveryoneElse, 1_000_000 - parts, 0),
            ]);
            let zone = zone([population; 3], [wounded; 3], [transport; 3]);
            let groups = groups(&zone, &classes, &Place::default(), &mut Defects::default());
            for level in Level::ALL {
                let sum: u64 = groups.iter().map(|group| group.persons.at(level).0).sum();
                prop_assert_eq!(sum, population);
            }
        }
    }
}
