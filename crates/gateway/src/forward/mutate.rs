//! Calls that take something away. Such a call is one of those that its plan's entry stands for, its intent is durable
//! before it leaves, and what came back is durable before the browser hears of it. From the intent on it runs in a task of
//! its own, to its end, whether or not anybody still waits for the answer.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use rescind_domain::gateway_error::ENTRY_HEADER;
use rescind_domain::{EntryId, GatewayErrorKind};
use rescind_vendors::routes::Route;
use rescind_vendors::{Request, business_status, revocation_calls};
use serde_json::Value;

use super::{address, authorization};
use crate::app::App;
use crate::connections::Connection;
use crate::error::Error;
use crate::journal::{self, Attempt, Intent};
use crate::session::Person;
use crate::upstream::{self, Answer, Call, Failure, headers_of};

/// Checks the call against its entry, and carries it out.
pub(crate) async fn forward(
    app: Arc<App>,
    connection: Arc<Connection>,
    route: &'static Route,
    client: &HeaderMap,
    body: &Bytes,
    person: Person,
) -> Result<Response, Error> {
    let entry = entry_id(client)?;
    let request = matching_call(&app, &connection, route, &entry, body).await?;
    let task = {
        let app = Arc::clone(&app);
        async move { carry_out(&app, &connection, entry, request, person).await }
    };
    // Dropping the handle, as happens when the browser goes away, does not stop the task.
    app.tasks.spawn(task).await.map_err(Error::internal)?.map(Answer::into_response)
}

fn entry_id(client: &HeaderMap) -> Result<EntryId, Error> {
    let mut values = client.get_all(ENTRY_HEADER).iter();
    match (values.next().and_then(|value| value.to_str().ok()), values.next()) {
        (Some(id), None) => Ok(EntryId::new(id)),
        _ => Err(Error::intent_refused(
            "A call that changes something must name the entry of a plan in X-Rescind-Entry.",
        )),
    }
}

/// The call of the entry that the client's call equals. What is sent later is this one and not the client's bytes, so that
/// two readings of the same JSON, as of a repeated key, cannot smuggle anything past the check.
async fn matching_call(
    app: &App,
    connection: &Connection,
    route: &Route,
    entry: &EntryId,
    body: &[u8],
) -> Result<Request, Error> {
    let stored = app.plans.entry(entry.clone()).await?;
    let stored = stored.ok_or_else(|| Error::intent_refused("There is no such entry of a plan."))?;
    if stored.connection != connection.public.id {
        return Err(Error::intent_refused("The entry belongs to another connection."));
    }
    let body: Value =
        serde_json::from_slice(body).map_err(|_| Error::bad_request("The body is not JSON. Nothing was sent."))?;
    revocation_calls(connection.public.vendor, &stored.grant)
        .into_iter()
        .find(|call| call.method == route.method && call.path == route.path && call.body.as_ref() == Some(&body))
        .ok_or_else(|| Error::intent_refused("The call is not one that the entry stands for."))
}

/// Intent, call, answer. Everything that can fail without a trace is done before the intent.
async fn carry_out(
    app: &App,
    connection: &Connection,
    entry: EntryId,
    request: Request,
    person: Person,
) -> Result<Answer, Error> {
    let call = call(app, connection, &request).await?;
    let intent = Intent { who: person.who, method: request.method.to_string(), path: request.path };
    let attempt = app.journal.begin(entry, intent).await?;
    let (entry, key) = (attempt.entry(), attempt.idempotency_key());
    tracing::info!(connection = %connection.public.id, %entry, idempotency_key = %key, "a mutating call leaves");
    let sent = app.mutations.send(call, upstream::request_id_headers(connection.public.vendor));
    let result = app.metrics.mutation(&connection.public.id, sent).await;
    record(connection, attempt, &result).await.map_err(|cause| {
        tracing::error!(%cause, "the answer to a mutating call could not be recorded");
        Error::AnswerNotRecorded
    })?;
    Ok(result?)
}

async fn call(app: &App, connection: &Connection, request: &Request) -> Result<Call, Error> {
    let json = HeaderValue::from_static("application/json");
    let own = HeaderMap::from_iter([(header::CONTENT_TYPE, json.clone()), (header::ACCEPT, json)]);
    Ok(Call {
        method: reqwest::Method::from_bytes(request.method.as_str().as_bytes()).map_err(Error::internal)?,
        url: address(connection, &request.path)?,
        headers: headers_of(&own, authorization(app, connection).await?),
        body: request.body_text().into(),
        limit: app.limits.mutation,
    })
}

async fn record(connection: &Connection, attempt: Attempt, result: &Result<Answer, Failure>) -> Result<(), Error> {
    match result {
        Ok(answer) => {
            let body = String::from_utf8_lossy(&answer.body);
            let business = business_status(connection.public.vendor, &body);
            let request_id = answer.request_id.clone();
            attempt.answered(journal::Answer { http_status: answer.status.as_u16(), business, request_id }).await
        }
        Err(Failure::TooLarge { status, request_id }) => {
            let request_id = request_id.clone();
            attempt.answered(journal::Answer { http_status: status.as_u16(), business: None, request_id }).await
        }
        Err(Failure::Unreachable) => attempt.lost(GatewayErrorKind::UpstreamUnreachable).await,
        Err(Failure::Lost) => attempt.lost(GatewayErrorKind::UpstreamLost).await,
        Err(Failure::Timeout) => attempt.lost(GatewayErrorKind::UpstreamTimeout).await,
    }
}
