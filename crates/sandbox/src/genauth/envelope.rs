//! What an endpoint answers, and how the server wraps it: the envelope, in the dialect that the knobs choose.

use axum::http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use serde_json::{Map, Value, json};

use super::{
    knobs::{HttpStatus, Knobs},
    request_id,
    texts::{self, Language, Text},
};
use crate::{exchange::Answer, store::Stopped};

const JSON: &str = "application/json; charset=utf-8";

/// What an endpoint does.
pub(super) type Outcome = Result<Reply, Refusal>;

/// A success.
#[derive(Debug)]
pub(super) enum Reply {
    /// With `data`.
    Data(Value),
    /// Without: the endpoints of data policies have none.
    Nothing,
}

impl Reply {
    /// One page of a list.
    pub(super) fn page(total: u64, list: Vec<Value>) -> Outcome {
        Ok(Self::Data(json!({ "totalCount": total, "list": list })))
    }

    /// A list that is never paged.
    pub(super) fn list(list: Vec<Value>) -> Outcome {
        Ok(Self::Data(json!({ "totalCount": list.len(), "list": list })))
    }
}

/// Why a call was not carried out.
#[derive(Debug)]
pub(super) enum Refusal {
    /// By a rule: business status, `apiCode` where one is published, and what is said.
    Failure(u16, Option<u32>, Message),
    /// Too many calls; with the seconds to wait when the server says so.
    TooMany(Option<u32>),
    /// The sandbox's own store failed.
    Broken,
}

/// What is said.
#[derive(Debug)]
pub(super) enum Message {
    /// In the caller's language, with a name in it where it has a gap.
    Text(Text, String),
    /// The validator's English, which no language header changes.
    Raw(String),
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

/// A refusal whose text has no gap.
pub(super) fn failure(status: u16, text: Text) -> Refusal {
    Refusal::Failure(status, None, Message::Text(text, String::new()))
}

/// A refusal with a published `apiCode`.
pub(super) fn coded(status: u16, api_code: u32, text: Text) -> Refusal {
    Refusal::Failure(status, Some(api_code), Message::Text(text, String::new()))
}

/// A refusal whose text names something.
pub(super) fn naming(status: u16, text: Text, name: &str) -> Refusal {
    Refusal::Failure(status, None, Message::Text(text, name.to_owned()))
}

/// The older validators' refusal of a parameter.
pub(super) fn malformed(parameter: &str) -> Refusal {
    naming(400, texts::MALFORMED, parameter)
}

/// The newer validators' refusal, in their own words.
pub(super) fn raw(message: impl Into<String>) -> Refusal {
    Refusal::Failure(400, None, Message::Raw(message.into()))
}

/// Wraps an outcome.
pub(super) fn answer(outcome: Outcome, knobs: &Knobs, language: Language) -> Answer {
    match outcome {
        Ok(reply) => success(reply, knobs),
        Err(Refusal::Failure(status, api_code, message)) => {
            let message = match message {
                Message::Text(text, name) => text.naming(language, &name),
                Message::Raw(message) => message,
            };
            refused(status, api_code, &message, knobs)
        }
        Err(Refusal::TooMany(retry_after)) => too_many(retry_after),
        Err(Refusal::Broken) => refused(500, None, &texts::BROKEN.naming(language, ""), knobs),
    }
}

/// The framework's answer to what it has no route for: a real 404, before anybody is authenticated.
pub(super) fn no_route(method: &str, path: &str) -> Answer {
    let body = json!({ "statusCode": 404, "message": format!("Cannot {method} {path}") });
    Answer::typed(StatusCode::NOT_FOUND, JSON, body.to_string())
}

fn success(reply: Reply, knobs: &Knobs) -> Answer {
    let mut body = Map::new();
    body.insert("statusCode".to_owned(), code(200, knobs));
    body.insert("message".to_owned(), json!(knobs.success_message));
    if let Some(api_code) = knobs.success_api_code {
        body.insert("apiCode".to_owned(), code(api_code, knobs));
    }
    if knobs.success_request_id {
        body.insert("requestId".to_owned(), json!(request_id::fresh()));
    }
    if let Reply::Data(data) = reply {
        body.insert("data".to_owned(), data);
    }
    Answer::typed(StatusCode::OK, JSON, Value::Object(body).to_string())
}

fn refused(status: u16, api_code: Option<u32>, message: &str, knobs: &Knobs) -> Answer {
    let mut body = Map::new();
    body.insert("statusCode".to_owned(), code(u32::from(status), knobs));
    body.insert("message".to_owned(), json!(message));
    if let Some(api_code) = api_code {
        body.insert("apiCode".to_owned(), code(api_code, knobs));
    }
    body.insert("requestId".to_owned(), json!(request_id::fresh()));
    let http = match knobs.http_status {
        HttpStatus::Always200 => StatusCode::OK,
        HttpStatus::Mirrored => StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST),
    };
    Answer::typed(http, JSON, Value::Object(body).to_string())
}

/// The one failure that the documentation shows with an HTTP status of its own, and in Chinese only.
fn too_many(retry_after_s: Option<u32>) -> Answer {
    let body = json!({ "statusCode": 429, "message": "您的请求已超过最大数量限制，请稍后重试" });
    let mut answer = Answer::typed(StatusCode::TOO_MANY_REQUESTS, JSON, body.to_string());
    if let Some(seconds) = retry_after_s {
        answer.headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}

fn code(number: u32, knobs: &Knobs) -> Value {
    if knobs.codes_as_text { json!(number.to_string()) } else { json!(number) }
}
