//! Who reads a signal that hardly ever changes. The framework's signals remember every view that ever read them until they
//! change, also views that are long gone. So the gone are forgotten here.

use std::collections::HashSet;

use leptos::prelude::*;
use leptos::reactive::graph::{AnySource, AnySubscriber, Observer, Source};

/// So many readers may be gone, besides as many as there are, before they are forgotten.
const SPARE: usize = 32;

/// The readers of one signal.
#[derive(Clone, Copy)]
pub struct Readers {
    known: StoredValue<Known>,
}

#[derive(Default)]
struct Known {
    all: HashSet<AnySubscriber>,
    /// How many there were when the gone were forgotten last.
    stayed: usize,
}

impl Default for Readers {
    fn default() -> Self {
        Self::new()
    }
}

impl Readers {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self { known: StoredValue::new(Known::default()) }
    }

    /// Whoever runs now is about to read the signal. All who read it must say so: whoever does not is forgotten with the gone.
    pub fn note(self, source: impl FnOnce() -> AnySource) {
        let Some(reader) = Observer::get() else { return };
        self.known.try_update_value(|known| {
            known.all.insert(reader);
            if known.all.len() > 2 * known.stayed + SPARE {
                known.all.retain(|reader| reader.1.strong_count() > 0);
                known.stayed = known.all.len();
                let source = source();
                source.clear_subscribers();
                known.all.iter().for_each(|reader| source.add_subscriber(reader.clone()));
            }
        });
    }
}
