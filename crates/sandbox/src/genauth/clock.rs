//! The server's time: the machine's, moved by a knob, and how it is written. Nothing else reads a clock.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970 on a server whose clock is `ahead_s` seconds ahead of the machine's.
pub(super) fn now_ms(ahead_s: i64) -> i64 {
    let real = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    i64::try_from(real).unwrap_or(i64::MAX).saturating_add(ahead_s.saturating_mul(1000))
}

/// ISO 8601 in UTC with milliseconds, as every time in the API but those of assignments.
pub(super) fn iso(ms: i64) -> String {
    let (days, in_day) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000));
    let (hour, minute, second, rest) = (in_day / 3_600_000, in_day / 60_000 % 60, in_day / 1000 % 60, in_day % 1000);
    let (year, month, day) = date(days);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{rest:03}Z")
}

/// The Gregorian date of a day counted from 1970, by eras of 400 years that begin on the first of March.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_the_api_writes_them() {
        assert_eq!(iso(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso(1_709_251_199_999), "2024-02-29T23:59:59.999Z");
        assert_eq!(iso(1_656_814_830_000), "2022-07-03T02:20:30.000Z");
        assert_eq!(iso(-1), "1969-12-31T23:59:59.999Z");
    }
}
