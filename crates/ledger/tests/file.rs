//! What is particular to a record in one file.

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use korridor_ledger::{
    AppendError, Code, Content, Draft, Ledger, LedgerError, SqliteOptions, SqliteStore, StoreError,
    audit_sqlite,
};
use support::{
    Folder, Site, SqliteSite, draft, drafts, expect, open_file, options, signer, ticking,
};

/// Every file of the record, read as bytes.
fn bytes_beside(site: &SqliteSite) -> Vec<u8> {
    let entries = fs::read_dir(&site.folder.0).unwrap();
    entries
        .flat_map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .collect()
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

/// Contents of all sizes, from a few bytes to several pages, each with a mark of its own.
fn marked(n: usize) -> Content {
    let mut salt = [0x5a; 32];
    salt[..8].copy_from_slice(&(n as u64 + 1).to_be_bytes());
    let mark = format!("<{n:05} erasable secret>");
    Content {
        salt,
        media_type: format!("text/x-secret-{n:05}"),
        bytes: mark.repeat(1 + (n * n) % 700).into_bytes(),
    }
}

#[test]
fn erased_bytes_are_in_no_file_any_more() {
    let site = SqliteSite::new("erased");
    let mut ledger = site.new_log();
    let count = 300;
    for n in 0..count {
        let with = Draft {
            contents: vec![marked(n)],
            ..draft(&format!("report-{n}"), "a report")
        };
        ledger.append(None, &[with]).unwrap();
    }
    let mark = |n: usize| format!("{n:05} erasable");
    assert!(holds(&bytes_beside(&site), mark(7).as_bytes()));
    // Two of three, in an order that follows no page.
    let erased: Vec<usize> = (0..count)
        .map(|n| (n * 101) % count)
        .filter(|n| n % 3 > 0)
        .collect();
    for (nth, chunk) in erased.chunks(7).enumerate() {
        let erasing = Draft {
            erases: chunk.iter().map(|n| marked(*n).commitment()).collect(),
            ..draft(&format!("erasing-{nth}"), "asked for")
        };
        ledger.append(None, &[erasing]).unwrap();
        assert!(!ledger.wipe_pending());
        let bytes = bytes_beside(&site);
        for n in chunk {
            assert!(!holds(&bytes, mark(*n).as_bytes()), "the bytes of {n}");
            assert!(!holds(&bytes, &marked(*n).salt), "the salt of {n}");
            assert!(
                !holds(&bytes, marked(*n).media_type.as_bytes()),
                "the media type of {n}"
            );
        }
    }
    drop(ledger);
    let bytes = bytes_beside(&site);
    for n in 0..count {
        assert_eq!(holds(&bytes, mark(n).as_bytes()), n % 3 == 0, "{n}");
    }
    assert_eq!(site.audit(&expect()).findings, []);
}

#[test]
fn a_reader_delays_the_wiping_and_later_appends_make_up_for_it() {
    let site = SqliteSite::new("delayed");
    let mut ledger = Ledger::create(
        SqliteStore::create(
            &site.path(),
            SqliteOptions {
                busy_timeout: std::time::Duration::from_millis(50),
                ..options(ticking())
            },
        )
        .unwrap(),
        support::ORIGIN,
        signer(),
    )
    .unwrap();
    let with = Draft {
        contents: vec![marked(2)],
        ..draft("report", "a report")
    };
    ledger.append(None, &[with]).unwrap();
    let reader = rusqlite::Connection::open(site.path()).unwrap();
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM entry;")
        .unwrap();
    let erasing = Draft {
        erases: vec![marked(2).commitment()],
        ..draft("erasing", "asked for")
    };
    ledger.append(None, &[erasing]).unwrap();
    assert!(ledger.wipe_pending());
    reader.execute_batch("COMMIT").unwrap();
    ledger.append(None, &drafts(0, 1)).unwrap();
    assert!(!ledger.wipe_pending());
    assert!(!holds(&bytes_beside(&site), b"00002 erasable"));
}

#[test]
fn what_is_no_record_is_refused_and_left_alone() {
    let folder = Folder::new("refused");
    let path = folder.join("pause.kor");
    let open = |path: &Path| SqliteStore::open(path, options(ticking())).err();
    assert!(matches!(open(&path), Some(StoreError::Missing { .. })));
    for bytes in [&b""[..], b"not a record at all", &[0; 4096]] {
        fs::write(&path, bytes).unwrap();
        assert!(matches!(open(&path), Some(StoreError::NotARecord { .. })));
        assert!(audit_sqlite(&path, &expect()).has(Code::NotARecord));
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
    fs::remove_file(&path).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE t (x); PRAGMA application_id = 7")
        .unwrap();
    drop(other);
    let before = fs::read(&path).unwrap();
    assert!(matches!(open(&path), Some(StoreError::NotARecord { .. })));
    assert!(audit_sqlite(&path, &expect()).has(Code::NotARecord));
    let again = SqliteStore::create(&path, options(ticking())).err();
    assert!(matches!(again, Some(StoreError::Exists { .. })));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_later_versions_record_is_refused_by_name_and_left_alone() {
    let site = SqliteSite::new("newer");
    site.new_log().append(None, &drafts(0, 3)).unwrap();
    site.tamper("PRAGMA user_version = 2; PRAGMA wal_checkpoint(TRUNCATE);");
    let before = fs::read(site.path()).unwrap();
    let refused = SqliteStore::open(&site.path(), options(ticking())).err();
    assert!(
        matches!(
            refused,
            Some(StoreError::Newer {
                found: 2,
                known: 1,
                ..
            })
        ),
        "{refused:?}"
    );
    assert!(site.audit(&expect()).has(Code::NewerVersion));
    assert_eq!(fs::read(site.path()).unwrap(), before);
    let beside: Vec<_> = fs::read_dir(&site.folder.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(beside, ["pause.kor"]);
}

#[test]
fn a_copy_is_made_while_others_write_and_verifies() {
    let site = SqliteSite::new("copied");
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 400)).unwrap();
    let copy = site.folder.join("copy.kor");
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut writer = site.open();
            for n in 400..500 {
                writer.append(None, &drafts(n, n + 1)).unwrap();
            }
        });
        ledger.backup(&copy).unwrap();
        writing.join().unwrap();
    });
    let report = audit_sqlite(&copy, &expect());
    assert_eq!(report.findings, []);
    let mut copied = open_file(&copy).unwrap();
    assert!((400..=500).contains(&copied.size()));
    let next = copied.size() as usize;
    copied.append(None, &drafts(next, next + 1)).unwrap();
    let again = ledger.backup(&copy);
    assert!(matches!(
        again,
        Err(LedgerError::Store(StoreError::Exists { .. }))
    ));
}

