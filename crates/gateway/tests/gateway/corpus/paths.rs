//! Other spellings of a path: steps upwards, separators, control characters, encodings of encodings. Each is put at every
//! place of every call, since a check that looks at one segment only misses the next.

use super::Payload;
use super::target::{Setting, TARGETS};

/// None of these bytes may stand in a path of the route table, raw or encoded, at any place.
const TRICKS: &[(&str, &[u8])] = &[
    ("traversal", b"../"),
    ("traversal", b"..%2f"),
    ("traversal", b"%2e%2e%2f"),
    ("traversal", b"%2e%2e/"),
    ("traversal", b".%2E/"),
    ("traversal", b"./"),
    ("traversal", b"..;/"),
    ("double encoding", b"%252e%252e%252f"),
    ("double encoding", b"..%252f"),
    ("double encoding", b"%25252e"),
    ("double encoding", b"%%32%65"),
    ("matrix parameter", b";"),
    ("matrix parameter", b";v=1"),
    ("matrix parameter", b"%3b"),
    ("backslash", b"\\"),
    ("backslash", b"..\\"),
    ("backslash", b"%5c"),
    ("backslash", b"%255c"),
    ("empty segment", b"/"),
    ("empty segment", b"%2f"),
    ("NUL", b"\0"),
    ("NUL", b"%00"),
    ("line end", b"%0d%0a"),
    ("line end", b"%0a"),
    ("line end", b"%0d%0ahost:%20evil.example"),
    ("line end", b"\r\nx-injected: 1\r\n"),
    ("line end", b" HTTP/1.1\r\nhost: evil.example\r\n\r\n"),
    ("overlong UTF-8", b"%c0%ae%c0%ae%c0%af"),
    ("overlong UTF-8", b"%c0%2e"),
    ("overlong UTF-8", b"%e0%80%af"),
    ("overlong UTF-8", b"%f0%80%80%af"),
    ("overlong UTF-8", b"\xc0\xaf"),
    ("full-width", "．．／".as_bytes()),
    ("full-width", b"%ef%bc%8e%ef%bc%8f"),
    ("full-width", b"%ef%bc%85%ef%bc%92%ef%bd%86"),
    ("broken escape", b"%"),
    ("broken escape", b"%2"),
    ("broken escape", b"%zz"),
    ("broken escape", b"%u002f"),
    ("space", b"%20"),
    ("space", b"%09"),
    ("delimiter", b"%3f"),
    ("delimiter", b"%23"),
    ("delimiter", b"%3a"),
    ("delimiter", b"*"),
];

/// Whole targets that are no path of ours, or not of the calls that the table has.
const WHOLE: &[&str] = &[
    "/api/c/prod/v2/vectordb/collections/drop",
    "/api/c/prod/v2/vectordb/users/drop",
    "/api/c/prod/v2/vectordb/roles/drop",
    "/api/c/prod/v2/vectordb/users/grant_role",
    "/api/c/prod/v2/vectordb/users/update_password",
    "/api/c/people/api/v3/delete-users-batch",
    "/api/c/people/api/v3/assign-role",
    "/api/c/people/api/v3/get-management-token",
    "/api/c/orders/managed-mongodb/v1/clusters/c9q/users/alice:grantPermission",
    "/api/c/orders/managed-mongodb/v1/clusters/c9q:stop",
    "/api/c/orders/iam/v1/tokens",
    "/api/c/orders/operations/op1:cancel",
    "/api/c/prod/__sandbox/reset",
    "/api/c/orders/__sandbox/state",
    "/API/c/prod/v2/vectordb/users/list",
    "/api/c/PROD/v2/vectordb/users/list",
    "/api/c/prod/V2/vectordb/users/list",
    "/api/c/people/v2/vectordb/users/list",
    "/api/c/prod/api/v3/list-users",
    "/api/c/audit/v2/vectordb/users/revoke_role",
    "http://evil.example/api/c/prod/v2/vectordb/users/list",
    "http://evil.example@127.0.0.1/api/c/prod/v2/vectordb/users/list",
    "https://169.254.169.254/latest/meta-data",
    "//evil.example/api/c/prod/v2/vectordb/users/list",
    "evil.example:80",
    "*",
];

pub(super) fn corpus(setting: &Setting) -> Vec<Payload> {
    let mut payloads = Vec::new();
    for target in TARGETS {
        for at in places(target.path) {
            for (kind, trick) in TRICKS {
                let (before, after) = target.path.split_at(at);
                let query = if target.query.is_empty() { String::new() } else { format!("?{}", target.query) };
                let changed = [before.as_bytes(), trick, after.as_bytes(), query.as_bytes()].concat();
                let place = String::from_utf8_lossy(&changed).into_owned();
                payloads.push(Payload::new(kind, place, setting.request(target).with_target(changed).bytes()));
            }
        }
    }
    for whole in WHOLE {
        for method in ["POST", "GET", "PATCH"] {
            // The method of that route of another path would make it a call that the table has.
            let request = setting.request(&TARGETS[0]).with_method(method).with_target(*whole);
            payloads.push(Payload::new("not in the table", format!("{method} {whole}"), request.bytes()));
        }
    }
    payloads
}

/// After every slash of the vendor's path, and at its end.
fn places(path: &str) -> Vec<usize> {
    let vendors = path.match_indices('/').nth(3).unwrap().0;
    let slashes = path.match_indices('/').map(|(at, _)| at + 1).filter(|at| *at > vendors);
    slashes.chain([path.len()]).collect()
}
