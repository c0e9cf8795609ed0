//! Reading all events of a log. A long one is read, hashed, decoded and worked on by threads beside each other, and given
//! in its order.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, Scope};

use korridor_ledger::{Entry, Ledger};

use super::{RecordError, recorded};
use crate::event::Recorded;

/// Events that are handed over at once.
const TOGETHER: usize = 500;
/// How many such handfuls may wait on each way: what is in memory stays bounded.
const WAITING: usize = 4;
/// Threads that decode, beside the one that reads and the caller's.
const DECODERS: usize = 2;

/// Entries with their numbers, in their order.
type Handful = Vec<(u64, Entry)>;
/// Their events, each with what was made of it; and why there are no more.
type Decoded<T> = (Vec<(Recorded, T)>, Option<RecordError>);

/// Gives every event of a log from `from` on, in order; the size of the log as it was read.
///
/// # Errors
/// The log cannot be read, or holds an entry that is no event.
pub fn for_each_event(
    ledger: &mut Ledger,
    from: u64,
    mut each: impl FnMut(&Recorded),
) -> Result<u64, RecordError> {
    for_each_prepared(ledger, from, |_| (), |recorded, ()| each(&recorded))
}

/// As [`for_each_event`], with what `prepare` makes of each event alone: of a long log, beside the work of `each`.
///
/// # Errors
/// The log cannot be read, or holds an entry that is no event.
pub fn for_each_prepared<T: Send>(
    ledger: &mut Ledger,
    from: u64,
    prepare: impl Fn(&Recorded) -> T + Sync,
    mut each: impl FnMut(Recorded, T),
) -> Result<u64, RecordError> {
    let long = ledger.refresh()?.saturating_sub(from) > 4 * TOGETHER as u64;
    if long && let Some(read) = beside(ledger, from, &prepare, &mut each) {
        return read;
    }
    walk(ledger, from, &mut |_, recorded| {
        let prepared = prepare(&recorded);
        each(recorded, prepared);
        ControlFlow::Continue(())
    })
}

/// With threads that read and decode; `None` if there are none to be had.
fn beside<T: Send>(
    ledger: &mut Ledger,
    from: u64,
    prepare: &(impl Fn(&Recorded) -> T + Sync),
    each: &mut impl FnMut(Recorded, T),
) -> Option<Result<u64, RecordError>> {
    std::thread::scope(|scope| {
        let (mut raw, mut decoded) = (Vec::new(), Vec::new());
        for _ in 0..DECODERS {
            let (to_decoder, from_decoder) = decoder(scope, prepare)?;
            raw.push(to_decoder);
            decoded.push(from_decoder);
        }
        let hand_out = move || hand_out(ledger, from, &raw);
        let reader = Builder::new().spawn_scoped(scope, hand_out).ok()?;
        let failed = take_in(&decoded, each);
        drop(decoded);
        let read = reader
            .join()
            // A reader that panicked did so on a defect of this program: the panic goes on here.
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        // An entry that is no event comes before whatever the reader met after it.
        Some(failed.map_or(read, Err))
    })
}

/// A thread that decodes what it is sent, in its order.
fn decoder<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    prepare: &'scope (impl Fn(&Recorded) -> T + Sync),
) -> Option<(SyncSender<Handful>, Receiver<Decoded<T>>)> {
    let (send, entries) = sync_channel::<Handful>(WAITING);
    let (events, take) = sync_channel(WAITING);
    let work = move || {
        for handful in entries {
            if events.send(decode(&handful, prepare)).is_err() {
                break;
            }
        }
    };
    Builder::new().spawn_scoped(scope, work).ok()?;
    Some((send, take))
}

fn decode<T>(handful: &[(u64, Entry)], prepare: &impl Fn(&Recorded) -> T) -> Decoded<T> {
    let mut events = Vec::with_capacity(handful.len());
    for (seq, entry) in handful {
        match recorded(*seq, entry) {
            Ok(recorded) => {
                let prepared = prepare(&recorded);
                events.push((recorded, prepared));
            }
            Err(error) => return (events, Some(error)),
        }
    }
    (events, None)
}

/// Decoders are given handfuls in turn, and what they made of them is taken in the same turn: so the order is kept.
fn hand_out(
    ledger: &mut Ledger,
    from: u64,
    decoders: &[SyncSender<Handful>],
) -> Result<u64, RecordError> {
    let mut turns = decoders.iter().cycle();
    let mut together = Vec::with_capacity(TOGETHER);
    // A decoder that takes no more has failed, or whoever listens to it has.
    let mut hand = |handful| match turns.next().map(|decoder| decoder.send(handful)) {
        Some(Ok(())) => ControlFlow::Continue(()),
        _ => ControlFlow::Break(()),
    };
    let size = ledger.for_each(from, |seq, entry| {
        together.push((seq, entry.clone()));
        match together.len() < TOGETHER {
            true => ControlFlow::Continue(()),
            false => hand(std::mem::replace(
                &mut together,
                Vec::with_capacity(TOGETHER),
            )),
        }
    })?;
    let _ = hand(together);
    Ok(size)
}

/// Why there are no more, if an entry is the reason.
fn take_in<T>(
    decoders: &[Receiver<Decoded<T>>],
    each: &mut impl FnMut(Recorded, T),
) -> Option<RecordError> {
    for decoder in decoders.iter().cycle() {
        let (events, failed) = decoder.recv().ok()?;
        for (recorded, prepared) in events {
            each(recorded, prepared);
        }
        if failed.is_some() {
            return failed;
        }
    }
    None
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
