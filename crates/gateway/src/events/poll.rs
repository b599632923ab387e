//! What has happened since, as one answer: for pages whose way to the gateway holds streams back.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use rescind_domain::PlanId;
use rescind_domain::event::{Frame, Message};

use super::frame;
use super::hub::Start;
use super::sequence::After;
use crate::app::App;
use crate::error::Error;

/// One message, at once: a frame, which may be empty but for its number, or that everything is to be read again.
pub(super) async fn answer(app: &Arc<App>, after: After, plan: Option<PlanId>) -> Result<Response, Error> {
    let message = match app.hub.start(after) {
        Start::Now(seq) => {
            let progress = app.hub.progress_of(plan.as_ref());
            Message::Frame(Frame { seq: Some(seq), progress, ..Frame::default() })
        }
        Start::After { after, seq: _ } => Message::Frame(frame::since(app, after, plan).await?),
        Start::Reset(seq) => Message::Reset { seq },
    };
    Ok(Json(message).into_response())
}
