//! Who is named in a text: organisations, governments, forces, and people who speak for them.

use std::collections::HashMap;

use super::document::Document;
use super::lexicon::Mark;
use super::tag::Tag;
use super::token::{Capital, Kind};

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
        if mark.tag != Tag::Place {
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
        return (2..=4).find_map(|back| side(before(back)));
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
        if let Some(mention) = mention {
            push(document, &mut found, mention);
        }
    }
    let found = speakers(document, found);
    people(document, found)
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
    if word.capital_of.is_empty() || is_after_preposition(document, mark.first) {
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

/// The nouns "army", "ministry", "rebels" with the country that is named beside them.
fn head<'t>(
    document: &Document<'t>,
    mark: &Mark,
    scene: &Scene,
    found: &[Mention],
    heads: &mut HashMap<&'t str, String>,
) -> Option<Mention> {
    let word: &'t super::lexicon::Word = &document.lexicon.words[mark.word as usize];
    let (mut first, mut last) = (mark.first, mark.last);
    // "statlige syriske medier", "state-run television": only the state's are an actor.
    let state = if word.is == "state_media"
        && matches!(
            document.word(mark.first),
            "medier"
                | "medium"
                | "fjernsyn"
                | "fjernsynet"
                | "tv"
                | "kringkaster"
                | "kringkasteren"
                | "nyhetsbyrå"
                | "nyhetsbyrået"
                | "nyheitsbyrå"
                | "nyheitsbyrået"
                | "television"
                | "media"
                | "broadcaster"
                | "news"
        ) {
        let found = (1..=3)
            .filter_map(|back| mark.first.checked_sub(back))
            .find(|at| {
                matches!(
                    document.word(*at),
                    "statlige" | "statlege" | "statlig" | "statleg" | "state" | "statskontrollerte"
                )
            });
        Some(found?)
    } else {
        None
    };
    let mut country: Option<String> = None;
    let mut place: Option<String> = None;
    // Before: "det russiske", "Russia's", "the Syrian state".
    for back in 1..=4_u32 {
        let Some(at) = mark.first.checked_sub(back) else {
            break;
        };
        if document.kind(at) == Kind::Sign && !matches!(document.word(at), "'" | "-") {
            break;
        }
        if is_verb_like(document, at) {
            break;
        }
        if let Some(found) = country_at(document, at) {
            // "mot russiske" of another noun is too far away, "Syrian and Russian forces" are two.
            country = Some(found);
            first = at;
            break;
        }
    }
    // After: "ministeriet i Moskva", "Ministry of Defence of Ukraine", "opprørere i Øst-Aleppo".
    let mut at = mark.last;
    let preposition = matches!(
        document.word(at),
        "i" | "in" | "of" | "av" | "fra" | "frå" | "from" | "at" | "on" | "på"
    );
    if preposition {
        at += 1;
        for _ in 0..3 {
            if let Some(found) = document
                .marks_in(at, at + 4)
                .find(|found| found.first == at && matches!(found.tag, Tag::Place | Tag::Country))
            {
                let there = &document.lexicon.words[found.word as usize];
                if found.tag == Tag::Place {
                    place = Some(there.is.clone());
                }
                if country.is_none() {
                    country = Some(if found.tag == Tag::Country {
                        there.is.clone()
                    } else {
                        there.country.clone()
                    });
                    last = found.last;
                } else if word.is == "opposition" {
                    last = found.last;
                }
                break;
            }
            let step = document.word(at);
            if side(step).is_some()
                || matches!(
                    step,
                    "the"
                        | "den"
                        | "det"
                        | "-"
                        | "byen"
                        | "city"
                        | "of"
                        | "delene"
                        | "deler"
                        | "av"
                        | "opprørskontrollerte"
                )
            {
                at += 1;
            } else {
                break;
            }
        }
    }
    if let Some(at) = state {
        first = first.min(at);
    }
    let own = document.word(mark.first);
    let side = matches!(own, "side" | "siden" | "sida");
    if side && (country.is_none() || first + 1 != mark.first) {
        return None;
    }
    if country.is_none()
        && matches!(
            word.is.as_str(),
            "mod" | "mfa" | "armed_forces" | "health_ministry" | "government"
        )
    {
        let before = mark.first.checked_sub(1).map_or("", |at| document.word(at));
        country = if matches!(before, "its" | "their" | "landets" | "hans" | "his") {
            possessor(document, mark.first, found)
        } else {
            None
        };
        // An apposition: "Konashenkov, spokesman for the defence ministry".
        let near = found.last().filter(|last| {
            last.last <= mark.first
                && mark.first - last.last <= 5
                && word.is == "mod"
                && last.id.ends_with("_mod")
        });
        if country.is_none()
            && let Some(near) = near
        {
            country = near.id.strip_suffix("_mod").map(str::to_owned);
        }
        if country.is_none() && matches!(word.is.as_str(), "mod" | "mfa") {
            country = heads.get(word.is.as_str()).cloned();
        }
    }
    if let Some(country) = &country {
        heads.insert(word.is.as_str(), country.clone());
    }
    let id = match word.is.as_str() {
        "opposition" => {
            let own_country = country.as_deref().unwrap_or(&scene.country);
            match (own_country, own) {
                ("israel", _) => return None,
                ("palestine", _) => "palestinian_armed_groups".to_owned(),
                _ => {
                    let place = place.as_deref().unwrap_or(&scene.place);
                    if place.is_empty() {
                        "opposition_armed_groups".to_owned()
                    } else {
                        format!("opposition_armed_groups_{place}")
                    }
                }
            }
        }
        "separatists" => "separatists".to_owned(),
        other => {
            let by_default = match other {
                // Forces of nobody named are those of the government where it happens, if they are called so.
                "armed_forces"
                    if own.starts_with("regjering")
                        || own.starts_with("regime")
                        || own.starts_with("government")
                        || matches!(
                            own,
                            "army"
                                | "hæren"
                                | "hær"
                                | "hærens"
                                | "military"
                                | "militæret"
                                | "militærets"
                                | "forsvaret"
                                | "forsvarets"
                        ) =>
                {
                    Some(scene.country.clone())
                }
                "state_media" | "government" if !matches!(own, "president" | "presidenten") => {
                    Some(scene.country.clone())
                }
                "mod" | "mfa" | "health_ministry" | "police" => Some(scene.country.clone()),
                _ => None,
            };
            let country = country
                .or(by_default)
                .filter(|country| !country.is_empty())?;
            // A foreign ministry speaks for its government.
            let other = if other == "mfa" { "government" } else { other };
            if other == "health_ministry" && country == "palestine" {
                "gaza_health_ministry".to_owned()
            } else {
                format!("{country}_{other}")
            }
        }
    };
    Some(Mention {
        first,
        last,
        id,
        kind: kind_of(&word.kind),
        how: How::Named,
    })
}

