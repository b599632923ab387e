//! Calls that take something away: which may leave, and what is on the disk when.

use std::sync::Arc;

use reqwest::Method;
use serde_json::json;
use tokio::sync::Notify;

use crate::support::{CREDENTIAL, REVOKE, World, entry, json_of, not_sent, refusal, revocation, within};
use crate::upstream::{Upstream, answer, done, held};

#[tokio::test]
async fn a_call_that_was_given_up_while_it_was_prepared_never_leaves() {
    let look = Arc::new(Notify::new());
    let upstream = Upstream::always(held(&look, done())).await;
    let world = World::of(&upstream).await;
    let id = world.plan(&["alice"]).await.remove(0);
    let call = world.mutation(REVOKE, &id, &revocation("alice")).header("x-rescind-witness", "1").send();
    let call = tokio::spawn(call);
    upstream.has_requests(1).await;
    // Whoever waits no longer says that nothing was sent: that has to stay true.
    assert_eq!(world.settle(&id, not_sent()).await.status(), 204);
    look.notify_one();
    assert_eq!(refusal(within(call).await.unwrap().unwrap()).await, (409, "intent_refused".to_owned()));
    assert_eq!(upstream.requests().len(), 1, "the look and nothing else");
    assert_eq!(world.rows().await.len(), 1);
}

