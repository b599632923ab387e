//! What the gateway makes of mere text: what a config says, where a call would go, which rows of the journal a query asks for,
//! and what a stored event says. Nothing is started, looked up or sent. It is for those who try inputs that nobody thought of.

use std::path::Path;

use axum::extract::Query;
use axum::http::Uri;
use rescind_domain::ConnectionId;
use rescind_vendors::routes::Matched;

use crate::config::{self, ConfigError};
use crate::connections::Connections;
use crate::{forward, journal, paths};

/// A config that was read, and whose connections are never called.
#[derive(Debug)]
pub struct DryRun {
    connections: Connections,
}

/// A call as it would leave the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forwarded {
    /// Whose it is.
    pub connection: ConnectionId,
    /// The route, and path and query in our own spelling.
    pub matched: Matched,
    /// The whole address.
    pub address: String,
}

impl DryRun {
    /// Reads the text of a config as if it stood in this file.
    ///
    /// # Errors
    /// What the gateway would say at its start.
    pub fn of_config(text: &str, path: &Path) -> Result<Self, ConfigError> {
        config::read(text, path).map(|config| Self { connections: Connections::new(config.connections) })
    }

    /// Where a call would go, were it made by somebody with a session; nothing when it would not be forwarded. `target` is
    /// what stands after the method in the request.
    #[must_use]
    pub fn forwarded(&self, method: &str, target: &str) -> Option<Forwarded> {
        let uri: Uri = target.parse().ok()?;
        let (connection, matched) = forward::permitted(&self.connections, method, &uri).ok()?;
        let address = forward::address(&connection, matched.route.host, &matched.target).ok()?;
        Some(Forwarded { connection: connection.public.id.clone(), matched, address: address.to_string() })
    }

    /// The conditions in SQL that a query of the journal stands for; nothing when it is refused. `query` is what stands after
    /// the question mark.
    #[must_use]
    pub fn journal_conditions(query: &str) -> Option<String> {
        let uri = Uri::builder().path_and_query(format!("{}?{query}", paths::JOURNAL)).build().ok()?;
        let Query(parameters) = Query::<Vec<(String, String)>>::try_from_uri(&uri).ok()?;
        journal::conditions(&parameters).ok()
    }

    /// An event as the journal writes what it has read of it; nothing when it is none.
    #[must_use]
    pub fn stored_event(kind: &str, body: &str) -> Option<(&'static str, String)> {
        let event = journal::Event::decode(kind, body).ok()?;
        Some((event.kind(), event.body().ok()?))
    }
}
