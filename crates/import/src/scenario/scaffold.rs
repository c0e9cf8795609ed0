//! A new scenario folder to edit.

use super::files::Files;

/// What a new scenario starts from.
pub struct NewScenario<'a> {
    /// Short name.
    pub id: &'a str,
    /// Name and bytes of the network's file.
    pub network: (&'a str, &'a [u8]),
    /// Name and bytes of the file of zones.
    pub population: (&'a str, &'a [u8]),
}

/// The files of a new scenario.
pub fn new_scenario(new: &NewScenario<'_>) -> Files {
    let _ = new;
    Files::new()
}
