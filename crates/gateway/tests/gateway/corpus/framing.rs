//! Requests whose length or lines can be read in two ways, methods in disguise, and requests that are too large.

use super::Payload;
use super::target::{Setting, TARGETS};
use crate::upstream::{Upstream, done};

/// A second request that must not be found in the body of the first.
const HIDDEN: &str =
    "POST /api/c/prod/v2/vectordb/collections/drop HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n";

/// Framings that mean nothing, or two things.
const FRAMINGS: &[&str] = &[
    "content-length: 2\r\ncontent-length: 3",
    "content-length: 2\r\ncontent-length: 0",
    "content-length: 2, 3",
    "content-length: +2",
    "content-length: -2",
    "content-length: 0x2",
    "content-length: 2 2",
    "content-length: 99999999999999999999",
    "content-length:",
    "content-length: 2\r\ntransfer-encoding: chunked",
    "transfer-encoding: identity",
    "transfer-encoding: gzip",
    "transfer-encoding: chunked, identity",
    "transfer-encoding: xchunked",
    "transfer-encoding : chunked",
    "transfer-encoding:\r\n chunked",
    "content-length: 2\r\n folded",
    "content-length : 2",
    "content-length: 2\r\nx: a\rb",
    "content-length: 2\r\nx: a\0b",
    "content-length: 2\r\nno colon",
    "content-length: 2\r\n: no name",
    "content-length: 2\r\nbad name: x",
    "content-length: 2\r\nx(y): z",
];

const OVERRIDES: &[&str] =
    &["x-http-method-override", "x-http-method", "x-method-override", "x-original-url", "x-rewrite-url"];

pub(super) fn corpus(setting: &Setting) -> Vec<Payload> {
    let mut payloads = Vec::new();
    for target in TARGETS {
        let clean = || setting.request(target).replacing("content-type: application/json");
        let mut add =
            |kind, place: &str, bytes| payloads.push(Payload::new(kind, format!("{place} at {}", target.path), bytes));
        for framing in FRAMINGS {
            let body = format!("{{}}{HIDDEN}");
            add("framing", framing, clean().bytes_with(framing, body.as_bytes()));
        }
        for chunks in ["x\r\n{}\r\n0\r\n\r\n", "2\n{}\n0\n\n", "-2\r\n{}\r\n0\r\n\r\n", "ffffffffffffffff1\r\n{}"] {
            add("framing", chunks, clean().bytes_with("transfer-encoding: chunked", chunks.as_bytes()));
        }
        for method in ["DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PURGE", "post", "get"] {
            add("method", method, clean().with_method(method).bytes());
            for header in OVERRIDES {
                // The line would make it the call of the table, if anybody listened to it.
                let value = if header.ends_with("url") { target.path } else { target.method };
                let request = clean().with_method(method).with_header(format!("{header}: {value}"));
                add("method override", &format!("{method} with {header}"), request.bytes());
            }
        }
        add("oversize", "a path", clean().with_target(format!("{}{}", target.path, "a".repeat(70_000))).bytes());
        add("oversize", "a header", clean().with_header(format!("x-long: {}", "a".repeat(1 << 20))).bytes());
        let many: Vec<String> = (0..200).map(|number| format!("x-{number}: 1")).collect();
        add("oversize", "many headers", clean().with_header(many.join("\r\n")).bytes());
        add("oversize", "a body", clean().with_body(format!("\"{}\"", "a".repeat(1 << 20))).bytes());
        add("oversize", "a declared body", clean().bytes_with("content-length: 1048577", b"{}"));
        let chunk = format!("100001\r\n{}\r\n0\r\n\r\n", "a".repeat((1 << 20) + 1));
        add("oversize", "a chunked body", clean().bytes_with("transfer-encoding: chunked", chunk.as_bytes()));
    }
    payloads
}

/// The HTTP library takes such a request for chunked, as RFC 9112 (section 6.3) has it. What leaves has one length, which is
/// ours, so that nothing behind the gateway can read it differently; and what followed is a request that is refused.
#[tokio::test]
async fn a_request_with_two_kinds_of_length_leaves_with_one() {
    let upstream = Upstream::always(done()).await;
    let world = super::target::world(&upstream).await;
    let setting = Setting::of(&world).await;
    let body = format!("2\r\n{{}}\r\n0\r\n\r\n{HIDDEN}");
    for lengths in
        ["content-length: {}\r\ntransfer-encoding: chunked", "transfer-encoding: chunked\r\ncontent-length: {}"]
    {
        let lengths = lengths.replace("{}", &body.len().to_string());
        let request = setting.request(&TARGETS[0]).without("connection").bytes_with(&lengths, body.as_bytes());
        let before = upstream.requests().len();
        assert_eq!(super::status_of(&world, &request).await, Some(200));
        let sent = upstream.requests().split_off(before);
        assert_eq!(sent.len(), 1, "{sent:?}");
        assert_eq!((sent[0].body.as_str(), sent[0].header("content-length")), ("{}", Some("2")));
        assert_eq!(sent[0].header("transfer-encoding"), None);
    }
}
