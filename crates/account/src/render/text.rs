//! Figures, times and words as pages and texts show them.

use korridor_operate::fact::Figure;
use korridor_operate::{Stamp, Words};
use korridor_world::LocalClock;

use crate::account::Account;
use crate::number::Number;
pub use korridor_plan::thousands;

/// The clock that times are shown by: the place's, or UTC where the place is withheld.
pub(super) struct Clock(Option<LocalClock>);

impl Clock {
    pub(super) fn of(account: &Account) -> Clock {
        Clock(LocalClock::of_zone(&account.time_zone))
    }

    /// `2016-11-04 09:00 +02:00`.
    pub(super) fn time(&self, at: Stamp) -> String {
        let Some(clock) = &self.0 else {
            return at.to_string();
        };
        let local = clock.local(at.0).to_string();
        let offset = clock.offset_seconds(at.0);
        let (sign, minutes) = if offset < 0 {
            ('-', -offset / 60)
        } else {
            ('+', offset / 60)
        };
        let date = local.get(..10).unwrap_or_default();
        format!(
            "{date} {} {sign}{:02}:{:02}",
            clock.hour_and_minute(at.0),
            minutes / 60,
            minutes % 60
        )
    }

    pub(super) fn span(&self, from: Option<Stamp>, to: Option<Stamp>) -> String {
        match (from, to) {
            (Some(from), Some(to)) if from == to => self.time(from),
            (Some(from), Some(to)) => format!("{} to {}", self.time(from), self.time(to)),
            (Some(at), None) | (None, Some(at)) => self.time(at),
            (None, None) => "no time said".to_owned(),
        }
    }
}

/// A signed figure with its thousands apart.
pub(super) fn signed(figure: i64) -> String {
    let text = thousands(figure.unsigned_abs());
    if figure < 0 { format!("-{text}") } else { text }
}

/// A range, its best figure first where it has one.
pub(super) fn range(number: &Number) -> String {
    let (low, high) = (signed(number.low), signed(number.high));
    match number.best {
        _ if number.low == number.high => low,
        Some(best) => format!("{} ({low} to {high})", signed(best)),
        None => format!("{low} to {high}"),
    }
}

pub(super) fn figure(persons: Figure) -> String {
    let Figure { low, best, high } = persons;
    let ends = || format!("{} to {}", thousands(low), thousands(high));
    match (low == high, best) {
        (true, _) => thousands(low),
        (false, Some(best)) => format!("{} ({})", thousands(best), ends()),
        (false, None) => ends(),
    }
}

/// Words as they can be read.
pub(super) fn words(words: &Words) -> &str {
    match words {
        Words::Plain(text) => text,
        Words::Sealed(_) => "[words not here]",
    }
}

/// A word of the program for a variant: as JSON writes it, with blanks.
pub(crate) fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.replace('_', " "),
        _ => String::new(),
    }
}

/// A text with nothing in it that turns the direction of writing, clears a screen or cannot be seen.
pub(crate) fn inert(text: &str) -> String {
    if text
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic())
    {
        return text.to_owned();
    }
    let mut inert = String::with_capacity(text.len());
    for letter in text.chars() {
        let is_tricky = letter.is_control()
            || matches!(letter, '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        match is_tricky {
            true => inert.extend(letter.escape_unicode()),
            false => inert.push(letter),
        }
    }
    inert
}
