//! The usable plan: at most so many routes a zone, departure waves at a constant rate, nobody waiting
//! on the way, capacities respected in every step.
//!
//! [`wave`] says what a plan is made of, and how to see who is where at a moment.

pub mod wave;

#[allow(unused_imports)]
pub use wave::{Route, UsableGroup, UsableLevel, Wave};
