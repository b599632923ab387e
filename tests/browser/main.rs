//! What only a browser can show of the console's parts. Whole journeys are in `e2e/`.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod addresses;
mod banner;
mod dialog;
mod events;
mod languages;
mod lasting;
mod location;
mod notices;
mod page;
mod plans;
mod preferences;
mod table;
mod words;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
