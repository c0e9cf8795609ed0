//! Writers are killed at random moments: what they were told is recorded is there, once, and they can go on.
//!
//! A killed process leaves the page cache to the next one, so this sees no missing flush; `power_loss` does.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Child;
use std::thread;
use std::time::Duration;

use korridor_disk_simulator::{Disk, Random};
use korridor_ledger::{AppendError, Draft, audit_sqlite, leaf_hash};

use crate::campaign::{Campaign, Tally};
use crate::place::{Place, open_told};
use crate::record::{self, Folder};
use crate::workload::Workload;
use crate::writers::{start, told};

const WRITERS: usize = 3;
/// Rounds on one record before a new one is begun.
const ROUNDS: usize = 10;

/// What a writer printed after an append returned.
struct Said {
    seq: u64,
    key: String,
    leaf: String,
}

#[test]
fn kill() {
    let place = |number| Place::file(&format!("kill-{number}"));
    run(&Campaign::new("kill", 15), &place, &|| Ok(false));
}

/// Writers to a server are killed, and in every other round the server itself.
#[cfg(feature = "postgres")]
#[test]
fn kill_postgres() {
    use crate::place::schema::{Schema, crash, url};
    if url().is_none() {
        eprintln!("skipped: KORRIDOR_TEST_POSTGRES names no server");
        return;
    }
    let place = |number| Place::Schema(Schema::new(number));
    run(&Campaign::alone("kill-postgres", 10), &place, &crash);
}

/// Rounds on as many records as it takes. `crash` ends what the writers write to, if it can be ended.
fn run(
    campaign: &Campaign,
    place: &(impl Fn(usize) -> Place + Sync),
    crash: &(impl Fn() -> Result<bool, String> + Sync),
) {
    let (acknowledged, crashes) = (Tally::default(), Tally::default());
    campaign.over(campaign.count().div_ceil(ROUNDS), |mut case| {
        let place = place(case.number);
        let rounds = ROUNDS.min(campaign.count() - case.number * ROUNDS);
        drop(place.create().map_err(|error| error.to_string())?);
        let mut said: Vec<Said> = Vec::new();
        for round in 0..rounds {
            let crashed = || match round % 2 {
                0 => Ok(false),
                _ => crash(),
            };
            let (more, crashed) = round_of(&place.told(), round, &mut case.random, &crashed)?;
            said.extend(more);
            crashes.add(usize::from(crashed));
            check(&place, &said).map_err(|failure| {
                format!("round {round}, {} acknowledged: {failure}", said.len())
            })?;
        }
        acknowledged.add(said.len());
        Ok(())
    });
    let processes = campaign.count() * WRITERS;
    campaign.report(&format!(
        "{processes} processes and {} times the server killed, {} acknowledged entries all there",
        crashes.get(),
        acknowledged.get()
    ));
    assert!(campaign.narrowed() || acknowledged.get() as usize > campaign.count());
}

/// Starts the writers, waits, kills them one after the other; what they said until then, and whether the server went
/// first.
fn round_of(
    told: &Path,
    round: usize,
    random: &mut Random,
    crash: &impl Fn() -> Result<bool, String>,
) -> Result<(Vec<Said>, bool), String> {
    let number = |writer| round * WRITERS + writer;
    let mut children: Vec<Child> = (0..WRITERS)
        .map(|writer| start("kill::a_writing_process", told, number(writer)))
        .collect();
    let readers: Vec<_> = children
        .iter_mut()
        .map(|child| child.stdout.take().unwrap())
        .collect();
    let readers: Vec<_> = readers
        .into_iter()
        .map(|stdout| thread::spawn(move || listen(BufReader::new(stdout))))
        .collect();
    thread::sleep(Duration::from_micros(20_000 + random.below(120_000) as u64));
    let crashed = crash()?;
    random.shuffle(&mut children);
    for child in &mut children {
        child.kill().map_err(|error| error.to_string())?;
        thread::sleep(Duration::from_micros(random.below(3_000) as u64));
    }
    for child in &mut children {
        child.wait().map_err(|error| error.to_string())?;
    }
    let mut said = Vec::new();
    for reader in readers {
        let (heard, failed) = reader
            .join()
            .map_err(|_| "a reader of the pipe panicked")??;
        said.extend(heard);
        if let Some(failed) = failed.filter(|_| !crashed) {
            return Err(failed);
        }
    }
    Ok((said, crashed))
}

