//! What is known of each request afterwards: one line in the log with an id by which people find it, and a count. It looks at the
//! method, the template of the path and the outcome, and never at queries, headers or bodies: those hold names and secrets.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method};
use axum::response::Response;

use crate::app::App;
use crate::asker::Asker;
use crate::connections::Connection;
use crate::paths::{self, CONNECTIONS};
use crate::random::{self, Random};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names requests: a part that no other run of a gateway has, and the request's number in this run.
pub(crate) struct RequestIds {
    run: String,
    count: AtomicU64,
}

impl RequestIds {
    /// None named yet.
    ///
    /// # Errors
    /// When there is no randomness to be had.
    pub(crate) fn new(random: &dyn Random) -> io::Result<Self> {
        Ok(Self { run: random::text::<9>(random)?, count: AtomicU64::new(1) })
    }

    fn next(&self) -> u64 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    fn name(&self, number: u64) -> String {
        format!("{}-{number}", self.run)
    }
}

/// A request that is being answered.
pub(crate) struct Observed {
    begun: Duration,
    method: Method,
    /// The template of its path.
    route: &'static str,
    connection: Option<Arc<Connection>>,
    number: u64,
}

impl Observed {
    /// Notes what the log says of a request.
    pub(crate) fn begin(app: &App, request: &Request) -> Self {
        let (path, route) = (request.uri().path(), paths::template(request.uri().path()));
        Self {
            begun: app.environment.clock.elapsed(),
            method: request.method().clone(),
            connection: connection(app, route, path),
            route,
            number: app.request_ids.next(),
        }
    }

    /// Logs and counts it, and tells whoever asked its id.
    pub(crate) fn end(self, app: &App, asker: Option<Asker>, response: &mut Response) {
        let Self { begun, method, route, connection, number } = self;
        let who = asker.map(|asker| asker.who());
        let ms = u64::try_from(app.environment.clock.elapsed().saturating_sub(begun).as_millis()).unwrap_or(u64::MAX);
        let status = response.status().as_u16();
        let connection = connection.as_ref().map(|connection| connection.public.id.as_str());
        tracing::info!(%method, route, connection, status, ms, request_id = app.request_ids.name(number), who, "request");
        app.metrics.request(route, status);
        if let Ok(id) = HeaderValue::try_from(app.request_ids.name(number)) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
    }
}

/// The configured connection that a request is about. Any other text would be a stranger's.
fn connection(app: &App, route: &str, path: &str) -> Option<Arc<Connection>> {
    let of_read = path.strip_prefix(CONNECTIONS)?.strip_prefix('/').filter(|_| route.starts_with(CONNECTIONS));
    let id = of_read?.split('/').next()?;
    app.connections.get(id).map(Arc::clone)
}
