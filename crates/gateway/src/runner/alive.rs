//! Whether a plan's task notices that time passes. It does not on a machine that is suspended: its timers stand still, and what it
//! observed before is none of this moment when it goes on.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rescind_domain::Timestamp;

use super::AWAY;
use super::plan::since;
use crate::clock::Clock;

/// When a plan's task last said that it is alive. Clones are the same.
#[derive(Clone)]
pub(super) struct Alive {
    clock: Arc<dyn Clock>,
    /// In milliseconds, by the calendar.
    beaten: Arc<AtomicU64>,
}

impl Alive {
    /// It says so now.
    pub(super) fn new(clock: &Arc<dyn Clock>) -> Self {
        Self { clock: Arc::clone(clock), beaten: Arc::new(AtomicU64::new(clock.now().0)) }
    }

    /// Says so.
    pub(super) fn beat(&self) {
        self.beaten.store(self.clock.now().0, Ordering::Release);
    }

    /// Whether it was away for so long that somebody has to want it to go on.
    pub(super) fn was_away(&self) -> bool {
        since(Timestamp(self.beaten.load(Ordering::Acquire)), self.clock.now()) > AWAY
    }
}

impl fmt::Debug for Alive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Alive({})", self.beaten.load(Ordering::Acquire))
    }
}
