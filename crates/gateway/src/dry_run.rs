//! The two decisions of the gateway that need nothing but text: what a config says, and where a call would go. Nothing is
//! started, looked up or sent. It is for those who try inputs that nobody thought of.

use std::path::Path;

use axum::http::Uri;
use rescind_domain::ConnectionId;
use rescind_vendors::routes::Matched;

use crate::config::{self, ConfigError};
use crate::connections::Connections;
use crate::forward;

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
}
