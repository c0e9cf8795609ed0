//! `answers.json`: the answers that a plan folder holds, so that its report can be written again without
//! solving anything.
//!
//! What is read off the plan's own flows and waves follows from them, and is written anew when the folder
//! is verified. What was solved again for an answer (a longer pause, a closure, a lane more) has no
//! certificate in the folder: it is a claim that `korridor ask` solves anew.

use super::{Answers, Basis, Every, bottlenecks, corridors, how_long, how_many::how_many};

/// The answers of a plan folder.
pub const ANSWERS_FILE: &str = "answers.json";

/// The file.
pub fn write(answers: &Answers) -> Vec<u8> {
    let mut json = serde_json::to_vec_pretty(answers).unwrap_or_default();
    json.push(b'\n');
    json
}

/// Reads the file: nothing but what [`write()`] writes.
///
/// # Errors
/// What is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Answers, String> {
    let answers: Answers = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if write(&answers) != bytes {
        return Err("members or a layout that korridor does not write".to_owned());
    }
    Ok(answers)
}

/// The answers with everything anew that follows from a plan's flows and waves without a search; only
/// what was solved again is taken as it is claimed.
pub fn again(basis: &Basis, claimed: &Answers) -> Answers {
    Answers {
        how_long: claimed.how_long.as_ref().map(|a| how_long::again(basis, a)),
        how_many: Some(how_many(basis, Every::HALF_HOUR)),
        bottlenecks: claimed
            .bottlenecks
            .as_ref()
            .map(|a| bottlenecks::again(basis, a)),
        corridors: claimed
            .corridors
            .as_ref()
            .map(|a| corridors::again(basis, a)),
        ..Answers::of(basis)
    }
}
