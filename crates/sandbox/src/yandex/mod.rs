//! Yandex Managed Service for MongoDB, from the request to the answer: `OPTIONS`, token, route, body, fields, the caller's
//! IAM role, cluster, idempotency key, user or database, running operation, the change, in that order.
//!
//! Each step has a file of its own; this one only puts them in order. It must not know other vendors.

mod auth;
mod body;
mod clock;
mod clusters;
mod databases;
mod endpoints;
mod iam;
mod ids;
mod jwt;
mod knobs;
mod mask;
mod names;
mod operations;
mod page;
mod permissions;
mod query;
mod records;
mod refusal;
mod routes;
mod rows;
mod schema;
pub(crate) mod seed;
mod session;
pub(crate) mod state;
mod users;
mod view;

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use rusqlite::Transaction;
use serde_json::json;

pub(crate) use knobs::Knobs;
pub(crate) use routes::claim;
pub(crate) use schema::{SCHEMA, TOKENS};

use crate::{
    exchange::{Answer, Call, Effect},
    latency,
    store::Store,
};
use clock::Moment;
use knobs::Trouble;
use operations::Ledger;
use query::Query;
use refusal::{Code, Refusal};
use routes::{Guarded, Open, Route};
use rows::Rows;
use session::{Outcome, Reply, Session};

/// What a call is there for.
pub(crate) fn effect(call: &Call) -> Option<Effect> {
    routes::find(&call.method, &call.path)?.effect()
}

/// Answers a call.
pub(crate) async fn answer(store: &Store, knobs: Knobs, call: Call) -> Answer {
    latency::pass(Duration::from_millis(knobs.latency_ms)).await;
    let request_id = ids::request();
    let mut answer = if call.method == Method::OPTIONS && knobs.cors {
        Answer::empty(StatusCode::NO_CONTENT)
    } else {
        match outcome(store, knobs.clone(), call).await {
            Ok(reply) => {
                let mut answer = Answer::json(StatusCode::OK, &reply.body);
                if let Some(seconds) = reply.poll_interval_s {
                    answer.headers.insert("x-operation-poll-interval", HeaderValue::from(seconds));
                }
                answer
            }
            Err(refusal) => refusal.answer(&knobs, &request_id),
        }
    };
    add_common_headers(&mut answer.headers, &knobs, &request_id);
    answer
}

/// Runs the call in one transaction. A refused call keeps what it wrote, a counted look for example; one on which the
/// store failed does not.
async fn outcome(store: &Store, knobs: Knobs, call: Call) -> Outcome {
    // Operations end by the clock: an old state is seen at its own time.
    let now = Moment::now().before(store.lag());
    let work = move |transaction: &Transaction<'_>| match carry_out(transaction, &knobs, &call, now) {
        Err(Refusal::Broken) => Err(Refusal::Broken),
        outcome => Ok(outcome),
    };
    store.run(work).await.and_then(|outcome| outcome)
}

fn carry_out(transaction: &Transaction<'_>, knobs: &Knobs, call: &Call, now: Moment) -> Outcome {
    let rows = Rows::new(transaction);
    let ledger = Ledger::settled(transaction, now)?;
    let route = routes::find(&call.method, &call.path);
    if let Some(Route::Open(open)) = route {
        return match open {
            Open::ListEndpoints => Ok(endpoints::list(call)),
            Open::GetEndpoint(id) => endpoints::get(call, &id),
            Open::CreateToken => iam::create(&rows, knobs, now, &call.body),
            Open::RevokeToken => iam::revoke(&rows, &call.body),
        };
    }
    let subject = auth::subject(call, &rows, knobs, now)?;
    let Some(Route::Guarded(route)) = route else {
        return Err(Refusal::of(Code::NotFound, "Not Found"));
    };
    let (query, key) = (Query::of(call), call.header("idempotency-key").filter(|key| !key.is_empty()));
    let session = Session { rows, ledger, knobs, subject: &subject, key, query: &query, now };
    match knobs.trouble {
        None => route.run(&session, &call.body),
        Some(trouble) => Err(troubled(trouble, &route, &session, &call.body)),
    }
}

/// The service fails; it does so after its work when it was only too slow.
fn troubled(trouble: Trouble, route: &Guarded, session: &Session<'_>, body: &[u8]) -> Refusal {
    match trouble {
        Trouble::Deadline => match route.run(session, body) {
            Err(Refusal::Broken) => Refusal::Broken,
            Ok(Reply { .. }) | Err(_) => Refusal::of(Code::DeadlineExceeded, "deadline exceeded"),
        },
        Trouble::Internal => Refusal::of(Code::Internal, "Internal error"),
        Trouble::RateLimited => {
            let retry = json!({ "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "2s" });
            Refusal::Status(Code::ResourceExhausted, "The request limit exceeded.".to_owned(), vec![retry])
        }
        Trouble::Unavailable => Refusal::of(Code::Unavailable, "upstream connect error"),
    }
}

/// The ids of the request, and what lets a browser of another origin in.
fn add_common_headers(headers: &mut HeaderMap, knobs: &Knobs, request_id: &str) {
    const CORS: [(&str, &str); 5] = [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "GET, POST, PATCH, DELETE, OPTIONS"),
        ("access-control-allow-headers", "Authorization, Content-Type, Idempotency-Key, X-Client-Request-Id"),
        ("access-control-expose-headers", "X-Request-Id, X-Server-Trace-Id, X-Operation-Poll-Interval"),
        ("access-control-max-age", "600"),
    ];
    for (name, id) in [("x-request-id", request_id), ("x-server-trace-id", &ids::trace())] {
        if let Ok(id) = HeaderValue::from_str(id) {
            headers.insert(name, id);
        }
    }
    for (name, value) in CORS.into_iter().filter(|_| knobs.cors) {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}
