//! Whole pauses in files: the log refuses and seals, a process dies and opens again, two writers share a record, and a field
//! team's record is brought in.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use korridor_operate::{
    Answer, Board, Command, Merger, RecordError, Recorder, Submission, continue_record,
};
use serde_json::{Value, json};

use super::compare::differences;
use super::generate::{self, Generator, Repeat};
use super::record::{File, Folder, codes, salts};
use super::support::{Random, minute, number, text};
use super::truth::{Truth, said, seconds};

struct Site {
    file: File,
    recorder: Recorder,
    generator: Generator,
    /// What was recorded under each id.
    recorded: BTreeMap<String, Command>,
}

/// What a run met.
#[derive(Default, Debug)]
struct Tally {
    recorded: usize,
    repeated: usize,
    altered: usize,
    refused: usize,
    came: usize,
    conflicts: usize,
    renamed: usize,
    resolved: usize,
}

#[test]
fn two_sites() {
    let (seed, pauses) = (number("KORRIDOR_SEED", 1), number("KORRIDOR_COUNT", 6));
    println!("simulate on disk: seed {seed}, {pauses} pauses");
    let mut tally = Tally::default();
    for case in 0..pauses {
        if let Err(failure) = one(seed, case, &mut tally) {
            panic!("KORRIDOR_SEED={seed}, pause {case}: {failure}");
        }
    }
    println!("simulate on disk: {tally:?}");
    let met = [
        tally.repeated,
        tally.altered,
        tally.came,
        tally.conflicts,
        tally.resolved,
    ];
    assert!(
        pauses < 6 || met.iter().all(|met| *met > 0),
        "a simulator that meets too little: {tally:?}"
    );
}

fn one(seed: u64, case: u64, tally: &mut Tally) -> Result<(), String> {
    let mut random = Random(seed ^ case.rotate_left(32) ^ 0xd15c);
    let folder = Folder::new("simulator");
    let file = File::new(&folder, "cell");
    let recorder = Recorder::open(file.create(None)).map_err(|error| error.to_string())?;
    let mut cell = Site {
        file,
        recorder,
        generator: Generator::new(random.bits(), "cell"),
        recorded: BTreeMap::new(),
    };
    let start: Vec<Submission> = generate::start("cell")
        .into_iter()
        .map(Submission::of)
        .collect();
    cell.recorder
        .submit_all(&start, &mut salts(), minute(-60))
        .map_err(|error| format!("{error:?}"))?;
    cell.steps(60, &mut random, tally)?;
    let file = File::new(&folder, "field");
    let at = minute(cell.generator.now);
    let recorder = continue_record(file.create(None), &mut cell.recorder, "field", "deputy", at);
    let recorder = recorder.map_err(|error| error.to_string())?;
    let generator = cell.generator.at_site(random.bits(), "field");
    let mut field = Site {
        file,
        recorder,
        generator,
        recorded: cell.recorded.clone(),
    };
    for _ in 0..2 {
        cell.steps(40, &mut random, tally)?;
        field.steps(40, &mut random, tally)?;
        cell.bring_in(&mut field, tally)?;
        cell.resolve(&mut random, tally)?;
        cell.check(&mut random)?;
    }
    cell.steps(40, &mut random, tally)?;
    let again = cell.merge(&mut field)?;
    if again.came != 0 {
        return Err(format!("{} entries came twice", again.came));
    }
    cell.check(&mut random)?;
    field.check(&mut random)
}

impl Site {
    fn steps(
        &mut self,
        steps: usize,
        random: &mut Random,
        tally: &mut Tally,
    ) -> Result<(), String> {
        for _ in 0..steps {
            let (command, _) = self.generator.command();
            let at = minute(self.generator.now + random.between(-26 * 60, 26 * 60));
            let first = self.recorder.board().ids.get(&command.id).copied();
            // What was refused, and is sent again with something else, may be recorded so: what counts is what was recorded.
            let repeat = match self.recorded.get(&command.id) {
                None => Repeat::New,
                Some(recorded) if *recorded == command => Repeat::Same,
                Some(_) => Repeat::Altered,
            };
            let submission = Submission::of(command.clone());
            let answer = if random.one_in(10) {
                // Another writer of the same file; this one catches up afterwards.
                let mut other =
                    Recorder::open(self.file.open()).map_err(|error| error.to_string())?;
                let answer = other.submit(submission, &mut salts(), at);
                self.recorder
                    .catch_up()
                    .map_err(|error| error.to_string())?;
                answer
            } else {
                self.recorder.submit(submission, &mut salts(), at)
            };
            if answer.as_ref().is_ok_and(|answer| !answer.already) {
                self.recorded.insert(command.id.clone(), command);
            }
            judge(answer, first, repeat, tally)?;
            if random.one_in(25) {
                self.crash()?;
            }
        }
        Ok(())
    }

