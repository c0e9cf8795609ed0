//! Somebody with the file, SQLite and patience changes what the record says, with care: indexes and tiles are made to fit.
//! Without the log's key each change must be found and called what it is; with the key, only who kept a checkpoint can tell.

use std::collections::BTreeMap;
use std::sync::Mutex;

use korridor_disk_simulator::{Disk, Image, Random};
use korridor_ledger::{Code, Draft, KeyKind, Ledger, Signer, SqliteStore};
use rusqlite::{Connection, params};

use crate::campaign::{Campaign, Case};
use crate::record::{self, NAME};
use crate::workload::Workload;

/// Records that are made for one tampering until it has something to do.
const MOST_RECORDS: usize = 50;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tampering {
    EditEntry,
    EditEntryAndTiles,
    DeleteEntry,
    DeleteAndRenumber,
    DeleteLast,
    Reorder,
    InsertAtEnd,
    Insert,
    Backdate,
    ForgedCheckpoint,
    OtherKey,
    EarlierCheckpoint,
    EditContent,
    DeleteContent,
    PretendErased,
    Restore,
    RedirectKey,
    RemoveKey,
    EditCosignature,
    RollBack,
    SplitView,
    AddTrigger,
}

use Tampering as T;

const ALL: [Tampering; 22] = [
    T::EditEntry,
    T::EditEntryAndTiles,
    T::DeleteEntry,
    T::DeleteAndRenumber,
    T::DeleteLast,
    T::Reorder,
    T::InsertAtEnd,
    T::Insert,
    T::Backdate,
    T::ForgedCheckpoint,
    T::OtherKey,
    T::EarlierCheckpoint,
    T::EditContent,
    T::DeleteContent,
    T::PretendErased,
    T::Restore,
    T::RedirectKey,
    T::RemoveKey,
    T::EditCosignature,
    T::RollBack,
    T::SplitView,
    T::AddTrigger,
];

impl Tampering {
    /// What it may be called; one of these must be among the findings.
    fn names(self) -> &'static [Code] {
        match self {
            T::EditEntry
            | T::EditEntryAndTiles
            | T::Reorder
            | T::Backdate
            | T::Insert
            | T::DeleteAndRenumber => &[
                Code::CheckpointRoot,
                Code::EntryForm,
                Code::EntryMissing,
                Code::EntryUncovered,
            ],
            T::DeleteEntry | T::DeleteLast => &[Code::EntryMissing],
            T::InsertAtEnd => &[Code::EntryUncovered],
            T::ForgedCheckpoint => &[Code::CheckpointForged],
            T::OtherKey => &[Code::CheckpointUntrusted],
            T::EarlierCheckpoint => &[Code::EntryUncovered],
            T::EditContent => &[Code::ContentAltered],
            T::DeleteContent | T::PretendErased => &[Code::ContentMissing],
            T::Restore => &[Code::ContentNotErased],
            T::RedirectKey | T::RemoveKey => &[Code::KeyIndex, Code::KeyTwice],
            T::EditCosignature => &[Code::CosignatureForged, Code::CosignatureForm],
            T::RollBack => &[Code::RolledBack],
            T::SplitView => &[Code::SplitView, Code::RolledBack],
            T::AddTrigger => &[Code::Schema],
        }
    }

    /// Whether the record is honest by itself, so that it needs a checkpoint from elsewhere.
    fn needs_checkpoint(self) -> bool {
        matches!(self, T::RollBack | T::SplitView)
    }
}

/// An honest record and what it was once.
struct Record {
    earlier: Image,
    earlier_checkpoint: String,
    now: Image,
    checkpoint: String,
    size: i64,
}

