//! Several writers who each decide on what they have read: no decision is made on a state that had moved, and none is lost.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use korridor_disk_simulator::Disk;
use korridor_ledger::{AppendError, Draft, Ledger};

use crate::record::{self, Folder};

const WRITERS: usize = 4;
/// Appends of each writer.
const TURNS: usize = 40;

/// Appends `TURNS` entries, each of which says on how many it was decided.
fn count_up(ledger: &mut Ledger, writer: usize) {
    for turn in 0..TURNS {
        let mut seen = ledger.refresh().unwrap();
        loop {
            let draft = Draft {
                key: format!("w{writer}-{turn}"),
                payload: seen.to_string().into_bytes(),
                ..Draft::default()
            };
            match ledger.append(Some(seen), &[draft]) {
                Ok(recorded) => {
                    assert_eq!(recorded[0].seq, seen, "decided on {seen} entries");
                    break;
                }
                Err(AppendError::Moved { size, expected }) => {
                    assert!(size > expected, "{size} after {expected}");
                    seen = size;
                }
                Err(error) => panic!("writer {writer}: {error}"),
            }
        }
    }
}

fn check(ledger: &mut Ledger) {
    let whole = record::read_all(ledger).unwrap();
    assert_eq!(
        (whole.size as usize, whole.places.len()),
        (WRITERS * TURNS, WRITERS * TURNS)
    );
    for seq in 0..whole.size {
        let decided_on = String::from_utf8(ledger.entry(seq).unwrap().payload().to_vec()).unwrap();
        assert_eq!(
            decided_on,
            seq.to_string(),
            "an update was lost or two were made of one state"
        );
    }
}

#[test]
fn writers_in_threads_lose_no_update() {
    let disk = Disk::new();
    drop(record::create(&disk).unwrap());
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let disk = &disk;
            scope.spawn(move || count_up(&mut record::open(disk).unwrap(), writer));
        }
    });
    check(&mut record::open(&disk).unwrap());
}

#[test]
fn writers_in_processes_lose_no_update() {
    let folder = Folder::new("writers");
    let path = folder.file(record::NAME);
    drop(record::create_file(&path).unwrap());
    let children: Vec<Child> = (0..WRITERS)
        .map(|writer| start("writers::a_counting_process", &path, writer))
        .collect();
    for mut child in children {
        let mut said = String::new();
        child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        assert!(child.wait().unwrap().success(), "{said}");
    }
    check(&mut record::open_file(&path).unwrap());
}

/// Starts this very program as a process that runs only `test`.
pub fn start(test: &str, record: &Path, writer: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            test,
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env("KORRIDOR_TEST_RECORD", record)
        .env("KORRIDOR_TEST_WRITER", writer.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What `start` told this process: the record and the writer's number; nothing if somebody else started it.
pub fn told() -> Option<(PathBuf, usize)> {
    let path = std::env::var_os("KORRIDOR_TEST_RECORD")?;
    let writer = std::env::var("KORRIDOR_TEST_WRITER").ok()?;
    Some((path.into(), writer.parse().ok()?))
}

#[test]
#[ignore = "a process of another test"]
fn a_counting_process() {
    if let Some((path, writer)) = told() {
        count_up(&mut record::open_file(&path).unwrap(), writer);
    }
}
