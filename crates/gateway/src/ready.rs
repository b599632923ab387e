//! `GET /readyz`: whether the gateway could do its work now, for whoever sends it traffic or wakes somebody up. That the
//! process lives is `/healthz`. It asks no vendor: one that is down is no reason to take the gateway away.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;

/// `ready`, or 503 with a line for each thing that is missing.
pub(crate) async fn show(State(app): State<Arc<App>>) -> (StatusCode, String) {
    let mut missing = String::new();
    if let Err(error) = app.journal.probe().await {
        tracing::error!(cause = %error.for_operators(), "the journal cannot be written");
        missing.push_str("the journal cannot be written: no call that changes something would leave\n");
    }
    if app.assets.page().is_empty() {
        missing.push_str("there is no console in the directory of --assets\n");
    }
    match missing.is_empty() {
        true => (StatusCode::OK, "ready\n".to_owned()),
        false => (StatusCode::SERVICE_UNAVAILABLE, missing),
    }
}
