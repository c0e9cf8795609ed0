//! Measures the log on this machine and prints a JSON line for each figure.
//!
//! `bench_ledger appends FOLDER | audits FOLDER ENTRIES | postgres ENTRIES`
//!
//! Durable appends are set beside a bare SQLite insert with the same settings, in turn in the same run, and beside what
//! a flush of 4096 bytes takes on the same disk. Each audit runs in a process of its own, for its peak memory.

use std::fs::{self, File};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use korridor_ledger::{
    Draft, Expect, Group, KeyKind, Ledger, Signer, SqliteOptions, SqliteStore, audit_sqlite,
};
use rusqlite::{Connection, params};

const ORIGIN: &str = "example.org/bench";
const PAYLOAD: usize = 330;

/// How often each audit is run.
const AUDITS: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let entries = |text: &str| -> usize { text.parse().expect("a number of entries") };
    match words.as_slice() {
        ["appends", folder] => appends(Path::new(folder)),
        ["audits", folder, count] => audits(Path::new(folder), entries(count)),
        #[cfg(feature = "postgres")]
        ["postgres", count] => postgres(entries(count)),
        ["audit", path] => audit(Path::new(path)),
        ["read", path] => read(Path::new(path)),
        ["fill", path, count] => fill(Path::new(path), entries(count)),
        _ => panic!("appends FOLDER, audits FOLDER ENTRIES, or postgres ENTRIES"),
    }
}

