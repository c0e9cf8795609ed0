//! What a row of any table says, by field, as a count or a claim. Each format only says which column is which field.

use std::collections::BTreeMap;

use korridor_operate::Span;
use korridor_operate::fact::{
    Category, Claim, CountAt, Direction, Figure, GateCount, Happening, Modality, Passage, Place,
    Polarity,
};
use serde::{Deserialize, Serialize};

use super::assemble::{Said, Taken};
use super::bytes::short;
use super::place::{LatLon, counted_at, happening, named};
use super::text::{Teller, hash, id, said, words};
use super::time::Clocks;
use super::{Refused, Stated};
use crate::Terms;
use crate::compiled::value;

/// No record takes a larger number of people.
const MOST_PERSONS: u64 = 100_000_000;

/// A record takes no count over a longer time, in seconds.
const LONGEST_COUNT: i64 = 31 * 86_400;

/// What a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// What the row is called by its sender.
    Id,
    /// The id of the row that it corrects.
    Corrects,
    /// The gate, corridor, zone or reception place, by id or name; of a claim, where it is said to have been.
    Place,
    /// Degrees north, WGS 84.
    Latitude,
    /// Degrees east, WGS 84.
    Longitude,
    /// How exactly the place is known, in the sender's words.
    PlacePrecision,
    /// When it happened: a time with its offset, a day, a month.
    When,
    /// How exactly the time is known, in the sender's words.
    TimePrecision,
    /// From when.
    Start,
    /// Until when.
    End,
    /// How many people.
    Persons,
    /// Women among them.
    Women,
    /// Men among them.
    Men,
    /// Girls among them.
    Girls,
    /// Boys among them.
    Boys,
    /// Older people among them.
    Older,
    /// People with disabilities among them.
    WithDisabilities,
    /// Wounded and sick among them.
    WoundedAndSick,
    /// What became of them: passed, turned_back, held, released, departed, arrived, received.
    Passage,
    /// `out` or `in`.
    Direction,
    /// Who says it.
    Source,
    /// Who told the source.
    ToldBy,
    /// What is said to have happened.
    Happening,
    /// The words.
    Words,
    /// Their language.
    Language,
    /// Whom the source blames.
    Blames,
    /// How many were killed.
    Killed,
    /// How many were injured.
    Injured,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// People counted at a place, from when to when.
    Counts,
    /// What somebody says.
    Claims,
}

/// What rows are read against.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub terms: &'a Terms<'a>,
    pub stated: &'a Stated<'a>,
    /// Stands before the names of rows: the format.
    pub prefix: &'static str,
}

/// A row by field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields {
    /// Where in the file.
    pub place: String,
    pub values: BTreeMap<Field, String>,
    /// All of it in words, for a claim without words of its own and for what no field keeps.
    pub all: String,
}

impl Fields {
    /// The value of a field; `None` if it is blank.
    pub fn get(&self, field: Field) -> Option<&str> {
        let value = self.values.get(&field)?.trim();
        (!value.is_empty()).then_some(value)
    }

    fn needed(&self, field: Field, code: &'static str, expected: &str) -> Result<&str, Refused> {
        self.get(field)
            .ok_or_else(|| Refused::new(&self.place, code, "none", expected))
    }

    /// As a row of its kind.
    ///
    /// # Errors
    /// The first thing in it that can't be used.
    pub fn taken(&self, kind: RowKind, context: &Context<'_>) -> Result<Taken, Refused> {
        let tellers = self.tellers(context)?;
        let source = &tellers[0].pseudonym;
        let content: Vec<&str> = self
            .values
            .values()
            .map(|value| value.trim())
            .chain([self.all.as_str()])
            .collect();
        let content = hash(&content);
        let named =
            |given: &str| format!("{}:{}:{}", context.prefix, short_name(source), id(given));
        let name = match self.get(Field::Id) {
            Some(given) => named(given),
            None => format!(
                "{}:{}:{}",
                context.prefix,
                short_name(source),
                &content[..24]
            ),
        };
        let corrects = self
            .get(Field::Corrects)
            .map(named)
            .filter(|earlier| *earlier != name);
        let said = match kind {
            RowKind::Counts => Said::Count(Box::new(self.count(name, source, context)?)),
            RowKind::Claims => Said::Claim(Box::new(self.claim(name, &tellers, context)?)),
        };
        Ok(Taken {
            place: self.place.clone(),
            content,
            said,
            tellers,
            relations: Vec::new(),
            corrects,
        })
    }

