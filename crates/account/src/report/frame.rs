//! What stands on every report: marks, as of when, whom it is for, and that staying is a choice.

use crate::account::Account;
use crate::policy::{Grain, Profile};
use crate::release::{Marking, Released};

use super::document::{Document, Look, Mark, Section};
use super::text::Text;
use super::voice::Voice;
use super::{ReportOptions, ReportRefusal};

/// A released account with a voice to tell it in.
pub(super) struct Frame<'a> {
    pub account: &'a Account,
    pub marking: &'a Marking,
    pub voice: Voice,
}

impl<'a> Frame<'a> {
    pub fn new(released: &'a Released<Account>, options: ReportOptions) -> Frame<'a> {
        let account = released.value();
        Frame {
            account,
            marking: released.marking(),
            voice: Voice::new(options.language, options.digits, &account.time_zone),
        }
    }

    /// Refuses a release that was not made for this kind of report.
    pub fn require(
        &self,
        fits: impl Fn(&Profile) -> bool,
        expected: &'static str,
    ) -> Result<Profile, ReportRefusal> {
        let profile = Profile::parse(&self.marking.profile);
        profile
            .filter(|profile| fits(profile))
            .ok_or_else(|| ReportRefusal::Profile {
                found: self.marking.profile.clone(),
                expected,
            })
    }

    /// The title of the operation, if it is released.
    pub fn operation(&self) -> Text {
        match self.account.title.as_str() {
            "" => self.voice.say("frame.untitled"),
            title => Text::named(title),
        }
    }

    pub fn document(&self, kind: &'static str, title: Text, sections: Vec<Section>) -> Document {
        let sections = sections.into_iter().filter(|one| !one.blocks.is_empty());
        Document {
            kind,
            language: self.voice.language(),
            digits: self.voice.digits(),
            title,
            marks: self.marks(),
            facts: self.facts(),
            sections: sections.collect(),
            foot: vec![
                self.voice.say("frame.staying"),
                self.voice.say("frame.no_verdict"),
                self.voice.say("frame.template"),
            ],
            pager: self.voice.pager("frame.pager"),
        }
    }

    fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        if self.marking.exercise.is_some() {
            marks.push(Mark {
                text: self.voice.say("frame.exercise"),
                look: Look::Exercise,
            });
        }
        let level = match Profile::parse(&self.marking.profile) {
            Some(Profile::StrictlyConfidential) => "profile.strictly_confidential",
            Some(Profile::Confidential) => "profile.confidential",
            Some(Profile::Internal) => "profile.internal",
            Some(Profile::Party(_)) => "profile.party",
            Some(Profile::Public) => "profile.public",
            None => "profile.strictly_confidential",
        };
        let text = Text::sign(&self.marking.tlp)
            .and(&Text::own(" · "))
            .and(&self.voice.say(level));
        marks.push(Mark {
            text,
            look: Look::Marking,
        });
        marks
    }

    fn facts(&self) -> Vec<(Text, Text)> {
        let voice = &self.voice;
        let is_coarse = matches!(self.marking.time, Grain::Day | Grain::Month);
        let at = match is_coarse {
            true => voice.day(self.account.at),
            false => voice.time(self.account.at),
        };
        let mut facts = vec![(voice.say("frame.as_of"), at)];
        if !self.account.time_zone.is_empty() {
            let zone = Text::sign(&self.account.time_zone);
            facts.push((voice.say("frame.clock"), zone));
        }
        if let Some(country) = &self.marking.country {
            facts.push((voice.say("frame.country"), Text::named(country)));
        }
        if let Profile::Party(party) =
            Profile::parse(&self.marking.profile).unwrap_or(Profile::Public)
        {
            facts.push((voice.say("frame.party"), Text::named(&party)));
        }
        facts
    }
}
