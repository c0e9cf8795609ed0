//! Bytes of a record are changed behind SQLite's back. Whatever changes anything that a command reads must be found and named.

use std::collections::BTreeMap;
use std::sync::Mutex;

use korridor_disk_simulator::{Disk, Image, Random};
use korridor_ledger::{Code, Report};

use crate::campaign::{Campaign, Case, Tally};
use crate::record::{self, NAME, Readable};
use crate::workload::Workload;

const PAGE: usize = 4096;

/// How bytes are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mutation {
    FlipBits,
    ChangeBytes,
    ZeroPage,
    ZeroRange,
    SwapPages,
    StalePage,
    Truncate,
    Lengthen,
    DeleteLastRow,
    OldSnapshot,
}

impl Mutation {
    const ALL: [Mutation; 10] = [
        Mutation::FlipBits,
        Mutation::ChangeBytes,
        Mutation::ZeroPage,
        Mutation::ZeroRange,
        Mutation::SwapPages,
        Mutation::StalePage,
        Mutation::Truncate,
        Mutation::Lengthen,
        Mutation::DeleteLastRow,
        Mutation::OldSnapshot,
    ];
}

/// An honest record: as it was once, as it is now, and what is read of it.
struct Record {
    earlier: Vec<u8>,
    now: Image,
    readable: Readable,
    checkpoint: String,
}

/// What the cases met.
#[derive(Default)]
struct Met {
    changing: Tally,
    noticed: Tally,
    silent: Tally,
    codes: Mutex<BTreeMap<Code, usize>>,
}

#[test]
fn mutations() {
    let (campaign, met) = (Campaign::new("mutations", 300), Met::default());
    campaign.run(|case| one(case, &met));
    let (changing, noticed, silent) = (met.changing.get(), met.noticed.get(), met.silent.get());
    campaign.report(&format!(
        "{changing} changed what is read, all were found and named; {noticed} changed nothing that is read and were \
         found all the same, {silent} changed nothing and were not; {:?}",
        met.codes.lock().unwrap()
    ));
    assert!(campaign.narrowed() || changing as usize > campaign.count() / 3);
}

fn one(mut case: Case, met: &Met) -> Result<(), String> {
    let record = honest(&mut case.random)?;
    let mutation = Mutation::ALL[case.random.below(Mutation::ALL.len())];
    judge(&record, mutation, &mut case.random, met)
        .map_err(|failure| format!("{mutation:?}: {failure}"))
}

fn honest(random: &mut Random) -> Result<Record, String> {
    let disk = Disk::new();
    let mut workload = Workload::new(Random::new(random.bits()));
    let ledger = record::create(&disk).map_err(|error| error.to_string())?;
    let (before, after) = (1 + random.below(6), 1 + random.below(10));
    drop(workload.run(ledger, &disk, before)?);
    let earlier = disk.image().read(NAME).ok_or("no record")?.to_vec();
    let ledger = record::open(&disk).map_err(|error| error.to_string())?;
    let mut ledger = workload.run(ledger, &disk, after)?;
    let checkpoint = ledger.checkpoint().map_err(|error| error.to_string())?;
    // Half of the records are as a killed process leaves them, with their newest part in the write-ahead log.
    let in_use = disk.image();
    drop(ledger);
    let now = if random.percent(50) {
        in_use
    } else {
        disk.image()
    };
    let readable = read(now.clone())
        .map_err(|failure| format!("an honest record can't be read: {failure}"))?;
    record::clean(&record::audit(
        &Disk::holding(now.clone()),
        Some(&checkpoint),
    ))?;
    Ok(Record {
        earlier,
        now,
        readable,
        checkpoint,
    })
}

fn read(image: Image) -> Result<Readable, String> {
    let disk = Disk::holding(image);
    let mut ledger = record::open(&disk).map_err(|error| error.to_string())?;
    record::read_all(&mut ledger).map_err(|error| error.to_string())
}

