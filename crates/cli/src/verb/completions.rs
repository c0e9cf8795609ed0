//! `korridor completions`: completions for a shell, from the declaration of the arguments.

use clap::CommandFactory;

use crate::arguments::{Arguments, CompletionsOptions};
use crate::face::{Face, print};
use crate::failure::Failure;

pub fn run(options: &CompletionsOptions, _face: &Face) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(
        options.shell,
        &mut Arguments::command(),
        "korridor",
        &mut script,
    );
    print(&String::from_utf8_lossy(&script))
}
