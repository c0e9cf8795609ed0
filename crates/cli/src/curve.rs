//! A small drawing of a cumulative curve.

use korridor_plan::thousands;

/// Height in lines.
const HEIGHT: u64 = 8;
/// Width in columns.
const WIDTH: usize = 60;
/// A column filled by 0 to 8 eighths.
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A curve that does not fall, and what fills the area below it. A full block is drawn to the eighth.
pub struct Band<'v> {
    pub values: &'v [u64],
    pub mark: char,
}

/// Draws `bands`, later ones over earlier ones, with `top` at the height of the drawing and the labels
/// `first` and `last` under its ends.
pub fn draw(bands: &[Band], top: u64, first: &str, last: &str) -> String {
    let ends = bands.iter().filter_map(|band| band.values.last().copied());
    let top = ends.max().unwrap_or(0).max(top).max(1);
    let length = bands
        .iter()
        .map(|band| band.values.len())
        .max()
        .unwrap_or(0);
    let width = WIDTH.min(length).max(1);
    let columns: Vec<Vec<u64>> = bands
        .iter()
        .map(|band| columns(band.values, width, top))
        .collect();
    let top_label = thousands(top);
    let margin = top_label.chars().count();
    let mut text = String::new();
    for line in (0..HEIGHT).rev() {
        let (label, axis) = match line {
            _ if line + 1 == HEIGHT => (top_label.as_str(), '┤'),
            0 => ("0", '┤'),
            _ => ("", '│'),
        };
        let row: String = (0..width)
            .map(|column| {
                let filled = columns
                    .iter()
                    .map(|columns| columns[column].saturating_sub(line * 8));
                let mut drawn = bands
                    .iter()
                    .zip(filled)
                    .map(|(band, filled)| cell(band, filled));
                drawn.rfind(|&letter| letter != ' ').unwrap_or(' ')
            })
            .collect();
        text += format!("  {label:>margin$} {axis}{row}").trim_end();
        text.push('\n');
    }
    let gap = width
        .saturating_sub(first.chars().count() + last.chars().count())
        .max(1);
    let edge = "─".repeat(width);
    text + &format!(
        "  {:margin$} └{edge}\n  {:margin$}  {first}{:gap$}{last}\n",
        "", "", ""
    )
}

/// What a band draws in a cell of which it fills `filled` eighths or more.
fn cell(band: &Band, filled: u64) -> char {
    match band.mark {
        '█' => EIGHTHS[filled.min(8) as usize],
        mark if filled >= 4 => mark,
        _ => ' ',
    }
}

/// Height in eighths of a line at the end of each column's share of the steps.
fn columns(values: &[u64], width: usize, top: u64) -> Vec<u64> {
    let at = |column: usize| values.get((column * values.len() / width).saturating_sub(1));
    (1..=width)
        .map(|column| eighths(at(column).copied().unwrap_or(0), top))
        .collect()
}

/// `value` of `top` in eighths of a line; something is drawn as soon as anything is there.
fn eighths(value: u64, top: u64) -> u64 {
    let filled = u128::from(value) * u128::from(HEIGHT * 8) / u128::from(top);
    // At most HEIGHT * 8, since no value is above the top.
    (filled as u64).max(u64::from(value > 0))
}

/// A share as a percentage with one decimal; only everyone is 100 %.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "100.0 %".into();
    }
    let tenths = (u128::from(part) * 1000 + u128::from(whole) / 2) / u128::from(whole);
    let tenths = if part < whole {
        tenths.min(999)
    } else {
        tenths
    };
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1000), "1,000");
        assert_eq!(thousands(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn not_quite_everyone_is_not_everyone() {
        assert_eq!(percent(9999, 10_000), "99.9 %");
        assert_eq!(percent(17_824, 74_999), "23.8 %");
        assert_eq!(percent(u64::MAX, u64::MAX), "100.0 %");
        assert_eq!(percent(0, 0), "100.0 %");
    }

    #[test]
    fn a_curve_of_three_steps() {
        let drawn = draw(
            &[Band {
                values: &[0, 1, 16],
                mark: '█',
            }],
            16,
            "0",
            "2",
        );
        let expected = "  16 ┤  █\n     │  █\n     │  █\n     │  █\n     │  █\n     │  █\n     │  █\n   0 ┤ ▄█\n     └───\n      0 2\n";
        assert_eq!(drawn, expected);
    }

    #[test]
    fn extremes_do_not_overflow() {
        let band = Band {
            values: &[u64::MAX; 100_000],
            mark: '█',
        };
        assert!(draw(&[band], u64::MAX, "0", "99999").contains('█'));
        assert!(draw(&[], 0, "", "").contains('└'));
    }

    #[test]
    fn later_bands_stand_before_earlier_ones() {
        let bands = [
            Band {
                values: &[16, 16],
                mark: '░',
            },
            Band {
                values: &[0, 8],
                mark: '█',
            },
        ];
        let drawn = draw(&bands, 16, "", "");
        let rows: Vec<&str> = drawn.lines().collect();
        assert_eq!((rows[0], rows[7]), ("  16 ┤░░", "   0 ┤░█"));
    }
}
