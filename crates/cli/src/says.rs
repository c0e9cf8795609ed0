//! What an entry says, in one line: times with their dates by the clock of the place, never words of people.

use korridor_operate::fact::{
    Answerable, Claim, CountAt, Declare, Direction, Fact, GateCount, Go, Guarantee, ItemAnswer,
    Passage, Precision, Relate, Relation, Subject,
};
use korridor_operate::{Event, Moment, Nature, Span, Stamp};
use korridor_world::LocalClock;

use crate::board::{fact_about, figure, listed, word};
use crate::plain::plain;

/// Stands before every answer of an exercise.
pub fn exercise(nature: Option<Nature>) -> &'static str {
    match nature {
        Some(Nature::Exercise) => "EXERCISE. ",
        Some(Nature::Operation) | None => "",
    }
}

/// `2016-11-04 14:05`, with the seconds where they are not nought.
pub fn time(clock: &LocalClock, at: Stamp) -> String {
    let local = clock.local(at.0).to_string().replace('T', " ");
    match local.strip_suffix(":00") {
        Some(short) => short.to_owned(),
        None => local,
    }
}

/// `2016-11-04 09:00 to 19:00`, or both with their dates.
pub fn span(clock: &LocalClock, from: Stamp, to: Stamp) -> String {
    let (from, to) = (time(clock, from), time(clock, to));
    let is_same_day = from.get(..10) == to.get(..10);
    let to = if is_same_day {
        to.get(11..)
    } else {
        Some(to.as_str())
    };
    format!("{from} to {}", to.unwrap_or_default())
}

/// A moment, with the words of whoever said it if they are kept.
pub fn moment(clock: &LocalClock, moment: &Moment) -> String {
    let said = moment.said.as_ref().map(|said| format!(" (said: {said})"));
    let when = match moment.earliest == moment.latest {
        true => time(clock, moment.earliest),
        false => span(clock, moment.earliest, moment.latest),
    };
    when + &said.unwrap_or_default()
}

/// What was understood of an entry, with its zone: stands under the answer to whoever entered it.
pub fn understood(clock: &LocalClock, event: &Event) -> String {
    let zone = clock.zone_name();
    let known = time(clock, event.known);
    let occurred = match event.occurred == Moment::exact(event.known) {
        true => String::new(),
        false => format!("; occurred {}", moment(clock, &event.occurred)),
    };
    let what = fact(clock, &event.fact);
    plain(&format!("{what}{occurred}; known {known} ({zone})"))
}

/// What a fact says.
pub fn fact(clock: &LocalClock, fact: &Fact) -> String {
    match fact {
        Fact::Opened(_)
        | Fact::Setup(_)
        | Fact::Actor(_)
        | Fact::Source(_)
        | Fact::Rules(_)
        | Fact::Publish(_)
        | Fact::Material(_)
        | Fact::Erase(_)
        | Fact::Merged(_)
        | Fact::Withdraw(_)
        | Fact::Resolve(_) => of_the_record(fact),
        Fact::Count(count) => of_count(clock, count),
        Fact::Report(claim) => of_claim(clock, claim),
        Fact::Relate(relate) => of_relation(relate),
        Fact::Judge(judge) => {
            let confirmed = judge.confirmed_by.as_ref();
            let confirmed = confirmed.map(|by| format!(", confirmed by {by}"));
            format!(
                "{} is judged {} ({}){}",
                answerable(&judge.subject),
                judge.credibility.digit(),
                credibility_word(judge.credibility.digit()),
                confirmed.unwrap_or_default()
            )
        }
        Fact::Incident(incident) => {
            format!("{}: {}", incident.incident, incident.claims.join(", "))
        }
        Fact::Settle(settle) => format!("{}: {}", settle.incident, word(&settle.settled)),
        Fact::Declare(_)
        | Fact::Agree(_)
        | Fact::Amend(_)
        | Fact::Guarantee(_)
        | Fact::Confirm(_)
        | Fact::Go(_)
        | Fact::Trip(_)
        | Fact::Status(_) => of_the_pause(clock, fact),
        Fact::Due(_)
        | Fact::Done(_)
        | Fact::Intention(_)
        | Fact::Notify(_)
        | Fact::Receipt(_)
        | Fact::Respond(_)
        | Fact::Mission(_)
        | Fact::Outcome(_) => between_people(clock, fact),
    }
}

