//! Feeds of every format: the reader takes something or says why not. The first byte chooses the format.

#![no_main]

use std::sync::LazyLock;

use korridor_intake::Terms;
use korridor_intake::feed::{Format, Mapping, Stated, import};
use korridor_operate::{Board, Stamp};
use korridor_world::{Instant, LocalClock};
use libfuzzer_sys::fuzz_target;

static BOARD: LazyLock<Board> = LazyLock::new(Board::default);
static CLOCK: LazyLock<LocalClock> =
    LazyLock::new(|| LocalClock::of_zone("Asia/Damascus").expect("a zone of the database"));
static MAPPING: LazyLock<Mapping> = LazyLock::new(|| {
    Mapping::parse("kind = \"claims\"\n[columns]\nwords = \"text\"\nwhen = \"date\"\n").expect("a mapping")
});

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let formats = [Format::Cap, Format::Hxl, Format::Acled, Format::Odk, Format::GeoJson, Format::Csv];
    let format = formats[usize::from(*first) % formats.len()];
    let terms = Terms { by: "c1", known: Stamp(Instant(1_478_300_000)), board: &BOARD, clock: &CLOCK };
    let stated = Stated { source: Some("s"), mapping: Some(&MAPPING), ..Stated::default() };
    let imported = import(format, bytes, &terms, &stated);
    let said = imported.taken + imported.already + imported.refused.len();
    assert!(said > 0, "refused without a word");
});