#[test]
fn tamperings() {
    let (campaign, met) = (
        Campaign::new("tamperings", 300),
        Mutex::new(BTreeMap::new()),
    );
    campaign.run(|mut case| {
        let tampering = ALL[case.number % ALL.len()];
        // Not every record has contents or something erased: then another one is made.
        let mut done = Done::Nothing;
        for _ in 0..MOST_RECORDS {
            let record = honest(&mut case.random)?;
            done = one(&record, tampering, &mut case)
                .map_err(|failure| format!("{tampering:?}: {failure}"))?;
            if done == Done::Found {
                break;
            }
        }
        *met.lock().unwrap().entry((tampering, done)).or_insert(0) += 1;
        Ok(())
    });
    let met = met.into_inner().unwrap();
    let count = |wanted: Done| {
        met.iter()
            .filter(|((_, done), _)| *done == wanted)
            .map(|(_, count)| count)
            .sum::<usize>()
    };
    campaign.report(&format!(
        "{} found and named; in {} there was nothing to do it to",
        count(Done::Found),
        count(Done::Nothing)
    ));
    let all_kinds = ALL
        .iter()
        .all(|kind| met.contains_key(&(*kind, Done::Found)));
    assert!(
        campaign.narrowed() || campaign.count() < 10 * ALL.len() || all_kinds,
        "{met:?}"
    );
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Done {
    Found,
    Nothing,
}

fn honest(random: &mut Random) -> Result<Record, String> {
    let disk = Disk::new();
    let mut workload = Workload::new(Random::new(random.bits()));
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let ledger = record::create(&disk).map_err(|error| said(&error))?;
    let mut ledger = workload.run(ledger, &disk, 2 + random.below(5))?;
    let earlier_checkpoint = ledger.checkpoint().map_err(|error| said(&error))?;
    drop(ledger);
    let earlier = disk.image();
    let ledger = record::open(&disk).map_err(|error| said(&error))?;
    let mut ledger = workload.run(ledger, &disk, 2 + random.below(8))?;
    workload.cosign(&mut ledger).map_err(|error| said(&error))?;
    let checkpoint = ledger.checkpoint().map_err(|error| said(&error))?;
    let size = ledger.size() as i64;
    drop(ledger);
    Ok(Record {
        earlier,
        earlier_checkpoint,
        now: disk.image(),
        checkpoint,
        size,
    })
}

fn one(record: &Record, tampering: Tampering, case: &mut Case) -> Result<Done, String> {
    let disk = match tampering {
        T::RollBack => Disk::holding(record.earlier.clone()),
        T::SplitView => fork(record, &mut case.random)?,
        T::OtherKey => rewritten(record, &mut case.random)?,
        _ => {
            let disk = Disk::holding(record.now.clone());
            let database = record::plain(&disk).map_err(|error| error.to_string())?;
            if !tamper(&database, record, tampering, &mut case.random)
                .map_err(|error| error.to_string())?
            {
                return Ok(Done::Nothing);
            }
            disk
        }
    };
    judge(record, tampering, &disk)
}

fn judge(record: &Record, tampering: Tampering, disk: &Disk) -> Result<Done, String> {
    let against = record::audit(disk, Some(&record.checkpoint));
    let named =
        |report: &korridor_ledger::Report| tampering.names().iter().any(|code| report.has(*code));
    if !named(&against) {
        return Err(format!(
            "found {:?}, expected one of {:?}",
            against.findings,
            tampering.names()
        ));
    }
    let alone = record::audit(disk, None);
    match (tampering.needs_checkpoint(), alone.is_clean()) {
        (true, false) => Err(format!(
            "seen without a checkpoint, which can't be: {:?}",
            alone.findings
        )),
        (false, _) if !named(&alone) => {
            Err(format!("only seen with a checkpoint: {:?}", alone.findings))
        }
        _ => Ok(Done::Found),
    }
}

/// The holder of the key shows another continuation to a second reader.
fn fork(record: &Record, random: &mut Random) -> Result<Disk, String> {
    let disk = Disk::holding(record.earlier.clone());
    let ledger = record::open(&disk).map_err(|error| error.to_string())?;
    let mut other =
        Workload::new(Random::new(random.bits())).resumed(0, Random::new(random.bits()));
    let mut ledger = other.run(ledger, &disk, 1 + random.below(10))?;
    let forked = ledger.checkpoint().map_err(|error| error.to_string())?;
    drop(ledger);
    // What both readers saw before is still the same to them, and each can show the other's checkpoint to be another history.
    record::clean(&record::audit(&disk, Some(&record.earlier_checkpoint)))?;
    let first = record::audit(&Disk::holding(record.now.clone()), Some(&forked));
    if !(first.has(Code::SplitView) || first.has(Code::RolledBack)) {
        return Err(format!(
            "the first reader does not see it: {:?}",
            first.findings
        ));
    }
    Ok(disk)
}

/// The whole record is written anew with one entry changed, under a key of the same name.
fn rewritten(record: &Record, random: &mut Random) -> Result<Disk, String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let honest = Disk::holding(record.now.clone());
    let mut source = record::open(&honest).map_err(|error| said(&error))?;
    let disk = Disk::new();
    let store = SqliteStore::create(
        std::path::Path::new(NAME),
        record::options(Some(disk.vfs())),
    );
    let key = Signer::new(record::ORIGIN, KeyKind::Log, [8; 32]).map_err(|error| said(&error))?;
    let store = store.map_err(|error| said(&error))?;
    let mut target = Ledger::create(store, record::ORIGIN, key).map_err(|error| said(&error))?;
    let altered = random.below(record.size as usize) as u64;
    for seq in 0..record.size as u64 {
        let entry = source.entry(seq).map_err(|error| said(&error))?;
        let mut draft = Draft {
            key: entry.key().to_owned(),
            payload: entry.payload().to_vec(),
            ..Draft::default()
        };
        if seq == altered {
            draft.payload.push(b'!');
        }
        target
            .append(None, &[draft])
            .map_err(|error| said(&error))?;
    }
    drop(target);
    Ok(disk)
}

