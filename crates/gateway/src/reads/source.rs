//! Where readers' reads come from: the connection, with a limit on how many requests readers have under way there, in the language
//! of whoever reads. The runner's reads do not come from here.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};
use rescind_vendors::{Request, Response, Transport, TransportFailure};
use tokio::task::JoinError;

use crate::app::App;
use crate::connections::Connection;
use crate::error::Error;
use crate::{calls, upstream};

/// Reads at one connection, on behalf of a reader.
#[derive(Clone)]
pub(crate) struct Source {
    app: Arc<App>,
    connection: Arc<Connection>,
    /// What the vendor is told of the reader, in headers of its own.
    reader: HeaderMap,
}

impl Source {
    /// `client` are the headers of the reader's request.
    pub(crate) fn new(app: &Arc<App>, connection: &Arc<Connection>, client: &HeaderMap) -> Self {
        let reader = upstream::reader(connection.public.vendor, client);
        Self { app: Arc::clone(app), connection: Arc::clone(connection), reader }
    }

    /// The language that the vendor answers in, where it has several.
    pub(super) fn language(&self) -> Option<&HeaderValue> {
        self.reader.values().next()
    }
}

impl Transport for Source {
    async fn read(&self, request: &Request) -> Result<Response, TransportFailure> {
        let (Self { app, connection, reader }, request) = (self.clone(), request.clone());
        // In a task of its own: whoever gives up on a read, and polls it no more, keeps no place among the requests.
        let reading = tokio::spawn(async move {
            let _place = app.readings.place(&connection.public.id).await;
            calls::read(&app, &connection, &request, reader).await
        });
        let abort = AbortOnDrop(reading.abort_handle());
        let failed = |error: JoinError| Err(calls::refusal(Error::internal(format!("a read panicked: {error}"))));
        let answer = reading.await.unwrap_or_else(failed);
        drop(abort);
        answer
    }

    async fn pause(&self, milliseconds: u32) {
        tokio::time::sleep(Duration::from_millis(milliseconds.into()).min(self.app.limits.pause)).await;
    }
}

/// Ends a task when nobody waits for it any more.
struct AbortOnDrop(tokio::task::AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
