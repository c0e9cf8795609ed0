//! Plans of tiny scenarios, by hand, and folders that were tampered with.

mod answers;
mod tamper;
mod tiny;
