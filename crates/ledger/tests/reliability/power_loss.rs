//! Power is lost at any operation of the disk: nothing that was acknowledged may be gone, and the record opens.

use korridor_disk_simulator::{Cut, Disk, Random, Sector, Syncs};
use korridor_ledger::Ledger;

use crate::campaign::{Campaign, Case, Tally};
use crate::record;
use crate::workload::Workload;

/// Cuts of one workload: making the workload costs as much as judging some twenty cuts.
const CUTS: usize = 20;

#[test]
fn power_loss() {
    let campaign = Campaign::new("power-loss", 400);
    let kept = Tally::default();
    let workloads = campaign.count().div_ceil(CUTS);
    campaign.over(workloads, |mut case| {
        let disk = Disk::new();
        let (workload, created) = used(&disk, &mut case.random, Syncs::Kept)?;
        (0..CUTS).try_for_each(|number| {
            kept.add(cut(&disk, &workload, created, number, &mut case)?);
            Ok(())
        })
    });
    campaign.report(&format!(
        "{} acknowledged entries were looked for and found",
        kept.get()
    ));
    assert!(campaign.narrowed() || kept.get() as usize > campaign.count());
}

/// First the process is killed between two operations, then its caller submits again to another, then the power is lost:
/// "recorded already" is an acknowledgement too, and what the next process reads may not be on the disk yet.
#[test]
fn power_loss_after_a_kill() {
    let campaign = Campaign::new("power-loss-after-a-kill", 300);
    let already = Tally::default();
    campaign.run(|mut case| {
        let disk = Disk::new();
        let (workload, created) = used(&disk, &mut case.random, Syncs::Kept)?;
        let killed_at = created + case.random.below(disk.operations() - created + 1);
        let killed = disk.killed(killed_at);
        let mut resumed = workload.resumed(killed_at, Random::new(case.random.bits()));
        let mut ledger =
            record::open(&killed).map_err(|error| format!("does not open: {error}"))?;
        already.add(submit_again(
            &mut ledger,
            &killed,
            &workload,
            killed_at,
            &mut resumed,
        )?);
        let after = killed_at + case.random.below(killed.operations() - killed_at + 1);
        let cut = Cut {
            after,
            seed: case.random.bits(),
            sector: Sector::Small,
        };
        let last = Disk::holding(killed.cut(&cut));
        let mut ledger = record::open(&last)
            .map_err(|error| format!("after {cut:?} it does not open: {error}"))?;
        record::clean(&record::audit(&last, None))?;
        sound(&mut ledger, &resumed, after)
            .map_err(|failure| format!("killed at {killed_at}, then {cut:?}: {failure}"))
    });
    campaign.report(&format!(
        "{} drafts had been written by the killed process and not acknowledged",
        already.get()
    ));
    assert!(campaign.narrowed() || already.get() > 0);
}

/// The drafts that the killed process had not acknowledged; how many of them were there all the same.
fn submit_again(
    ledger: &mut Ledger,
    disk: &Disk,
    workload: &Workload,
    killed_at: usize,
    resumed: &mut Workload,
) -> Result<usize, String> {
    let size = ledger.refresh().map_err(|error| error.to_string())?;
    let not_acknowledged = workload
        .acknowledged
        .iter()
        .filter(|one| one.at > killed_at);
    let drafts: Vec<_> = not_acknowledged
        .take(5)
        .map(|one| one.draft.clone())
        .collect();
    for draft in drafts {
        resumed
            .submit(ledger, disk, None, vec![draft])
            .map_err(|error| format!("submitted again: {error}"))?;
    }
    Ok(resumed
        .acknowledged
        .iter()
        .filter(|one| one.at > killed_at && one.seq < size)
        .count())
}

/// A disk that lies about flushing loses records: if it did not, the campaign would be blind.
#[test]
fn a_lying_disk_is_seen() {
    let (disk, mut random) = (Disk::new(), Random::new(5));
    let (workload, created) = used(&disk, &mut random, Syncs::Ignored).unwrap();
    let mut case = Case { number: 0, random };
    let lost = (0..100)
        .filter(|number| cut(&disk, &workload, created, *number, &mut case).is_err())
        .count();
    assert!(lost > 30, "only {lost} of 100 cuts lost anything");
}

/// A record that was made and used on `disk`, and the operations when its creation was acknowledged.
fn used(disk: &Disk, random: &mut Random, syncs: Syncs) -> Result<(Workload, usize), String> {
    disk.set_syncs(syncs);
    let mut workload = Workload::new(Random::new(random.bits()));
    let ledger = record::create(disk).map_err(|error| error.to_string())?;
    let created = disk.operations();
    let batches = 5 + random.below(25);
    workload.run(ledger, disk, batches)?;
    Ok((workload, created))
}

/// Cuts, opens and looks; how many acknowledged entries had to be there.
fn cut(
    disk: &Disk,
    workload: &Workload,
    created: usize,
    number: usize,
    case: &mut Case,
) -> Result<usize, String> {
    let cut = Cut {
        after: case.random.below(disk.operations() + 1),
        seed: case.random.bits(),
        sector: if number.is_multiple_of(2) {
            Sector::Small
        } else {
            Sector::Large
        },
    };
    let again = Random::new(case.random.bits());
    let judged = judge(disk, workload, created, &cut, again);
    judged.map_err(|failure| format!("{cut:?} of {} operations: {failure}", disk.operations()))
}

fn judge(
    disk: &Disk,
    workload: &Workload,
    created: usize,
    cut: &Cut,
    random: Random,
) -> Result<usize, String> {
    let after = Disk::holding(disk.cut(cut));
    let mut ledger = match record::open(&after) {
        Ok(ledger) => ledger,
        // Before its creation was acknowledged there need not be a record, as long as that is said.
        Err(_) if cut.after < created => return Ok(0),
        Err(error) => return Err(format!("does not open: {error}")),
    };
    sound(&mut ledger, workload, cut.after)?;
    record::clean(&record::audit(&after, None))?;
    second_cut(&after, ledger, workload, cut, random)?;
    Ok(workload.promised(cut.after).count())
}

/// Life goes on after the cut, and then the power is lost again.
fn second_cut(
    after: &Disk,
    ledger: Ledger,
    workload: &Workload,
    cut: &Cut,
    mut random: Random,
) -> Result<(), String> {
    if random.percent(75) {
        return Ok(());
    }
    let mut resumed = workload.resumed(cut.after, Random::new(random.bits()));
    drop(resumed.run(ledger, after, 1 + random.below(5))?);
    let again = Cut {
        after: random.below(after.operations() + 1),
        seed: random.bits(),
        sector: cut.sector,
    };
    let last = Disk::holding(after.cut(&again));
    let mut ledger = record::open(&last)
        .map_err(|error| format!("after {again:?} it does not open: {error}"))?;
    sound(&mut ledger, &resumed, again.after)
        .map_err(|failure| format!("then {again:?}: {failure}"))
}

/// All acknowledged is there, all is readable.
fn sound(ledger: &mut Ledger, workload: &Workload, after: usize) -> Result<(), String> {
    workload.check(ledger, after)?;
    record::read_all(ledger).map_err(|error| format!("can't be read whole: {error}"))?;
    Ok(())
}
