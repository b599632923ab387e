//! How fast a plan goes, and how long the rest will take. It has no clock: whoever asks says what time it is.

use crate::Timestamp;

/// The pace of something that is counted and can be paused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    counted: u64,
    before: u64,
    since: Option<Timestamp>,
}

impl Pace {
    /// The shortest time, in milliseconds, that says anything about the pace.
    const FIRST: u64 = 1000;

    /// Runs, from now on. Does nothing while it runs already.
    pub fn run(&mut self, now: Timestamp) {
        self.since.get_or_insert(now);
    }

    /// Stands still, from now on.
    pub fn pause(&mut self, now: Timestamp) {
        self.before = self.active(now);
        self.since = None;
    }

    /// Counts what is done.
    pub const fn count(&mut self, done: u64) {
        self.counted = self.counted.saturating_add(done);
    }

    /// How many a minute; nothing as long as that would be a guess.
    #[must_use]
    pub fn per_minute(&self, now: Timestamp) -> Option<u64> {
        let active = self.active(now);
        (self.counted > 0 && active >= Self::FIRST).then(|| (self.counted.saturating_mul(60_000) / active).max(1))
    }

    /// How many seconds the rest will take at this pace, at least one.
    #[must_use]
    pub fn seconds_for(&self, left: u64, now: Timestamp) -> Option<u64> {
        let per_minute = self.per_minute(now)?;
        Some((left.saturating_mul(60) / per_minute).max(1))
    }

    fn active(&self, now: Timestamp) -> u64 {
        self.before.saturating_add(self.since.map_or(0, |since| now.0.saturating_sub(since.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Timestamp {
        Timestamp(1_000_000 + seconds * 1000)
    }

    #[test]
    fn nothing_is_said_before_it_means_something() {
        let mut pace = Pace::default();
        pace.run(at(0));
        assert_eq!(pace.per_minute(at(10)), None);
        pace.count(1);
        assert_eq!(pace.per_minute(Timestamp(at(0).0 + 999)), None);
        assert_eq!(pace.per_minute(at(1)), Some(60));
    }

    #[test]
    fn a_pause_does_not_slow_it_down() {
        let mut pace = Pace::default();
        pace.run(at(0));
        pace.run(at(5));
        pace.count(20);
        pace.pause(at(10));
        assert_eq!(pace.per_minute(at(1000)), Some(120));
        pace.run(at(1000));
        assert_eq!(pace.per_minute(at(1010)), Some(60));
        assert_eq!(pace.seconds_for(90, at(1010)), Some(90));
    }

    #[test]
    fn a_clock_that_jumps_back_breaks_nothing() {
        let mut pace = Pace::default();
        pace.run(at(100));
        pace.count(3);
        assert_eq!(pace.per_minute(at(0)), None);
        assert_eq!(pace.seconds_for(0, at(102)), Some(1));
    }
}
