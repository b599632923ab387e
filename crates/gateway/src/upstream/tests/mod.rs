//! Credentials against a stub of a vendor: when they are exchanged, how they are renewed, and which calls are repeated.

mod genauth;
mod renewal;
mod sandbox;
mod stub;
mod yandex;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::Method;
use rescind_domain::{Access, ConnectionId, Timestamp, Vendor};

use super::*;
use crate::clock::Clock;
use crate::connections::Connection;
use crate::environment::Environment;
use crate::error::Error;
use crate::serve::Limits;
use stub::{Seen, Stub};

/// A clock that a test moves.
#[derive(Default)]
struct TestClock(AtomicU64);

impl TestClock {
    fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(1_700_000_000_000 + self.0.load(Ordering::SeqCst) * 1000)
    }

    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

/// A connection to a stub, with all that a call needs.
struct World {
    clock: TestClock,
    client: Client,
    connection: Connection,
    stub: Stub,
}

impl World {
    fn new(vendor: Vendor, stub: Stub, credential: Credential) -> Arc<Self> {
        let public = rescind_domain::Connection {
            id: ConnectionId::new("c"),
            label: "C".to_owned(),
            vendor,
            access: Access::ReadWrite,
            account: None,
            folder: None,
            capabilities: rescind_vendors::read::capabilities(vendor).clone(),
        };
        let trust = Trust::default();
        let base = stub.base.clone();
        let connection = Connection { public, base, operations: None, iam: None, credential, trust };
        let names = Environment::default().names;
        let client = Client::new(Pooling::Shared, &Limits::default(), &names, HashMap::new()).unwrap();
        Arc::new(Self { clock: TestClock::default(), client, connection, stub })
    }

    fn means(&self) -> Means<'_> {
        Means { clock: &self.clock, client: &self.client }
    }

    async fn authorized(&self, method: Method, path: &str) -> Result<Authorized, Error> {
        let uri = format!("{}{path}", self.stub.base).parse().unwrap();
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        let call = Call { method, uri, headers, body: "{}".into(), limit: Duration::from_secs(20) };
        authorize(self.means(), &self.connection, call).await
    }

    /// Sends a call that reads.
    async fn call(&self, method: Method, path: &str) -> Result<Answer, Failure> {
        let authorized = self.authorized(method, path).await.unwrap();
        send(&self.client, self.means(), &self.connection, authorized).await
    }

    /// Sends a call that changes something.
    async fn change(&self, path: &str) -> Result<Answer, Failure> {
        let authorized = self.authorized(Method::POST, path).await.unwrap();
        send_once(&self.client, self.means(), &self.connection, authorized).await
    }

    /// Sends that many calls at the same time; tells their bodies.
    async fn calls(self: &Arc<Self>, count: usize, path: &'static str) -> Vec<String> {
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..count {
            let world = Arc::clone(self);
            calls.spawn(async move { text(&world.call(Method::GET, path).await.unwrap()) });
        }
        calls.join_all().await
    }
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.to_vec()).unwrap()
}

/// The token that a request presents.
fn token(seen: &Seen) -> &str {
    seen.header("authorization").unwrap().strip_prefix("Bearer ").unwrap()
}
