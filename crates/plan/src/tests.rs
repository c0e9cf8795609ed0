//! Plans of tiny scenarios, by hand, and folders that were tampered with.

mod answers;
mod asked;
mod asked_on;
mod lowering;
mod moments;
mod replan;
mod rules;
mod schema;
mod slots;
mod tamper;
pub mod tiny;
mod usable;
