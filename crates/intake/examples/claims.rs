//! Reads a text and prints what it says as JSON: `claims FILE [ZONE]`.

use korridor_intake::text::{Lexicon, Options, decode, json, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("a file")?;
    let text = decode(&std::fs::read(path)?)?;
    let options = Options {
        zone: arguments.next(),
        ..Options::default()
    };
    let reading = read(&text, &Lexicon::own()?, &options);
    println!("{:#}", json(&reading));
    Ok(())
}
