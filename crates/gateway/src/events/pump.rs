//! Makes a frame of what has changed, at most ten times a second, as long as the gateway serves.

use std::sync::Arc;
use std::time::Duration;

use super::hub::Published;
use super::{catch_up, frame};
use crate::app::App;

/// What happens within this time after a frame is told together.
const PAUSE: Duration = Duration::from_millis(100);

/// Publishes frames until the gateway stops.
pub(crate) async fn pump(app: Arc<App>) {
    let stopping = app.stopping.clone();
    let pump = async {
        loop {
            app.hub.changed().await;
            publish(&app).await;
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::select! {
        () = stopping.cancelled() => {}
        () = pump => {}
    }
}

async fn publish(app: &Arc<App>) {
    if let Err(error) = catch_up(app).await {
        // What this process writes is told all the same.
        tracing::error!(cause = error.for_operators(), "what other processes have written could not be read");
    }
    let Some(changes) = app.hub.take() else { return };
    let published = match frame::of(app, changes).await {
        Ok(frame) => Published::Frame(Arc::new(frame)),
        Err(error) => {
            tracing::error!(cause = error.for_operators(), "what has changed could not be read; readers begin anew");
            Published::Reset
        }
    };
    app.hub.publish(published);
}
