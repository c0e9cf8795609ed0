//! A record as an account reads it: the board, and what parties said that the board does not carry on.

use korridor_operate::fact::{Agree, Amend, Declare, Guarantee, Name};
use korridor_operate::{Board, Fact, Recorded, Stamp};

/// An entry's id and when what it says happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub id: Name,
    pub when: Stamp,
}

/// What a record says by a moment. Entries are given to it in their order.
#[derive(Clone, Debug)]
pub struct Reading {
    pub(crate) at: Stamp,
    pub(crate) board: Board,
    pub(crate) declared: Vec<(Entry, Declare)>,
    pub(crate) amended: Vec<(Entry, Amend)>,
    pub(crate) agreed: Vec<(Entry, Agree)>,
    pub(crate) guaranteed: Vec<(Entry, Guarantee)>,
}

impl Reading {
    /// Of nothing yet; only what is known by `at` will be taken in.
    pub fn new(at: Stamp) -> Reading {
        Reading {
            at,
            board: Board::default(),
            declared: Vec::new(),
            amended: Vec::new(),
            agreed: Vec::new(),
            guaranteed: Vec::new(),
        }
    }

    /// The next entry; whether it was taken in. How the record began always is.
    pub fn take(&mut self, recorded: &Recorded) -> bool {
        let event = &recorded.event;
        let start = matches!(event.fact, Fact::Opened(_) | Fact::Setup(_));
        if !start && event.known > self.at {
            return false;
        }
        let new = !self.board.ids.contains_key(&event.id);
        self.board.apply(recorded);
        if !new {
            return false;
        }
        let entry = || Entry {
            id: event.id.clone(),
            when: event.occurred.earliest,
        };
        match &event.fact {
            Fact::Declare(declare) => self.declared.push((entry(), (**declare).clone())),
            Fact::Amend(amend) => self.amended.push((entry(), amend.clone())),
            Fact::Agree(agree) => self.agreed.push((entry(), agree.clone())),
            Fact::Guarantee(step) => self.guaranteed.push((entry(), (**step).clone())),
            _ => {}
        }
        true
    }

    /// The board of what was taken in.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// The moment.
    pub fn at(&self) -> Stamp {
        self.at
    }
}
