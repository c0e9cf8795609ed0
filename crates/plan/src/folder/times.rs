//! Instants as text.

use korridor_world::{Instant, LocalClock};

/// RFC 3339 with the offset that the zone has at that instant, such as `2016-11-04T09:00:00+02:00`.
pub fn rfc3339(clock: &LocalClock, instant: Instant) -> String {
    let offset = clock.offset_seconds(instant);
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.abs() / 60;
    format!(
        "{}{sign}{:02}:{:02}",
        clock.local(instant),
        minutes / 60,
        minutes % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offset_is_that_of_the_zone_at_that_time() {
        let damascus = LocalClock::of_zone("Asia/Damascus").unwrap();
        assert_eq!(
            rfc3339(&damascus, Instant(1_478_242_800)),
            "2016-11-04T09:00:00+02:00"
        );
        let newfoundland = LocalClock::of_zone("America/St_Johns").unwrap();
        assert_eq!(
            rfc3339(&newfoundland, Instant(1_478_242_800)),
            "2016-11-04T04:30:00-02:30"
        );
    }
}
