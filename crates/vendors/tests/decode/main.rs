//! Two-step decoding from outside: every shape of body that a server, a proxy or a cut connection can leave behind.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test whose own parts do not fit together may panic"
)]

mod bodies;
mod codes;
mod fuzz;
mod head;

use futures_util::FutureExt;
use rescind_domain::Fault;
use rescind_vendors::{Request, Response, Transport, TransportFailure};

/// A transport that answers everything with one body.
struct Always(Response);

impl Always {
    fn body(body: impl ToString) -> Self {
        Self(Response { status: 200, body: body.to_string(), ..Response::default() })
    }

    fn data(data: &serde_json::Value) -> Self {
        Self::body(serde_json::json!({"code": 0, "data": data}))
    }
}

impl Transport for Always {
    async fn read(&self, _: &Request) -> Result<Response, TransportFailure> {
        Ok(self.0.clone())
    }

    async fn pause(&self, _: u32) {}
}

/// The result of a read that is there at once.
fn now<T>(read: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    read.now_or_never().expect("the answer is there at once")
}
