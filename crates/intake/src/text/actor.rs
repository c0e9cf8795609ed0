//! Who is named in a text: organisations, governments, forces, and people who speak for them.

mod head;
mod person;

use std::collections::HashMap;

use super::document::Document;
use super::lexicon::Mark;
use super::tag::Tag;
use head::head;
use person::{people, speakers};

/// Somebody named, from token `first` up to `last`.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub first: u32,
    pub last: u32,
    pub id: String,
    pub kind: &'static str,
    pub how: How,
}

/// How somebody is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// By a name or a description of their own.
    Named,
    /// By a country or its capital, which may be only a place.
    Metonym,
    /// Somebody whose name is not given.
    Unnamed,
    /// By a family name that was introduced before.
    Person,
}

/// Where a text takes place: the place and the country that it names most.
#[derive(Clone, Debug, Default)]
pub(super) struct Scene {
    pub place: String,
    pub country: String,
    pub zone: String,
}

/// The place that a text is about: named most often outside of datelines, the first of equals. Capitals count less, since they
/// stand for governments.
pub(super) fn scene(document: &Document<'_>) -> Scene {
    let mut weights: HashMap<u32, (u32, u32)> = HashMap::new();
    for (order, mark) in document.marks.iter().enumerate() {
        if mark.tag != Tag::Place || is_where_it_was_said(document, mark) {
            continue;
        }
        let word = &document.lexicon.words[mark.word as usize];
        let weight = if word.capital_of.is_empty() { 4 } else { 1 };
        let entry = weights.entry(mark.word).or_insert((0, order as u32));
        entry.0 += if word.country.is_empty() || word.country == "usa" {
            0
        } else {
            weight
        };
    }
    let best = weights
        .iter()
        .filter(|(_, (weight, _))| *weight > 0)
        .max_by_key(|(_, (weight, order))| (*weight, u32::MAX - order));
    let of_country = |id: &str| {
        document
            .lexicon
            .countries
            .get(id)
            .map(|at| document.lexicon.words[*at as usize].zone.clone())
            .unwrap_or_default()
    };
    if let Some((word, _)) = best {
        let word = &document.lexicon.words[*word as usize];
        let zone = if word.zone.is_empty() {
            of_country(&word.country)
        } else {
            word.zone.clone()
        };
        return Scene {
            place: word.is.clone(),
            country: word.country.clone(),
            zone,
        };
    }
    let mut countries: HashMap<&str, (u32, u32)> = HashMap::new();
    for (order, mark) in document.marks.iter().enumerate() {
        let far = matches!(
            document.value(mark),
            "usa" | "russia" | "uk" | "france" | "norway" | "germany"
        );
        if mark.tag == Tag::Country && !far {
            countries
                .entry(document.value(mark))
                .or_insert((0, order as u32))
                .0 += 1;
        }
    }
    let country = countries
        .iter()
        .max_by_key(|(_, (count, order))| (*count, u32::MAX - order));
    let country = country.map(|(id, _)| (*id).to_owned()).unwrap_or_default();
    Scene {
        zone: of_country(&country),
        place: country.clone(),
        country,
    }
}

/// "a joint statement issued in Jeddah", "told reporters in Geneva", "etter samtaler i Astana": nothing happened there but words.
fn is_where_it_was_said(document: &Document<'_>, mark: &Mark) -> bool {
    let Some(before) = mark.first.checked_sub(1) else {
        return false;
    };
    let from = before.saturating_sub(5);
    let sentence = (from..before)
        .rev()
        .find(|at| matches!(document.word(*at), "." | "!" | "?" | ";"));
    let from = sentence.map_or(from, |at| at + 1);
    matches!(document.word(before), "in" | "i" | "from" | "fra" | "frå")
        && (from..before).any(|at| {
            matches!(
                document.word(at),
                "statement"
                    | "communique"
                    | "reporters"
                    | "journalists"
                    | "briefing"
                    | "conference"
                    | "talks"
                    | "negotiations"
                    | "summit"
                    | "erklæring"
                    | "erklæringen"
                    | "uttalelse"
                    | "uttalelsen"
                    | "fråsegn"
                    | "fråsegna"
                    | "journalister"
                    | "journalistar"
                    | "pressekonferanse"
                    | "forhandlinger"
                    | "forhandlingene"
                    | "forhandlingar"
                    | "forhandlingane"
                    | "samtaler"
                    | "samtalene"
                    | "samtalar"
                    | "samtalane"
                    | "toppmøte"
                    | "toppmøtet"
            )
        })
}

