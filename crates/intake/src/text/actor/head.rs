//! Nouns that with a country name an actor: "the Syrian army", "forsvarsdepartementet i Moskva".

use std::collections::HashMap;

use super::super::document::Document;
use super::super::lexicon::{Mark, Word};
use super::super::tag::Tag;
use super::super::token::Kind;
use super::{How, Mention, Scene, kind_of, side};

/// The nouns "army", "ministry", "rebels" with the country that is named beside them.
pub(super) fn head<'t>(
    document: &Document<'t>,
    mark: &Mark,
    scene: &Scene,
    found: &[Mention],
    heads: &mut HashMap<&'t str, String>,
) -> Option<Mention> {
    let word: &'t Word = &document.lexicon.words[mark.word as usize];
    let (mut first, mut last) = (mark.first, mark.last);
    // "Pro-government militias", "regjeringsvennlige militser" are no opposition.
    let loyal = (mark.first.saturating_sub(3)..mark.first).any(|at| match document.word(at) {
        "pro" => matches!(document.word(at + 2), "government" | "regime"),
        word => matches!(
            word,
            "regjeringsvennlige"
                | "regjeringsvenlege"
                | "regimevennlige"
                | "regimevenlege"
                | "regimetro"
                | "loyalist"
        ),
    });
    if word.is == "opposition" && loyal {
        return None;
    }
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
    // "U.S. officials": the point belongs to the name.
    let named = document
        .marks_in(mark.first.saturating_sub(4), mark.first)
        .find(|other| other.last == mark.first && other.tag == Tag::Country);
    if let Some(named) = named {
        country = Some(document.value(named).to_owned());
        first = named.first;
    }
    // Before: "det russiske", "Russia's", "the Syrian state".
    for back in 1..=4_u32 {
        let Some(at) = mark.first.checked_sub(back) else {
            break;
        };
        if named.is_some() {
            break;
        }
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
        if country.is_none() {
            country = spoken_for(document, mark).or_else(|| said_in(document, mark.first));
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
                "state_media" | "government"
                    if !matches!(
                        own,
                        "president" | "presidenten" | "embassy" | "ambassaden" | "ambassade"
                    ) =>
                {
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

/// "forsvarsdepartementets talsmann Igor Konasjenkov": the country of the name that follows.
fn spoken_for(document: &Document<'_>, mark: &Mark) -> Option<String> {
    document
        .marks_in(mark.last, mark.last + 5)
        .filter(|other| other.tag == Tag::Actor)
        .map(|other| &document.lexicon.words[other.word as usize])
        .find(|word| {
            !word.country.is_empty() && matches!(word.kind.as_str(), "ministry" | "government")
        })
        .map(|word| word.country.clone())
}

/// "I Moskva avviste forsvarsdepartementet": the capital that the sentence begins with.
fn said_in(document: &Document<'_>, at: u32) -> Option<String> {
    let here = document
        .sentences
        .partition_point(|sentence| sentence.last <= at);
    let first = document.sentences.get(here)?.first;
    if !matches!(document.word(first), "i" | "in" | "fra" | "from") || at - first > 8 {
        return None;
    }
    document
        .marks_in(first + 1, first + 4)
        .find(|mark| mark.first == first + 1 && mark.tag == Tag::Place)
        .map(|mark| {
            document.lexicon.words[mark.word as usize]
                .capital_of
                .clone()
        })
        .filter(|country| !country.is_empty())
}

/// Whose "its" is: the first government, or its forces, of the sentence before.
pub(super) fn possessor(document: &Document<'_>, at: u32, found: &[Mention]) -> Option<String> {
    let here = document
        .sentences
        .partition_point(|sentence| sentence.last <= at);
    let from = document.sentences.get(here.checked_sub(1)?)?.first;
    // In order of their first tokens.
    let after = found.partition_point(|mention| mention.first < from);
    let mention = found[after..].iter().find(|mention| mention.kind != "un")?;
    ["_government", "_mod", "_armed_forces"]
        .iter()
        .find_map(|end| mention.id.strip_suffix(end))
        .map(str::to_owned)
}

pub(super) fn is_verb_like(document: &Document<'_>, at: u32) -> bool {
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
pub(super) fn country_at(document: &Document<'_>, at: u32) -> Option<String> {
    let mark = document
        .marks_between(at.saturating_sub(4), at + 1)
        .iter()
        .find(|mark| {
            mark.last == at + 1 && matches!(mark.tag, Tag::Demonym | Tag::Country | Tag::Place)
        })?;
    let word = &document.lexicon.words[mark.word as usize];
    match mark.tag {
        Tag::Place => (!word.capital_of.is_empty()).then(|| word.capital_of.clone()),
        _ => Some(word.is.clone()),
    }
}
