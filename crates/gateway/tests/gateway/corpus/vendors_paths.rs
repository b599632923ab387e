//! The vendors' own paths, in the places where they were once taken, or might be thought to be: every route of every vendor, with
//! every header that once had a meaning, or has one elsewhere. None is an address.

use rescind_domain::Vendor;
use rescind_vendors::routes::routes;

use super::Payload;
use super::target::{Setting, Target};

/// Connections and their vendors; `audit` is read-only.
const CONNECTIONS: &[(&str, Vendor)] = &[
    ("prod", Vendor::Milvus),
    ("audit", Vendor::Milvus),
    ("people", Vendor::Genauth),
    ("orders", Vendor::YandexMongodb),
];

const BEFORE: &[&str] = &["/api/c/", "/api/connections/", "/api/"];

const METHODS: &[&str] = &["POST", "GET", "PATCH", "PUT", "DELETE"];

/// Headers that meant something once, and some that mean something elsewhere. `{entry}` is the id of a stored entry.
const HEADERS: &[&[&str]] = &[
    &[],
    &["x-rescind-entry: {entry}"],
    &["x-rescind-entry: {entry}", "x-rescind-witness: 1"],
    &["x-rescind-entry: {entry}", "x-rescind-undo: {entry}"],
    &["X-Rescind-Entry: {entry}", "X-Rescind-Undo: {entry}", "X-Rescind-Witness: 1"],
    &["x-rescind-entry: {entry}", "x-rescind-entry: {entry}"],
    &["x-rescind-entry: {entry},{entry}"],
    &["x-rescind-undo: {entry}"],
    &["x-rescind-entry: none"],
    &["x-rescind-plan: {plan}"],
    &["x-http-method-override: GET"],
    &["x-http-method: GET", "x-method-override: GET"],
    &["x-original-url: /api/connections/prod/users"],
    &["x-rewrite-url: /api/connections/prod/users"],
    &["x-forwarded-user: root"],
    &["accept: text/event-stream"],
];

/// A path with names for its parameters.
fn spelled(path: &str) -> String {
    let part = |part: &str| match part.split_once('}') {
        Some((name, verb)) if name.starts_with('{') => {
            format!("{}{verb}", if name.to_lowercase().contains("user") { "alice" } else { "c9q" })
        }
        _ => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

pub(super) fn corpus(setting: &Setting) -> Vec<Payload> {
    let mut payloads = Vec::new();
    for (connection, vendor) in CONNECTIONS {
        for route in routes(*vendor) {
            for before in BEFORE {
                let target = Target {
                    method: route.method.as_str(),
                    path: format!("{before}{connection}{}", spelled(route.path)),
                    query: String::new(),
                    body: if route.method.as_str() == "GET" { String::new() } else { "{}".to_owned() },
                };
                let mut add = |what: &str, bytes| {
                    payloads.push(Payload::new("a vendor's path", format!("{what} at {}", target.line()), bytes));
                };
                for method in METHODS {
                    add(method, setting.request(&target).with_method(method).bytes());
                }
                // Where nothing was ever taken, none of them had a meaning.
                for headers in HEADERS.iter().filter(|_| *before == BEFORE[0]) {
                    let request = headers.iter().fold(setting.request(&target), |request, line| {
                        let line = line.replace("{entry}", &setting.plan.entries[0]);
                        request.with_header(line.replace("{plan}", &setting.plan.id))
                    });
                    add(&format!("{headers:?}"), request.bytes());
                }
            }
        }
    }
    payloads
}
