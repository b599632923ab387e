//! What an answer of Milvus' says of a call that changes something.
//!
//! Success says nothing here: revoking what is not there, or with a slightly different scope, answers code 0 as well.

use rescind_domain::{CallResult, FaultKind};

use super::classify::Answer;
use super::envelope;
use crate::mutation::perhaps_changed;
use crate::{Request, Response};

/// What the server said of a call that changes something.
#[must_use]
pub fn call_result(request: &Request, response: &Response) -> CallResult {
    match envelope::confirm(&Answer::new(request, response)) {
        Ok(()) => CallResult::Accepted,
        Err(fault) => match fault.kind {
            // These are found before anything is written.
            FaultKind::Unauthenticated
            | FaultKind::Forbidden { .. }
            | FaultKind::InvalidInput { .. }
            | FaultKind::RateLimited { .. } => CallResult::rejected(fault),
            FaultKind::NotFound if response.status == 404 => CallResult::rejected(fault),
            // Without a code it is no answer of the server's, whoever it is from.
            FaultKind::Rejected if fault.business.is_none() => CallResult::Lost(fault),
            // Everything else may come from a write that failed half-way: "not found the role, maybe the role isn't existed
            // or internal system error" says so itself, and 65535 stands for any error that the server does not classify.
            _ => perhaps_changed(fault),
        },
    }
}
