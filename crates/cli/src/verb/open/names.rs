//! Names that a reader could not tell apart, or not see, are not taken into a record: who consented must be plain.

use std::collections::BTreeMap;

use korridor_world::Scenario;
use unicode_normalization::UnicodeNormalization;

use crate::failure::Complaint;

/// What is wrong with the title and the names of the parties.
pub fn complaints(scenario: &Scenario, parties: &[String]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    if let Some(sign) = scenario.title.chars().find(|sign| is_hidden(*sign)) {
        complaints.push(hidden("title", &scenario.title, sign));
    }
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for party in parties {
        if let Some(sign) = party.chars().find(|sign| is_hidden(*sign)) {
            complaints.push(hidden("party", party, sign));
        } else if party.trim() != party {
            let expected = "a name without blanks around it";
            let complaint = Complaint::new("party", format!("{party:?}"), expected);
            complaints.push(complaint.coded("name_not_usable"));
        }
        match seen.insert(looks(party), party) {
            Some(other) if other != party => {
                let found = format!("{party:?}, which looks like {other:?}");
                let expected = "names of parties that a reader can tell apart";
                let complaint = Complaint::new("party", found, expected);
                complaints.push(complaint.coded("names_look_alike"));
            }
            _ => {}
        }
    }
    complaints
}

fn hidden(place: &str, text: &str, sign: char) -> Complaint {
    let shown: String = text.escape_debug().take(120).collect();
    let found = format!(
        "the sign U+{:04X}, which nobody sees, in {shown}",
        u32::from(sign)
    );
    let expected = "text without control characters and invisible signs";
    Complaint::new(place, found, expected).coded("text_has_control_characters")
}

/// Control characters and signs without a shape. The joiners that Persian and Indic names are written with are none.
fn is_hidden(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
        )
        || matches!(sign, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// What a name looks like: compatibility forms, case, blanks and joiners aside, letters of Cyrillic and Greek that look
/// like Latin ones as those.
fn looks(name: &str) -> String {
    let shapes = name
        .nfkc()
        .filter(|sign| !is_hidden(*sign) && !matches!(sign, '\u{200c}' | '\u{200d}'))
        .flat_map(char::to_lowercase)
        .map(latin);
    let shapes: String = shapes.collect();
    shapes.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn latin(sign: char) -> char {
    const LIKE: [(&str, &str); 2] = [
        ("авекмнорстухіјѕԁԛԝ", "abekmhopctyxijsdqw"),
        ("αβεζηικμνορτυχ", "abezhikmnoptyx"),
    ];
    let same = LIKE.iter().find_map(|(other, latin)| {
        let at = other.chars().position(|one| one == sign)?;
        latin.chars().nth(at)
    });
    same.unwrap_or(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_look_alike_whatever_they_are_made_of() {
        for (one, two) in [
            ("A", "А"),
            ("A", "Α"),
            ("A", "A "),
            ("Party B", "party  B"),
            ("OCHA", "ОСНА"),
            ("\u{fb01}re", "fire"),
            ("A\u{200d}", "A"),
        ] {
            assert_eq!(looks(one), looks(two), "{one:?} {two:?}");
        }
        for (one, two) in [("A", "B"), ("Russia", "Syria"), ("الحكومة", "المعارضة")]
        {
            assert_ne!(looks(one), looks(two));
        }
    }
}
