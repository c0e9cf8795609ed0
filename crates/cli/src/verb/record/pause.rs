//! Entries about the pause and its corridors.

use korridor_operate::fact::{
    Agree, Amend, Confirm, Declare, Go, Guarantee, GuaranteeFor, Status, Trip,
};
use korridor_operate::{Fact, Words};

use super::Entering;
use crate::arguments::record::{
    AgreeOptions, AmendOptions, ConfirmOptions, DeclareOptions, GoOptions, GuaranteeOptions,
    StatusOptions, TripOptions,
};

pub fn declare(entering: &mut Entering<'_>, options: &DeclareOptions) -> Fact {
    let windows = options.window.iter();
    Fact::Declare(Box::new(Declare {
        party: options.party.clone(),
        subject: options.subject.subject(),
        windows: windows
            .map(|text| entering.span("--window", text))
            .collect(),
        stated_hours: options.stated_hours,
        purposes: options.purpose.clone(),
        promised: (options.promised.as_deref()).map(|text| entering.persons("--promised", text)),
        conditions: options.conditions.as_deref().map(Words::from),
        words: entering.words("--words", options.words.as_deref()),
    }))
}

pub fn agree(entering: &mut Entering<'_>, options: &AgreeOptions) -> Fact {
    Fact::Agree(Agree {
        party: options.party.clone(),
        subject: options.subject.subject(),
        consent: options.consent,
        words: entering.words("--words", options.words.as_deref()),
    })
}

pub fn amend(entering: &mut Entering<'_>, options: &AmendOptions) -> Fact {
    let ends = options.end.iter();
    Fact::Amend(Amend {
        party: options.party.clone(),
        subject: options.subject.subject(),
        ends: ends.map(|text| entering.time("--end", text)).collect(),
        words: entering.words("--words", options.words.as_deref()),
    })
}

pub fn guarantee(entering: &mut Entering<'_>, options: &GuaranteeOptions) -> Fact {
    let mission = options.mission.clone().map(GuaranteeFor::Mission);
    let corridor = options.corridor.clone().unwrap_or_default();
    Fact::Guarantee(Box::new(Guarantee {
        guarantee: options.guarantee.clone(),
        party: options.party.clone(),
        covers: mission.unwrap_or(GuaranteeFor::Corridor(corridor)),
        step: options.step,
        interval: (options.interval.as_deref()).map(|text| entering.span("--interval", text)),
        level: options.level,
        expires: (options.expires.as_deref()).map(|text| entering.time("--expires", text)),
        conditions: options.conditions.as_deref().map(Words::from),
        words: entering.words("--words", options.words.as_deref()),
    }))
}

pub fn confirm(entering: &mut Entering<'_>, options: &ConfirmOptions) -> Fact {
    Fact::Confirm(Confirm {
        gate: options.gate.clone(),
        party: options.party.clone(),
        commander: options.commander,
        words: entering.words("--words", options.words.as_deref()),
    })
}

pub fn go(options: &GoOptions) -> Fact {
    Fact::Go(Box::new(Go {
        corridor: options.corridor.clone(),
        items: options.item.clone(),
        stop_triggers: options.stop_trigger.clone(),
        signed_by: options.signed_by.clone(),
        decision: options.decision,
    }))
}

pub fn trip(entering: &mut Entering<'_>, options: &TripOptions) -> Fact {
    Fact::Trip(Trip {
        corridor: options.corridor.clone(),
        trigger: options.trigger.clone(),
        words: entering.words("--words", options.words.as_deref()),
    })
}

pub fn status(entering: &mut Entering<'_>, options: &StatusOptions) -> Fact {
    Fact::Status(Status {
        corridor: options.corridor.clone(),
        decision: options.decision,
        reason: entering.needed_words("--reason", options.reason.as_deref()),
    })
}
