//! What every entry needs: who, when, in whose words. All that is wrong is told at once.

use std::io::Read;
use std::path::Path;

use korridor_operate::fact::Figure;
use korridor_operate::{
    Board, Command, Fact, Moment, Nature, Span, Stamp, Stated, Submission, Words,
};
use korridor_world::Instant;

use crate::arguments::record::HeadOptions;
use crate::failure::{Complaint, Failure};
use crate::input;
use crate::record::{self, times::Times};

/// No words are read beyond this; the record takes far fewer, and says so with the length that was found.
const MOST_WORDS: u64 = 64 << 20;

/// An entry on its way.
pub struct Entering<'a> {
    head: &'a HeadOptions,
    /// Its id, given or drawn.
    pub id: String,
    by: String,
    nature: Nature,
    known: Stamp,
    times: Times,
    verb: &'static str,
    from_file: Option<String>,
    complaints: Vec<Complaint>,
    bytes: Option<(String, Vec<u8>)>,
}

impl<'a> Entering<'a> {
    /// Reads what every entry has.
    ///
    /// # Errors
    /// The record was never opened; nobody enters; the words cannot be read.
    pub fn new(
        head: &'a HeadOptions,
        board: &Board,
        verb: &'static str,
    ) -> Result<Entering<'a>, Failure> {
        let now = record::now();
        let mut complaints = Vec::new();
        let times = Times::of_board(board, now)?;
        let times = keep(&mut complaints, times.clone().on(head.day.as_deref())).unwrap_or(times);
        let known = match &head.known {
            None => Some(now),
            Some(text) => keep(&mut complaints, times.time("--known", text)),
        };
        // A day that somebody names counts beside those of the pause.
        let is_dated = head.known.as_deref().is_some_and(|text| text.contains('-'));
        let times = match known.filter(|_| is_dated && head.day.is_none()) {
            Some(known) => times.and(known),
            None => times,
        };
        let Some(by) = head.by.clone() else {
            let expected = "--by ID, or KORRIDOR_BY: the pseudonym of whoever records it";
            let complaint = Complaint::new("--by", "nobody", expected);
            return Err(Failure::Input(vec![complaint.coded("field_missing")]));
        };
        let opened = board.opened.as_ref();
        let id = match &head.id {
            Some(id) => id.clone(),
            None => {
                let site = opened.map_or("main", |opened| opened.site.as_str());
                record::drawn_id(site, verb, now)?
            }
        };
        let from_file = match &head.words_file {
            Some(path) => keep(&mut complaints, words_of(path)),
            None => None,
        };
        Ok(Entering {
            head,
            id,
            by,
            nature: opened.map_or(Nature::Operation, |opened| opened.nature),
            known: known.unwrap_or(now),
            times,
            verb,
            from_file,
            complaints,
            bytes: None,
        })
    }

    /// Ends it: the command, if nothing was wrong.
    ///
    /// # Errors
    /// Everything that was.
    pub fn submission(mut self, fact: Fact) -> Result<Submission, Failure> {
        let said = self.head.said.clone();
        let occurred = match &self.head.occurred {
            Some(text) => self.moment("--occurred", text, said.as_deref()),
            None => Moment {
                said,
                ..Moment::exact(self.known)
            },
        };
        if !self.complaints.is_empty() {
            return Err(wrong(self.complaints));
        }
        let command = Command {
            id: self.id,
            by: self.by,
            nature: self.nature,
            occurred,
            known: self.known,
            fact,
        };
        Ok(Submission {
            command,
            times: match self.head.known {
                Some(_) => Stated::Given,
                None => Stated::FilledIn,
            },
            bytes: self.bytes,
        })
    }

    /// Bytes that are kept beside the entry.
    pub fn keep_bytes(&mut self, media_type: &str, bytes: Vec<u8>) {
        self.bytes = Some((media_type.to_owned(), bytes));
    }

    fn place(&self, flag: &str) -> String {
        format!("{}, {flag}", self.verb)
    }

    /// A time, or whatever while something is wrong with it.
    pub fn time(&mut self, flag: &str, text: &str) -> Stamp {
        let read = self.times.time(&self.place(flag), text);
        keep(&mut self.complaints, read).unwrap_or(Stamp(Instant(0)))
    }

    /// An interval `FROM..TO`.
    pub fn span(&mut self, flag: &str, text: &str) -> Span {
        let read = self.times.span(&self.place(flag), text);
        let nothing = Stamp(Instant(0));
        let nothing = Span {
            from: nothing,
            to: nothing,
        };
        keep(&mut self.complaints, read).unwrap_or(nothing)
    }

    /// An interval whose ends two flags give.
    pub fn between(&mut self, flags: [&str; 2], from: &str, to: &str) -> Span {
        let before = self.complaints.len();
        let span = Span {
            from: self.time(flags[0], from),
            to: self.time(flags[1], to),
        };
        if self.complaints.len() == before {
            let typed = format!("{} {from} {} {to}", flags[0], flags[1]);
            let wrong = self.times.order(&self.place(flags[1]), span, &typed);
            self.complaints.extend(wrong);
        }
        span
    }

    /// A time or an interval, with the words of whoever said it.
    pub fn moment(&mut self, flag: &str, text: &str, said: Option<&str>) -> Moment {
        let read = self.times.moment(&self.place(flag), text, said);
        keep(&mut self.complaints, read).unwrap_or(Moment::exact(Stamp(Instant(0))))
    }

    /// A number of people: `12`, `10-14` or `10/12/14`.
    pub fn persons(&mut self, flag: &str, text: &str) -> Figure {
        let read = persons(&self.place(flag), text);
        keep(&mut self.complaints, read).unwrap_or_default()
    }

    /// The main words of an entry: as a flag gives them, or from `--words-file`.
    pub fn words(&mut self, flag: &str, given: Option<&str>) -> Option<Words> {
        match (given, self.from_file.take()) {
            (Some(_), Some(_)) => {
                let place = self.place(flag);
                let complaint = Complaint::new(place, "given with --words-file", "one of the two");
                self.complaints.push(complaint.coded("words_twice"));
                None
            }
            (given, from_file) => given
                .map(Words::from)
                .or_else(|| from_file.as_deref().map(Words::from)),
        }
    }

    /// Words that an entry of this kind must have; the parser demands one of the two flags.
    pub fn needed_words(&mut self, flag: &str, given: Option<&str>) -> Words {
        self.words(flag, given).unwrap_or_else(|| Words::from(""))
    }
}

