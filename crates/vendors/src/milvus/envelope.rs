//! Two-step decoding: first the fixed head (`code`, `message`), then the payload, and only when the head says success.
//! Never an untagged enum, which would take a failure for an empty success.

use rescind_domain::{Fault, FaultKind};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::classify::{self, Answer};

/// The code of success. Servers before 2.4.3 say 200 instead.
pub(super) const SUCCESS: [i64; 2] = [0, 200];

#[derive(Deserialize)]
struct Head {
    code: i64,
    #[serde(default)]
    message: Option<String>,
}

#[derive(Deserialize)]
struct Payload<T> {
    data: T,
}

/// The `code` of a body, when it has one.
#[must_use]
pub fn code(body: &str) -> Option<i64> {
    head(body).ok().map(|head| head.code)
}

/// A derived struct would also take a list, `[0]`, for a head that says success.
fn head(body: &str) -> Result<Head, serde_json::Error> {
    if body.trim_start().starts_with('[') {
        return Err(serde::de::Error::custom("expected an object, found a list"));
    }
    serde_json::from_str(body)
}

/// Decodes the `data` of a successful answer; everything else is one classified fault.
///
/// # Errors
/// A status other than 200, a body that is no JSON object with a numeric `code`, a code that is not success, a missing or
/// null `data`, and a `data` of another shape (the fault names the JSON path).
pub fn decode<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<T, Fault> {
    check(answer)?;
    let mut deserializer = serde_json::Deserializer::from_str(answer.body());
    match serde_path_to_error::deserialize::<_, Payload<T>>(&mut deserializer) {
        Ok(payload) => Ok(payload.data),
        Err(error) => Err(answer.malformed(&data_path(&error.path().to_string()), &error.inner().to_string())),
    }
}

/// Checks the answer of a call that changes something: success in the head, and a `data` that is there and not null.
///
/// # Errors
/// As [`decode`], for any shape of `data`.
pub fn confirm(answer: &Answer<'_>) -> Result<(), Fault> {
    match decode::<serde_json::Value>(answer)? {
        serde_json::Value::Null => Err(answer.malformed("data", "null")),
        _ => Ok(()),
    }
}

fn check(answer: &Answer<'_>) -> Result<(), Fault> {
    let head = head(answer.body());
    // An empty success of somebody in between is no answer of Milvus', which never uses another one, and no refusal either.
    if matches!(answer.status(), 201..=299) {
        return Err(answer.malformed("$", "a status of success that the API does not use"));
    }
    if answer.status() != 200 {
        let (code, message) = head.map_or((None, None), |head| (Some(head.code), head.message));
        return Err(answer.fault(code, message));
    }
    match head {
        Ok(_) if answer.is_garbled() => Err(answer.malformed("$", "no UTF-8")),
        Ok(head) if SUCCESS.contains(&head.code) => Ok(()),
        Ok(head) => Err(answer.fault(Some(head.code), head.message)),
        Err(error) => {
            let mut fault = answer.malformed("$", &error.to_string());
            if classify::looks_like_html(answer.body()) {
                fault.kind = FaultKind::Malformed { at: "html".into() };
            }
            Err(fault)
        }
    }
}

/// A missing field is reported at its parent.
fn data_path(path: &str) -> String {
    if path == "." { "data".to_owned() } else { path.to_owned() }
}
