//! Entries about what goes between people and parties.

use korridor_operate::fact::{
    Appointment, Figure, Intention, Kept, Mission, Notify, Outcome, Receipt, Respond, Wish,
};
use korridor_operate::{Fact, Words};

use super::Entering;
use crate::arguments::record::{
    DoneOptions, DueOptions, IntentionOptions, MissionOptions, NotifyOptions, OutcomeOptions,
    ReceiptOptions, RespondOptions,
};

pub fn due(entering: &mut Entering<'_>, options: &DueOptions) -> Fact {
    Fact::Due(Appointment {
        due: options.due.clone(),
        kind: options.kind,
        by: entering.time("--until", &options.until),
        about: options.about.about(),
        words: entering.words("--words", options.words.as_deref()),
    })
}

pub fn done(entering: &mut Entering<'_>, options: &DoneOptions) -> Fact {
    Fact::Done(Kept {
        due: options.due.clone(),
        words: entering.words("--words", options.words.as_deref()),
    })
}

pub fn intention(entering: &mut Entering<'_>, options: &IntentionOptions) -> Fact {
    let wishes = [
        (Wish::Leave, "--leave", &options.leave),
        (Wish::Stay, "--stay", &options.stay),
        (Wish::Return, "--return", &options.come_back),
        (Wish::Undecided, "--undecided", &options.undecided),
        (Wish::NotSaid, "--not-said", &options.not_said),
    ];
    let wishes: Vec<(Wish, Figure)> = wishes
        .into_iter()
        .filter_map(|(wish, flag, text)| Some((wish, flag, text.as_deref()?)))
        .map(|(wish, flag, text)| (wish, entering.persons(flag, text)))
        .collect();
    Fact::Intention(Box::new(Intention {
        zone: options.zone.clone(),
        asked: entering.needed_words("--asked", options.asked.as_deref()),
        wishes,
        staying_possible: options.staying_possible.as_deref().map(Words::from),
        return_possible: options.return_possible.as_deref().map(Words::from),
        source: options.source.clone(),
    }))
}

pub fn notify(entering: &mut Entering<'_>, options: &NotifyOptions) -> Fact {
    Fact::Notify(Box::new(Notify {
        notification: options.notification.clone(),
        party: options.party.clone(),
        kind: options.kind,
        about: options.about.about(),
        channel: options.channel,
        sent: entering.needed_words("--sent", options.sent.as_deref()),
        deadline: (options.deadline.as_deref()).map(|text| entering.time("--deadline", text)),
    }))
}

pub fn receipt(entering: &mut Entering<'_>, options: &ReceiptOptions) -> Fact {
    Fact::Receipt(Receipt {
        notification: options.notification.clone(),
        party: options.party.clone(),
        channel: options.channel,
        words: entering.words("--words", options.words.as_deref()),
    })
}

pub fn respond(entering: &mut Entering<'_>, options: &RespondOptions) -> Fact {
    Fact::Respond(Respond {
        notification: options.notification.clone(),
        party: options.party.clone(),
        response: options.response,
        words: entering.words("--words", options.words.as_deref()),
    })
}

pub fn mission(entering: &mut Entering<'_>, options: &MissionOptions) -> Fact {
    Fact::Mission(Box::new(Mission {
        mission: options.mission.clone(),
        precedence: options.precedence,
        litter: (options.litter.as_deref()).map(|text| entering.persons("--litter", text)),
        ambulatory: (options.ambulatory.as_deref())
            .map(|text| entering.persons("--ambulatory", text)),
        corridor: options.corridor.clone(),
        guarantors: options.guarantor.clone(),
        words: entering.words("--words", options.words.as_deref()),
    }))
}

pub fn outcome(entering: &mut Entering<'_>, options: &OutcomeOptions) -> Fact {
    Fact::Outcome(Outcome {
        mission: options.mission.clone(),
        outcome: options.outcome,
        moved: (options.moved.as_deref()).map(|text| entering.persons("--moved", text)),
        words: entering.words("--words", options.words.as_deref()),
    })
}