fn judge(
    record: &Record,
    mutation: Mutation,
    random: &mut Random,
    met: &Met,
) -> Result<(), String> {
    let mut image = record.now.clone();
    let what = mutate(&mut image, record, mutation, random);
    let changed = read(image.clone()).as_ref() != Ok(&record.readable);
    let alone = record::audit(&Disk::holding(image.clone()), None);
    let against = record::audit(&Disk::holding(image), Some(&record.checkpoint));
    for finding in &against.findings {
        *met.codes.lock().unwrap().entry(finding.code).or_default() += 1;
    }
    let tally = match (changed, against.is_clean()) {
        (true, true) => {
            return Err(format!(
                "{what}: other things are read, and the audit found nothing"
            ));
        }
        (true, false) => &met.changing,
        (false, false) => &met.noticed,
        (false, true) => &met.silent,
    };
    tally.add(1);
    if mutation == Mutation::OldSnapshot {
        return snapshot(&alone, &against, changed);
    }
    Ok(())
}

/// An old record is an honest one: only who kept a later checkpoint can see that it is old.
fn snapshot(alone: &Report, against: &Report, changed: bool) -> Result<(), String> {
    record::clean(alone).map_err(|failure| format!("an old snapshot by itself: {failure}"))?;
    if changed && !against.has(Code::RolledBack) {
        return Err(format!(
            "an old snapshot is not called rolled back: {:?}",
            against.findings
        ));
    }
    Ok(())
}

/// Changes the record's main file, or now and then its write-ahead log; says how.
fn mutate(image: &mut Image, record: &Record, mutation: Mutation, random: &mut Random) -> String {
    let log = format!("{NAME}-wal");
    match mutation {
        Mutation::OldSnapshot => {
            image.remove(&log);
            image.put(NAME, record.earlier.clone());
            return "the earlier file".to_owned();
        }
        Mutation::DeleteLastRow => return delete_last_row(image, random),
        _ => {}
    }
    let in_log = random.percent(40) && image.read(&log).is_some_and(|bytes| !bytes.is_empty());
    let name = if in_log { &log } else { NAME };
    let mut bytes = image.read(name).unwrap_or_default().to_vec();
    let what = mutate_bytes(&mut bytes, record, mutation, random);
    image.put(name, bytes);
    format!("{name}: {what}")
}

fn mutate_bytes(
    bytes: &mut Vec<u8>,
    record: &Record,
    mutation: Mutation,
    random: &mut Random,
) -> String {
    let length = bytes.len();
    let (pages, at) = (length / PAGE, random.below(length));
    let (page, other) = (random.below(pages) * PAGE, random.below(pages) * PAGE);
    match mutation {
        Mutation::FlipBits => {
            let flips = 1 + random.below(4);
            for flip in 0..flips {
                let at = if flip == 0 { at } else { random.below(length) };
                bytes[at] ^= 1 << random.below(8);
            }
            format!("{flips} bits from {at}")
        }
        Mutation::ChangeBytes => {
            let end = length.min(at + 1 + random.below(40));
            let new = random.bytes(end - at);
            bytes[at..end].copy_from_slice(&new);
            format!("bytes {at} to {end}")
        }
        Mutation::ZeroPage => {
            bytes[page..page + PAGE].fill(0);
            format!("zeros from {page}")
        }
        Mutation::ZeroRange => {
            let end = length.min(at + 1 + random.below(600));
            bytes[at..end].fill(0);
            format!("zeros from {at} to {end}")
        }
        Mutation::SwapPages => {
            (0..PAGE).for_each(|offset| bytes.swap(page + offset, other + offset));
            format!("pages at {page} and {other}")
        }
        Mutation::StalePage => {
            let page = page.min(record.earlier.len() - PAGE);
            bytes[page..page + PAGE].copy_from_slice(&record.earlier[page..page + PAGE]);
            format!("the earlier page at {page}")
        }
        Mutation::Truncate => {
            let end = if random.percent(50) { page } else { at };
            bytes.truncate(end);
            format!("cut at {end}")
        }
        _ => {
            let more = random.below(3 * PAGE);
            bytes.extend(random.bytes(more));
            format!("{more} bytes more")
        }
    }
}

/// Takes the last row out of a table, by SQLite itself.
fn delete_last_row(image: &mut Image, random: &mut Random) -> String {
    let (table, order) = [
        ("entry", "seq"),
        ("entry_key", "seq"),
        ("checkpoint", "size"),
        ("tile", "level"),
        ("content", "place"),
        ("erasure", "seq"),
        ("meta", "name"),
    ][random.below(7)];
    let statement =
        format!("DELETE FROM {table} WHERE {order} = (SELECT max({order}) FROM {table})");
    let disk = Disk::holding(image.clone());
    record::plain_sql(&disk, &statement).expect("a plain statement");
    *image = disk.image();
    statement
}
