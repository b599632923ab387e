//! Why the gateway does not start: one sentence each, with what to do about it.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::config::ConfigError;

/// Why the gateway does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Plain http would show token and cookie to the network.
    #[error(
        "plain http is served on loopback addresses only, and {0} is none: use --listen 127.0.0.1:PORT, or [tls] in the config"
    )]
    NotLoopback(SocketAddr),
    /// On all addresses nobody can tell which name is right.
    #[error("{0} is every address of this machine: say in the config by which names browsers call it: hosts = [\"…\"]")]
    NoHosts(SocketAddr),
    /// Certificate or key cannot be used.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
    /// Somebody else listens there.
    #[error("{0} is in use: stop what listens there, or choose another port with --listen")]
    PortInUse(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        cause: io::Error,
    },
    /// The data directory cannot be made or written.
    #[error("the data directory {} cannot be written: {cause}", path.display())]
    Data {
        /// The directory.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// Another gateway runs on the same data directory.
    #[error("the data directory {} is in use by another gateway: stop it, or choose another with --data", .0.display())]
    DataInUse(PathBuf),
    /// The journal cannot be opened.
    #[error("the journal {} cannot be opened: {cause}", path.display())]
    Journal {
        /// Its file.
        path: PathBuf,
        /// What the database says.
        cause: String,
    },
    /// The console's files cannot be read.
    #[error("the console's files in {} cannot be read: {cause}", path.display())]
    Assets {
        /// Their directory.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The config cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The preset token is empty.
    #[error("RESCIND_TOKEN is empty: set it to a long random text, or leave it out")]
    EmptyToken,
    /// The embedded sandbox does not start.
    #[error("the embedded sandbox does not start: {0}")]
    Sandbox(String),
    /// The system has no random bytes to give.
    #[error("the system has no random bytes to give: {0}")]
    Random(io::Error),
    /// The client for the vendors cannot be set up, for instance since the machine has no certificates.
    #[error("the client for the vendors cannot be set up: {0}")]
    Client(String),
}
