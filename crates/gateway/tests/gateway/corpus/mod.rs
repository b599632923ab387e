//! A corpus of hostile requests, as a table of kinds and places, against an upstream that records who comes: not one of them
//! gets there. The clean form of each request does, so that no payload is refused for a reason of the corpus' own.

mod changes;
mod entries;
mod framing;
mod origins;
mod paths;
mod queries;
mod target;

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, stream};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{World, within};
use crate::upstream::{Upstream, done};
use target::{Setting, TARGETS};

/// The least that the corpus has to hold.
const LEAST: usize = 500;
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

/// Sends the bytes and tells the status of the first answer; nothing when the connection ended without one.
async fn status_of(world: &World, bytes: &[u8]) -> Option<u16> {
    let mut stream = TcpStream::connect(world.address).await.unwrap();
    // A gateway that has refused an oversized request need not read the rest of it.
    let _closed = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _reset = within(stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).split(' ').nth(1)?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn not_one_hostile_request_reaches_a_vendor() {
    let upstream = Upstream::always(done()).await;
    let world = target::world(&upstream).await;
    let setting = Setting::of(&world).await;
    for target in TARGETS {
        let clean = status_of(&world, &setting.request(target).bytes()).await;
        assert!(clean.is_some_and(|status| status == 200), "the clean {} is answered with {clean:?}", target.path);
    }
    let reached = upstream.requests().len();
    assert!(reached >= TARGETS.len(), "each clean request reaches the vendor");

    let corpus: Vec<Payload> =
        [paths::corpus(&setting), queries::corpus(&setting), origins::corpus(&setting), framing::corpus(&setting)]
            .into_iter()
            .flatten()
            .collect();
    let world = &world;
    let passed: Vec<String> = stream::iter(&corpus)
        .map(|payload| async move { (payload, status_of(world, &payload.bytes).await) })
        .buffer_unordered(AT_A_TIME)
        .filter_map(|(payload, status)| async move {
            let refused = status.is_none_or(|status| (400..500).contains(&status));
            (!refused).then(|| format!("{}: {} was answered with {status:?}", payload.kind, payload.place))
        })
        .collect()
        .await;
    assert_eq!(passed, Vec::<String>::new());
    let strangers: Vec<_> = upstream.requests().into_iter().skip(reached).map(|request| request.line).collect();
    assert_eq!(strangers, Vec::<String>::new());

    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    corpus.iter().for_each(|payload| *kinds.entry(payload.kind).or_default() += 1);
    println!("{} hostile requests, none of which reached a vendor:", corpus.len());
    kinds.iter().for_each(|(kind, count)| println!("  {kind:<24} {count:>4}"));
    assert!(corpus.len() >= LEAST, "{}", corpus.len());
}
