//! Waiting until the browser has nothing better to do.

use js_sys::{Function, Promise};
use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;

/// Comes back when the browser is idle; where it does not tell, after the next frame's worth of time.
pub async fn idle() {
    let soon = Promise::new(&mut |resolve: Function, _| {
        if window().request_idle_callback(&resolve).is_err() {
            // A browser without timers does not exist.
            let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 200);
        }
    });
    let _ = JsFuture::from(soon).await;
}
