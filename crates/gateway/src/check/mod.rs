//! Tries everything that the gateway needs before somebody starts it: data directory, console, certificate, and each
//! connection with its credential. It says what is wrong and what to do about it. Nothing is changed at the vendors, and
//! nothing of the data directory, on which a gateway may be running.

mod advice;
mod connection;
mod data;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::future::join_all;

use crate::assets::Assets;
use crate::config::{self, Config};
use crate::connections::Connection;
use crate::environment::Environment;
use crate::serve::Limits;
use crate::tls::Acceptor;
use crate::upstream::{Client, Pooling};

/// What is to be tried.
#[derive(Clone, Debug)]
pub(crate) struct Inputs {
    pub(crate) config: PathBuf,
    pub(crate) data: PathBuf,
    pub(crate) assets: PathBuf,
}

/// What was found out about one thing, to be shown as a line.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    what: String,
    /// What is worth knowing, or what is wrong and what to do.
    result: Result<String, String>,
}

impl Finding {
    /// Whether it is as it should be.
    pub(crate) const fn is_fine(&self) -> bool {
        self.result.is_ok()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.result {
            Ok(note) => write!(f, "ok     {}: {note}", self.what),
            Err(problem) => write!(f, "wrong  {}: {problem}", self.what),
        }
    }
}

/// Tries everything; the connections at the same time. The error is what keeps it from trying anything.
pub(crate) async fn run(inputs: Inputs, environment: Environment, limits: Limits) -> Result<Vec<Finding>, String> {
    let Config { connections, tls, .. } = config::load(&inputs.config).map_err(|error| error.to_string())?;
    let finding = |what: &str, result| Finding { what: what.to_owned(), result };
    let mut findings =
        vec![finding("data directory", data::check(&inputs.data)), finding("console", console(&inputs.assets))];
    if let Some(files) = tls {
        let result = Acceptor::open(files).map(|_| "certificate and key fit together".to_owned());
        findings.push(finding("TLS", result.map_err(|problem| problem.to_string())));
    }
    let connections: Vec<_> = connections.into_iter().map(Arc::new).collect();
    findings.extend(join_all(connections.iter().map(|connection| one(connection, &environment, &limits))).await);
    Ok(findings)
}

async fn one(connection: &Connection, environment: &Environment, limits: &Limits) -> Finding {
    let trusts = connection.origins().map(|origin| (origin, connection.trust.clone())).collect();
    let result = match Client::new(Pooling::Shared, limits, &environment.names, trusts) {
        Ok(client) => connection::check(connection, &client, environment, limits.read).await,
        Err(error) => Err(format!("the client for the vendor cannot be set up: {error}")),
    };
    Finding { what: format!("connection {}", connection.public.id), result }
}

fn console(directory: &Path) -> Result<String, String> {
    let place = directory.display();
    match Assets::read(directory) {
        Ok(assets) if assets.page().is_empty() => {
            Err(format!("there is no index.html in {place}: build the console, or name its directory with --assets"))
        }
        Ok(_) => Ok(format!("its page is in {place}")),
        Err(cause) => Err(format!("{place} cannot be read: {cause}")),
    }
}
