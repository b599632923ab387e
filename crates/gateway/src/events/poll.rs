//! What has happened since, as one answer: for pages whose way to the gateway holds streams back.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use rescind_domain::PlanId;
use rescind_domain::event::{Frame, Message};

use super::frame;
use super::hub::Start;
use super::sequence::After;
use super::sight::Sight;
use crate::app::App;
use crate::error::Error;
use crate::reach::Reach;

/// One message, at once: a frame, which may be empty but for its number, or that everything is to be read again.
pub(super) async fn answer(
    app: &Arc<App>,
    after: After,
    plan: Option<PlanId>,
    reach: Reach,
) -> Result<Response, Error> {
    let frame = match app.hub.start(after) {
        Start::Now(seq) => {
            let progress = app.hub.progress_of(plan.as_ref());
            Frame { seq: Some(seq), progress, ..Frame::default() }
        }
        Start::After { after, seq: _ } => frame::since(app, after, plan).await?,
        Start::Reset(seq) => return Ok(Json(Message::Reset { seq }).into_response()),
    };
    let frame = Sight::new(reach).of(app, Arc::new(frame)).await?;
    Ok(Json(Message::Frame(Arc::unwrap_or_clone(frame))).into_response())
}
