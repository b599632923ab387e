//! What a read answers with when it is whole: the value, or the fault with all its facts.

use axum::Json;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use rescind_domain::Fault;
use rescind_domain::gateway_error::FAULT_HEADER;
use serde::Serialize;

/// A value, or why there is none.
pub(super) fn whole<T: Serialize>(read: Result<T, Fault>) -> Response {
    match read {
        Ok(value) => ([(CACHE_CONTROL, "no-store")], Json(value)).into_response(),
        Err(fault) => failed(&fault),
    }
}

/// HTTP 502 with the fault. The header tells it apart from the 502 of a proxy.
pub(super) fn failed(fault: &Fault) -> Response {
    let mut response = (StatusCode::BAD_GATEWAY, [(CACHE_CONTROL, "no-store")], Json(fault)).into_response();
    response.headers_mut().insert(HeaderName::from_static(FAULT_HEADER), HeaderValue::from_static("1"));
    response
}
