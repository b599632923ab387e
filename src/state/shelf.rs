//! Where this browser keeps small texts. A browser that is full, or that refuses, only remembers nothing: that is no error.

use leptos::prelude::window;
use web_sys::Storage;

/// How far, and for how long, something is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shelf {
    /// By this tab, over reloads.
    Tab,
    /// By all tabs, until it is changed.
    Browser,
}

impl Shelf {
    /// What is kept under a key.
    pub(super) fn get(self, key: &str) -> Option<String> {
        self.storage()?.get_item(key).ok().flatten()
    }

    /// Keeps a text under a key.
    pub(super) fn put(self, key: &str, value: &str) {
        if let Some(storage) = self.storage() {
            let _ = storage.set_item(key, value);
        }
    }

    /// Keeps nothing under a key any more.
    pub(super) fn forget(self, key: &str) {
        if let Some(storage) = self.storage() {
            let _ = storage.remove_item(key);
        }
    }

    fn storage(self) -> Option<Storage> {
        match self {
            Self::Tab => window().session_storage(),
            Self::Browser => window().local_storage(),
        }
        .ok()
        .flatten()
    }
}
