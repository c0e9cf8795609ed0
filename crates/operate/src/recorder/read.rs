//! Reading all events of a log: a long one is read and decoded beside the work that is done with its events.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use korridor_ledger::{Entry, Ledger};

use super::{RecordError, recorded};
use crate::event::Recorded;

/// Events that are handed over at once.
const TOGETHER: usize = 1_000;
/// How many such handfuls may wait: what is in memory stays bounded.
const WAITING: usize = 4;

/// Gives every event of a log from `from` on, in order; the size of the log as it was read.
///
/// # Errors
/// The log cannot be read, or holds an entry that is no event.
pub fn for_each_event(
    ledger: &mut Ledger,
    from: u64,
    mut each: impl FnMut(&Recorded),
) -> Result<u64, RecordError> {
    let long = ledger.refresh()?.saturating_sub(from) > 2 * TOGETHER as u64;
    if long && let Some(read) = beside(ledger, from, &mut each) {
        return read;
    }
    walk(ledger, from, &mut |_, recorded| {
        each(&recorded);
        ControlFlow::Continue(())
    })
}

/// As [`for_each_event`], with a thread that reads; `None` if there is none to be had.
fn beside(
    ledger: &mut Ledger,
    from: u64,
    each: &mut impl FnMut(&Recorded),
) -> Option<Result<u64, RecordError>> {
    thread::scope(|scope| {
        let (send, receive) = sync_channel(WAITING);
        let reader =
            thread::Builder::new().spawn_scoped(scope, move || hand_over(ledger, from, send));
        let reader = reader.ok()?;
        take_in(receive, each);
        // A reader that panicked did so on a defect of this program: the panic goes on here.
        Some(
            reader
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        )
    })
}

fn take_in(receive: Receiver<Vec<Recorded>>, each: &mut impl FnMut(&Recorded)) {
    for events in receive {
        events.iter().for_each(&mut *each);
    }
}

fn hand_over(
    ledger: &mut Ledger,
    from: u64,
    send: SyncSender<Vec<Recorded>>,
) -> Result<u64, RecordError> {
    let mut together = Vec::with_capacity(TOGETHER);
    let size = walk(ledger, from, &mut |_, recorded| {
        together.push(recorded);
        if together.len() < TOGETHER {
            return ControlFlow::Continue(());
        }
        match send.send(std::mem::replace(
            &mut together,
            Vec::with_capacity(TOGETHER),
        )) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    })?;
    // Nobody listens any more only if the other side panicked.
    let _ = send.send(together);
    Ok(size)
}

/// Gives every entry of a log from `from` on with the event that it holds.
pub(crate) fn walk(
    ledger: &mut Ledger,
    from: u64,
    each: &mut impl FnMut(&Entry, Recorded) -> ControlFlow<()>,
) -> Result<u64, RecordError> {
    let mut failed = None;
    let size = ledger.for_each(from, |seq, entry| match recorded(seq, entry) {
        Ok(recorded) => each(entry, recorded),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    })?;
    match failed {
        Some(error) => Err(error),
        None => Ok(size),
    }
}
