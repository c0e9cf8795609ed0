//! OpenStreetMap extracts, binary and XML: the reader answers or refuses, within its limits.

#![no_main]

use korridor_import::Limits;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = korridor_import::osm::read("fuzzed", bytes, &Limits::default());
});
