//! Time as a parameter. Everything that expires or is dated asks a [`Clock`]; nothing else in this crate reads the time,
//! so that expiry and order are tested without waiting.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rescind_domain::Timestamp;

/// Where the gateway takes the time from.
pub trait Clock: Send + Sync {
    /// The moment by the calendar, for people to read. It may jump when the machine's clock is set.
    fn now(&self) -> Timestamp;

    /// The time since some fixed moment. It never goes back, so that whatever expires is measured by it.
    fn elapsed(&self) -> Duration;
}

/// The machine's own clocks.
#[derive(Debug)]
pub struct SystemClock(Instant);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX))
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
