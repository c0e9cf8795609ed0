//! The arrival curve: what the plan's waves have out by each moment, as a band, and what was counted by one.

use korridor_operate::Stamp;

use super::document::{Chart, CountedBy};
use super::frame::Frame;
use crate::number::{Measure, Number};

/// The most points that are drawn.
const MOST_POINTS: usize = 180;
/// The most hours that are named.
const MOST_HOURS: usize = 7;
/// A quarter of an hour: clocks of all zones are whole quarters apart.
const QUARTER: i64 = 900;
/// The most quarters that are looked at: ten weeks.
const MOST_QUARTERS: i64 = 6_720;

pub(super) fn chart(frame: &Frame<'_>) -> Option<Chart> {
    let voice = &frame.voice;
    let curve = &frame.account.curve;
    let (first, last) = (curve.first()?, curve.last()?);
    let step = curve.get(1).map_or(60, |next| next.by.0.0 - first.by.0.0);
    let start = first.by.plus_seconds(-step.max(1));
    let stride = curve.len().div_ceil(MOST_POINTS).max(1);
    let mut waves = vec![(start, [0; 3])];
    let kept = curve
        .iter()
        .enumerate()
        .filter(|(index, _)| (index + 1) % stride == 0 || index + 1 == curve.len());
    waves.extend(kept.map(|(_, point)| (point.by, point.waves)));
    let ids = &frame.account.whole.observed;
    let observed = super::sitrep::first(frame, ids, Measure::Observed).and_then(counted);
    let most = last.waves[2].max(observed.map_or(0, |counted| counted.high));
    let ticks = ticks(most);
    let expected = voice.band(
        crate::number::signed(last.waves[0]),
        Some(crate::number::signed(last.waves[1])),
        crate::number::signed(last.waves[2]),
    );
    let mut summary = voice.tell(
        "chart.summary",
        &[("persons", expected), ("time", voice.time(last.by))],
    );
    summary.push(&super::Text::own(" "));
    summary.push(&match observed {
        Some(CountedBy {
            by,
            low,
            best,
            high,
        }) => {
            let signed = crate::number::signed;
            let counted = voice.band(signed(low), best.map(signed), signed(high));
            voice.tell(
                "chart.observed",
                &[("persons", counted), ("time", voice.time(by))],
            )
        }
        None => voice.say("chart.not_observed"),
    });
    Some(Chart {
        summary,
        hours: hours(frame, start, last.by),
        ticks: ticks
            .into_iter()
            .map(|tick| (tick, voice.number(tick).plain()))
            .collect(),
        waves,
        observed,
        waves_label: voice.say("chart.waves_label"),
        observed_label: voice.say("chart.observed_label"),
    })
}

fn counted(number: &Number) -> Option<CountedBy> {
    let whole = |figure: i64| u64::try_from(figure).unwrap_or(0);
    Some(CountedBy {
        by: number.by?,
        low: whole(number.low),
        best: number.best.map(whole),
        high: whole(number.high),
    })
}

fn hours(frame: &Frame<'_>, from: Stamp, to: Stamp) -> Vec<(Stamp, String)> {
    let start = from.0.0.div_euclid(QUARTER) * QUARTER;
    let quarters = ((to.0.0 - start) / QUARTER).clamp(0, MOST_QUARTERS);
    let at = |quarter: i64| from.plus_seconds(start - from.0.0 + quarter * QUARTER);
    let full: Vec<(Stamp, String)> = (0..=quarters)
        .map(at)
        .filter(|moment| *moment >= from)
        .map(|moment| (moment, frame.voice.hour(moment)))
        .filter(|(_, hour)| hour.ends_with(":00"))
        .collect();
    let stride = full.len().div_ceil(MOST_HOURS).max(1);
    full.into_iter().step_by(stride).collect()
}

/// Round figures from 0 to at least `most`, about four of them.
fn ticks(most: u64) -> Vec<u64> {
    let raw = most.max(4).div_ceil(4);
    let mut unit: u64 = 1;
    while unit.saturating_mul(10) <= raw {
        unit = unit.saturating_mul(10);
    }
    let nice = [1, 2, 5, 10].map(|times| unit.saturating_mul(times));
    let stride = nice.into_iter().find(|one| *one >= raw).unwrap_or(raw);
    let count = most.max(1).div_ceil(stride);
    (0..=count).map(|index| index * stride).collect()
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn ticks_are_round_and_reach_the_most() {
        assert_eq!(ticks(0), [0, 1]);
        assert_eq!(ticks(3), [0, 1, 2, 3]);
        assert_eq!(ticks(25_000), [0, 10_000, 20_000, 30_000]);
        assert_eq!(ticks(100), [0, 50, 100]);
    }
}