/// Whose "its" is: the first government, or its forces, of the sentence before.
fn possessor(document: &Document<'_>, at: u32, found: &[Mention]) -> Option<String> {
    let here = document
        .sentences
        .partition_point(|sentence| sentence.last <= at);
    let from = document.sentences.get(here.checked_sub(1)?)?.first;
    let mention = found
        .iter()
        .find(|mention| mention.first >= from && mention.kind != "un")?;
    ["_government", "_mod", "_armed_forces"]
        .iter()
        .find_map(|end| mention.id.strip_suffix(end))
        .map(str::to_owned)
}

fn is_verb_like(document: &Document<'_>, at: u32) -> bool {
    document.marks_in(at, at + 1).any(|mark| {
        matches!(
            mark.tag,
            Tag::Say
                | Tag::Fire
                | Tag::Hit
                | Tag::AttackVerb
                | Tag::Decide
                | Tag::Accuse
                | Tag::Deny
                | Tag::According
        )
    }) || matches!(
        document.word(at),
        "og" | "and"
            | "med"
            | "with"
            | "mot"
            | "against"
            | "by"
            | "av"
            | "as"
            | "som"
            | "who"
            | "that"
            | "at"
            | "fra"
            | "from"
            | "in"
            | "i"
    )
}

/// The country that a token names as an adjective or in the genitive.
fn country_at(document: &Document<'_>, at: u32) -> Option<String> {
    let from = document
        .marks
        .partition_point(|mark| mark.first < at.saturating_sub(4));
    let mark = document.marks[from..]
        .iter()
        .take_while(|mark| mark.first <= at)
        .find(|mark| {
            mark.last == at + 1 && matches!(mark.tag, Tag::Demonym | Tag::Country | Tag::Place)
        });
    let mark = mark?;
    let word = &document.lexicon.words[mark.word as usize];
    match mark.tag {
        Tag::Place => (!word.capital_of.is_empty()).then(|| word.capital_of.clone()),
        _ => Some(word.is.clone()),
    }
}

fn role(document: &Document<'_>, mark: &Mark, scene: &Scene) -> Mention {
    let word = &document.lexicon.words[mark.word as usize];
    if word.is == "local_authorities" {
        // The place beside it: "Mariupol city council", "guvernøren i Homs".
        let near = document
            .marks_in(mark.first.saturating_sub(3), mark.last + 4)
            .filter(|other| other.tag == Tag::Place)
            .find(|other| {
                other.last == mark.first || other.first >= mark.last && other.first - mark.last <= 2
            });
        let place = near.map_or(scene.place.as_str(), |other| document.value(other));
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

/// Joins people who speak for somebody with whom they speak for; roles alone stay without a name.
fn speakers(document: &Document<'_>, found: Vec<Mention>) -> Vec<Mention> {
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
fn named_group(document: &Document<'_>, from: u32) -> Option<(u32, String)> {
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
fn people(document: &Document<'_>, found: Vec<Mention>) -> Vec<Mention> {
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
fn name_after(document: &Document<'_>, from: u32, found: &[Mention]) -> Option<(u32, String)> {
    let mut at = from;
    if document.word(at) == "," {
        at += 1;
    }
    name_run(document, at).filter(|(last, _)| {
        let index = found.partition_point(|mention| mention.first < from);
        found.get(index).is_none_or(|next| next.first >= *last)
    })
}

fn name_run(document: &Document<'_>, from: u32) -> Option<(u32, String)> {
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
fn name_before(document: &Document<'_>, first: u32) -> Option<(u32, String)> {
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
