//! Which sources count once. A root is what a person entered; roots whose names, or the names of whose sources, look alike
//! are one until a coordinator says that they are two: a second spelling of a ministry confirms nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::Board;
use crate::fact::{Name, Source};

/// The roots of a record, and which of them are one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roots {
    /// Sources by the keys of their names and of their roots' names.
    keyed: BTreeMap<String, BTreeSet<Name>>,
    /// Roots in the order in which they were entered.
    order: BTreeMap<Name, usize>,
    /// For a root that is one with an earlier one: that one.
    one_with: BTreeMap<Name, Name>,
    /// Names that a person said to be two, each pair in order.
    apart: BTreeSet<(Name, Name)>,
}

impl Roots {
    /// The root that stands for this one.
    fn standing<'a>(&'a self, root: &'a str) -> &'a str {
        let mut at = root;
        while let Some(earlier) = self.one_with.get(at) {
            at = earlier;
        }
        at
    }

    fn are_apart(&self, one: &Source, other: &Source) -> bool {
        names(one).any(|name| names(other).any(|with| self.apart.contains(&pair(name, with))))
    }

    /// Takes a source in that was not there before.
    fn add(&mut self, source: &Source, sources: &BTreeMap<Name, Source>) {
        let place = self.order.len();
        self.order.entry(source.root.clone()).or_insert(place);
        let near: Vec<&Source> = self.near(source, sources).collect();
        for other in near {
            let (one, two) = (
                self.standing(&source.root).to_owned(),
                self.standing(&other.root).to_owned(),
            );
            if one != two {
                let (first, later) = match self.order.get(&one) < self.order.get(&two) {
                    true => (one, two),
                    false => (two, one),
                };
                self.one_with.insert(later, first);
            }
        }
        for key in names(source).flat_map(|name| keys(name)) {
            let keyed = self.keyed.entry(key).or_default();
            keyed.insert(source.source.clone());
        }
    }

    /// Sources of other roots that look like this one and that nobody said to be another.
    fn near<'a>(
        &self,
        source: &'a Source,
        sources: &'a BTreeMap<Name, Source>,
    ) -> impl Iterator<Item = &'a Source> + use<'a> {
        let keyed = names(source).flat_map(|name| keys(name));
        let keyed = keyed.filter_map(|key| self.keyed.get(&key)).flatten();
        let found: BTreeSet<&Name> = keyed.collect();
        let found: Vec<&'a Source> = found
            .into_iter()
            .filter_map(|name| sources.get(name))
            .filter(|other| other.source != source.source && other.root != source.root)
            .filter(|other| !self.are_apart(source, other))
            .filter(|other| {
                names(source).any(|name| names(other).any(|with| are_alike(name, with)))
            })
            .collect();
        found.into_iter()
    }
}

impl Board {
    /// A source as it was entered now.
    pub(super) fn take_source(&mut self, source: &Source) {
        let apart = source.apart_from.iter();
        let before = self.roots.apart.len();
        (self.roots.apart).extend(apart.map(|other| pair(&source.source, other)));
        let said = self.roots.apart.len() > before;
        let earlier = self.sources.insert(source.source.clone(), source.clone());
        if earlier.is_none() && !said {
            self.roots.add(source, &self.sources);
        } else if said || earlier.is_some_and(|earlier| earlier.root != source.root) {
            self.join_anew();
        }
    }

    /// From all sources, where one of them changed. Roots keep their order.
    fn join_anew(&mut self) {
        let mut roots = Roots {
            order: std::mem::take(&mut self.roots.order),
            apart: std::mem::take(&mut self.roots.apart),
            ..Roots::default()
        };
        for source in self.sources.values() {
            roots.add(source, &self.sources);
        }
        self.roots = roots;
    }