#[test]
fn writers_that_wait_too_long_are_told() {
    let site = SqliteSite::new("busy");
    drop(site.new_log());
    let impatient = SqliteOptions {
        busy_timeout: std::time::Duration::from_millis(30),
        ..options(ticking())
    };
    let store = SqliteStore::open(&site.path(), impatient).unwrap();
    let mut ledger = Ledger::open(store, Some(signer())).unwrap();
    let other = rusqlite::Connection::open(site.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = ledger.append(None, &drafts(0, 1));
    assert!(matches!(
        refused,
        Err(AppendError::Ledger(LedgerError::Store(
            StoreError::Busy { .. }
        )))
    ));
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(ledger.append(None, &drafts(0, 1)).unwrap()[0].seq, 0);
}

#[test]
fn what_fails_below_makes_the_handle_read_only() {
    let site = SqliteSite::new("poisoned");
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 3)).unwrap();
    site.tamper(
        "CREATE TRIGGER fails BEFORE INSERT ON checkpoint BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    let failed = ledger.append(None, &drafts(3, 4));
    assert!(matches!(failed, Err(AppendError::Ledger(_))), "{failed:?}");
    site.tamper("DROP TRIGGER fails");
    assert!(matches!(
        ledger.append(None, &drafts(3, 4)),
        Err(AppendError::Poisoned { .. })
    ));
    assert_eq!(ledger.refresh(), Ok(3), "reading goes on");
    drop(ledger);
    assert_eq!(site.open().append(None, &drafts(3, 4)).unwrap()[0].seq, 3);
    assert_eq!(site.audit(&expect()).findings, []);
}

