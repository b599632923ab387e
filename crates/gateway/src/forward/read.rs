//! Calls that change nothing: the body goes on as it came. When the browser goes away, so does the call.

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use rescind_vendors::routes::Matched;

use super::{address, authorization};
use crate::app::App;
use crate::connections::Connection;
use crate::error::Error;
use crate::upstream::{self, Call, headers_of};

/// Sends the call and answers with what the vendor answers.
pub(crate) async fn forward(
    app: &App,
    connection: &Connection,
    matched: &Matched,
    client: &HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let call = Call {
        method: reqwest::Method::from_bytes(matched.route.method.as_str().as_bytes()).map_err(Error::internal)?,
        url: address(connection, matched.route.host, &matched.target)?,
        headers: headers_of(client, authorization(app, connection).await?),
        body,
        limit: app.limits.read,
    };
    let sent = app.reads.send(call, upstream::request_id_headers(connection.public.vendor));
    let answer = app.metrics.read(&connection.public.id, sent).await?;
    Ok(answer.into_response())
}
