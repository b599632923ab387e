//! Calls that change nothing: the body goes on as it came. When the browser goes away, so does the call.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse as _, Response};
use rescind_vendors::routes::Matched;

use super::address;
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
    let mut headers = headers_of(client);
    headers.extend(upstream::reader(connection.public.vendor, client));
    let call = Call {
        method: Method::from_bytes(matched.route.method.as_str().as_bytes()).map_err(Error::internal)?,
        uri: address(connection, matched.route.host, &matched.target)?,
        headers,
        body,
        limit: app.limits.read,
    };
    let call = upstream::authorize(app.means(), connection, call).await?;
    let begun = app.metrics.begin();
    let result = upstream::send(&app.reads, app.means(), connection, call).await;
    app.metrics.read(&connection.public.id, begun, &result);
    Ok(result?.into_response())
}
