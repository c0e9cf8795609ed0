//! What was meant by a time or a zone that cannot be read: said, never taken.

use korridor_import::scenario::{expected_word, nearest};
use korridor_world::LocalTime;

/// People name the city: it is looked for in the last part of the zones' names, and in their whole only then.
pub fn zone_meant(zone: &str, names: &[String]) -> String {
    const WHAT: &str = "a time zone";
    fn city(name: &str) -> &str {
        name.rsplit('/').next().unwrap_or(name)
    }
    let wanted = city(zone).replace(' ', "_");
    let full = |found: &str| {
        names
            .iter()
            .find(|name| city(name).eq_ignore_ascii_case(found))
    };
    let cities: Vec<&str> = names.iter().map(|name| city(name)).collect();
    let nearest = full(&wanted).or_else(|| full(nearest(&wanted, cities)?));
    match nearest {
        Some(name) => format!("{WHAT}; did you mean {name:?}?"),
        None => expected_word(WHAT, zone, names.iter().map(String::as_str)),
    }
}

/// What is wrong with a time that is nearly one.
pub fn hint(text: &str) -> Option<String> {
    let (day, time) = match text.split_once(['T', ' ']) {
        Some((day, time)) => (Some(day), Some(time)),
        None if text.contains(':') || text.len() < 5 => (None, Some(text)),
        None => (Some(text), None),
    };
    day.and_then(day_hint).or_else(|| time.and_then(time_hint))
}

fn numbers(text: &str, between: &[char]) -> Option<Vec<u32>> {
    text.split(between).map(|part| part.parse().ok()).collect()
}

fn day_hint(text: &str) -> Option<String> {
    let (year, month, day, is_written_so) = match numbers(text, &['.', '/', '-'])?[..] {
        [year, month, day] if year > 999 => {
            (year, month, day, text.len() == 10 && text.contains('-'))
        }
        [day, month, year] if year > 999 => (year, month, day, false),
        _ => return None,
    };
    let iso = format!("{year:04}-{month:02}-{day:02}");
    let is_a_day = LocalTime::parse(&format!("{iso}T00:00")).is_ok();
    match (is_a_day, is_written_so) {
        (true, true) => None,
        (true, false) => Some(format!("year, month, day: {iso}")),
        (false, _) => Some(format!(
            "a day of the calendar: there is no such day as {iso}"
        )),
    }
}

fn time_hint(text: &str) -> Option<String> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let split = match (is_digits, text.len()) {
        (true, 3 | 4) => format!("{}:{}", &text[..text.len() - 2], &text[text.len() - 2..]),
        _ => text.replace(['.', 'h'], ":"),
    };
    let (hour, minute) = match numbers(&split, &[':'])?[..] {
        [hour, minute] | [hour, minute, _] => (hour, minute),
        _ => return None,
    };
    match (hour, minute) {
        (0..=23, 0..=59) => Some(format!("two digits each: {hour:02}:{minute:02}")),
        (24, 0) => Some("00:00 with the date of the next day".to_owned()),
        _ => Some(format!(
            "00:00 to 23:59: there is no such time as {hour:02}:{minute:02}"
        )),
    }
}
