//! How a report speaks: its language, its digits, the clock of the place.

use korridor_operate::{Span, Stamp};
use korridor_world::LocalClock;

use super::catalogue::{Catalogue, Part, parts};
use super::document::Pager;
use super::plural::Form;
use super::text::Text;
use crate::number::Number;

/// A language that reports are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    English,
    /// Norwegian Bokmål.
    Norwegian,
    /// Arabic, written from right to left.
    Arabic,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 3] = [Language::English, Language::Norwegian, Language::Arabic];

    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Norwegian => "nb",
            Language::Arabic => "ar",
        }
    }

    /// Of a tag.
    pub fn of_tag(tag: &str) -> Option<Language> {
        Language::ALL
            .into_iter()
            .find(|language| language.tag() == tag)
    }

    /// `ltr` or `rtl`.
    pub fn direction(self) -> &'static str {
        match self {
            Language::Arabic => "rtl",
            Language::English | Language::Norwegian => "ltr",
        }
    }
}

/// Which digits numbers of a report in Arabic are written with. Ids, hashes and times of day stay in Western digits, so
/// that they can be compared letter by letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Digits {
    /// 0 to 9.
    #[default]
    Western,
    /// ٠ to ٩.
    Eastern,
}

/// A language with everything that is needed to speak it.
#[derive(Clone, Debug)]
pub struct Voice {
    language: Language,
    digits: Digits,
    catalogue: &'static Catalogue,
    clock: Option<LocalClock>,
}

/// A variable of a message with what is put in.
pub type Given<'a> = (&'a str, Text);

