//! What people said they want.

use korridor_operate::fact::Wish;

use super::Building;
use crate::account::IntentionAccount;
use crate::number::{Measure, Number, Place};

impl Building<'_> {
    pub(super) fn intentions(&mut self) -> Vec<IntentionAccount> {
        let views = self.view.intentions.clone();
        let mut accounts = Vec::new();
        for view in views {
            let place = match &view.zone {
                Some(zone) => Place::Zone(zone.clone()),
                None => Place::Whole,
            };
            let mut wishes = Vec::new();
            for (wish, persons) in &view.wishes {
                let word = wish_word(*wish);
                let id = format!("wish.{}.{}.{word}", place.key(), view.entry);
                let label = format!("said that they wish: {}", word.replace('_', " "));
                let mut number =
                    Number::of(&id, Measure::Wish, place.clone(), &label).figure(*persons);
                number.by = Some(view.asked_at);
                number.said_by = vec![view.source.clone()];
                number.roots = 1;
                number.sources = vec![view.entry.clone()];
                wishes.push((*wish, self.numbers.add(number)));
            }
            accounts.push(IntentionAccount {
                entry: view.entry,
                zone: view.zone,
                when: view.asked_at,
                wishes,
                asked_about_staying: view.asked_about_staying,
                asked_about_return: view.asked_about_return,
            });
        }
        accounts
    }
}

fn wish_word(wish: Wish) -> &'static str {
    match wish {
        Wish::Leave => "leave",
        Wish::Stay => "stay",
        Wish::Return => "return",
        Wish::Undecided => "undecided",
        Wish::NotSaid => "not_said",
    }
}
