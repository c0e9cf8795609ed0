//! Reading all events of a log. A long one is read, hashed, decoded and worked on by threads beside each other, and given
//! in its order.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
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

/// Events of a handful, with what was written of them.
#[derive(Default)]
struct Decoded {
    events: Vec<Recorded>,
    /// The texts of all of them, one behind the other, and where each ends.
    text: String,
    ends: Vec<usize>,
    /// Why there are no more.
    failed: Option<RecordError>,
}

/// Gives every event of a log from `from` on, in order; the size of the log as it was read.
///
/// # Errors
/// The log cannot be read, or holds an entry that is no event.
pub fn for_each_event(
    ledger: &mut Ledger,
    from: u64,
    mut each: impl FnMut(&Recorded),
) -> Result<u64, RecordError> {
    for_each_written(ledger, from, |_, _| (), |recorded, _| each(recorded))
}

/// As [`for_each_event`], with the text that `write` puts behind what stands there already, of each event alone: for a long
/// log that is done beside the work of `each`.
///
/// # Errors
/// The log cannot be read, or holds an entry that is no event.
pub fn for_each_written(
    ledger: &mut Ledger,
    from: u64,
    write: impl Fn(&Recorded, &mut String) + Sync,
    mut each: impl FnMut(&Recorded, &str),
) -> Result<u64, RecordError> {
    let long = ledger.refresh()?.saturating_sub(from) > 4 * TOGETHER as u64;
    if long && let Some(read) = beside(ledger, from, &write, &mut each) {
        return read;
    }
    let mut text = String::new();
    walk(ledger, from, &mut |_, recorded| {
        text.clear();
        write(&recorded, &mut text);
        each(&recorded, &text);
        ControlFlow::Continue(())
    })
}

/// With threads that read and decode; `None` if there are none to be had.
fn beside(
    ledger: &mut Ledger,
    from: u64,
    write: &(impl Fn(&Recorded, &mut String) + Sync),
    each: &mut impl FnMut(&Recorded, &str),
) -> Option<Result<u64, RecordError>> {
    std::thread::scope(|scope| {
        let (mut raw, mut decoders) = (Vec::new(), Vec::new());
        for _ in 0..DECODERS {
            let (to_decoder, decoder) = decoder(scope, write)?;
            raw.push(to_decoder);
            decoders.push(decoder);
        }
        let hand_out = move || hand_out(ledger, from, &raw);
        let reader = Builder::new().spawn_scoped(scope, hand_out).ok()?;
        let failed = take_in(&decoders, each);
        drop(decoders);
        let read = reader
            .join()
            // A reader that panicked did so on a defect of this program: the panic goes on here.
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        // An entry that is no event comes before whatever the reader met after it.
        Some(failed.map_or(read, Err))
    })
}

/// What a thread that decodes makes, and where it goes when it was looked at: memory is given back where it was taken.
struct Decoder {
    made: Receiver<Decoded>,
    seen: Sender<Decoded>,
}

/// A thread that decodes what it is sent, in its order.
fn decoder<'scope>(
    scope: &'scope Scope<'scope, '_>,
    write: &'scope (impl Fn(&Recorded, &mut String) + Sync),
) -> Option<(SyncSender<Handful>, Decoder)> {
    let (send, entries) = sync_channel::<Handful>(WAITING);
    let (make, made) = sync_channel(WAITING);
    let (seen, back) = channel::<Decoded>();
    let work = move || {
        for handful in entries {
            let used = back.try_iter().last().unwrap_or_default();
            if make.send(decode(&handful, used, write)).is_err() {
                break;
            }
        }
    };
    Builder::new().spawn_scoped(scope, work).ok()?;
    Some((send, Decoder { made, seen }))
}

/// Into the room of a handful that is no longer used.
fn decode(
    handful: &[(u64, Entry)],
    mut decoded: Decoded,
    write: &impl Fn(&Recorded, &mut String),
) -> Decoded {
    decoded.events.clear();
    decoded.text.clear();
    decoded.ends.clear();
    for (seq, entry) in handful {
        match recorded(*seq, entry) {
            Ok(recorded) => {
                write(&recorded, &mut decoded.text);
                decoded.ends.push(decoded.text.len());
                decoded.events.push(recorded);
            }
            Err(error) => {
                decoded.failed = Some(error);
                break;
            }
        }
    }
    decoded
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
fn take_in(decoders: &[Decoder], each: &mut impl FnMut(&Recorded, &str)) -> Option<RecordError> {
    for decoder in decoders.iter().cycle() {
        let mut decoded = decoder.made.recv().ok()?;
        let mut start = 0;
        for (recorded, end) in decoded.events.iter().zip(&decoded.ends) {
            each(recorded, decoded.text.get(start..*end).unwrap_or_default());
            start = *end;
        }
        let failed = decoded.failed.take();
        if failed.is_some() {
            return failed;
        }
        // If nobody takes it back, its thread has ended, and it is given back here.
        let _ = decoder.seen.send(decoded);
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
