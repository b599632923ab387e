//! Calls that give back what an entry took: exactly that, once, and nothing else, whoever asks.

use reqwest::{Method, Response};
use rescind_gateway::Vendors;
use rescind_sandbox::Seed;
use serde_json::{Value, json};

use crate::support::{Setup, World, fault, json_of, refusal, revocation, within};
use crate::upstream::{Reaction, Upstream, answer, done};

const MILVUS: &str = "/api/c/milvus/v2/vectordb";
const SHOP: &str = "/managed-mongodb/v1/clusters/c9qshop0n8r2k6t0v5x1";

async fn world() -> World {
    World::with("http://127.0.0.1:1", Setup { vendors: Some(Vendors::Sandbox(Seed::Demo)), ..Setup::default() }).await
}

fn held(role: &str, user: &str) -> Value {
    json!({ "kind": "membership", "role": role, "principal": { "kind": "user", "id": user } })
}

fn privilege(privilege: &str) -> Value {
    json!({
        "kind": "privilege", "role": "catalog_editor", "object_type": "Collection", "object_name": "products",
        "database": "catalog", "privilege": privilege,
    })
}

/// Stores a plan of one; `undo` is what it undoes.
async fn plan(world: &World, connection: &str, grant: &Value, undo: Option<&str>) -> Response {
    let mut entry = json!({ "connection": connection, "grant": grant });
    if let Some(undo) = undo {
        entry["undo"] = json!(undo);
    }
    world.post("/api/plans", &json!({ "reason": "r", "entries": [entry] }).to_string()).await
}

async fn entry(world: &World, connection: &str, grant: &Value, undo: Option<&str>) -> String {
    let plan = json_of(plan(world, connection, grant, undo).await).await;
    plan["entries"][0]["id"].as_str().unwrap().to_owned()
}

async fn send(world: &World, method: Method, path: &str, headers: &[(&str, &str)], body: &Value) -> Response {
    let request = world.request(method, path).header("content-type", "application/json");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.body(body.to_string()).send().await.unwrap()
}

/// Takes a grant as the console does, and settles it.
async fn take(world: &World, connection: &str, grant: &Value, path: &str, body: &Value) -> String {
    let id = entry(world, connection, grant, None).await;
    let headers = [("x-rescind-entry", id.as_str()), ("x-rescind-witness", "1")];
    json_of(send(world, Method::POST, path, &headers, body).await).await;
    assert_eq!(world.settle(&id, json!({ "outcome": "Revoked" })).await.status(), 204);
    id
}

async fn give(world: &World, path: &str, id: &str, undo: &str, body: &Value) -> Response {
    send(world, Method::POST, path, &[("x-rescind-entry", id), ("x-rescind-undo", undo)], body).await
}

async fn take_read_only(world: &World, user: &str) -> String {
    let body = json!({ "userName": user, "roleName": "read_only" });
    take(world, "milvus", &held("read_only", user), &format!("{MILVUS}/users/revoke_role"), &body).await
}

fn not_allowed() -> (u16, String) {
    (403, "not_allowed".to_owned())
}

