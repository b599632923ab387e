//! The gateway's own look at what is held, just before a call takes it away. What it sees goes into the journal with the
//! intent, and only that can be given back later: a plan that pretends to take what nobody held, settled by whoever wrote it,
//! is no reason to give it.
//!
//! It costs a read, so that it is made when asked for. It never stands in the way of a revocation: whatever it fails to see
//! can only not be undone.

use std::time::Duration;

use axum::http::HeaderMap;
use rescind_domain::gateway_error::WITNESS_HEADER;
use rescind_domain::{EntryId, GatewayError, GatewayErrorKind, Grant};
use rescind_vendors::{Request, Response, Transport, TransportFailure, witness};

use super::mutate;
use crate::app::App;
use crate::connections::Connection;

/// How long a revocation waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whether the client wants what it takes to be looked at first.
pub(super) fn is_asked_for(client: &HeaderMap) -> bool {
    client.get(WITNESS_HEADER).is_some_and(|value| value == "1")
}

/// For each grant, what a call takes that takes it away now; nothing where that could not be seen.
pub(super) async fn look(app: &App, connection: &Connection, grants: &[Grant]) -> Vec<Vec<Grant>> {
    let reading = Reading { app, connection };
    let looking = witness(&reading, connection.public.vendor, grants);
    tokio::time::timeout(PATIENCE.min(app.limits.read), looking).await.unwrap_or_default()
}

/// The connection as the vendors' flows see it, for reading alone.
struct Reading<'a> {
    app: &'a App,
    connection: &'a Connection,
}

impl Transport for Reading<'_> {
    async fn read(&self, request: &Request) -> Result<Response, TransportFailure> {
        mutate::read(self.app, self.connection, request).await.map_err(|error| TransportFailure::Gateway {
            status: error.status().as_u16(),
            error: GatewayError { kind: error.kind(), message: error.to_string() },
        })
    }

    async fn revoke(&self, _request: &Request, _entries: &[EntryId]) -> Result<Response, TransportFailure> {
        let message = "A witness changes nothing.".to_owned();
        Err(TransportFailure::Gateway {
            status: 403,
            error: GatewayError { kind: GatewayErrorKind::NotAllowed, message },
        })
    }

    async fn pause(&self, milliseconds: u32) {
        tokio::time::sleep(Duration::from_millis(milliseconds.into())).await;
    }
}
