//! The board in a terminal: calm, in words first and colours second.

mod claims;
mod corridors;
mod explain;
mod head;
mod page;
mod people;
mod totals;
mod words;

use std::collections::BTreeMap;

use korridor_operate::view::View;
use korridor_operate::{Board, Words};
use korridor_world::LocalClock;

pub use explain::{complete, explain, rules};
use page::Page;
pub use words::{fact_about, figure, listed, word};

/// What a board is drawn from.
pub struct Shown<'a> {
    pub view: &'a View,
    pub board: &'a Board,
    pub clock: &'a LocalClock,
    /// Words that lie beside the record, by their commitment: the words, or what became of them.
    pub words: &'a BTreeMap<String, String>,
    /// What was left out, besides what became known later.
    pub only: Vec<String>,
    /// Whether claims outside every window are listed.
    pub far: Far,
    /// How the record is called, for what is said to type.
    pub record: &'a str,
}

/// What becomes of claims that lie outside every window and contest nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Far {
    /// They are counted.
    Counted,
    /// They are listed like others.
    Listed,
}

impl Shown<'_> {
    /// Words that lie beside the record, as far as they can be read.
    fn text(&self, words: &Words) -> String {
        match words {
            Words::Plain(text) => text.clone(),
            Words::Sealed(sealed) => match self.words.get(&sealed.sealed) {
                Some(text) => text.clone(),
                None => "[words not here]".to_owned(),
            },
        }
    }

    /// A local time, with its date where that is not the day of the board.
    fn time(&self, at: korridor_operate::Stamp) -> String {
        let date = |at| -> String { self.clock.local(at).to_string().chars().take(10).collect() };
        let time = self.clock.hour_and_minute(at.0);
        match date(at.0) == date(self.view.at.0) {
            true => time,
            false => format!("{} {time}", date(at.0)),
        }
    }
}

/// The whole board, `columns` wide, with styles.
pub fn draw(shown: &Shown<'_>, columns: usize) -> String {
    let mut page = Page::new(columns);
    head::draw(shown, &mut page);
    people::overdue(shown, &mut page);
    claims::conflicts(shown, &mut page);
    corridors::draw(shown, &mut page);
    totals::draw(shown, &mut page);
    people::missions(shown, &mut page);
    people::notifications(shown, &mut page);
    people::due(shown, &mut page);
    people::intentions(shown, &mut page);
    claims::incidents(shown, &mut page);
    claims::alone(shown, &mut page);
    claims::withdrawn(shown, &mut page);
    claims::astray(shown, &mut page);
    head::foot(shown, &mut page);
    page.text
}

/// Commitments of all words that the board shows.
pub fn commitments(view: &View) -> Vec<Words> {
    let titles = view.incidents.iter().map(|incident| &incident.title);
    let in_incidents = view.incidents.iter().flat_map(|incident| &incident.claims);
    let claims = in_incidents.chain(&view.claims).map(|claim| &claim.words);
    let asked = view.intentions.iter().map(|intention| &intention.asked);
    titles.chain(claims).chain(asked).cloned().collect()
}
