//! A small drawing of a cumulative curve.

/// Height in lines.
const HEIGHT: u64 = 8;
/// Width in columns.
const WIDTH: usize = 60;
/// A column filled by 0 to 8 eighths.
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Draws `values`, which do not fall, with `top` at the height of the drawing and the labels
/// `first` and `last` under its ends.
pub fn draw(values: &[u64], top: u64, first: &str, last: &str) -> String {
    let top = top.max(values.last().copied().unwrap_or(0)).max(1);
    let width = WIDTH.min(values.len()).max(1);
    // The value at the end of each column's share of the steps.
    let columns: Vec<u64> = (1..=width)
        .map(|column| {
            values
                .get((column * values.len() / width).saturating_sub(1))
                .copied()
        })
        .map(|value| eighths(value.unwrap_or(0), top))
        .collect();
    let (top_label, zero) = (thousands(top), "0");
    let margin = top_label.chars().count();
    let mut text = String::new();
    for line in (0..HEIGHT).rev() {
        let (label, axis) = match line {
            _ if line + 1 == HEIGHT => (top_label.as_str(), '┤'),
            0 => (zero, '┤'),
            _ => ("", '│'),
        };
        let row: String = columns
            .iter()
            .map(|&filled| EIGHTHS[filled.saturating_sub(line * 8).min(8) as usize])
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

/// `value` of `top` in eighths of a line; something is drawn as soon as anything is there.
fn eighths(value: u64, top: u64) -> u64 {
    let filled = u128::from(value) * u128::from(HEIGHT * 8) / u128::from(top);
    // At most HEIGHT * 8, since no value is above the top.
    (filled as u64).max(u64::from(value > 0))
}

/// A number with its thousands apart.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share as a percentage with one decimal, rounded down so that 100 % means everyone.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "100.0 %".into();
    }
    let tenths = u128::from(part) * 1000 / u128::from(whole);
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
        assert_eq!(percent(u64::MAX, u64::MAX), "100.0 %");
        assert_eq!(percent(0, 0), "100.0 %");
    }

    #[test]
    fn a_curve_of_three_steps() {
        let drawn = draw(&[0, 1, 16], 16, "0", "2");
        let expected = "  16 ┤  █\n     │  █\n     │  █\n     │  █\n     │  █\n     │  █\n     │  █\n   0 ┤ ▄█\n     └───\n      0 2\n";
        assert_eq!(drawn, expected);
    }

    #[test]
    fn extremes_do_not_overflow() {
        assert!(draw(&[u64::MAX; 100_000], u64::MAX, "0", "99999").contains('█'));
        assert!(draw(&[], 0, "", "").contains('└'));
    }
}
