//! Requests whose length or lines can be read in two ways, methods in disguise, and requests that are too large.

use super::Payload;
use super::target::Setting;
use super::vendors::vendors;

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

/// Bodies that are not in the chunks that they are said to be in.
const CHUNKS: &[&str] =
    &["{}", "x\r\n{}\r\n0\r\n\r\n", "2\n{}\n0\n\n", "-2\r\n{}\r\n0\r\n\r\n", "ffffffffffffffff1\r\n{}"];

/// A second request that must not be found in the body of the first: it would start the plan.
fn hidden(setting: &Setting) -> Vec<u8> {
    let target = setting.targets.iter().find(|target| target.path.ends_with("/start")).unwrap();
    setting.request(target).bytes()
}

pub(super) fn corpus(setting: &Setting) -> Vec<Payload> {
    let (mut payloads, hidden) = (Vec::new(), hidden(setting));
    for target in &setting.targets {
        let clean = || setting.request(target).replacing("content-type: application/json");
        let mut add = |kind, place: &str, bytes| {
            payloads.push(Payload::new(kind, format!("{place} at {}", target.line()), bytes))
        };
        for framing in FRAMINGS {
            add("framing", framing, clean().bytes_with(framing, &[b"{}", &hidden[..]].concat()));
        }
        let methods = ["DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PURGE", "post", "get"];
        // A HEAD of what can be read is a read.
        let is_read = setting.targets.iter().any(|other| (other.method, &other.path) == ("GET", &target.path));
        for method in methods.into_iter().filter(|method| *method != "HEAD" || !is_read) {
            add("method", method, clean().with_method(method).bytes());
            for header in OVERRIDES.iter().filter(|_| ["DELETE", "OPTIONS", "post"].contains(&method)) {
                // The line would make it the request that is fine, if anybody listened to it.
                let value = if header.ends_with("url") { &target.path } else { target.method };
                let request = clean().with_method(method).with_header(format!("{header}: {value}"));
                add("method override", &format!("{method} with {header}"), request.bytes());
            }
        }
        add("oversize", "a path", clean().with_target(format!("{}{}", target.path, "a".repeat(70_000))).bytes());
        let many: Vec<String> = (0..200).map(|number| format!("x-{number}: 1")).collect();
        add("oversize", "many headers", clean().with_header(many.join("\r\n")).bytes());
        // Whoever takes no body does not read one.
        if !target.body.is_empty() {
            for chunks in CHUNKS {
                let framed = [chunks.as_bytes(), &hidden].concat();
                add("framing", chunks, clean().bytes_with("transfer-encoding: chunked", &framed));
            }
            add("oversize", "a declared body", clean().bytes_with("content-length: 1073741825", b"{}"));
        }
    }
    let target = &setting.targets[0];
    let long = setting.request(target).with_header(format!("x-long: {}", "a".repeat(1 << 20)));
    payloads.push(Payload::new("oversize", "a header", long.bytes()));
    let later = setting.targets.iter().find(|target| target.path == "/api/entries/later").unwrap();
    let body = setting.request(later).with_body(format!("\"{}\"", "a".repeat(1 << 20)));
    payloads.push(Payload::new("oversize", "a body", body.bytes()));
    let chunk = format!("100001\r\n{}\r\n0\r\n\r\n", "a".repeat((1 << 20) + 1));
    let chunked = setting.request(later).bytes_with("transfer-encoding: chunked", chunk.as_bytes());
    payloads.push(Payload::new("oversize", "a chunked body", chunked));
    payloads
}

/// The HTTP library takes such a request for chunked, as RFC 9112 (section 6.3) has it. What leaves for the vendor is ours, with
/// one length; and what followed is a request of its own, which is refused.
#[tokio::test]
async fn a_request_with_two_kinds_of_length_has_one() {
    let upstream = vendors().await;
    let world = super::target::world(&upstream).await;
    let setting = Setting::of(&world).await;
    let preview = setting.targets.iter().find(|target| target.path.ends_with("/preview")).unwrap();
    let second = setting.request(preview).without("cookie").bytes();
    let length = preview.body.len();
    let body = [format!("{length:x}\r\n{}\r\n0\r\n\r\n", preview.body).as_bytes(), &second].concat();
    let clean = super::told_of(&world, &setting.request(preview).bytes()).await.unwrap();
    let expected = upstream.requests().len();
    assert!(clean.status == 200 && expected > 0);
    for lengths in
        ["content-length: {}\r\ntransfer-encoding: chunked", "transfer-encoding: chunked\r\ncontent-length: {}"]
    {
        let lengths = lengths.replace("{}", &body.len().to_string());
        let before = upstream.requests().len();
        let request = setting.request(preview).without("connection").bytes_with(&lengths, &body);
        assert_eq!(super::told_of(&world, &request).await.unwrap().status, 200);
        let sent = upstream.requests().split_off(before);
        assert_eq!(sent.len(), expected, "{sent:?}");
        for request in sent {
            assert_eq!(request.header("content-length"), Some(request.body.len().to_string().as_str()));
            assert_eq!(request.header("transfer-encoding"), None);
        }
    }
}