/// Does it by plain SQL; false if the record has nothing of the kind.
fn tamper(
    database: &Connection,
    record: &Record,
    tampering: Tampering,
    random: &mut Random,
) -> rusqlite::Result<bool> {
    let (size, seq) = (record.size, random.below(record.size as usize) as i64);
    let changed = match tampering {
        T::EditEntry => edit(database, seq, random)?,
        T::EditEntryAndTiles => {
            database.execute("UPDATE tile SET hashes = zeroblob(length(hashes))", [])?;
            edit(database, seq, random)?
        }
        T::DeleteEntry => delete(database, seq)?,
        T::DeleteLast => delete(database, size - 1)?,
        T::DeleteAndRenumber => {
            delete(database, seq)?;
            renumber(database, seq, -1)?;
            1
        }
        T::Reorder => swap(database, seq, random.below(size as usize) as i64)?,
        T::InsertAtEnd => insert(database, size)?,
        T::Insert => {
            renumber(database, seq - 1, 1)?;
            insert(database, seq)?
        }
        T::Backdate => backdate(database, seq)?,
        T::ForgedCheckpoint => forge_checkpoint(database)?,
        T::EarlierCheckpoint => {
            database.execute("DELETE FROM checkpoint", [])?;
            let earlier: i64 = record.earlier_checkpoint.lines().nth(1).and_then(|size| size.parse().ok()).unwrap_or(0);
            let note = &record.earlier_checkpoint;
            let note = note.split_inclusive('\n').take(5).collect::<String>();
            database.execute("INSERT INTO checkpoint (size, note) VALUES (?1, ?2)", params![earlier, note])?
        }
        T::EditContent => database.execute(
            "UPDATE content SET bytes = CAST('something else' AS BLOB) WHERE commitment = (SELECT commitment FROM content
             WHERE commitment NOT IN (SELECT commitment FROM erasure) ORDER BY commitment LIMIT 1)",
            [],
        )?,
        T::DeleteContent => database.execute(
            "DELETE FROM content WHERE commitment = (SELECT commitment FROM content ORDER BY commitment LIMIT 1)",
            [],
        )?,
        T::PretendErased => pretend_erased(database, size)?,
        T::Restore => database.execute(
            "UPDATE content SET bytes = CAST('back again' AS BLOB), media_type = 'text/plain' WHERE commitment IN
             (SELECT commitment FROM erasure)",
            [],
        )?,
        T::RedirectKey => database.execute("UPDATE entry_key SET seq = (seq + 1) % ?1 WHERE seq = ?2", [size, seq])?,
        T::RemoveKey => database.execute("DELETE FROM entry_key WHERE seq = ?1", [seq])?,
        T::EditCosignature => database.execute(
            "UPDATE cosignature SET line = replace(line, substr(line, -20, 6), 'AAAAAA') WHERE size = ?1",
            [size],
        )?,
        T::AddTrigger => {
            database.execute_batch("CREATE TRIGGER sly AFTER INSERT ON entry BEGIN DELETE FROM content; END")?;
            1
        }
        T::OtherKey | T::RollBack | T::SplitView => 0,
    };
    Ok(changed > 0)
}

fn bytes_of(database: &Connection, seq: i64) -> rusqlite::Result<Vec<u8>> {
    database.query_row("SELECT bytes FROM entry WHERE seq = ?1", [seq], |row| {
        row.get(0)
    })
}

