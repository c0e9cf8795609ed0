//! The words of reports, one data file a language: `[section] key = "words with {variables}"`, or a table with a text for
//! each plural form, chosen by the variable `n`. Files and not code, so that whoever speaks the language can change them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::plural::Form;
use super::voice::Language;

/// What a key says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// One text.
    Plain(String),
    /// A text for each plural form of the language, by its word.
    Counted(BTreeMap<String, String>),
}

/// All messages of a language, by `section.key`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue(BTreeMap<String, Message>);

/// What is wrong with a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueFault {
    /// No TOML.
    #[error("not a catalogue: {0}")]
    Form(String),
    /// Neither a text nor a table of plural forms.
    #[error("{0}: neither a text nor a text for each plural form")]
    Message(String),
}

impl Catalogue {
    /// Reads a catalogue.
    ///
    /// # Errors
    /// The first thing that is none.
    pub fn parse(text: &str) -> Result<Catalogue, CatalogueFault> {
        let file: BTreeMap<String, toml::Table> =
            toml::from_str(text).map_err(|error| CatalogueFault::Form(error.to_string()))?;
        let mut messages = BTreeMap::new();
        for (section, table) in file {
            for (key, value) in table {
                let key = format!("{section}.{key}");
                let message = message(value).ok_or_else(|| CatalogueFault::Message(key.clone()))?;
                messages.insert(key, message);
            }
        }
        Ok(Catalogue(messages))
    }

    /// The catalogue that is shipped for a language.
    pub fn of(language: Language) -> &'static Catalogue {
        static SHIPPED: OnceLock<BTreeMap<Language, Catalogue>> = OnceLock::new();
        let all = SHIPPED.get_or_init(|| {
            let files = [
                (Language::English, include_str!("words/en.toml")),
                (Language::Norwegian, include_str!("words/nb.toml")),
                (Language::Arabic, include_str!("words/ar.toml")),
            ];
            let read = |(language, text)| {
                let catalogue = Catalogue::parse(text);
                let catalogue = catalogue
                    .unwrap_or_else(|fault| panic!("the shipped words of {language:?}: {fault}"));
                (language, catalogue)
            };
            files.into_iter().map(read).collect()
        });
        &all[&language]
    }

    /// The text of a key, in the form that goes with a number where it has forms.
    pub fn text(&self, key: &str, form: Option<Form>) -> Option<&str> {
        match self.0.get(key)? {
            Message::Plain(text) => Some(text),
            Message::Counted(forms) => forms
                .get(form.unwrap_or(Form::Other).word())
                .or_else(|| forms.get("other"))
                .map(String::as_str),
        }
    }

    /// Every key with what it says.
    #[cfg(test)]
    pub fn all(&self) -> impl Iterator<Item = (&str, &Message)> {
        self.0.iter().map(|(key, message)| (key.as_str(), message))
    }
}

fn message(value: toml::Value) -> Option<Message> {
    match value {
        toml::Value::String(text) => Some(Message::Plain(text)),
        toml::Value::Table(table) => {
            let form = |(form, text): (String, toml::Value)| match text {
                toml::Value::String(text) => Some((form, text)),
                _ => None,
            };
            let forms: Option<BTreeMap<String, String>> = table.into_iter().map(form).collect();
            forms.map(Message::Counted)
        }
        _ => None,
    }
}

#[cfg(test)]
impl Message {
    /// Its texts.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Message::Plain(text) => vec![text],
            Message::Counted(forms) => forms.values().map(String::as_str).collect(),
        }
    }

    /// The variables of all its texts.
    pub fn variables(&self) -> std::collections::BTreeSet<&str> {
        let texts = self.texts().into_iter();
        let parts = texts.flat_map(parts).filter_map(|part| match part {
            Part::Variable(name) => Some(name),
            Part::Words(_) => None,
        });
        parts.collect()
    }
}

/// A part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// As it stands.
    Words(&'a str),
    /// What is put in.
    Variable(&'a str),
}

/// A message taken apart.
pub fn parts(message: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            parts.push(Part::Words(before));
        }
        parts.push(Part::Variable(name));
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest));
    }
    parts
}