    /// The independence root of a source; an unknown one is its own. Roots that look alike are one.
    pub fn root_of<'a>(&'a self, source: &'a str) -> &'a str {
        let entered = self.sources.get(source);
        let root = entered.map_or(source, |source| source.root.as_str());
        self.roots.standing(root)
    }

    /// Sources on the board that look like this one, have another root and were not said to be others.
    pub fn look_alikes<'a>(&'a self, source: &'a Source) -> impl Iterator<Item = &'a Source> {
        let said = |other: &&Source| !source.apart_from.contains(&other.source);
        self.roots.near(source, &self.sources).filter(said)
    }

    /// For sources that count under another root than was entered for them: the one that was, and why.
    pub fn joined_roots(&self) -> impl Iterator<Item = (&Source, &str)> {
        let all = self.sources.values();
        let joined = all.map(|source| (source, self.roots.standing(&source.root)));
        joined.filter(|(source, standing)| source.root != *standing)
    }
}

fn names(source: &Source) -> impl Iterator<Item = &Name> {
    [&source.source, &source.root].into_iter()
}

fn pair(one: &str, other: &str) -> (Name, Name) {
    let (first, second) = if one <= other {
        (one, other)
    } else {
        (other, one)
    };
    (first.to_owned(), second.to_owned())
}

/// Letters and digits of a name, part by part, in order.
fn parts(name: &str) -> Vec<String> {
    let parts = name.split(|sign: char| !sign.is_ascii_alphanumeric());
    let parts = parts.filter(|part| !part.is_empty());
    let mut parts: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
    parts.sort_unstable();
    parts
}

/// Letters that parts of names that look alike begin with.
const BEGINNING: usize = 3;

/// Names that look alike share one of these.
fn keys(name: &str) -> [String; 2] {
    let begins = |part: &String| part.get(..BEGINNING).unwrap_or(part).to_owned();
    let begins: Vec<String> = parts(name).iter().map(begins).collect();
    [begins.join("-"), letters(name)]
}

fn letters(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Whether two names could be two spellings of one: the same letters, or the same parts but for an ending or one letter.
/// Names that differ in a digit are numbered apart, and not alike.
fn are_alike(one: &str, other: &str) -> bool {
    if letters(one) == letters(other) {
        return true;
    }
    let (one, other) = (parts(one), parts(other));
    let mut pairs = one.iter().zip(&other);
    one.len() == other.len() && pairs.all(|(one, other)| parts_alike(one, other))
}

fn parts_alike(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let numbered = |part: &str| part.bytes().any(|byte| byte.is_ascii_digit());
    if short == long {
        return true;
    }
    if numbered(short) || numbered(long) || short.len() < 4 {
        return false;
    }
    let ending = long.starts_with(short) && long.len() - short.len() <= 3;
    let begins = short.as_bytes()[..BEGINNING] == long.as_bytes()[..BEGINNING];
    ending || (begins && short.len() >= 5 && strsim::levenshtein(short, long) == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_are_alike_and_two_names_are_not() {
        for (one, other) in [
            ("russia-mod", "russian-mod"),
            ("russia-mod", "RussiaMoD"),
            ("russia-mod", "mod_russia"),
            ("syria/state-media", "syrian/state-media"),
            ("reuters", "reuter"),
        ] {
            assert!(
                are_alike(one, other) && are_alike(other, one),
                "{one} {other}"
            );
            let shared = keys(one).iter().any(|key| keys(other).contains(key));
            assert!(shared, "{one} {other}: {:?} {:?}", keys(one), keys(other));
        }
        for (one, other) in [
            ("monitor-1", "monitor-2"),
            ("s0", "s1"),
            ("afp", "ap"),
            ("iran-mfa", "iraq-mfa"),
            ("north-team", "south-team"),
            ("un-ocha", "un-unhcr"),
            ("russia-mod", "russia-mfa"),
            ("witness-a", "witness-b"),
        ] {
            assert!(!are_alike(one, other), "{one} {other}");
        }
    }
}
