//! What a file of a watched folder is, by its content; its name tells nothing.

use super::{Format, acled, archive, hxl, odk, table};

/// So much is looked at.
const HEAD: usize = 64 << 10;

/// The format of a file; `None` where it could be none of them, or a plain table, which needs a mapping.
pub fn guess(bytes: &[u8]) -> Option<Format> {
    if archive::is_archive(bytes) {
        return hxl::judge(bytes, None).is_ok().then_some(Format::Hxl);
    }
    super::bytes::check(bytes).ok()?;
    let head = &bytes[..bytes.len().min(HEAD)];
    let text = super::bytes::decode(head, None).map(|decoded| decoded.text);
    let text = text.unwrap_or_else(|_| String::from_utf8_lossy(head).into_owned());
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('<') {
        return Some(Format::Cap);
    }
    if text.starts_with(['{', '[']) {
        let has = |part: &str| text.contains(part);
        return match () {
            () if has("\"FeatureCollection\"") || has("\"Feature\"") => Some(Format::GeoJson),
            () if has("instanceID") || has("\"__id\"") || has("\"_uuid\"") => Some(Format::Odk),
            () if has("\"#") => Some(Format::Hxl),
            () => None,
        };
    }
    let rows = table::read(head, None).ok()?;
    if rows.iter().take(25).any(|row| hxl::are_tags(&row.cells)) {
        return Some(Format::Hxl);
    }
    let headers: Vec<String> = rows
        .first()?
        .cells
        .iter()
        .map(|cell| cell.trim().to_lowercase())
        .collect();
    let has = |name: &str| headers.iter().any(|header| header == name);
    if acled::COLUMNS.iter().all(|column| has(column)) {
        return Some(Format::Acled);
    }
    // A column called `key` alone is many things.
    let of_a_form = odk::ID
        .iter()
        .filter(|name| **name != "key")
        .any(|name| has(name));
    of_a_form.then_some(Format::Odk)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_told_by_content() {
        let of = |text: &str| guess(text.as_bytes());
        assert_eq!(of("<?xml version='1.0'?><alert/>"), Some(Format::Cap));
        assert_eq!(
            of("{\"type\": \"FeatureCollection\"}"),
            Some(Format::GeoJson)
        );
        assert_eq!(of("[{\"meta/instanceID\": \"uuid:1\"}]"), Some(Format::Odk));
        assert_eq!(of("[[\"#adm1\"],[\"x\"]]"), Some(Format::Hxl));
        assert_eq!(of("a;b\n#adm1;#reached\n"), Some(Format::Hxl));
        assert_eq!(of(&acled::COLUMNS.join(",")), Some(Format::Acled));
        assert_eq!(of("meta-instanceID,gate\n"), Some(Format::Odk));
        assert_eq!(of("gate,persons\nkaraj,5\n"), None);
        assert_eq!(of("<html>"), None);
        assert_eq!(of(""), None);
    }
}
