//! SQLite itself on the simulated disk: what it promises, it keeps; what it does not promise, the disk takes away.
//! Were one of these wrong, the ledger's campaigns would prove nothing.

use std::thread;

use korridor_disk_simulator::{
    Call, Cut, Disk, Failure, Fault, Image, Random, Sector, Syncs, Times,
};
use rusqlite::{Connection, ErrorCode, OpenFlags};

const NAME: &str = "bare.db";

fn open(disk: &Disk) -> rusqlite::Result<Connection> {
    Connection::open_with_flags_and_vfs(NAME, OpenFlags::default(), disk.vfs())
}

fn prepare(disk: &Disk, mode: &str, synchronous: &str) -> Connection {
    let connection = open(disk).unwrap();
    let pragmas = format!(
        "PRAGMA journal_mode={mode}; PRAGMA synchronous={synchronous}; PRAGMA wal_autocheckpoint=7;"
    );
    connection.execute_batch(&pragmas).unwrap();
    connection
        .execute_batch("CREATE TABLE rows (number INTEGER PRIMARY KEY, bytes BLOB)")
        .unwrap();
    connection
}

fn insert(connection: &Connection, number: usize) -> rusqlite::Result<usize> {
    let bytes = vec![number as u8; 700 + number * 37 % 2000];
    connection.execute("INSERT INTO rows VALUES (?1, ?2)", (number as i64, bytes))
}

/// Rows that can be read, or why they can't.
fn count(image: Image) -> Result<usize, String> {
    let disk = Disk::holding(image);
    let read = || -> rusqlite::Result<(String, usize)> {
        let connection = open(&disk)?;
        let whole = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        let rows =
            connection.query_row("SELECT count(*) FROM rows", [], |row| row.get::<_, i64>(0))?;
        Ok((whole, rows as usize))
    };
    match read() {
        Ok((whole, rows)) if whole == "ok" => Ok(rows),
        Ok((damage, _)) => Err(damage),
        Err(error) => Err(error.to_string()),
    }
}

/// Cuts of a workload that lost an acknowledged row or left a damaged file.
fn losses(mode: &str, synchronous: &str, syncs: Syncs) -> usize {
    let disk = Disk::new();
    disk.set_syncs(syncs);
    let connection = prepare(&disk, mode, synchronous);
    let mut acknowledged = Vec::new();
    for number in 1..=30 {
        insert(&connection, number).unwrap();
        acknowledged.push(disk.operations());
    }
    let mut random = Random::new(11);
    let first = acknowledged[0];
    let mut lost = 0;
    for turn in 0..1_500 {
        let after = first + random.below(disk.operations() - first + 1);
        let sector = if turn % 2 == 0 {
            Sector::Small
        } else {
            Sector::Large
        };
        let cut = Cut {
            after,
            seed: random.bits(),
            sector,
        };
        let promised = acknowledged.iter().filter(|at| **at <= after).count();
        lost += usize::from(count(disk.cut(&cut)).map_or(true, |found| found < promised));
    }
    lost
}

#[test]
fn full_synchronisation_loses_nothing() {
    for mode in ["WAL", "DELETE", "TRUNCATE", "PERSIST"] {
        // In the modes with a rollback journal, FULL leaves the journal's deletion to the directory's next sync; EXTRA does not.
        let synchronous = if mode == "DELETE" { "EXTRA" } else { "FULL" };
        assert_eq!(losses(mode, synchronous, Syncs::Kept), 0, "{mode}");
    }
}

#[test]
fn without_synchronisation_rows_are_lost() {
    for (mode, synchronous) in [
        ("WAL", "OFF"),
        ("WAL", "NORMAL"),
        ("DELETE", "OFF"),
        ("DELETE", "FULL"),
    ] {
        assert!(
            losses(mode, synchronous, Syncs::Kept) > 50,
            "{mode} {synchronous}"
        );
    }
}

#[test]
fn a_lying_disk_loses_rows_whatever_sqlite_does() {
    assert!(losses("WAL", "FULL", Syncs::Ignored) > 50);
}

#[test]
fn a_kill_alone_loses_nothing_even_without_synchronisation() {
    let disk = Disk::new();
    let connection = prepare(&disk, "WAL", "OFF");
    (1..=30).for_each(|number| assert_eq!(insert(&connection, number), Ok(1)));
    assert_eq!(count(disk.image()), Ok(30));
}

#[test]
fn a_failed_call_is_told_and_acknowledges_nothing() {
    for call in Call::ALL {
        let refused: usize = (1..=12).map(|nth| refusals(call, nth)).sum();
        let at_each_insert = matches!(call, Call::Read | Call::Write | Call::Sync);
        assert!(refused > 0 || !at_each_insert, "{call:?} never failed");
    }
}

/// Inserts that failed because one call did. Those that succeeded are all there.
fn refusals(call: Call, nth: u64) -> usize {
    let disk = Disk::new();
    drop(prepare(&disk, "WAL", "FULL"));
    let connection = open(&disk).unwrap();
    disk.fail(Fault {
        call,
        nth,
        failure: Failure::Io,
        times: Times::Once,
    });
    let done = (1..=20)
        .filter(|number| insert(&connection, *number).is_ok())
        .count();
    disk.heal();
    let found = count(disk.image()).unwrap();
    assert!(
        found >= done,
        "{call:?} {nth}: {found} rows, {done} acknowledged"
    );
    20 - done
}

#[test]
fn a_full_disk_refuses_and_recovers() {
    let disk = Disk::new();
    let connection = prepare(&disk, "WAL", "FULL");
    disk.set_room(Some(100_000));
    let mut done = 0;
    let refused = loop {
        match insert(&connection, done + 1) {
            Ok(_) => done += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(refused.sqlite_error_code(), Some(ErrorCode::DiskFull));
    disk.set_room(None);
    assert_eq!(insert(&connection, done + 1), Ok(1));
    assert_eq!(count(disk.image()), Ok(done + 1));
}

#[test]
fn connections_on_several_threads_see_each_other() {
    for mode in ["WAL", "DELETE"] {
        let disk = Disk::new();
        drop(prepare(&disk, mode, "FULL"));
        thread::scope(|scope| {
            for writer in 0..4 {
                let disk = &disk;
                scope.spawn(move || {
                    let connection = open(disk).unwrap();
                    connection
                        .busy_timeout(std::time::Duration::from_secs(600))
                        .unwrap();
                    (0..25).for_each(|turn| {
                        assert_eq!(insert(&connection, 1 + writer * 25 + turn), Ok(1))
                    });
                });
            }
        });
        assert_eq!(count(disk.image()), Ok(100), "{mode}");
    }
}

#[test]
fn a_connection_may_outlive_its_disk() {
    let disk = Disk::new();
    let connection = prepare(&disk, "WAL", "FULL");
    drop(disk);
    assert_eq!(insert(&connection, 1), Ok(1));
}
