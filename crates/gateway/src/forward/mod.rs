//! Forwards calls to the vendors, deny by default: the route table of `rescind-vendors` names what may pass. What a call
//! does decides its path from here on: `read` passes it through, `mutate` ties it to a plan's entry and the journal.

mod mutate;
mod read;

use std::sync::Arc;

use axum::extract::{Extension, Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use reqwest::Url;
use rescind_domain::{Access, ConnectionId};
use rescind_vendors::routes::{self, Effect, Route};

use crate::app::App;
use crate::connections::Connection;
use crate::error::Error;
use crate::extract;
use crate::session::Person;
use crate::upstream::{self, Answer, Failure};

/// What comes before `{connection}/{vendor path}`.
const PREFIX: &str = "/api/c/";

/// `ANY /api/c/{connection}/{vendor path}`.
pub(crate) async fn forward(
    State(app): State<Arc<App>>,
    Extension(person): Extension<Person>,
    request: Request,
) -> Result<Response, Error> {
    let (parts, body) = request.into_parts();
    let (connection, route) = permitted(&app, &parts)?;
    let body = extract::body(body, app.limits.request_body).await?;
    match route.effect {
        Effect::Read => read::forward(&app, &connection, route, &parts.headers, body).await,
        Effect::Revoke => mutate::forward(app, connection, route, &parts.headers, &body, person).await,
    }
}

/// The connection and route of a call that may be forwarded. The path is compared as it came, byte by byte: decoding it
/// would let another spelling mean another call to us than to the vendor.
fn permitted(app: &App, parts: &Parts) -> Result<(Arc<Connection>, &'static Route), Error> {
    let path = parts.uri.path().strip_prefix(PREFIX).unwrap_or_default();
    let (id, _) = path.split_once('/').ok_or(Error::NotFound("address"))?;
    let path = path.get(id.len()..).unwrap_or_default();
    let connection = app.connections.get(&ConnectionId::new(id)).ok_or(Error::NotFound("connection"))?;
    // No route of Milvus takes a query.
    let route = match parts.uri.query() {
        None => routes::route(connection.public.vendor, parts.method.as_str(), path),
        Some(_) => None,
    };
    let route = route.ok_or(Error::NotAllowed)?;
    match (route.effect, connection.public.access) {
        (Effect::Revoke, Access::ReadOnly) => Err(Error::ReadOnly),
        (Effect::Read, _) | (Effect::Revoke, Access::ReadWrite) => Ok((Arc::clone(connection), route)),
    }
}

/// The full address of a path of a connection. Both come from the config and from our own code, so that it is one.
fn address(connection: &Connection, path: &str) -> Result<Url, Error> {
    Url::parse(&format!("{}{path}", connection.base)).map_err(Error::internal)
}

/// The value of `Authorization` for a call of this moment.
async fn authorization(app: &App, connection: &Connection) -> Result<axum::http::HeaderValue, Error> {
    let credential = connection.credential.get(app.environment.clock.as_ref()).await?;
    upstream::authorization(connection.public.vendor, &credential).map_err(|problem| Error::Credential(problem.into()))
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        (self.status, self.headers, self.body).into_response()
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
