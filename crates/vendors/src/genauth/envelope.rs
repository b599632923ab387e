//! Two-step decoding: first the fixed head (`statusCode`, `message`, `apiCode`, `requestId`), then `data`, and only when the
//! head says success. HTTP's status decides only where the body is no envelope: business failures come with HTTP 200.

use rescind_domain::{BusinessStatus, Fault};
use serde_json::Value;

use super::classify::Answer;

/// The `statusCode` of success.
pub const SUCCESS: i64 = 200;
/// The `apiCode`s that mean that nobody is signed in, whatever the `statusCode` beside them.
pub const SIGNED_OUT: [i64; 3] = [2020, 2206, 2207];

/// What every answer of the API has.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Only [`SUCCESS`] is success.
    pub status_code: i64,
    /// A business meaning; old servers have one on success as well.
    pub api_code: Option<i64>,
    /// The server's words.
    pub message: Option<String>,
    /// The id of the call in the server's logs; the legacy envelope calls it `uniqueId`.
    pub request_id: Option<String>,
    /// `data.success`, where the answer has one.
    pub success: Option<bool>,
}

impl Head {
    /// Whether the head says success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.status_code == SUCCESS && !self.is_signed_out()
    }

    /// Whether the head says that nobody is signed in.
    #[must_use]
    pub fn is_signed_out(&self) -> bool {
        self.status_code == 401 || self.api_code.is_some_and(|code| SIGNED_OUT.contains(&code))
    }

    /// The codes, as a fault and the journal keep them.
    #[must_use]
    pub const fn status(&self) -> BusinessStatus {
        BusinessStatus::Envelope { status_code: self.status_code, api_code: self.api_code, success: self.success }
    }
}

/// The head of a body; nothing when it is no envelope.
#[must_use]
pub fn head(body: &str) -> Option<Head> {
    head_of(&serde_json::from_str(body).ok()?)
}

fn head_of(envelope: &Value) -> Option<Head> {
    let text = |key: &str| envelope.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    Some(Head {
        status_code: number(envelope.get("statusCode")?)?,
        api_code: envelope.get("apiCode").and_then(number),
        message: text("message"),
        request_id: text("requestId").or_else(|| text("uniqueId")),
        success: envelope.get("data").and_then(|data| data.get("success")).and_then(Value::as_bool),
    })
}

/// A number, which older servers spell as a text.
pub(super) fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// The `data` of a successful answer; everything else is one classified fault. What is in it is not looked at.
///
/// # Errors
/// A body that is no envelope, a `statusCode` that is not success, a success inside of an HTTP failure, and a missing or null
/// `data`.
pub fn data(answer: &Answer<'_>) -> Result<Value, Fault> {
    match check(answer)?.get_mut("data").map(Value::take) {
        None => Err(answer.malformed("data", "it is missing")),
        Some(Value::Null) => Err(answer.malformed("data", "it is null")),
        Some(data) => Ok(data),
    }
}

/// Checks the answer of a call that takes roles away: success in the head, and `data.success` is true.
///
/// # Errors
/// As [`data`], and a `data.success` that is anything else.
pub fn confirm_success(answer: &Answer<'_>) -> Result<(), Fault> {
    match data(answer)?.get("success") {
        Some(Value::Bool(true)) => Ok(()),
        Some(Value::Bool(false)) => Err(answer.unconfirmed()),
        _ => Err(answer.malformed("data.success", "it is not a boolean")),
    }
}

/// Checks the answer of a call that has no `data`: success in the head is all that there is.
///
/// # Errors
/// As [`data`], but for a `data` that is missing; one that says `success: false` is believed.
pub fn confirm_head(answer: &Answer<'_>) -> Result<(), Fault> {
    match check(answer)?.get("data").and_then(|data| data.get("success")) {
        None | Some(Value::Bool(true)) => Ok(()),
        Some(Value::Bool(false)) => Err(answer.unconfirmed()),
        Some(_) => Err(answer.malformed("data.success", "it is not a boolean")),
    }
}

fn check(answer: &Answer<'_>) -> Result<Value, Fault> {
    let envelope: Value = match serde_json::from_str(answer.body()) {
        Ok(envelope) => envelope,
        Err(error) => return Err(answer.without_envelope(&error.to_string())),
    };
    match head_of(&envelope) {
        None => Err(answer.without_envelope("there is no statusCode")),
        Some(head) if !head.is_success() => Err(answer.fault(head)),
        // Somebody in between says that it failed: the two cannot both be right.
        Some(_) if !matches!(answer.status(), 200..=299) => {
            Err(answer.malformed("statusCode", "200 in an HTTP failure"))
        }
        Some(_) if answer.is_garbled() => Err(answer.malformed("$", "no UTF-8")),
        Some(_) => Ok(envelope),
    }
}