fn appends(folder: &Path) {
    let folder = folder.join(format!("appends-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder to write in");
    flushes(&folder);
    durable(&folder, Keys::Drawn, 1, 400);
    for keys in [Keys::Drawn, Keys::Scattered, Keys::Ordered] {
        durable(&folder, keys, 100, 200);
    }
    flushes(&folder);
    for writers in [1, 4, 16, 64] {
        group(&folder, writers, Duration::from_secs(3));
    }
    flushes(&folder);
    let _ = fs::remove_dir_all(folder);
}

fn audits(folder: &Path, entries: usize) {
    let folder = folder.join(format!("audits-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder to write in");
    let path = folder.join(format!("{entries}.kor"));
    let path = path.to_str().expect("UTF-8");
    child(&["fill", path, &entries.to_string()]);
    child(&["read", path]);
    for _ in 0..AUDITS {
        child(&["audit", path]);
    }
    let _ = fs::remove_dir_all(folder);
}

/// In what order keys come, which is what their index costs.
#[derive(Clone, Copy, Debug)]
enum Keys {
    /// As the command line draws them: a site, the second, one of five verbs, random digits.
    Drawn,
    /// Without anything in common.
    Scattered,
    /// Each after the one before, as a person or a form numbers them.
    Ordered,
}

impl Keys {
    fn key(self, n: usize) -> String {
        // A step through all numbers of 64 bits in no order that an index could use.
        let scattered = (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        match self {
            Keys::Drawn => {
                let verb = ["count", "report", "notify", "receipt", "status"][n % 5];
                let second = n / 100;
                format!("main-{second:07x}-{verb}-{:08x}", scattered >> 32)
            }
            Keys::Scattered => format!("{scattered:016x}-{n}"),
            Keys::Ordered => format!("main-count-{n:012}"),
        }
    }
}

/// The same over the server that `KORRIDOR_TEST_POSTGRES` names, if it names one.
#[cfg(feature = "postgres")]
fn postgres(entries: usize) {
    use korridor_ledger::{PostgresOptions, PostgresStore, audit_postgres};
    let Ok(url) = std::env::var("KORRIDOR_TEST_POSTGRES") else {
        return;
    };
    let options = PostgresOptions {
        schema: format!("bench_{}", std::process::id()),
        ..PostgresOptions::default()
    };
    let store = PostgresStore::create(&url, options.clone()).expect("a new schema");
    let mut ledger = Ledger::create(store, ORIGIN, signer()).expect("a new log");
    for batch in [1, 100] {
        let mut times = Vec::new();
        for round in 0..200 {
            let from = ledger.size() as usize + round;
            let drafts = drafts(Keys::Drawn, from * 1000, from * 1000 + batch);
            let start = Instant::now();
            ledger.append(None, &drafts).expect("an append");
            times.push(start.elapsed());
        }
        let (p50, p99) = (quantile(&mut times, 0.5), quantile(&mut times, 0.99));
        println!(
            r#"{{"figure":"durable append, PostgreSQL","batch":{batch},"p50_us":{p50},"p99_us":{p99}}}"#
        );
    }
    let start = Instant::now();
    let more = entries.saturating_sub(ledger.size() as usize);
    for from in (0..more).step_by(1000) {
        let from = 1_000_000_000 + from;
        ledger
            .append(None, &drafts(Keys::Drawn, from, from + 1000))
            .expect("an append");
    }
    report(
        "fill in batches of 1000, PostgreSQL",
        more as u64,
        start,
        "",
    );
    drop(ledger);
    let start = Instant::now();
    let expect = Expect {
        keys: vec![signer().verifier().to_string()],
        ..Expect::default()
    };
    let found = audit_postgres(&url, &options.schema, &expect);
    assert!(found.is_clean(), "{:?}", found.findings);
    report("audit, PostgreSQL", found.facts.size, start, "");
    let mut client = postgres::Client::connect(&url, postgres::NoTls).expect("the server");
    let _ = client.batch_execute(&format!("DROP SCHEMA {} CASCADE", options.schema));
}

fn child(arguments: &[&str]) {
    let own = std::env::current_exe().expect("its own path");
    let status = Command::new(own)
        .args(arguments)
        .status()
        .expect("a process");
    assert!(status.success(), "{arguments:?}");
}

fn signer() -> Signer {
    Signer::new(ORIGIN, KeyKind::Log, [7; 32]).expect("a key")
}

fn draft(key: String) -> Draft {
    Draft {
        key,
        payload: vec![b'x'; PAYLOAD],
        ..Draft::default()
    }
}

fn drafts(keys: Keys, from: usize, until: usize) -> Vec<Draft> {
    (from..until).map(|n| draft(keys.key(n))).collect()
}

fn new_ledger(path: &Path) -> Ledger {
    let store = SqliteStore::create(path, SqliteOptions::default()).expect("a new file");
    Ledger::create(store, ORIGIN, signer()).expect("a new log")
}

/// What this disk takes to flush 4096 bytes at the end of a file.
fn flushes(folder: &Path) {
    let mut file = File::create(folder.join("flush")).expect("a file");
    let mut times = Vec::new();
    for _ in 0..400 {
        let start = Instant::now();
        file.write_all(&[0; 4096])
            .and_then(|()| file.sync_data())
            .expect("a flush");
        times.push(start.elapsed());
    }
    let (median, p99) = (quantile(&mut times, 0.5), quantile(&mut times, 0.99));
    println!(r#"{{"figure":"fsync of 4096 bytes","p50_us":{median},"p99_us":{p99}}}"#);
}

/// Microseconds.
fn quantile(times: &mut [Duration], share: f64) -> u128 {
    times.sort();
    times[((times.len() - 1) as f64 * share) as usize].as_micros()
}

/// Appends of a batch each, in turn with bare inserts of the same entries with the same settings.
fn durable(folder: &Path, keys: Keys, batch: usize, rounds: usize) {
    let name = format!("{keys:?}-{batch}").to_lowercase();
    let mut ledger = new_ledger(&folder.join(format!("durable-{name}.kor")));
    let mut bare = Connection::open(folder.join(format!("bare-{name}.db"))).expect("a file");
    bare.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA secure_delete=ON;
         PRAGMA cache_size=-16384; CREATE TABLE t (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;",
    )
    .expect("a table");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let drafts = drafts(keys, round * batch, (round + 1) * batch);
        let start = Instant::now();
        ledger.append(None, &drafts).expect("an append");
        ours.push(start.elapsed());
        let entries: Vec<Vec<u8>> = drafts.iter().map(|_| vec![b'x'; PAYLOAD + 90]).collect();
        let start = Instant::now();
        let transaction = bare.transaction().expect("a transaction");
        for (n, bytes) in entries.iter().enumerate() {
            let mut insert = transaction
                .prepare_cached("INSERT INTO t VALUES (?1, ?2)")
                .expect("a statement");
            insert
                .execute(params![(round * batch + n) as i64, bytes])
                .expect("a row");
        }
        transaction.commit().expect("a commit");
        theirs.push(start.elapsed());
    }
    let (p50, bare_p50) = (quantile(&mut ours, 0.5), quantile(&mut theirs, 0.5));
    let (p99, bare_p99) = (quantile(&mut ours, 0.99), quantile(&mut theirs, 0.99));
    // The fastest tenth is what both cost while the disk is quiet.
    let (p10, bare_p10) = (quantile(&mut ours, 0.1), quantile(&mut theirs, 0.1));
    let ratio = bare_p50 as f64 / p50 as f64;
    let quiet = bare_p10 as f64 / p10 as f64;
    println!(
        r#"{{"figure":"durable append","keys":"{keys:?}","batch":{batch},"rounds":{rounds},"p50_us":{p50},"p99_us":{p99},"bare_p50_us":{bare_p50},"bare_p99_us":{bare_p99},"ratio_to_bare":{ratio:.3},"ratio_when_quiet":{quiet:.3}}}"#
    );
}

fn group(folder: &Path, writers: usize, span: Duration) {
    let group = Group::new(new_ledger(&folder.join(format!("group-{writers}.kor"))));
    let start = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let writer = |writer: usize| {
            let group = group.clone();
            move || {
                let mut times = Vec::new();
                while start.elapsed() < span {
                    let began = Instant::now();
                    group
                        .submit(draft(Keys::Drawn.key(writer * 1_000_000 + times.len())))
                        .expect("an append");
                    times.push(began.elapsed());
                }
                times
            }
        };
        let threads: Vec<_> = (0..writers).map(|n| scope.spawn(writer(n))).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("a writer"))
            .collect()
    });
    let rate = times.len() as f64 / start.elapsed().as_secs_f64();
    let (p50, p99) = (quantile(&mut times, 0.5), quantile(&mut times, 0.99));
    println!(
        r#"{{"figure":"group commit","writers":{writers},"appends_per_s":{rate:.0},"p50_us":{p50},"p99_us":{p99}}}"#
    );
}

