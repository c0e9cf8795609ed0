//! The verbs, one file each.

pub mod ask;
pub mod check;
pub mod compare;
pub mod completions;
pub mod flow;
pub mod man;
pub mod new;
pub mod plan;
pub mod replan;
pub mod verify;
