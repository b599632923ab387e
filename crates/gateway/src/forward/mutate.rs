//! Calls that take something away, or give it back. Such a call is one of those that entries of a plan stand for, their intents are durable
//! before it leaves, and what came back is durable before the browser hears of it. From the intent on it runs in a task of
//! its own, to its end, whether or not anybody still waits for the answer.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::response::{IntoResponse as _, Response};
use rescind_domain::{Act, GatewayErrorKind, Grant};
use rescind_vendors::read::capabilities;
use rescind_vendors::routes::Matched;
use rescind_vendors::{Host, Request, business_status, giving_calls, preparation, revocation_calls, word_of};
use serde_json::Value;

use super::{address, entries, undo, witness};
use crate::app::App;
use crate::connections::Connection;
use crate::error::Error;
use crate::journal::{self, Attempt, Intent, Wanted};
use crate::session::Person;
use crate::upstream::{self, Answer, Authorized, Call, Failure, headers_of};

/// Checks the call against its entries, and carries it out.
pub(crate) async fn forward(
    app: Arc<App>,
    connection: Arc<Connection>,
    matched: Matched,
    client: &HeaderMap,
    body: &Bytes,
    person: Person,
) -> Result<Response, Error> {
    let effect = matched.route.effect;
    let named = entries::named(&app, &connection, client).await;
    let mut wanted = named.map_err(|refusal| undo::refusal_of(effect, refusal))?;
    let act = undo::act(effect, client, &wanted)?;
    if act == Act::Give {
        let more = app.journal.permit(wanted.clone()).await?;
        undo::check_along(&app, &connection, more).await?;
    }
    let request = matching_call(&app, &connection, &matched, act, &wanted, body).await?;
    if act == Act::Take && witness::is_asked_for(client) {
        let grants: Vec<Grant> = wanted.iter().map(|wanted| wanted.stored.grant.clone()).collect();
        for (wanted, seen) in wanted.iter_mut().zip(witness::look(&app, &connection, &grants).await) {
            wanted.witnessed = seen;
        }
    }
    let reader = upstream::reader(connection.public.vendor, client);
    let task = {
        let app = Arc::clone(&app);
        async move { carry_out(&app, &connection, wanted, matched.route.host, request, reader, person).await }
    };
    // Dropping the handle, as happens when the browser goes away, does not stop the task.
    app.tasks.spawn(task).await.map_err(Error::internal)?.map(Answer::into_response)
}

/// The call of the entries that the client's call equals. What is sent later is this one and not the client's bytes, so that
/// two readings of the same JSON, as of a repeated key, cannot smuggle anything past the check. Where the call depends on the
/// vendor's state, that state is read here once more: a set that has changed since the console read it makes another call.
async fn matching_call(
    app: &App,
    connection: &Connection,
    matched: &Matched,
    act: Act,
    wanted: &[Wanted],
    body: &[u8],
) -> Result<Request, Error> {
    let grants: Vec<Grant> = wanted.iter().map(|wanted| wanted.stored.grant.clone()).collect();
    let body: Value =
        serde_json::from_slice(body).map_err(|_| Error::bad_request("The body is not JSON. Nothing was sent."))?;
    let vendor = connection.public.vendor;
    let prepared = match preparation(vendor, &grants) {
        Some(request) => match read(app, connection, &request).await {
            Ok(response) => Some((response, request)),
            Err(_) => return Err(Error::Changed("The state before the change could not be read.")),
        },
        None => None,
    };
    let answer = prepared.as_ref().map(|(response, request)| (request, response));
    let calls = match act {
        Act::Take => revocation_calls(vendor, &grants, answer),
        Act::Give => giving_calls(vendor, &grants, answer),
    };
    let state_decides = calls.is_err() && prepared.is_some();
    calls
        .unwrap_or_default()
        .into_iter()
        .find(|call| {
            call.method == matched.route.method && call.path == matched.path && call.body.as_ref() == Some(&body)
        })
        .ok_or_else(|| match (&prepared, act) {
            (Some(_), Act::Give) if !state_decides => undo::not_the_inverse(),
            (Some(_), _) => {
                Error::Changed("The state has changed meanwhile, so that this call would do something else.")
            }
            (None, Act::Take) => Error::intent_refused("The call is not one that the entry stands for."),
            (None, Act::Give) => undo::not_the_inverse(),
        })
}