impl Voice {
    /// In a language, by the clock of a zone: UTC where the zone is withheld.
    pub fn new(language: Language, digits: Digits, time_zone: &str) -> Voice {
        Voice {
            language,
            digits,
            catalogue: Catalogue::of(language),
            clock: LocalClock::of_zone(time_zone),
        }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Its digits.
    pub fn digits(&self) -> Digits {
        self.digits
    }

    /// A message with `{page}` and `{pages}`, which are known only where there are sheets.
    pub fn pager(&self, key: &str) -> Vec<Pager> {
        let message = self.catalogue.text(key, None).unwrap_or(key);
        let part = |part| match part {
            Part::Words(words) => Pager::Words(words.to_owned()),
            Part::Variable("page") => Pager::Page,
            Part::Variable(_) => Pager::Pages,
        };
        parts(message).into_iter().map(part).collect()
    }

    /// A message without variables.
    pub fn say(&self, key: &str) -> Text {
        self.tell(key, &[])
    }

    /// A message with what is put in.
    pub fn tell(&self, key: &str, given: &[Given<'_>]) -> Text {
        self.filled(self.catalogue.text(key, None), key, given)
    }

    /// A message in the form that goes with `number`, which is its variable `n`.
    pub fn count(&self, key: &str, number: u64, given: &[Given<'_>]) -> Text {
        let form = Form::of(self.language, number);
        let mut all = vec![("n", self.number(number))];
        all.extend(given.iter().cloned());
        self.filled(self.catalogue.text(key, Some(form)), key, &all)
    }

    fn filled(&self, message: Option<&str>, key: &str, given: &[Given<'_>]) -> Text {
        let mut text = Text::default();
        // A key that is not there is seen by tests; a reader sees the key and not a hole.
        for part in parts(message.unwrap_or(key)) {
            match part {
                Part::Words(words) => text.push(&Text::own(words)),
                Part::Variable(name) => {
                    let put = given.iter().find(|(known, _)| *known == name);
                    let missing = || Text::own(format!("{{{name}}}"));
                    text.push(&put.map_or_else(missing, |(_, put)| put.clone()));
                }
            }
        }
        text
    }

    /// Names that others wrote, or the word for nobody.
    pub fn names(&self, names: &[String]) -> Text {
        if names.is_empty() {
            return self.say("word.nobody");
        }
        let names: Vec<Text> = names.iter().map(|name| Text::named(name)).collect();
        self.list(&names)
    }

    /// Texts side by side.
    pub fn list(&self, texts: &[Text]) -> Text {
        Text::joined(
            texts,
            self.catalogue.text("word.comma", None).unwrap_or(", "),
        )
    }

    /// A whole number with its thousands apart.
    pub fn number(&self, number: u64) -> Text {
        self.signed(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// A number that can be negative.
    pub fn signed(&self, number: i64) -> Text {
        let mut written = String::new();
        if number < 0 {
            written.push('\u{2212}');
        }
        let digits = number.unsigned_abs().to_string();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                written.push_str(self.thousands());
            }
            written.push(self.digit(digit));
        }
        Text::sign(&written)
    }

    fn thousands(&self) -> &'static str {
        match (self.language, self.digits) {
            (Language::English, _) => ",",
            // ISO 31-0 and Norwegian usage: a space that is not broken at.
            (Language::Norwegian, _) => "\u{a0}",
            (Language::Arabic, Digits::Western) => ",",
            (Language::Arabic, Digits::Eastern) => "\u{66c}",
        }
    }

    fn digit(&self, digit: char) -> char {
        match (self.language, self.digits, digit.to_digit(10)) {
            (Language::Arabic, Digits::Eastern, Some(value)) => {
                char::from_u32(0x660 + value).unwrap_or(digit)
            }
            _ => digit,
        }
    }

    /// From low to high, the best figure first where there is one.
    pub fn range(&self, number: &Number) -> Text {
        self.band(number.low, number.best, number.high)
    }

    /// The same of three figures.
    pub fn band(&self, low: i64, best: Option<i64>, high: i64) -> Text {
        let (low, high) = match (low == high, best) {
            (true, _) => return self.signed(low),
            (false, _) => (low, high),
        };
        let ends = [("low", self.signed(low)), ("high", self.signed(high))];
        match best {
            None => self.tell("word.range", &ends),
            Some(best) => {
                let [low, high] = ends;
                self.tell("word.band", &[("best", self.signed(best)), low, high])
            }
        }
    }

    /// `2016-11-04 09:00 +02:00`.
    pub fn time(&self, at: Stamp) -> Text {
        let (date, time, offset) = self.local(at);
        Text::sign(&format!("{date} {time} {offset}"))
    }

    /// The day in the words of the language.
    pub fn day(&self, at: Stamp) -> Text {
        let (date, _, _) = self.local(at);
        self.date_in_words(&date)
    }

    fn date_in_words(&self, date: &str) -> Text {
        let mut parts = date.rsplitn(3, '-');
        let mut next = || parts.next().unwrap_or_default().to_owned();
        let (day, month, year) = (next(), next(), next());
        let plain = |text: &str| {
            let text = text.trim_start_matches('0');
            Text::sign(
                &text
                    .chars()
                    .map(|digit| self.digit(digit))
                    .collect::<String>(),
            )
        };
        let month = self.say(&format!("month.m{month}"));
        self.tell(
            "word.date",
            &[
                ("day", plain(&day)),
                ("month", month),
                ("year", plain(&year)),
            ],
        )
    }

    /// From one moment to another; the date stands once where it is one.
    pub fn span(&self, span: Span) -> Text {
        let (from, to) = (self.local(span.from), self.local(span.to));
        if span.from == span.to {
            return self.time(span.from);
        }
        let first = Text::sign(&format!("{} {}", from.0, from.1));
        let last = match from.0 == to.0 {
            true => Text::sign(&format!("{} {}", to.1, to.2)),
            false => Text::sign(&format!("{} {} {}", to.0, to.1, to.2)),
        };
        // Another offset at the end is another clock: both are said.
        let first = if from.2 == to.2 {
            first
        } else {
            self.time(span.from)
        };
        self.tell("word.span", &[("from", first), ("to", last)])
    }

    /// Hours and minutes on the clock of the place.
    pub fn hour(&self, at: Stamp) -> String {
        self.local(at).1
    }

    /// Date, time of day, offset.
    fn local(&self, at: Stamp) -> (String, String, String) {
        let Some(clock) = &self.clock else {
            let text = at.to_string();
            let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default().to_owned();
            return (part(0, 10), part(11, 16), "UTC".to_owned());
        };
        let date = clock.local(at.0).to_string();
        let offset = clock.offset_seconds(at.0);
        let (sign, minutes) = match offset < 0 {
            true => ('-', -offset / 60),
            false => ('+', offset / 60),
        };
        (
            date.get(..10).unwrap_or_default().to_owned(),
            clock.hour_and_minute(at.0),
            format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60),
        )
    }
}
