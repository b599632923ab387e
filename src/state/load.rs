//! A read that a page shows: its value, its age, its fault, and whether it is being read again.
//!
//! Resources of the framework are never cancelled and an older answer can replace a newer one; here each run has a number,
//! only the newest may write, and its predecessor is aborted.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use rescind_domain::{ConnectionId, Fault, FaultKind, Timestamp};

use crate::i18n::format;
use crate::transport::Abort;

/// A value that was read.
#[derive(Debug)]
pub struct Loaded<T> {
    /// The value.
    pub value: Arc<T>,
    /// When the read began: whatever happened later may be missing from it.
    pub began: Timestamp,
    /// Whether it is all of it.
    pub extent: Extent,
}

/// How much of a value is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// What has been read so far.
    SoFar,
}

/// Shows what has been read so far.
pub struct Show<T: Send + Sync + 'static> {
    load: Load<T>,
    number: u64,
    began: Rc<Cell<Timestamp>>,
}

impl<T: Clone + Send + Sync + 'static> Show<T> {
    /// Notes when the reading began, by the clock of who reads: it may have begun before it was asked for.
    pub fn read_at(&self, at: Timestamp) {
        self.began.set(at);
    }

    /// Shows a part, unless there is a whole value from an earlier read: that stays until the new one is whole, so that no
    /// row vanishes and comes back.
    pub fn so_far(&self, part: T) {
        let is_whole = |loaded: &Option<Loaded<T>>| loaded.as_ref().is_some_and(|old| old.extent == Extent::Whole);
        // Nothing comes back when the page has gone meanwhile.
        if self.load.loaded.try_with_untracked(is_whole) == Some(false) && self.load.is_newest(self.number) {
            let value = Arc::new(part);
            self.load.loaded.set(Some(Loaded { value, began: self.began.get(), extent: Extent::SoFar }));
        }
    }
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), began: self.began, extent: self.extent }
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
        self.run_showing(|abort, _| read(abort));
    }

    /// Reads, and shows what comes in the meantime.
    pub fn run_showing<F>(self, read: impl FnOnce(Abort, Show<T>) -> F)
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
        let began = Rc::new(Cell::new(format::now()));
        let reading = read(abort, Show { load: self, number, began: Rc::clone(&began) });
        spawn_local(async move {
            let result = reading.await;
            if !self.is_newest(number) {
                return;
            }
            match result {
                Ok(value) => {
                    let (value, began) = (Arc::new(value), began.get());
                    self.loaded.set(Some(Loaded { value, began, extent: Extent::Whole }));
                    self.fault.set(None);
                }
                Err(fault) if fault.kind == FaultKind::Cancelled => {}
                Err(fault) => self.fault.set(Some(fault)),
            }
            self.busy.set(false);
        });
    }

    /// Gives up what is being read. What was read before stays.
    pub fn cancel(self) {
        let current = self.run.try_update_value(|(number, current)| {
            *number += 1;
            current.take()
        });
        if let Some(abort) = current.flatten() {
            abort.abort();
        }
        self.busy.set(false);
    }

    fn is_newest(self, number: u64) -> bool {
        self.run.try_with_value(|(newest, _)| *newest) == Some(number)
    }

    /// Whether all of a value is there, tracked.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.loaded.with(|loaded| loaded.as_ref().is_some_and(|loaded| loaded.extent == Extent::Whole))
    }

    /// The newest value, not tracked.
    #[must_use]
    pub fn untracked(self) -> Option<Loaded<T>> {
        self.loaded.get_untracked()
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

/// A read for each connection. They belong to the page that makes this and not to a row: the list of connections is set anew
/// whenever somebody signs in or out.
pub struct LoadsOf<T: Send + Sync + 'static> {
    all: StoredValue<HashMap<ConnectionId, Load<T>>>,
    page: StoredValue<Option<Owner>>,
}

impl<T: Send + Sync + 'static> Clone for LoadsOf<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for LoadsOf<T> {}

impl<T: Send + Sync + 'static> LoadsOf<T> {
    /// Nothing is read yet.
    #[must_use]
    pub fn new() -> Self {
        Self { all: StoredValue::new(HashMap::new()), page: StoredValue::new(Owner::current()) }
    }

    /// The read of a connection.
    #[must_use]
    pub fn get(self, connection: &ConnectionId) -> Load<T> {
        let new = || self.page.with_value(|page| page.as_ref().map_or_else(Load::new, |page| page.with(Load::new)));
        self.all.try_update_value(|all| *all.entry(connection.clone()).or_insert_with(new)).unwrap_or_else(new)
    }
}

impl<T: Send + Sync + 'static> Default for LoadsOf<T> {
    fn default() -> Self {
        Self::new()
    }
}