/// A limit on the file's pages is what SQLite itself reports as a full disk.
#[test]
fn a_full_disk_is_refused_and_later_appends_work() {
    let Some(disk) = SmallDisk::mount("full") else {
        eprintln!("skipped: no right to mount a small file system here");
        return;
    };
    let path = disk.folder.join("pause.kor");
    let store = SqliteStore::create(&path, options(ticking())).unwrap();
    let mut ledger = Ledger::create(store, support::ORIGIN, signer()).unwrap();
    let mut kept = 0;
    let refused = loop {
        let with = draft(&format!("key-{kept}"), &"x".repeat(30_000));
        match ledger.append(None, &[with]) {
            Ok(recorded) => {
                assert_eq!(recorded[0].seq, kept);
                kept += 1;
            }
            Err(error) => break error,
        }
        assert!(kept < 1000, "the disk never filled");
    };
    assert!(
        matches!(
            refused,
            AppendError::Ledger(LedgerError::Store(StoreError::Full { .. }))
        ),
        "{refused:?}"
    );
    let again = ledger.append(None, &[draft("again", &"x".repeat(60_000))]);
    assert!(
        matches!(
            again,
            Err(AppendError::Ledger(LedgerError::Store(
                StoreError::Full { .. }
            )))
        ),
        "{again:?}"
    );
    assert_eq!(ledger.refresh(), Ok(kept));
    disk.grow();
    assert_eq!(
        ledger
            .append(None, &[draft("later", &"x".repeat(30_000))])
            .unwrap()[0]
            .seq,
        kept
    );
    drop(ledger);
    let report = audit_sqlite(&path, &expect());
    assert_eq!((report.findings, report.facts.size), (vec![], kept + 1));
}

/// A file system of 2 MB in memory.
struct SmallDisk {
    folder: Folder,
}

impl SmallDisk {
    fn mount(name: &str) -> Option<SmallDisk> {
        let folder = Folder::new(name);
        run(
            "mount",
            &["-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.0.to_str()?],
        )?;
        Some(SmallDisk { folder })
    }

    fn grow(&self) {
        run(
            "mount",
            &["-o", "remount,size=16m", self.folder.0.to_str().unwrap()],
        )
        .unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = run("umount", &[self.folder.0.to_str().unwrap_or_default()]);
    }
}

fn run(program: &str, arguments: &[&str]) -> Option<()> {
    let output = std::process::Command::new(program)
        .args(arguments)
        .output()
        .ok()?;
    output.status.success().then_some(())
}

#[test]
fn a_record_that_may_not_be_written_can_be_read_and_audited() {
    let site = SqliteSite::new("readonly");
    site.new_log().append(None, &drafts(0, 3)).unwrap();
    fs::set_permissions(site.path(), fs::Permissions::from_mode(0o444)).unwrap();
    assert_eq!(site.audit(&expect()).findings, []);
}

/// The largest content goes in and comes out; one byte more is refused.
#[test]
fn contents_have_a_largest_size() {
    let site = SqliteSite::new("largest");
    let mut ledger = site.new_log();
    let mut with = Draft {
        contents: vec![marked(1)],
        ..draft("report", "a report")
    };
    with.contents[0].bytes = vec![b'x'; korridor_ledger::LARGEST_CONTENT + 1];
    assert!(matches!(
        ledger.append(None, std::slice::from_ref(&with)),
        Err(AppendError::Draft { .. })
    ));
    with.contents[0].bytes.pop();
    ledger.append(None, std::slice::from_ref(&with)).unwrap();
    let erasing = Draft {
        erases: vec![with.contents[0].commitment()],
        ..draft("erasing", "asked for")
    };
    assert_eq!(site.audit(&expect()).findings, []);
    ledger.append(None, &[erasing]).unwrap();
    assert_eq!(site.audit(&expect()).findings, []);
}

fn everything_beside(site: &SqliteSite) -> Vec<(std::ffi::OsString, Vec<u8>)> {
    let entries = fs::read_dir(&site.folder.0)
        .unwrap()
        .map(|entry| entry.unwrap());
    let mut files: Vec<_> = entries
        .map(|entry| (entry.file_name(), fs::read(entry.path()).unwrap()))
        .filter(|(name, _)| !name.to_string_lossy().ends_with("-shm"))
        .collect();
    files.sort();
    files
}

#[test]
fn an_audit_changes_nothing() {
    let site = SqliteSite::new("unchanged");
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 300)).unwrap();
    // In use, with a write-ahead log that holds what the file does not.
    let before = everything_beside(&site);
    assert!(before.len() == 2 && before[1].1.len() > 4096);
    assert_eq!(site.audit(&expect()).facts.size, 300);
    assert_eq!(everything_beside(&site), before);
    // As a process leaves it that was killed.
    let killed = SqliteSite::new("killed");
    for (name, bytes) in &before {
        fs::write(killed.folder.join(name.to_str().unwrap()), bytes).unwrap();
    }
    assert_eq!(killed.audit(&expect()).facts.size, 300);
    assert_eq!(everything_beside(&killed), before);
    // Closed.
    drop(ledger);
    let before = everything_beside(&site);
    assert_eq!(before.len(), 1);
    assert_eq!(site.audit(&expect()).facts.size, 300);
    assert_eq!(everything_beside(&site), before);
    let names: Vec<_> = fs::read_dir(&site.folder.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["pause.kor"]);
}

