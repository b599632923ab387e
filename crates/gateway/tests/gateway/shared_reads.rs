//! Many who read the same at the same time, people and programs: the vendor is asked once, nobody's going takes anything from
//! the others, and nobody is told a state from before a change that had ended when they asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::{Method, RequestBuilder, Response};
use rescind_domain::read::line::{Line, Reading};
use rescind_domain::read::{Member, Row};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::program::gateway;
use crate::support::{World, within};
use crate::upstream::{Reaction, Upstream, answer, done, held};

const MEMBERS: &str = "/api/connections/prod/role/members?name=reader";

/// How many programs read besides two tabs.
const PROGRAMS: usize = 10;

/// A Milvus with two users, of whom the second is described only once that is let.
struct Vendor {
    upstream: Upstream,
    is_open: Arc<AtomicBool>,
    go: Arc<Notify>,
}

impl Vendor {
    async fn start() -> Self {
        let (is_open, go, is_revoked) =
            (Arc::<AtomicBool>::default(), Arc::<Notify>::default(), AtomicBool::new(false));
        let (open, slow) = (Arc::clone(&is_open), Arc::clone(&go));
        let data = |data: Value| answer("200 OK", &[], &json!({ "code": 0, "data": data }).to_string());
        let upstream = Upstream::start(move |_, request| -> Reaction {
            let of = |user: &str| request.body.contains(user);
            if request.line.contains("revoke_role") {
                is_revoked.store(true, Ordering::SeqCst);
                return done();
            }
            match request.line.contains("users/list") {
                true => data(json!(["ann", "bob"])),
                false if of("ann") && is_revoked.load(Ordering::SeqCst) => data(json!([])),
                false if of("bob") && !open.load(Ordering::SeqCst) => held(&slow, data(json!(["reader"]))),
                false => data(json!(["reader"])),
            }
        })
        .await;
        Self { upstream, is_open, go }
    }

    /// The second user is described from now on.
    fn open(&self) {
        self.is_open.store(true, Ordering::SeqCst);
        self.go.notify_waiters();
    }

    /// How often the vendor was asked for its users: once for each reading.
    fn readings(&self) -> usize {
        self.upstream.requests().iter().filter(|request| request.line.contains("users/list")).count()
    }

    fn descriptions(&self) -> usize {
        self.upstream.requests().iter().filter(|request| request.line.contains("users/describe")).count()
    }
}

/// Somebody who reads.
struct Reader {
    answer: Response,
    reading: Reading<Member>,
}

impl Reader {
    /// Begins to read, and has the first holder then.
    async fn begin(request: RequestBuilder) -> Self {
        let mut reader = Self { answer: within(request.send()).await.unwrap(), reading: Reading::default() };
        while reader.reading.list.rows.is_empty() {
            assert!(reader.next().await, "the list has not ended");
        }
        reader
    }

    async fn next(&mut self) -> bool {
        let Some(part) = within(self.answer.chunk()).await.unwrap() else { return false };
        for line in std::str::from_utf8(&part).unwrap().lines() {
            let line: Line<<Member as Row>::Columns> = serde_json::from_str(line).unwrap();
            assert_eq!(self.reading.take(line), Some(()));
        }
        true
    }

    /// Reads to the end, and tells who holds the role.
    async fn end(mut self) -> Vec<String> {
        while self.next().await {}
        assert!(self.reading.tail.unwrap().complete);
        self.reading.list.rows.iter().map(|row| row.membership.principal.id.to_string()).collect()
    }
}

/// A program's token, made by the command line.
fn token(world: &World, name: &str) -> String {
    let create = ["token", "create", name, "--expires-in", "1h", "--connections", "prod", "--scopes", "read"];
    let output = gateway(world.directory.path()).args(create).args(["--data", "data"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

/// Two tabs of two sessions, and ten programs.
async fn requests(world: &World) -> Vec<RequestBuilder> {
    let other = world.client.get(format!("{}{MEMBERS}", world.base)).header("x-rescind", "1");
    let mut requests = vec![world.request(Method::GET, MEMBERS), other.header("cookie", world.sign_in().await)];
    for program in 0..PROGRAMS {
        let secret = token(world, &format!("program-{program}"));
        let request = world.client.get(format!("{}{MEMBERS}", world.base));
        requests.push(request.header("authorization", format!("Bearer {secret}")));
    }
    requests
}

#[tokio::test]
async fn two_tabs_and_ten_programs_read_at_the_vendor_once_whoever_of_them_goes() {
    let vendor = Vendor::start().await;
    let world = World::of(&vendor.upstream).await;
    let mut readers = Vec::new();
    for request in requests(&world).await {
        readers.push(Reader::begin(request).await);
    }
    assert_eq!((readers.len(), vendor.readings()), (2 + PROGRAMS, 1));
    // Who began it, and every second one, have enough.
    let mut is_first = false;
    readers.retain(|_| {
        is_first = !is_first;
        !is_first
    });
    vendor.open();
    for reader in readers {
        assert_eq!(reader.end().await, ["ann", "bob"]);
    }
    assert_eq!((vendor.readings(), vendor.descriptions()), (1, 2));
}

#[tokio::test]
async fn who_asks_after_a_change_does_not_join_those_who_asked_before() {
    let vendor = Vendor::start().await;
    let world = World::of(&vendor.upstream).await;
    let (early, same) = (Reader::begin(world.request(Method::GET, MEMBERS)).await, world.request(Method::GET, MEMBERS));
    let same = Reader::begin(same).await;
    assert_eq!(vendor.readings(), 1);
    let plan = world.start(&["ann"]).await;
    world.ends(&plan).await;
    let late = tokio::spawn(world.request(Method::GET, MEMBERS).send());
    vendor.upstream.until_requests(|_| vendor.readings() == 2).await;
    vendor.open();
    for reader in [early, same] {
        assert_eq!(reader.end().await, ["ann", "bob"], "as it was when they asked");
    }
    let late = Reader { answer: within(late).await.unwrap().unwrap(), reading: Reading::default() };
    assert_eq!(late.end().await, ["bob"]);
    assert_eq!(vendor.readings(), 2);
}

#[tokio::test]
async fn when_the_last_reader_goes_the_vendor_is_asked_no_more_and_the_next_reader_begins_anew() {
    let vendor = Vendor::start().await;
    let world = World::of(&vendor.upstream).await;
    let first = Reader::begin(world.request(Method::GET, MEMBERS)).await;
    let second = Reader::begin(world.request(Method::GET, MEMBERS)).await;
    drop(first);
    drop(second);
    vendor.upstream.was_abandoned(1).await;
    assert_eq!((vendor.readings(), vendor.descriptions()), (1, 2));
    vendor.open();
    let next = Reader::begin(world.request(Method::GET, MEMBERS)).await;
    assert_eq!(next.end().await, ["ann", "bob"]);
    assert_eq!(vendor.readings(), 2);
}

#[tokio::test]
async fn a_gateway_that_stops_in_the_middle_of_a_list_ends_it_without_its_last_line() {
    let vendor = Vendor::start().await;
    let world = World::of(&vendor.upstream).await;
    let mut reader = Reader::begin(world.request(Method::GET, MEMBERS)).await;
    let _directory = world.stop().await;
    while let Ok(Some(part)) = within(reader.answer.chunk()).await {
        for line in std::str::from_utf8(&part).unwrap().lines() {
            let line = serde_json::from_str(line).unwrap();
            assert_eq!(reader.reading.take(line), Some(()));
        }
    }
    assert_eq!((reader.reading.tail, reader.reading.list.rows.len()), (None, 1));
}
