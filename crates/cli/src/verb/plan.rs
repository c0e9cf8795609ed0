//! `korridor plan`.

use crate::arguments::PlanOptions;
use crate::face::Face;
use crate::failure::Failure;

pub fn run(_options: &PlanOptions, _face: &Face) -> Result<(), Failure> {
    Err(Failure::input("korridor plan", "not built yet", ""))
}
