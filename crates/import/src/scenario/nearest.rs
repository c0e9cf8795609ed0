//! The nearest of some known words, for "did you mean".

/// The known word that is most like `word`, if any is like it at all.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in known {
        let likeness = strsim::jaro_winkler(&word, &candidate.to_lowercase());
        if likeness >= 0.75 && best.is_none_or(|(highest, _)| likeness > highest) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// What was expected instead of an unknown word: the nearest known one, or some of the known ones.
pub fn expected_word<'a>(
    what: &str,
    word: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    const SHOWN: usize = 8;
    if let Some(nearest) = nearest(word, known.clone()) {
        return format!("{what}; did you mean {nearest:?}?");
    }
    let all: Vec<&str> = known.into_iter().collect();
    if all.is_empty() {
        return format!("{what}; there are none");
    }
    let shown = all
        .iter()
        .take(SHOWN)
        .map(|w| format!("{w:?}"))
        .collect::<Vec<_>>()
        .join(", ");
    let more = if all.len() > SHOWN { ", ..." } else { "" };
    format!("{what}: {shown}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood_and_another_word_is_not() {
        let known = ["declared_by", "agreed_by", "windows"];
        assert_eq!(nearest("declarde_by", known), Some("declared_by"));
        assert_eq!(nearest("Agreed_By", known), Some("agreed_by"));
        assert_eq!(nearest("qqq", known), None);
        assert_eq!(expected_word("a key", "qqq", []), "a key; there are none");
    }
}
