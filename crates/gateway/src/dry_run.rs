//! What the gateway makes of mere text: what a config says, where a call would go, which rows of the journal a query asks for,
//! and what a stored event says. Nothing is started, looked up or sent. It is for those who try inputs that nobody thought of.

use std::path::Path;

use axum::extract::Query;
use axum::http::Uri;
use rescind_vendors::routes::Matched;

use crate::config::{self, ConfigError};
use crate::connections::Connections;
use crate::{calls, journal, paths};

/// A config that was read, and whose connections are never called.
#[derive(Debug)]
pub struct DryRun {
    connections: Connections,
}

/// A call as it would leave the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressed {
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

    /// Where a call would go, had our own code built it for the connection with this id; nothing when it would not be sent.
    /// `target` is the vendor's path with the query.
    #[must_use]
    pub fn addressed(&self, connection: &str, method: &str, target: &str) -> Option<Addressed> {
        let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let (matched, address) = calls::addressed(self.connections.get(connection)?, method, path, query).ok()?;
        Some(Addressed { matched, address: address.to_string() })
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
