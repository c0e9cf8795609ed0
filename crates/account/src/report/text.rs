//! Text that is put together from the program's own words and from what others wrote, kept apart to the end: whatever
//! is not the program's own is isolated from the direction of what stands around it, and loses what cannot be seen.

use crate::render::inert;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// The program's own words, in the document's language.
    Own(String),
    /// A name or words that others wrote, in a direction of their own.
    Named(String),
    /// A number, a time, an id: written from left to right in every language.
    Sign(String),
}

/// Runs, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(Vec<Run>);

impl Text {
    /// The program's own words.
    pub fn own(text: impl Into<String>) -> Text {
        Text(vec![Run::Own(text.into())])
    }

    /// What others wrote, without control characters.
    pub fn named(text: &str) -> Text {
        Text(vec![Run::Named(inert(text))])
    }

    /// A number, a time or an id.
    pub fn sign(text: &str) -> Text {
        Text(vec![Run::Sign(inert(text))])
    }

    /// The runs.
    pub fn runs(&self) -> &[Run] {
        &self.0
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.runs().iter().all(|run| run.letters().is_empty())
    }

    /// Puts another text behind.
    pub fn push(&mut self, other: &Text) {
        for run in &other.0 {
            match (self.0.last_mut(), run) {
                (Some(Run::Own(before)), Run::Own(more)) => before.push_str(more),
                _ => self.0.push(run.clone()),
            }
        }
    }

    /// With another text behind it.
    pub fn and(mut self, other: &Text) -> Text {
        self.push(other);
        self
    }

    /// Texts with a separator between them.
    pub fn joined<'a>(texts: impl IntoIterator<Item = &'a Text>, separator: &str) -> Text {
        let mut joined = Text::default();
        for (index, text) in texts.into_iter().enumerate() {
            if index > 0 {
                joined.push(&Text::own(separator));
            }
            joined.push(text);
        }
        joined
    }

    /// The letters alone, for where there is no markup, such as a page's title.
    pub fn plain(&self) -> String {
        self.0.iter().map(Run::letters).collect()
    }
}

impl Run {
    /// Its letters.
    pub fn letters(&self) -> &str {
        match self {
            Run::Own(text) | Run::Named(text) | Run::Sign(text) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_words_run_together_and_names_stay_apart() {
        let text = Text::own("a ")
            .and(&Text::own("b "))
            .and(&Text::named("c\u{202e}d"));
        assert_eq!(text.runs().len(), 2);
        assert_eq!(text.plain(), "a b c\\u{202e}d");
        assert!(Text::default().is_empty() && !text.is_empty());
    }
}
