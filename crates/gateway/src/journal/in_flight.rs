//! The attempts whose answer this process is waiting for. It is memory only, and that is the point: what a stopped process
//! waited for is lost.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::event::AttemptKey;

/// All of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct InFlight(Arc<Mutex<HashSet<AttemptKey>>>);

/// One of them, until this is dropped.
#[derive(Debug)]
pub(crate) struct Flight {
    all: InFlight,
    attempt: AttemptKey,
}

impl InFlight {
    /// Begins to wait.
    pub(crate) fn begin(&self, attempt: AttemptKey) -> Flight {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(attempt.clone());
        Flight { all: self.clone(), attempt }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// All of them as JSON, `[[entry, attempt], …]`, for the database to compare with.
    pub(crate) fn to_json(&self) -> String {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all = all.iter().map(|attempt| serde_json::json!([attempt.entry, attempt.number]));
        serde_json::Value::from_iter(all).to_string()
    }

    /// Those of this moment.
    pub(super) fn clone_now(&self) -> Self {
        Self(Arc::new(Mutex::new(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone())))
    }

    /// These, and those of others at this moment.
    pub(super) fn and(self, others: &Self) -> Self {
        let others = others.clone_now();
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(others.0.lock().unwrap_or_else(PoisonError::into_inner).drain());
        self
    }

    /// Whether this process waits for the attempt's answer.
    pub(crate) fn contains(&self, attempt: &AttemptKey) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(attempt)
    }
}

impl Flight {
    /// The attempt.
    pub(crate) const fn attempt(&self) -> &AttemptKey {
        &self.attempt
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.attempt);
    }
}
