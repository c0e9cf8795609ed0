//! The sheet of one party: what it was itself sent, word for word, and what it answered. Nothing of others.

use korridor_operate::Words;

use super::document::{Block, Document, Section, Table};
use super::frame::Frame;
use super::text::Text;
use super::words;
use super::{ReportOptions, ReportRefusal};
use crate::account::{Account, GuaranteeAccount, NotificationAccount};
use crate::policy::Profile;
use crate::release::Released;
use crate::render::sha256;
use korridor_operate::fact::GuaranteeFor;

/// The sheet of the party that an account was released to.
///
/// # Errors
/// It was released to somebody else.
pub fn party(
    released: &Released<Account>,
    options: ReportOptions,
) -> Result<Document, ReportRefusal> {
    let frame = Frame::new(released, options);
    let profile = frame.require(|profile| matches!(profile, Profile::Party(_)), "party:NAME")?;
    let Profile::Party(party) = profile else {
        return Err(ReportRefusal::Profile {
            found: profile.to_string(),
            expected: "party:NAME",
        });
    };
    let voice = &frame.voice;
    let title = voice.tell("party.title", &[("party", Text::named(&party))]);
    // The release left nothing of others; this leaves nothing of others even of another release.
    let own = frame.account.notifications.iter();
    let own: Vec<&NotificationAccount> = own.filter(|one| one.party == party).collect();
    let section = |id, heading, blocks| Section::full(id, voice.say(heading), blocks);
    let sections = vec![
        section("notifications", "party.sent", notifications(&frame, &own)),
        section("guarantees", "party.guarantees", guarantees(&frame, &party)),
    ];
    Ok(frame.document("party", title, sections))
}

fn notifications(frame: &Frame<'_>, own: &[&NotificationAccount]) -> Vec<Block> {
    let voice = &frame.voice;
    let mut blocks = vec![Block::Care(voice.say("party.receipt"))];
    if own.is_empty() {
        blocks.push(Block::Paragraph(voice.say("party.nothing")));
    }
    for one in own {
        let kind = voice.say(words::notification(one.kind));
        let rows: Vec<Vec<Text>> = facts(frame, one)
            .into_iter()
            .map(|(what, value)| vec![what, value])
            .collect();
        blocks.push(Block::Table(Table {
            caption: kind,
            head: vec![voice.say("party.what"), voice.say("party.value")],
            rows,
        }));
        if let Words::Plain(text) = &one.words {
            blocks.push(Block::Quote(text.lines().map(Text::named).collect()));
        }
    }
    blocks
}

fn facts(frame: &Frame<'_>, one: &NotificationAccount) -> Vec<(Text, Text)> {
    let voice = &frame.voice;
    let received = one.received.map(|at| voice.time(at));
    let answer = one.response.map(|kind| voice.say(words::response(kind)));
    let digest = match &one.words {
        // Of the exact bytes, so that the party can compare them with what it has.
        Words::Plain(text) => Text::sign(&sha256(text.as_bytes())),
        Words::Sealed(_) => voice.say("word.words_not_here"),
    };
    let mut facts = vec![
        (voice.say("party.sent_at"), voice.time(one.sent)),
        (
            voice.say("party.channel"),
            voice.say(words::channel(one.channel)),
        ),
        (
            voice.say("party.received_at"),
            received.unwrap_or_else(|| voice.say("party.no_receipt")),
        ),
        (
            voice.say("party.answer"),
            answer.unwrap_or_else(|| voice.say("party.no_answer")),
        ),
    ];
    if let Some(deadline) = one.deadline {
        facts.push((voice.say("party.deadline"), voice.time(deadline)));
    }
    facts.push((voice.say("party.digest"), digest));
    facts
}

/// Its own, if a policy releases them.
fn guarantees(frame: &Frame<'_>, party: &str) -> Vec<Block> {
    let voice = &frame.voice;
    let own = frame.account.guarantees.iter();
    let own: Vec<&GuaranteeAccount> = own.filter(|one| one.party == party).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let row = |one: &&GuaranteeAccount| {
        let (GuaranteeFor::Corridor(name) | GuaranteeFor::Mission(name)) = &one.covers;
        let time = |at: Option<_>| at.map_or_else(|| Text::own("—"), |at| voice.time(at));
        vec![
            Text::sign(name),
            time(one.asked),
            time(one.given),
            voice.say(words::guarantee(one.standing)),
        ]
    };
    let head = ["party.for", "party.asked", "party.given", "party.stands"];
    vec![Block::Table(Table {
        caption: voice.say("party.guarantees_caption"),
        head: head.map(|key| voice.say(key)).to_vec(),
        rows: own.iter().map(row).collect(),
    })]
}