#[tokio::test]
async fn a_call_that_is_not_its_entrys_never_leaves() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let ids = world.plan(&["alice", "bob"]).await;
    let (alice, fine) = (ids[0].as_str(), revocation("alice"));
    let foreign = json!({ "reason": "", "entries": [entry("other", "alice")] });
    let foreign = json_of(world.post("/api/plans", &foreign.to_string()).await).await;
    let foreign = foreign["entries"][0]["id"].as_str().unwrap();
    let privilege = "/api/c/prod/v2/vectordb/roles/revoke_privilege";
    let refused = [
        (REVOKE, "", fine.as_str()),
        (REVOKE, "none", &fine),
        (REVOKE, foreign, &fine),
        (REVOKE, ids[1].as_str(), &fine),
        (privilege, alice, &fine),
        (REVOKE, alice, r#"{"userName":"alice","roleName":"admin"}"#),
        (REVOKE, alice, r#"{"userName":"bob","roleName":"reader"}"#),
        (REVOKE, alice, r#"{"userName":"alice","roleName":"reader","dbName":"x"}"#),
        (REVOKE, alice, r#"{"userName":"alice"}"#),
        (REVOKE, alice, r#"{"userName":["alice"],"roleName":"reader"}"#),
        (REVOKE, alice, "[]"),
        (REVOKE, alice, "null"),
        (REVOKE, alice, r#"{"roleName":"reader","userName":"alice","userName":"bob"}"#),
    ];
    for (path, id, body) in refused {
        let answer = world.mutation(path, id, body).send().await.unwrap();
        assert_eq!(refusal(answer).await, (409, "intent_refused".to_owned()), "{path} {id} {body}");
    }
    let none = world.post(REVOKE, &fine).await;
    assert_eq!(refusal(none).await, (409, "intent_refused".to_owned()));
    let twice = world.mutation(REVOKE, alice, &fine).header("x-rescind-entry", &ids[1]).send().await.unwrap();
    assert_eq!(refusal(twice).await, (409, "intent_refused".to_owned()));
    for body in ["", "{", "alice", &format!("{fine} {fine}")] {
        let answer = world.mutation(REVOKE, alice, body).send().await.unwrap();
        let (status, kind) = refusal(answer).await;
        assert!(matches!((status, kind.as_str()), (400, "bad_request") | (409, "intent_refused")), "{body}");
    }
    assert_eq!(upstream.connections(), 0);
    assert_eq!(world.events(), [""; 0]);
    assert!(world.revoke(alice).await.status().is_success());
}

#[tokio::test]
async fn what_leaves_is_built_by_the_gateway() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let id = world.plan(&["alice"]).await.remove(0);
    // Whoever takes the first of two equal keys would read bob; the check, like most, takes the last.
    let smuggled = r#"{ "userName": "bob", "userName": "alice",  "roleName": "\u0072eader" }"#;
    let request = world.mutation(REVOKE, &id, smuggled).header("accept", "x/y").header("accept-language", "ru");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["x-milvus-trace-id"], "0123456789abcdef");
    assert_eq!(json_of(answer).await, json!({ "code": 0, "data": {} }));
    let [request] = upstream.requests().try_into().unwrap();
    assert_eq!(request.line, "POST /base/v2/vectordb/users/revoke_role HTTP/1.1");
    assert_eq!(request.body, r#"{"roleName":"reader","userName":"alice"}"#);
    let mut names: Vec<_> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "accept-encoding", "authorization", "content-length", "content-type", "host"]);
    assert_eq!(request.header("authorization"), Some(format!("Bearer {CREDENTIAL}").as_str()));
    assert_eq!(request.header("accept"), Some("application/json"));
}

#[tokio::test]
async fn the_intent_is_on_the_disk_before_the_call_and_the_answer_before_the_browser_hears_it() {
    let release = Arc::new(Notify::new());
    let upstream = Upstream::always(held(&release, done())).await;
    let world = World::of(&upstream).await;
    let id = world.plan(&["alice"]).await.remove(0);
    let request = tokio::spawn(world.mutation(REVOKE, &id, &revocation("alice")).send());
    upstream.has_requests(1).await;
    assert_eq!(world.events(), ["intent"]);
    let rows = world.rows().await;
    assert_eq!((rows[0]["state"].as_str(), rows[0]["entry"].as_str()), (Some("in_flight"), Some(id.as_str())));
    let second = world.revoke(&id).await;
    assert_eq!(refusal(second).await, (409, "intent_refused".to_owned()));
    let early = world.settle(&id, json!({ "outcome": "Revoked" })).await;
    assert_eq!(refusal(early).await, (409, "outcome_refused".to_owned()));
    release.notify_one();
    let answer = within(request).await.unwrap().unwrap();
    // The head of the answer is here: the event must be, too.
    assert_eq!(world.events(), ["intent", "answer"]);
    assert!(answer.status().is_success());
    let row = world.rows().await.remove(0);
    assert_eq!((row["state"].as_str(), row["httpStatus"].as_u64()), (Some("answered"), Some(200)));
    assert_eq!((row["business"]["code"].as_i64(), row["requestId"].as_str()), (Some(0), Some("0123456789abcdef")));
    assert_eq!((row["method"].as_str(), row["path"].as_str()), (Some("POST"), Some("/v2/vectordb/users/revoke_role")));
    let second = world.revoke(&id).await;
    assert_eq!(refusal(second).await, (409, "intent_refused".to_owned()));
    assert_eq!(upstream.requests().len(), 1);
}

#[tokio::test]
async fn of_many_calls_for_one_entry_at_the_same_time_one_leaves() {
    let release = Arc::new(Notify::new());
    let upstream = Upstream::always(held(&release, done())).await;
    let world = World::of(&upstream).await;
    let id = world.plan(&["alice"]).await.remove(0);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..16 {
        calls.spawn(world.mutation(REVOKE, &id, &revocation("alice")).send());
    }
    let mut refused = 0;
    while let Some(answer) = within(calls.join_next()).await {
        match answer.unwrap().unwrap() {
            answer if answer.status().is_success() => assert_eq!(refused, 15),
            answer => {
                assert_eq!(refusal(answer).await, (409, "intent_refused".to_owned()));
                refused += 1;
            }
        }
        if refused == 15 {
            release.notify_one();
        }
    }
    assert_eq!((refused, upstream.requests().len()), (15, 1));
}

#[tokio::test]
async fn an_answer_without_a_change_is_recorded_as_it_was() {
    let upstream = Upstream::start(|number, _| match number {
        1 => answer("200 OK", &[], r#"{"code":65535,"message":"not found the role"}"#),
        2 => answer("401 Unauthorized", &["www-authenticate: Basic"], "<html>"),
        _ => answer("302 Found", &["location: /", "x-request-id: abc"], ""),
    })
    .await;
    let world = World::of(&upstream).await;
    let ids = world.plan(&["alice", "alice", "alice"]).await;
    for (id, status) in ids.iter().zip([200, 401, 302]) {
        let answer = world.revoke(id).await;
        assert_eq!(answer.status(), status);
        assert!(answer.headers().get("www-authenticate").is_none());
    }
    let rows = world.rows().await;
    let of =
        |row: usize| (rows[row]["httpStatus"].clone(), rows[row]["business"].clone(), rows[row]["requestId"].clone());
    assert_eq!(of(2), (json!(200), json!({ "code": 65535 }), json!(null)));
    assert_eq!(of(1), (json!(401), json!(null), json!(null)));
    assert_eq!(of(0), (json!(302), json!(null), json!("abc")));
    assert_eq!(upstream.requests().len(), 3);
}

#[tokio::test]
async fn nothing_leaves_when_the_intent_cannot_be_written() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let id = world.plan(&["alice"]).await.remove(0);
    let full = "CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    world.database().execute_batch(full).unwrap();
    assert_eq!(refusal(world.revoke(&id).await).await, (500, "internal".to_owned()));
    assert_eq!(upstream.connections(), 0);
    world.database().execute_batch("DROP TRIGGER full").unwrap();
    assert!(world.revoke(&id).await.status().is_success(), "the failed try left nothing behind");
}

#[tokio::test]
async fn an_answer_that_cannot_be_recorded_is_not_passed_on_as_one() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let id = world.plan(&["alice"]).await.remove(0);
    let full = "CREATE TRIGGER full BEFORE INSERT ON event WHEN new.kind = 'answer' \
        BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    world.database().execute_batch(full).unwrap();
    assert_eq!(refusal(world.revoke(&id).await).await, (502, "upstream_lost".to_owned()));
    assert_eq!(world.rows().await[0]["state"], "lost");
}

#[tokio::test]
async fn without_a_credential_no_attempt_begins() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let id = world.plan(&["alice"]).await.remove(0);
    std::fs::write(world.directory.path().join("credential"), "").unwrap();
    assert_eq!(refusal(world.revoke(&id).await).await, (502, "credential".to_owned()));
    assert_eq!(world.events(), [""; 0]);
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn a_privilege_may_be_taken_by_either_form_of_its_call() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let grant = json!({
        "kind": "privilege", "role": "reader", "object_type": "Global", "object_name": "*", "database": "default",
        "privilege": "DescribeCollection",
    });
    let entry = json!({ "connection": "prod", "grant": grant });
    let plan = json!({ "reason": "", "entries": [entry.clone(), entry] });
    let plan = json_of(world.post("/api/plans", &plan.to_string()).await).await;
    let bodies = [
        (
            "revoke_privilege_v2",
            json!({
                "roleName": "reader", "privilege": "DescribeCollection", "dbName": "default", "collectionName": "*",
            }),
        ),
        (
            "revoke_privilege",
            json!({
                "roleName": "reader", "objectType": "Global", "objectName": "*", "privilege": "DescribeCollection",
                "dbName": "default",
            }),
        ),
    ];
    for (index, (route, body)) in bodies.into_iter().enumerate() {
        let id = plan["entries"][index]["id"].as_str().unwrap();
        let path = format!("/api/c/prod/v2/vectordb/roles/{route}");
        let answer = world.mutation(&path, id, &body.to_string()).send().await.unwrap();
        assert!(answer.status().is_success(), "{route}");
    }
    assert_eq!(upstream.requests().len(), 2);
    assert_eq!(world.get("/api/journal?role=reader").await.status(), 200);
    assert_eq!(world.request(Method::GET, "/api/journal?principal=alice").send().await.unwrap().status(), 200);
}
