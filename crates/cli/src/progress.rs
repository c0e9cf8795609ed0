//! A bar with the remaining time, for work that takes more than a second and is watched.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::face::Face;

const PATIENCE: Duration = Duration::from_secs(1);

/// Progress of one piece of work. The bar disappears when this is dropped.
pub struct Progress {
    label: &'static str,
    started: Instant,
    watched: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub fn new(face: &Face, label: &'static str) -> Progress {
        Progress {
            label,
            started: Instant::now(),
            watched: face.is_watched(),
            bar: None,
        }
    }

    /// `done` of `total` is done, in any unit.
    pub fn at(&mut self, done: u64, total: u64) {
        if !self.watched || self.bar.is_none() && self.started.elapsed() < PATIENCE {
            return;
        }
        let (label, started) = (self.label, self.started);
        let bar = self.bar.get_or_insert_with(|| {
            let style = "{prefix} {wide_bar} {percent:>3} %, {eta} left";
            let style = ProgressStyle::with_template(style).expect("the template is valid");
            let target = ProgressDrawTarget::stderr();
            ProgressBar::with_draw_target(Some(total), target)
                .with_style(style)
                .with_prefix(label)
                .with_elapsed(started.elapsed())
        });
        bar.set_length(total);
        bar.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
