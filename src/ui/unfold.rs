//! What folds: whether it is unfolded now.

use leptos::prelude::*;
use web_sys::Element;

/// Whether the element of a `toggle` event is unfolded.
#[must_use]
pub fn is_unfolded(toggled: &leptos::ev::Event) -> bool {
    event_target::<Element>(toggled).has_attribute("open")
}
