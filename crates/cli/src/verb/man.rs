//! `korridor man`: the man page, from the declaration of the arguments.

use clap::CommandFactory;
use clap_mangen::Man;

use crate::arguments::{Arguments, ManOptions};
use crate::face::{Face, print};
use crate::failure::Failure;

pub fn run(options: &ManOptions, _face: &Face) -> Result<(), Failure> {
    let mut command = Arguments::command();
    command.build();
    if let Some(verb) = &options.verb {
        let Some(found) = command.find_subcommand(verb) else {
            let verbs: Vec<&str> = command
                .get_subcommands()
                .map(|verb| verb.get_name())
                .collect();
            let expected = format!("one of {}", verbs.join(", "));
            return Err(Failure::input("VERB", format!("{verb:?}"), expected));
        };
        command = found.clone();
    }
    let mut page = Vec::new();
    let rendered = Man::new(command).render(&mut page);
    rendered.map_err(|error| Failure::input("the man page", error, ""))?;
    print(&String::from_utf8_lossy(&page))
}
