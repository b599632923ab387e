//! What is known of each request afterwards: one line in the log with an id by which people find it, and a count. It looks at the
//! method, the template of the path and the outcome, and never at queries, headers or bodies: those hold names and secrets.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use rescind_domain::gateway_error::ERROR_HEADER;

use crate::app::App;
use crate::random;
use crate::session::Person;

/// What stands for a path that is no route: a file of the console, or a page of it.
const NO_ROUTE: &str = "console";

/// What all calls that are forwarded have in common.
const FORWARDED: &str = "/api/c/{*rest}";

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The layer around everything.
pub(crate) async fn request(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let begun = app.environment.clock.elapsed();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let connection = connection(&app, &route, request.uri().path());
    let id = random::text::<12>(app.environment.random.as_ref()).unwrap_or_default();

    let mut response = next.run(request).await;

    let who = response.extensions_mut().remove::<Person>().map(|person| person.who);
    let ms = u64::try_from(app.environment.clock.elapsed().saturating_sub(begun).as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    tracing::info!(%method, route, connection, status, ms, request_id = id, who, "request");
    app.metrics.request(&route, status);
    // The vendor's answer has the vendor's id or none: ours would mean nothing to the vendor's support.
    let is_vendors = route == FORWARDED && !response.headers().contains_key(ERROR_HEADER);
    if !is_vendors && let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// The layer within the session's: hands on who is signed in to the one around everything.
pub(crate) async fn person(request: Request, next: Next) -> Response {
    let person = request.extensions().get::<Person>().cloned();
    let mut response = next.run(request).await;
    if let Some(person) = person {
        response.extensions_mut().insert(person);
    }
    response
}

/// The configured connection that a forwarded call is for. Any other text would be a stranger's.
fn connection(app: &App, route: &str, path: &str) -> Option<String> {
    let id = path.strip_prefix("/api/c/").filter(|_| route == FORWARDED)?.split('/').next()?;
    app.connections.get(&rescind_domain::ConnectionId::new(id)).map(|connection| connection.public.id.to_string())
}
