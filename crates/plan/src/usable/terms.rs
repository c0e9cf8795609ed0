//! What a usable plan keeps to, as asked for or by default.

use crate::error::PlanError;
use crate::lower::clock::Clock;

/// Routes a zone, unless something else is asked for.
pub const ROUTES: u32 = 3;
/// Minutes of a wave, unless something else is asked for or the time is short.
pub const MINUTES: u32 = 15;
/// By default a stretch of usable time holds at least so many waves one after the other.
const WAVES_A_STRETCH: u32 = 8;

/// What a usable plan keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// At most so many routes for the people of a zone who are planned together.
    pub routes_per_zone: u32,
    /// Minutes of a wave.
    pub wave_minutes: u32,
    /// The same in whole steps, rounded down, but at least one.
    pub wave_steps: u32,
}

impl Terms {
    /// What is asked for; `None` stands for the default. Waves are shorter by default where the longest
    /// stretch of usable time is shorter than eight of them.
    ///
    /// # Errors
    /// No routes, waves of no length or shorter than a step, or longer than any stretch of usable time.
    pub fn new(
        clock: &Clock,
        routes: Option<u32>,
        wave_minutes: Option<u32>,
    ) -> Result<Terms, PlanError> {
        let routes_per_zone = routes.unwrap_or(ROUTES);
        if routes_per_zone == 0 {
            return Err(PlanError::NoRoutes);
        }
        let lengths = clock.open.iter().map(|open| open.until - open.from);
        let longest = lengths.max().unwrap_or(0);
        let seconds = u64::from(longest) * u64::from(clock.step_seconds);
        let most = u32::try_from(seconds / 60).unwrap_or(u32::MAX);
        let minutes = wave_minutes.unwrap_or((most / WAVES_A_STRETCH).clamp(1, MINUTES));
        let steps = u64::from(minutes) * 60 / u64::from(clock.step_seconds);
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        if wave_minutes.is_some() && (steps == 0 || steps > longest) {
            return Err(PlanError::WaveLength {
                minutes,
                least: clock.step_seconds.div_ceil(60),
                most,
            });
        }
        Ok(Terms {
            routes_per_zone,
            wave_minutes: minutes,
            wave_steps: steps.clamp(1, longest.max(1)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::clock::Steps;
    use korridor_world::Instant;

    fn clock(step_seconds: u32, steps: u32) -> Clock {
        Clock {
            origin: Instant(0),
            step_seconds,
            steps,
            open: vec![Steps {
                from: 0,
                until: steps,
            }],
        }
    }

    #[test]
    fn a_short_window_has_short_waves_unless_asked_otherwise() {
        let minutes = |steps| {
            Terms::new(&clock(60, steps), None, None)
                .unwrap()
                .wave_minutes
        };
        assert_eq!([600, 120, 80, 10, 1].map(minutes), [15, 15, 10, 1, 1]);
        let asked = |w| Terms::new(&clock(60, 10), None, Some(w)).map(|terms| terms.wave_steps);
        assert_eq!(asked(10), Ok(10));
        assert!(matches!(
            asked(11),
            Err(PlanError::WaveLength { most: 10, .. })
        ));
        assert!(asked(0).is_err());
    }

    #[test]
    fn steps_need_not_be_minutes() {
        let steps =
            |seconds, asked| Terms::new(&clock(seconds, 600), None, asked).map(|t| t.wave_steps);
        assert_eq!(
            [20, 7, 600, 3_600].map(|s| steps(s, None).unwrap()),
            [45, 68, 1, 1]
        );
        assert!(steps(3_600, Some(15)).is_err());
        assert_eq!(
            Terms::new(&clock(60, 60), Some(0), None),
            Err(PlanError::NoRoutes)
        );
    }
}
