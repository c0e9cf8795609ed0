//! Who is still there.

use serde_json::Value;

use super::super::super::document::Class;
use super::super::super::scan::{Draft, Noun, Scan, is_article};
use super::super::super::tag::Tag;
use super::fill;

pub(super) fn present(scan: &Scan<'_>, used: &mut [bool], found: &mut Vec<Draft>) {
    if scan.document.paragraphs[scan.sentence.paragraph as usize].class == Class::Heading {
        return;
    }
    for (index, group) in scan.groups.iter().enumerate() {
        if used[index]
            || group.noun == Noun::Thing
            || group.quantity.max == Some(0)
            || is_article(&group.quantity)
        {
            continue;
        }
        // "The force has 17,000 men" is its strength.
        let strength = (group.quantity.last..group.last).any(|at| scan.word(at) == "mann");
        let small = group.quantity.max.is_some_and(|max| max < 10);
        // "but only 800 of them are in the town": of what, nobody counted.
        let of_others = group.quantity.last < group.last
            && super::figure::is_part(scan, group)
            && scan.counted.is_none()
            && !found.iter().any(|draft| draft.sentence == scan.index);
        // Soldiers who stay are a strength, unless they can't get out.
        let soldiers = group.who == "fighters"
            && !(scan.sentence.first..scan.sentence.last).any(|at| {
                matches!(
                    scan.word(at),
                    "trapped"
                        | "encircled"
                        | "stranded"
                        | "surrounded"
                        | "besieged"
                        | "holed"
                        | "fanget"
                        | "fanga"
                        | "omringet"
                        | "omringa"
                        | "innesperret"
                        | "innesperra"
                        | "innestengt"
                        | "innestengde"
                        | "wounded"
                        | "sårede"
                        | "såra"
                        | "plant"
                        | "works"
                        | "verket"
                )
            });
        if strength || of_others || soldiers {
            continue;
        }
        // "the town's 30,000 residents have been without food".
        let inhabitants = (group.quantity.last..group.last).any(|at| {
            matches!(
                scan.word(at),
                "residents"
                    | "inhabitants"
                    | "innbyggere"
                    | "innbyggerne"
                    | "innbyggjarar"
                    | "innbyggjarane"
            )
        });
        let goes = scan.has(
            Tag::Leave,
            group.last,
            (group.last + 6).min(scan.sentence.last),
        );
        if inhabitants
            && !goes
            && group.quantity.min.is_some_and(|min| min >= 100)
            && scan.unreal(scan.floor(group.first), group.first).is_none()
        {
            used[index] = true;
            let mut draft = scan.draft(
                "population.residents",
                "population_at_risk",
                (group.first, group.last),
            );
            fill(&mut draft, group, "residents");
            draft
                .value
                .insert("unit".to_owned(), Value::from("persons"));
            found.push(draft);
            continue;
        }
        let clause = scan.clause(group.first);
        let from = group.first.saturating_sub(8).max(clause.first);
        let to = (group.last + 16).min(scan.sentence.last);
        let after = scan.marks(Tag::Live, group.last, to).next().filter(|live| {
            !(group.last..live.first)
                .any(|at| matches!(scan.word(at), ";" | ":" | "mens" | "but" | "men" | "while"))
        });
        // "lives in a tent with three children" counts no residents.
        let before = scan
            .marks(Tag::Live, from, group.first)
            .next_back()
            .filter(|live| {
                !(live.last..group.first).any(|at| {
                    matches!(
                        scan.word(at),
                        "med" | "with" | "from" | "fra" | "frå" | "for" | "of" | "av" | "," | "til"
                    )
                })
            });
        let inside = (group.noun == Noun::People
            && matches!(scan.word(group.last), "inside" | "inne"))
        .then_some(group.last);
        let waiting = (group.last..(group.last + 6).min(scan.sentence.last)).find(|at| {
            matches!(
                scan.word(*at),
                "waiting" | "ventet" | "venter" | "ventar" | "venta"
            )
        });
        if after.is_some_and(|live| super::ride::is_not_yet(scan, group, live)) {
            continue;
        }
        let (live, rule) = match (after, before) {
            (Some(live), _) => ((live.first, live.last), "population.stay"),
            (None, Some(live)) => ((live.first, live.last), "population.there"),
            (None, None) => match waiting.or(inside) {
                Some(at) if group.noun == Noun::People || !small => {
                    ((at, at + 1), "population.waiting")
                }
                _ => continue,
            },
        };
        if group.noun == Noun::Bare
            && (small || rule == "population.there" && live.1 + 3 < group.first)
        {
            continue;
        }
        if scan
            .unreal(clause.first.max(scan.floor(group.first)), group.first)
            .is_some()
        {
            continue;
        }
        used[index] = true;
        let mut draft = scan.draft(
            rule,
            "population_at_risk",
            (group.first.min(live.0), group.last.max(live.1)),
        );
        let who = match group.who.as_str() {
            "people" | "anyone" => "residents",
            who => who,
        };
        fill(&mut draft, group, who);
        draft
            .value
            .insert("unit".to_owned(), Value::from("persons"));
        found.push(draft);
    }
}