    fn tellers(&self, context: &Context<'_>) -> Result<Vec<Teller>, Refused> {
        let of = |name: &str| match context.terms.board.sources.contains_key(name) {
            true => Teller::stated(name),
            false => Teller::institution(name),
        };
        let source = match (self.get(Field::Source), context.stated.source) {
            (Some(name), _) => of(name),
            (None, Some(stated)) => Teller::stated(stated),
            (None, None) => {
                let expected = "who says it: a column with the source, or --source";
                return Err(Refused::new(
                    &self.place,
                    "source_missing",
                    "no source",
                    expected,
                ));
            }
        };
        let told_by = self.get(Field::ToldBy).unwrap_or_default();
        let told_by = told_by
            .split(';')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .take(20);
        Ok(std::iter::once(source).chain(told_by.map(of)).collect())
    }

    fn count(
        &self,
        name: String,
        source: &str,
        context: &Context<'_>,
    ) -> Result<GateCount, Refused> {
        let board = context.terms.board;
        let place = self.needed(
            Field::Place,
            "place_missing",
            "the gate, corridor, zone or reception place",
        )?;
        let at = counted_at(&self.place, place, board)?;
        let persons = self.needed(
            Field::Persons,
            "number_missing",
            "how many people; 0 is a value",
        )?;
        let persons = persons_of(&self.place, persons)?;
        let mut notes: Vec<String> = self.coordinates()?.into_iter().collect();
        notes.extend((!self.all.is_empty()).then(|| self.all.clone()));
        let notes = notes.join("\n");
        Ok(GateCount {
            count: name,
            passage: self.passage(&at)?,
            direction: self.direction()?,
            at,
            interval: self.interval(context)?,
            persons,
            parts: self.parts()?,
            source: source.to_owned(),
            supersedes: Vec::new(),
            words: match notes.is_empty() {
                true => None,
                false => Some(words(&self.place, &notes)?),
            },
        })
    }

    fn interval(&self, context: &Context<'_>) -> Result<Span, Refused> {
        let clocks = clocks(context);
        let span = match (
            self.get(Field::Start),
            self.get(Field::End),
            self.get(Field::When),
        ) {
            (Some(start), Some(end), _) => clocks.span(&self.place, start, end)?,
            (None, None, Some(when)) => clocks.span(&self.place, when, when)?,
            _ => {
                let expected =
                    "from when to when they were counted: a start and an end, or one day";
                return Err(Refused::new(
                    &self.place,
                    "time_missing",
                    "no interval",
                    expected,
                ));
            }
        };
        if span.seconds() > LONGEST_COUNT {
            let found = "a count over more than 31 days";
            return Err(Refused::new(
                &self.place,
                "interval_too_long",
                found,
                "each day apart",
            ));
        }
        Ok(span)
    }

    fn passage(&self, at: &CountAt) -> Result<Passage, Refused> {
        let Some(text) = self.get(Field::Passage) else {
            return Ok(match at {
                CountAt::Departure(_) => Passage::Departed,
                CountAt::Reception(_) => Passage::Received,
                CountAt::Gate(_) | CountAt::Corridor(_) | CountAt::Everywhere => Passage::Passed,
            });
        };
        Ok(
            match text.to_lowercase().replace([' ', '-'], "_").as_str() {
                "passed" | "crossed" => Passage::Passed,
                "turned_back" | "returned_at_gate" => Passage::TurnedBack,
                "held" | "detained" => Passage::Held,
                "released" => Passage::Released,
                "departed" | "left" => Passage::Departed,
                "arrived" => Passage::Arrived,
                "received" | "registered" => Passage::Received,
                _ => {
                    let expected =
                        "passed, turned_back, held, released, departed, arrived or received";
                    return Err(Refused::new(
                        &self.place,
                        "passage_not_known",
                        format!("{:?}", short(text)),
                        expected,
                    ));
                }
            },
        )
    }