/// The answer to a call that reads, as the vendors' decoders take it.
pub(super) async fn read(
    app: &App,
    connection: &Connection,
    request: &Request,
) -> Result<rescind_vendors::Response, Error> {
    let call = call(app, connection, Host::Main, request, HeaderMap::new(), app.limits.read).await?;
    let begun = app.metrics.begin();
    let result = upstream::send(&app.reads, app.means(), connection, call).await;
    app.metrics.read(&connection.public.id, begun, &result);
    Ok(decodable(&result?))
}

/// An answer as the vendors' decoders take it.
fn decodable(answer: &Answer) -> rescind_vendors::Response {
    let content_type = answer.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    rescind_vendors::Response {
        status: answer.status.as_u16(),
        content_type: content_type.unwrap_or_default().to_owned(),
        request_id: answer.request_id.clone(),
        body: String::from_utf8_lossy(&answer.body).into_owned(),
        ..rescind_vendors::Response::default()
    }
}

/// Intents, call, answer. Everything that can fail without a trace is done before the intents.
async fn carry_out(
    app: &App,
    connection: &Connection,
    wanted: Vec<Wanted>,
    host: Host,
    request: Request,
    reader: HeaderMap,
    person: Person,
) -> Result<Answer, Error> {
    let mut call = call(app, connection, host, &request, reader, app.limits.mutation).await?;
    let intent = Intent { who: person.who, method: request.method.to_string(), path: request.path.clone() };
    let attempt = app.journal.begin(wanted, intent).await?;
    if capabilities(connection.public.vendor).operations {
        let key = HeaderValue::from_str(attempt.idempotency_key().as_str()).map_err(Error::internal)?;
        call.call.headers.insert(HeaderName::from_static("idempotency-key"), key);
    }
    let (entries, key) = (attempt.names(), attempt.idempotency_key());
    tracing::info!(connection = %connection.public.id, %entries, idempotency_key = %key, "a mutating call leaves");
    let begun = app.metrics.begin();
    let result = upstream::send(&app.mutations, app.means(), connection, call).await;
    app.metrics.mutation(&connection.public.id, begun, &result);
    record(connection, attempt, &request, &result).await.map_err(|cause| {
        tracing::error!(%cause, "the answer to a mutating call could not be recorded");
        Error::AnswerNotRecorded
    })?;
    Ok(result?)
}

/// A call of our own making, with the credential of this moment. `reader` is what the vendor is told of whoever reads its
/// answer.
async fn call(
    app: &App,
    connection: &Connection,
    host: Host,
    request: &Request,
    reader: HeaderMap,
    limit: Duration,
) -> Result<Authorized, Error> {
    let json = HeaderValue::from_static("application/json");
    let own = HeaderMap::from_iter([(header::CONTENT_TYPE, json.clone()), (header::ACCEPT, json)]);
    let mut headers = headers_of(&own);
    headers.extend(reader);
    let call = Call {
        method: Method::from_bytes(request.method.as_str().as_bytes()).map_err(Error::internal)?,
        uri: address(connection, host, &request.target())?,
        headers,
        body: request.body_text().into(),
        limit,
    };
    upstream::authorize(app.means(), connection, call).await
}

async fn record(
    connection: &Connection,
    attempt: Attempt,
    request: &Request,
    result: &Result<Answer, Failure>,
) -> Result<(), Error> {
    match result {
        Ok(answer) => {
            let vendor = connection.public.vendor;
            let response = decodable(answer);
            let business = business_status(vendor, &response.body);
            let word = Some(word_of(vendor, request, &response));
            let (http_status, request_id) = (response.status, response.request_id);
            attempt.answered(journal::Answer { http_status, business, request_id, word }).await
        }
        Err(Failure::TooLarge { status, request_id }) => {
            let (http_status, request_id) = (status.as_u16(), request_id.clone());
            attempt.answered(journal::Answer { http_status, business: None, request_id, word: None }).await
        }
        Err(Failure::Unreachable) => attempt.lost(GatewayErrorKind::UpstreamUnreachable).await,
        Err(Failure::Lost) => attempt.lost(GatewayErrorKind::UpstreamLost).await,
        Err(Failure::Timeout) => attempt.lost(GatewayErrorKind::UpstreamTimeout).await,
    }
}
