//! placeholder
use crate::arguments::ImportOptions;
use crate::face::Face;
use crate::failure::Failure;
pub fn run(_options: &ImportOptions, _face: &Face) -> Result<(), Failure> {
    Ok(())
}