/// The parts of a place that are named with it: "eastern Aleppo".
pub(super) fn place_part(document: &Document<'_>, mark: &Mark) -> Option<&'static str> {
    let before = |back: u32| {
        mark.first
            .checked_sub(back)
            .map_or("", |at| document.word(at))
    };
    let direct = side(before(1));
    if direct.is_some() {
        return direct;
    }
    if before(1) == "-" {
        return side(before(2));
    }
    // "de østlige delene av Aleppo", "the east of Aleppo".
    if matches!(before(1), "of" | "av" | "i" | "in" | "the") {
        let found = (2..=4).find_map(|back| side(before(back)));
        // "østlige og vestlige deler av Aleppo" are both.
        let both = (3..=6)
            .any(|back| matches!(before(back), "og" | "and") && side(before(back + 1)).is_some());
        return found.filter(|_| !both);
    }
    let after = document.word(mark.last);
    if document.word(mark.last + 1) == "del" || after == "s" {
        return None;
    }
    None
}

pub(super) fn side(word: &str) -> Option<&'static str> {
    Some(match word {
        "øst" | "aust" | "østlige" | "austlege" | "eastern" | "east" | "østre" | "østlig" => {
            "east"
        }
        "vest" | "vestlige" | "vestlege" | "western" | "west" | "vestre" => "west",
        "nord" | "nordlige" | "nordlege" | "northern" | "north" => "north",
        "sør" | "sørlige" | "sørlege" | "southern" | "south" | "sør-" => "south",
        "gamlebyen" | "gamlebydelen" => "old_city",
        _ => return None,
    })
}

/// Everybody named in the text, in order.
pub(super) fn mentions(document: &Document<'_>, scene: &Scene) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    // The last country that each kind of head was named with: "the ministry" again is the same one's.
    let mut heads: HashMap<&str, String> = HashMap::new();
    for mark in &document.marks {
        let mention = match mark.tag {
            Tag::Actor => Some(named(document, mark)),
            Tag::Head => head(document, mark, scene, &found, &mut heads),
            Tag::Demonym => people_of(document, mark),
            Tag::Country => {
                (!is_genitive(document, mark)).then(|| metonym(mark, document.value(mark)))
            }
            Tag::Place => capital(document, mark),
            Tag::Role => Some(role(document, mark, scene)),
            _ => None,
        };
        let joint = mention.as_ref().and_then(|own| joint(document, own));
        for mention in joint.into_iter().chain(mention) {
            push(document, &mut found, mention);
        }
    }
    let found = speakers(document, found);
    people(document, found)
}

/// "Russian and American officials", "russiske og syriske myndigheter": the first of the two.
fn joint(document: &Document<'_>, own: &Mention) -> Option<Mention> {
    let and = own.first.checked_sub(1)?;
    let office = ["_government", "_armed_forces", "_mod", "_mfa"]
        .into_iter()
        .find(|office| own.how == How::Named && own.id.ends_with(office))?;
    let other = document
        .marks_in(and.saturating_sub(4), and)
        .find(|mark| mark.last == and && mark.tag == Tag::Demonym)?;
    matches!(document.word(and), "and" | "og").then(|| Mention {
        first: other.first,
        last: other.last,
        id: format!("{}{office}", document.value(other)),
        ..own.clone()
    })
}

fn push(document: &Document<'_>, found: &mut Vec<Mention>, mention: Mention) {
    // A country inside "Syrian army" is part of it.
    while let Some(last) = found.last() {
        let inside = mention.first <= last.first && last.last <= mention.last;
        if !inside {
            break;
        }
        if last.how == How::Named && mention.how == How::Unnamed {
            return;
        }
        found.pop();
    }
    // "the human rights office (OHCHR)": one and the same.
    if let Some(last) = found.last_mut()
        && last.how == How::Named
        && mention.how == How::Named
        && last.last + 1 == mention.first
        && document.word(last.last) == "("
        && document.word(mention.last) == ")"
        && mention.kind != "news_agency"
    {
        let own = last.first;
        *last = mention;
        last.first = own;
        last.last += 1;
        return;
    }
    // "UN officials", "Red Cross staff": those of whoever is named before.
    if let Some(last) = found.last_mut()
        && last.how == How::Named
        && matches!(last.kind, "un" | "ngo" | "monitor" | "armed_group")
        && last.last == mention.first
        && matches!(
            mention.kind,
            "government" | "ngo" | "armed_forces" | "armed_group"
        )
        && !document
            .marks_in(mention.first, mention.first + 1)
            .any(|mark| {
                matches!(
                    mark.tag,
                    Tag::Country | Tag::Demonym | Tag::Actor | Tag::Place
                )
            })
    {
        last.last = mention.last;
        return;
    }
    if let Some(last) = found.last_mut()
        && mention.first < last.last
    {
        // "Russia's defence ministry": what overlaps is one.
        if last.how == How::Named && mention.how != How::Named {
            return;
        }
        if last.how == How::Named && document.word(last.last) != "s" && mention.last <= last.last {
            return;
        }
        if mention.how == How::Named && last.how == How::Named {
            // "Syrian Red Crescent officials": the name stays, the head joins.
            last.last = mention.last.max(last.last);
            return;
        }
        if mention.how == How::Named {
            *last = mention;
            return;
        }
        return;
    }
    found.push(mention);
}

fn named(document: &Document<'_>, mark: &Mark) -> Mention {
    let word = &document.lexicon.words[mark.word as usize];
    Mention {
        first: mark.first,
        last: mark.last,
        id: word.is.clone(),
        kind: kind_of(&word.kind),
        how: How::Named,
    }
}

