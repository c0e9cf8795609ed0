//! The verbs, one file each.

pub mod account;
pub mod ask;
pub mod backup;
pub mod board;
pub mod check;
pub mod checkpoint;
pub mod compare;
pub mod completions;
pub mod cosign;
pub mod export;
pub mod flow;
pub mod import;
pub mod key;
pub mod log;
pub mod man;
pub mod merge;
pub mod new;
pub mod open;
pub mod plan;
pub mod proof;
pub mod read;
pub mod record;
pub mod replan;
pub mod report;
pub mod restore;
pub mod verify;
