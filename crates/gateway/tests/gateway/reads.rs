//! What can be read of a connection: lists as they are read, shared by those who read the same, never told to be whole when they
//! are not; and faults with all that the vendor said.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rescind_domain::read::line::Reading;
use rescind_domain::read::{Gap, Held, Member, PersonEntry, PrivilegeRow, RoleEntry};
use rescind_domain::{BusinessStatus, FaultKind};
use rescind_gateway::Vendors;
use rescind_sandbox::Seed;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::lists::{fault, take, whole};
use crate::support::{Setup, World, refusal, within};
use crate::upstream::{Reaction, Recorded, Upstream, answer, done, held};

const MEMBERS: &str = "/api/connections/prod/role/members?name=reader";

async fn demo() -> World {
    World::with("http://127.0.0.1:1", Setup { vendors: Some(Vendors::Sandbox(Seed::Demo)), ..Setup::default() }).await
}

fn data(data: &Value) -> Reaction {
    answer("200 OK", &[], &json!({ "code": 0, "data": data }).to_string())
}

/// Which user a request asks about.
fn user_of(request: &Recorded) -> Option<String> {
    let body: Value = serde_json::from_str(&request.body).ok()?;
    body["userName"].as_str().map(str::to_owned)
}

#[tokio::test]
async fn the_lists_of_every_vendor_are_read_to_their_ends() {
    let world = demo().await;
    for connection in ["milvus", "zilliz", "genauth", "mongodb"] {
        let at = |path: &str| format!("/api/connections/{connection}/{path}");
        let roles: Reading<RoleEntry> = whole(world.get(&at("roles")).await).await;
        assert!(roles.tail.is_some(), "{connection}");
        let role = &roles.list.rows.first().unwrap().role;
        let scope = role.scope.as_ref().map(|scope| ("scope", scope.as_str()));
        let names = scope.into_iter().chain([("name", role.name.as_str())]);
        let role = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(names).finish();
        let people: Reading<PersonEntry> = whole(world.get(&at("users")).await).await;
        assert!(!people.list.rows.is_empty() && people.tail.is_some(), "{connection}");
        let members: Reading<Member> = whole(world.get(&at(&format!("role/members?{role}"))).await).await;
        assert!(members.tail.is_some(), "{connection}");
        let privileges: Reading<PrivilegeRow> = whole(world.get(&at(&format!("role/privileges?{role}"))).await).await;
        assert!(privileges.tail.is_some(), "{connection}");
        let health = world.get_json(&at("health")).await;
        assert!(health["counts"].as_array().is_some_and(|counts| !counts.is_empty()), "{health}");
    }
    let alice: Reading<Held> = whole(world.get("/api/connections/milvus/describe/user?id=alice").await).await;
    let about = alice.about.clone().flatten().unwrap();
    assert_eq!((about.principal.name(), alice.list.rows.is_empty()), ("alice".to_owned(), false));
    let nobody: Reading<Held> = whole(world.get("/api/connections/milvus/describe/user?id=nobody").await).await;
    assert_eq!((nobody.about, nobody.list.rows), (Some(None), vec![]));
    let role = world.get_json("/api/connections/milvus/describe/role?name=read_only").await;
    assert_eq!(role["role"]["name"], "read_only");
    assert_eq!(world.get_json("/api/connections/milvus/describe/role?name=none").await, Value::Null);
}

#[tokio::test]
async fn the_first_holders_are_there_before_the_last_is_read() {
    let go = Arc::new(Notify::new());
    let slow = Arc::clone(&go);
    let upstream = Upstream::start(move |_, request| match user_of(request).as_deref() {
        None => data(&json!(["ann", "bob"])),
        Some("ann") => data(&json!(["reader"])),
        Some(_) => held(&slow, data(&json!(["reader"]))),
    })
    .await;
    let world = World::of(&upstream).await;
    let mut answer = world.get(MEMBERS).await;
    let mut reading = Reading::<Member>::default();
    while reading.list.rows.is_empty() {
        let part = within(answer.chunk()).await.unwrap().expect("the list has not ended");
        take(&mut reading, std::str::from_utf8(&part).unwrap());
    }
    assert_eq!((reading.list.rows.len(), &reading.tail), (1, &None), "bob is still being read");
    go.notify_one();
    while let Some(part) = within(answer.chunk()).await.unwrap() {
        take(&mut reading, std::str::from_utf8(&part).unwrap());
    }
    let tail = reading.tail.unwrap();
    assert_eq!((reading.list.rows.len(), tail.complete, tail.gaps.len()), (2, true, 0));
}

