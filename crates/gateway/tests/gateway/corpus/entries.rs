//! Entries that are no entries: what the gateway could never send, or must not, is refused when a plan is created or asked to
//! try something again, and nothing of it is stored. Where a name is harmless data, exactly that name reaches the vendor.

use serde_json::{Value, json};

use super::target::world;
use crate::milvus::{Act, Roles, milvus, milvus_where};
use crate::support::{World, entry, refusal, told, undo};
use crate::upstream::{Upstream, answer, done};

/// Names that are more than a name wherever somebody puts text together. No control characters.
pub(super) const NAMES: &[&str] = &[
    "/",
    "a/b",
    "..",
    "../..",
    "%2f",
    "%2e%2e%2f",
    "a%00b",
    "..%2f..%2froles%2fdrop",
    "?x=1",
    "#",
    ";v=1",
    "a;b",
    "\\",
    "..\\",
    "\"",
    "\",\"roleName\":\"admin",
    "'",
    "' OR '1'='1",
    "{}",
    "${x}",
    "<b>",
    "*",
    " ",
    " alice ",
    "Alice",
    "ключ",
    "a\u{301}",
    "．．／",
    "\u{feff}alice",
    "\u{202e}ecila",
    "-rf",
    "@admin",
    "=cmd()",
    "x:revokePermission",
];

/// Parts of names that no vendor has.
pub(super) const CONTROLS: &[&str] =
    &["\r\n", "\n", "\r", "\0", "\t", "\u{1b}[2J", "\u{7f}", "\u{85}", "\r\nx-rescind: 1\r\n\r\n"];

fn held(role: &str, user: &str) -> Value {
    json!({ "kind": "membership", "role": role, "principal": { "kind": "user", "id": user } })
}

fn scoped(scope: &str, role: &str, user: &str) -> Value {
    let mut grant = held(role, user);
    grant["scope"] = json!(scope);
    grant
}

fn access(scope: &str, user: &str) -> Value {
    let principal = json!({ "kind": "user", "id": user });
    json!({ "kind": "access", "scope": scope, "on": "orders", "roles": ["read"], "principal": principal })
}

fn privilege(object_type: &str) -> Value {
    json!({
        "kind": "privilege", "role": "reader", "object_type": object_type, "object_name": "docs", "database": "d",
        "privilege": "Insert",
    })
}

fn of(connection: &str, grant: Value) -> Value {
    json!({ "connection": connection, "grant": grant })
}

