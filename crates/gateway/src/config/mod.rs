//! The config file: TOML, in which an unknown key is an error. What is wrong is said with file, line and key. This reads
//! the file and puts its parts together; each table has a module of its own. `docs/config.md` names every key.

mod access;
mod connection;
mod credential;
#[cfg(test)]
mod documentation;
mod error;
mod session;
#[cfg(test)]
mod tests;
mod tls;

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

pub(crate) use access::Auth;
pub use error::ConfigError;

use crate::connections::Connection;
use crate::hosts::Hosts;
use crate::peers::Peers;
use crate::session::SessionLimits;
use crate::tls::Files;
use error::{Problem, line_and_key, sentence};

/// What a config file says.
#[derive(Debug, Default)]
pub(crate) struct Config {
    pub(crate) connections: Vec<Connection>,
    pub(crate) auth: Auth,
    pub(crate) hosts: Hosts,
    pub(crate) metrics_peers: Peers,
    pub(crate) session: SessionLimits,
    pub(crate) tls: Option<Files>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    single_use: Option<Spanned<bool>>,
    auth: Option<Spanned<String>>,
    user_header: Option<Spanned<String>>,
    trusted_peers: Option<access::Texts>,
    hosts: Option<access::Texts>,
    metrics_peers: Option<access::Texts>,
    #[serde(default)]
    session: session::Session,
    tls: Option<tls::Tls>,
    #[serde(default)]
    connection: Vec<Spanned<connection::Entry>>,
}

/// Reads a config file. A relative path in it is relative to the file.
pub(crate) fn load(path: &Path) -> Result<Config, ConfigError> {
    let unreadable = |cause| ConfigError::Unreadable { path: path.to_owned(), cause };
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    read(&text, path)
}

/// Reads the text of a config file that lies at `path`.
pub(crate) fn read(text: &str, path: &Path) -> Result<Config, ConfigError> {
    parse(text, path.parent().unwrap_or(Path::new(""))).map_err(|Problem { at, text: problem }| {
        let (line, key) = line_and_key(text, at.start);
        ConfigError::Wrong { path: path.to_owned(), line, key, problem }
    })
}

fn parse(text: &str, directory: &Path) -> Result<Config, Problem> {
    let File { auth, single_use, user_header, trusted_peers, hosts, metrics_peers, session, tls, connection } =
        toml::from_str(text)
            .map_err(|error| Problem { at: error.span().unwrap_or_default(), text: sentence(error.message()) })?;
    if connection.is_empty() {
        return Err(Problem { at: 0..0, text: "there is no [[connection]]".to_owned() });
    }
    let mut connections: Vec<Connection> = Vec::new();
    for entry in connection {
        let entry = entry.into_inner();
        let at = entry.id.span();
        let connection = connection::connection(entry, directory)?;
        if connections.iter().any(|other| other.public.id == connection.public.id) {
            let text = format!("the id \"{}\" stands twice", connection.public.id);
            return Err(Problem { at, text });
        }
        if let Some(other) = connections.iter().find(|other| !connection::agree(other, &connection)) {
            let id = &other.public.id;
            let text = format!("ca_file and allow_private must be as in \"{id}\", which calls the same host and port");
            return Err(Problem { at, text });
        }
        connections.push(connection);
    }
    let access = access::Access { auth, single_use, user_header, trusted_peers };
    Ok(Config {
        connections,
        auth: access.auth()?,
        hosts: access::hosts(hosts.as_ref())?,
        metrics_peers: metrics_peers.as_ref().map(access::peers).transpose()?.unwrap_or_default(),
        session: session::limits(&session)?,
        tls: tls.map(|tls| tls::files(&tls, directory)),
    })
}
