//! Yandex Cloud: how an IAM token is presented, which answers refuse it, and where an answer names its request.

mod jwt;
mod service_account;
mod status;

pub(crate) use service_account::ServiceAccount;

use axum::http::{HeaderMap, StatusCode, header};
use rescind_domain::RequestId;

use super::{Secret, bearer};
use status::Status;

pub(crate) const REQUEST_ID_HEADERS: &[&str] = &["x-request-id", "x-server-trace-id"];

/// The code of "unauthenticated" among those of google.rpc.
const UNAUTHENTICATED: i64 = 16;

/// The IAM token.
pub(crate) fn headers(token: &Secret) -> Result<HeaderMap, &'static str> {
    Ok(HeaderMap::from_iter([(header::AUTHORIZATION, bearer(token)?)]))
}

/// Whether the answer says that the token is not accepted. A change may be sent again after it: nothing was begun, and its
/// `Idempotency-Key` would keep it from being done twice. An operation that failed with the same code is none of these: there
/// the code stands inside of `error`.
pub(crate) fn is_refusal(status: StatusCode, body: &[u8]) -> bool {
    status == StatusCode::UNAUTHORIZED || Status::read(body).is_some_and(|status| status.code == UNAUTHENTICATED)
}

/// The id under which the vendor's support finds the request.
pub(crate) fn request_id(body: &[u8]) -> Option<RequestId> {
    Status::read(body)?.request_id.map(RequestId::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_these_answers_refuse_the_token() {
        for (status, body, refused) in [
            (401, "", true),
            (401, r#"{"code":16,"message":"The token has expired"}"#, true),
            (200, r#"{"code":16,"message":"m","details":[]}"#, true),
            (403, r#"{"code":7,"message":"m"}"#, false),
            (200, r#"{"id":"c9q","done":true,"error":{"code":16,"message":"m"}}"#, false),
            (503, "upstream connect error", false),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(is_refusal(status, body.as_bytes()), refused, "{status} {body}");
        }
    }

    #[test]
    fn the_request_is_named_among_the_details() {
        let body = br#"{"code":5,"message":"m","details":[{"@type":"type.googleapis.com/google.rpc.Help"},
            {"@type":"type.googleapis.com/google.rpc.RequestInfo","requestId":"5c0d"}]}"#;
        assert_eq!(request_id(body), Some(RequestId::new("5c0d")));
        assert_eq!(request_id(br#"{"code":5,"message":"m"}"#), None);
    }

    #[test]
    fn a_token_becomes_a_header() {
        let headers = headers(&Secret::new("t1.abc")).unwrap();
        assert_eq!(headers["authorization"], "Bearer t1.abc");
        assert!(headers["authorization"].is_sensitive());
    }
}
