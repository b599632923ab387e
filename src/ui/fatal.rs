//! The text for a page that has stopped. It lies ready in `index.html`, since after a panic no view can be built any more.

use leptos::prelude::*;

/// Shows that text, and logs the panic, when the console panics.
pub fn install() {
    std::panic::set_hook(Box::new(|panic| {
        leptos::logging::error!("{panic}");
        if let Some(text) = document().get_element_by_id("fatal") {
            let _ = text.remove_attribute("hidden");
        }
    }));
}
