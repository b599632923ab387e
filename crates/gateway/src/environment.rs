//! What the gateway needs of the world besides disk and network.

use std::fmt;
use std::sync::Arc;

use crate::clock::{Clock, SystemClock};
use crate::names::{Names, SystemNames};
use crate::random::{Random, SystemRandom};

/// Time, randomness and names; the machine's own by default.
#[derive(Clone)]
pub struct Environment {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Unguessable bytes.
    pub random: Arc<dyn Random>,
    /// Addresses of the vendors' names.
    pub names: Arc<dyn Names>,
}

impl Default for Environment {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock::default()), random: Arc::new(SystemRandom), names: Arc::new(SystemNames) }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}
