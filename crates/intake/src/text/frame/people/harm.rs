//! Who was killed or injured.

use serde_json::Value;

use super::super::super::lexicon::Mark;
use super::super::super::scan::{Draft, Group, Noun, Scan, is_article};
use super::super::super::tag::Tag;
use super::{fill, out_of};

/// "Det ble ikke meldt om skadde", "no injuries were reported".
pub(super) fn unharmed(scan: &Scan<'_>, harm: &Mark) -> bool {
    let from = harm.first.saturating_sub(5).max(scan.sentence.first);
    let to = (harm.last + 4).min(scan.sentence.last);
    let told = (from..to).any(|at| {
        matches!(
            scan.word(at),
            "meldt" | "reported" | "meldinger" | "rapportert" | "meldte"
        )
    });
    let none =
        (from..harm.first).any(|at| matches!(scan.word(at), "ikke" | "ikkje" | "ingen" | "no"));
    told && none
        && matches!(
            scan.word(harm.first),
            "skadde"
                | "sårede"
                | "såra"
                | "drepte"
                | "drepne"
                | "injuries"
                | "injured"
                | "deaths"
                | "fatalities"
                | "døde"
        )
}

pub(super) fn casualties(scan: &Scan<'_>, used: &mut [bool], found: &mut Vec<Draft>) {
    for harm in scan.all(Tag::Harm) {
        let kind = scan.value(harm);
        if unharmed(scan, harm) {
            let first = harm.first.saturating_sub(4).max(scan.sentence.first);
            let mut draft = scan.draft("casualties.none", "casualties", (first, harm.last));
            draft.value.insert("min".to_owned(), Value::from(0));
            draft.value.insert("max".to_owned(), Value::from(0));
            draft.value.insert("kind".to_owned(), Value::from(kind));
            draft.negative = true;
            for (index, group) in scan.groups.iter().enumerate() {
                used[index] |= group.quantity.max == Some(0);
            }
            found.push(draft);
            continue;
        }
        if !is_wound(scan, harm) {
            continue;
        }
        let Some((index, rule)) = harmed(scan, harm, used) else {
            continue;
        };
        let group = &scan.groups[index];
        let clause = scan.clause(harm.first);
        if scan
            .unreal(clause.first, clause.last)
            .is_some_and(|how| how == "conditional" || how == "planned")
            && !scan.has(Tag::Passive, clause.first, clause.last)
            || scan.is_question()
        {
            continue;
        }
        // The wounded who are taken out were not counted as wounded.
        let noun = scan
            .marks(Tag::Person, harm.first, harm.last)
            .next()
            .is_some();
        if noun
            && rule != "casualties.treated"
            && rule != "casualties.list"
            && !is_passive(scan, harm)
            && moves(scan, group, harm)
        {
            continue;
        }
        used[index] = true;
        // "280 militants, 69 soldiers and 26 civilians were killed": each of the list.
        let mut next_first = group.first;
        for other in (0..index).rev() {
            let listed = &scan.groups[other];
            let joint = next_first.saturating_sub(listed.last) <= 2
                && (listed.last..next_first).any(|at| matches!(scan.word(at), "," | "og" | "and"));
            if used[other] || listed.noun != Noun::People || !joint || rule == "casualties.active" {
                break;
            }
            used[other] = true;
            next_first = listed.first;
            let mut draft = scan.draft("casualties.list", "casualties", (listed.first, harm.last));
            draft.anchor = (listed.first, listed.last);
            fill(&mut draft, listed, &listed.who);
            draft.value.insert("kind".to_owned(), Value::from(kind));
            found.push(draft);
        }
        let mut draft = scan.draft(
            rule,
            "casualties",
            (group.first.min(harm.first), group.last.max(harm.last)),
        );
        let who = if group.who == "wounded" || group.who == "anyone" {
            "people"
        } else {
            group.who.as_str()
        };
        fill(&mut draft, group, who);
        draft.value.insert("kind".to_owned(), Value::from(kind));
        found.push(draft);
    }
}

