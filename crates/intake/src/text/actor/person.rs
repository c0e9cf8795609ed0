//! People: who speaks for whom, and names that were introduced before.

use std::collections::HashMap;

use super::super::document::Document;
use super::super::token::{Capital, Kind};
use super::{How, Mention};

/// Joins people who speak for somebody with whom they speak for; roles alone stay without a name.
pub(super) fn speakers(document: &Document<'_>, found: Vec<Mention>) -> Vec<Mention> {
    let mut joined: Vec<Mention> = Vec::with_capacity(found.len());
    let mut skip = 0;
    for (index, mention) in found.iter().enumerate() {
        if index < skip {
            continue;
        }
        if mention.how != How::Unnamed {
            joined.push(mention.clone());
            continue;
        }
        let speaks = mention.kind == "spokesperson" || mention.id == "unnamed";
        // "UN spokesman", "Syrian army source", "the Red Cross official".
        if speaks
            && let Some(last) = joined.last_mut()
            && last.how != How::Unnamed
            && last.last <= mention.first
            && is_gap(document, last.last, mention.first, Gap::Before)
        {
            last.last = mention.last;
            last.how = How::Named;
            continue;
        }
        // "The Observatory, a Britain-based war monitor,".
        if let Some(last) = joined.last_mut()
            && last.how == How::Named
            && document.word(last.last) == ","
            && mention.first - last.last <= 7
            && document.word(mention.last) == ","
            && (last.last + 1..mention.first)
                .all(|at| document.kind(at) == Kind::Word || document.word(at) == "-")
        {
            last.last = mention.last;
            continue;
        }
        let mut own = mention.clone();
        // "talsmann for OCHA", "a doctor with MSF", "sources in the Russian army".
        let mut next = index + 1;
        if speaks {
            while let Some(after) = found.get(next) {
                if after.first < own.last
                    || after.first - own.last > 7
                    || !is_gap(document, own.last, after.first, Gap::After)
                {
                    break;
                }
                // "sier en lege til NTB": who is told does not tell.
                let told = matches!(after.kind, "news_agency" | "media" | "state_media")
                    && (own.last..after.first)
                        .any(|at| matches!(document.word(at), "til" | "to" | "with" | "med"));
                if told {
                    break;
                }
                own.last = after.last;
                next += 1;
                if after.how != How::Unnamed {
                    own.id.clone_from(&after.id);
                    own.kind = after.kind;
                    own.how = How::Named;
                    break;
                }
            }
        }
        skip = next;
        // "a spokesman for the Nour al-Din al-Zinki group": by its own name.
        if own.how == How::Unnamed
            && speaks
            && let Some((last, id)) = named_group(document, own.last)
        {
            own.last = last;
            own.id = id;
            own.kind = "armed_group";
            own.how = How::Named;
        }
        if own.id.is_empty() {
            own.id = "unnamed".to_owned();
            own.kind = "unnamed";
        }
        joined.push(own);
    }
    joined
}

/// A group by a name that no lexicon knows: "for the X Y group".
pub(super) fn named_group(document: &Document<'_>, from: u32) -> Option<(u32, String)> {
    if !matches!(
        document.word(from),
        "for" | "of" | "i" | "from" | "fra" | "frå" | "with"
    ) {
        return None;
    }
    let mut at = from + 1;
    while matches!(document.word(at), "the" | "den" | "gruppen" | "gruppa") {
        at += 1;
    }
    let start = at;
    let mut parts: Vec<&str> = Vec::new();
    while at < start + 9 {
        let word = document.word(at);
        if document.capital(at) != Capital::Lower
            || matches!(word, "al" | "el") && document.word(at + 1) == "-"
        {
            parts.push(word);
        } else if word != "-" {
            break;
        }
        at += 1;
    }
    let group = matches!(
        document.word(at),
        "group" | "brigade" | "faction" | "gruppen" | "gruppa" | "militsen"
    ) || at > start && matches!(document.word(start - 1), "gruppen" | "gruppa");
    (group && !parts.is_empty()).then(|| (at + 1, parts.join("_")))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    Before,
    After,
}

