//! What lets a page on another origin call the service. The real service's headers were never observed; these are what
//! its clients in a browser would need.

use axum::http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
        ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
        ACCESS_CONTROL_REQUEST_HEADERS, ORIGIN, VARY,
    },
};

use super::knobs::Knobs;
use crate::exchange::{Answer, Call};

/// Every header that a documented client sends.
const HEADERS: &str = "authorization,content-type,x-authing-userpool-id,x-genauth-userpool-id,x-authing-lang,\
                       x-genauth-lang,x-authing-tenant-id,x-authing-app-tenant-id,x-authing-app-id";

/// The answer to `OPTIONS`, which needs no credential.
pub(super) fn preflight(call: &Call) -> Answer {
    let mut answer = Answer::empty(StatusCode::NO_CONTENT);
    let asked = call.headers.get(ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let mut put = |name: HeaderName, value| answer.headers.insert(name, value);
    put(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET,POST,PUT,DELETE,OPTIONS"));
    put(ACCESS_CONTROL_ALLOW_HEADERS, asked.unwrap_or(HeaderValue::from_static(HEADERS)));
    put(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    answer
}

/// Lets the caller's origin read the answer, if it may. A concrete origin, because the vendor's clients send credentials.
pub(super) fn admit(call: &Call, knobs: &Knobs, headers: &mut HeaderMap) {
    let Some(origin) = call.headers.get(ORIGIN) else {
        return;
    };
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    let listed = knobs.allowed_origins.iter().any(|allowed| origin.as_bytes() == allowed.as_bytes());
    if listed || knobs.allowed_origins.is_empty() {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    }
}
