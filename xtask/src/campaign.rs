//! Reliability campaigns: tests that run a few cases by default and here as many as are asked for, with a new seed.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::run::{Done, cargo, run};
use crate::services::{self, Postgres};

/// A test that takes `KORRIDOR_COUNT` and `KORRIDOR_SEED` from its environment.
struct Campaign {
    name: &'static str,
    package: &'static str,
    /// The file in the package's `tests`.
    binary: &'static str,
    test: &'static str,
    /// Cases when none are asked for: the figure that is promised.
    count: u32,
}

const fn ledger(name: &'static str, test: &'static str, count: u32) -> Campaign {
    Campaign {
        name,
        package: "korridor-ledger",
        binary: "reliability",
        test,
        count,
    }
}

const fn operate(
    name: &'static str,
    binary: &'static str,
    test: &'static str,
    count: u32,
) -> Campaign {
    Campaign {
        name,
        package: "korridor-operate",
        binary,
        test,
        count,
    }
}

const CAMPAIGNS: [Campaign; 13] = [
    ledger("power-loss", "power_loss::power_loss", 10_000),
    ledger(
        "power-loss-after-a-kill",
        "power_loss::power_loss_after_a_kill",
        10_000,
    ),
    ledger("faults", "faults::faults", 10_000),
    ledger("group-faults", "faults::group_faults", 10_000),
    ledger("full-disk", "full_disk::full_disk", 10_000),
    ledger("kill", "kill::kill", 1_000),
    ledger("kill-postgres", "kill::kill_postgres", 1_000),
    ledger("mutations", "mutation::mutations", 10_000),
    ledger("tamperings", "tampering::tamperings", 10_000),
    ledger("honest", "honest::honest", 10_000),
    operate("simulate", "simulator", "whole_pauses", 1_000_000),
    operate("simulate-on-disk", "simulator", "on_disk::two_sites", 100),
    operate("safety-walks", "safety", "long_walks", 20_000),
];

/// The names of all campaigns.
pub fn names() -> impl Iterator<Item = &'static str> {
    CAMPAIGNS.iter().map(|campaign| campaign.name)
}

/// Runs the campaign of this name, or all with `campaigns`: `NAME [COUNT] [SEED]`. `None` if there is no such campaign.
pub fn campaign(arguments: &[String]) -> Option<Done> {
    let name = arguments.first()?;
    let all = name == "campaigns";
    let chosen: Vec<&Campaign> = CAMPAIGNS
        .iter()
        .filter(|campaign| all || campaign.name == name)
        .collect();
    if chosen.is_empty() {
        return None;
    }
    Some(
        chosen
            .into_iter()
            .try_for_each(|campaign| one(campaign, &arguments[1..])),
    )
}

fn one(campaign: &Campaign, rest: &[String]) -> Done {
    let number = |word: &String| {
        word.parse::<u64>()
            .map_err(|_| format!("{word:?}: expected a number"))
    };
    let count = rest
        .first()
        .map(number)
        .transpose()?
        .unwrap_or(campaign.count.into());
    let seed = rest
        .get(1)
        .map(number)
        .transpose()?
        .unwrap_or_else(new_seed);
    let mut command = cargo(&[
        "test",
        "--features",
        "korridor-ledger/postgres",
        "-p",
        campaign.package,
        "--test",
        campaign.binary,
        "--",
    ]);
    command.args(["--exact", campaign.test, "--nocapture"]);
    let postgres = match campaign.name {
        "kill-postgres" => {
            services::install();
            Some(Postgres::start().ok_or("it needs PostgreSQL")?)
        }
        _ => None,
    };
    if let Some(postgres) = &postgres {
        postgres.serve(&mut command);
    }
    command
        .env("KORRIDOR_COUNT", count.to_string())
        .env("KORRIDOR_SEED", seed.to_string());
    eprintln!(
        "\n{}: {count} cases; to repeat: cargo xtask fuzz {} {count} {seed}",
        campaign.name, campaign.name
    );
    run(command)
}

/// Small enough to be typed again.
fn new_seed() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    since.as_micros() as u64 % 1_000_000_000
}