pub(super) fn moves(scan: &Scan<'_>, group: &Group, harm: &Mark) -> bool {
    let from = group
        .first
        .min(harm.first)
        .saturating_sub(8)
        .max(scan.sentence.first);
    let to = (group.last.max(harm.last) + 8).min(scan.sentence.last);
    scan.has(Tag::Leave, from, to)
        || out_of(scan, from, to).is_some()
        || scan.has(Tag::Modal, from, group.first)
}

/// The number that a word of harm is about.
pub(super) fn harmed(scan: &Scan<'_>, harm: &Mark, used: &[bool]) -> Option<(usize, &'static str)> {
    let word = scan.word(harm.first);
    // "The attack claimed six lives".
    if matches!(word, "lives" | "liv" | "menneskeliv")
        && let Some(found) = lives(scan, used)
    {
        return Some(found);
    }
    // "The bodies of 14 people were found".
    if matches!(word, "bodies" | "lik" | "likene" | "lika" | "corpses")
        && let Some((index, _)) = scan.groups.iter().enumerate().find(|(index, group)| {
            !used[*index]
                && group.noun == Noun::People
                && group.first >= harm.last
                && group.first - harm.last <= 2
                && matches!(scan.word(group.first - 1), "of" | "av" | "til")
        })
    {
        return Some((index, "casualties.toll"));
    }
    // "treated 23 wounded": the word is the noun itself.
    let own = scan.groups.iter().enumerate().find(|(index, group)| {
        !used[*index]
            && group.first <= harm.first
            && harm.last <= group.last
            && group.noun == Noun::People
    });
    if let Some((index, group)) = own {
        let treated =
            (group.first.saturating_sub(4).max(scan.sentence.first)..group.first).any(|at| {
                matches!(
                    scan.word(at),
                    "treated"
                        | "behandlet"
                        | "behandla"
                        | "received"
                        | "mottatt"
                        | "mottok"
                        | "imot"
                        | "treating"
                        | "left"
                        | "counted"
                )
            });
        // "64 drepne og 180 såra", "the ombudsman counts 400 wounded".
        let listed = (0..index).any(|other| {
            let one = &scan.groups[other];
            used[other]
                && group.first - one.last <= 8
                && scan.has(Tag::Harm, one.first, (one.last + 3).min(group.first))
        });
        let told =
            (group.first.saturating_sub(3).max(scan.sentence.first)..group.first).any(|at| {
                matches!(
                    scan.word(at),
                    "teller"
                        | "tel"
                        | "talde"
                        | "telte"
                        | "counts"
                        | "oppgir"
                        | "oppgjev"
                        | "reports"
                )
            }) || scan.scope(harm.first).is_some_and(|scope| {
                group.first.saturating_sub(scope.cue.1) <= 3 && scope.cue.1 <= group.first
            });
        let stays = [Tag::Leave, Tag::Go, Tag::Live, Tag::Need, Tag::Modal]
            .iter()
            .any(|tag| scan.has(*tag, scan.sentence.first, scan.sentence.last));
        return (treated || listed || told && !stays).then_some((
            index,
            if treated {
                "casualties.treated"
            } else {
                "casualties.list"
            },
        ));
    }
    if let Some(found) = lives(scan, used)
        && scan.groups[found.0].first <= harm.last + 6
        && harm.first <= scan.groups[found.0].last
    {
        return Some(found);
    }
    let active = matches!(
        word,
        "killed"
            | "killing"
            | "kills"
            | "drepte"
            | "drap"
            | "dreper"
            | "injured"
            | "injuring"
            | "wounded"
            | "wounding"
            | "krevde"
            | "kravde"
            | "kostet"
            | "kosta"
            | "såret"
            | "claimed"
            | "tok"
            | "miste"
            | "mist"
            | "mister"
            | "hurt"
            | "injures"
            | "wounds"
            | "treated"
            | "behandlet"
            | "behandla"
            | "skader"
            | "sårer"
            | "sårar"
            | "massakrerte"
            | "massacred"
            | "executed"
            | "henrettet"
            | "avretta"
            | "drepe"
            | "såra"
            | "skadet"
            | "skada"
            | "mistet"
            | "mista"
            | "lost"
    );
    // "Three soldiers lost contact": only people are lost.
    let loses = matches!(
        word,
        "mistet" | "mista" | "lost" | "miste" | "mist" | "mister"
    ) && harm.last - harm.first == 1;
    let clause = scan.clause(harm.first);
    // "Måndag miste to fiskarar livet": the verb has its people between its parts.
    if loses && let Some(index) = life_lost(scan, harm, used) {
        return Some((index, "casualties.active"));
    }
    let next = scan
        .groups
        .iter()
        .enumerate()
        .find(|(_, group)| group.first >= harm.last);
    if active && let Some((index, group)) = next {
        let gap = group.first - harm.last;
        let own = scan.word(harm.last);
        let between_ok = gap <= 1 || gap <= 3 && matches!(own, "the" | "lives" | "as");
        let noun_fits = group.noun == Noun::People
            || group.noun == Noun::Bare && !matches!(word, "krevde" | "kravde" | "tok");
        if between_ok
            && noun_fits
            && !used[index]
            && !matches!(
                own,
                "by" | "in" | "on" | "og" | "and" | "i" | "siden" | "since" | "av" | ","
            )
            && !is_passive(scan, harm)
        {
            if loses && group.noun != Noun::People {
                return None;
            }
            return Some((index, "casualties.active"));
        }
    }
    if loses {
        return None;
    }
    // "death toll of 30", "antallet drepte er 30".
    if matches!(
        word,
        "death"
            | "dødstallet"
            | "dødstall"
            | "drepte"
            | "drepne"
            | "døde"
            | "omkomne"
            | "sårede"
            | "såra"
            | "skadde"
            | "fatalities"
            | "deaths"
            | "dead"
            | "killed"
            | "injured"
            | "wounded"
    ) && let Some((index, group)) = next
        && group.first - harm.last <= 5
        && group.first < clause.last
        && group.noun == Noun::Bare
        && counted(scan, harm)
        && !used[index]
        && (group.first == harm.last
            || (harm.last..group.first).any(|at| {
                matches!(
                    scan.word(at),
                    "to" | "of" | "at" | "er" | "til" | "på" | "is" | "was" | "stood"
                )
            }))
    {
        return Some((index, "casualties.toll"));
    }
    // "Injuries: 102–115".
    if scan.word(harm.last) == ":"
        && let Some((index, group)) = next
        && group.first == harm.last + 1
        && group.noun != Noun::Thing
        && !used[index]
    {
        return Some((index, "casualties.toll"));
    }
    // "the driver, who demanded 400 dollars": these verbs have their number after them.
    if matches!(
        word,
        "krevde" | "kravde" | "kostet" | "kosta" | "tok" | "claimed" | "krever" | "krev"
    ) {
        return None;
    }
    let before = scan.groups.iter().enumerate().rev().find(|(index, group)| {
        let near = group.last <= harm.first && harm.first - group.last <= 12;
        let between = near
            && !scan.marks(Tag::Harm, group.last, harm.first).any(|other| {
                other.first != harm.first
                    && scan.value(other) != scan.value(harm)
                    && !joined(scan, other, harm)
            });
        let broken = near
            && (group.last..harm.first).any(|at| {
                matches!(
                    scan.word(at),
                    ";" | "." | ":" | "mens" | "while" | "but" | "men"
                )
            });
        let part = near
            && *index > 0
            && group.first.saturating_sub(scan.groups[index - 1].last) <= 4
            && !used[index - 1]
            && scan.groups[index - 1].noun != Noun::Thing
            && super::figure::is_part(scan, group);
        // "two nurses, one from Sweden, were wounded": the one is no other.
        let named = is_article(&group.quantity) && group.noun == Noun::Bare && *index > 0;
        near && between && !broken && !part && !named && group.noun != Noun::Thing && !used[*index]
    });
    if let Some((index, group)) = before {
        let gap = harm.first - group.last;
        let bare = group.noun == Noun::Bare;
        // A number without a noun must stand right beside it.
        let fits = if bare {
            gap <= 5
                && !is_article(&group.quantity)
                && !(group.last..harm.first).any(|at| matches!(scan.word(at), "," | "av" | "of"))
                || gap <= 8
                    && matches!(scan.word(group.last), "av" | "of")
                    && !is_article(&group.quantity)
        } else {
            true
        };
        if fits {
            return Some((
                index,
                if bare {
                    "casualties.bare"
                } else {
                    "casualties.passive"
                },
            ));
        }
    }
    None
}

