//! Honest records of many shapes: the audit has nothing to say against any of them.

use korridor_disk_simulator::{Disk, Random};
use korridor_ledger::Draft;

use crate::campaign::{Campaign, Case, Tally};
use crate::record;
use crate::workload::Workload;

#[test]
fn honest() {
    let (campaign, entries) = (Campaign::new("honest", 150), Tally::default());
    campaign.run(|case| {
        entries.add(one(case)?);
        Ok(())
    });
    campaign.report(&format!(
        "{} entries in {} records, no false alarm",
        entries.get(),
        campaign.count()
    ));
}

fn one(mut case: Case) -> Result<usize, String> {
    let disk = Disk::new();
    let mut workload = Workload::new(Random::new(case.random.bits()));
    let mut ledger = record::create(&disk).map_err(|error| error.to_string())?;
    if case.random.percent(15) {
        // Past one or two full tiles.
        let drafts: Vec<Draft> = (0..250 + case.random.below(500))
            .map(|_| short(&mut workload))
            .collect();
        for batch in drafts.chunks(100) {
            ledger
                .append(None, batch)
                .map_err(|error| error.to_string())?;
        }
    }
    let (before, after) = (case.random.below(15), case.random.below(15));
    let mut ledger = workload.run(ledger, &disk, before)?;
    let earlier = ledger.checkpoint().map_err(|error| error.to_string())?;
    let mut ledger = workload.run(ledger, &disk, after)?;
    let newest = ledger.checkpoint().map_err(|error| error.to_string())?;
    // Once while it is in use, once as it lies there.
    record::clean(&record::audit(&disk, Some(&earlier)))?;
    drop(ledger);
    for against in [None, Some(&*earlier), Some(&*newest)] {
        record::clean(&record::audit(&disk, against))?;
    }
    record::clean(&record::audit(&Disk::holding(disk.image()), Some(&newest)))?;
    let mut ledger = record::open(&disk).map_err(|error| error.to_string())?;
    workload.check(&mut ledger, disk.operations())?;
    Ok(ledger.size() as usize)
}

fn short(workload: &mut Workload) -> Draft {
    let draft = workload.draft();
    Draft {
        payload: draft.payload.into_iter().take(40).collect(),
        contents: Vec::new(),
        erases: Vec::new(),
        ..draft
    }
}