/// Whether the words between a role and a name join them.
fn is_gap(document: &Document<'_>, first: u32, last: u32, gap: Gap) -> bool {
    let mut joint = false;
    for at in first..last {
        let word = document.word(at);
        let fits = match gap {
            Gap::Before => {
                matches!(
                    word,
                    "'" | "s"
                        | "-"
                        | "humanitarian"
                        | "special"
                        | "chief"
                        | "regional"
                        | "military"
                        | "top"
                        | "senior"
                        | "local"
                        | "spesial"
                        | "relief"
                        | "refugee"
                        | "liaison"
                        | "field"
                        | "press"
                        | "aid"
                        | "foreign"
                        | "army"
                        | "political"
                        | "defence"
                        | "mission"
                        | "regionale"
                        | "lokale"
                        | "humanitære"
                ) && at + 3 >= first
            }
            Gap::After => {
                if matches!(
                    word,
                    "for"
                        | "of"
                        | "in"
                        | "from"
                        | "fra"
                        | "frå"
                        | "i"
                        | "hos"
                        | "with"
                        | "ved"
                        | "at"
                        | "til"
                        | "to"
                        | "av"
                        | "med"
                ) {
                    joint = true;
                    true
                } else {
                    matches!(
                        word,
                        "the"
                            | "a"
                            | "an"
                            | "den"
                            | "det"
                            | "dei"
                            | "en"
                            | "ein"
                            | "et"
                            | "eit"
                            | "local"
                            | "lokale"
                            | "-"
                            | "s"
                            | "'"
                            | "high"
                            | "nyhetsbyrået"
                            | "nyheitsbyrået"
                            | "news"
                            | "agency"
                            | "avisen"
                            | "avisa"
                            | "på"
                            | "organisasjonen"
                            | "hjelpeorganisasjonen"
                    ) || document.capital(at) != Capital::Lower
                }
            }
        };
        if !fits {
            return false;
        }
    }
    match gap {
        Gap::Before => last - first <= 3,
        Gap::After => joint || first == last,
    }
}

/// Family names that were introduced with whom they speak for are known from then on: "Farhan Haq, a UN spokesman", "UN envoy
/// Staffan de Mistura".
pub(super) fn people(document: &Document<'_>, found: Vec<Mention>) -> Vec<Mention> {
    let mut names: HashMap<String, (String, &'static str)> = HashMap::new();
    let mut introduced: Vec<(u32, String, String, &'static str)> = Vec::new();
    for mention in &found {
        if mention.how != How::Named || mention.kind == "news_agency" {
            continue;
        }
        if let Some((at, name)) = name_after(document, mention.last, &found) {
            introduced.push((at, name, mention.id.clone(), mention.kind));
        } else if let Some((at, name)) = name_before(document, mention.first) {
            introduced.push((at, name, mention.id.clone(), mention.kind));
        }
    }
    for (_, name, id, kind) in &introduced {
        names
            .entry(name.clone())
            .or_insert_with(|| (id.clone(), kind));
    }
    if names.is_empty() {
        return found;
    }
    let mut all = found;
    let known: Vec<(u32, u32)> = all
        .iter()
        .map(|mention| (mention.first, mention.last))
        .collect();
    let mut extra = Vec::new();
    for at in 0..document.tokens.list.len() as u32 {
        if document.capital(at) == Capital::Lower {
            continue;
        }
        let Some((id, kind)) = names.get(document.word(at)) else {
            continue;
        };
        let index = known.partition_point(|(first, _)| *first <= at);
        let covered = index > 0 && known[index - 1].1 > at;
        if !covered {
            extra.push(Mention {
                first: at,
                last: at + 1,
                id: id.clone(),
                kind,
                how: How::Person,
            });
        }
    }
    all.extend(extra);
    all.sort_by_key(|mention| (mention.first, mention.last));
    all
}

/// The family name of a person named right after a title: two or more capitalised words.
pub(super) fn name_after(
    document: &Document<'_>,
    from: u32,
    found: &[Mention],
) -> Option<(u32, String)> {
    let mut at = from;
    if document.word(at) == "," {
        at += 1;
    }
    name_run(document, at).filter(|(last, _)| {
        let index = found.partition_point(|mention| mention.first < from);
        found.get(index).is_none_or(|next| next.first >= *last)
    })
}

pub(super) fn name_run(document: &Document<'_>, from: u32) -> Option<(u32, String)> {
    let mut at = from;
    let mut count = 0;
    let mut name = String::new();
    while document.kind(at) == Kind::Word && count < 5 {
        let word = document.word(at);
        if document.capital(at) == Capital::First {
            count += 1;
            word.clone_into(&mut name);
        } else if !(count > 0 && matches!(word, "al" | "de" | "der" | "von" | "el" | "bin")) {
            break;
        }
        at += 1;
        if document.word(at) == "-" && document.capital(at + 1) == Capital::First {
            at += 1;
        }
    }
    (count >= 2 && name.len() > 2).then_some((at, name))
}

/// "Farhan Haq, a UN spokesman": a name before the mention, with a comma and an article between.
pub(super) fn name_before(document: &Document<'_>, first: u32) -> Option<(u32, String)> {
    let mut at = first;
    for _ in 0..3 {
        let before = at.checked_sub(1)?;
        if matches!(
            document.word(before),
            "a" | "an" | "the" | "en" | "ein" | "den" | "for" | "of" | "i" | "ved" | "with"
        ) {
            at = before;
        }
    }
    let comma = at.checked_sub(1)?;
    if document.word(comma) != "," {
        return None;
    }
    let last = comma.checked_sub(1)?;
    let before = last.checked_sub(1)?;
    let two = document.capital(last) == Capital::First
        && (document.capital(before) == Capital::First || document.word(before) == "-");
    two.then(|| (last, document.word(last).to_owned()))
}