    fn crash(&mut self) -> Result<(), String> {
        let again = Recorder::open(self.file.open()).map_err(|error| error.to_string())?;
        if again.board() != self.recorder.board() {
            return Err("the board from the file is another than the one in memory".into());
        }
        self.recorder = again;
        Ok(())
    }

    fn merge(&mut self, field: &mut Site) -> Result<korridor_operate::Merge, String> {
        let merger = Merger {
            by: "cell".to_owned(),
            at: minute(self.generator.now),
        };
        self.recorder
            .merge(field.recorder.ledger(), &merger)
            .map_err(|error| format!("{error:?}"))
    }

    fn bring_in(&mut self, field: &mut Site, tally: &mut Tally) -> Result<(), String> {
        let before = self.recorder.board().size;
        let merge = self.merge(field)?;
        tally.came += merge.came;
        tally.conflicts += merge.conflicts.len();
        tally.renamed += merge.renamed.len();
        let grown = (self.recorder.board().size - before) as usize;
        if grown < merge.came {
            return Err(format!("{} came and {grown} were written", merge.came));
        }
        self.file.must_be_clean();
        field.file.must_be_clean();
        Ok(())
    }

    fn resolve(&mut self, random: &mut Random, tally: &mut Tally) -> Result<(), String> {
        let open = self.recorder.board().view(minute(0)).conflicts;
        for conflict in &open {
            if random.one_in(3) {
                continue;
            }
            let keep = if random.one_in(2) {
                &conflict.here
            } else {
                &conflict.there
            };
            let fact = json!({"resolve": {"conflict": conflict.conflict, "keep": keep, "reason": "asked both"}});
            let id = format!("resolve-{}", self.recorder.board().size);
            let now = self.generator.now;
            let command = super::support::command(&id, "cell", now, fact);
            let answer = self
                .recorder
                .submit(Submission::of(command), &mut salts(), minute(now));
            answer.map_err(|error| format!("{error:?}"))?;
            tally.resolved += 1;
        }
        Ok(())
    }

    fn check(&mut self, random: &mut Random) -> Result<(), String> {
        let mut values: Vec<(u64, Value)> = Vec::new();
        let read = self.recorder.ledger().for_each(0, |seq, entry| {
            values.push((
                seq,
                serde_json::from_slice(entry.payload()).expect("an entry is JSON"),
            ));
            ControlFlow::Continue(())
        });
        read.map_err(|error| error.to_string())?;
        let truth = Truth::of(values.iter().map(said).collect());
        if truth.all.len() != values.len() {
            return Err("an id stands twice in the record".into());
        }
        for at in [
            self.generator.now,
            self.generator.now + random.between(-200, 200),
        ] {
            let board: &Board = self.recorder.board();
            let found = differences(board, &truth, seconds(&json!(text(at))));
            if !found.is_empty() {
                let entries: Vec<String> = values
                    .iter()
                    .skip(13)
                    .map(|(_, value)| value.to_string())
                    .collect();
                return Err(format!("{}\n{}", found.join("\n"), entries.join("\n")));
            }
        }
        Ok(())
    }
}

/// Whether an answer is the right one for something new, sent again, or sent again with something else.
fn judge(
    answer: Result<Answer, RecordError>,
    first: Option<u64>,
    repeat: Repeat,
    tally: &mut Tally,
) -> Result<(), String> {
    match (answer, first) {
        (Ok(answer), None) if !answer.already => tally.recorded += 1,
        (Ok(answer), Some(first))
            if answer.already && answer.seq == first && repeat == Repeat::Same =>
        {
            tally.repeated += 1
        }
        (Err(error), Some(_))
            if repeat == Repeat::Altered && codes(&error) == ["id_taken_by_another_entry"] =>
        {
            tally.altered += 1;
        }
        (Err(error @ RecordError::Refused(_)), None) if !codes(&error).is_empty() => {
            tally.refused += 1
        }
        (answer, first) => return Err(format!("{repeat:?}, first {first:?}: {answer:?}")),
    }
    Ok(())
}
