//! GenAuth's and Authing's management API V3, from the request to the answer: `OPTIONS`, route, rate limit, credential,
//! rights, plan, parameters, namespace, role, targets, the write, in that order.
//!
//! Each step has a file of its own; this one only puts them in order. It must not know other vendors.

mod auth;
mod clock;
mod cors;
mod departments;
mod envelope;
mod groups;
mod holdings;
mod knobs;
mod members;
mod namespaces;
mod policies;
mod request;
mod request_id;
mod resources;
mod roles;
mod routes;
mod rows;
mod schema;
pub(crate) mod seed;
mod session;
pub(crate) mod state;
mod texts;
mod users;
mod world;

use std::time::Duration;

use axum::http::Method;
use rusqlite::Transaction;

pub(crate) use knobs::Knobs;
pub(crate) use schema::SCHEMA;
pub(crate) use world::World;

use crate::{
    exchange::{Answer, Call, Effect},
    latency,
    store::Store,
};
use auth::Claim;
use envelope::{Outcome, Refusal, coded, failure};
use request::Request;
use routes::{Needs, Route};
use rows::Rows;
use session::Session;
use texts::Language;
use world::Access;

/// Where the service is mounted besides the root, as behind somebody's proxy.
const MOUNT: &str = "/genauth";
const BASE: &str = "/api/v3/";

/// Whether the emulator owns a path, matched or not by one of its routes.
pub(crate) fn claims(path: &str) -> bool {
    path.starts_with(BASE) || path.strip_prefix(MOUNT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What a call is there for.
pub(crate) fn effect(call: &Call) -> Option<Effect> {
    routes::effect(&call.method, below_mount(&call.path).strip_prefix(BASE)?)
}

fn below_mount(path: &str) -> &str {
    path.strip_prefix(MOUNT).unwrap_or(path)
}

/// Answers a call.
pub(crate) async fn answer(store: &Store, knobs: Knobs, call: Call) -> Answer {
    latency::pass(Duration::from_millis(knobs.latency_ms)).await;
    let mut answer = match &call.method {
        &Method::OPTIONS => cors::preflight(&call),
        _ => respond(store, &knobs, &call).await,
    };
    cors::admit(&call, &knobs, &mut answer.headers);
    answer
}

async fn respond(store: &Store, knobs: &Knobs, call: &Call) -> Answer {
    let path = below_mount(&call.path).to_owned();
    let name = path.strip_prefix(BASE).unwrap_or_default();
    let Some(route) = routes::find(&call.method, name, knobs) else {
        return envelope::no_route(call.method.as_str(), &path);
    };
    let (owned_knobs, owned_call) = (knobs.clone(), call.clone());
    let work = move |transaction: &Transaction<'_>| {
        match carry_out(transaction, &owned_knobs, &owned_call, &path, route) {
            // Nothing may be kept of what broke in the middle. A refusal by a rule keeps what was done before it.
            Err(Refusal::Broken) => Err(Refusal::Broken),
            outcome => Ok(outcome),
        }
    };
    let outcome = store.run(work).await.and_then(|outcome| outcome);
    let header = ["x-authing-lang", "x-genauth-lang"].iter().find_map(|name| call.header(name));
    let language = Language::named(header.filter(|_| knobs.translated));
    envelope::answer(outcome, knobs, language)
}

fn carry_out(transaction: &Transaction<'_>, knobs: &Knobs, call: &Call, path: &str, route: &Route) -> Outcome {
    let (rows, now) = (Rows::new(transaction), clock::now_ms(knobs.clock_ahead_s));
    if let Some(limit) = &knobs.rate_limit
        && rows.exceeds(limit.calls, limit.window_ms, now)?
    {
        return Err(Refusal::TooMany(limit.retry_after_s));
    }
    if route.needs != Needs::Nothing {
        let access = auth::identify(&Claim { rows, knobs, call, path, now })?;
        if route.needs == Needs::Writing && access != Access::All {
            return Err(coded(403, 1001, texts::FORBIDDEN));
        }
    }
    let listed = |names: &[String]| names.iter().any(|name| name == route.name);
    if listed(&knobs.unpaid) {
        return Err(coded(402, 4021, texts::UNPAID));
    }
    if listed(&knobs.broken) {
        return Err(failure(500, texts::BROKEN));
    }
    let request = Request::decode(call)?;
    (route.run)(&Session { rows, knobs, request: &request, now })
}
