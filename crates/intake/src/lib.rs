//! Texts and tables into attributed claims. Nothing here decides what is true: every row becomes what somebody says,
//! as it was said, and a relation between two claims is at most proposed.

mod compiled;
mod entries;
pub mod feed;
pub mod text;

pub use compiled::{Compiled, Kind, REPLACED, RefusedRow, Terms, read};
