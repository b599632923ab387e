//! Requests that another site could have had a browser make, and requests of nobody who is signed in.

use super::Payload;
use super::target::Setting;

const HOSTS: &[&str] = &[
    "evil.example",
    "evil.example:8080",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.1.nip.io",
    "evil.example#127.0.0.1",
    "user@127.0.0.1",
    "127.0.0.1@evil.example",
    "127.0.0.1:80:80",
    "127.0.0.1:",
    "127.0.0.1:x",
    "127.1",
    "0x7f000001",
    "2130706433",
    "0.0.0.0",
    "[::]",
    "[::ffff:127.0.0.1",
    "169.254.169.254",
    "localhost.",
    "127.0.0.1, evil.example",
    "127.0.0.1/evil.example",
    "１２７.0.0.1",
    "",
];

/// Headers of which one is enough to refuse a request.
const FOREIGN: &[&str] = &[
    "origin: http://evil.example",
    "origin: https://evil.example",
    "origin: null",
    "origin:",
    "origin: http://127.0.0.1.evil.example",
    "origin: http://evil.example:8080",
    "origin: http://127.0.0.1@evil.example",
    "origin: file://localhost",
    "origin: chrome-extension://abc",
    "origin: http://localhost.evil.example",
    "origin: 127.0.0.1",
    "origin: HTTP://127.0.0.1",
    "sec-fetch-site: cross-site",
    "sec-fetch-site: same-site",
    "sec-fetch-site:",
    "sec-fetch-site: SAME-ORIGIN",
    "sec-fetch-site: same-origin, cross-site",
    // The request has one already: twice fits nothing.
    "x-rescind: 1",
    "host: evil.example",
    "x-rescind: 0",
];

/// Cookies that are no session.
const COOKIES: &[&str] = &[
    "cookie:",
    "cookie: rescind=1",
    "cookie: __Host-rescind=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "authorization: Bearer login-token-of-the-tests",
    "x-forwarded-user: root",
    "x-remote-user: root",
    "x-auth-request-user: root",
];

pub(super) fn corpus(setting: &Setting) -> Vec<Payload> {
    let mut payloads = Vec::new();
    for target in &setting.targets {
        let clean = || setting.request(target);
        let mut add = |kind, place: &str, bytes| {
            payloads.push(Payload::new(kind, format!("{place} at {}", target.line()), bytes))
        };
        for host in HOSTS {
            add("host", host, clean().replacing(format!("host: {host}")).bytes());
        }
        add("host", "none", clean().without("host").bytes());
        for line in FOREIGN {
            add("origin", line, clean().with_header(*line).bytes());
        }
        add("origin", "no x-rescind", clean().without("x-rescind").bytes());
        for line in COOKIES {
            add("session", line, clean().without("cookie").with_header(*line).bytes());
        }
        let (name, value) = setting.cookie.split_once('=').unwrap();
        let other_end = format!("{}{}", &value[..value.len() - 1], if value.ends_with('A') { 'B' } else { 'A' });
        for value in [&value[1..], &format!("{value}x"), &other_end, "", &"x".repeat(4096)] {
            add("session", value, clean().replacing(format!("cookie: {name}={value}")).bytes());
        }
        let upper = setting.cookie.to_uppercase();
        add("session", "upper case", clean().replacing(format!("cookie: {upper}")).bytes());
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""] {
            let line = format!("content-type: {kind}");
            let request = clean().replacing(line).with_body("{}");
            add("body type", kind, request.bytes());
        }
    }
    payloads
}
