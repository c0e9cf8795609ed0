//! Who says it, and who told them, from the compiler's words.

/// A claimant in parts: the pseudonym of who says it, those who told it, and the name of each.
pub(super) struct Claimant {
    pub source: String,
    pub told_by: Vec<String>,
    pub names: Vec<String>,
}

/// `A citing B` is A, told by B; `A via B` is B, told by A; a spokesman in brackets belongs to the name.
pub(super) fn claimant(text: &str) -> Claimant {
    let text = text.trim();
    let (source, teller) = if let Some((source, teller)) = text.split_once(" citing ") {
        (source, Some(teller))
    } else if let Some((teller, source)) = text.split_once(" via ") {
        (source, Some(teller))
    } else {
        (text, None)
    };
    let names: Vec<String> = std::iter::once(source)
        .chain(teller)
        .map(|name| name.trim().to_owned())
        .collect();
    let mut pseudonyms = names.iter().map(|name| pseudonym(name));
    let source = pseudonyms.next().unwrap_or_else(|| "unnamed".to_owned());
    Claimant {
        source,
        told_by: pseudonyms.collect(),
        names,
    }
}

/// Letters and digits of the name without what stands in brackets, in lower case.
pub(crate) fn pseudonym(name: &str) -> String {
    let bare = name.split(['(', '[']).next().unwrap_or(name);
    let mut pseudonym = String::new();
    for sign in bare.chars() {
        if sign.is_ascii_alphanumeric() {
            pseudonym.push(sign.to_ascii_lowercase());
        } else if !pseudonym.is_empty() && !pseudonym.ends_with('-') {
            pseudonym.push('-');
        }
    }
    pseudonym.truncate(60);
    let pseudonym = pseudonym.trim_matches('-');
    if pseudonym.is_empty() {
        "unnamed".to_owned()
    } else {
        pseudonym.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_told_whom_is_kept() {
        let check = |text: &str, source: &str, told_by: &[&str]| {
            let found = claimant(text);
            assert_eq!(
                (found.source.as_str(), found.told_by),
                (source, told_by.iter().map(|s| (*s).to_owned()).collect())
            );
        };
        check("OCHA", "ocha", &[]);
        check("Russian MoD (Konashenkov)", "russian-mod", &[]);
        check("Syrian state media via AP", "ap", &["syrian-state-media"]);
        check(
            "AFP/New Arab citing Syrian army plan",
            "afp-new-arab",
            &["syrian-army-plan"],
        );
        check("المرصد", "unnamed", &[]);
    }
}
