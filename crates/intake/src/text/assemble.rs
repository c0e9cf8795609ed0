//! From drafts to proposals: times, sources, places and words of each.

mod said;
mod when;

use std::collections::BTreeMap;

use super::actor::{Mention, Scene, mentions, scene};
use super::attribution::{Attributions, Scope, attributions};
use super::document::{Class, Document, Language};
use super::lexicon::Lexicon;
use super::normal::Normal;
use super::scan::{Draft, Scan};
use super::tag::Tag;
use super::time::{Anchor, Dateline, Timex, dateline, expressions};
use super::{Options, Proposal, Reading, Site, Span, Speaker, check, frame, link, rules};
pub(super) use when::possible_days;
use when::{Carry, halfway, local, time, when};

/// All that the stages after the frames need.
pub(super) struct Work<'a> {
    pub document: &'a Document<'a>,
    pub scene: Scene,
    pub dateline: Dateline,
    pub mentions: Vec<Mention>,
    pub attributions: Attributions,
    pub times: Vec<Vec<Timex>>,
    pub spans: Spans<'a>,
}

/// From tokens to spans of the text.
pub(super) struct Spans<'a> {
    document: &'a Document<'a>,
    normal: &'a Normal,
    /// How many code points come before every 64th byte.
    points: Vec<u32>,
}

const STEP: usize = 64;

