//! The sandbox's own routes: health, state, reset, faults and knobs. They need no credential and no vendor sees them.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    desk::Desk,
    error::Error,
    exchange::{Answer, Call},
    faults::{Fault, FaultRequest},
    genauth,
    milvus::InstanceName,
    yandex,
};

/// Databases to add after a reset, with their collections: no call of the emulated APIs creates them.
pub(crate) type Databases = BTreeMap<InstanceName, BTreeMap<String, Vec<String>>>;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Reset {
    seed: Option<String>,
    databases: Databases,
    /// What `state` shows under `mongodb`, in place of the seed's.
    mongodb: Option<yandex::state::Contents>,
    /// A user pool in place of the seed's.
    genauth: Option<genauth::World>,
}

/// Answers a control route; `None` when the path is a vendor's.
pub(crate) async fn answer(desk: &Desk, call: &Call) -> Option<Answer> {
    let path = call.path.as_str();
    if path == "/healthz" {
        return Some(Answer::typed(StatusCode::OK, "text/plain", "ok"));
    }
    let route = path.strip_prefix("/__sandbox/")?;
    let result = match (&call.method, route) {
        (&Method::GET, "state") => state(desk, None).await,
        (&Method::GET, "state/milvus" | "state/zilliz" | "state/mongodb" | "state/genauth") => {
            state(desk, route.strip_prefix("state/").map(str::to_owned)).await
        }
        (&Method::POST, "reset") => reset(desk, call).await,
        (&Method::POST, "faults") => add_fault(desk, call).await,
        (&Method::DELETE, "faults") => {
            desk.clear_faults();
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        (&Method::GET, "faults") => Ok(Answer::json(StatusCode::OK, &desk.faults())),
        (&Method::DELETE, _) if route.starts_with("faults/") => remove_fault(desk, route),
        (&Method::GET, "knobs") => Ok(Answer::json(StatusCode::OK, &json!(*desk.knobs()))),
        (&Method::POST, "knobs") => set_knobs(desk, call),
        _ => Err(Refusal(StatusCode::NOT_FOUND, "there is no such control route".to_owned())),
    };
    Some(result.unwrap_or_else(|Refusal(status, why)| Answer::json(status, &json!({ "error": why }))))
}

struct Refusal(StatusCode, String);

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }
}

fn bad(why: impl ToString) -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, why.to_string())
}

/// Reads the body; an empty one is `{}`.
fn read<T: DeserializeOwned>(call: &Call) -> Result<T, Refusal> {
    let body: &[u8] = if call.body.is_empty() { b"{}" } else { &call.body };
    serde_json::from_slice(body).map_err(bad)
}

async fn state(desk: &Desk, only: Option<String>) -> Result<Answer, Refusal> {
    Ok(Answer::json(StatusCode::OK, &desk.state(only).await?))
}

async fn reset(desk: &Desk, call: &Call) -> Result<Answer, Refusal> {
    let reset: Reset = read(call)?;
    let seed = match &reset.seed {
        Some(name) => name.parse().map_err(bad)?,
        None => desk.seed(),
    };
    desk.reset(seed, reset.databases, reset.mongodb, reset.genauth).await?;
    Ok(Answer::json(StatusCode::OK, &json!({ "seed": seed.to_string() })))
}

async fn add_fault(desk: &Desk, call: &Call) -> Result<Answer, Refusal> {
    let fault = Fault::try_from(read::<FaultRequest>(call)?).map_err(bad)?;
    let id = desk.add_fault(fault).await?;
    Ok(Answer::json(StatusCode::OK, &json!({ "id": id })))
}

fn remove_fault(desk: &Desk, route: &str) -> Result<Answer, Refusal> {
    let id = route.strip_prefix("faults/").and_then(|id| id.parse().ok());
    if id.is_some_and(|id| desk.remove_fault(id)) {
        Ok(Answer::empty(StatusCode::NO_CONTENT))
    } else {
        Err(Refusal(StatusCode::NOT_FOUND, "there is no fault with this id; it may have been met already".to_owned()))
    }
}

fn set_knobs(desk: &Desk, call: &Call) -> Result<Answer, Refusal> {
    let change: Value = read(call)?;
    let mut knobs = desk.knobs();
    *knobs = knobs.merged(&change).map_err(bad)?;
    Ok(Answer::json(StatusCode::OK, &json!(*knobs)))
}
