//! `korridor new`.

use crate::arguments::NewOptions;
use crate::face::Face;
use crate::failure::Failure;

pub fn run(_options: &NewOptions, _face: &Face) -> Result<(), Failure> {
    Err(Failure::input("korridor new", "not built yet", ""))
}
