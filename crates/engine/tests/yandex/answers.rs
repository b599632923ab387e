//! Every answer that the call may get with every life of its operation, and what that says by the rules of the design.

use rescind_domain::{GatewayError, GatewayErrorKind};
use rescind_vendors::TransportFailure;
use serde_json::json;

use crate::fake::{End, Life};
use crate::script::{Reply, http};

/// What an answer says of the call, once its operation has been followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    /// It was done.
    Yes,
    /// It was not, and nothing was changed.
    No,
    /// Nothing that counts: the change may still come.
    Nothing,
    /// It is still at it.
    Running,
    /// That the connection cannot be used now: nothing was changed.
    Later,
}

/// One answer, with what it begins.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) says: Says,
    pub(crate) answer: Option<Reply>,
    pub(crate) life: Option<Life>,
    pub(crate) listing: Option<Reply>,
}

/// An answer of the gateway's own.
fn gateway(kind: GatewayErrorKind, status: u16) -> Reply {
    Err(TransportFailure::Gateway { status, error: GatewayError { kind, message: "a sentence".into() } })
}

fn status(http_status: u16, code: i64, message: &str) -> Reply {
    http(http_status, json!({"code": code, "message": message}))
}

pub(crate) fn life(running: usize, end: End) -> Life {
    Life { first: Vec::new(), running, failing: 0, end }
}

/// The answers that are an operation.
fn begun() -> Vec<Case> {
    let case = |name: &str, says, life| Case { name: name.into(), says, answer: None, life: Some(life), listing: None };
    let not_found = || status(404, 5, "operation \"c9q5r1v8\" not found");
    let after = |first: Vec<Reply>| Life { first, ..life(1, End::Done) };
    vec![
        case("done at once", Says::Yes, life(0, End::Done)),
        case("done after a while", Says::Yes, life(20, End::Done)),
        case("not on every replica", Says::Yes, after(vec![not_found(); 3])),
        case("forgotten", Says::Nothing, after(vec![not_found(); 4])),
        case("hidden", Says::Nothing, after(vec![status(403, 7, "Permission denied")])),
        case("troubles", Says::Yes, after(vec![http(503, "busy"), status(429, 8, "slow"), http(200, "<html>")])),
        case("a token that is renewed", Says::Yes, after(vec![status(401, 16, "expired")])),
        case("a token that is not", Says::Running, after(vec![status(401, 16, "expired"); 2])),
        case("no gateway", Says::Running, after(vec![Err(TransportFailure::NoAnswer); 6])),
        case("no session", Says::Running, after(vec![gateway(GatewayErrorKind::SignedOut, 401)])),
        case("fails", Says::No, life(2, End::Failed)),
        case("rolls back", Says::No, Life { failing: 3, ..life(2, End::Failed) }),
        case("error and response", Says::Nothing, life(1, End::Both)),
        case("neither", Says::Nothing, life(1, End::Neither)),
        case("never ends", Says::Running, life(0, End::Never)),
    ]
}

/// The answers that are a clear no.
fn refused() -> Vec<Case> {
    let no = |name: String, answer| Case { name, says: Says::No, answer: Some(answer), life: None, listing: None };
    let later = |name: String, answer| Case { says: Says::Later, ..no(name, answer) };
    let codes = [(3, 400), (5, 404), (6, 409), (7, 403), (9, 400), (10, 409), (11, 400), (12, 501)];
    let mut cases: Vec<Case> = codes
        .map(|(code, http)| no(format!("code {code}"), status(http, code, "words")))
        .into_iter()
        .chain([400, 200].map(|http| no(format!("code 7 under {http}"), status(http, 7, "words"))))
        .chain([(8, 429), (16, 401)].map(|(code, http)| later(format!("code {code}"), status(http, code, "words"))))
        .collect();
    cases.push(later("429 of a proxy".into(), http(429, "slow down")));
    cases.push(later("unreachable".into(), gateway(GatewayErrorKind::UpstreamUnreachable, 502)));
    cases
}

/// The answers that name another operation as being in the way.
pub(crate) fn conflicts() -> Vec<Reply> {
    let messages = ["conflicting operation \"c9q3\" detected", "Conflicting operation c9q3 detected"];
    messages.iter().flat_map(|message| [(400, 9), (409, 10)].map(|(http, code)| status(http, code, message))).collect()
}

/// The answers that say nothing; an operation may have begun all the same.
fn lost() -> Vec<Case> {
    let html = "<!DOCTYPE html><html><body>Sign in</body></html>";
    let answers = [
        ("internal", Says::Nothing, status(500, 13, "Internal error")),
        ("unknown", Says::Nothing, status(500, 2, "Unknown error")),
        ("data loss", Says::Nothing, status(500, 15, "lost")),
        ("unavailable", Says::Nothing, status(503, 14, "upstream connect error")),
        ("503 of a proxy", Says::Nothing, http(503, "upstream connect error")),
        ("HTML with 200", Says::Nothing, http(200, html)),
        ("cut", Says::Nothing, http(200, r#"{"id":"c9q5r1"#)),
        ("no id", Says::Nothing, http(200, r#"{"done":false}"#)),
        ("204", Says::Nothing, http(204, "")),
        ("no changes", Says::Nothing, status(400, 9, "no changes detected")),
        ("upstream lost", Says::Nothing, gateway(GatewayErrorKind::UpstreamLost, 502)),
        ("deadline", Says::Nothing, status(504, 4, "deadline exceeded")),
        ("504 of a proxy", Says::Nothing, http(504, html)),
        ("408 of a proxy", Says::Nothing, http(408, "timeout")),
        ("upstream timeout", Says::Nothing, gateway(GatewayErrorKind::UpstreamTimeout, 504)),
    ];
    let mut cases = Vec::new();
    for (name, says, answer) in answers {
        let case = |how: &str, says, life, listing| Case {
            name: format!("{name}, {how}"),
            says,
            answer: Some(answer.clone()),
            life,
            listing,
        };
        cases.push(case("nothing begun", says, None, None));
        for (how, end) in [("done", End::Done), ("failed", End::Failed)] {
            cases.push(case(how, says, Some(life(20, end)), None));
        }
        cases.push(case("still running", Says::Nothing, Some(life(0, End::Never)), None));
        let hidden = status(403, 7, "Permission denied");
        cases.push(case("no list of operations", Says::Nothing, None, Some(hidden)));
    }
    cases.push(Case {
        name: "no answer".into(),
        says: Says::Nothing,
        answer: Some(Err(TransportFailure::NoAnswer)),
        life: Some(life(1, End::Done)),
        listing: None,
    });
    cases
}

/// All of them.
pub(crate) fn cases() -> Vec<Case> {
    begun().into_iter().chain(refused()).chain(lost()).collect()
}
