//! `google.rpc.Status`: the body of every refusal, and the error of an operation that failed. Its code decides and not
//! HTTP's, which has one status for several codes.

use rescind_domain::{FaultKind, OperationId, RequestId, Retry};
use serde_json::Value;

use super::field;

/// What a status says, as far as anything depends on it. Details of unknown types stay in the raw answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// `google.rpc.Code`.
    pub code: i64,
    /// The words.
    pub message: Option<String>,
    /// From `RequestInfo`.
    pub request_id: Option<RequestId>,
    /// The first field that `BadRequest` names, or else the message.
    pub field: Option<String>,
    /// From `RetryInfo`, in whole seconds.
    pub retry_after_seconds: Option<u32>,
}

impl Status {
    /// Reads a status; nothing when there is no numeric code.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        let code = field::present(value, "code").and_then(field::integer)?;
        let text = |value: &Value, key: &str| {
            field::present(value, key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let mut status = Self { code, message: text(value, "message"), ..Self::default() };
        for (detail, _) in field::list(value, "details", "").unwrap_or_default() {
            let kind = text(detail, "@type").unwrap_or_default();
            match kind.rsplit('.').next() {
                Some("RequestInfo") => status.request_id = text(detail, "requestId").map(RequestId::new),
                Some("BadRequest") => {
                    let violations = field::list(detail, "fieldViolations", "").unwrap_or_default();
                    status.field = violations.first().and_then(|(violation, _)| text(violation, "field"));
                }
                Some("RetryInfo") => {
                    status.retry_after_seconds = text(detail, "retryDelay").as_deref().and_then(whole_seconds);
                }
                _ => {}
            }
        }
        if status.field.is_none() {
            status.field = status.message.as_deref().and_then(field_of_message);
        }
        Some(status)
    }

    /// The operation that is in the way, as both generations of the backend spell it. Only the message tells: the code of
    /// this refusal is documented nowhere.
    #[must_use]
    pub fn blocking(&self) -> Option<OperationId> {
        let message = self.message.as_deref()?;
        let start = message.to_ascii_lowercase().find(CONFLICT)? + CONFLICT.len();
        let (id, _) = message.get(start..)?.split_once(" detected")?;
        let id = id.trim_matches('"');
        let fits = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
        fits.then(|| OperationId::new(id))
    }

    /// Whether an update was refused because it would change nothing.
    #[must_use]
    pub fn says_no_changes(&self) -> bool {
        self.message.as_deref().is_some_and(|message| message.to_ascii_lowercase().contains("no changes detected"))
    }

    /// What the code means; nothing for codes that do not exist.
    #[must_use]
    pub fn kind(&self) -> Option<FaultKind> {
        if let Some(operation) = self.blocking()
            && !matches!(self.code, 2 | 4 | 13..=15)
        {
            return Some(FaultKind::Conflict { blocking: Some(operation) });
        }
        Some(match self.code {
            3 | 11 => FaultKind::InvalidInput { field: self.field.clone() },
            4 => FaultKind::Timeout,
            5 => FaultKind::NotFound,
            6 | 10 => FaultKind::Conflict { blocking: None },
            7 => FaultKind::Forbidden { missing: None },
            8 => FaultKind::RateLimited { retry_after_seconds: self.retry_after_seconds },
            13 | 14 => FaultKind::Unavailable,
            16 => FaultKind::Unauthenticated,
            // Cancelled, unknown, failed precondition, unimplemented, data loss: the message is all there is.
            1 | 2 | 9 | 12 | 15 => FaultKind::Rejected,
            _ => return None,
        })
    }

    /// Whether the same call may be sent again.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self.code {
            8 => Retry::Safe,
            1 | 2 | 4 | 10 | 13..=15 => Retry::AfterReread,
            // Nothing has begun, and nothing more is wrong than that somebody else was first.
            _ if self.blocking().is_some() => Retry::Safe,
            _ => Retry::Useless,
        }
    }
}

/// How both forms of a conflict's message begin, in lower case.
const CONFLICT: &str = "conflicting operation ";

/// `1.5s` is two whole seconds.
fn whole_seconds(delay: &str) -> Option<u32> {
    let (whole, fraction) = delay.strip_suffix('s').map(|text| text.split_once('.').unwrap_or((text, "")))?;
    let more = fraction.bytes().any(|digit| digit != b'0');
    whole.parse::<u32>().ok()?.checked_add(u32::from(more))
}

