//! The key of each of the program's own words: one arm for each variant, so that none is without one.

use korridor_operate::fact::{
    Channel, Happening, Modality, NotificationKind, OutcomeKind, Polarity, Precedence, Reliability,
    ResponseKind,
};
use korridor_operate::view::{GuaranteeStanding, IncidentStanding};

use crate::account::Said;

pub fn happening(happening: Happening) -> &'static str {
    match happening {
        Happening::Shelling => "happening.shelling",
        Happening::AirStrike => "happening.air_strike",
        Happening::Gunfire => "happening.gunfire",
        Happening::Explosion => "happening.explosion",
        Happening::Obstruction => "happening.obstruction",
        Happening::Detention => "happening.detention",
        Happening::Open => "happening.open",
        Happening::Closed => "happening.closed",
        Happening::Movement => "happening.movement",
        Happening::Gathering => "happening.gathering",
        Happening::Casualties => "happening.casualties",
        Happening::Announcement => "happening.announcement",
        Happening::Other => "happening.other",
    }
}

/// What a claim says has happened: an account carries it as a word.
pub fn happening_of(said: &Said) -> Option<&'static str> {
    let word = serde_json::Value::String(said.what.replace(' ', "_"));
    let found: Happening = serde_json::from_value(word).ok()?;
    (said.kind == "claim").then(|| happening(found))
}

pub fn standing(standing: IncidentStanding) -> &'static str {
    match standing {
        IncidentStanding::Reported => "standing.reported",
        IncidentStanding::Contested => "standing.contested",
        IncidentStanding::Corroborated => "standing.corroborated",
        IncidentStanding::Confirmed => "standing.confirmed",
        IncidentStanding::Unfounded => "standing.unfounded",
    }
}

pub fn precedence(precedence: Precedence) -> &'static str {
    match precedence {
        Precedence::Urgent => "precedence.urgent",
        Precedence::UrgentSurgical => "precedence.urgent_surgical",
        Precedence::Priority => "precedence.priority",
        Precedence::Routine => "precedence.routine",
    }
}

pub fn outcome(outcome: OutcomeKind) -> &'static str {
    match outcome {
        OutcomeKind::Facilitated => "outcome.facilitated",
        OutcomeKind::PartiallyFacilitated => "outcome.partially_facilitated",
        OutcomeKind::Impeded => "outcome.impeded",
        OutcomeKind::Denied => "outcome.denied",
        OutcomeKind::Postponed => "outcome.postponed",
        OutcomeKind::Cancelled => "outcome.cancelled",
    }
}

pub fn notification(kind: NotificationKind) -> &'static str {
    match kind {
        NotificationKind::StaticSite => "notification.static_site",
        NotificationKind::Movement => "notification.movement",
        NotificationKind::Evacuation => "notification.evacuation",
    }
}

pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Voice => "channel.voice",
        Channel::Mail => "channel.mail",
        Channel::Message => "channel.message",
        Channel::Paper => "channel.paper",
        Channel::InPerson => "channel.in_person",
        Channel::Intermediary => "channel.intermediary",
    }
}

/// Only what a party itself answered; receipt has no word here.
pub fn response(response: ResponseKind) -> &'static str {
    match response {
        ResponseKind::Accepted => "response.accepted",
        ResponseKind::Objected => "response.objected",
        ResponseKind::Conditions => "response.conditions",
    }
}

pub fn guarantee(standing: GuaranteeStanding) -> &'static str {
    match standing {
        GuaranteeStanding::Holds => "guarantee.holds",
        GuaranteeStanding::GivenForAnotherTime => "guarantee.given_for_another_time",
        GuaranteeStanding::GivenTooWeakly => "guarantee.given_too_weakly",
        GuaranteeStanding::Requested => "guarantee.requested",
        GuaranteeStanding::Refused => "guarantee.refused",
        GuaranteeStanding::Withdrawn => "guarantee.withdrawn",
        GuaranteeStanding::Expired => "guarantee.expired",
        GuaranteeStanding::NotRequested => "guarantee.not_requested",
    }
}

/// How a claim is put, where that is more than said.
pub fn put(modality: Option<Modality>, polarity: Option<Polarity>) -> Option<&'static str> {
    match (modality, polarity) {
        (Some(Modality::Denied), _) => Some("put.denied"),
        (_, Some(Polarity::Negated)) => Some("put.negated"),
        (Some(Modality::Planned), _) => Some("put.planned"),
        (Some(Modality::Reported), _) => Some("put.reported"),
        _ => None,
    }
}

/// The letter of a judgement of a source (Admiralty code).
pub fn reliability(reliability: Reliability) -> String {
    match serde_json::to_value(reliability) {
        Ok(serde_json::Value::String(letter)) => letter.to_uppercase(),
        _ => String::new(),
    }
}