fn put(database: &Connection, seq: i64, bytes: &[u8]) -> rusqlite::Result<usize> {
    database.execute(
        "UPDATE entry SET bytes = ?2 WHERE seq = ?1",
        params![seq, bytes],
    )
}

/// Another byte in the payload, or one more if there is none.
fn edit(database: &Connection, seq: i64, random: &mut Random) -> rusqlite::Result<usize> {
    let mut bytes = bytes_of(database, seq)?;
    let header = bytes
        .windows(2)
        .position(|pair| pair == b"\n\n")
        .unwrap_or(0)
        + 2;
    match bytes.len() - header {
        0 => bytes.push(b'!'),
        payload => bytes[header + random.below(payload)] ^= 1 + random.below(255) as u8,
    }
    put(database, seq, &bytes)
}

fn delete(database: &Connection, seq: i64) -> rusqlite::Result<usize> {
    database.execute("DELETE FROM entry_key WHERE seq = ?1", [seq])?;
    database.execute("DELETE FROM entry WHERE seq = ?1", [seq])
}

/// Moves the entries after `seq` by one, and everything that leads to them.
fn renumber(database: &Connection, seq: i64, by: i64) -> rusqlite::Result<()> {
    for table in ["entry", "entry_key", "content", "erasure"] {
        // By way of negative numbers, so that no two rows are the same in between.
        database.execute(
            &format!("UPDATE {table} SET seq = -seq - 1000 WHERE seq > ?1"),
            [seq],
        )?;
        database.execute(
            &format!("UPDATE {table} SET seq = -(seq + 1000) + ?1 WHERE seq < 0"),
            [by],
        )?;
    }
    Ok(())
}

fn swap(database: &Connection, one: i64, other: i64) -> rusqlite::Result<usize> {
    if one == other {
        return Ok(0);
    }
    let (first, second) = (bytes_of(database, one)?, bytes_of(database, other)?);
    put(database, one, &second)?;
    put(database, other, &first)?;
    database.execute(
        "UPDATE entry_key SET seq = CASE seq WHEN ?1 THEN ?2 ELSE ?1 END WHERE seq IN (?1, ?2)",
        [one, other],
    )
}

fn insert(database: &Connection, seq: i64) -> rusqlite::Result<usize> {
    let bytes = b"korridor-entry/1\nkey: sly\nrecorded: 2016-11-04T12:05:00.123Z\n\nnever said";
    database.execute("INSERT INTO entry_key (key, seq) VALUES ('sly', ?1)", [seq])?;
    database.execute(
        "INSERT INTO entry (seq, bytes) VALUES (?1, ?2)",
        params![seq, bytes],
    )
}

fn backdate(database: &Connection, seq: i64) -> rusqlite::Result<usize> {
    let mut bytes = bytes_of(database, seq)?;
    let label = b"recorded: ";
    let found = bytes
        .windows(label.len())
        .position(|window| window == label);
    let Some(year) = found.map(|at| at + label.len()) else {
        return Ok(0);
    };
    bytes[year..year + 4].copy_from_slice(b"2015");
    put(database, seq, &bytes)
}

/// Another root above the log's own signature.
fn forge_checkpoint(database: &Connection) -> rusqlite::Result<usize> {
    let (size, note): (i64, String) = database.query_row(
        "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let root = note.lines().nth(2).unwrap_or_default();
    let other = if root.starts_with('A') { "B" } else { "A" };
    let forged = note.replacen(root, &format!("{other}{}", &root[1..]), 1);
    database.execute(
        "UPDATE checkpoint SET note = ?2 WHERE size = ?1",
        params![size, forged],
    )
}

/// As the ledger erases, but without an entry that says so.
fn pretend_erased(database: &Connection, size: i64) -> rusqlite::Result<usize> {
    let chosen: Option<Vec<u8>> = database.query_row(
        "SELECT max(commitment) FROM content WHERE commitment NOT IN (SELECT commitment FROM erasure)",
        [],
        |row| row.get(0),
    )?;
    let Some(commitment) = chosen else {
        return Ok(0);
    };
    database.execute(
        "UPDATE content SET salt = zeroblob(32), bytes = zeroblob(length(bytes)), media_type = '----------'
         WHERE commitment = ?1",
        [&commitment],
    )?;
    database.execute(
        "INSERT INTO erasure (commitment, seq) VALUES (?1, ?2)",
        params![commitment, size - 1],
    )
}
