//! `korridor check`.

use crate::arguments::CheckOptions;
use crate::face::Face;
use crate::failure::Failure;

pub fn run(_options: &CheckOptions, _face: &Face) -> Result<(), Failure> {
    Err(Failure::input("korridor check", "not built yet", ""))
}
