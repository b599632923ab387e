//! Other spellings of a path: steps upwards, separators, control characters, encodings of encodings. Each is put at every
//! place of every path, since a check that looks at one segment only misses the next.

use super::Payload;
use super::target::Setting;

/// None of these bytes may stand in a path of the gateway's, raw or encoded, at any place.
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

/// Whole targets that are no address of ours.
const WHOLE: &[&str] = &[
    "/API/connections/prod/users",
    "/api/Connections/prod/users",
    "/api/connections/PROD/users",
    "/api/connections/none/users",
    "/api/connections//users",
    "/api/connections/prod/user",
    "/api/connections/prod/users/",
    "/api/connections/prod/roles/list",
    "/api/connections/prod/describe",
    "/api/connections/prod/describe/group",
    "/api/connections/orders/iam/v1/tokens",
    "/api/connections/prod/__sandbox/reset",
    "/api/plans/none/start",
    "/api/plans/../plans",
    "/api/entries",
    "/api/vendors",
    "http://evil.example/api/connections/prod/users",
    "http://evil.example@127.0.0.1/api/connections/prod/users",
    "https://169.254.169.254/latest/meta-data",
    "//evil.example/api/connections/prod/users",
    "evil.example:80",
    "*",
];

pub(super) fn corpus(setting: &Setting) -> Vec<Payload> {
    let mut payloads = Vec::new();
    for target in &setting.targets {
        for at in places(&target.path) {
            // One handler serves all connections, so that the second and third need not hear all of it again.
            let step = if target.is_read() && !target.path.contains("/prod/") { 4 } else { 1 };
            for (kind, trick) in TRICKS.iter().step_by(step) {
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
            let request = setting.request(&setting.targets[0]).with_method(method).with_target(*whole);
            payloads.push(Payload::new("no address", format!("{method} {whole}"), request.bytes()));
        }
    }
    payloads
}

/// After every slash behind `/api`, and at the end.
fn places(path: &str) -> Vec<usize> {
    let slashes = path.match_indices('/').map(|(at, _)| at + 1).filter(|at| *at >= "/api/".len());
    slashes.chain([path.len()]).collect()
}
