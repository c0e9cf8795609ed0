//! The tour of the README runs as it stands there, and prints what it says it prints.

mod common;

use std::path::Path;
use std::process::Command;

use common::Folder;

/// A block of commands and the output that stands under it.
struct Block {
    commands: String,
    output: Option<String>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut fences = text.split("\n```");
    fences.next();
    // Between fences: a block's language and body, then the prose after its end.
    while let Some(block) = fences.next() {
        let (language, body) = block.split_once('\n').unwrap_or((block, ""));
        match (language, blocks.last_mut()) {
            ("sh tour", _) => blocks.push(Block {
                commands: body.to_owned(),
                output: None,
            }),
            ("text", Some(last)) if last.output.is_none() => {
                last.output = Some(format!("{body}\n"));
            }
            _ => {}
        }
        fences.next();
    }
    blocks
}

#[test]
#[cfg(unix)]
fn the_tour_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let blocks = blocks(&readme);
    assert!(blocks.len() >= 4, "the tour has {} blocks", blocks.len());
    let folder = Folder::with(&[]);
    let scenarios = root.join("scenarios").canonicalize().unwrap();
    std::os::unix::fs::symlink(scenarios, folder.path().join("scenarios")).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_korridor")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    for Block { commands, output } in blocks {
        let mut shell = Command::new("sh");
        shell
            .args(["-euc", &commands])
            .current_dir(folder.path())
            .env("PATH", &path);
        let ran = shell.output().unwrap();
        let (out, err) = (
            String::from_utf8_lossy(&ran.stdout),
            String::from_utf8_lossy(&ran.stderr),
        );
        assert!(ran.status.success(), "{commands}\n{out}{err}");
        assert_eq!(out, output.unwrap_or_default(), "{commands}\n{err}");
    }
}
