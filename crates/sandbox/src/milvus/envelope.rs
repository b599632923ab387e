//! How Milvus words its answers: the envelope, the headers that are on every answer, and JSON as Go writes it.
//!
//! Keys come in alphabetical order because Milvus marshals maps; every map built here is filled in that order, so
//! that it holds whichever map type serde_json was compiled with.

use axum::http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
        ACCESS_CONTROL_ALLOW_ORIGIN, X_CONTENT_TYPE_OPTIONS,
    },
};
use serde_json::{Map, Value, json};

use super::texts;
use crate::exchange::Answer;

const JSON: &str = "application/json; charset=utf-8";

/// A call that was carried out.
#[derive(Debug)]
pub(crate) struct Success {
    data: Value,
    description: Option<String>,
}

/// A call that was not.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// HTTP 200 with a code and a message.
    Business(i32, String),
    /// HTTP 403: the caller lacks a privilege.
    Forbidden(String),
    /// HTTP 500, as after a panic: the store failed.
    Broken,
}

impl From<rusqlite::Error> for Refusal {
    fn from(_: rusqlite::Error) -> Self {
        Self::Broken
    }
}

/// What an endpoint comes to.
pub(crate) type Outcome = Result<Success, Refusal>;

impl Success {
    /// A write: `data` is `{}`.
    pub(crate) fn done() -> Self {
        Self::of(json!({}))
    }

    /// A read.
    pub(crate) fn of(data: impl Into<Value>) -> Self {
        Self { data: data.into(), description: None }
    }

    /// A read whose answer also has the top-level `description` of era C.
    pub(crate) fn described(self, description: Option<String>) -> Self {
        Self { description, ..self }
    }
}

/// The answer to a routed call.
pub(crate) fn answer(outcome: Outcome, success_code: i32) -> Answer {
    match outcome {
        Ok(Success { data, description }) => {
            let mut body = Map::new();
            body.insert("code".to_owned(), json!(success_code));
            body.insert("data".to_owned(), data);
            if let Some(description) = description {
                body.insert("description".to_owned(), json!(description));
            }
            json_answer(StatusCode::OK, &Value::Object(body))
        }
        Err(Refusal::Business(code, message)) => failure(StatusCode::OK, code, &message),
        Err(Refusal::Forbidden(message)) => failure(StatusCode::FORBIDDEN, texts::UNEXPECTED, &message),
        Err(Refusal::Broken) => json_answer(StatusCode::INTERNAL_SERVER_ERROR, &json!({ "code": 500 })),
    }
}

/// A failure: no `data` key.
pub(crate) fn failure(status: StatusCode, code: i32, message: &str) -> Answer {
    json_answer(status, &json!({ "code": code, "message": message }))
}

/// gin's answer to what it has no route for.
pub(crate) fn not_found() -> Answer {
    Answer::typed(StatusCode::NOT_FOUND, "text/plain", "404 page not found")
}

fn json_answer(status: StatusCode, body: &Value) -> Answer {
    Answer::typed(status, JSON, escaped(&body.to_string()))
}

/// Go escapes these even in JSON that no browser will read as HTML. None of them can stand outside of a string.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' => text.push_str("\\u003c"),
            '>' => text.push_str("\\u003e"),
            '&' => text.push_str("\\u0026"),
            '\u{2028}' => text.push_str("\\u2028"),
            '\u{2029}' => text.push_str("\\u2029"),
            other => text.push(other),
        }
    }
    text
}

/// Puts on the headers that are on every answer, the 204 to OPTIONS, 401 and 404 included.
pub(crate) fn add_common_headers(headers: &mut HeaderMap) {
    const COMMON: [(HeaderName, &str); 5] = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (ACCESS_CONTROL_ALLOW_CREDENTIALS, "true"),
        (
            ACCESS_CONTROL_ALLOW_HEADERS,
            "Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization, accept, origin, \
             Cache-Control, X-Requested-With",
        ),
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    for (name, value) in COMMON {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
