//! How the service says no: `google.rpc.Status` as the whole body, and the codes with their HTTP statuses.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::knobs::Knobs;
use crate::{exchange::Answer, store::Stopped};

/// A code of `google.rpc.Code` that the emulator answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    Internal = 13,
    Unavailable = 14,
    Unauthenticated = 16,
}

impl Code {
    /// The HTTP status that the vendor's table gives.
    fn http(self) -> StatusCode {
        match self {
            Self::InvalidArgument | Self::FailedPrecondition => StatusCode::BAD_REQUEST,
            Self::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::AlreadyExists | Self::Aborted => StatusCode::CONFLICT,
            Self::PermissionDenied => StatusCode::FORBIDDEN,
            Self::ResourceExhausted => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
        }
    }
}

/// A field that breaks a rule of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The field's path in the request's JSON.
    field: String,
    /// What the message says of it.
    reason: String,
    /// What `BadRequest` says of it.
    description: String,
}

impl Violation {
    /// The field is not there, or is empty.
    pub(crate) fn missing(field: &str) -> Self {
        let (reason, description) = ("Missing data for required field.".to_owned(), "required".to_owned());
        Self { field: field.to_owned(), reason, description }
    }

    /// The field does not match a pattern.
    pub(crate) fn pattern(field: &str, pattern: &str) -> Self {
        let reason = "does not match the required pattern".to_owned();
        Self { field: field.to_owned(), reason, description: format!("must match {pattern}") }
    }

    /// The field is wrong for another reason.
    pub(crate) fn because(field: &str, reason: &str) -> Self {
        Self { field: field.to_owned(), reason: reason.to_owned(), description: reason.to_owned() }
    }

    /// The field's path in the message's proto, which is in snake case.
    fn proto_field(&self) -> String {
        let lowered = self.field.chars().flat_map(|character| {
            let underscore = character.is_ascii_uppercase().then_some('_');
            underscore.into_iter().chain([character.to_ascii_lowercase()])
        });
        lowered.collect()
    }
}

/// Why a call was not carried out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Refusal {
    /// A code, a message, and details besides `RequestInfo`.
    Status(Code, String, Vec<Value>),
    /// A field breaks a rule.
    Invalid(Violation),
    /// The body is no JSON, which is found out before anything could have numbered the request.
    NotJson,
    /// The store failed; what was written is taken back.
    Broken,
}

impl Refusal {
    /// A refusal without details of its own.
    pub(crate) fn of(code: Code, message: impl Into<String>) -> Self {
        Self::Status(code, message.into(), Vec::new())
    }

    /// There is nothing of this kind and name.
    pub(crate) fn absent(what: &str, name: impl std::fmt::Display) -> Self {
        Self::of(Code::NotFound, format!("{what} \"{name}\" not found"))
    }

    /// There is one of this kind and name already.
    pub(crate) fn exists(what: &str, name: impl std::fmt::Display) -> Self {
        Self::of(Code::AlreadyExists, format!("{what} \"{name}\" already exists"))
    }

    /// The caller's IAM role does not suffice.
    pub(crate) fn denied() -> Self {
        Self::of(Code::PermissionDenied, "Permission denied")
    }

    /// The answer on the wire.
    pub(crate) fn answer(self, knobs: &Knobs, request_id: &str) -> Answer {
        let information = json!({ "@type": "type.googleapis.com/google.rpc.RequestInfo", "requestId": request_id });
        let (code, message, details) = match self {
            Self::Status(code, message, details) => (code, message, [details, vec![information]].concat()),
            Self::Invalid(violation) => {
                let message = format!("The request is invalid.\n{}: {}", violation.field, violation.reason);
                let violations = json!({
                    "@type": "type.googleapis.com/google.rpc.BadRequest",
                    "fieldViolations": [{ "field": violation.proto_field(), "description": violation.description }],
                });
                let violations = knobs.bad_request_details.then_some(violations);
                (Code::InvalidArgument, message, violations.into_iter().chain([information]).collect())
            }
            Self::NotJson => (Code::InvalidArgument, "Request body is not valid JSON".to_owned(), Vec::new()),
            Self::Broken => (Code::Internal, "Internal error".to_owned(), vec![information]),
        };
        let mut body = json!({ "code": code as i32, "message": message });
        if let Value::Object(fields) = &mut body
            && !details.is_empty()
        {
            fields.insert("details".to_owned(), Value::Array(details));
        }
        Answer::json(code.http(), &body)
    }
}

impl From<Violation> for Refusal {
    fn from(violation: Violation) -> Self {
        Self::Invalid(violation)
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(_: rusqlite::Error) -> Self {
        Self::Broken
    }
}

impl From<Stopped> for Refusal {
    fn from(_: Stopped) -> Self {
        Self::Broken
    }
}
