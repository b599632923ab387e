//! A signal that outlives the views that read it. The framework's signals remember every view that ever read them, also
//! views that are long gone, for as long as they live themselves; a page that is used for a whole day would fill up with
//! them. So the gone are forgotten here: whenever the signal changes, and from time to time when it does not.

use std::collections::HashSet;
use std::panic::Location;

use leptos::prelude::*;
use leptos::reactive::graph::{AnySource, AnySubscriber, Observer, Source, ToAnySource};
use leptos::reactive::signal::guards::{Plain, ReadGuard, UntrackedWriteGuard, WriteGuard};
use leptos::reactive::traits::{DefinedAt, IsDisposed, Notify, UntrackableGuard};

/// So many readers may be gone, besides half as many as there are, before they are forgotten.
const SPARE: usize = 32;

/// It is read and written like any signal.
pub struct Lasting<T: Send + Sync + 'static> {
    signal: RwSignal<T>,
    readers: StoredValue<Readers>,
}

#[derive(Default)]
struct Readers {
    known: HashSet<AnySubscriber>,
    /// In the order in which they came: what lies within another is told after it.
    all: Vec<AnySubscriber>,
    /// How many there were when the gone were forgotten last.
    stayed: usize,
}

impl Readers {
    /// Whoever runs now reads the signal.
    fn note(&mut self, signal: &dyn Fn() -> AnySource) {
        let Some(reader) = Observer::get() else { return };
        if self.known.insert(reader.clone()) {
            self.all.push(reader);
        }
        if self.all.len() > self.stayed + self.stayed / 2 + SPARE {
            let is_there = |reader: &AnySubscriber| reader.1.strong_count() > 0;
            self.known.retain(is_there);
            self.all.retain(is_there);
            self.stayed = self.all.len();
            let signal = signal();
            signal.clear_subscribers();
            self.all.iter().for_each(|reader| signal.add_subscriber(reader.clone()));
        }
    }

    fn clear(&mut self) {
        self.known.clear();
        self.all.clear();
    }
}

impl<T: Send + Sync + 'static> Lasting<T> {
    /// With its first value.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self { signal: RwSignal::new(value), readers: StoredValue::new(Readers::default()) }
    }
}

impl<T: Send + Sync + 'static> Clone for Lasting<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Lasting<T> {}

impl<T: Send + Sync + 'static> DefinedAt for Lasting<T> {
    fn defined_at(&self) -> Option<&'static Location<'static>> {
        self.signal.defined_at()
    }
}

impl<T: Send + Sync + 'static> IsDisposed for Lasting<T> {
    fn is_disposed(&self) -> bool {
        self.signal.is_disposed()
    }
}

impl<T: Send + Sync + 'static> Track for Lasting<T> {
    fn track(&self) {
        self.readers.try_update_value(|readers| readers.note(&|| self.signal.to_any_source()));
        self.signal.track();
    }
}

impl<T: Send + Sync + 'static> ReadUntracked for Lasting<T> {
    type Value = ReadGuard<T, Plain<T>>;

    fn try_read_untracked(&self) -> Option<Self::Value> {
        self.signal.try_read_untracked()
    }
}

impl<T: Send + Sync + 'static> Notify for Lasting<T> {
    fn notify(&self) {
        if self.is_disposed() {
            return;
        }
        self.signal.notify();
        forget(&self.signal);
        self.readers.try_update_value(Readers::clear);
    }
}

impl<T: Send + Sync + 'static> Write for Lasting<T> {
    type Value = T;

    fn try_write(&self) -> Option<impl UntrackableGuard<Target = T>> {
        Some(WriteGuard::new(*self, self.signal.try_write_untracked()?))
    }

    #[expect(refining_impl_trait, reason = "the framework's signals name it as well")]
    fn try_write_untracked(&self) -> Option<UntrackedWriteGuard<T>> {
        self.signal.try_write_untracked()
    }
}

/// Forgets all who have read a signal so far, which has just changed: the gone for good, while those who are still there
/// were told and read it again.
pub(crate) fn forget(signal: &impl ToAnySource) {
    signal.to_any_source().clear_subscribers();
}
