//! The project's own automation: `cargo xtask <task>`.

mod bench;
mod campaign;
mod check;
mod demo;
mod fuzz;
mod picture;
mod planted;
mod python;
mod run;
mod services;
mod tidy;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask TASK

  check          format, lints, tests, documentation, licences, tidiness
  test [PACKAGE..]
                 the same, after installing what it needs by apt and pip where it is missing, and with a PostgreSQL
                 server of its own, which it stops at the end (what CI runs); with names of packages only their tests
  demo           build, plan East Aleppo 4 November 2016, show it, and verify the plan folder
  bench [NAME..] measure the instances of docs/benchmarks.md against their peers (an hour or more);
                 'bench usable' measures the usable plans against a linear programme (ten minutes)
  bench answers  measure only what the answers and the report cost
  bench pages    measure only reports as PDF (a minute after the build)
  bench read     measure only reading texts into claims (five minutes)
  bench record [board]
                 measure only the record: appends, audit, board, restore (a quarter of an hour), or only its board
  bench replan [NAME..]
                 measure only re-plans at half time, of bare problems and of plans (plan-NAME; fifteen minutes)
  fuzz [TARGET] [SECONDS]
                 feed damaged input to the readers, 60 seconds each unless told otherwise
  fuzz CAMPAIGN [COUNT] [SEED]
                 a reliability campaign with a new seed unless told otherwise: power-loss, power-loss-after-a-kill, faults,
                 group-faults, full-disk, kill, kill-postgres, mutations, tamperings, honest; 'fuzz campaigns' runs them all
  fuzz planted [ID..]
                 plant known bugs, one at a time, and demand that their tests turn red (half an hour)
  bless          write the stored expectations of the tests anew; read the difference before a commit
  picture        run the demo and draw the README's picture from it
  tidy           only the tidiness checks";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    let done = match arguments.first().map(String::as_str) {
        Some("check") => check::check(),
        Some("test") => check::test(rest),
        Some("demo") => demo::demo(),
        Some("bench") if rest == ["answers"] => bench::answers(),
        Some("bench") if rest == ["pages"] => bench::pages(),
        Some("bench") if rest == ["read"] => bench::read(),
        Some("bench") if rest.first().is_some_and(|first| first == "record") => {
            bench::record(&rest[1..])
        }
        Some("bench") if rest.first().is_some_and(|first| first == "replan") => {
            bench::replan(&rest[1..])
        }
        Some("bench") => bench::bench(rest),
        Some("fuzz") => fuzz::fuzz(rest),
        Some("bless") => check::bless(),
        Some("picture") => picture::picture(),
        Some("tidy") => tidy::tidy(),
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
