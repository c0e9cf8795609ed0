//! Whether a record keeps what it acknowledged, and whether the audit sees what was done to it: campaigns of random cases.
//!
//! Each runs a small number of cases here and the full one under `cargo xtask fuzz NAME [COUNT] [SEED]`. The seed is printed;
//! `KORRIDOR_SEED`, `KORRIDOR_COUNT` and `KORRIDOR_CASE` (a single case) repeat what was seen. That each campaign can fail is
//! shown by the list of planted bugs, `planted.toml`.

mod campaign;
mod faults;
mod full_disk;
mod honest;
mod kill;
mod mutation;
mod place;
mod power_loss;
mod record;
mod refusals;
mod tampering;
mod workload;
mod writers;
