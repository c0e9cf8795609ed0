//! Hashtags: a tag and its attributes, `#affected +f +children`.

/// A column, as its hashtag tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The tag in lower case, with its `#`; empty if the column has none.
    pub tag: String,
    /// Its attributes in lower case, in order.
    pub attributes: Vec<String>,
}

impl Column {
    /// Reads a hashtag; a column without a tag for anything else.
    pub fn parse(text: &str) -> Column {
        read(text).unwrap_or_default()
    }

    /// Whether it has an attribute.
    pub fn has(&self, attribute: &str) -> bool {
        self.attributes.iter().any(|own| own == attribute)
    }

    /// `#reached+f+children`.
    pub fn shown(&self) -> String {
        let attributes = self
            .attributes
            .iter()
            .map(|attribute| format!("+{attribute}"));
        std::iter::once(self.tag.clone())
            .chain(attributes)
            .collect()
    }
}

fn read(text: &str) -> Option<Column> {
    let text = text.trim().strip_prefix('#')?;
    // Blanks may stand before a + and nowhere else.
    let mut parts = text.split('+').map(str::trim_end);
    let tag = parts.next().filter(|tag| is_token(tag))?;
    let mut attributes = Vec::new();
    for part in parts {
        if !is_token(part) {
            return None;
        }
        attributes.push(part.to_lowercase());
    }
    Some(Column {
        tag: format!("#{}", tag.to_lowercase()),
        attributes,
    })
}

fn is_token(text: &str) -> bool {
    let rest = text.strip_prefix(|sign: char| sign.is_ascii_alphabetic());
    rest.is_some_and(|rest| {
        rest.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// Whether at least half of the cells that are not blank are hashtags.
pub(crate) fn are_tags(cells: &[String]) -> bool {
    let filled: Vec<&String> = cells
        .iter()
        .filter(|cell| !cell.trim().is_empty())
        .collect();
    let tags = filled.iter().filter(|cell| read(cell).is_some()).count();
    tags > 0 && tags * 2 >= filled.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_however_they_are_spaced() {
        for (text, shown) in [
            ("#date+start", "#date+start"),
            (" #Reached  +F +Children ", "#reached+f+children"),
            ("#reached + f", ""),
            ("#x_incident", "#x_incident"),
            ("date", ""),
            ("# date", ""),
            ("#1st", ""),
            ("#date+", ""),
            ("#date start", ""),
        ] {
            assert_eq!(Column::parse(text).shown(), shown, "{text:?}");
        }
        let row = |cells: &[&str]| {
            are_tags(
                &cells
                    .iter()
                    .map(|cell| (*cell).to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        assert!(row(&["", "#adm1", "name"]));
        assert!(!row(&["#adm1", "name", "code"]));
        assert!(!row(&["", ""]));
    }
}
