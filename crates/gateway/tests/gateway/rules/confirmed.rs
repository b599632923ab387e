//! What was not confirmed is not sent, and is known before the first call of its plan.

use rescind_domain::outcome::Proof;
use rescind_domain::{
    Accepted, ConnectionId, Entry, FaultKind, Grant, Membership, Outcome, Principal, PrivilegeGrant, RoleRef,
};
use serde_json::json;

use super::turns::{REVOKE, has_begun};
use super::{World, privileges};
use crate::driver::{Place, Toys, outcome, outcomes, quick, revocation_of, write_vendors};
use crate::support::{ASK_AGAIN, within};

const LOOK: &str = "POST /v2/vectordb/roles/describe";

fn held(role: &str, user: &str) -> Grant {
    Grant::Membership(Membership::new(RoleRef::plain(role), Principal::user(user)))
}

/// A privilege with which the server revokes others.
fn with_others(privilege: &str) -> Grant {
    Grant::Privilege(PrivilegeGrant {
        object_type: "Collection".into(),
        object_name: "products".into(),
        database: "catalog".into(),
        privilege: privilege.into(),
        ..PrivilegeGrant::of(RoleRef::plain("catalog_editor"))
    })
}

impl World {
    /// Every event of the journal: its kind and its entry.
    fn events(&self) -> Vec<(String, Option<String>)> {
        let path = self.directory.path().join("data/journal.sqlite");
        let database = rusqlite::Connection::open(path).unwrap();
        let mut events = database.prepare("SELECT kind, entry FROM event ORDER BY seq").unwrap();
        let rows = events.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_beyond_the_confirmation_is_settled_before_the_first_call_of_the_plan() {
    let world = World::start(quick()).await;
    // Of ten that go before it, each takes a place among the calls for a while.
    world.toys.control("faults", json!({ "path": "/v2/vectordb/users/revoke_role", "delay_ms": 50 })).await;
    let state = world.toys.state_of("milvus").await;
    let bindings = state["milvus"]["bindings"].as_array().unwrap();
    let members = bindings.iter().filter(|row| row["role"] != "admin" && row["user"] != "root").take(10).map(|row| {
        let role = RoleRef::plain(row["role"].as_str().unwrap());
        let user = rescind_domain::Principal::user(row["user"].as_str().unwrap());
        revocation_of("milvus", Grant::Membership(rescind_domain::Membership::new(role, user)))
    });
    let mut entries: Vec<Entry> = members.collect();
    assert_eq!(entries.len(), 10);
    entries.push(revocation_of("milvus", with_others("Load")));
    // It is a wildcard, and nobody was told so.
    let all = Entry::revoke(ConnectionId::new("milvus"), with_others("*"));
    entries.push(all);
    let plan = world.place.driver.run(entries).await;
    let found = outcomes(&plan);
    assert!(found[..10].iter().all(Outcome::is_gone), "{found:?}");
    for (at, entry) in plan.entries.iter().enumerate().skip(10) {
        assert_eq!(outcome(entry).proof(), Some(Proof::NotSent), "{at}: {entry:#?}");
        assert_eq!(outcome(entry).fault().unwrap().kind, FaultKind::Unconfirmed);
    }
    let events = world.events();
    let first_call = events.iter().position(|(kind, _)| kind == "intent").unwrap();
    for entry in &plan.entries[10..] {
        let of = |(kind, of): &(String, Option<String>)| kind == "outcome" && of.as_deref() == Some(entry.id.as_str());
        assert!(events.iter().position(of).unwrap() < first_call, "{events:?}");
    }
    assert!(world.between.passed(REVOKE).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_plans_that_take_the_last_two_administrators_one_is_not_sent() {
    let world = World::start(quick()).await;
    let driver = &world.place.driver;
    // The first call is under way for long enough that the second plan looks, if anything lets it.
    let path = "/v2/vectordb/users/revoke_role";
    world.toys.control("faults", json!({ "path": path, "delay_ms": 1000 })).await;
    let entry = |user: &str| Entry::revoke(ConnectionId::new("milvus"), held("admin", user));
    let first = driver.store(vec![entry("grace_kim")], true).await.id;
    driver.until(&first, has_begun).await;
    let second = driver.store(vec![entry("oncall_admin")], true).await.id;
    assert_eq!(outcomes(&driver.over(&first).await), [Outcome::Revoked]);
    let found = outcomes(&driver.over(&second).await);
    assert_eq!(found[0].proof(), Some(Proof::NotSent), "{found:?}");
    assert_eq!(found[0].fault().unwrap().kind, FaultKind::Unconfirmed);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_observed_long_before_the_call_is_observed_once_more() {
    let world = World::start(quick()).await;
    // Who else is an administrator is read after the look, and takes longer than a look is good for.
    let list = "/v2/vectordb/users/list";
    world.toys.control("faults", json!({ "path": list, "times": 1, "delay_ms": 2500 })).await;
    let plan = world.place.driver.run(vec![Entry::revoke(ConnectionId::new("milvus"), held("admin", "grace_kim"))]);
    assert_eq!(outcomes(&plan.await), [Outcome::Revoked]);
    let call = world.between.passed("POST /v2/vectordb/users/revoke_role").remove(0);
    let lists = world.between.passed(&format!("POST {list}"));
    assert_eq!(lists.iter().filter(|read| read.began < call.began).count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn that_it_is_the_own_account_is_known_before_the_command_of_the_credential_has_run() {
    let toys = Toys::start().await;
    let body = json!({ "userName": "root", "roleName": "read_only" });
    toys.milvus("/v2/vectordb/users/grant_role", &body).await;
    let directory = tempfile::tempdir().unwrap();
    let config = write_vendors(directory.path(), toys.address);
    let text = std::fs::read_to_string(&config).unwrap();
    let command = r#"credential.command = ["printf", "root:Milvus"]"#;
    std::fs::write(&config, text.replace(r#"credential.file = "milvus""#, command)).unwrap();
    let place = Place::start(directory.path(), config, quick()).await;
    let plan = place.driver.run(vec![Entry::revoke(ConnectionId::new("milvus"), held("read_only", "root"))]).await;
    let found = outcomes(&plan);
    assert_eq!(found[0].proof(), Some(Proof::NotSent), "{found:?}");
    assert_eq!(found[0].fault().unwrap().kind, FaultKind::Unconfirmed);
    place.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_of_a_plan_reads_what_its_entries_share_once_and_a_plan_of_one_reads_nothing_more() {
    let world = World::start(quick()).await;
    let confirmed = |privilege: &str, along: &[&str]| {
        let mut entry = revocation_of("milvus", with_others(privilege));
        entry.accepts.extend(along.iter().map(|along| Accepted::Implied(Box::new(with_others(along)))));
        entry
    };
    let load = || confirmed("Load", &["GetLoadState", "GetLoadingProgress"]);
    let plan = world.place.driver.run(vec![load()]).await;
    assert_eq!(outcomes(&plan), [Outcome::Revoked]);
    assert_eq!(world.between.passed(LOOK).len(), 2, "before the call and after it");
    // Two calls for two privileges of one role are checked by one read.
    let world = World::start(quick()).await;
    let plan = world.place.driver.run(vec![load(), confirmed("Flush", &["GetFlushState"])]).await;
    assert!(outcomes(&plan).iter().all(Outcome::is_gone), "{plan:#?}");
    let reads = world.between.passed(LOOK).len();
    assert!((4..=6).contains(&reads), "{reads}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_of_many_is_checked_without_a_read_for_each_entry() {
    let world = World::large(400, 0).await;
    let grants = privileges(&world.toys, 200).await;
    // The server holds the first calls, so that what was read before them can be counted.
    let path = REVOKE.strip_prefix("POST ").unwrap();
    world.toys.control("faults", json!({ "path": path, "delay_ms": 5000 })).await;
    let plan = world.started(&grants).await;
    world.place.driver.until(&plan, has_begun).await;
    within(async {
        while world.between.passed(REVOKE).is_empty() {
            tokio::time::sleep(ASK_AGAIN).await;
        }
    })
    .await;
    let first = world.between.passed(REVOKE).into_iter().map(|call| call.began).min().unwrap();
    let before = world.between.passed(LOOK).into_iter().filter(|read| read.began < first).count();
    assert!(before <= 20, "{before} reads before the first call of 200 entries");
    world.toys.lift().await;
    world.place.driver.wants(&plan, "cancel").await;
}
