//! Calls of a browser's own making that would change something: every such route of every vendor, with every header and body
//! that once had a meaning, or might be thought to have one. None is forwarded, and none leaves a trace in the journal.

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, stream};
use rescind_domain::Vendor;
use rescind_vendors::routes::{Effect, routes};

use super::target::{Request, Setting, Target, world};
use super::{AT_A_TIME, status_of};
use crate::upstream::{Upstream, done};

/// Connections and their vendors; `audit` is read-only.
const CONNECTIONS: &[(&str, Vendor)] = &[
    ("prod", Vendor::Milvus),
    ("audit", Vendor::Milvus),
    ("people", Vendor::Genauth),
    ("orders", Vendor::YandexMongodb),
];

const BODIES: &[&str] = &[
    "{\"userName\":\"alice\",\"roleName\":\"reader\"}",
    "{\"userName\":\"alice\",\"roleName\":\"reader\",\"userName\":\"bob\"}",
    "{\"code\":\"code1\",\"namespace\":\"default\",\"targets\":[]}",
    "{\"databaseName\":\"orders\"}",
    "{\"updateMask\":\"permissions\",\"permissions\":[]}",
    "{}",
    "[]",
    "null",
    "",
];

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
    &["x-original-url: /api/c/prod/v2/vectordb/users/list"],
    &["x-rewrite-url: /api/c/prod/v2/vectordb/users/list"],
    &["x-forwarded-user: root"],
    &["accept: text/event-stream"],
];

const TYPES: &[&str] = &["application/json", "application/json; charset=utf-8", "text/plain", ""];

/// The address of a route with names for its parameters.
fn spelled(connection: &str, path: &str) -> String {
    let part = |part: &str| match part.split_once('}') {
        Some((name, verb)) if name.starts_with('{') => {
            format!("{}{verb}", if name.to_lowercase().contains("user") { "alice" } else { "c9q" })
        }
        _ => part.to_owned(),
    };
    let path: Vec<_> = path.split('/').map(part).collect();
    format!("/api/c/{connection}{}", path.join("/"))
}

fn corpus(setting: &Setting) -> Vec<(String, Request)> {
    let mut requests = Vec::new();
    for (connection, vendor) in CONNECTIONS {
        for route in routes(*vendor).iter().filter(|route| route.effect != Effect::Read) {
            let target = spelled(connection, route.path);
            let clean = setting
                .request(&Target { method: "POST", path: "", query: "", body: "{}" })
                .with_target(target.clone());
            let mut add = |what: &str, request: Request| requests.push((format!("{what} at {target}"), request));
            let method = route.method.as_str();
            for body in BODIES {
                for headers in HEADERS {
                    let request = headers.iter().fold(clean.clone().with_method(method), |request, line| {
                        let line =
                            line.replace("{entry}", &setting.plan.entries[0]).replace("{plan}", &setting.plan.id);
                        request.with_header(line)
                    });
                    add(&format!("{headers:?} with {body}"), request.with_body(*body));
                }
                for kind in TYPES {
                    let request = clean.clone().with_method(method).replacing(format!("content-type: {kind}"));
                    add(&format!("{kind} with {body}"), request.with_body(*body));
                }
            }
            let reads = |method: &str| {
                routes(*vendor).iter().any(|other| {
                    (other.method.as_str(), other.path) == (method, route.path) && other.effect == Effect::Read
                })
            };
            for other in METHODS.iter().filter(|method| !reads(method)) {
                add(other, clean.clone().with_method(other));
            }
            for query in ["?", "?x=1", "?updateMask=permissions", "?_method=GET"] {
                add(query, clean.clone().with_method(method).with_target(format!("{target}{query}")));
            }
        }
    }
    requests
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_browser_sends_a_call_of_its_own_making_that_changes_something() {
    let upstream = Upstream::always(done()).await;
    let world = world(&upstream).await;
    let setting = Setting::of(&world).await;
    let before = (world.events(), world.plan_events());
    let corpus = corpus(&setting);
    let (world_ref, kinds) = (&world, std::sync::Mutex::new(BTreeMap::<u16, usize>::new()));
    let passed: Vec<String> = stream::iter(&corpus)
        .map(|(place, request)| async move { (place, status_of(world_ref, &request.bytes()).await) })
        .buffer_unordered(AT_A_TIME)
        .filter_map(|(place, status)| {
            *kinds.lock().unwrap().entry(status.unwrap_or_default()).or_default() += 1;
            let refused = matches!(status, Some(403..=405));
            async move { (!refused).then(|| format!("{place} was answered with {status:?}")) }
        })
        .collect()
        .await;
    assert_eq!(passed, Vec::<String>::new());
    assert_eq!(upstream.requests().iter().map(|request| &request.line).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!((world.events(), world.plan_events()), before);
    println!("{} calls of browsers' own making were refused: {:?}", corpus.len(), kinds.into_inner().unwrap());
    assert!(corpus.len() >= 1500, "{}", corpus.len());
}