/// What can be stored of no vendor, or not of this one.
pub(super) fn hostile() -> Vec<(String, Value)> {
    let mut all: Vec<(String, Value)> = Vec::new();
    let mut add = |what: &str, entry: Value| all.push((what.to_owned(), entry));
    for control in CONTROLS {
        for name in [format!("{control}alice"), format!("al{control}ice"), format!("alice{control}")] {
            add("a control character in a user", of("prod", held("reader", &name)));
            add("a control character in a role", of("prod", held(&name, "alice")));
            add("a control character in a scope", of("people", scoped(&name, "code1", "u1")));
            add("a control character in a user of GenAuth", of("people", scoped("default", "code1", &name)));
            add("a control character in a user of a cluster", of("orders", access("c9q/orders", &name)));
            let mut grant = privilege("Collection");
            for field in ["role", "object_type", "object_name", "database", "privilege"] {
                grant[field] = json!(name);
                add("a control character in a privilege", of("prod", grant.clone()));
                grant[field] = json!("x");
            }
        }
    }
    // Names that stand in a path.
    for name in
        ["/", "a/b", "..", ".", "%2f", "a%2fb", "%2e%2e", "a b", "a:b", "a?b", "a#b", "a;b", "a\\b", "ключ", "*", ""]
    {
        add("a user of a cluster", of("orders", access("c9q/orders", name)));
        add("a user of a cluster, by one role", of("orders", scoped("c9q/orders", "read", name)));
        for scope in [format!("{name}/orders"), format!("c9q/{name}/x"), format!("c9q/x/{name}")] {
            add("a place", of("orders", access(&scope, "alice")));
        }
    }
    for (connection, grants) in [
        ("prod", vec![scoped("default", "code1", "u1"), access("c9q/orders", "alice")]),
        ("people", vec![held("reader", "alice"), access("c9q/orders", "alice"), privilege("Collection")]),
        ("orders", vec![held("reader", "alice"), scoped("default", "code1", "u1"), privilege("Collection")]),
    ] {
        for grant in grants {
            add("another vendor's grant", of(connection, grant));
        }
    }
    let other_kind =
        |kind: &str| json!({ "kind": "membership", "role": "r", "principal": { "kind": kind, "id": "x" } });
    for kind in ["group", "department", "role"] {
        add("a holder that there is not", of("prod", other_kind(kind)));
        let mut grant = other_kind(kind);
        grant["scope"] = json!("c9q/orders");
        add("a holder that there is not", of("orders", grant));
    }
    for connection in ["", "none", "PROD", "prod/", "../prod", "prod%00", "audit"] {
        add("a connection that there is not, or that only reads", of(connection, held("reader", "alice")));
    }
    for accepts in [
        json!(["everything"]),
        json!(["Wildcard"]),
        json!([""]),
        json!([1]),
        json!([null]),
        json!("wildcard"),
        json!({}),
        json!([{ "kind": "everything" }]),
        json!([["wildcard"]]),
    ] {
        let mut entry = entry("prod", "alice");
        entry["accepts"] = accepts;
        add("something that nobody can confirm", entry);
    }
    for undoes in [json!("none"), json!(""), json!("../x"), json!("' OR 1=1 --"), json!(1), json!(["x"]), json!({})] {
        let mut entry = entry("prod", "alice");
        entry["undoes"] = undoes;
        add("an entry that there is not", entry);
    }
    for broken in
        [json!({}), json!([]), json!(null), json!("x"), json!({ "connection": "prod" }), of("prod", json!({}))]
    {
        add("no entry at all", broken);
    }
    all
}

async fn refused(world: &World, what: &str, entries: &[Value]) {
    for start in [true, false] {
        let plan = json!({ "reason": "", "entries": entries, "start": start }).to_string();
        let answer = world.post("/api/plans", &plan).await;
        assert_ne!(answer.status(), 200, "{what}: {plan}");
        let (status, kind) = refusal(answer).await;
        let expected = [(400, "bad_request"), (403, "read_only"), (403, "not_allowed"), (404, "not_found")];
        assert!(expected.contains(&(status, kind.as_str())), "{what}: {status} {kind}: {plan}");
    }
}

#[tokio::test]
async fn what_could_never_be_sent_is_refused_when_it_is_created_and_nothing_is_stored() {
    let upstream = Upstream::always(done()).await;
    let world = world(&upstream).await;
    let hostile = hostile();
    for (what, entry) in &hostile {
        refused(&world, what, std::slice::from_ref(entry)).await;
    }
    // Also among others that are fine.
    for (what, hostile) in hostile.iter().step_by(40) {
        refused(&world, what, &[entry("prod", "alice"), hostile.clone(), entry("prod", "bob")]).await;
    }
    refused(&world, "too many", &vec![entry("prod", "alice"); 10_001]).await;
    assert_eq!(world.get_json("/api/plans").await, json!([]));
    assert_eq!((world.events(), world.plan_events()), (Vec::new(), Vec::new()));
    assert_eq!(upstream.connections(), 0);
    assert!(hostile.len() >= 300, "{}", hostile.len());
}

#[tokio::test]
async fn a_name_that_is_harmless_data_reaches_the_vendor_exactly_as_it_is() {
    let roles = Roles::default();
    for name in NAMES {
        roles.set("holder", NAMES);
        roles.set(name, &["reader"]);
    }
    let upstream = milvus(&roles).await;
    let world = World::of(&upstream).await;
    for name in NAMES {
        for (role, user) in [("reader", *name), (*name, "holder")] {
            let before = upstream.requests().len();
            let plan = world.store(&[of("prod", held(role, user))], true).await;
            assert_eq!(told(&world.ends(&plan).await), ["Revoked"], "{name:?}");
            let body = json!({ "roleName": role, "userName": user }).to_string();
            let look = json!({ "userName": user }).to_string();
            let sent: Vec<_> =
                upstream.requests().split_off(before).into_iter().map(|request| (request.line, request.body)).collect();
            let line = |path: &str| format!("POST /base/v2/vectordb/users/{path} HTTP/1.1");
            let expected = [(line("describe"), look.clone()), (line("revoke_role"), body), (line("describe"), look)];
            assert_eq!(sent, expected, "{name:?}");
        }
    }
}

