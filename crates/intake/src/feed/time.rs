//! Times of rows: with an offset, or by the clock of the place.