fn credibility_word(digit: char) -> &'static str {
    match digit {
        '1' => "confirmed",
        '2' => "probably true",
        '3' => "possibly true",
        '4' => "doubtful",
        '5' => "improbable",
        _ => "cannot be judged",
    }
}

fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Pause => "the pause".to_owned(),
        Subject::Corridor(corridor) => format!("corridor {corridor}"),
    }
}

fn answerable(subject: &Answerable) -> String {
    match subject {
        Answerable::Claim(claim) => format!("claim {claim}"),
        Answerable::Count(count) => format!("count {count}"),
    }
}

fn of_count(clock: &LocalClock, count: &GateCount) -> String {
    let at = match &count.at {
        CountAt::Gate(gate) => format!("gate {gate}"),
        CountAt::Corridor(corridor) => format!("corridor {corridor}"),
        CountAt::Departure(zone) => format!("departure {zone}"),
        CountAt::Reception(place) => format!("reception {place}"),
        CountAt::Everywhere => "all corridors".to_owned(),
    };
    let direction = match (count.direction, count.passage) {
        (Direction::In, _) => " inwards",
        (Direction::Out, Passage::Passed) => " outwards",
        (Direction::Out, _) => "",
    };
    let parts = count.parts.iter();
    let parts = parts.map(|(part, persons)| format!("{persons} {}", word(part)));
    let parts: Vec<String> = parts.collect();
    let parts = match parts.is_empty() {
        true => String::new(),
        false => format!(", of them {}", parts.join(", ")),
    };
    let corrects = match count.supersedes.is_empty() {
        true => String::new(),
        false => format!(", corrects {}", listed(&count.supersedes)),
    };
    format!(
        "{}: {} {}{direction} at {at}{parts}, {}, by {}{corrects}",
        count.count,
        figure(count.persons),
        word(&count.passage),
        span(clock, count.interval.from, count.interval.to),
        count.source
    )
}

fn of_claim(clock: &LocalClock, claim: &Claim) -> String {
    let place = &claim.place;
    let named: Vec<&String> = place.corridors.iter().chain(&place.gates).collect();
    let place = match (place.precision, named.is_empty()) {
        (Precision::Named, _) => format!("at {}", listed(&named)),
        (Precision::OneOf, true) => "on a corridor, none named".to_owned(),
        (Precision::OneOf, false) => format!("on one of {}", listed(&named)),
        (Precision::Near, _) => format!("near {}", listed(&named)),
        (Precision::Unknown, _) => "place not known".to_owned(),
    };
    let when = claim.when.as_ref();
    let when = when.map_or("time not said".to_owned(), |when| moment(clock, when));
    let how = match word(&claim.polarity).as_str() {
        "negated" => format!("{}, says that it is not so", word(&claim.modality)),
        _ => word(&claim.modality),
    };
    let told = match claim.told_by.is_empty() {
        true => String::new(),
        false => format!(", told by {}", listed(&claim.told_by)),
    };
    let persons = claim.persons.map(|of| format!(", {} people", figure(of)));
    format!(
        "{} of {}{told}: {}, {how}, {place}, {when}{}",
        claim.claim,
        claim.source,
        word(&claim.happening),
        persons.unwrap_or_default()
    )
}

/// A relation that nobody set yet is never said as if it were.
fn of_relation(relate: &Relate) -> String {
    let said = format!("{} {} {}", relate.claim, word(&relate.kinship), relate.to);
    match relate.relation {
        Relation::Set => said,
        Relation::Proposed => {
            format!("proposes that {said}; counts for nothing until a person sets it")
        }
        Relation::Dropped => format!("drops that {said}"),
    }
}

