//! Who reads the language. The framework's signals remember every view that ever read them until they change, also views
//! that are long gone; and the language hardly ever changes, while every text of every view reads it. So the gone are
//! forgotten here.

use std::collections::HashSet;

use leptos::prelude::*;
use leptos::reactive::graph::{AnySubscriber, Observer, Source, ToAnySource};

/// So many readers may be gone, besides as many as there are, before they are forgotten.
const SPARE: usize = 256;

/// A signal that forgets who has gone.
#[derive(Clone, Copy)]
pub(super) struct Lasting<T: Send + Sync + 'static> {
    signal: RwSignal<T>,
    readers: StoredValue<Readers>,
}

#[derive(Default)]
struct Readers {
    all: HashSet<AnySubscriber>,
    /// How many there were when the gone were forgotten last.
    stayed: usize,
}

impl<T: Copy + Send + Sync + 'static> Lasting<T> {
    pub(super) fn new(value: T) -> Self {
        Self { signal: RwSignal::new(value), readers: StoredValue::new(Readers::default()) }
    }

    /// The value, tracked.
    pub(super) fn get(self) -> T {
        if let Some(reader) = Observer::get() {
            self.readers.try_update_value(|readers| {
                readers.all.insert(reader);
                if readers.all.len() > 2 * readers.stayed + SPARE {
                    readers.all.retain(|reader| reader.1.strong_count() > 0);
                    readers.stayed = readers.all.len();
                    let source = self.signal.to_any_source();
                    source.clear_subscribers();
                    readers.all.iter().for_each(|reader| source.add_subscriber(reader.clone()));
                }
            });
        }
        self.signal.get()
    }

    pub(super) fn set(self, value: T) {
        self.signal.set(value);
    }
}