/// Damage anywhere in the file: the audit names it or the record still says exactly what it said; it never panics.
#[test]
fn damaged_bytes_are_named_and_nothing_panics() {
    let site = SqliteSite::new("damaged");
    let mut ledger = site.new_log();
    let with = Draft {
        contents: vec![marked(3), marked(4)],
        ..draft("report", "a report")
    };
    ledger.append(None, &[with]).unwrap();
    ledger.append(None, &drafts(1, 300)).unwrap();
    let root = ledger.root().to_string();
    drop(ledger);
    let sound = fs::read(site.path()).unwrap();
    let said = |site: &SqliteSite| {
        let report = site.audit(&expect());
        (report.is_clean(), report.facts)
    };
    let facts = said(&site).1;
    assert_eq!(facts.root, root);
    let mut named = 0;
    let step = sound.len() / 500;
    for n in 0..500 {
        let mut bytes = sound.clone();
        let at = n * step + (n * 7919) % step;
        match n % 4 {
            0 | 1 => bytes[at] ^= 1 << (n % 8),
            2 => bytes[at..(at + 512).min(sound.len())].fill(0),
            _ => bytes.truncate(at),
        }
        if bytes == sound {
            continue;
        }
        fs::write(site.path(), &bytes).unwrap();
        let (clean, found) = said(&site);
        named += u32::from(!clean);
        assert!(
            !clean || found == facts,
            "byte {at} of {}: other facts and no finding",
            sound.len()
        );
        if clean && n % 4 < 2 {
            assert_eq!(
                live(&site),
                live_of(&sound, &site),
                "byte {at}: the rows differ and no finding says so"
            );
        }
        let _ = fs::remove_file(site.folder.join("pause.kor-wal"));
        let _ = fs::remove_file(site.folder.join("pause.kor-shm"));
    }
    assert!(named > 300, "{named}");
}

fn live_of(sound: &[u8], site: &SqliteSite) -> Vec<String> {
    let there = fs::read(site.path()).unwrap();
    fs::write(site.path(), sound).unwrap();
    let rows = live(site);
    fs::write(site.path(), there).unwrap();
    rows
}

/// Every row of every table, as text.
fn live(site: &SqliteSite) -> Vec<String> {
    let connection = rusqlite::Connection::open(site.path()).unwrap();
    let mut rows = Vec::new();
    for table in [
        "meta",
        "entry",
        "entry_key",
        "tile",
        "checkpoint",
        "cosignature",
        "content",
        "erasure",
    ] {
        let mut statement = connection
            .prepare(&format!("SELECT * FROM {table}"))
            .unwrap();
        let columns = statement.column_count();
        let read = statement.query_map([], |row| {
            (0..columns)
                .map(|n| Ok(format!("{:?}", row.get_ref(n)?)))
                .collect::<rusqlite::Result<Vec<_>>>()
        });
        rows.extend(
            read.unwrap()
                .map(|row| format!("{table}: {:?}", row.unwrap())),
        );
    }
    rows
}
