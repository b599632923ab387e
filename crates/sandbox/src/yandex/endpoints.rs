//! Discovery: which host answers for which service. All of them are this listener, so that no client that asks leaves
//! the sandbox with its token.

use serde_json::{Value, json};

use super::{
    refusal::Refusal,
    session::{Outcome, Reply},
};
use crate::exchange::Call;

const SERVICES: [&str; 6] = ["endpoint", "iam", "managed-mongodb", "mdb-mongodb", "operation", "resource-manager"];

/// `ApiEndpointService.List`.
pub(crate) fn list(call: &Call) -> Reply {
    Reply::of(json!({ "endpoints": SERVICES.map(|id| endpoint(id, call)) }))
}

/// `ApiEndpointService.Get`.
pub(crate) fn get(call: &Call, id: &str) -> Outcome {
    match SERVICES.into_iter().find(|service| *service == id) {
        Some(id) => Ok(Reply::of(endpoint(id, call))),
        None => Err(Refusal::absent("endpoint", id)),
    }
}

fn endpoint(id: &str, call: &Call) -> Value {
    json!({ "id": id, "address": call.header("host").unwrap_or_default() })
}
