//! A moment as text for files that leave Rescind: always UTC, in the form of RFC 3339. The console words moments itself, in
//! its reader's language and zone.

use crate::Timestamp;

const DAY: u64 = 24 * 60 * 60;

impl Timestamp {
    /// The moment as `2026-01-31T09:05:00.250Z`. Years have at least four digits.
    #[must_use]
    pub fn to_utc(self) -> String {
        let (seconds, milliseconds) = (self.0 / 1000, self.0 % 1000);
        let (day, second) = (seconds / DAY, seconds % DAY);
        let (year, month, day) = date(day);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z")
    }
}

/// Year, month and day of a day that is counted from 1970-01-01. It counts in years that begin with March, so that the leap
/// day is the last of its year, and in eras of 400 years, after which the calendar repeats.
const fn date(day: u64) -> (u64, u64, u64) {
    let day = day + 719_468;
    let (era, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day_of_month = day - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + carry, month, day_of_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_whose_date_is_known() {
        for (milliseconds, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_700_000_000_007, "2023-11-14T22:13:20.007Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_799_999, "2000-02-29T23:59:59.999Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (1_735_689_599_000, "2024-12-31T23:59:59.000Z"),
            (253_402_300_800_000, "10000-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(Timestamp(milliseconds).to_utc(), text);
        }
    }

    #[test]
    fn every_day_of_four_centuries_follows_the_one_before() {
        let leap = |year: u64| year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for number in 0..146_097 {
            assert_eq!(date(number), (year, month, day));
            let length = match month {
                2 => 28 + u64::from(leap(year)),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            (day, month) = if day == length { (1, month + 1) } else { (day + 1, month) };
            (year, month) = if month == 13 { (year + 1, 1) } else { (year, month) };
        }
    }
}