fn kind_of(kind: &str) -> &'static str {
    const KINDS: [&str; 17] = [
        "un",
        "ngo",
        "monitor",
        "government",
        "ministry",
        "armed_forces",
        "armed_group",
        "news_agency",
        "media",
        "state_media",
        "affected_people",
        "activists",
        "hospital",
        "rescue_workers",
        "spokesperson",
        "unnamed",
        "person",
    ];
    KINDS
        .iter()
        .find(|known| **known == kind)
        .copied()
        .unwrap_or("unnamed")
}

fn metonym(mark: &Mark, country: &str) -> Mention {
    Mention {
        first: mark.first,
        last: mark.last,
        id: format!("{country}_government"),
        kind: "government",
        how: How::Metonym,
    }
}

/// "Sudans legekomité", "Norway's embassy": the country belongs to what follows.
fn is_genitive(document: &Document<'_>, mark: &Mark) -> bool {
    let word = document.word(mark.last - 1);
    // "Britain-based", "Russian-backed" only describe.
    if document.word(mark.last) == "-"
        && matches!(
            document.word(mark.last + 1),
            "based"
                | "backed"
                | "led"
                | "run"
                | "controlled"
                | "baserte"
                | "støttede"
                | "ledede"
                | "basert"
        )
    {
        return true;
    }
    let own = word.ends_with('s') && !matches!(word, "laos" | "belarus" | "states" | "us");
    let apostrophe = document.word(mark.last) == "'" && document.word(mark.last + 1) == "s";
    own || apostrophe
}

/// "russerne", "the Russians": a people in the definite that acts.
fn people_of(document: &Document<'_>, mark: &Mark) -> Option<Mention> {
    let word = document.word(mark.last - 1);
    let definite = ["erne", "arane", "iane"]
        .iter()
        .any(|end| word.ends_with(end))
        || word.ends_with('s') && mark.first > 0 && document.word(mark.first - 1) == "the";
    definite.then(|| metonym(mark, document.value(mark)))
}

fn capital(document: &Document<'_>, mark: &Mark) -> Option<Mention> {
    let word = &document.lexicon.words[mark.word as usize];
    // "erklært av Kyiv", "announced by Moscow": whoever did it, and no place.
    let agent = mark.first >= 2
        && matches!(document.word(mark.first - 1), "av" | "by")
        && document
            .marks_in(mark.first.saturating_sub(4), mark.first - 1)
            .any(|other| other.last + 1 == mark.first && other.tag == Tag::Decide);
    if word.capital_of.is_empty() || is_after_preposition(document, mark.first) && !agent {
        return None;
    }
    Some(metonym(mark, &word.capital_of))
}

pub(super) fn is_after_preposition(document: &Document<'_>, first: u32) -> bool {
    let before = first.checked_sub(1).map_or("", |at| document.word(at));
    matches!(
        before,
        "i" | "in"
            | "fra"
            | "frå"
            | "from"
            | "near"
            | "nær"
            | "ved"
            | "til"
            | "at"
            | "mot"
            | "over"
            | "around"
            | "utenfor"
            | "outside"
            | "into"
            | "-"
            | "of"
            | "av"
            | "rundt"
            | "to"
    )
}

fn role(document: &Document<'_>, mark: &Mark, scene: &Scene) -> Mention {
    let word = &document.lexicon.words[mark.word as usize];
    if word.is == "local_authorities" {
        // The place beside it: "Mariupol city council", "guvernøren i Homs".
        let near = document
            .marks_in(mark.first.saturating_sub(3), mark.last + 4)
            .filter(|other| other.tag == Tag::Place)
            .find(|other| {
                let genitive = other.last + 2 == mark.first && document.word(other.last) == "'";
                other.last == mark.first
                    || genitive
                    || other.first >= mark.last && other.first - mark.last <= 2
            });
        // A governor by his name governs more than the town that the text is about.
        let governor = matches!(document.word(mark.first), "guvernør" | "governor")
            && near.is_none()
            && document.capital(mark.last) == super::token::Capital::First
            && document
                .marks_in(mark.first.saturating_sub(25), mark.first)
                .any(|other| {
                    other.tag == Tag::Place && document.value(other) != scene.place.as_str()
                });
        if governor {
            return Mention {
                first: mark.first,
                last: mark.last,
                id: "unnamed".to_owned(),
                kind: "government",
                how: How::Unnamed,
            };
        }
        let place = near.map_or(scene.place.as_str(), |other| document.value(other));
        let place = if place.is_empty() { "local" } else { place };
        return Mention {
            first: mark.first.min(near.map_or(mark.first, |other| other.first)),
            last: mark.last.max(near.map_or(mark.last, |other| other.last)),
            id: format!("{place}_authorities"),
            kind: "government",
            how: How::Named,
        };
    }
    let (id, kind) = match word.is.as_str() {
        "spokesperson" => ("", "spokesperson"),
        _ => ("unnamed", kind_of(&word.kind)),
    };
    Mention {
        first: mark.first,
        last: mark.last,
        id: id.to_owned(),
        kind,
        how: How::Unnamed,
    }
}
