//! Scenario folders: the reader answers or names defects. The bytes hold the files one after the
//! other, each begun by its name in a line of its own and ended by 0xFF.

#![no_main]

use korridor_import::scenario::{Files, read_files};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut files = Files::new();
    for part in bytes.split(|&byte| byte == 0xFF) {
        let end = part.iter().position(|&byte| byte == b'\n').unwrap_or(part.len());
        let name = String::from_utf8_lossy(&part[..end]).into_owned();
        files.insert(name, part.get(end + 1..).unwrap_or_default().to_vec());
    }
    let (scenario, defects) = read_files(&files);
    assert!(scenario.is_some() || !defects.is_empty(), "refused without a word");
});