impl<'a> Spans<'a> {
    fn new(document: &'a Document<'a>, normal: &'a Normal) -> Spans<'a> {
        let mut points = Vec::with_capacity(normal.text.len() / STEP + 1);
        let mut count = 0_u32;
        for block in normal.text.as_bytes().chunks(STEP) {
            points.push(count);
            count += signs(block);
        }
        Spans {
            document,
            normal,
            points,
        }
    }

    fn point(&self, byte: u32) -> u32 {
        let bytes = self.normal.text.as_bytes();
        let block = (byte as usize / STEP).min(self.points.len().saturating_sub(1));
        let from = block * STEP;
        let rest = &bytes[from..(byte as usize).min(bytes.len())];
        self.points.get(block).copied().unwrap_or(0) + signs(rest)
    }

    /// The span of tokens `first` up to `last`.
    pub fn of(&self, first: u32, last: u32) -> Span {
        let tokens = &self.document.tokens.list;
        let (Some(one), Some(two)) = (
            tokens.get(first as usize),
            tokens.get((last.max(first + 1) - 1) as usize),
        ) else {
            return Span::default();
        };
        Span {
            start: self.point(one.start),
            end: self.point(two.end),
            byte_start: one.start,
            byte_end: two.end,
            original_start: self.normal.original(one.start as usize) as u32,
            original_end: self.normal.original(two.end as usize) as u32,
        }
    }
}

/// How many signs begin in these bytes; those that go on with a sign begin none.
fn signs(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .map(|byte| u32::from(byte & 0xC0 != 0x80))
        .sum()
}

pub(super) fn reading(normal: &Normal, lexicon: &Lexicon, options: &Options) -> Reading {
    let document = Document::of(&normal.text, lexicon);
    let mut scene = scene(&document);
    if let Some(zone) = &options.zone {
        scene.zone.clone_from(zone);
    }
    let own = dateline(&document);
    let dateline = match options.written {
        Some(day) => Dateline {
            anchor: Anchor::Day(day),
            ..own
        },
        None => own,
    };
    let mentions = without_credits(&document, mentions(&document, &scene));
    let attributions = attributions(&document, &mentions);
    let times = document
        .sentences
        .iter()
        .map(|sentence| {
            let mut found = expressions(&document, sentence.first, sentence.last);
            found.retain(|timex| timex.first >= dateline.last || timex.last <= dateline.first);
            found
        })
        .collect();
    let work = Work {
        document: &document,
        scene,
        dateline,
        mentions,
        attributions,
        times,
        spans: Spans::new(&document, normal),
    };
    let drafts = drafts(&work);
    let mut claims: Vec<Proposal> = Vec::with_capacity(drafts.len());
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    let mut carry = Carry::new(&work);
    for mut draft in drafts {
        claims.push(proposal(&work, &mut draft, &mut carry));
        kept.push(draft);
    }
    halfway(&work, &kept, &mut claims);
    untranslated(&work, &mut claims);
    let mut checks = check::checks(&work, &kept, &claims);
    checks.extend(check::written(&work, own.anchor));
    checks.sort_by_key(|check| (check.span.start, check.kind));
    link::links(&mut claims);
    let mut by_rule: BTreeMap<&'static str, usize> = BTreeMap::new();
    for claim in &claims {
        *by_rule.entry(claim.rule).or_default() += 1;
    }
    let date = match dateline.anchor {
        Anchor::Day(date) => Some(date.to_string()),
        Anchor::Month(date) => Some(format!("{:04}-{:02}", date.year(), date.month())),
        Anchor::Unknown => None,
    };
    let language = document
        .paragraphs
        .iter()
        .find(|paragraph| paragraph.class == Class::Body && paragraph.language != Language::Other)
        .map_or(Language::Other, |paragraph| paragraph.language);
    Reading {
        language: language.tag(),
        date,
        zone: (!work.scene.zone.is_empty()).then(|| work.scene.zone.clone()),
        claims,
        checks,
        by_rule,
        text: normal.text.clone(),
    }
}

/// Agencies in brackets at the head of a text, and everybody in a credit, say nothing.
fn without_credits(document: &Document<'_>, mentions: Vec<Mention>) -> Vec<Mention> {
    let mut paragraph = 0;
    mentions
        .into_iter()
        .filter(|mention| {
            while document.paragraphs[paragraph].last <= mention.first {
                paragraph += 1;
            }
            let bracket = mention.first > 0
                && document.word(mention.first - 1) == "("
                && document.word(mention.last) == ")";
            let agency = matches!(mention.kind, "news_agency" | "media") && bracket;
            !agency
                && !matches!(
                    document.paragraphs[paragraph].class,
                    Class::Credit | Class::Dateline
                )
        })
        .collect()
}

fn drafts(work: &Work<'_>) -> Vec<Draft> {
    let document = work.document;
    let mut found = Vec::new();
    let mut paragraph = u32::MAX;
    let (mut pause, mut corridor) = (false, false);
    let mut pause_before = false;
    let mut counted = None;
    let mut asked = None;
    let about = document.has(Tag::Corridor);
    for (index, sentence) in document.sentences.iter().enumerate() {
        if sentence.paragraph != paragraph {
            paragraph = sentence.paragraph;
            // What the paragraph before named may still be meant by "it".
            pause_before = pause;
            (pause, corridor) = (false, false);
            counted = None;
        }
        let mut scan = Scan::new(
            document,
            &work.attributions,
            &work.mentions,
            index,
            &work.times[index],
            (pause || pause_before, corridor, about),
        );
        let quiet = scan.all(Tag::Pause).next().is_none();
        scan.counted = asked.take().or(counted.take());
        let own = frame::drafts(&scan);
        // A sentence without numbers in between does not break the count.
        counted = frame::counted(&own).or(if own.is_empty() {
            scan.counted.take()
        } else {
            None
        });
        found.extend(own);
        asked = frame::asked(&scan);
        pause |= !quiet;
        corridor |= scan.all(Tag::Corridor).next().is_some();
    }
    merged(found)
}

/// "Pausen før var i mai. Da endte to dager med våpenhvile": the length told next belongs to the pause told before.
fn merged(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        if draft.rule != "window.length" {
            kept.push(draft);
            continue;
        }
        // Only what stands close before can be meant.
        let near = kept.len().saturating_sub(12);
        let previous = kept[near..].iter_mut().rfind(|previous| {
            previous.rule == "window.previous" && previous.sentence + 1 == draft.sentence
        });
        let Some(previous) = previous else {
            kept.push(draft);
            continue;
        };
        if let Some(duration) = draft.value.get("duration") {
            let duration = duration.clone();
            previous.value.insert("duration".to_owned(), duration);
        }
        previous.last = draft.last;
    }
    kept
}

fn proposal(work: &Work<'_>, draft: &mut Draft, carry: &mut Carry) -> Proposal {
    carry.catch_up(work, draft.sentence);
    let scope = work.attributions.at(draft.sentence, draft.anchor.0);
    let sources = sources(work, draft, scope);
    let (modality, polarity) = put(draft, scope, &sources);
    let (when, inherited) = when(work, draft, carry, modality);
    let value = if draft.kind == "pause_window" {
        // What the text says of its hours is checked against itself afterwards.
        let mut value = draft.value.clone();
        local(work, draft, &mut value, when.as_ref());
        value
    } else {
        std::mem::take(&mut draft.value)
    };
    let time = when.map(|when| time(work, &when, inherited));
    let place = site(work, draft);
    let id = rules::rule(draft.rule);
    Proposal {
        kind: draft.kind,
        rule: draft.rule,
        span: work.spans.of(draft.first, draft.last),
        anchor: work.spans.of(draft.anchor.0, draft.anchor.1),
        sources,
        cue: scope.map(|scope| work.spans.of(scope.cue.0, scope.cue.1)),
        modality,
        polarity,
        certainty: draft.certainty.word(),
        time,
        place,
        value,
        confidence: id.map_or(0.5, |rule| rule.confidence()),
        links: Vec::new(),
    }
}