#[tokio::test]
async fn a_user_whose_roles_are_hidden_makes_the_list_incomplete() {
    let upstream = Upstream::start(|_, request| match user_of(request).as_deref() {
        None => data(&json!(["ann", "bob"])),
        Some("ann") => data(&json!(["reader"])),
        Some(_) => answer("200 OK", &[], r#"{"code":1,"message":"not now"}"#),
    })
    .await;
    let world = World::of(&upstream).await;
    let reading: Reading<Member> = whole(world.get(MEMBERS).await).await;
    let tail = reading.tail.unwrap();
    assert!(!tail.complete);
    let [Gap::HiddenUsers { count: 1, fault }] = &tail.gaps[..] else { panic!("{:?}", tail.gaps) };
    assert_eq!((fault.business.as_ref(), fault.message.as_deref()), (Some(&BusinessStatus::Code(1)), Some("not now")));
}

#[tokio::test]
async fn a_200_that_says_no_is_a_fault_with_all_that_was_said() {
    let body = r#"{"code":65535,"message":"permission denied to ListUsers"}"#;
    let upstream = Upstream::always(answer("200 OK", &["x-milvus-trace-id: 0af7"], body)).await;
    let world = World::of(&upstream).await;
    for path in ["users", "roles", "role/members?name=reader", "describe/role?name=reader", "health"] {
        let fault = fault(world.get(&format!("/api/connections/prod/{path}")).await).await;
        assert_eq!((fault.http_status, fault.business), (Some(200), Some(BusinessStatus::Code(65535))), "{path}");
        assert_eq!(fault.message.as_deref(), Some("permission denied to ListUsers"), "{path}");
        assert_eq!(fault.request_id.unwrap().as_str(), "0af7", "{path}");
        assert_eq!(fault.raw.as_deref(), Some(body), "{path}");
    }
}

#[tokio::test]
async fn a_vendor_that_cannot_be_reached_is_a_fault_of_the_gateways() {
    let world = World::with("http://127.0.0.1:1", Setup::default()).await;
    let fault = fault(world.get(MEMBERS).await).await;
    assert_eq!((fault.kind, fault.http_status), (FaultKind::Offline, Some(502)));
}

#[tokio::test]
async fn those_who_read_the_same_at_the_same_time_read_it_once() {
    let go = Arc::new(Notify::new());
    let slow = Arc::clone(&go);
    let upstream = Upstream::start(move |_, request| match user_of(request) {
        None => held(&slow, data(&json!(["ann"]))),
        Some(_) => data(&json!(["reader"])),
    })
    .await;
    let world = World::of(&upstream).await;
    let readers: Vec<_> = (0..12).map(|_| tokio::spawn(world.request(reqwest::Method::GET, MEMBERS).send())).collect();
    upstream.has_requests(1).await;
    // Whoever came in is in the log of requests by now, or joins later; nobody asks the vendor again in either case.
    while world.get_json("/api/plans").await.as_array().is_none() {}
    go.notify_one();
    for reader in readers {
        let reading: Reading<Member> = whole(within(reader).await.unwrap().unwrap()).await;
        assert_eq!(reading.list.rows.len(), 1);
        if upstream.requests().len() > 2 {
            go.notify_one();
        }
    }
    assert!(upstream.requests().len() < 12, "{} requests", upstream.requests().len());
}

#[tokio::test]
async fn nobody_joins_a_reading_that_began_before_a_change() {
    let go = Arc::new(Notify::new());
    let (slow, is_first, is_held) = (Arc::clone(&go), AtomicBool::new(true), AtomicBool::new(true));
    let upstream = Upstream::start(move |_, request| {
        if request.line.contains("revoke_role") {
            is_held.store(false, Ordering::SeqCst);
            return done();
        }
        match user_of(request) {
            None if is_first.swap(false, Ordering::SeqCst) => held(&slow, data(&json!(["ann"]))),
            None => data(&json!(["ann"])),
            Some(_) if is_held.load(Ordering::SeqCst) => data(&json!(["reader"])),
            Some(_) => data(&json!([])),
        }
    })
    .await;
    let world = World::of(&upstream).await;
    let users = |requests: &[Recorded]| requests.iter().filter(|request| request.line.contains("users/list")).count();
    let early = tokio::spawn(world.request(reqwest::Method::GET, MEMBERS).send());
    upstream.until_requests(|requests| users(requests) == 1).await;
    let plan = world.start(&["ann"]).await;
    world.ends(&plan).await;
    let late = tokio::spawn(world.request(reqwest::Method::GET, MEMBERS).send());
    go.notify_one();
    let (early, late): (Reading<Member>, Reading<Member>) =
        (whole(within(early).await.unwrap().unwrap()).await, whole(within(late).await.unwrap().unwrap()).await);
    assert!(early.head.unwrap().seq < late.head.unwrap().seq);
    assert_eq!(users(&upstream.requests()), 2);
}

#[tokio::test]
async fn a_reading_that_nobody_wants_any_more_ends_at_the_vendor_too() {
    let never = Arc::new(Notify::new());
    let slow = Arc::clone(&never);
    let upstream = Upstream::start(move |_, _| held(&slow, done())).await;
    let world = World::of(&upstream).await;
    let reader = tokio::spawn(world.request(reqwest::Method::GET, MEMBERS).send());
    upstream.has_requests(1).await;
    reader.abort();
    upstream.was_abandoned(1).await;
}

#[tokio::test]
async fn a_query_that_names_nothing_is_refused_and_asks_no_vendor() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let long = "x".repeat(1025);
    for query in [
        "",
        "?name=",
        "?name=a%0d%0ab",
        "?name=%00",
        "?name=%ff",
        "?name=%c0%af",
        "?name=a&name=b",
        "?name=a&other=b",
        "?scope=a",
        &format!("?name={long}"),
    ] {
        for path in ["role/members", "role/privileges", "describe/role"] {
            let answer = world.get(&format!("/api/connections/prod/{path}{query}")).await;
            assert_eq!(refusal(answer).await, (400, "bad_request".to_owned()), "{path}{query}");
        }
    }
    for path in ["roles?x=1", "users?scope=a", "health?name=a"] {
        let answer = world.get(&format!("/api/connections/prod/{path}")).await;
        assert_eq!(refusal(answer).await, (400, "bad_request".to_owned()), "{path}");
    }
    for path in ["none/roles", "none/users", "none/health"] {
        let answer = world.get(&format!("/api/connections/{path}")).await;
        assert_eq!(refusal(answer).await, (404, "not_found".to_owned()), "{path}");
    }
    assert_eq!(upstream.connections(), 0);
}
