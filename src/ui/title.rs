//! The title of the browser's tab, by which tabs, bookmarks and the history tell pages apart.

use leptos::prelude::*;

use super::effect::effect;

/// What every title ends with.
const PRODUCT: &str = "Rescind";

/// Shows a title for as long as the page is there. Parts without words are left out.
pub fn show(parts: Vec<Signal<String>>) {
    effect(move |_| {
        let words: Vec<String> = parts.iter().map(Signal::get).filter(|words| !words.is_empty()).collect();
        document().set_title(&[words.as_slice(), &[PRODUCT.to_owned()]].concat().join(" · "));
    });
}
