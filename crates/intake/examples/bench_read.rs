//! What reading texts costs: `bench_read LEXICONS FILE..` reads every file on its own and prints one JSON object: bytes, claims, and
//! CPU seconds of reading, of writing the claims as JSON, and of one bare pass of an automaton over the same texts.
//!
//! The bare pass is the peer: it finds all forms of the lexicons (`LEXICONS` is their folder) in lower-case text, and nothing else.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use korridor_intake::text::{Lexicon, Options, decode, read};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let lexicons = arguments
        .next()
        .ok_or("bench_read LEXICONS FILE..: the folder of the lexicons")?;
    let files: Vec<Vec<u8>> = arguments.map(std::fs::read).collect::<Result<_, _>>()?;
    let options = Options {
        zone: Some("Asia/Damascus".to_owned()),
        ..Options::default()
    };
    let (lexicon, compiled) = timed(Lexicon::own);
    let lexicon = lexicon?;
    let (found, reading) = timed(|| {
        let one = |file: &Vec<u8>| decode(file).map(|text| read(&text, &lexicon, &options));
        files.iter().map(one).collect::<Result<Vec<_>, _>>()
    });
    let found = found?;
    let (texts, writing) = timed(|| {
        let texts = found.iter().map(serde_json::to_string);
        texts.collect::<Result<Vec<_>, _>>()
    });
    let written: usize = texts?.iter().map(String::len).sum();
    let claims: usize = found.iter().map(|reading| reading.claims.len()).sum();
    let bytes: usize = files.iter().map(Vec::len).sum();
    let (matches, bare) = bare(&lexicons, &files)?;
    let facts = json!({
        "files": files.len(), "bytes": bytes, "claims": claims, "written": written, "matches": matches,
        "lexicon_s": compiled, "read_s": reading, "json_s": writing, "bare_s": bare,
    });
    println!("{facts}");
    Ok(())
}

/// What a function gives, and the seconds of the processor that it took.
fn timed<T>(run: impl FnOnce() -> T) -> (T, f64) {
    let wall = Instant::now();
    let before = processor();
    let found = run();
    let seconds = match (before, processor()) {
        (Some(before), Some(after)) => (after - before) as f64 / 1e9,
        _ => wall.elapsed().as_secs_f64(),
    };
    (found, seconds)
}

/// Nanoseconds that this thread was on a processor, where the system tells.
fn processor() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok()
}

/// Matches of all forms in the texts in lower case, and the seconds of finding them.
fn bare(lexicons: &str, files: &[Vec<u8>]) -> Result<(usize, f64), Box<dyn Error>> {
    let mut forms = Vec::new();
    for entry in std::fs::read_dir(lexicons)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name != "rules.toml") {
            forms.extend(forms_of(&path)?);
        }
    }
    let automaton = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .build(&forms)?;
    let texts: Vec<String> = files
        .iter()
        .map(|file| String::from_utf8_lossy(file).to_lowercase())
        .collect();
    Ok(timed(|| {
        let count = |text: &String| automaton.find_overlapping_iter(text).count();
        texts.iter().map(count).sum()
    }))
}

/// Every form of a lexicon, with a blank at each end that no star opens.
fn forms_of(path: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let sheet: toml::Table = toml::from_str(&std::fs::read_to_string(path)?)?;
    let words = sheet.get("word").and_then(|words| words.as_array());
    let forms = words
        .into_iter()
        .flatten()
        .filter_map(|word| word.get("forms")?.as_array())
        .flatten()
        .filter_map(|form| form.as_str());
    Ok(forms
        .flat_map(choices)
        .map(|form| {
            format!(" {form} ")
                .replace(" *", "")
                .replace("* ", "")
                .to_lowercase()
        })
        .collect())
}

/// `korridor[|en]` stands for two.
fn choices(form: &str) -> Vec<String> {
    let parts = form
        .split_once('[')
        .and_then(|(head, rest)| Some((head, rest.split_once(']')?)));
    let Some((head, (inside, tail))) = parts else {
        return vec![form.to_owned()];
    };
    let tails = choices(tail);
    let each = |choice: &str| {
        let head = format!("{head}{choice}");
        tails
            .iter()
            .map(move |tail| format!("{head}{tail}"))
            .collect::<Vec<_>>()
    };
    inside.split('|').flat_map(each).collect()
}
