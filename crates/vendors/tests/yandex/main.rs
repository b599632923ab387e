//! Yandex Managed MongoDB from outside: recorded answers, the reads, the calls, and waiting for operations.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test whose own parts do not fit together may panic"
)]

mod calls;
mod follow;
mod fuzz;
mod reads;
mod routes;
mod samples;
mod script;

use futures_util::FutureExt;
use rescind_domain::{Access, Connection, ConnectionId, Vendor};

/// The connection whose folder the samples are from.
pub(crate) fn connection() -> Connection {
    Connection {
        id: ConnectionId::new("mongodb"),
        label: "Orders".into(),
        vendor: Vendor::YandexMongodb,
        access: Access::ReadWrite,
        account: None,
        folder: Some("b1gq4m5vej8t2n0x6k3d".into()),
        capabilities: rescind_vendors::read::capabilities(Vendor::YandexMongodb).clone(),
    }
}

/// What a future gives that waits for nothing but its transport, which is always ready.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("it waits for nothing but its transport")
}
