//! Calls that fail: nothing is acknowledged that is not there, a failed flush makes the record read-only and says so, and
//! whoever submits again afterwards gets everything recorded exactly once.

use korridor_disk_simulator::{Call, Cut, Disk, Failure, Fault, Random, Sector, Times};
use korridor_ledger::{AppendError, Draft, Group, Ledger, LedgerError, StoreError};

use crate::campaign::{Campaign, Case, Tally};
use crate::record;
use crate::workload::{Acknowledged, Workload};

/// Threads that share commits, and what each of them appends.
const THREADS: usize = 4;
const EACH: usize = 6;
/// Batches that are tried while the fault waits or strikes.
const BATCHES: usize = 8;

#[test]
fn faults() {
    let (campaign, met) = (Campaign::new("faults", 400), Met::default());
    campaign.run(|case| one(case, &met));
    let Met {
        struck,
        refused,
        poisoned,
    } = met;
    let (struck, refused, poisoned) = (struck.get(), refused.get(), poisoned.get());
    campaign.report(&format!(
        "{struck} calls failed, {refused} appends were refused, {poisoned} records became read-only"
    ));
    let enough = refused > 0 && poisoned > 0 && struck as usize > campaign.count() / 2;
    assert!(campaign.narrowed() || enough);
}

/// What the cases ran into.
#[derive(Default)]
struct Met {
    struck: Tally,
    refused: Tally,
    poisoned: Tally,
}

fn one(mut case: Case, met: &Met) -> Result<(), String> {
    let fault = fault(&mut case.random);
    run(fault, &mut case.random, met).map_err(|failure| format!("{fault:?}: {failure}"))
}

fn fault(random: &mut Random) -> Fault {
    let call = Call::ALL[random.below(Call::ALL.len())];
    let failure = match call {
        Call::Open => [Failure::Io, Failure::TooManyFiles][random.below(2)],
        Call::Write => [Failure::Io, Failure::NoSpace, Failure::Short][random.below(3)],
        _ => Failure::Io,
    };
    let reach = if call == Call::Sync { 30 } else { 120 };
    let times = if random.percent(70) {
        Times::Once
    } else {
        Times::FromThenOn
    };
    Fault {
        call,
        nth: 1 + random.below(reach) as u64,
        failure,
        times,
    }
}

fn run(fault: Fault, random: &mut Random, met: &Met) -> Result<(), String> {
    let disk = Disk::new();
    let mut workload = Workload::new(Random::new(random.bits()));
    let before = random.below(4);
    let ledger = record::create(&disk).map_err(|error| error.to_string())?;
    let mut ledger = workload.run(ledger, &disk, before)?;
    disk.fail(fault);
    for _ in 0..BATCHES {
        if workload.random.percent(15) {
            drop(ledger);
            ledger = match record::open(&disk) {
                Ok(opened) => opened,
                Err(error) => {
                    named(&error, &disk)?;
                    met.struck.add(disk.struck() as usize);
                    return recovered(&disk, workload, random);
                }
            };
        }
        let refused = workload.doubtful.len();
        append(&mut ledger, &disk, &mut workload, fault)?;
        met.refused
            .add(usize::from(workload.doubtful.len() > refused));
    }
    met.poisoned.add(usize::from(ledger.poisoned().is_some()));
    drop(ledger);
    met.struck.add(disk.struck() as usize);
    recovered(&disk, workload, random)
}

/// One batch under the fault.
fn append(
    ledger: &mut Ledger,
    disk: &Disk,
    workload: &mut Workload,
    fault: Fault,
) -> Result<(), String> {
    let poisoned = ledger.poisoned().is_some();
    let struck = disk.struck();
    let outcome = workload.append(ledger, disk);
    let strikes = disk.struck() > struck;
    match &outcome {
        Ok(()) if poisoned => return Err("a read-only record took an append".to_owned()),
        Err(AppendError::Poisoned { why }) if why.is_empty() => {
            return Err("read-only without a reason".to_owned());
        }
        Err(error) if !poisoned && !strikes && fault.times == Times::Once => {
            return Err(format!("refused without a failed call: {error}"));
        }
        Err(AppendError::Ledger(error)) => named(error, disk)?,
        _ => {}
    }
    if strikes && fault.call == Call::Sync && ledger.poisoned().is_none() {
        return Err(format!(
            "a flush failed and the record is still written to: {outcome:?}"
        ));
    }
    if poisoned && ledger.poisoned().is_none() {
        return Err("a read-only record became writable by itself".to_owned());
    }
    Ok(())
}

/// A failing disk is never taken for a tampered record, nor for no record at all.
fn named(error: &LedgerError, disk: &Disk) -> Result<(), String> {
    let fits = match error {
        LedgerError::Store(
            StoreError::Full { .. } | StoreError::Failed { .. } | StoreError::Unavailable { .. },
        ) => true,
        LedgerError::Store(StoreError::Busy { .. }) => disk.struck() > 0,
        _ => false,
    };
    if fits {
        Ok(())
    } else {
        Err(format!("misnamed: {error:?}"))
    }
}

