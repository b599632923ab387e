//! Calls to a vendor, reads and changes: built here from a request of our own, with the credential of this moment. It knows no
//! plan and no reader, and writes nothing down.

use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use rescind_domain::{Access, GatewayError, GatewayErrorKind, IdempotencyKey};
use rescind_vendors::read::capabilities;
use rescind_vendors::routes::{self, Effect, Matched};
use rescind_vendors::{Request, Response, TransportFailure};
use tokio::sync::OwnedSemaphorePermit;

use crate::app::App;
use crate::connections::Connection;
use crate::error::Error;
use crate::upstream::{self, Answer, Authorized, Call, Failure, json_headers};

/// How long a call keeps others waiting for its place among the requests. One that takes longer keeps its place among the
/// calls alone, so that it is found out meanwhile what became of others.
const LONG: Duration = Duration::from_secs(2);

/// The answer to a call that reads. `reader` is what the vendor is told of whoever reads its answer, in headers of its own.
pub(crate) async fn read(
    app: &App,
    connection: &Connection,
    request: &Request,
    reader: HeaderMap,
) -> Result<Response, TransportFailure> {
    let (matched, uri) = of_table(connection, request).map_err(refusal)?;
    if matched.route.effect != Effect::Read {
        return Err(refusal(Error::NotAllowed));
    }
    let call = prepared(app, connection, uri, request, reader, app.limits.read).await.map_err(refusal)?;
    let begun = app.metrics.begin();
    let result = upstream::send(&app.reads, app.means(), connection, call).await;
    app.metrics.read(&connection.public.id, begun, &result);
    result.as_ref().map(decodable).map_err(|failure| refusal(Error::from(failure.clone())))
}

/// A call that changes something, ready to be sent. Everything that can fail without a trace is done by this.
pub(crate) async fn change(
    app: &App,
    connection: &Connection,
    request: &Request,
    limit: Duration,
) -> Result<Authorized, Error> {
    if connection.public.access == Access::ReadOnly {
        return Err(Error::ReadOnly);
    }
    let (matched, uri) = of_table(connection, request)?;
    if matched.route.effect == Effect::Read {
        return Err(Error::NotAllowed);
    }
    prepared(app, connection, uri, request, HeaderMap::new(), limit).await
}

fn of_table(connection: &Connection, request: &Request) -> Result<(Matched, Uri), Error> {
    let target = request.target();
    let query = target.split_once('?').map(|(_, query)| query);
    addressed(connection, request.method.as_str(), &request.path, query)
}

/// The route of a call that our own code has built, and where it goes. What the vendor's table does not have is not sent, whoever
/// built it: no name becomes a step in a path. The rest of the address comes from the config.
///
/// # Errors
/// The table does not have it.
pub(crate) fn addressed(
    connection: &Connection,
    method: &str,
    path: &str,
    query: Option<&str>,
) -> Result<(Matched, Uri), Error> {
    let matched = routes::route(&connection.public, method, path, query).ok_or(Error::NotAllowed)?;
    let address = format!("{}{}", connection.base_of(matched.route.host), matched.target);
    Ok((matched, Uri::try_from(address).map_err(Error::internal)?))
}

/// A place among the requests of the connection, once there is one.
pub(crate) async fn place(app: &App, connection: &Connection) -> Option<OwnedSemaphorePermit> {
    app.runner.place(&connection.public.id).await
}

/// Sends it in its [`place`], over a connection of its own, exactly once.
pub(crate) async fn send(
    app: &App,
    connection: &Connection,
    mut call: Authorized,
    key: &IdempotencyKey,
    mut place: Option<OwnedSemaphorePermit>,
) -> Result<Answer, Failure> {
    if capabilities(connection.public.vendor).operations
        && let Ok(key) = HeaderValue::from_str(key.as_str())
    {
        call.call.headers.insert(HeaderName::from_static("idempotency-key"), key);
    }
    app.readings.changes(&connection.public.id);
    let begun = app.metrics.begin();
    let sending = upstream::send_once(&app.mutations, app.means(), connection, call);
    let mut sending = std::pin::pin!(sending);
    let result = match tokio::time::timeout(LONG, &mut sending).await {
        Ok(result) => result,
        Err(_) => {
            drop(place.take());
            sending.await
        }
    };
    app.readings.changes(&connection.public.id);
    app.metrics.mutation(&connection.public.id, begun, &result);
    result
}

async fn prepared(
    app: &App,
    connection: &Connection,
    uri: Uri,
    request: &Request,
    reader: HeaderMap,
    limit: Duration,
) -> Result<Authorized, Error> {
    let mut headers = json_headers();
    headers.extend(reader);
    let call = Call {
        method: Method::from_bytes(request.method.as_str().as_bytes()).map_err(Error::internal)?,
        uri,
        headers,
        body: request.body_text().into(),
        limit,
    };
    upstream::authorize(app.means(), connection, call).await
}

/// A refusal or a failure of our own, as the vendors' code takes it.
pub(crate) fn refusal(error: Error) -> TransportFailure {
    TransportFailure::Gateway {
        status: error.status().as_u16(),
        error: GatewayError { kind: error.kind(), message: error.to_string() },
    }
}

/// The same for a call without an answer.
pub(crate) fn lost_by(failure: &Failure) -> GatewayErrorKind {
    Error::from(failure.clone()).kind()
}

/// An answer as the vendors' code takes it.
pub(crate) fn decodable(answer: &Answer) -> Response {
    let text = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok());
    let media_type = |value: &str| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    Response {
        status: answer.status.as_u16(),
        content_type: text("content-type").map(media_type).unwrap_or_default(),
        request_id: answer.request_id.clone(),
        retry_after_seconds: text("retry-after").and_then(|value| retry_after(value, SystemTime::now())),
        poll_interval_seconds: text("x-operation-poll-interval").and_then(|value| value.trim().parse().ok()),
        body: String::from_utf8_lossy(&answer.body).into_owned(),
        is_garbled: std::str::from_utf8(&answer.body).is_err(),
    }
}

/// The seconds that `Retry-After` asks for, in either of its forms (RFC 9110, section 10.2.3); nothing for anything else. A
/// moment that has passed asks for none.
fn retry_after(value: &str, now: SystemTime) -> Option<u32> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(value.parse().unwrap_or(u32::MAX));
    }
    let at = httpdate::parse_http_date(value).ok()?;
    let wait = at.duration_since(now).unwrap_or_default();
    let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
    Some(u32::try_from(seconds).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_each_of_its_forms() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        for (value, expected) in [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("99999999999999999999", Some(u32::MAX)),
            ("Sun, 06 Nov 1994 08:49:40 GMT", Some(3)),
            ("Sunday, 06-Nov-94 08:49:40 GMT", Some(3)),
            ("Sun Nov  6 08:49:40 1994", Some(3)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(retry_after(value, now), expected, "{value}");
        }
    }
}
