//! The stream of events of one reader, as `text/event-stream`. It says hello at once, tells what was missed, and then what
//! happens. It ends after a while, with the session, and when the gateway stops; the reader connects again.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use rescind_domain::PlanId;
use rescind_domain::event::Frame;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior};

use super::frame;
use super::hub::Start;
use super::reader::{self, Reader};
use super::sequence::After;
use super::sight::Sight;
use super::streams::Place;
use crate::app::App;
use crate::error::Error;
use crate::reach::Reach;
use crate::session::Visitor;

const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Opens a stream, if there may be one more.
pub(super) fn open(
    app: Arc<App>,
    visitor: Visitor,
    after: After,
    plan: Option<PlanId>,
    reach: Reach,
) -> Result<Response, Error> {
    let place = app.streams.take(visitor)?;
    let body = Body::from_stream(stream::unfold(Feed::new(app, place, after, plan, reach), |mut feed| async {
        feed.next().await.map(|bytes| (Ok::<_, Error>(bytes), feed))
    }));
    let headers =
        [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store"), (ACCEL_BUFFERING, "no")];
    Ok((headers, body).into_response())
}

/// A stream that is open.
struct Feed {
    app: Arc<App>,
    place: Place,
    ended_sessions: watch::Receiver<()>,
    reader: Reader,
    sight: Sight,
    /// What the reader has missed, until that is told.
    missed: Option<Start>,
    beat: Interval,
    end: Instant,
}

impl Feed {
    fn new(app: Arc<App>, place: Place, after: After, plan: Option<PlanId>, reach: Reach) -> Self {
        // Before the session is looked at for the first time, so that no end is missed.
        let ended_sessions = app.sessions.ends();
        let (reader, start) = Reader::new(app.hub.clone(), after, plan);
        let mut beat = tokio::time::interval(app.limits.event_beat);
        beat.reset();
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let end = Instant::now() + app.limits.event_stream;
        Self { app, place, ended_sessions, reader, sight: Sight::new(reach), missed: Some(start), beat, end }
    }

    /// The next piece; nothing when the stream has ended.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(ready) = self.reader.ready() {
                return Some(ready);
            }
            if let Some(start) = self.missed.take() {
                self.catch_up(start).await;
                continue;
            }
            let app = &self.app;
            tokio::select! {
                biased;
                () = app.stopping.cancelled() => return None,
                () = tokio::time::sleep_until(self.end) => return None,
                ended = self.ended_sessions.changed() => {
                    if ended.is_err() || !self.place.visitor().is_known(app).await {
                        return None;
                    }
                }
                _ = self.beat.tick() => {
                    return self.place.visitor().is_known(app).await.then(reader::beat);
                }
                heard = self.reader.hear() => {
                    if let Some(frame) = heard {
                        self.tell(Ok(frame)).await;
                    }
                }
            }
        }
    }

    /// Tells what was missed, or that it cannot be told; and what goes on right now.
    async fn catch_up(&mut self, start: Start) {
        let plan = self.reader.plan();
        let frame = match start {
            Start::Now(_) => Ok(Frame { progress: self.app.hub.progress_of(plan), ..Frame::default() }),
            Start::After { after, seq: _ } => frame::since(&self.app, after, plan.cloned()).await,
            Start::Reset(_) => return self.reader.reset(),
        };
        self.tell(frame.map(Arc::new)).await;
    }

    /// Tells the reader what a frame has for it.
    async fn tell(&mut self, frame: Result<Arc<Frame>, Error>) {
        let frame = match frame {
            Ok(frame) => self.sight.of(&self.app, frame).await,
            failed => failed,
        };
        match frame {
            Ok(frame) => self.reader.tell(&frame),
            Err(error) => {
                tracing::error!(
                    cause = error.for_operators(),
                    "what has happened could not be read; a reader begins anew"
                );
                self.reader.reset();
            }
        }
    }
}
