//! Every answer that a call may get, with what it says by the rules of the design.

use rescind_domain::{FaultKind, GatewayError, GatewayErrorKind};
use rescind_vendors::TransportFailure;
use serde_json::{Value, json};

use crate::fake::{data, http};
use crate::kits::{Kit, Sort};
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
    /// A no to a call for one grant; of several, some may have been taken away before it.
    NoToOne,
    /// No confirmation, but for the one call that has no `data`.
    YesToPolicy,
}

impl Says {
    /// What it says to a call for the grants of a set.
    pub(crate) fn to(self, kit: &Kit) -> Self {
        match self {
            Self::NoToOne if kit.calls == [1] => Self::No,
            Self::YesToPolicy if kit.sort == Sort::Policy => Self::Yes,
            Self::NoToOne => Self::PerhapsNo,
            Self::YesToPolicy => Self::Nothing,
            other => other,
        }
    }
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

fn wait(answer: Answer) -> Answer {
    answer.map(|mut response| {
        response.retry_after_seconds = Some(3);
        response
    })
}

/// All answers.
pub(crate) fn cases() -> Vec<Case> {
    use FaultKind as K;
    use GatewayErrorKind as G;
    use Says::{Later, NeverLeft, No, NoToOne, Nothing, PerhapsNo, Yes, YesToPolicy};

    let case = |name, says, kind, answer| Case { name, says, kind, answer };
    let yes = |name, body: Value| case(name, Yes, None, http(200, body));
    let with = |name, says, kind, answer| case(name, says, Some(kind), answer);
    let no = |code: i64| http(200, json!({"statusCode": code, "message": "不", "requestId": "r-1"}));
    let coded = |status: i64, code: Value| http(200, json!({"statusCode": status, "message": "不", "apiCode": code}));
    let malformed = |path: &str| K::Malformed { at: path.into() };
    let limited = |seconds| K::RateLimited { retry_after_seconds: seconds };
    let forbidden = || K::Forbidden { missing: None };
    let invalid = || K::InvalidInput { field: None };
    let html = "<!DOCTYPE html><html><body>Sign in</body></html>";
    let limit = json!({"statusCode": 429, "message": "您的请求已超过最大数量限制，请稍后重试"});

    vec![
        yes("success", json!({"statusCode": 200, "message": "", "data": {"success": true}})),
        yes(
            "success of the older docs",
            json!({"statusCode": 200, "apiCode": 20001, "message": "Success", "requestId": "r", "data": {"success": true}}),
        ),
        yes(
            "success in numeric strings",
            json!({"statusCode": "200", "apiCode": "20001", "message": "", "data": {"success": true}}),
        ),
        case(
            "success with HTTP 201",
            Yes,
            None,
            http(201, json!({"statusCode": 200, "message": "", "data": {"success": true}})),
        ),
        with("success: false", PerhapsNo, K::Rejected, data(&json!({"success": false}))),
        with("success as a text", Nothing, malformed("data.success"), data(&json!({"success": "true"}))),
        with("success missing", YesToPolicy, malformed("data.success"), data(&json!({}))),
        with("data missing", YesToPolicy, malformed("data"), http(200, json!({"statusCode": 200, "message": ""}))),
        with("data null", YesToPolicy, malformed("data"), data(&Value::Null)),
        with("data a list", YesToPolicy, malformed("data.success"), data(&json!([true]))),
        with(
            "200 but not signed in",
            PerhapsNo,
            K::Unauthenticated,
            http(200, json!({"statusCode": 200, "apiCode": 2020, "message": "", "data": {"success": true}})),
        ),
        with(
            "200 in an HTTP failure",
            Nothing,
            malformed("statusCode"),
            http(502, json!({"statusCode": 200, "message": "", "data": {"success": true}})),
        ),
        with("401", Later, K::Unauthenticated, no(401)),
        with("2020 beside 499", Later, K::Unauthenticated, coded(499, json!(2020))),
        with("2206 as a text", Later, K::Unauthenticated, coded(400, json!("2206"))),
        with("2207", Later, K::Unauthenticated, coded(403, json!(2207))),
        with("403", No, forbidden(), no(403)),
        with("1001 beside 499", No, forbidden(), coded(499, json!(1001))),
        with("400", No, invalid(), no(400)),
        with("402", No, K::Rejected, coded(402, json!(4021))),
        with("404", NoToOne, K::NotFound, no(404)),
        with(
            "404 in HTTP as well",
            NoToOne,
            K::NotFound,
            http(404, json!({"statusCode": 404, "message": "用户不存在"})),
        ),
        with("409", NoToOne, K::Conflict { blocking: None }, no(409)),
        with("422", NoToOne, K::Rejected, no(422)),
        with("499", PerhapsNo, K::Rejected, no(499)),
        with("500", Nothing, K::Unavailable, no(500)),
        with("603", PerhapsNo, K::Rejected, no(603)),
        with("504 in the body", Nothing, K::Timeout, no(504)),
        with("429 in the body", Later, limited(None), http(200, limit.clone())),
        with("429", Later, limited(None), http(429, limit.clone())),
        with("429 with Retry-After", Later, limited(Some(3)), wait(http(429, limit))),
        with("429 of a proxy", Later, limited(Some(3)), wait(http(429, "slow down"))),
        with("401 of a proxy", Later, K::Unauthenticated, http(401, html)),
        with("403 of a proxy", No, forbidden(), http(403, "")),
        with("404 of a proxy", No, K::NotFound, http(404, "404 page not found")),
        with("404 with another JSON", No, K::NotFound, http(404, json!({"error": "no route"}))),
        with("302 of a proxy", Nothing, K::Rejected, http(302, "")),
        with("408", Nothing, K::Timeout, http(408, "timeout")),
        with("504", Nothing, K::Timeout, http(504, html)),
        with("502", Nothing, K::Unavailable, http(502, html)),
        with("204", Nothing, malformed("$"), http(204, "")),
        with("HTML with 200", Nothing, malformed("html"), http(200, html)),
        with("truncated", Nothing, malformed("$"), http(200, r#"{"statusCode":200,"data":{"success":tr"#)),
        with("empty", Nothing, malformed("$"), http(200, "")),
        with("a list", Nothing, malformed("$"), http(200, r#"[{"statusCode":200,"data":{"success":true}}]"#)),
        with("no statusCode", Nothing, malformed("$"), http(200, json!({"code": 200, "data": {"success": true}}))),
        with(
            "statusCode null",
            Nothing,
            malformed("$"),
            http(200, json!({"statusCode": null, "data": {"success": true}})),
        ),
        with("upstream lost", Nothing, K::Unknown, gateway(G::UpstreamLost, 502)),
        with("upstream timeout", Nothing, K::Timeout, gateway(G::UpstreamTimeout, 504)),
        with("upstream unreachable", Later, K::Offline, gateway(G::UpstreamUnreachable, 502)),
        with("signed out", NeverLeft, K::SignedOut, gateway(G::SignedOut, 401)),
        with("refused by the gateway", NeverLeft, K::Conflict { blocking: None }, gateway(G::IntentRefused, 409)),
        with("no answer", Nothing, K::Unknown, Err(TransportFailure::NoAnswer)),
        with("time limit", Nothing, K::Timeout, Err(TransportFailure::Timeout)),
    ]
}