/// What was acknowledged, and what failed before it ended. Whole lines only: the last one may have been cut by the kill.
fn listen(mut pipe: impl BufRead) -> Result<(Vec<Said>, Option<String>), String> {
    let (mut said, mut failed, mut line) = (Vec::new(), None, String::new());
    while pipe
        .read_line(&mut line)
        .map_err(|error| error.to_string())?
        > 0
    {
        if let Some(words) = line
            .strip_suffix('\n')
            .and_then(|line| line.strip_prefix("ack "))
        {
            let mut words = words.split(' ');
            let (seq, key, leaf) = (words.next(), words.next(), words.next());
            let (Some(seq), Some(key), Some(leaf)) = (seq, key, leaf) else {
                return Err(format!("unreadable: {line:?}"));
            };
            let seq = seq.parse().map_err(|_| format!("unreadable: {line:?}"))?;
            said.push(Said {
                seq,
                key: key.to_owned(),
                leaf: leaf.to_owned(),
            });
        } else if line.starts_with("failed ") && failed.is_none() {
            failed = Some(line.clone());
        }
        line.clear();
    }
    Ok((said, failed))
}

fn check(place: &Place, said: &[Said]) -> Result<(), String> {
    #[cfg(feature = "postgres")]
    if let Place::Schema(_) = place {
        crate::place::schema::recovered()?;
    }
    let mut ledger = (place.open()).map_err(|error| format!("does not open: {error}"))?;
    let whole =
        record::read_all(&mut ledger).map_err(|error| format!("can't be read whole: {error}"))?;
    if whole.places.len() as u64 != whole.size {
        return Err(format!(
            "{} entries under {} keys",
            whole.size,
            whole.places.len()
        ));
    }
    record::clean(&place.audit())?;
    for one in said {
        let entry = whole
            .entries
            .get(one.seq as usize)
            .ok_or_else(|| format!("entry {} is lost", one.seq))?;
        if leaf_hash(entry).to_string() != one.leaf
            || whole.places.get(&one.key) != Some(&Some(one.seq))
        {
            return Err(format!(
                "entry {} is not the one that was acknowledged as {}",
                one.seq, one.key
            ));
        }
    }
    Ok(())
}

/// A process killed between any two calls, replayed into real files: the record opens by its path, whole.
#[test]
fn killed_between_any_two_calls() {
    let folder = Folder::new("killed-between");
    let (disk, mut workload) = (Disk::new(), Workload::new(Random::new(4)));
    let ledger = record::create(&disk).unwrap();
    let created = disk.operations();
    drop(workload.run(ledger, &disk, 12).unwrap());
    for killed_at in created..=disk.operations() {
        let image = disk.killed(killed_at).image();
        let files = Folder(folder.file(&format!("at-{killed_at}")));
        std::fs::create_dir_all(&files.0).unwrap();
        for name in image.names() {
            std::fs::write(files.file(name), image.read(name).unwrap_or_default()).unwrap();
        }
        let path = files.file(record::NAME);
        let judged =
            record::clean(&audit_sqlite(&path, &record::expect(None, None))).and_then(|()| {
                let mut ledger =
                    record::open_file(&path).map_err(|error| format!("does not open: {error}"))?;
                workload.check(&mut ledger, killed_at)
            });
        assert_eq!(
            judged,
            Ok(()),
            "killed at {killed_at} of {}",
            disk.operations()
        );
    }
}

/// Appends until it is killed, and says after each append what it was told.
#[test]
#[ignore = "a process of another test"]
fn a_writing_process() {
    let Some((place, writer)) = told() else {
        return;
    };
    let mut random = Random::new(writer as u64);
    let mut output = std::io::stdout();
    let mut ledger = match open_told(&place) {
        Ok(ledger) => ledger,
        Err(error) => {
            let _ = writeln!(output, "\nfailed to open: {error}");
            return;
        }
    };
    // Ends by itself after a while, should nobody kill it.
    for turn in 0..20_000 {
        let drafts: Vec<Draft> = (0..1 + random.below(3))
            .map(|part| draft(&mut random, writer, turn, part))
            .collect();
        let expected = random.percent(50).then(|| ledger.size());
        let mut lines = String::from("\n");
        match ledger.append(expected, &drafts) {
            Ok(recorded) => {
                for (recorded, draft) in recorded.iter().zip(&drafts) {
                    let entry = ledger.entry(recorded.seq).unwrap();
                    lines += &format!(
                        "ack {} {} {}\n",
                        recorded.seq,
                        draft.key,
                        leaf_hash(entry.bytes())
                    );
                }
            }
            Err(AppendError::Moved { .. }) => continue,
            Err(error) => lines += &format!("failed to append: {error}\n"),
        }
        if output
            .write_all(lines.as_bytes())
            .and_then(|()| output.flush())
            .is_err()
        {
            return;
        }
    }
}

fn draft(random: &mut Random, writer: usize, turn: usize, part: usize) -> Draft {
    let length = [10, 500, 6_000][random.below(3)];
    Draft {
        key: format!("w{writer}-{turn}-{part}"),
        payload: random.bytes(length),
        ..Draft::default()
    }
}
