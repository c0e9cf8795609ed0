//! Mappings of columns: read for an import, or guessed and written for a person to look at.

use korridor_import::scenario::expected_word;
use korridor_intake::feed::cap::TrustedKey;
use korridor_intake::feed::{Field, Mapping};
use korridor_world::LocalClock;
use serde_json::json;

use super::feed::bytes;
use crate::arguments::ImportOptions;
use crate::aside::{Aside, Existing};
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::input;
use crate::plain::{plain, plain_lines};

/// The mapping that was given, if any.
pub fn read(options: &ImportOptions) -> Result<Option<Mapping>, Failure> {
    let Some(path) = &options.mapping else {
        return Ok(None);
    };
    let bytes = input::read(path).map_err(|complaint| Failure::Input(vec![complaint]))?;
    let bytes = bytes.ok_or_else(|| Failure::input(path.display(), "no such file", "a mapping"))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::input(path.display(), "no UTF-8", "a mapping as TOML"))?;
    let mapping = Mapping::parse(&text);
    let mapping = mapping.map_err(|error| {
        let complaint = Complaint::new(path.display(), error.found, error.expected);
        Failure::Input(vec![complaint.coded("mapping_unusable")])
    })?;
    Ok(Some(mapping))
}

/// The zone that was stated, if any.
pub fn zone(options: &ImportOptions) -> Result<Option<LocalClock>, Failure> {
    let Some(zone) = &options.zone else {
        return Ok(None);
    };
    LocalClock::of_zone(zone).map(Some).ok_or_else(|| {
        let names = LocalClock::zone_names();
        let expected = expected_word("a time zone", zone, names.iter().map(String::as_str));
        let complaint = Complaint::new("--zone", format!("the time zone {zone:?}"), expected);
        Failure::Input(vec![complaint.coded("zone_not_known")])
    })
}

/// The keys of senders that the person trusts.
pub fn keys(options: &ImportOptions) -> Result<Vec<TrustedKey>, Failure> {
    let mut keys = Vec::new();
    for path in &options.cap_key {
        let expected = "a certificate or a public key as PEM";
        let bytes = input::read(path).map_err(|complaint| Failure::Input(vec![complaint]))?;
        let bytes =
            bytes.ok_or_else(|| Failure::input(path.display(), "no such file", expected))?;
        // Where it lies is nobody's business: the verdict names it and is kept.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let read = TrustedKey::read(&plain(&name), &bytes);
        keys.extend(read.map_err(|error| Failure::input(path.display(), error, expected))?);
    }
    Ok(keys)
}

/// Writes a guessed mapping; an existing file is never replaced.
pub fn save(options: &ImportOptions, face: &Face) -> Result<(), Failure> {
    let Some(path) = &options.save_mapping else {
        return Ok(());
    };
    let headers = Mapping::headers(&bytes(&options.file)?, options.encoding.as_deref());
    let headers = headers.map_err(|refused| {
        let place = format!("{}: {}", options.file.display(), refused.place);
        let complaint = Complaint::new(place, refused.found, refused.expected);
        Failure::Refused(vec![complaint.coded(refused.code)])
    })?;
    let mapping = Mapping::guess(&headers);
    let mut aside = Aside::new();
    let slot = aside.file(path, Existing::Refuse)?;
    aside.write(slot, mapping.write(&headers).as_bytes())?;
    aside.commit()?;
    let names: Vec<String> = mapping
        .columns
        .iter()
        .map(|(field, header)| shown(*field, header))
        .collect();
    let text = format!(
        "{}: a guess from {} headers, nothing was recorded\n{}\nLook at every line; then import with --mapping {}\n",
        plain(&path.display().to_string()),
        headers.len(),
        plain_lines(&names.join("\n")),
        plain(&path.display().to_string()),
    );
    let facts = json!({ "mapping": path, "columns": mapping.columns, "headers": headers });
    face.answer("import", &[], &text, facts)
}

fn shown(field: Field, header: &str) -> String {
    let name = serde_json::to_value(field).unwrap_or_default();
    format!("  {} = {header:?}", name.as_str().unwrap_or_default())
}
