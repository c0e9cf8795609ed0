//! The command line of korridor: reads arguments, calls the crates upstream and renders what they
//! say. Nothing is computed here.
//!
//! One file per verb under `verb/`. Everything that a verb prints goes through [`face::Face`], and
//! everything that it writes through [`aside::Aside`], so that a failure leaves nothing half-written.

mod accounting;
mod arguments;
mod aside;
mod asked;
mod bare;
mod board;
mod curve;
mod face;
mod failure;
mod input;
mod memory;
mod own;
mod plain;
mod policy;
mod progress;
mod reading;
mod record;
mod says;
mod summary;
mod verb;
mod wrap;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Verb};
use face::Face;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return failure::usage(&error),
    };
    let face = Face::new(&arguments);
    let verb = arguments.verb.name();
    let done = match arguments.verb {
        Verb::New(options) => verb::new::run(&options, &face),
        Verb::Check(options) => verb::check::run(&options, &face),
        Verb::Plan(options) => verb::plan::run(&options, &face),
        Verb::Verify(options) => verb::verify::run(&options, &face),
        Verb::Replan(options) => verb::replan::run(&options, &face),
        Verb::Compare(options) => verb::compare::run(&options, &face),
        Verb::Ask(options) => verb::ask::run(&options, &face),
        Verb::Flow(options) => verb::flow::run(&options, &face),
        Verb::Open(options) => verb::open::run(&options, &face),
        Verb::Record(options) => verb::record::run(&options, &face),
        Verb::Board(options) => verb::board::run(&options, &face),
        Verb::Log(options) => verb::log::run(&options, &face),
        Verb::Proof(options) => verb::proof::run(&options, &face),
        Verb::Checkpoint(options) => verb::checkpoint::run(&options, &face),
        Verb::Cosign(options) => verb::cosign::run(&options, &face),
        Verb::Key(options) => verb::key::run(&options, &face),
        Verb::Backup(options) => verb::backup::run(&options, &face),
        Verb::Restore(options) => verb::restore::run(&options, &face),
        Verb::Export(options) => verb::export::run(&options, &face),
        Verb::Merge(options) => verb::merge::run(&options, &face),
        Verb::Import(options) => verb::import::run(&options, &face),
        Verb::Read(options) => verb::read::run(&options, &face),
        Verb::Account(options) => verb::account::run(&options, &face),
        Verb::Report(options) => verb::report::run(&options, &face),
        Verb::Man(options) => verb::man::run(&options, &face),
        Verb::Completions(options) => verb::completions::run(&options, &face),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            face.fail(verb, &failure);
            failure.exit_code()
        }
    }
}