/// What cannot be read is wrong usage; figures, hours and texts that are never recorded are refused.
fn wrong(complaints: Vec<Complaint>) -> Failure {
    const REFUSED: [&str; 3] = [
        "interval_ends_before_it_starts",
        "figure_negative",
        "text_not_utf8",
    ];
    let is_refused = |complaint: &Complaint| REFUSED.contains(&complaint.code.as_str());
    match complaints.iter().all(is_refused) {
        true => Failure::Refused(complaints),
        false => Failure::Input(complaints),
    }
}

fn keep<T>(complaints: &mut Vec<Complaint>, read: Result<T, Complaint>) -> Option<T> {
    read.map_err(|complaint| complaints.push(complaint)).ok()
}

/// A range has no best figure but the one that somebody says.
fn persons(place: &str, text: &str) -> Result<Figure, Complaint> {
    let refused = |code: &str, found: String| {
        let expected = "0 or more people: 12, a range 10-14, or low/best/high as 10/12/14";
        Err(Complaint::new(place, found, expected).coded(code))
    };
    let text = text.trim();
    if text.starts_with(['-', '−']) {
        return refused("figure_negative", format!("{text} people"));
    }
    let number = |part: &str| part.trim().parse::<u64>().ok();
    let slashes: Vec<Option<u64>> = text.split('/').map(number).collect();
    let dashes: Vec<Option<u64>> = text.split(['-', '–']).map(number).collect();
    match (slashes.as_slice(), dashes.as_slice()) {
        ([Some(low), Some(best), Some(high)], _) => Ok(Figure {
            low: *low,
            best: Some(*best),
            high: *high,
        }),
        (_, [Some(exact)]) => Ok(Figure::exact(*exact)),
        (_, [Some(low), Some(high)]) => Ok(Figure::between(*low, *high)),
        _ => refused("figure_unreadable", format!("{text:?}")),
    }
}

fn words_of(path: &Path) -> Result<String, Complaint> {
    let place = format!("--words-file {}", path.display());
    let mut bytes = Vec::new();
    let read = match path.as_os_str() == "-" {
        true => std::io::stdin().take(MOST_WORDS).read_to_end(&mut bytes),
        false => input::open(path).and_then(|file| file.take(MOST_WORDS).read_to_end(&mut bytes)),
    };
    read.map_err(|error| Complaint::new(&place, error, "a text").coded("file_unreadable"))?;
    let text = String::from_utf8(bytes)
        .map_err(|error| Complaint::new(&place, error, "text in UTF-8").coded("text_not_utf8"))?;
    // The line break at the end of a file is the file's, not the words'.
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_counted_from_nought_up() {
        let read = |text: &str| persons("", text).map_err(|error| error.code);
        assert_eq!(read("0"), Ok(Figure::exact(0)));
        assert_eq!(read("10-14"), Ok(Figure::between(10, 14)));
        let best = Some(13);
        let (low, high) = (10, 14);
        assert_eq!(read("10/13/14"), Ok(Figure { low, best, high }));
        for text in ["-5", "−5", "-5-7"] {
            assert_eq!(read(text), Err("figure_negative".to_owned()), "{text}");
        }
        for text in [
            "",
            "many",
            "1.5",
            "1/2",
            "1-2-3",
            "99999999999999999999",
            "1e3",
        ] {
            assert_eq!(read(text), Err("figure_unreadable".to_owned()), "{text}");
        }
    }
}