    fn direction(&self) -> Result<Direction, Refused> {
        match self.get(Field::Direction).map(str::to_lowercase).as_deref() {
            None | Some("out") => Ok(Direction::Out),
            Some("in" | "return") => Ok(Direction::In),
            Some(other) => {
                let found = format!("{:?}", short(other));
                Err(Refused::new(
                    &self.place,
                    "direction_not_known",
                    found,
                    "out or in",
                ))
            }
        }
    }

    fn parts(&self) -> Result<BTreeMap<Category, u64>, Refused> {
        let fields = [
            (Field::Women, Category::Women),
            (Field::Men, Category::Men),
            (Field::Girls, Category::Girls),
            (Field::Boys, Category::Boys),
            (Field::Older, Category::Older),
            (Field::WithDisabilities, Category::WithDisabilities),
            (Field::WoundedAndSick, Category::WoundedAndSick),
        ];
        let mut parts = BTreeMap::new();
        for (field, category) in fields {
            if let Some(text) = self.get(field) {
                let figure = persons_of(&self.place, text)?;
                if figure.low != figure.high {
                    let found = format!("{:?}", short(text));
                    return Err(Refused::new(
                        &self.place,
                        "number_unreadable",
                        found,
                        "one number for a part",
                    ));
                }
                parts.insert(category, figure.low);
            }
        }
        Ok(parts)
    }

    /// The coordinates in words, if there are any and they can be a place.
    fn coordinates(&self) -> Result<Option<String>, Refused> {
        let (lat, lon) = match (self.get(Field::Latitude), self.get(Field::Longitude)) {
            (None, None) => return Ok(None),
            (Some(lat), Some(lon)) => (lat, lon),
            _ => {
                let expected = "both, or none";
                return Err(Refused::new(
                    &self.place,
                    "coordinates_unreadable",
                    "one of latitude and longitude",
                    expected,
                ));
            }
        };
        LatLon::read(&self.place, lat, lon)?;
        Ok(Some(format!("lat {lat}, lon {lon}")))
    }

    fn claim(
        &self,
        name: String,
        tellers: &[Teller],
        context: &Context<'_>,
    ) -> Result<Claim, Refused> {
        let text = self.get(Field::Words).unwrap_or(&self.all);
        let kind = self.get(Field::Happening).unwrap_or_default();
        let killed = self.number(Field::Killed)?;
        let injured = self.number(Field::Injured)?;
        let persons = match self.get(Field::Persons) {
            Some(persons) => Some(persons_of(&self.place, persons)?),
            // Killed and injured are two numbers: both stay in the words.
            None => match (killed, injured) {
                (Some(one), None) | (None, Some(one)) => Some(one),
                _ => None,
            },
        };
        let mut happening = happening(kind);
        if happening == Happening::Other && (killed.is_some() || injured.is_some()) {
            happening = Happening::Casualties;
        }
        Ok(Claim {
            claim: name,
            source: tellers[0].pseudonym.clone(),
            told_by: tellers[1..]
                .iter()
                .map(|teller| teller.pseudonym.clone())
                .collect(),
            words: words(&self.place, text)?,
            language: self.get(Field::Language).and_then(said),
            happening,
            place: self.where_to(happening, context)?,
            when: self.when(context)?,
            modality: Modality::Asserted,
            polarity: Polarity::Affirmed,
            persons,
            attributes_to: match self.get(Field::Blames) {
                Some(text) => Some(words(&self.place, text)?),
                None => None,
            },
            credibility: None,
            material: None,
            stated_hours: None,
        })
    }

