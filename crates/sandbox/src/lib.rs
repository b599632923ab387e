//! Faithful emulators of the vendors' APIs, for trying Rescind without a vendor and for testing it against one.
//!
//! One listener serves every vendor under its own paths, keeps what was changed in SQLite, and lets a test inject
//! faults over `/__sandbox/…`. The crate knows no other crate of the workspace: it must not share the decoders that it
//! is there to test.

mod control;
mod desk;
mod error;
mod exchange;
mod faults;
mod genauth;
mod history;
mod knobs;
mod late;
mod latency;
mod milvus;
mod mutations;
mod options;
mod pending;
mod server;
mod store;
mod vendors;
mod waits;
mod yandex;

pub use error::Error;
pub use milvus::{Era, Knobs as MilvusKnobs};
pub use options::{Options, Seed};

use std::{future::Future, sync::Arc};

use desk::Desk;

/// Serves the sandbox on `listener` until `shutdown` ends.
///
/// Requests that are under way then get a second to finish. A seed is applied only when the store is empty.
///
/// # Errors
/// The data directory cannot be used, or the database in it cannot be opened or seeded.
pub async fn serve(
    listener: tokio::net::TcpListener,
    options: Options,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let knobs = MilvusKnobs { era: options.milvus_era, ..MilvusKnobs::default() };
    Sandbox::open(options, knobs).await?.serve(listener, shutdown).await;
    Ok(())
}

/// A sandbox whose store is open, for callers who must know that before they announce it.
#[derive(Debug)]
pub struct Sandbox {
    desk: Arc<Desk>,
}

impl Sandbox {
    /// Opens the store and sets `milvus` up with `knobs`, whose era holds; a reset returns to them.
    ///
    /// # Errors
    /// As [`serve`].
    pub async fn open(options: Options, knobs: MilvusKnobs) -> Result<Self, Error> {
        Ok(Self { desk: Arc::new(Desk::open(options, knobs::Knobs::new(knobs)).await?) })
    }

    /// Serves on `listener` until `shutdown` ends, as [`serve`] does.
    pub async fn serve(self, listener: tokio::net::TcpListener, shutdown: impl Future<Output = ()> + Send + 'static) {
        server::run(listener, self.desk, shutdown).await;
    }
}
