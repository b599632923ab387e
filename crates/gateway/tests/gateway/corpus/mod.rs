//! A corpus of hostile requests, as a table of kinds and places over every route, against an upstream that records who comes.
//! What is no request of the interface is refused and gets nowhere near a vendor (here); a name that is hostile is a name, which
//! reaches the vendor exactly as it is, in the one place that the vendor's request builder has for it, or not at all (`names`).
//! The clean form of each request is answered, so that no payload is refused for a reason of the corpus' own.

mod bodies;
mod entries;
mod framing;
mod names;
mod origins;
mod paths;
mod queries;
mod target;
mod vendors;
mod vendors_paths;

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, stream};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::milvus::is_change;
use crate::support::{World, within};
use target::{Setting, targets};

/// The least that the corpus has to hold.
const LEAST: usize = 8000;
/// How many payloads are under way at a time.
const AT_A_TIME: usize = 24;

/// One hostile request.
pub(super) struct Payload {
    /// What it tries.
    kind: &'static str,
    /// Where, for the report of a payload that passed.
    place: String,
    /// The request, byte by byte.
    bytes: Vec<u8>,
}

impl Payload {
    fn new(kind: &'static str, place: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { kind, place: place.into(), bytes: bytes.into() }
    }
}

/// The status of an answer, and all of its head.
#[derive(Clone, Debug)]
struct Told {
    status: u16,
    head: String,
}

/// Sends the bytes and tells what the first answer says; nothing when the connection ended without one.
async fn told_of(world: &World, bytes: &[u8]) -> Option<Told> {
    let mut stream = TcpStream::connect(world.address).await.unwrap();
    // A gateway that has refused an oversized request need not read the rest of it.
    let _closed = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _reset = within(stream.read_to_end(&mut answer)).await;
    let text = String::from_utf8_lossy(&answer);
    let head = text.split("\r\n\r\n").next()?.to_owned();
    Some(Told { status: head.split(' ').nth(1)?.parse().ok()?, head })
}

/// Sends all of them and tells which were not refused.
async fn passed(world: &World, corpus: &[Payload]) -> Vec<String> {
    stream::iter(corpus)
        .map(|payload| async move { (payload, told_of(world, &payload.bytes).await.map(|told| told.status)) })
        .buffer_unordered(AT_A_TIME)
        .filter_map(|(payload, status)| async move {
            let refused = status.is_none_or(|status| (400..500).contains(&status));
            (!refused).then(|| format!("{}: {} was answered with {status:?}", payload.kind, payload.place))
        })
        .collect()
        .await
}

/// Makes a fine request to every route, about plans of its own, and waits for the ends of those.
async fn greet(world: &World, setting: &Setting) {
    let spare = world.plan(&["alice"]).await;
    for target in targets(&spare) {
        let told = told_of(world, &setting.request(&target).bytes()).await;
        let is_answered = told.as_ref().is_some_and(|told| (200..300).contains(&told.status) || told.status == 409);
        assert!(is_answered, "the clean {} is answered with {told:?}", target.line());
    }
    for plan in world.get_json("/api/plans").await.as_array().unwrap() {
        let path = format!("/api/plans/{}", plan["id"].as_str().unwrap());
        let is_over =
            |view: &serde_json::Value| ["finished", "cancelled"].iter().any(|end| view["status"]["status"] == *end);
        if !path.ends_with(&setting.plan.id) {
            crate::support::until(|| world.get_json(&path), is_over).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn not_one_hostile_request_reaches_a_vendor() {
    let upstream = vendors::vendors().await;
    let world = target::world(&upstream).await;
    let setting = Setting::of(&world).await;
    greet(&world, &setting).await;
    assert!(upstream.requests().iter().any(is_change), "a plan that is started makes its call");
    for path in ["/v2/vectordb/", "/api/v3/", "/managed-mongodb/v1/"] {
        assert!(
            upstream.requests().iter().any(|request| request.line.contains(path)),
            "{path}: reads reach the vendor"
        );
    }
    let (reached, before) = (upstream.requests().len(), (world.events(), world.plan_events()));

    let corpus: Vec<Payload> = [
        paths::corpus(&setting),
        queries::corpus(&setting),
        origins::corpus(&setting),
        framing::corpus(&setting),
        bodies::corpus(&setting),
        vendors_paths::corpus(&setting),
    ]
    .into_iter()
    .flatten()
    .collect();
    assert_eq!(passed(&world, &corpus).await, Vec::<String>::new());
    let strangers: Vec<_> = upstream.requests().into_iter().skip(reached).map(|request| request.line).collect();
    assert_eq!(strangers, Vec::<String>::new());
    assert_eq!((world.events(), world.plan_events()), before, "nothing was stored or started");

    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    corpus.iter().for_each(|payload| *kinds.entry(payload.kind).or_default() += 1);
    println!("{} hostile requests, none of which reached a vendor:", corpus.len());
    kinds.iter().for_each(|(kind, count)| println!("  {kind:<24} {count:>4}"));
    assert!(corpus.len() >= LEAST, "{}", corpus.len());
}
