//! A disk without room: refused, nothing half-written, and later records are fine.

use std::path::Path;
use std::process::Command;

use korridor_disk_simulator::{Disk, Random};
use korridor_ledger::{AppendError, Draft, Ledger, SqliteStore};

use crate::campaign::{Campaign, Case};
use crate::record::{self, Folder, is_full};
use crate::workload::Workload;

#[test]
fn full_disk() {
    Campaign::new("full-disk", 100).run(one);
}

fn one(mut case: Case) -> Result<(), String> {
    let disk = Disk::new();
    let ledger = record::create(&disk).map_err(|error| error.to_string())?;
    let mut workload = Workload::new(Random::new(case.random.bits()));
    let mut ledger = workload.run(ledger, &disk, 2)?;
    for _ in 0..3 {
        let room = disk.image().size() + case.random.below(60_000) as u64;
        disk.set_room(Some(room));
        fill(&mut ledger, &disk, &mut workload)?;
        disk.set_room(None);
        submit_again(&mut ledger, &disk, &mut workload)?;
    }
    workload.check(&mut ledger, disk.operations())?;
    let whole = record::read_all(&mut ledger).map_err(|error| error.to_string())?;
    if whole.size != whole.places.len() as u64 {
        return Err(format!(
            "{} entries under {} keys",
            whole.size,
            whole.places.len()
        ));
    }
    drop(ledger);
    let mut ledger =
        record::open(&disk).map_err(|error| format!("does not open again: {error}"))?;
    workload.check(&mut ledger, disk.operations())
}

/// Appends until it is refused for want of room; the handle stays usable.
fn fill(ledger: &mut Ledger, disk: &Disk, workload: &mut Workload) -> Result<(), String> {
    for _ in 0..200 {
        let size = ledger.size();
        match workload.append(ledger, disk) {
            Ok(()) => {}
            Err(AppendError::Ledger(error)) if is_full(&error) => {
                let now = ledger
                    .refresh()
                    .map_err(|error| format!("can't be read while the disk is full: {error}"))?;
                if now != size {
                    return Err(format!("refused, but {} entries were written", now - size));
                }
                return Ok(());
            }
            Err(error) => return Err(format!("a full disk is called: {error}")),
        }
    }
    Err("the disk never filled up".to_owned())
}

fn submit_again(ledger: &mut Ledger, disk: &Disk, workload: &mut Workload) -> Result<(), String> {
    let drafts = std::mem::take(&mut workload.doubtful);
    workload
        .submit(ledger, disk, Some(ledger.size()), drafts)
        .map_err(|error| format!("there is room again, but: {error}"))
}

/// A file system of 8 MB in memory, as long as this lives.
struct SmallDisk(Folder);

impl SmallDisk {
    fn mount() -> Option<SmallDisk> {
        let folder = Folder::new("small-disk");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"])
            .arg(&folder.0)
            .output();
        mounted
            .is_ok_and(|output| output.status.success())
            .then(|| SmallDisk(folder))
    }

    fn path(&self) -> &Path {
        &self.0.0
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.path()).status();
    }
}

#[test]
fn a_real_disk_of_8_mb_fills_up() {
    let Some(disk) = SmallDisk::mount() else {
        println!("skipped: mounting a tmpfs of 8 MB needs root");
        return;
    };
    let path = disk.path().join(record::NAME);
    let mut ledger = record::create_file(&path).unwrap();
    let ballast = disk.path().join("ballast");
    std::fs::write(&ballast, vec![1; 2 << 20]).unwrap();
    let mut done = Vec::new();
    let refused = loop {
        match ledger.append(None, &[large_draft(done.len())]) {
            Ok(recorded) => done.push(recorded[0].seq),
            Err(error) => break error,
        }
    };
    assert!(
        matches!(&refused, AppendError::Ledger(error) if is_full(error)),
        "{refused}"
    );
    assert!(done.len() > 20 && ledger.poisoned().is_none());
    // Where nothing fits any more a new record is refused too.
    let second = disk.path().join("second.kor");
    let made = SqliteStore::create(&second, record::options(None)).map_err(Into::into);
    let made = made.and_then(|store| Ledger::create(store, record::ORIGIN, record::signer()));
    assert!(made.is_err());
    std::fs::remove_file(&ballast).unwrap();
    let next = done.len();
    assert_eq!(
        ledger.append(None, &[large_draft(next)]).unwrap()[0].seq,
        next as u64
    );
    drop(ledger);
    let mut ledger = record::open_file(&path).unwrap();
    let whole = record::read_all(&mut ledger).unwrap();
    assert_eq!(whole.entries.len(), next + 1);
}

fn large_draft(number: usize) -> Draft {
    Draft {
        key: format!("key-{number}"),
        payload: vec![number as u8; 50_000],
        ..Draft::default()
    }
}
