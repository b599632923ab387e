//! Points in time as the vendor prints them: UTC with what protobuf's JSON leaves of the microseconds. Only `Moment::now`
//! reads a clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;

/// Microseconds since 1970 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(i64);

impl Moment {
    /// The moment of the call.
    pub(crate) fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    /// A moment as the store keeps it.
    pub(crate) const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// For the store.
    pub(crate) fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds, as a JWT counts them.
    pub(crate) fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// So many milliseconds later; the end of time when that is beyond it.
    pub(crate) fn after_ms(self, milliseconds: u64) -> Self {
        let micros = i64::try_from(milliseconds.saturating_mul(1000)).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(micros))
    }

    /// So much earlier; the beginning of time when that is before it.
    pub(crate) fn before(self, lag: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(lag.as_micros()).unwrap_or(i64::MAX)))
    }

    /// RFC 3339 as protobuf's JSON mapping prints a `Timestamp`: none, three or six fractional digits, as few as say it.
    pub(crate) fn printed(self) -> String {
        let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1000);
        let moment = moment.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let (year, month, day) = moment.to_calendar_date();
        let (hour, minute, second, micros) = moment.to_hms_micro();
        let fraction = match micros {
            0 => String::new(),
            whole if whole % 1000 == 0 => format!(".{:03}", whole / 1000),
            other => format!(".{other:06}"),
        };
        format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z", u8::from(month))
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn a_moment_is_printed_with_as_many_digits_as_it_needs() {
        assert_eq!(Moment::from_micros(1_786_698_751_402_113).printed(), "2026-08-14T09:12:31.402113Z");
        assert_eq!(Moment::from_micros(1_786_698_751_402_110).printed(), "2026-08-14T09:12:31.402110Z");
        assert_eq!(Moment::from_micros(1_786_698_751_400_000).printed(), "2026-08-14T09:12:31.400Z");
        assert_eq!(Moment::from_micros(1_786_698_751_000_000).printed(), "2026-08-14T09:12:31Z");
        assert_eq!(Moment::from_micros(0).printed(), "1970-01-01T00:00:00Z");
        assert_eq!(Moment::from_micros(951_782_400_000_001).printed(), "2000-02-29T00:00:00.000001Z");
    }

    #[test]
    fn far_away_is_no_overflow() {
        assert_eq!(Moment::from_micros(5).after_ms(u64::MAX), Moment::from_micros(i64::MAX));
        assert_eq!(Moment::from_micros(i64::MAX).printed(), "1970-01-01T00:00:00Z");
    }
}