fn of_the_record(fact: &Fact) -> String {
    match fact {
        Fact::Opened(opened) => format!(
            "{} at site {}, {}, times of {}",
            opened.scenario,
            opened.site,
            word(&opened.nature),
            opened.time_zone
        ),
        Fact::Setup(setup) => format!(
            "{} corridors, {} zones",
            setup.corridors.len(),
            setup.zones.len()
        ),
        Fact::Actor(actor) => format!("{}, {}", actor.actor, word(&actor.role)),
        Fact::Source(source) => format!(
            "{}, root {}, {:?}",
            source.source, source.root, source.reliability
        ),
        Fact::Rules(rules) => rules_in_words(rules).join("; "),
        Fact::Publish(plan) => {
            let replaces = plan.replaces.as_ref();
            let replaces = replaces.map(|plan| format!(", replaces {plan}"));
            format!("plan {}{}", plan.plan, replaces.unwrap_or_default())
        }
        Fact::Material(material) => format!(
            "{}: {} copy, {} bytes",
            material.material,
            word(&material.copy),
            material.bytes
        ),
        Fact::Erase(erase) => format!(
            "{} contents, approved by {}: {}",
            erase.commitments.len(),
            erase.approved_by,
            erase.reason
        ),
        Fact::Merged(merged) => format!(
            "{} entries of {}, {} conflicts",
            merged.entries.len(),
            merged.origin,
            merged.conflicts.len()
        ),
        Fact::Withdraw(withdraw) => format!("{} is taken back", withdraw.entry),
        Fact::Resolve(resolve) => format!("{}: {} is followed", resolve.conflict, resolve.keep),
        _ => String::new(),
    }
}

/// Each rule of the board in words.
pub fn rules_in_words(rules: &korridor_operate::fact::Rules) -> Vec<String> {
    let guarantors = match rules.guarantors.is_empty() {
        true => "every party of the pause".to_owned(),
        false => listed(&rules.guarantors),
    };
    let roots = match rules.roots_to_contest {
        1 => "one independent root contest".to_owned(),
        roots => format!("{roots} independent roots contest"),
    };
    let signatures = match rules.signatures {
        1 => "one signature".to_owned(),
        signatures => format!("{signatures} signatures"),
    };
    vec![
        format!(
            "an open corridor is unknown after {} minutes of silence",
            rules.silence_minutes
        ),
        format!("claims of danger from {roots} the corridor that they name"),
        format!(
            "a guarantee counts from the level {} on",
            word(&rules.guarantee_level)
        ),
        format!("a go/no-go list takes {signatures}"),
        format!("who must guarantee: {guarantors}"),
    ]
}

fn of_declaration(clock: &LocalClock, declare: &Declare) -> String {
    let windows = declare.windows.iter();
    let windows: Vec<String> = windows
        .map(|window: &Span| span(clock, window.from, window.to))
        .collect();
    let windows = match windows.is_empty() {
        true => ", no hours stated".to_owned(),
        false => format!(", {}", windows.join(" and ")),
    };
    let hours = declare
        .stated_hours
        .map(|hours| format!(", {hours} hours by its word"));
    let promised = declare.promised;
    let promised = promised.map(|of| format!(", promises that {} can pass", figure(of)));
    let purposes: Vec<String> = declare.purposes.iter().map(word).collect();
    let purposes = match purposes.is_empty() {
        true => String::new(),
        false => format!(", for {}", listed(&purposes)),
    };
    let conditions = if declare.conditions.is_some() {
        ", with conditions"
    } else {
        ""
    };
    format!(
        "{} declares {}{windows}{}{}{purposes}{conditions}",
        declare.party,
        subject(&declare.subject),
        hours.unwrap_or_default(),
        promised.unwrap_or_default()
    )
}

fn of_guarantee(clock: &LocalClock, step: &Guarantee) -> String {
    let level = step.level.map(|level| format!(", {}", word(&level)));
    let interval = step
        .interval
        .map(|of| format!(", {}", span(clock, of.from, of.to)));
    let expires = step
        .expires
        .map(|at| format!(", lapses at {}", time(clock, at)));
    let conditions = if step.conditions.is_some() {
        ", with conditions"
    } else {
        ""
    };
    format!(
        "{} of {} for {}: {}{}{}{}{conditions}",
        step.guarantee,
        step.party,
        fact_about(&step.covers),
        word(&step.step),
        level.unwrap_or_default(),
        interval.unwrap_or_default(),
        expires.unwrap_or_default()
    )
}

fn of_the_pause(clock: &LocalClock, fact: &Fact) -> String {
    match fact {
        Fact::Declare(declare) => of_declaration(clock, declare),
        Fact::Agree(agree) => format!(
            "{}: consent to {} {}",
            agree.party,
            subject(&agree.subject),
            word(&agree.consent)
        ),
        Fact::Amend(amend) => {
            let ends: Vec<String> = amend.ends.iter().map(|end| time(clock, *end)).collect();
            format!(
                "{} states another end of {}: {}",
                amend.party,
                subject(&amend.subject),
                ends.join(" or ")
            )
        }
        Fact::Guarantee(step) => of_guarantee(clock, step),
        Fact::Confirm(confirm) => format!(
            "{}, commander of {}: {}",
            confirm.gate,
            confirm.party,
            word(&confirm.commander)
        ),
        Fact::Go(go) => of_go(go),
        Fact::Trip(trip) => format!("{}: {}", trip.corridor, trip.trigger),
        Fact::Status(status) => format!("{}: {}", status.corridor, word(&status.decision)),
        _ => String::new(),
    }
}

