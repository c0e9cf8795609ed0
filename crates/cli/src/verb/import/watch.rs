//! A watched folder. A file is taken once it grows no more; it is never moved, changed or removed. One that can't be used is
//! named once, and the watch goes on.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use serde_json::json;

use super::{feed, format};
use crate::arguments::ImportOptions;
use crate::face::Face;
use crate::failure::{Complaint, Failure};
use crate::plain::plain;
use crate::record::Place;

/// The most files of a folder.
const MOST_FILES: usize = 10_000;
/// How long a file must have been still where one looks once.
const STILL: Duration = Duration::from_secs(1);
/// Names that programs give to files that they have not finished.
const UNFINISHED: [&str; 5] = [".part", ".partial", ".tmp", ".crdownload", ".filepart"];

/// How a file looked: its size, and when it was last written.
type Look = (u64, Option<SystemTime>);

/// What was seen of each file.
#[derive(Default)]
struct Seen {
    looked: BTreeMap<PathBuf, Look>,
    /// Files that were taken or refused, as they looked then.
    done: BTreeMap<PathBuf, Look>,
}

pub fn run(options: &ImportOptions, face: &Face) -> Result<(), Failure> {
    let place = Place::parse(&options.record)?;
    // Said at once if there is no such record, or no such mapping.
    drop(feed::recorder(&place, options)?);
    super::mapping::read(options)?;
    super::mapping::zone(options)?;
    let mut seen = Seen::default();
    seen.ready(&options.file)?;
    let pause = match options.once {
        true => STILL,
        false => Duration::from_secs(options.every),
    };
    loop {
        thread::sleep(pause);
        let ready = seen.ready(&options.file)?;
        let taken = take_all(&ready, options, &place, &mut seen)?;
        if !ready.is_empty() || options.once {
            taken.say(options, &place, face)?;
        }
        if options.once {
            return Ok(());
        }
    }
}

impl Seen {
    /// Files that look as they did the last time and were not done.
    fn ready(&mut self, folder: &Path) -> Result<Vec<(PathBuf, Look)>, Failure> {
        let mut looked = BTreeMap::new();
        let entries = fs::read_dir(folder).map_err(|error| Failure::io(folder, &error))?;
        for entry in entries.take(MOST_FILES) {
            let entry = entry.map_err(|error| Failure::io(folder, &error))?;
            let name = entry.file_name().to_string_lossy().to_lowercase();
            let unfinished = name.starts_with('.')
                || name.ends_with('~')
                || UNFINISHED.iter().any(|end| name.ends_with(end));
            // A link could lead anywhere; a file that is gone again is looked at next time.
            let Some(data) = entry
                .metadata()
                .ok()
                .filter(|data| data.is_file() && !unfinished)
            else {
                continue;
            };
            looked.insert(entry.path(), (data.len(), data.modified().ok()));
        }
        let still = |(path, look): &(&PathBuf, &Look)| {
            self.looked.get(*path) == Some(look) && self.done.get(*path) != Some(look)
        };
        let ready: Vec<(PathBuf, Look)> = looked
            .iter()
            .filter(still)
            .map(|(path, look)| (path.clone(), *look))
            .collect();
        self.done.retain(|path, _| looked.contains_key(path));
        self.looked = looked;
        Ok(ready)
    }
}

/// What came of the files of one look.
#[derive(Default)]
struct Taken {
    files: usize,
    rows: usize,
    already: usize,
    complaints: Vec<Complaint>,
}

fn take_all(
    ready: &[(PathBuf, Look)],
    options: &ImportOptions,
    place: &Place,
    seen: &mut Seen,
) -> Result<Taken, Failure> {
    let mut taken = Taken::default();
    if ready.is_empty() {
        return Ok(taken);
    }
    // Opened anew each time: others write to the record too.
    let mut recorder = feed::recorder(place, options)?;
    for (path, look) in ready {
        let name = path.display().to_string();
        let outcome = feed::bytes(path).and_then(|bytes| {
            let format = format(options, &name, &bytes)?;
            feed::take(format, &name, &bytes, options, place, &mut recorder)
        });
        match outcome {
            Ok(outcome) => {
                taken.files += 1;
                taken.rows += outcome.rows;
                taken.already += outcome.already;
                taken.complaints.extend(outcome.refused);
            }
            Err(failure) => {
                let complaints = failure.complaints().iter().cloned();
                taken
                    .complaints
                    .extend(complaints.map(Complaint::into_warning));
            }
        }
        seen.done.insert(path.clone(), *look);
    }
    Ok(taken)
}

impl Taken {
    fn say(&self, options: &ImportOptions, place: &Place, face: &Face) -> Result<(), Failure> {
        let text = format!(
            "{}: {} files, {} rows recorded, {} were there, {} refused\n",
            plain(&place.shown()),
            self.files,
            self.rows,
            self.already,
            self.complaints.len()
        );
        let facts = json!({
            "record": place.shown(),
            "folder": options.file,
            "files": self.files,
            "rows": self.rows,
            "already": self.already,
            "refused_rows": self.complaints.len(),
        });
        face.answer("import", &self.complaints, &text, facts)
    }
}