/// The disk works again. First the process is gone, then the power.
fn recovered(disk: &Disk, mut workload: Workload, random: &mut Random) -> Result<(), String> {
    disk.heal();
    let healed = disk.operations();
    let mut ledger =
        record::open(disk).map_err(|error| format!("does not open after the fault: {error}"))?;
    workload.check(&mut ledger, disk.operations())?;
    again(&mut ledger, disk, &mut workload)?;
    let whole =
        record::read_all(&mut ledger).map_err(|error| format!("can't be read whole: {error}"))?;
    if whole.places.len() as u64 != whole.size {
        return Err(format!(
            "{} entries under {} keys",
            whole.size,
            whole.places.len()
        ));
    }
    record::clean(&record::audit(disk, None))?;
    drop(ledger);
    (0..4).try_for_each(|_| {
        let after = healed + random.below(disk.operations() - healed + 1);
        let cut = Cut {
            after,
            seed: random.bits(),
            sector: Sector::Small,
        };
        let last = Disk::holding(disk.cut(&cut));
        let mut ledger =
            record::open(&last).map_err(|error| format!("does not open after {cut:?}: {error}"))?;
        let whole = workload
            .check(&mut ledger, cut.after)
            .and_then(|()| record::clean(&record::audit(&last, None)));
        whole.map_err(|failure| format!("after the fault, then {cut:?}: {failure}"))
    })
}

/// Whoever got no answer submits the same drafts again.
fn again(ledger: &mut Ledger, disk: &Disk, workload: &mut Workload) -> Result<(), String> {
    for draft in std::mem::take(&mut workload.doubtful) {
        let key = draft.key.clone();
        match workload.submit(ledger, disk, None, vec![draft]) {
            Ok(()) => {}
            // What it wanted to erase came in a batch that failed, and is submitted after it or was never there.
            Err(AppendError::UnknownCommitment { .. }) => {}
            Err(error) => return Err(format!("{key} can't be submitted again: {error}")),
        }
    }
    workload.doubtful.clear();
    Ok(())
}

/// The same where callers of many threads share the commit that fails: each of them hears of it, and nobody is told that
/// something is recorded which is not.
#[test]
fn group_faults() {
    let (campaign, met) = (Campaign::new("group-faults", 200), Met::default());
    campaign.run(|mut case| {
        let fault = fault(&mut case.random);
        together(fault, &mut case.random, &met).map_err(|failure| format!("{fault:?}: {failure}"))
    });
    let (struck, refused) = (met.struck.get(), met.refused.get());
    campaign.report(&format!(
        "{struck} calls failed, {refused} submissions were refused, {} records became read-only",
        met.poisoned.get()
    ));
    assert!(campaign.narrowed() || (refused > 0 && met.poisoned.get() > 0));
}

/// What one thread was told of its submissions.
#[derive(Default)]
struct Heard {
    acknowledged: Vec<Acknowledged>,
    doubtful: Vec<Draft>,
}

fn together(fault: Fault, random: &mut Random, met: &Met) -> Result<(), String> {
    let disk = Disk::new();
    let mut workload = Workload::new(Random::new(random.bits()));
    let ledger = record::create(&disk).map_err(|error| error.to_string())?;
    let ledger = workload.run(ledger, &disk, 1)?;
    let drafts: Vec<Draft> = (0..THREADS * EACH).map(|_| workload.draft()).collect();
    let group = Group::new(ledger);
    disk.fail(fault);
    let heard: Vec<Result<Heard, String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (drafts.chunks(EACH))
            .map(|own| scope.spawn(|| one_of_many(&group, &disk, own)))
            .collect();
        (threads.into_iter())
            .map(|thread| thread.join().unwrap_or(Err("a thread panicked".to_owned())))
            .collect()
    });
    for heard in heard {
        let heard = heard?;
        met.refused.add(heard.doubtful.len());
        workload.acknowledged.extend(heard.acknowledged);
        workload.doubtful.extend(heard.doubtful);
    }
    let poisoned = group.with(|ledger| ledger.poisoned().is_some());
    met.poisoned.add(usize::from(poisoned));
    met.struck.add(disk.struck() as usize);
    drop(group);
    recovered(&disk, workload, random)
}

fn one_of_many(group: &Group, disk: &Disk, drafts: &[Draft]) -> Result<Heard, String> {
    let (mut heard, mut read_only) = (Heard::default(), false);
    for draft in drafts {
        match group.submit(draft.clone()) {
            Ok(_) if read_only => return Err("a read-only record took an append".to_owned()),
            Ok(recorded) => heard.acknowledged.push(Acknowledged {
                at: disk.operations(),
                seq: recorded.seq,
                draft: draft.clone(),
            }),
            Err(error) => {
                if let AppendError::Ledger(error) = &error {
                    named(error, disk)?;
                }
                read_only |= matches!(error, AppendError::Poisoned { .. });
                heard.doubtful.push(draft.clone());
            }
        }
    }
    Ok(heard)
}

/// Reading never needs a disk that can be written to.
#[test]
fn a_read_only_record_can_still_be_read() {
    let (disk, mut workload) = (Disk::new(), Workload::new(Random::new(3)));
    let ledger = record::create(&disk).unwrap();
    let mut ledger = workload.run(ledger, &disk, 5).unwrap();
    disk.fail(Fault {
        call: Call::Sync,
        nth: 1,
        failure: Failure::Io,
        times: Times::Once,
    });
    assert!(workload.append(&mut ledger, &disk).is_err());
    let why = ledger
        .poisoned()
        .expect("a failed flush makes the record read-only")
        .to_owned();
    let refused = workload.append(&mut ledger, &disk).unwrap_err();
    assert_eq!(refused, AppendError::Poisoned { why });
    assert!(refused.to_string().contains("read-only"), "{refused}");
    workload.check(&mut ledger, disk.operations()).unwrap();
}
