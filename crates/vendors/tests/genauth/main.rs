//! GenAuth from outside: every recorded answer, every shape of body, all reads and observations, against a
//! GenAuth in memory.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test whose own parts do not fit together may panic"
)]

mod batches;
mod bodies;
mod fake;
mod fuzz;
mod kits;
mod lanes;
mod looks;
mod paging;
mod people;
mod privileges;
mod roles;
mod samples;
mod state;

use futures_util::FutureExt;
use rescind_domain::{Access, Connection, ConnectionId, Fault, Vendor};

/// A GenAuth connection.
fn connection() -> Connection {
    Connection {
        id: ConnectionId::new("genauth"),
        label: "GenAuth".into(),
        vendor: Vendor::Genauth,
        access: Access::ReadWrite,
        account: None,
        folder: None,
        capabilities: rescind_vendors::read::capabilities(Vendor::Genauth).clone(),
    }
}

/// The result of something that waits for nothing but its transport, which is always ready.
fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("nothing but the transport is waited for")
}

/// Reads something of the connection.
fn read<T>(future: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    now(future)
}
