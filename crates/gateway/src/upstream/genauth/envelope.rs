//! The fixed part of GenAuth's answers, read leniently: codes may be numbers or texts. It decides nothing else.

use serde_json::Value;

/// What stands beside `data`.
#[derive(Debug)]
pub(super) struct Head {
    /// `statusCode`; the older envelope calls it `code`.
    pub(super) status_code: Option<i64>,
    pub(super) api_code: Option<i64>,
    pub(super) message: String,
    pub(super) request_id: Option<String>,
}

impl Head {
    /// The head of a body that is an envelope.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        Self::of(&serde_json::from_slice(body).ok()?)
    }

    /// The head of an envelope, which at least says how it went.
    pub(super) fn of(body: &Value) -> Option<Self> {
        let text = |name: &str| Some(body.get(name)?.as_str()?.to_owned()).filter(|text| !text.is_empty());
        let status_code = number(body.get("statusCode")).or_else(|| number(body.get("code")));
        let api_code = number(body.get("apiCode"));
        (status_code.is_some() || api_code.is_some()).then(|| Self {
            status_code,
            api_code,
            message: text("message").unwrap_or_default(),
            request_id: text("requestId").or_else(|| text("uniqueId")),
        })
    }

    pub(super) const fn is_success(&self) -> bool {
        matches!(self.status_code, Some(200))
    }
}

/// A number that may be written as a text.
pub(super) fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}
