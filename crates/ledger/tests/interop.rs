//! Go's packages for transparency logs, written by others, check what this crate writes.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use korridor_ledger::Hash;
use support::{Folder, Site, SqliteSite, drafts, signer};

/// Debian's golang-go with golang-golang-x-mod-dev, offline.
fn go(folder: &Folder, arguments: &[&str]) -> Option<Command> {
    let there = Command::new("go")
        .arg("version")
        .output()
        .is_ok_and(|output| output.status.success());
    let packages = Path::new("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog");
    if !there || !packages.exists() {
        eprintln!("skipped: golang-go and golang-golang-x-mod-dev are not installed");
        return None;
    }
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/check.go");
    let mut command = Command::new("go");
    command.arg("run").arg(program).args(arguments);
    command
        .env("GO111MODULE", "off")
        .env("GOPATH", "/usr/share/gocode")
        .env("GOFLAGS", "");
    command.env("GOCACHE", folder.join("cache"));
    Some(command)
}

#[test]
fn go_checks_checkpoint_tiles_and_proofs() {
    let site = SqliteSite::new("interop");
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 300)).unwrap();
    let earlier = site.folder.join("earlier");
    fs::write(&earlier, ledger.checkpoint().unwrap()).unwrap();
    ledger.append(None, &drafts(300, 1100)).unwrap();
    let tiles = site.folder.join("tiles");
    let size = ledger
        .export_tiles(&mut |path, bytes| {
            let path = tiles.join(path);
            fs::create_dir_all(path.parent().unwrap())?;
            fs::write(path, bytes)
        })
        .unwrap();
    assert_eq!(size, 1100);
    let key = signer().verifier().to_string();
    let arguments = [tiles.to_str().unwrap(), &key, earlier.to_str().unwrap()];
    let Some(mut command) = go(&site.folder, &arguments) else {
        return;
    };
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // Not only that Go is content: its own proofs are, hash by hash, those that this crate makes.
    let line = |kind: &str, hash: &Hash| format!("{kind} {}\n", STANDARD.encode(hash.0));
    let consistency = ledger.consistency(300, 1100).unwrap();
    let inclusion = ledger.inclusion(7).unwrap();
    let mut expected: String = consistency
        .iter()
        .map(|hash| line("consistency", hash))
        .collect();
    expected.extend(inclusion.iter().map(|hash| line("inclusion", hash)));
    assert_eq!(said, expected + "checked 1100\n");
    // And it is not content with anything.
    let tile = tiles.join("tile/0/001");
    let mut bytes = fs::read(&tile).unwrap();
    bytes[100] ^= 1;
    fs::write(&tile, bytes).unwrap();
    let refused = go(&site.folder, &arguments).unwrap().output().unwrap();
    assert!(!refused.status.success());
}
