//! A read that a page shows: its value, its age, its fault, and whether it is being read again.
//!
//! Resources of the framework are never cancelled and an older answer can replace a newer one; here each run has a number,
//! only the newest may write, and its predecessor is aborted.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use rescind_domain::{Fault, FaultKind, Timestamp};

use crate::i18n::format;
use crate::transport::Abort;

/// A value that was read.
#[derive(Debug)]
pub struct Loaded<T> {
    /// The value.
    pub value: Arc<T>,
    /// When the read began: whatever happened later may be missing from it.
    pub began: Timestamp,
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), began: self.began }
    }
}

/// A read that a page shows. It belongs to the page: when the page goes, the read is aborted.
pub struct Load<T: Send + Sync + 'static> {
    loaded: RwSignal<Option<Loaded<T>>>,
    fault: RwSignal<Option<Fault>>,
    busy: RwSignal<bool>,
    run: StoredValue<(u64, Option<Abort>), LocalStorage>,
}

impl<T: Send + Sync + 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Load<T> {}

impl<T: Send + Sync + 'static> Default for Load<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Send + Sync + 'static> Load<T> {
    /// Nothing is read yet.
    #[must_use]
    pub fn new() -> Self {
        let run = StoredValue::new_local((0, None::<Abort>));
        on_cleanup(move || {
            run.try_with_value(|(_, abort)| abort.as_ref().map(Abort::abort));
        });
        Self { loaded: RwSignal::new(None), fault: RwSignal::new(None), busy: RwSignal::new(false), run }
    }

    /// Reads, instead of whatever is being read. The last value stays until the new one is there.
    pub fn run<F>(self, read: impl FnOnce(Abort) -> F)
    where
        F: Future<Output = Result<T, Fault>> + 'static,
    {
        let abort = Abort::new();
        let previous = self.run.try_update_value(|(number, current)| {
            *number += 1;
            (*number, current.replace(abort.clone()))
        });
        let Some((number, previous)) = previous else { return };
        if let Some(previous) = previous {
            previous.abort();
        }
        self.busy.set(true);
        let began = format::now();
        let reading = read(abort);
        spawn_local(async move {
            let result = reading.await;
            if self.run.try_with_value(|(newest, _)| *newest) != Some(number) {
                return;
            }
            match result {
                Ok(value) => {
                    self.loaded.set(Some(Loaded { value: Arc::new(value), began }));
                    self.fault.set(None);
                }
                Err(fault) if fault.kind == FaultKind::Cancelled => {}
                Err(fault) => self.fault.set(Some(fault)),
            }
            self.busy.set(false);
        });
    }

    /// The newest value, tracked.
    #[must_use]
    pub fn get(self) -> Option<Loaded<T>> {
        self.loaded.get()
    }

    /// The fault of the newest run, tracked. A value beside it is older than the fault.
    #[must_use]
    pub fn fault(self) -> Option<Fault> {
        self.fault.get()
    }

    /// Whether there is no value yet and one may still come, tracked.
    #[must_use]
    pub fn is_waiting(self) -> bool {
        self.loaded.with(Option::is_none) && self.fault.with(Option::is_none)
    }

    /// When the newest value's read began, tracked.
    #[must_use]
    pub fn began(self) -> Option<Timestamp> {
        self.loaded.with(|loaded| loaded.as_ref().map(|loaded| loaded.began))
    }

    /// Whether it is being read, tracked.
    #[must_use]
    pub fn is_busy(self) -> bool {
        self.busy.get()
    }
}