/// `The request is invalid.` and on the next line `pageSize: must be between 0 and 1000`.
fn field_of_message(message: &str) -> Option<String> {
    let (field, _) = message.lines().nth(1)?.split_once(':')?;
    let fits = !field.is_empty() && field.chars().all(|c| c.is_ascii_alphanumeric() || "_.[]".contains(c));
    fits.then(|| field.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn status(code: i64, message: &str) -> Status {
        Status::read(&json!({"code": code, "message": message})).unwrap()
    }

    #[test]
    fn every_code_has_its_kind_and_its_retry() {
        let conflict = FaultKind::Conflict { blocking: None };
        let (safe, reread, useless) = (Retry::Safe, Retry::AfterReread, Retry::Useless);
        for (code, kind, retry) in [
            (1, FaultKind::Rejected, reread),
            (2, FaultKind::Rejected, reread),
            (3, FaultKind::InvalidInput { field: None }, useless),
            (4, FaultKind::Timeout, reread),
            (5, FaultKind::NotFound, useless),
            (6, conflict.clone(), useless),
            (7, FaultKind::Forbidden { missing: None }, useless),
            (8, FaultKind::RateLimited { retry_after_seconds: None }, safe),
            (9, FaultKind::Rejected, useless),
            (10, conflict, reread),
            (11, FaultKind::InvalidInput { field: None }, useless),
            (12, FaultKind::Rejected, useless),
            (13, FaultKind::Unavailable, reread),
            (14, FaultKind::Unavailable, reread),
            (15, FaultKind::Rejected, reread),
            (16, FaultKind::Unauthenticated, useless),
        ] {
            let status = status(code, "words");
            assert_eq!((status.kind(), status.retry()), (Some(kind), retry), "{code}");
        }
        assert_eq!([0, 17, -1].map(|code| status(code, "words").kind()), [None, None, None]);
    }

    #[test]
    fn a_conflict_is_known_by_either_message_under_any_code_of_a_refusal() {
        for message in [
            "conflicting operation \"c9q3\" detected",
            "Conflicting operation c9q3 detected",
            "rpc error: Conflicting operation c9q3 detected, try later",
        ] {
            for code in [3, 6, 9, 10] {
                let expected = Some(FaultKind::Conflict { blocking: Some(OperationId::new("c9q3")) });
                assert_eq!(status(code, message).kind(), expected, "{code} {message}");
            }
            assert_eq!(status(14, message).kind(), Some(FaultKind::Unavailable), "a failure is no refusal");
        }
        for message in [
            "conflicting operation detected",
            "conflicting operation  detected",
            "conflicting operation a/b detected",
            "conflicting operation c9q3",
        ] {
            assert_eq!(status(9, message).kind(), Some(FaultKind::Rejected), "{message}");
        }
    }

    #[test]
    fn details_are_lifted_and_unknown_ones_are_let_be() {
        let read =
            |details: Value| Status::read(&json!({"code": "3", "message": "m\nx: y", "details": details})).unwrap();
        let of = |name: &str, rest: Value| {
            let mut detail = rest;
            detail["@type"] = json!(format!("type.googleapis.com/google.rpc.{name}"));
            detail
        };
        let known = read(json!([
            of("Help", json!({"links": []})),
            7,
            null,
            {"@type": 7},
            of("BadRequest", json!({"fieldViolations": [{"field": "user_spec.name", "description": "d"}]})),
            of("RequestInfo", json!({"requestId": "e38e"})),
            of("RetryInfo", json!({"retryDelay": "1.500s"})),
        ]));
        assert_eq!(known.code, 3);
        assert_eq!(known.field.as_deref(), Some("user_spec.name"));
        assert_eq!(known.request_id, Some(RequestId::new("e38e")));
        assert_eq!(known.retry_after_seconds, Some(2));
        for nothing in [json!(null), json!("x"), json!({}), json!([of("RetryInfo", json!({"retryDelay": "soon"}))])] {
            let status = read(nothing);
            assert_eq!((status.field.as_deref(), status.retry_after_seconds), (Some("x"), None));
        }
    }

    #[test]
    fn without_a_number_there_is_no_status() {
        for value in [json!({}), json!({"code": null}), json!({"code": "five"}), json!([3]), json!("x"), json!(3)] {
            assert_eq!(Status::read(&value), None, "{value}");
        }
    }
}