fn of_go(go: &Go) -> String {
    let not_yes = go
        .items
        .iter()
        .filter(|item| item.answer != ItemAnswer::Yes);
    let items = match (go.items.len(), not_yes.count()) {
        (items, 0) => format!("{items} items"),
        (items, not_yes) => format!("{items} items, {not_yes} of them not yes"),
    };
    let triggers = match go.stop_triggers.is_empty() {
        true => "none".to_owned(),
        false => listed(&go.stop_triggers),
    };
    let decision = word(&go.decision).replace(' ', "-");
    let signers = listed(&go.signed_by);
    format!(
        "{}: {decision}, {items}, stop triggers {triggers}, signed by {signers}",
        go.corridor
    )
}

fn between_people(clock: &LocalClock, fact: &Fact) -> String {
    let about = |about: &Option<korridor_operate::fact::GuaranteeFor>| {
        let about = about
            .as_ref()
            .map(|about| format!(", {}", fact_about(about)));
        about.unwrap_or_default()
    };
    match fact {
        Fact::Due(due) => format!(
            "{} {} by {}{}",
            word(&due.kind),
            due.due,
            time(clock, due.by),
            about(&due.about)
        ),
        Fact::Done(kept) => kept.due.clone(),
        Fact::Intention(asked) => {
            let wishes = asked.wishes.iter();
            let wishes = wishes.map(|(wish, of)| format!("{} {}", word(wish), figure(*of)));
            format!(
                "{}, asked by {}: {}",
                asked.zone.as_deref().unwrap_or("all zones"),
                asked.source,
                wishes.collect::<Vec<_>>().join("; ")
            )
        }
        Fact::Notify(notify) => {
            let deadline = notify.deadline;
            let deadline = deadline.map(|by| format!(", answer expected by {}", time(clock, by)));
            format!(
                "{} to {}, {} by {}{}{}",
                notify.notification,
                notify.party,
                word(&notify.kind),
                word(&notify.channel),
                about(&notify.about),
                deadline.unwrap_or_default()
            )
        }
        Fact::Receipt(receipt) => format!("{} by {}", receipt.notification, receipt.party),
        Fact::Respond(respond) => format!(
            "{} by {}: {}",
            respond.notification,
            respond.party,
            word(&respond.response)
        ),
        Fact::Mission(mission) => {
            let patients = |of: Option<korridor_operate::fact::Figure>| {
                of.map_or("not known".to_owned(), figure)
            };
            let corridor = mission
                .corridor
                .as_ref()
                .map(|of| format!(", corridor {of}"));
            format!(
                "{}: {}, must lie {}, can sit or walk {}{}",
                mission.mission,
                word(&mission.precedence),
                patients(mission.litter),
                patients(mission.ambulatory),
                corridor.unwrap_or_default()
            )
        }
        Fact::Outcome(outcome) => {
            let moved = outcome.moved.map(|of| format!(", {} moved", figure(of)));
            format!(
                "{}: {}{}",
                outcome.mission,
                word(&outcome.outcome),
                moved.unwrap_or_default()
            )
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use korridor_operate::Words;
    use korridor_operate::fact::Kinship;

    #[test]
    fn a_proposed_relation_is_not_said_as_if_it_were_set() {
        let relate = |relation| {
            of_relation(&Relate {
                claim: "K004".to_owned(),
                kinship: Kinship::Contradicts,
                to: "K005".to_owned(),
                relation,
                reason: Words::from("why"),
            })
        };
        assert_eq!(relate(Relation::Set), "K004 contradicts K005");
        let proposed = relate(Relation::Proposed);
        assert!(
            proposed.starts_with("proposes that K004 contradicts K005"),
            "{proposed}"
        );
        assert_eq!(
            relate(Relation::Dropped),
            "drops that K004 contradicts K005"
        );
    }
}