#[tokio::test]
async fn what_an_entry_took_is_given_back_once_and_the_journal_names_what_it_undoes() {
    let world = world().await;
    let taken = take_read_only(&world, "user_1").await;
    let row = world.rows().await.remove(0);
    assert_eq!(row["witnessed"], json!([held("read_only", "user_1")]));
    assert!(row.get("givenBack").is_none());

    let undo = entry(&world, "milvus", &held("read_only", "user_1"), Some(&taken)).await;
    let (path, body) = (format!("{MILVUS}/users/grant_role"), json!({ "userName": "user_1", "roleName": "read_only" }));
    assert_eq!(json_of(give(&world, &path, &undo, &taken, &body).await).await["code"], 0);
    let wrong = world.settle(&undo, json!({ "outcome": "Revoked" })).await;
    assert_eq!(refusal(wrong).await, (409, "outcome_refused".to_owned()));
    let other = entry(&world, "milvus", &held("read_only", "user_1"), Some(&taken)).await;
    assert_eq!(
        refusal(give(&world, &path, &other, &taken, &body).await).await,
        not_allowed(),
        "it may be undone by now"
    );
    let first = |rows: Vec<Value>| rows.into_iter().find(|row| row["entry"] == json!(taken)).unwrap();
    assert_eq!(first(world.rows().await)["givenBack"], json!([held("read_only", "user_1")]), "it may be undone by now");
    assert_eq!(world.settle(&undo, json!({ "outcome": "Restored" })).await.status(), 204);
    let row = world.rows().await.remove(0);
    assert_eq!((&row["undo"], &row["outcome"], &row["verified"]), (&json!(taken), &json!("Restored"), &json!(true)));
    let view = json_of(world.get(&format!("/api/plans/{}", row["plan"].as_str().unwrap())).await).await;
    assert_eq!(view["entries"][0]["undo"], json!(taken));
    let row = first(world.rows().await);
    assert_eq!(row["givenBack"], json!([held("read_only", "user_1")]));
    let view = json_of(world.get(&format!("/api/plans/{}", row["plan"].as_str().unwrap())).await).await;
    assert_eq!(view["entries"][0]["givenBack"], json!([held("read_only", "user_1")]));
    let roles = world.post(&format!("{MILVUS}/users/describe"), r#"{"userName":"user_1"}"#).await;
    assert!(json_of(roles).await["data"].as_array().unwrap().contains(&json!("read_only")));

    assert_eq!(refusal(give(&world, &path, &other, &taken, &body).await).await, not_allowed(), "it was undone");
    // What gave back is no reason to give back.
    let again = entry(&world, "milvus", &held("read_only", "user_1"), Some(&undo)).await;
    assert_eq!(refusal(give(&world, &path, &again, &undo, &body).await).await, not_allowed());
}

#[tokio::test]
async fn a_stolen_session_gives_nothing_but_what_was_taken() {
    let world = world().await;
    let taken = take_read_only(&world, "user_1").await;
    let undo = entry(&world, "milvus", &held("read_only", "user_1"), Some(&taken)).await;
    let plain = entry(&world, "milvus", &held("admin", "alice"), None).await;
    let (path, right) =
        (format!("{MILVUS}/users/grant_role"), json!({ "userName": "user_1", "roleName": "read_only" }));
    let privilege_path = format!("{MILVUS}/roles/grant_privilege_v2");
    let wider = json!({ "roleName": "read_only", "privilege": "*", "dbName": "*", "collectionName": "*" });
    for (what, path, id, header, body) in [
        ("another role", &path, &undo, &taken, json!({ "userName": "user_1", "roleName": "admin" })),
        ("another user", &path, &undo, &taken, json!({ "userName": "alice", "roleName": "read_only" })),
        ("more than the call", &path, &undo, &taken, json!({ "userName": "user_1", "roleName": "read_only", "x": 1 })),
        ("a privilege", &privilege_path, &undo, &taken, wider),
        ("an entry that takes", &path, &plain, &taken, json!({ "userName": "alice", "roleName": "admin" })),
        ("an entry that took", &path, &taken, &taken, right.clone()),
        ("another undone entry", &path, &undo, &plain, right.clone()),
        ("itself", &path, &undo, &undo, right.clone()),
    ] {
        assert_eq!(refusal(give(&world, path, id, header, &body).await).await, not_allowed(), "{what}");
    }
    for headers in [
        vec![],
        vec![("x-rescind-entry", undo.as_str())],
        vec![("x-rescind-undo", taken.as_str())],
        vec![("x-rescind-entry", undo.as_str()), ("x-rescind-undo", &taken), ("x-rescind-undo", &taken)],
        vec![("x-rescind-entry", "none"), ("x-rescind-undo", &taken)],
    ] {
        let answer = send(&world, Method::POST, &path, &headers, &right).await;
        assert_eq!(refusal(answer).await, not_allowed(), "{headers:?}");
    }
    // An entry that says to undo, but another grant than what was taken.
    for grant in [held("admin", "user_1"), held("read_only", "bob")] {
        let id = entry(&world, "milvus", &grant, Some(&taken)).await;
        let body = json!({ "userName": grant["principal"]["id"], "roleName": grant["role"] });
        assert_eq!(refusal(give(&world, &path, &id, &taken, &body).await).await, not_allowed(), "{grant}");
    }
    // And what gives back takes nothing.
    let answer = give(&world, &format!("{MILVUS}/users/revoke_role"), &undo, &taken, &right).await;
    assert_eq!(refusal(answer).await, (409, "intent_refused".to_owned()));
    assert!(world.events().iter().filter(|kind| *kind == "intent").count() == 1, "nothing of it left");
    assert!(give(&world, &path, &undo, &taken, &right).await.status().is_success());
}

#[tokio::test]
async fn what_nobody_held_cannot_be_given_by_pretending_to_take_it() {
    let world = world().await;
    // Milvus says yes to taking what is not there, and whoever has the session may call that revoked.
    let body = json!({ "userName": "user_1", "roleName": "admin" });
    let path = format!("{MILVUS}/users/revoke_role");
    let pretended = take(&world, "milvus", &held("admin", "user_1"), &path, &body).await;
    let undo = entry(&world, "milvus", &held("admin", "user_1"), Some(&pretended)).await;
    let answer = give(&world, &format!("{MILVUS}/users/grant_role"), &undo, &pretended, &body).await;
    assert_eq!(refusal(answer).await, not_allowed());

    let roles = ["mdbDbAdmin", "root", "read"];
    let alice = json!({ "kind": "user", "id": "alice" });
    let scope = "c9qshop0n8r2k6t0v5x1/billing";
    let access = json!({ "kind": "access", "scope": scope, "on": "billing", "principal": alice, "roles": roles });
    let user = format!("/api/c/mongodb{SHOP}/users/alice");
    let body = json!({ "databaseName": "billing" });
    let taken = take(&world, "mongodb", &access, &format!("{user}:revokePermission"), &body).await;
    let seen = world.rows().await[0]["witnessed"].clone();
    assert_eq!(seen[0]["roles"], json!(["read", "mdbDbAdmin"]));
    let undo = entry(&world, "mongodb", &access, Some(&taken)).await;
    let body = json!({ "permission": { "databaseName": "billing", "roles": roles } });
    assert_eq!(
        refusal(give(&world, &format!("{user}:grantPermission"), &undo, &taken, &body).await).await,
        not_allowed()
    );
}

#[tokio::test]
async fn only_what_is_settled_as_gone_and_was_seen_is_undone() {
    let world = world().await;
    let grant = held("read_only", "user_1");
    let (revoke, path) = (format!("{MILVUS}/users/revoke_role"), format!("{MILVUS}/users/grant_role"));
    let body = json!({ "userName": "user_1", "roleName": "read_only" });
    let taken = entry(&world, "milvus", &grant, None).await;
    let undo = entry(&world, "milvus", &grant, Some(&taken)).await;
    assert_eq!(refusal(give(&world, &path, &undo, &taken, &body).await).await, not_allowed(), "never sent");
    // Without the header the gateway does not look, and cannot know.
    json_of(send(&world, Method::POST, &revoke, &[("x-rescind-entry", &taken)], &body).await).await;
    assert_eq!(refusal(give(&world, &path, &undo, &taken, &body).await).await, not_allowed(), "not settled");
    assert_eq!(world.settle(&taken, json!({ "outcome": "Revoked" })).await.status(), 204);
    assert_eq!(refusal(give(&world, &path, &undo, &taken, &body).await).await, not_allowed(), "not seen");

    let foreign = plan(&world, "zilliz", &grant, Some(&taken)).await;
    assert_eq!(refusal(foreign).await, (400, "bad_request".to_owned()));
    let unknown = plan(&world, "milvus", &grant, Some("none")).await;
    assert_eq!(refusal(unknown).await, (404, "not_found".to_owned()));
}

/// Somebody else takes it while the vendor refuses the entry's own call.
#[tokio::test]
async fn what_every_attempt_was_refused_took_nothing_that_could_be_given_back() {
    let held_now = || answer("200 OK", &[], r#"{"code":0,"data":["reader"]}"#);
    let refused = || answer("200 OK", &[], r#"{"code":1800,"message":"user not authenticated"}"#);
    let upstream = Upstream::start(move |number, _| match number {
        1 | 3 | 5 => held_now(),
        4 => Reaction::Close(String::new()),
        _ => refused(),
    })
    .await;
    let world = World::of(&upstream).await;
    let body: Value = serde_json::from_str(&revocation("alice")).unwrap();
    let path = "/api/c/prod/v2/vectordb/users/revoke_role";
    let attempt = async |id: &str, outcome: Value| {
        let headers = [("x-rescind-entry", id), ("x-rescind-witness", "1")];
        send(&world, Method::POST, path, &headers, &body).await;
        assert_eq!(world.settle(id, outcome).await.status(), 204);
    };
    let seen = async |id: &str| {
        let plan = world.rows().await.iter().find(|row| row["entry"] == id).unwrap()["plan"].clone();
        world.get_json(&format!("/api/plans/{}", plan.as_str().unwrap())).await["entries"][0].get("witnessed").is_some()
    };
    let others = world.plan(&["alice"]).await.remove(0);
    attempt(&others, json!({ "outcome": "Revoked" })).await;
    assert!(!seen(&others).await && world.rows().await[0].get("witnessed").is_none());
    let undo = entry(&world, "prod", &held("reader", "alice"), Some(&others)).await;
    let back = give(&world, "/api/c/prod/v2/vectordb/users/grant_role", &undo, &others, &body).await;
    assert_eq!(refusal(back).await, not_allowed());

    let own = world.plan(&["alice"]).await.remove(0);
    attempt(&own, fault("Unknown")).await;
    attempt(&own, json!({ "outcome": "Revoked" })).await;
    assert!(seen(&own).await, "the first attempt may have taken it");
}

#[tokio::test]
async fn a_privilege_comes_back_with_what_went_along_and_with_nothing_more() {
    let world = world().await;
    let (revoke, path) = (format!("{MILVUS}/roles/revoke_privilege_v2"), format!("{MILVUS}/roles/grant_privilege_v2"));
    let body = |privilege: &str| json!({ "roleName": "catalog_editor", "privilege": privilege, "dbName": "catalog", "collectionName": "products" });
    // One of the linked rows is taken by itself first: to give Load back alone would bring it back.
    let first = take(&world, "milvus", &privilege("GetLoadState"), &revoke, &body("GetLoadState")).await;
    let load = take(&world, "milvus", &privilege("Load"), &revoke, &body("Load")).await;
    let seen = world.rows().await[0]["witnessed"].clone();
    let names: Vec<_> = seen.as_array().unwrap().iter().map(|grant| grant["privilege"].clone()).collect();
    assert_eq!(names, ["GetLoadingProgress", "Load"]);
    let undo = entry(&world, "milvus", &seen[1], Some(&load)).await;
    assert_eq!(refusal(give(&world, &path, &undo, &load, &body("Load")).await).await, not_allowed());
    let rows = world.rows().await;
    let own = rows.iter().find(|row| row["entry"] == json!(first)).unwrap()["witnessed"][0].clone();
    let before = entry(&world, "milvus", &own, Some(&first)).await;
    assert!(give(&world, &path, &before, &first, &body("GetLoadState")).await.status().is_success());
    assert!(give(&world, &path, &undo, &load, &body("Load")).await.status().is_success());
}

#[tokio::test]
async fn a_role_of_genauth_comes_back_for_those_who_held_it() {
    let world = world().await;
    let grant = |id: &str| {
        let principal = json!({ "kind": "user", "id": id });
        json!({ "kind": "membership", "role": "code1", "scope": "default", "principal": principal })
    };
    let body = |ids: &[&str]| {
        let targets: Vec<_> = ids.iter().map(|id| json!({ "targetType": "USER", "targetIdentifier": id })).collect();
        json!({ "code": "code1", "namespace": "default", "targets": targets })
    };
    let (alice, path) = ("60b49eb83fd80adb96f26e68", "/api/c/genauth/api/v3/assign-role");
    let taken = take(&world, "genauth", &grant(alice), "/api/c/genauth/api/v3/revoke-role", &body(&[alice])).await;
    let undo = entry(&world, "genauth", &grant(alice), Some(&taken)).await;
    for wrong in [body(&[alice, "60b49eb83fd80adb96f26e69"]), body(&["60b49eb83fd80adb96f26e69"]), body(&[])] {
        assert_eq!(refusal(give(&world, path, &undo, &taken, &wrong).await).await, not_allowed());
    }
    assert_eq!(json_of(give(&world, path, &undo, &taken, &body(&[alice])).await).await["statusCode"], 200);
}

#[tokio::test]
async fn a_set_of_permissions_gets_back_the_one_role_and_no_other() {
    let world = world().await;
    let principal = json!({ "kind": "user", "id": "alice" });
    let scope = "c9qshop0n8r2k6t0v5x1/billing";
    let grant = json!({ "kind": "membership", "role": "mdbDbAdmin", "scope": scope, "principal": principal });
    let path = format!("/api/c/mongodb{SHOP}/users/alice");
    let set = |roles: &[&str]| {
        let permission = |database: &str, roles: &[&str]| json!({ "databaseName": database, "roles": roles });
        let all =
            [permission("orders", &["readWrite"]), permission("admin", &["mdbMonitor"]), permission("billing", roles)];
        json!({ "updateMask": "permissions", "permissions": all })
    };
    let patch = |headers: Vec<(&'static str, String)>, body: Value| {
        let (world, path) = (&world, &path);
        async move {
            let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            send(world, Method::PATCH, path, &headers, &body).await
        }
    };
    let taken = entry(&world, "mongodb", &grant, None).await;
    let headers = vec![("x-rescind-entry", taken.clone()), ("x-rescind-witness", "1".to_owned())];
    let operation = json_of(patch(headers, set(&["read"])).await).await;
    within(async {
        let poll = format!("/api/c/mongodb/operations/{}", operation["id"].as_str().unwrap());
        while world.get_json(&poll).await["done"] != true {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(world.settle(&taken, json!({ "outcome": "Revoked" })).await.status(), 204);
    let undo = entry(&world, "mongodb", &grant, Some(&taken)).await;
    let back = || vec![("x-rescind-entry", undo.clone()), ("x-rescind-undo", taken.clone())];
    for wrong in [&["read", "mdbDbAdmin", "readWrite"][..], &["mdbDbAdmin"], &["read"], &[]] {
        assert_eq!(refusal(patch(back(), set(wrong)).await).await, not_allowed(), "{wrong:?}");
    }
    let plain = patch(vec![("x-rescind-entry", undo.clone())], set(&["read", "mdbDbAdmin"])).await;
    assert_eq!(refusal(plain).await, not_allowed());
    assert!(patch(back(), set(&["read", "mdbDbAdmin"])).await.status().is_success());
}

#[tokio::test]
async fn a_read_only_connection_gives_nothing_and_a_failed_look_keeps_nobody_from_revoking() {
    let upstream = Upstream::start(|number, _| match number {
        1 => answer("503 Service Unavailable", &[], ""),
        _ => done(),
    })
    .await;
    let world = World::of(&upstream).await;
    let answer = send(&world, Method::POST, "/api/c/audit/v2/vectordb/users/grant_role", &[], &json!({})).await;
    assert_eq!(refusal(answer).await, (403, "read_only".to_owned()));
    let id = world.plan(&["alice"]).await.remove(0);
    let headers = [("x-rescind-entry", id.as_str()), ("x-rescind-witness", "1")];
    let body: Value = serde_json::from_str(&revocation("alice")).unwrap();
    let answer = send(&world, Method::POST, "/api/c/prod/v2/vectordb/users/revoke_role", &headers, &body).await;
    assert!(answer.status().is_success());
    assert!(world.rows().await[0].get("witnessed").is_none());
    assert_eq!(upstream.requests().len(), 2);
}
