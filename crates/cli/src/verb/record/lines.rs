//! `--from-file`: commands as JSON, one a line, all or none.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use korridor_operate::{Command, Submission};

use super::{answer, submit};
use crate::arguments::RecordOptions;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::record::{self, Place};

/// The longest line in bytes.
const LONGEST_LINE: usize = 1 << 20;
/// The most bytes of one file: they are all in memory until they are written at once.
const MOST_BYTES: usize = 128 << 20;
/// No more complaints are listed.
const MOST_COMPLAINTS: usize = 1_000;

pub fn run(
    place: &Place,
    options: &RecordOptions,
    file: &Path,
    face: &Face,
) -> Result<(), Failure> {
    let (submissions, lines) = read(file)?;
    let mut recorder = record::for_writing(place, options.head.key.as_deref())?;
    let answers = submit(place, &mut recorder, &submissions, &|index, refusal| {
        let line = lines.get(index).copied().unwrap_or_default();
        format!("{}:{line}, {}", file.display(), refusal.place)
    })?;
    answer(place, &mut recorder, &answers, None, face)
}

/// The commands, and the line of each.
fn read(file: &Path) -> Result<(Vec<Submission>, Vec<usize>), Failure> {
    let place = |line: usize| format!("{}:{line}", file.display());
    let opened: Box<dyn Read> = match file.as_os_str() == "-" {
        true => Box::new(std::io::stdin()),
        false => Box::new(File::open(file).map_err(|error| Failure::io(file, &error))?),
    };
    let mut reader = BufReader::new(opened);
    let (mut submissions, mut lines, mut complaints) = (Vec::new(), Vec::new(), Vec::new());
    let (mut bytes, mut total) = (Vec::new(), 0);
    for line in 1.. {
        bytes.clear();
        let mut limited = (&mut reader).take(LONGEST_LINE as u64 + 1);
        let read = limited.read_until(b'\n', &mut bytes);
        let read = read.map_err(|error| Failure::io(file, &error))?;
        total += read;
        if read == 0 {
            break;
        }
        if read > LONGEST_LINE || total > MOST_BYTES {
            let (found, expected) = match read > LONGEST_LINE {
                true => ("a line of more than 1 MB", "one entry a line"),
                false => ("a file of more than 128 MB", "several files"),
            };
            complaints.push(Complaint::new(place(line), found, expected).coded("line_too_long"));
            break;
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Command>(&bytes) {
            Ok(command) => {
                submissions.push(Submission::of(command));
                lines.push(line);
            }
            Err(error) => {
                let expected = "an entry with id, by, nature, occurred, known and fact, as docs/record.md shows";
                complaints.push(Complaint::new(place(line), error, expected).coded("not_an_entry"));
            }
        }
        if complaints.len() >= MOST_COMPLAINTS {
            break;
        }
    }
    if complaints.is_empty() && submissions.is_empty() {
        let complaint = Complaint::new(file.display(), "no entry", "at least one line");
        complaints.push(complaint.coded("field_missing"));
    }
    match complaints.is_empty() {
        true => Ok((submissions, lines)),
        false => Err(Failure::Refused(complaints)),
    }
}
