//! Who decides, and where they are named.

use super::super::super::actor::{How, Mention, is_after_preposition};
use super::super::super::lexicon::Mark;
use super::super::super::scan::Scan;
use super::super::super::tag::Tag;

/// The two parties that the text named last, for "both sides".
pub(super) fn recent<'a>(scan: &Scan<'a>) -> Vec<&'a Mention> {
    let mut found: Vec<&Mention> = Vec::new();
    for mention in scan
        .mentions_in(scan.sentence.first.saturating_sub(150), scan.sentence.first)
        .rev()
    {
        let party = matches!(mention.kind, "armed_group" | "armed_forces" | "government");
        if party && found.iter().all(|known| known.id != mention.id) && found.len() < 2 {
            found.insert(0, mention);
        }
    }
    // Else those that the text names first.
    for mention in scan.mentions.iter().take(400) {
        let party = matches!(mention.kind, "armed_group" | "armed_forces");
        if party && found.len() < 2 && found.iter().all(|known| known.id != mention.id) {
            found.push(mention);
        }
    }
    found
}

pub(super) fn fits(scan: &Scan<'_>, mention: &Mention) -> bool {
    let speaks_only = matches!(
        mention.kind,
        "news_agency"
            | "media"
            | "state_media"
            | "monitor"
            | "affected_people"
            | "activists"
            | "hospital"
            | "unnamed"
    ) || mention.id == "unnamed";
    let place = mention.how == How::Metonym
        && is_after_preposition(scan.document, mention.first)
        && !matches!(
            scan.word(mention.first - 1),
            "of" | "av" | "by" | "mellom" | "between" | "og" | "and"
        );
    !speaks_only && !place
}

/// Those who decide, and where they are named.
pub(super) fn deciders<'a>(
    scan: &Scan<'a>,
    decide: &Mark,
    turned: bool,
    low: u32,
    act: &str,
) -> (Vec<&'a Mention>, u32) {
    // "... was agreed between A and B", "fått i stand mellom A og B", "ordered by Moscow".
    let to = (decide.last + 16).min(scan.sentence.last);
    let told = decide.last - decide.first > 1 && matches!(scan.word(decide.last - 1), "by" | "av");
    let from = decide.last - u32::from(told);
    let joint = (from..to).find(|at| {
        matches!(scan.word(*at), "between" | "mellom" | "by" | "av")
            || act == "agree" && matches!(scan.word(*at), "with" | "med")
    });
    let mut after: Vec<&Mention> = Vec::new();
    if let Some(joint) = joint {
        let mut end = joint + 1;
        for mention in scan.mentions_in(joint + 1, (joint + 18).min(scan.sentence.last)) {
            if mention.first - end > 6 || !fits(scan, mention) && after.is_empty() {
                break;
            }
            if !fits(scan, mention) {
                continue;
            }
            end = mention.last;
            after.push(mention);
            if !(end..(end + 5).min(scan.sentence.last))
                .any(|at| matches!(scan.word(at), "og" | "and" | ","))
            {
                break;
            }
        }
    }
    let with = joint.is_some_and(|joint| matches!(scan.word(joint), "with" | "med"));
    if !after.is_empty()
        && !with
        && (turned
            || act == "agree"
            || joint.is_some_and(|joint| {
                matches!(scan.word(joint), "by" | "av") && joint <= decide.last + 1
            }))
    {
        return (after, decide.first);
    }
    // "Pausen, som Putin beordret": who stands between.
    if turned
        && let Some(pause) = scan
            .marks(
                Tag::Pause,
                decide.first.saturating_sub(14).max(scan.sentence.first),
                decide.first,
            )
            .next_back()
    {
        let between: Vec<&Mention> = scan
            .mentions_in(pause.last, decide.first)
            .filter(|mention| fits(scan, mention))
            .collect();
        if let Some(first) = between.first() {
            let start = first.first;
            return (between, start);
        }
    }
    // The subject before: "Egypt som sammen med FN hadde bestemt".
    let from = decide.first.saturating_sub(26).max(low);
    let mut before: Vec<&Mention> = Vec::new();
    for mention in scan.mentions_in(from, decide.first).rev() {
        if !fits(scan, mention) {
            continue;
        }
        let broken = before.last().is_some_and(|later| {
            let gap: Vec<&str> = (mention.last..later.first)
                .map(|at| scan.word(at))
                .collect();
            let joined = gap.iter().any(|word| {
                matches!(
                    *word,
                    "og" | "and"
                        | "samarbeid"
                        | "sammen"
                        | "together"
                        | "saman"
                        | "along"
                        | "&"
                        | "cooperation"
                        | "coordination"
                )
            });
            // ", the main ally of X," says who somebody is.
            !joined || gap.len() > 9
        });
        if broken {
            // An apposition: the name before the comma decides.
            if before.len() == 1
                && scan.word(mention.last) == ","
                && scan.word(before[0].last) == ","
            {
                before.clear();
                before.push(mention);
            }
            break;
        }
        before.push(mention);
    }
    before.reverse();
    if !before.is_empty() && !turned {
        if with {
            let start = before[0].first;
            before.extend(after);
            return (before, start);
        }
        let start = before[0].first;
        return (before, start);
    }
    // Turned round: "I går erklærte Russland en pause".
    let inverted: Vec<&Mention> = scan
        .mentions_in(decide.last, (decide.last + 6).min(scan.sentence.last))
        .filter(|mention| fits(scan, mention))
        .take(2)
        .collect();
    if let Some(first) = inverted.first()
        && first.first <= decide.last + 1
        && !turned
    {
        let mut all = vec![*first];
        if let Some(second) = inverted.get(1)
            && (first.last..second.first).all(|at| matches!(scan.word(at), "og" | "and"))
        {
            all.push(second);
        }
        return (all, decide.first);
    }
    if with && !after.is_empty() {
        // Agreed with somebody, by whoever says so.
        let own = scan
            .scope(decide.first)
            .and_then(|scope| scope.sources.first())
            .map(|source| source.first);
        let speaker =
            own.and_then(|first| scan.mentions.iter().find(|mention| mention.first == first));
        let mut all: Vec<&Mention> = speaker.into_iter().collect();
        all.extend(after);
        return (all, decide.first);
    }
    (Vec::new(), decide.first)
}
