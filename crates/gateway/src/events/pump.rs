//! Makes a frame of what has changed, at most ten times a second, as long as the gateway serves.

use std::sync::Arc;
use std::time::Duration;

use rescind_domain::event::Frame;

use super::hub::{Changes, Published};
use super::{catch_up, frame};
use crate::app::App;
use crate::error::Error;

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

async fn frame(app: &Arc<App>, changes: Changes) -> Result<Frame, Error> {
    if changes.seq.is_none() && !changes.plans.is_empty() {
        // Plans are told with the number of the newest event, which no event of ours has just told.
        catch_up(app).await?;
    }
    frame::of(app, changes).await
}

async fn publish(app: &Arc<App>) {
    let Some(changes) = app.hub.take() else { return };
    let published = match frame(app, changes).await {
        Ok(frame) => Published::Frame(Arc::new(frame)),
        Err(error) => {
            tracing::error!(cause = error.for_operators(), "what has changed could not be read; readers begin anew");
            Published::Reset
        }
    };
    app.hub.publish(published);
}
