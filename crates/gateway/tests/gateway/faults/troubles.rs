//! What goes wrong: the sandbox's faults, and two that need a hand in between, since the sandbox answers whole texts at once.

use rescind_domain::Vendor;
use serde_json::{Value, json};

/// 17 MB of zeros, in 17 kB.
const BOMB: &[u8] = include_bytes!("bomb.gz");

/// One thing that goes wrong with a call.
pub(super) struct Trouble {
    pub(super) name: String,
    pub(super) how: How,
}

/// Who makes it.
pub(super) enum How {
    /// The sandbox, which gets this besides method and path.
    Fault(Value),
    /// The hand in between answers with these bytes and keeps the connection.
    Answer(Vec<u8>),
    /// The hand in between answers with these bytes, one at a time, without end.
    Drip(Vec<u8>),
}

/// How long a fault delays the call, in milliseconds: longer than the gateway's limit.
pub(super) const DELAY: u64 = 1500;

fn fault(name: impl Into<String>, fault: Value) -> Trouble {
    Trouble { name: name.into(), how: How::Fault(fault) }
}

/// Everything that may go wrong with a call of this vendor.
pub(super) fn all(vendor: Vendor) -> Vec<Trouble> {
    let mut all: Vec<Trouble> = [400, 401, 403, 404, 409, 429, 500, 502, 503, 504]
        .map(|status: u16| fault(format!("status {status}"), json!({ "status": status })))
        .into();
    let typed = json!({ "content-type": "application/json" });
    all.extend([
        fault("retry later", json!({ "status": 429, "headers": { "retry-after": "1" } })),
        fault("redirect", json!({ "status": 302, "headers": { "location": "http://127.0.0.1:1/" } })),
        fault("delay", json!({ "delay_ms": DELAY })),
        fault("cut before", json!({ "cut": "before" })),
        fault("cut after", json!({ "cut": "after" })),
        fault("cut in the body", json!({ "cut": "body" })),
        fault("nothing", json!({ "body": "", "headers": typed })),
        fault("truncated JSON", json!({ "body": "{\"code\":0,\"statusCode\":200,\"da", "headers": typed })),
        fault("truncated after the change", json!({ "body": "{\"code\":0,\"da", "headers": typed, "apply": true })),
        fault("not UTF-8 as announced", json!({ "body": "\u{0}\u{1}", "headers": typed })),
        fault("null", json!({ "body": "null", "headers": typed })),
        fault("a list", json!({ "body": [] })),
        fault("HTML", json!({ "body": "<!doctype html><title>Sign in</title>" })),
        fault("HTML after the change", json!({ "body": "<html>Sign in</html>", "apply": true })),
        fault("wrong type", json!({ "headers": { "content-type": "text/plain" } })),
        fault("no type", json!({ "headers": { "content-type": "" } })),
    ]);
    all.extend(business(vendor).into_iter().map(|(name, body)| fault(name, body)));
    // The hand ends each connection; were that not said, the next call might be sent on one that is ending.
    let head = format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        BOMB.len()
    );
    let bomb = [head.as_bytes(), BOMB].concat();
    all.push(Trouble { name: "gzip bomb".to_owned(), how: How::Answer(bomb) });
    let drip =
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n"
            .to_vec();
    all.push(Trouble { name: "slow drip".to_owned(), how: How::Drip(drip) });
    all
}

/// Failures inside of a 200, successes that are lies, and envelopes that contradict themselves.
fn business(vendor: Vendor) -> Vec<(&'static str, Value)> {
    let body = |body: Value| json!({ "body": body });
    match vendor {
        Vendor::Milvus => vec![
            ("a lie", body(json!({ "code": 0, "data": {} }))),
            ("no data", body(json!({ "code": 0 }))),
            ("code 1800", body(json!({ "code": 1800, "message": "user hasn't authenticated" }))),
            ("code 1100", body(json!({ "code": 1100, "message": "invalid parameter" }))),
            ("code 65535", body(json!({ "code": 65535, "message": "permission deny" }))),
            ("code as text", body(json!({ "code": "0", "data": {} }))),
        ],
        Vendor::Genauth => vec![
            ("a lie", body(json!({ "statusCode": 200, "message": "", "data": { "success": true } }))),
            ("success: false", body(json!({ "statusCode": 200, "message": "", "data": { "success": false } }))),
            ("no data", body(json!({ "statusCode": 200, "message": "" }))),
            ("statusCode 403", body(json!({ "statusCode": 403, "message": "no", "apiCode": 1574 }))),
            ("statusCode 404", body(json!({ "statusCode": 404, "message": "none" }))),
            ("statusCode 500", body(json!({ "statusCode": 500, "message": "oops" }))),
        ],
        Vendor::YandexMongodb => vec![
            ("a lie", body(json!({ "id": "c9qop", "done": true, "response": {} }))),
            ("an operation that is none", body(json!({ "id": "c9qop", "done": false }))),
            (
                "an operation that failed",
                body(json!({ "id": "c9qop", "done": true, "error": { "code": 13, "message": "x" } })),
            ),
            ("empty object", body(json!({}))),
            ("code 7", json!({ "status": 403, "body": { "code": 7, "message": "Permission denied" } })),
            ("code 9", json!({ "status": 400, "body": { "code": 9, "message": "The cluster is stopped" } })),
        ],
    }
}
