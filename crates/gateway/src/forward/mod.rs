//! Forwards calls that read to the vendors, deny by default: the route table of `rescind-vendors` names what may pass, and its
//! flag decides, never the HTTP method. What changes something is refused, whoever asks: only the runner sends such calls.

mod read;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use rescind_vendors::routes::{self, Effect, Host, Matched};

use crate::app::App;
use crate::connections::{Connection, Connections};
use crate::error::Error;
use crate::extract;
use crate::paths::FORWARDED_PREFIX;
use crate::upstream::{Answer, Failure};

/// `ANY /api/c/{connection}/{vendor path}`.
pub(crate) async fn forward(State(app): State<Arc<App>>, request: Request) -> Result<Response, Error> {
    let (parts, body) = request.into_parts();
    let (connection, matched) = permitted(&app.connections, parts.method.as_str(), &parts.uri)?;
    let body = extract::body(body, app.limits.request_body).await?;
    read::forward(&app, &connection, &matched, &parts.headers, body).await
}

/// The connection and route of a call that may be forwarded, with the address in our own spelling: what is sent is never the
/// client's, since another spelling could mean another call to us than to the vendor.
pub(crate) fn permitted(
    connections: &Connections,
    method: &str,
    uri: &Uri,
) -> Result<(Arc<Connection>, Matched), Error> {
    let path = uri.path().strip_prefix(FORWARDED_PREFIX).unwrap_or_default();
    let (id, _) = path.split_once('/').ok_or(Error::NotFound("address"))?;
    let path = path.get(id.len()..).unwrap_or_default();
    let connection = connections.get(id).ok_or(Error::NotFound("connection"))?;
    let matched = routes::route(&connection.public, method, path, uri.query());
    let matched = matched.ok_or(Error::NotAllowed)?;
    match matched.route.effect {
        Effect::Read => Ok((Arc::clone(connection), matched)),
        Effect::Revoke | Effect::Give | Effect::Replace => Err(Error::NotForwarded),
    }
}

/// The full address of a call of a connection. Its parts come from the config and from our own code, so that it is one.
pub(crate) fn address(connection: &Connection, host: Host, target: &str) -> Result<Uri, Error> {
    Uri::try_from(format!("{}{target}", connection.base_of(host))).map_err(Error::internal)
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unreachable => Self::UpstreamUnreachable,
            Failure::Lost => Self::UpstreamLost,
            Failure::Timeout => Self::UpstreamTimeout,
            Failure::TooLarge { .. } => Self::AnswerTooLarge,
        }
    }
}