    fn number(&self, field: Field) -> Result<Option<Figure>, Refused> {
        self.get(field)
            .map(|text| persons_of(&self.place, text))
            .transpose()
    }

    fn where_to(&self, happening: Happening, context: &Context<'_>) -> Result<Place, Refused> {
        let described = self.get(Field::Place).unwrap_or_default();
        let mut place = named(described, happening, context.terms.board);
        let precision = self
            .get(Field::PlacePrecision)
            .map(|precision| format!("precision: {precision}"));
        let described = (!described.is_empty()).then(|| described.to_owned());
        let said: Vec<String> = described
            .into_iter()
            .chain(self.coordinates()?)
            .chain(precision)
            .collect();
        if !said.is_empty() {
            place.said = Some(words(&self.place, &said.join(", "))?);
        }
        Ok(place)
    }

    fn when(&self, context: &Context<'_>) -> Result<Option<korridor_operate::Moment>, Refused> {
        let clocks = clocks(context);
        let range = match (
            self.get(Field::Start),
            self.get(Field::End),
            self.get(Field::When),
        ) {
            (_, _, Some(when)) => Some(clocks.moment(&self.place, when)?),
            (Some(start), Some(end), None) => {
                let span = clocks.span(&self.place, start, end)?;
                Some(korridor_operate::Moment {
                    earliest: span.from,
                    latest: span.to.plus_seconds(-1),
                    said: said(&format!("{start} to {end}")),
                })
            }
            (Some(one), None, None) | (None, Some(one), None) => {
                Some(clocks.moment(&self.place, one)?)
            }
            (None, None, None) => None,
        };
        let precision = self.get(Field::TimePrecision);
        Ok(range.map(|moment| match precision {
            None => moment,
            Some(precision) => {
                let text = format!(
                    "{} (precision: {precision})",
                    moment.said.clone().unwrap_or_default()
                );
                korridor_operate::Moment {
                    said: said(&text).or(moment.said.clone()),
                    ..moment
                }
            }
        }))
    }
}

fn clocks<'a>(context: &Context<'a>) -> Clocks<'a> {
    Clocks {
        here: context.terms.clock,
        zone: context.stated.zone,
    }
}

/// A pseudonym short enough to stand in a name.
fn short_name(source: &str) -> String {
    match source.len() {
        0..=40 => source.to_owned(),
        _ => hash(&[source])[..16].to_owned(),
    }
}

/// A number of people: `52`, `40-60`. What could be read in two ways is refused.
pub(crate) fn persons_of(place: &str, text: &str) -> Result<Figure, Refused> {
    let text = text.trim();
    let found = format!("{:?}", short(text));
    // Spreadsheets write whole numbers so.
    let plain = text.strip_suffix(".0").unwrap_or(text);
    if let Some(figure) = value::figure(plain).filter(|_| !plain.starts_with('+')) {
        if figure.high > MOST_PERSONS {
            let expected = format!("at most {MOST_PERSONS} people");
            return Err(Refused::new(place, "number_absurd", found, expected));
        }
        return Ok(figure);
    }
    let numeric = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b",. '-+".contains(&byte));
    if numeric && text.contains([',', '.', '\'', ' ']) {
        let expected = "whole people without separators: 1,234 and 1.234 can be read in two ways";
        return Err(Refused::new(place, "number_unclear", found, expected));
    }
    Err(Refused::new(
        place,
        "number_unreadable",
        found,
        "a number of people, such as 52 or 40-60",
    ))
}

/// Words for a claim: each cell that is not blank, by its label.
pub(crate) fn in_words<'c>(cells: impl Iterator<Item = (&'c str, &'c str)>) -> String {
    let cells = cells.filter(|(_, value)| !value.trim().is_empty());
    let lines: Vec<String> = cells
        .map(|(label, value)| format!("{}: {}", label.trim(), value.trim()))
        .collect();
    lines.join("\n")
}
