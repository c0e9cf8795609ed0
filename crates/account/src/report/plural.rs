//! Plural forms of the languages that reports are written in, for whole numbers, as the Unicode CLDR gives their rules.

use super::voice::Language;

/// The form of a word that goes with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// For nothing.
    Zero,
    /// For one.
    One,
    /// For two.
    Two,
    /// For a few.
    Few,
    /// For many.
    Many,
    /// For all other numbers.
    Other,
}

impl Form {
    /// As a catalogue writes it.
    pub fn word(self) -> &'static str {
        match self {
            Form::Zero => "zero",
            Form::One => "one",
            Form::Two => "two",
            Form::Few => "few",
            Form::Many => "many",
            Form::Other => "other",
        }
    }

    /// The form that a language puts with a number.
    pub fn of(language: Language, number: u64) -> Form {
        match language {
            Language::English | Language::Norwegian if number == 1 => Form::One,
            Language::English | Language::Norwegian => Form::Other,
            Language::Arabic => match (number, number % 100) {
                (0, _) => Form::Zero,
                (1, _) => Form::One,
                (2, _) => Form::Two,
                (_, 3..=10) => Form::Few,
                (_, 11..=99) => Form::Many,
                _ => Form::Other,
            },
        }
    }

    /// Every form that a language has.
    #[cfg(test)]
    pub fn all(language: Language) -> &'static [Form] {
        match language {
            Language::English | Language::Norwegian => &[Form::One, Form::Other],
            Language::Arabic => &[
                Form::Zero,
                Form::One,
                Form::Two,
                Form::Few,
                Form::Many,
                Form::Other,
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_has_six_forms_as_cldr_gives_them() {
        let of = |number| Form::of(Language::Arabic, number).word();
        // Samples of CLDR's plurals for `ar`.
        for (form, samples) in [
            ("zero", vec![0]),
            ("one", vec![1]),
            ("two", vec![2]),
            ("few", vec![3, 10, 103, 110, 1_003]),
            ("many", vec![11, 26, 99, 111, 1_011]),
            ("other", vec![100, 102, 200, 202, 1_000, 10_000, 1_000_000]),
        ] {
            for number in samples {
                assert_eq!(of(number), form, "{number}");
            }
        }
    }

    #[test]
    fn english_and_norwegian_have_two() {
        for language in [Language::English, Language::Norwegian] {
            let forms = [0, 1, 2, 11, 21].map(|number| Form::of(language, number).word());
            assert_eq!(forms, ["other", "one", "other", "other", "other"]);
        }
    }
}
