//! Operations: what every change becomes. `done` and `error` decide; the type of `response` says nothing, since lists carry
//! another one than the operation itself.

use rescind_domain::{BusinessStatus, Fault, Operation, OperationId, OperationState};
use serde_json::Value;

use super::answer::Answer;
use super::field::{self, Wrong};
use super::status::Status;

/// Reads an operation.
///
/// # Errors
/// A refusal, or an object that is no operation.
pub fn decode(answer: &Answer<'_>) -> Result<Operation, Fault> {
    let body = answer.object()?;
    read(answer, &body).map_err(|wrong| answer.wrong(&wrong))
}

fn read(answer: &Answer<'_>, body: &Value) -> Result<Operation, Wrong> {
    let text = |key| field::text(body, key, "").map(|text| (!text.is_empty()).then(|| text.to_owned()));
    let id = OperationId::new(field::name(body, "id", "")?);
    Ok(Operation {
        state: state(answer, body, field::flag(body, "done")?, &id),
        id,
        description: text("description")?,
        created_at: text("createdAt")?,
        created_by: text("createdBy")?,
    })
}

fn state(answer: &Answer<'_>, body: &Value, done: bool, id: &OperationId) -> OperationState {
    let error = field::present(body, "error");
    let fault = |error| Box::new(Fault { operation: Some(id.clone()), ..answer.error(error) });
    match (done, error, field::present(body, "response")) {
        (false, None, _) => OperationState::Running,
        (false, Some(error), _) => OperationState::Failing(fault(error)),
        (true, None, Some(_)) => OperationState::Done,
        (true, Some(error), None) if is_failure(error) => OperationState::Failed(fault(error)),
        // Both, neither, or an error that is none: whatever became of it, this does not tell.
        (true, Some(_), _) => OperationState::Unclear(Box::new(answer.wrong(&Wrong("error".into())))),
        (true, None, None) => OperationState::Unclear(Box::new(answer.wrong(&Wrong("response".into())))),
    }
}

fn is_failure(error: &Value) -> bool {
    Status::read(error).is_some_and(|status| status.code != 0)
}

/// The status inside a body: the code of a refusal or of a failed operation, else the operation that tells. Clusters have
/// ids too, so that an id alone makes no operation.
#[must_use]
pub fn business_status(body: &str) -> Option<BusinessStatus> {
    let body: Value = serde_json::from_str(body).ok().filter(Value::is_object)?;
    if let Some(status) = Status::read(&body) {
        return Some(BusinessStatus::Rpc(status.code));
    }
    let has = |key| field::present(&body, key);
    let done = field::flag(&body, "done").ok()?;
    let failure = has("error").filter(|error| done && has("response").is_none() && is_failure(error));
    if let Some(status) = failure.and_then(Status::read) {
        return Some(BusinessStatus::Rpc(status.code));
    }
    let known = ["done", "metadata", "error", "response", "createdBy"].iter().any(|key| has(key).is_some());
    let id = field::name(&body, "id", "").ok().filter(|_| known)?;
    Some(BusinessStatus::Operation(OperationId::new(id)))
}

#[cfg(test)]
mod tests {
    use rescind_domain::FaultKind;
    use serde_json::json;

    use super::*;
    use crate::{Request, Response};

    fn decoded(body: &Value) -> Result<Operation, Fault> {
        let response = Response { status: 200, body: body.to_string(), ..Response::default() };
        decode(&Answer::new(&Request::get("/operations/o1", Vec::new()), &response))
    }

    /// The word for a state, and the kind of its fault.
    fn word(state: OperationState) -> (&'static str, Option<FaultKind>) {
        if let OperationState::Failing(fault) | OperationState::Failed(fault) = &state {
            assert_eq!(fault.operation, Some(OperationId::new("o1")));
        }
        match state {
            OperationState::Running => ("running", None),
            OperationState::Failing(fault) => ("failing", Some(fault.kind)),
            OperationState::Done => ("done", None),
            OperationState::Failed(fault) => ("failed", Some(fault.kind)),
            OperationState::Unclear(fault) => ("unclear", Some(fault.kind)),
        }
    }

    #[test]
    fn the_table_of_done_error_and_response() {
        let (error, user) = (json!({"code": 2, "message": "Unknown error"}), json!({"@type": "User"}));
        let wrong = |at: &str| Some(FaultKind::Malformed { at: at.into() });
        let (rpc, operation) = (BusinessStatus::Rpc(2), BusinessStatus::Operation(OperationId::new("o1")));
        for (done, error, response, expected, business) in [
            (json!(false), json!(null), json!(null), ("running", None), &operation),
            (json!(null), json!(null), json!(null), ("running", None), &operation),
            (json!(false), error.clone(), json!(null), ("failing", Some(FaultKind::Rejected)), &operation),
            (json!(false), json!("?"), json!(null), ("failing", wrong("error")), &operation),
            (json!(true), json!(null), user.clone(), ("done", None), &operation),
            (json!(true), json!(null), json!({}), ("done", None), &operation),
            (json!(true), error.clone(), json!(null), ("failed", Some(FaultKind::Rejected)), &rpc),
            (json!(true), error, user, ("unclear", wrong("error")), &operation),
            (json!(true), json!(null), json!(null), ("unclear", wrong("response")), &operation),
            (json!(true), json!({}), json!(null), ("unclear", wrong("error")), &operation),
            (json!(true), json!({"code": 0}), json!(null), ("unclear", wrong("error")), &operation),
        ] {
            let body = json!({"id": "o1", "done": done, "error": error, "response": response, "metadata": {}});
            assert_eq!(word(decoded(&body).unwrap().state), expected, "{body}");
            assert_eq!(business_status(&body.to_string()).as_ref(), Some(business), "{body}");
        }
    }

    #[test]
    fn what_is_no_operation_is_malformed_and_has_no_status() {
        for (body, at) in [
            (json!({}), "id"),
            (json!({"done": true, "response": {}}), "id"),
            (json!({"id": 7}), "id"),
            (json!({"id": "o1", "done": "yes"}), "done"),
            (json!({"id": "o1", "createdAt": 7}), "createdAt"),
        ] {
            assert_eq!(decoded(&body).unwrap_err().kind, FaultKind::Malformed { at: at.into() }, "{body}");
        }
        for none in ["", "[]", "{}", r#"{"id":"c9q","name":"a cluster"}"#, r#"{"done":true}"#, "<html>"] {
            assert_eq!(business_status(none), None, "{none}");
        }
        assert_eq!(business_status(r#"{"code":"9","message":"m"}"#), Some(BusinessStatus::Rpc(9)));
    }
}
