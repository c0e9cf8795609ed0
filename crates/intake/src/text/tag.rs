//! Kinds of words.

use serde::Deserialize;

/// What kind of word it is. The lexicons name them in lower snake case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tag {
    /// A named organisation or person that speaks or acts.
    Actor,
    /// A country by its name.
    Country,
    /// A country as an adjective or by its people.
    Demonym,
    /// A place.
    Place,
    /// A noun that with a country names an actor: army, ministry, state media.
    Head,
    /// Somebody by role: a spokesman, a resident.
    Role,
    /// A verb of saying; its value is the modality.
    Say,
    /// "According to".
    According,
    /// "It was reported".
    Passive,
    Deny,
    Accuse,
    Reject,
    Fear,
    /// A number word; its value is the number.
    Numeral,
    /// A vague quantity; its value is `min-max`.
    Vague,
    /// About, over, at least, up to, under.
    Approx,
    /// People; the value says who.
    Person,
    Pause,
    Corridor,
    /// What can be hit; the value is the target.
    Target,
    /// What is fired; the value is the incident.
    Weapon,
    Fire,
    Hit,
    /// An attack as a noun; the value is the incident.
    Attack,
    /// An attack as a verb; the value is the incident.
    AttackVerb,
    /// People got out; the value is the form.
    Leave,
    /// A verb of moving that with "out" says that somebody got out.
    Go,
    Use,
    /// Killed or injured.
    Harm,
    Live,
    /// To declare, agree, order or approve.
    Decide,
    /// Opening or closing of a corridor.
    Open,
    Guarantee,
    Obtain,
    Negation,
    /// Will, should, may, would.
    Modal,
    Plan,
    Attempt,
    If,
    /// What becomes of a pause or an operation.
    Change,
    /// Clashes, an offensive, strikes at large.
    Hostility,
    Calm,
    Damage,
    /// What somebody is accused of.
    Act,
    Aid,
    Deliver,
    Vehicle,
    Need,
    /// Aim of a corridor: to leave, safe passage.
    Allow,
    Habit,
    Generic,
    Weekday,
    Month,
    /// Today, yesterday, tomorrow: days from the date of the text.
    DayWord,
    Part,
    Unit,
    Ago,
    Clock,
    Meridiem,
    ZoneWord,
    Daily,
    NextLast,
    Since,
    Until,
    From,
    Begin,
    Halfway,
    Half,
    Earlier,
    Agency,
    Credit,
    Pronoun,
    Nb,
    Nn,
    En,
}

/// A set of kinds of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tags(u128);

impl Tags {
    pub const NONE: Tags = Tags(0);

    /// Words that tell of something that happens, and are no nouns for it.
    pub const HAPPENING: Tags = Tags::of(&[
        Tag::Leave,
        Tag::Harm,
        Tag::Fire,
        Tag::Hit,
        Tag::AttackVerb,
        Tag::Say,
        Tag::Decide,
        Tag::Open,
        Tag::Live,
        Tag::Change,
    ]);

    pub const fn of(tags: &[Tag]) -> Tags {
        let mut bits = 0;
        let mut at = 0;
        while at < tags.len() {
            bits |= 1 << tags[at] as u32;
            at += 1;
        }
        Tags(bits)
    }

    pub fn all(tags: impl Iterator<Item = Tag>) -> Tags {
        let mut all = Tags::NONE;
        tags.for_each(|tag| all.add(tag));
        all
    }

    pub fn add(&mut self, tag: Tag) {
        self.0 |= 1 << tag as u32;
    }

    pub fn has(self, tag: Tag) -> bool {
        self.0 & 1 << tag as u32 != 0
    }

    /// Whether the two have a kind in common.
    pub fn meets(self, other: Tags) -> bool {
        self.0 & other.0 != 0
    }
}

impl Tag {
    /// Whether it tells of something that happens, and is no noun for it.
    pub fn is_happening(self) -> bool {
        Tags::HAPPENING.has(self)
    }

    /// Words of one family that overlap exclude each other: the longest is meant.
    pub fn family(self) -> u8 {
        match self {
            Tag::Actor | Tag::Country | Tag::Demonym | Tag::Place => 0,
            Tag::Numeral | Tag::Vague => 1,
            Tag::Attack | Tag::AttackVerb => 2,
            Tag::Head | Tag::Role => 3,
            other => 10 + other as u8,
        }
    }
}
