//! A released account in others' formats. Every format is written from what was released and sees nothing else.

mod geojson;
mod geoparquet;
mod hxl;
mod places;

use std::collections::BTreeMap;

use crate::account::Account;
use crate::release::Released;
use crate::render::numbers_csv;

/// What can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// HXL 1.1: tables with a row of hashtags.
    Hxl,
    /// GeoJSON (RFC 7946).
    GeoJson,
    /// GeoParquet 1.1: the same places and numbers as a table with points.
    GeoParquet,
    /// Plain tables.
    Csv,
}

/// The files of an export, by name.
pub fn export(released: &Released<Account>, format: Format) -> BTreeMap<String, Vec<u8>> {
    let files = match format {
        Format::Hxl => vec![
            ("counts.hxl.csv", hxl::counts(released)),
            ("incidents.hxl.csv", hxl::incidents(released)),
        ],
        Format::GeoJson => vec![("places.geojson", geojson::places(released))],
        Format::GeoParquet => vec![("places.parquet", geoparquet::places(released))],
        Format::Csv => vec![
            ("numbers.csv", numbers_csv(released)),
            ("incidents.csv", hxl::incidents_plain(released)),
        ],
    };
    files
        .into_iter()
        .map(|(name, bytes)| (name.to_owned(), bytes))
        .collect()
}