/// The people between "mistet" and "livet".
fn life_lost(scan: &Scan<'_>, harm: &Mark, used: &[bool]) -> Option<usize> {
    scan.groups.iter().enumerate().find_map(|(index, group)| {
        let near = group.first >= harm.last && group.first - harm.last <= 6 && !used[index];
        let to = (group.last + 3).min(scan.sentence.last);
        let life = (group.quantity.last..to).any(|at| {
            matches!(
                scan.word(at),
                "livet" | "livene" | "liva" | "life" | "lives"
            )
        });
        (near && life).then_some(index)
    })
}

/// Whether a word of treatment is about wounds and not about an illness.
fn is_wound(scan: &Scan<'_>, harm: &Mark) -> bool {
    if !matches!(
        scan.word(harm.first),
        "treated" | "behandlet" | "behandla" | "behandling" | "treatment"
    ) {
        return true;
    }
    let to = (harm.last + 6).min(scan.sentence.last);
    (harm.first..to).any(|at| {
        let word = scan.word(at);
        word.contains("skade")
            || word.contains("skada")
            || word.contains("wound")
            || word.contains("injur")
            || word.contains("burn")
            || word.contains("inhalation")
            || word.ends_with("sår")
            || word.contains("forgiftning")
    })
}

/// "claimed 31 lives", "kostet tre menneskeliv".
pub(super) fn lives(scan: &Scan<'_>, used: &[bool]) -> Option<(usize, &'static str)> {
    let (index, _) = scan.groups.iter().enumerate().find(|(index, group)| {
        let noun = (group.quantity.last..group.last)
            .any(|at| matches!(scan.word(at), "lives" | "liv" | "menneskeliv"));
        let verb =
            (group.first.saturating_sub(4).max(scan.sentence.first)..group.first).any(|at| {
                matches!(
                    scan.word(at),
                    "claimed"
                        | "claims"
                        | "claiming"
                        | "krever"
                        | "krev"
                        | "koster"
                        | "kostar"
                        | "costs"
                        | "cost"
                        | "kostet"
                        | "krevde"
                        | "kravde"
                        | "took"
                        | "tok"
                        | "taken"
                        | "krevd"
                )
            });
        !used[*index] && noun && verb
    })?;
    Some((index, "casualties.active"))
}

/// "death toll", "antallet drepte", "the number of dead".
pub(super) fn counted(scan: &Scan<'_>, harm: &Mark) -> bool {
    matches!(scan.word(harm.first), "death" | "dødstallet" | "dødstall")
        || (harm.first.saturating_sub(4).max(scan.sentence.first)..harm.first).any(|at| {
            matches!(
                scan.word(at),
                "tallet" | "talet" | "antallet" | "antall" | "number" | "toll" | "tal"
            )
        })
}

pub(super) fn joined(scan: &Scan<'_>, one: &Mark, two: &Mark) -> bool {
    two.first.saturating_sub(one.last) <= 1 && matches!(scan.word(one.last), "or" | "eller")
}

pub(super) fn is_passive(scan: &Scan<'_>, harm: &Mark) -> bool {
    harm.first > scan.sentence.first
        && matches!(
            scan.word(harm.first - 1),
            "were"
                | "was"
                | "been"
                | "are"
                | "is"
                | "ble"
                | "blir"
                | "er"
                | "vart"
                | "blitt"
                | "being"
                | "have"
                | "be"
        )
}
