//! Every answer that the call may get, with what it says by the rules of the design: whether the call left, whether the
//! vendor said yes or no, or said nothing that counts.

use rescind_domain::{FaultKind, GatewayError, GatewayErrorKind};
use rescind_vendors::TransportFailure;
use serde_json::json;

use crate::fake::{OLD_UNKNOWN_ROLE, http};
use crate::support::Answer;

/// What an answer says of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    /// It was done.
    Yes,
    /// It was not, and nothing was changed.
    No,
    /// It was not, and something may have been changed all the same.
    PerhapsNo,
    /// Nothing that counts: the change may still come.
    Nothing,
    /// That the connection cannot be used now: nothing was changed.
    Later,
    /// Nothing left for the vendor.
    NeverLeft,
}

/// One answer.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) says: Says,
    /// The kind of the fault that an admin is shown, when the answer is a failure.
    pub(crate) kind: Option<FaultKind>,
    pub(crate) answer: Answer,
}

fn gateway(kind: GatewayErrorKind, status: u16) -> Answer {
    Err(TransportFailure::Gateway { status, error: GatewayError { kind, message: "a sentence".into() } })
}

fn rate_limited() -> Answer {
    http(429, "slow down").map(|mut response| {
        response.retry_after_seconds = Some(3);
        response
    })
}

/// All answers.
pub(crate) fn cases() -> Vec<Case> {
    use FaultKind as K;
    use GatewayErrorKind as G;
    use Says::{Later, NeverLeft, No, Nothing, PerhapsNo, Yes};

    let envelope = |code: i64, message: &str| http(200, json!({"code": code, "message": message}));
    let malformed = |path: &str| K::Malformed { at: path.into() };
    let denied = "rpc error: code = PermissionDenied desc = PrivilegeManageOwnership: permission deny to bob in the `*` database";
    let case = |name, says, kind, answer| Case { name, says, kind, answer };
    let yes = |name, answer| case(name, Yes, None, answer);
    let with = |name, says, kind, answer| case(name, says, Some(kind), answer);
    let html = "<!DOCTYPE html><html><body>Sign in</body></html>";

    vec![
        yes("code 0", http(200, json!({"code": 0, "data": {}}))),
        yes("code 200 of old servers", http(200, json!({"code": 200, "data": {}}))),
        with("65535 unknown role", PerhapsNo, K::NotFound, envelope(65535, OLD_UNKNOWN_ROLE)),
        with(
            "1100 unknown role",
            PerhapsNo,
            K::NotFound,
            envelope(1100, "the role \"r\" does not exist: invalid parameter"),
        ),
        with("1100 bad name", No, K::InvalidInput { field: None }, envelope(1100, "bad role name: invalid parameter")),
        with("65535 without a known text", PerhapsNo, K::Rejected, envelope(65535, "etcd said something")),
        with("code 8", Later, K::RateLimited { retry_after_seconds: None }, envelope(8, "rate limit exceeded[rate=1]")),
        with(
            "1800 over 401",
            Later,
            K::Unauthenticated,
            http(401, json!({"code": 1800, "message": "user hasn't authenticated"})),
        ),
        with(
            "403",
            No,
            K::Forbidden { missing: Some("ManageOwnership".into()) },
            http(403, json!({"code": 65535, "message": denied})),
        ),
        with("404 text/plain", No, K::NotFound, http(404, "404 page not found")),
        with("429", Later, K::RateLimited { retry_after_seconds: Some(3) }, rate_limited()),
        with("302 of a proxy", Nothing, K::Rejected, http(302, "")),
        with("408 code 10001", Nothing, K::Timeout, http(408, json!({"code": 10001, "message": "request timeout"}))),
        with("408 text/plain", Nothing, K::Timeout, http(408, "timeout")),
        with("504", Nothing, K::Timeout, http(504, html)),
        with("500 of a panic", Nothing, K::Unavailable, http(500, json!({"code": 500}))),
        with("502", Nothing, K::Unavailable, http(502, html)),
        with("520 of a proxy", Nothing, K::Unavailable, http(520, html)),
        with("code 1", Nothing, K::Unavailable, envelope(1, "service not ready[proxy=7]: Initializing")),
        with("204", Nothing, malformed("$"), http(204, "")),
        with("HTML with 200", Nothing, malformed("html"), http(200, html)),
        with("truncated", Nothing, malformed("$"), http(200, r#"{"code":0,"da"#)),
        with("empty", Nothing, malformed("$"), http(200, "")),
        with("top-level array", Nothing, malformed("$"), http(200, "[0]")),
        with("data null", Nothing, malformed("data"), http(200, r#"{"code":0,"data":null}"#)),
        with("data missing", Nothing, malformed("data"), http(200, r#"{"code":0}"#)),
        with("upstream lost", Nothing, K::Unknown, gateway(G::UpstreamLost, 502)),
        with("answer too large", Nothing, K::Unknown, gateway(G::TooLarge, 502)),
        with("gateway's own failure", Nothing, K::Unknown, gateway(G::Internal, 500)),
        with("upstream timeout", Nothing, K::Timeout, gateway(G::UpstreamTimeout, 504)),
        with("upstream unreachable", Later, K::Offline, gateway(G::UpstreamUnreachable, 502)),
        with("refused by the gateway", NeverLeft, K::Conflict { blocking: None }, gateway(G::IntentRefused, 409)),
        with("signed out", NeverLeft, K::SignedOut, gateway(G::SignedOut, 401)),
        with("read only", NeverLeft, K::Rejected, gateway(G::ReadOnly, 403)),
        with("no answer", Nothing, K::Unknown, Err(TransportFailure::NoAnswer)),
        with("time limit", Nothing, K::Timeout, Err(TransportFailure::Timeout)),
        with("aborted", Nothing, K::Cancelled, Err(TransportFailure::Cancelled)),
    ]
}
