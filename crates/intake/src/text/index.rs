//! Where the words and numbers of a text begin, by token: what stands at a token is looked up, never searched for.

use super::lexicon::Mark;
use super::number::Quantity;
use super::tag::{Tag, Tags};

/// For every token, and for the end, where the marks and numbers that begin there or later stand in their lists.
pub(super) struct Index {
    marks: Vec<u32>,
    quantities: Vec<u32>,
    /// The kinds of words that begin at each token.
    begins: Vec<Tags>,
    /// The kinds of words in all of the text.
    all: Tags,
}

impl Index {
    /// Of `count` tokens; both lists are in the order of their first tokens.
    pub fn of(count: usize, marks: &[Mark], quantities: &[Quantity]) -> Index {
        let mut begins = vec![Tags::NONE; count];
        let mut all = Tags::NONE;
        for mark in marks {
            begins[mark.first as usize].add(mark.tag);
            all.add(mark.tag);
        }
        Index {
            marks: firsts(count, marks.iter().map(|mark| mark.first)),
            quantities: firsts(count, quantities.iter().map(|quantity| quantity.first)),
            begins,
            all,
        }
    }

    /// The place in the list of marks of the first that begins at a token or later.
    pub fn mark(&self, token: u32) -> usize {
        at(&self.marks, token)
    }

    /// The place in the list of numbers of the first that begins at a token or later.
    pub fn quantity(&self, token: u32) -> usize {
        at(&self.quantities, token)
    }

    /// The kinds of words that begin at a token.
    pub fn begins(&self, token: u32) -> Tags {
        self.begins
            .get(token as usize)
            .copied()
            .unwrap_or(Tags::NONE)
    }

    /// Whether the text has a word of a kind.
    pub fn has(&self, tag: Tag) -> bool {
        self.all.has(tag)
    }
}

fn at(list: &[u32], token: u32) -> usize {
    let last = list.len() - 1;
    list[(token as usize).min(last)] as usize
}

/// For each token up to the end, how many of `starts`, which ascend, come before it.
fn firsts(count: usize, starts: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut found = Vec::with_capacity(count + 1);
    let mut before = 0;
    for start in starts {
        while found.len() <= start as usize {
            found.push(before);
        }
        before += 1;
    }
    found.resize(count + 1, before);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_knows_how_many_come_before_it() {
        assert_eq!(firsts(5, [1, 1, 3].into_iter()), [0, 0, 2, 2, 3, 3]);
        assert_eq!(firsts(0, [].into_iter()), [0]);
    }
}
