//! From drafts to proposals: times, sources, places and words of each.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

use super::actor::{Mention, Scene, mentions, scene};
use super::attribution::{Attributions, attributions};
use super::document::{Class, Document, Language};
use super::lexicon::Lexicon;
use super::normal::Normal;
use super::scan::{Draft, Scan};
use super::tag::Tag;
use super::time::{
    Anchor, Dateline, Direction, Open, Status, Timex, What, When, dateline, expressions,
    local_window, resolve,
};
use super::{Options, Proposal, Reading, Site, Span, Speaker, Time, check, frame, link, rules};

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
    /// How many code points come before every 1024th byte.
    points: Vec<u32>,
}

const STEP: usize = 1024;

impl<'a> Spans<'a> {
    fn new(document: &'a Document<'a>, normal: &'a Normal) -> Spans<'a> {
        let mut points = Vec::with_capacity(normal.text.len() / STEP + 1);
        let mut count = 0_u32;
        for (at, byte) in normal.text.bytes().enumerate() {
            if at % STEP == 0 {
                points.push(count);
            }
            // Bytes that go on with a sign start none.
            count += u32::from(byte & 0xC0 != 0x80);
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
        let rest = bytes[from..(byte as usize).min(bytes.len())]
            .iter()
            .filter(|byte| **byte & 0xC0 != 0x80)
            .count();
        self.points.get(block).copied().unwrap_or(0) + rest as u32
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

pub(super) fn reading(normal: &Normal, lexicon: &Lexicon, options: &Options) -> Reading {
    let document = Document::of(&normal.text, lexicon);
    let mut scene = scene(&document);
    if let Some(zone) = &options.zone {
        scene.zone.clone_from(zone);
    }
    let dateline = dateline(&document);
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
    for draft in drafts {
        let Some(proposal) = proposal(&work, &draft, &mut carry) else {
            continue;
        };
        claims.push(proposal);
        kept.push(draft);
    }
    untranslated(&work, &mut claims);
    let mut checks = check::checks(&work, &kept, &claims);
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
    let about = document.marks.iter().any(|mark| mark.tag == Tag::Corridor);
    for (index, sentence) in document.sentences.iter().enumerate() {
        if sentence.paragraph != paragraph {
            paragraph = sentence.paragraph;
            // What the paragraph before named may still be meant by "it".
            pause_before = pause;
            (pause, corridor) = (false, false);
        }
        let scan = Scan::new(
            document,
            &work.attributions,
            &work.mentions,
            index,
            &work.times[index],
            (pause || pause_before, corridor, about),
        );
        let quiet = scan.all(Tag::Pause).next().is_none();
        found.extend(frame::drafts(&scan));
        pause |= !quiet;
        corridor |= scan.all(Tag::Corridor).next().is_some();
    }
    merged(found)
}

/// "Forrige pause var i oktober. Da endte en tre dager lang pause": the length told next belongs to the pause told before.
fn merged(mut drafts: Vec<Draft>) -> Vec<Draft> {
    let mut at = 1;
    while at < drafts.len() {
        let previous = drafts[..at].iter().rposition(|draft| {
            draft.rule == "window.previous" && draft.sentence + 1 == drafts[at].sentence
        });
        if let Some(previous) = previous
            && drafts[at].rule == "window.length"
        {
            let length = drafts.remove(at);
            if let Some(duration) = length.value.get("duration") {
                drafts[previous]
                    .value
                    .insert("duration".to_owned(), duration.clone());
            }
            drafts[previous].last = length.last;
            continue;
        }
        at += 1;
    }
    drafts
}

/// What the text said of time so far.
struct Carry {
    paragraph: u32,
    /// The next sentence whose words of time were not looked at.
    next: usize,
    /// The pause that was dated last.
    pause: Option<When>,
    last: Option<When>,
    main: Option<When>,
}

impl Carry {
    /// Takes in what the sentences before one said of time.
    fn catch_up(&mut self, work: &Work<'_>, sentence: usize) {
        while self.next <= sentence {
            let paragraph = work.document.sentences[self.next].paragraph;
            if paragraph != self.paragraph {
                self.paragraph = paragraph;
                self.last = None;
            }
            if self.next == sentence {
                return;
            }
            let day = work.times[self.next].iter().rev().find(|timex| {
                !matches!(
                    timex.what,
                    What::Window(_) | What::Duration(..) | What::Year(_)
                )
            });
            if let Some(found) =
                day.and_then(|timex| resolve(timex, work.dateline.anchor, Direction::Past))
            {
                self.last = Some(found);
            }
            self.next += 1;
        }
    }

    fn new(work: &Work<'_>) -> Carry {
        // The first day that the text names after its date is the day that it is about.
        let first = work.times.iter().flatten().find(|timex| {
            matches!(
                timex.what,
                What::Weekday(..) | What::Days(..) | What::Date { .. }
            ) && timex.open == Open::Closed
                && timex.first >= work.dateline.last
        });
        let main = first.and_then(|timex| resolve(timex, work.dateline.anchor, Direction::Past));
        let today = match work.dateline.anchor {
            Anchor::Day(date) => Some(When {
                first: work.dateline.first,
                last: work.dateline.last,
                status: Status::Resolved,
                grain: "day",
                start: Some(date),
                end: Some(date),
                candidates: Vec::new(),
                bounds: None,
                weekday: None,
            }),
            _ => None,
        };
        Carry {
            paragraph: u32::MAX,
            next: 0,
            pause: None,
            last: None,
            main: match work.dateline.anchor {
                Anchor::Day(_) => today,
                _ => main,
            },
        }
    }
}

fn proposal(work: &Work<'_>, draft: &Draft, carry: &mut Carry) -> Option<Proposal> {
    carry.catch_up(work, draft.sentence);
    let scope = work.attributions.at(draft.sentence, draft.anchor.0);
    let sources: Vec<Speaker> = match (&draft.sources, scope) {
        (Some(own), _) => own.iter().map(|mention| speaker(work, mention)).collect(),
        (None, Some(scope)) if !scope.sources.is_empty() => scope
            .sources
            .iter()
            .map(|mention| speaker(work, mention))
            .collect(),
        _ => vec![Speaker {
            id: "outlet".to_owned(),
            kind: "outlet".to_owned(),
            span: None,
        }],
    };
    let outlet = sources.iter().all(|source| source.id == "outlet");
    let stated = scope.map(|scope| scope.modality);
    let mut negative = draft.negative;
    let modality = match (draft.modality, stated) {
        (Some("retracted"), _) => "retracted",
        (_, Some("denied")) => {
            negative = true;
            "denied"
        }
        (Some(own), _) => own,
        (None, Some("expected")) => "expected",
        (None, Some(stated)) if !outlet => stated,
        (None, _) if !outlet => "reported",
        _ => "asserted",
    };
    let polarity = if modality == "retracted" {
        "unknown"
    } else if negative {
        "negative"
    } else {
        "positive"
    };
    let mut value = draft.value.clone();
    let (when, inherited) = when(work, draft, carry, modality);
    if draft.kind == "pause_window" {
        local(work, draft, &mut value, when.as_ref());
    }
    let time = when.map(|when| time(work, &when, inherited));
    let place = site(work, draft);
    let id = rules::rule(draft.rule);
    Some(Proposal {
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
    })
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

/// When a claim is about: the words of time nearest to it that its speaker says, else what the paragraph said last, else the day
/// that the text is about.
fn when(work: &Work<'_>, draft: &Draft, carry: &mut Carry, modality: &str) -> (Option<When>, bool) {
    let scope = work.attributions.at(draft.sentence, draft.anchor.0);
    let said = |timex: &Timex| {
        scope.is_none_or(|scope| {
            scope.first <= timex.first && timex.first < scope.last
                || scope.first <= draft.first
                    && timex.first >= draft.first
                    && timex.first < draft.last
        })
    };
    let days: Vec<&Timex> = work.times[draft.sentence]
        .iter()
        .filter(|timex| !matches!(timex.what, What::Window(_) | What::Duration(..)) && said(timex))
        .collect();
    let distance = |timex: &Timex| {
        let gap = if timex.last <= draft.first {
            // Over a conjunction lies another part of the sentence.
            draft.first - timex.last
        } else {
            timex.first.saturating_sub(draft.last)
        };
        let between = (timex.last.min(draft.last)..draft.first.max(timex.first)).any(|at| {
            matches!(
                work.document.word(at),
                "og" | "and" | "men" | "but" | "mens" | "while" | ";"
            )
        });
        gap + if between { 6 } else { 0 }
    };
    // A pause is dated by what stands beside its hours, not by when it was decided.
    let own: Vec<&Timex> = days
        .iter()
        .copied()
        .filter(|timex| timex.first + 3 >= draft.anchor.0 || timex.open == Open::Since)
        .collect();
    let days = if draft.kind == "pause_window" && !own.is_empty() {
        own
    } else {
        days
    };
    let since = days
        .iter()
        .copied()
        .find(|timex| timex.open == Open::Since && timex.first >= draft.anchor.0)
        .filter(|_| draft.kind == "pause_window");
    let days = since.map_or(days, |since| vec![since]);
    let best = days
        .iter()
        .min_by_key(|timex| (distance(timex), timex.first));
    let direction = direction(work, draft, modality, best.copied());
    if draft.kind == "pause_window"
        && best.is_none()
        && let Some(pause) = &carry.pause
    {
        return (Some(pause.clone()), true);
    }
    let Some(timex) = best else {
        // What has gone on since a day does not date what stands without one.
        let last = carry
            .last
            .clone()
            .filter(|when| when.end.is_some() || when.status != Status::Resolved);
        let found = last.or_else(|| carry.main.clone());
        return (found, true);
    };
    let mut found = resolve(timex, work.dateline.anchor, direction);
    // From one day until another.
    if let Some(when) = &mut found
        && draft.kind == "pause_window"
        && timex.open != Open::Until
        && let Some(until) = days
            .iter()
            .find(|other| other.open == Open::Until && other.first > timex.first)
        && let Some(end) = resolve(until, work.dateline.anchor, Direction::Future)
    {
        when.end = end.end;
    }
    // "between 29 March and 8 April".
    if let Some(when) = &mut found {
        let joined = |one: &Timex, two: &Timex| {
            two.first >= one.last
                && two.first - one.last <= 2
                && one.first > 0
                && (one.last..two.first).any(|at| {
                    matches!(
                        work.document.word(at),
                        "og" | "and" | "til" | "to" | "–" | "-" | "until"
                    )
                })
                && (matches!(
                    work.document.word(one.first - 1),
                    "mellom" | "between" | "fra" | "frå" | "from"
                ) || !(one.last..two.first)
                    .any(|at| matches!(work.document.word(at), "og" | "and")))
        };
        if let Some(next) = days.iter().find(|other| joined(timex, other))
            && let Some(end) = resolve(next, work.dateline.anchor, direction)
        {
            when.end = end.end;
        } else if let Some(first) = days.iter().find(|other| joined(other, timex))
            && let Some(start) = resolve(first, work.dateline.anchor, direction)
        {
            when.start = start.start;
            when.end = when.end.or(start.end);
        }
    }
    let daily = draft
        .value
        .get("recurrence")
        .is_some_and(|value| !value.is_null());
    if let Some(when) = &mut found
        && draft.kind == "pause_window"
        && daily
        && timex.open == Open::Since
    {
        when.end = None;
    }
    if draft.kind == "pause_window" {
        carry.pause.clone_from(&found);
    }
    (found, false)
}

/// Days ahead for what is planned, back for what was.
fn direction(work: &Work<'_>, draft: &Draft, modality: &str, timex: Option<&Timex>) -> Direction {
    let sentence = work.document.sentences[draft.sentence];
    let ahead = work
        .document
        .marks_in(sentence.first, sentence.last)
        .any(|mark| matches!(mark.tag, Tag::Modal | Tag::If));
    if matches!(modality, "planned" | "conditional" | "expected") && ahead {
        return Direction::Future;
    }
    let Some(timex) = timex else {
        return Direction::Past;
    };
    let from = timex.first.saturating_sub(8).max(sentence.first);
    let ahead = work.document.marks_in(from, timex.first).any(|mark| {
        mark.tag == Tag::Modal
            && work.document.word(mark.last) != "ha"
            && matches!(
                work.document.word(mark.first),
                "will" | "vil" | "skal" | "ventes" | "is" | "are"
            )
    });
    if ahead {
        Direction::Future
    } else {
        Direction::Past
    }
}

fn time(work: &Work<'_>, when: &When, inherited: bool) -> Time {
    Time {
        status: when.status.word(),
        grain: when.grain,
        start: when.start.map(|date| date.to_string()),
        end: when.end.map(|date| date.to_string()),
        candidates: when.candidates.iter().map(Date::to_string).collect(),
        bounds: when
            .bounds
            .map(|(first, last)| (first.to_string(), last.to_string())),
        span: Some(work.spans.of(when.first, when.last)),
        inherited,
    }
}

/// The days that a time can be, for clocks.
pub(super) fn possible_days(when: Option<&When>, anchor: Anchor) -> Vec<Date> {
    match when {
        Some(when) if when.status == Status::Ambiguous => when.candidates.clone(),
        Some(when) => when.start.or(when.end).into_iter().collect(),
        None => match anchor {
            Anchor::Day(date) => vec![date],
            _ => Vec::new(),
        },
    }
}

/// Brings the clock of a window to the clock of the place.
fn local(
    work: &Work<'_>,
    draft: &Draft,
    value: &mut serde_json::Map<String, Value>,
    when: Option<&When>,
) {
    let window = work.times[draft.sentence]
        .iter()
        .find_map(|timex| match &timex.what {
            What::Window(window) if timex.first == draft.anchor.0 => Some(window),
            _ => None,
        });
    let Some(window) = window else { return };
    let days = possible_days(when, work.dateline.anchor);
    if work.scene.zone.is_empty() {
        return;
    }
    // "10:00 Moscow time (09:00 in Kyiv)": the clock of the place, where it stands beside.
    let Some(shown) = local_window(window, &work.scene.zone, &days) else {
        if !matches!(window.zone.as_str(), "" | "local") {
            value.insert("stated_zone".to_owned(), Value::from(window.zone.as_str()));
        }
        return;
    };
    let swapped = value.get("start_local").is_some_and(Value::is_null) && window.start.is_some();
    let text = |clock: Option<super::time::ClockOf>| {
        clock.map_or(Value::Null, |clock| Value::from(clock.text()))
    };
    if swapped {
        value.insert("end_local".to_owned(), text(shown.start));
    } else {
        value.insert("start_local".to_owned(), text(shown.start));
        value.insert("end_local".to_owned(), text(shown.end));
    }
    value.insert("tz".to_owned(), Value::from(work.scene.zone.as_str()));
    if let Some(offset) = shown.offset {
        value.insert("utc_offset".to_owned(), Value::from(offset));
    }
    if !shown.utc.is_empty() {
        value.insert("utc".to_owned(), Value::from(shown.utc));
    }
    if shown.unclear {
        value.insert("clock_change".to_owned(), Value::from(true));
    }
}

/// Paragraphs and quotes in other languages go on as they are.
fn untranslated(work: &Work<'_>, claims: &mut Vec<Proposal>) {
    let document = work.document;
    let proposal = |first: u32, last: u32| Proposal {
        kind: "untranslated",
        rule: "untranslated.passage",
        span: work.spans.of(first, last),
        anchor: work.spans.of(first, last),
        sources: vec![Speaker {
            id: "outlet".to_owned(),
            kind: "outlet".to_owned(),
            span: None,
        }],
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
