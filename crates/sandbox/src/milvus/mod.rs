//! Milvus' REST v2 access control, from the request to the answer: `OPTIONS`, authentication, route, time limit, body,
//! required fields, the caller's privileges, names, the coordinator's checks, the write, in that order.
//!
//! Each step has a file of its own; this one only puts them in order. It must not know other vendors.

mod access;
mod auth;
mod builtin_groups;
mod databases;
mod envelope;
mod era;
mod grants;
mod groups;
mod instance;
mod knobs;
mod names;
mod privileges;
mod request;
mod roles;
mod routes;
mod rows;
mod schema;
pub(crate) mod seed;
mod session;
pub(crate) mod state;
mod texts;
mod timeout;
mod trace;
mod users;

use axum::http::{HeaderValue, Method, StatusCode, header::WWW_AUTHENTICATE};
use rusqlite::Transaction;

pub use era::Era;
pub(crate) use instance::{InstanceName, MILVUS, ZILLIZ, claim};
pub use knobs::Knobs;
pub(crate) use routes::effect;
pub(crate) use schema::SCHEMA;

use crate::{
    exchange::{Answer, Call},
    store::{Stopped, Store},
};
use auth::Caller;
use envelope::{Outcome, Refusal};
use instance::Instance;
use request::Request;
use routes::Route;
use rows::Rows;
use session::Session;

/// Answers a call on one of the instances.
pub(crate) async fn answer(store: &Store, instance: &'static Instance, knobs: Knobs, call: Call) -> Answer {
    let traced = (knobs.era >= Era::C3).then(|| trace::id(&call));
    let challenged = call.method != Method::OPTIONS && knobs.authorization && auth::basic(&call).is_some();
    let mut answer = respond(store, instance, knobs, call).await;
    envelope::add_common_headers(&mut answer.headers);
    if challenged {
        // Milvus adds this whenever Basic credentials parse, even when they are right.
        let challenge = HeaderValue::from_static("Basic realm=\"restricted\", charset=\"UTF-8\"");
        answer.headers.insert(WWW_AUTHENTICATE, challenge);
    }
    if let Some(id) = traced.and_then(|id| HeaderValue::from_str(&id).ok()) {
        answer.headers.insert("x-milvus-trace-id", id);
    }
    answer
}

async fn respond(store: &Store, instance: &'static Instance, knobs: Knobs, call: Call) -> Answer {
    if call.method == Method::OPTIONS {
        return Answer::empty(StatusCode::NO_CONTENT);
    }
    let caller = match identify(store, instance, knobs.clone(), call.clone()).await {
        Ok(Some(caller)) => caller,
        Ok(None) => return envelope::failure(StatusCode::UNAUTHORIZED, 1800, "user hasn't authenticated"),
        Err(refusal) => return envelope::answer(Err(refusal), knobs.success_code),
    };
    let Some(route) = routes::find(instance, &knobs, &call) else {
        return envelope::not_found();
    };
    let limit = match timeout::limit(&call, &knobs) {
        Ok(limit) => limit,
        Err(refusal) => return envelope::answer(Err(refusal), knobs.success_code),
    };
    let (latency, success_code) = (knobs.latency_ms, knobs.success_code);
    let store = store.clone();
    let work = async move {
        store.run(move |transaction| carry_out(transaction, instance, &knobs, &call, &caller, route)).await
    };
    match timeout::within(limit, latency, work).await {
        Some(outcome) => envelope::answer(outcome, success_code),
        None => envelope::failure(StatusCode::REQUEST_TIMEOUT, 10001, "request timeout"),
    }
}

async fn identify(
    store: &Store,
    instance: &'static Instance,
    knobs: Knobs,
    call: Call,
) -> Result<Option<Caller>, Refusal> {
    store.run(move |transaction| Ok(auth::caller(&call, &Rows::new(transaction, instance), instance, &knobs)?)).await
}

fn carry_out(
    transaction: &Transaction<'_>,
    instance: &'static Instance,
    knobs: &Knobs,
    call: &Call,
    caller: &Caller,
    route: &Route,
) -> Outcome {
    let request = Request::decode(&call.body, &route.shape(knobs.era))?;
    let header_db = call.header("db-name").unwrap_or_default();
    let session =
        Session { rows: Rows::new(transaction, instance), instance, knobs, caller, request: &request, header_db };
    access::check(&session, route.needs)?;
    if !knobs.ready {
        let message = match knobs.era {
            Era::A | Era::B => "service not ready[proxy=1]: Initializing",
            Era::C | Era::C3 => "state code: Initializing: service not ready",
        };
        return Err(Refusal::Business(1, message.to_owned()));
    }
    (route.run)(&session)
}

impl From<Stopped> for Refusal {
    fn from(_: Stopped) -> Self {
        Self::Broken
    }
}
