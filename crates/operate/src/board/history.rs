//! What was said of one thing, in the order of the record. The last holds; what a person set aside in resolving a
//! conflict is taken out, and what was said before it holds again.

use super::From;

/// Everything that was said of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History<T>(Vec<(From, T)>);

impl<T> Default for History<T> {
    fn default() -> History<T> {
        History(Vec::new())
    }
}

impl<T> History<T> {
    /// What holds.
    pub fn last(&self) -> Option<&(From, T)> {
        self.0.last()
    }

    /// What holds of what `counts`, with caution: what speaks for a thing stands only if it was said after all that
    /// speaks against it, by the record and by the time when it happened. So what is entered late lifts nothing.
    pub fn standing(
        &self,
        counts: impl Fn(&From, &T) -> bool,
        against: impl Fn(&T) -> bool,
    ) -> Option<&(From, T)> {
        let (mut stands, mut last_against) = (None, None);
        for said in self.0.iter().filter(|(from, said)| counts(from, said)) {
            let happened = Some(said.0.occurred.earliest);
            if against(&said.1) {
                last_against = last_against.max(happened);
            } else if happened < last_against {
                continue;
            }
            stands = Some(said);
        }
        stands
    }

    /// All of it.
    pub fn all(&self) -> &[(From, T)] {
        &self.0
    }

    pub(super) fn push(&mut self, from: From, said: T) {
        self.0.push((from, said));
    }

    pub(super) fn set_aside(&mut self, entry: &str) {
        self.0.retain(|(from, _)| from.id != entry);
    }
}