/// A server that denies what is asked of those whose name says so.
async fn denying() -> Upstream {
    let denied = r#"{"code":65535,"message":"PrivilegeManageOwnership: permission deny to root"}"#;
    milvus_where(&Roles::default(), move |_, request| match request.body.contains("failed") {
        true => Act::Left(answer("200 OK", &[], denied)),
        false => Act::Carried(done()),
    })
    .await
}

#[tokio::test]
async fn an_undo_of_what_it_does_not_undo_is_refused_when_it_is_created() {
    let upstream = denying().await;
    let world = World::of(&upstream).await;
    let revoked = world.run(&["alice", "failed"]).await;
    let stored = world.plan(&["carol"]).await;
    let before = (world.events().len(), world.plan_events().len());
    let [alice, failed] = revoked.entries.as_slice() else { panic!("{revoked:?}") };
    let on = |connection: &str, mut entry: Value| {
        entry["connection"] = json!(connection);
        entry
    };
    let with_role = |role: &str| {
        let mut entry = undo("alice", alice);
        entry["grant"]["role"] = json!(role);
        entry
    };
    for (what, entry) in [
        ("another connection's", on("other", undo("alice", alice))),
        ("of a connection that only reads", on("audit", undo("alice", alice))),
        ("somebody else's", undo("bob", alice)),
        ("another role", with_role("admin")),
        ("another spelling", with_role("Reader")),
        ("what failed", undo("failed", failed)),
        ("what was never started", undo("carol", &stored.entries[0])),
        ("a plan in place of an entry", undo("alice", &revoked.id)),
    ] {
        refused(&world, what, &[entry]).await;
    }
    assert_eq!((world.events().len(), world.plan_events().len()), before);
    assert_eq!(upstream.changes().len(), 2);
}

#[tokio::test]
async fn only_entries_of_the_plan_that_can_be_tried_again_are() {
    let upstream = denying().await;
    let world = World::of(&upstream).await;
    let plan = world.run(&["alice", "failed"]).await;
    let other = world.run(&["failed-too"]).await;
    let before = (world.events().len(), world.plan_events().len());
    let path = format!("{}/retry", plan.path());
    let (own, foreign) = (plan.entries[1].as_str(), other.entries[0].as_str());
    for entries in [
        vec![foreign],
        vec![own, foreign],
        vec![&plan.entries[0]],
        vec!["none"],
        vec![""],
        vec![&plan.id],
        vec!["../x"],
        vec!["' OR '1'='1"],
        vec!["\r\n"],
        vec!["*"],
    ] {
        let answer = world.post(&path, &json!({ "entries": entries }).to_string()).await;
        assert_eq!(refusal(answer).await, (409, "plan_refused".to_owned()), "{entries:?}");
    }
    for body in ["[]", "{", "null", r#"{"entries":[1]}"#, r#"{"entries":"x"}"#, r#"{"entries":{}}"#] {
        assert_eq!(refusal(world.post(&path, body).await).await, (400, "bad_request".to_owned()), "{body}");
    }
    let long = json!({ "entries": vec![own; 100_000] }).to_string();
    assert_eq!(refusal(world.post(&path, &long).await).await, (413, "too_large".to_owned()));
    assert_eq!((world.events().len(), world.plan_events().len()), before);
    assert_eq!(upstream.changes().len(), 3);
    // The same entry twice is one attempt.
    assert_eq!(world.post(&path, &json!({ "entries": [own, own] }).to_string()).await.status(), 204);
    world.ends(&plan).await;
    assert_eq!(upstream.changes().len(), 4);
}
