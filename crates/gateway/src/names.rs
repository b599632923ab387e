//! Names of hosts as a parameter: what a vendor's name resolves to is asked here and nowhere else.

use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;

/// The addresses of a name, when they are there.
pub type Resolved<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// Where the gateway takes the addresses of names from.
pub trait Names: Send + Sync {
    /// All addresses of a host's name.
    ///
    /// # Errors
    /// When the name has none, or nobody can be asked.
    fn addresses<'a>(&'a self, host: &'a str) -> Resolved<'a>;
}

/// The operating system's resolver.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn addresses<'a>(&'a self, host: &'a str) -> Resolved<'a> {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect()) })
    }
}