/// Whoever says it: as the frame found them, else the scope around it, else the text itself.
fn sources(work: &Work<'_>, draft: &Draft, scope: Option<&Scope>) -> Vec<Speaker> {
    let named = match (&draft.sources, scope) {
        (Some(own), _) => own.as_slice(),
        (None, Some(scope)) if !scope.sources.is_empty() => &scope.sources,
        _ => return vec![outlet()],
    };
    named.iter().map(|mention| speaker(work, mention)).collect()
}

/// How they put it: modality and polarity.
fn put(draft: &Draft, scope: Option<&Scope>, sources: &[Speaker]) -> (&'static str, &'static str) {
    let outlet = sources.iter().all(|source| source.id == "outlet");
    let modality = match (draft.modality, scope.map(|scope| scope.modality)) {
        (Some("retracted"), _) => "retracted",
        (_, Some("denied")) => "denied",
        (Some(own), _) => own,
        (None, Some("expected")) => "expected",
        (None, Some(stated)) if !outlet => stated,
        (None, _) if !outlet => "reported",
        _ => "asserted",
    };
    let denied = draft.modality != Some("retracted")
        && scope.is_some_and(|scope| scope.modality == "denied");
    let polarity = match modality {
        "retracted" => "unknown",
        _ if denied || draft.negative => "negative",
        _ => "positive",
    };
    (modality, polarity)
}

/// The text itself as a source.
fn outlet() -> Speaker {
    Speaker {
        id: "outlet".to_owned(),
        kind: "outlet".to_owned(),
        span: None,
    }
}

fn speaker(work: &Work<'_>, mention: &Mention) -> Speaker {
    Speaker {
        id: mention.id.clone(),
        kind: mention.kind.to_owned(),
        span: Some(work.spans.of(mention.first, mention.last)),
    }
}

fn site(work: &Work<'_>, draft: &Draft) -> Option<Site> {
    let sentence = work.document.sentences[draft.sentence];
    let mark = work
        .document
        .marks_in(draft.first, (draft.last + 4).min(sentence.last))
        .find(|mark| mark.tag == Tag::Place);
    if let Some(mark) = mark {
        let word = &work.document.lexicon.words[mark.word as usize];
        let id = match super::actor::place_part(work.document, mark) {
            Some(part) => format!("{}_{part}", word.is),
            None => word.is.clone(),
        };
        return Some(Site {
            id,
            span: Some(work.spans.of(mark.first, mark.last)),
        });
    }
    (!work.scene.place.is_empty()).then(|| Site {
        id: work.scene.place.clone(),
        span: None,
    })
}

/// Paragraphs and quotes in other languages go on as they are.
fn untranslated(work: &Work<'_>, claims: &mut Vec<Proposal>) {
    let document = work.document;
    let proposal = |first: u32, last: u32| Proposal {
        kind: "untranslated",
        rule: "untranslated.passage",
        span: work.spans.of(first, last),
        anchor: work.spans.of(first, last),
        sources: vec![outlet()],
        cue: None,
        modality: "reported",
        polarity: "unknown",
        certainty: "exact",
        time: None,
        place: None,
        value: serde_json::Map::new(),
        confidence: 0.0,
        links: Vec::new(),
    };
    for paragraph in &document.paragraphs {
        if paragraph.language == Language::Other
            && paragraph.class != Class::Credit
            && paragraph.class != Class::Dateline
            && paragraph.last - paragraph.first >= 4
        {
            claims.push(proposal(paragraph.first, paragraph.last));
            continue;
        }
        // A run of words in another script inside a paragraph.
        let mut start: Option<u32> = None;
        for at in paragraph.first..=paragraph.last {
            let foreign = at < paragraph.last
                && document
                    .word(at)
                    .chars()
                    .next()
                    .is_some_and(|sign| sign.is_alphabetic() && !is_latin(sign));
            let sign =
                at < paragraph.last && matches!(document.word(at), "." | "," | "-" | "!" | "?");
            match (start, foreign) {
                (None, true) => start = Some(at),
                (Some(first), false) if !sign => {
                    if at - first >= 4 {
                        claims.push(proposal(first, at));
                    }
                    start = None;
                }
                _ => {}
            }
        }
    }
    claims.sort_by_key(|claim| (claim.span.start, claim.span.end, claim.kind));
}

fn is_latin(sign: char) -> bool {
    matches!(sign, 'a'..='z' | 'A'..='Z' | '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}')
}
