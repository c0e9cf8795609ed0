//! Measures what the account of a record costs: `bench_account RECORD FOLDER`, for a record that `bench_board` of
//! `operate` wrote. Prints one JSON line a figure. It reads the record, writes the line of evidence of each entry, builds
//! the account, fills its words in, releases it and writes every file, as `korridor account` does.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::Instant as Clock;

use korridor_account::{Policy, Profile, Reading, ReleaseState, release, render};
use korridor_ledger::{Ledger, LedgerError, SqliteOptions, SqliteStore};
use korridor_operate::{Read, Stamp, for_each_written, read_words};
use korridor_world::Instant;

/// After the hours of that record, which start at 2016-11-04T07:00:00Z.
const AT: i64 = 1_478_242_800 + 40_000;

fn main() {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let (Some(record), Some(folder)) = (arguments.next(), arguments.next()) else {
        eprintln!("bench_account RECORD FOLDER");
        std::process::exit(2);
    };
    let start = Clock::now();
    let store = SqliteStore::open(&record, SqliteOptions::default()).unwrap();
    let mut ledger = Ledger::open(store, None).unwrap();
    let mut reading = Reading::new(Stamp(Instant(AT)));
    let mut entries = BufWriter::new(File::create(folder.join("bench-entries.csv")).unwrap());
    for_each_written(&mut ledger, 0, render::entry_row, |recorded, row| {
        if reading.take(recorded) {
            entries.write_all(row.as_bytes()).unwrap();
        }
    })
    .unwrap();
    entries.flush().unwrap();
    figure("account: record read, s", start.elapsed().as_secs_f64());

    let clock = Clock::now();
    let mut account = reading.account(None);
    figure("account: built, s", clock.elapsed().as_secs_f64());
    let clock = Clock::now();
    let filled = account.fill_words(|words| match read_words(&mut ledger, words)? {
        Read::Text(text) => Ok::<_, LedgerError>(Some(text)),
        Read::Erased(_) | Read::NotHere => Ok(None),
    });
    filled.unwrap();
    figure("account: words filled in, s", clock.elapsed().as_secs_f64());

    let clock = Clock::now();
    let state = ReleaseState::default();
    let released = release(
        &account,
        &Policy::default(),
        &Profile::StrictlyConfidential,
        &state,
    );
    let (released, _) = released.unwrap();
    let mut bytes = 0;
    for (name, file) in render::files(&released, &[]) {
        bytes += file.len();
        std::fs::write(folder.join(format!("bench-{name}")), file).unwrap();
    }
    figure(
        "account: released and written, s",
        clock.elapsed().as_secs_f64(),
    );
    figure("account: in all, s", start.elapsed().as_secs_f64());
    figure("account: entries", account.entries as f64);
    figure("account: numbers", account.numbers.len() as f64);
    figure(
        "account: files without entries, MiB",
        bytes as f64 / 1024.0 / 1024.0,
    );
    figure("account: peak memory, MiB", peak() as f64 / 1024.0);
}

fn figure(name: &str, value: f64) {
    println!("{{\"figure\": \"{name}\", \"value\": {value:.4}}}");
}

fn peak() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = text.lines().find_map(|text| text.strip_prefix("VmHWM:"));
    found
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