fn fill(path: &Path, entries: usize) {
    let start = Instant::now();
    let mut ledger = new_ledger(path);
    for from in (0..entries).step_by(1000) {
        ledger
            .append(None, &drafts(Keys::Drawn, from, (from + 1000).min(entries)))
            .expect("an append");
    }
    drop(ledger);
    let megabytes = fs::metadata(path).map_or(0, |file| file.len()) >> 20;
    report(
        "fill in batches of 1000",
        entries as u64,
        start,
        &format!(r#","file_mb":{megabytes}"#),
    );
}

fn read(path: &Path) {
    let start = Instant::now();
    let store = SqliteStore::open(path, SqliteOptions::default()).expect("a record");
    let mut ledger = Ledger::open(store, None).expect("a log");
    let opened = start.elapsed().as_micros();
    let mut bytes = 0;
    let each = |_: u64, entry: &korridor_ledger::Entry| {
        bytes += entry.bytes().len();
        ControlFlow::Continue(())
    };
    let size = ledger.for_each(0, each).expect("entries");
    let mean = bytes as u64 / size.max(1);
    report(
        "open and read all",
        size,
        start,
        &format!(r#","open_us":{opened},"mean_entry_bytes":{mean}"#),
    );
}

fn audit(path: &Path) {
    let start = Instant::now();
    let expect = Expect {
        keys: vec![signer().verifier().to_string()],
        ..Expect::default()
    };
    let found = audit_sqlite(path, &expect);
    assert!(found.is_clean(), "{:?}", found.findings);
    report("audit", found.facts.size, start, "");
}

fn report(figure: &str, entries: u64, start: Instant, more: &str) {
    let wall = start.elapsed().as_millis();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap_or("0")
        .trim();
    let peak: u64 = peak
        .split(' ')
        .next()
        .and_then(|kb| kb.parse().ok())
        .unwrap_or(0);
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |n: usize| {
        fields
            .get(n)
            .and_then(|text| text.parse::<u64>().ok())
            .unwrap_or(0)
    };
    let cpu = (ticks(11) + ticks(12)) * 10;
    println!(
        r#"{{"figure":"{figure}","entries":{entries},"wall_ms":{wall},"cpu_ms":{cpu},"peak_rss_kb":{peak}{more}}}"#
    );
}
