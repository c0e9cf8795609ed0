//! The command line of korridor.
fn main() {}
