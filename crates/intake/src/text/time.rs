//! Words of time: what they say, and what days that can be.

mod clock;
mod dateline;
mod expression;
mod resolve;
mod zone;

pub(super) use clock::{Clock as ClockOf, Point, Window};
pub(super) use dateline::{Anchor, Dateline, dateline};
pub(super) use expression::{Open, Timex, What, expressions};
pub(super) use resolve::{Direction, Status, When, resolve, shifted};
pub(super) use zone::local_window;
