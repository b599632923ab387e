//! The server's time: the machine's, moved by a knob, and how it is written. Nothing else reads a clock.

use std::time::{SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;

/// Milliseconds since 1970 on a server whose clock is `ahead_s` seconds ahead of the machine's.
pub(super) fn now_ms(ahead_s: i64) -> i64 {
    let real = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    i64::try_from(real).unwrap_or(i64::MAX).saturating_add(ahead_s.saturating_mul(1000))
}

/// ISO 8601 in UTC with milliseconds, as every time in the API but those of assignments.
pub(super) fn iso(ms: i64) -> String {
    let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000);
    let moment = moment.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (year, month, day) = moment.to_calendar_date();
    let (hour, minute, second, rest) = moment.to_hms_milli();
    format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{rest:03}Z", u8::from(month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_the_api_writes_them() {
        assert_eq!(iso(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso(1_709_251_199_999), "2024-02-29T23:59:59.999Z");
        assert_eq!(iso(1_656_814_830_000), "2022-07-03T02:20:30.000Z");
        assert_eq!(iso(i64::MAX), "1970-01-01T00:00:00.000Z", "beyond what can be written");
    }
}
