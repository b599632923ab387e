//! The runner's calls: what leaves, when, over which connection, and what is on the disk then.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::milvus::{Act, Roles, is_change, milvus, milvus_that_holds, milvus_where, reading_where};
use crate::support::{CREDENTIAL, READ, World, entry, told, undo};
use crate::upstream::{Reaction, Recorded, Upstream, answer, done, held};

#[tokio::test]
async fn what_leaves_is_built_by_the_gateway_byte_by_byte() {
    let upstream = milvus(&Roles::default()).await;
    let world = World::of(&upstream).await;
    // Names that would mean more than a name in a path, a header or JSON that somebody puts together.
    let names = ["alice", "a\"b\\c", "../../roles/drop", "ключ %2f", "x', 'roleName': 'admin"];
    let plan = world.run(&names).await;
    assert_eq!(told(&world.view(&plan).await), ["Revoked"; 5]);
    let mut sent = upstream.changes();
    assert_eq!(sent.len(), names.len());
    // Several may be under way at a time.
    sent.sort_by_key(|request| names.iter().position(|name| request.body == body(name)));
    for (request, name) in sent.iter().zip(names) {
        assert_eq!(request.line, "POST /base/v2/vectordb/users/revoke_role HTTP/1.1");
        assert_eq!(request.body, body(name));
        let mut headers: Vec<_> = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        headers.sort_unstable();
        let (authorization, host) = (format!("Bearer {CREDENTIAL}"), upstream.address.to_string());
        let length = request.body.len().to_string();
        let expected = [
            ("accept", "application/json"),
            ("accept-encoding", "identity"),
            ("authorization", authorization.as_str()),
            ("content-length", length.as_str()),
            ("content-type", "application/json"),
            ("host", host.as_str()),
        ];
        assert_eq!(headers, expected);
    }
}

/// The body of the call that revokes the role `reader` from a user.
fn body(user: &str) -> String {
    json!({ "roleName": "reader", "userName": user }).to_string()
}

#[tokio::test]
async fn the_state_is_read_before_and_after_each_call_and_only_then_there_is_an_outcome() {
    let upstream = milvus(&Roles::default()).await;
    let world = World::of(&upstream).await;
    world.run(&["alice"]).await;
    let lines: Vec<_> =
        upstream.requests().iter().map(|request| request.line.split('/').nth(5).unwrap().to_owned()).collect();
    assert_eq!(lines, ["describe HTTP", "revoke_role HTTP", "describe HTTP"]);
    let row = world.rows().await.remove(0);
    assert_eq!((&row["outcome"], &row["verified"], &row["who"]), (&json!("Revoked"), &json!(true), &json!("admin")));
    assert_eq!(row["observed"]["by"], "gateway");
    assert_eq!(row["captured"], json!([entry("prod", "alice")["grant"]]));
    assert_eq!(
        (&row["httpStatus"], &row["business"]["code"], &row["result"]),
        (&json!(200), &json!(0), &json!("accepted"))
    );
    assert_eq!((&row["method"], &row["path"]), (&json!("POST"), &json!("/v2/vectordb/users/revoke_role")));
    assert_eq!(row["requestId"], "0123456789abcdef");
}

#[tokio::test]
async fn the_intent_is_on_the_disk_before_the_call_and_the_answer_before_the_state_is_read_again() {
    let (call, look) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let roles = Roles::default();
    let upstream = reading_where(
        &roles,
        {
            let (look, roles) = (Arc::clone(&look), roles.clone());
            move |number, _| {
                let data = json!({ "code": 0, "data": roles.of("alice") }).to_string();
                (number == 2).then(|| held(&look, answer("200 OK", &[], &data)))
            }
        },
        {
            let call = Arc::clone(&call);
            move |_, _| Act::Carried(held(&call, done()))
        },
    )
    .await;
    let world = World::of(&upstream).await;
    let plan = world.start(&["alice"]).await;
    upstream.has_changes(1).await;
    assert_eq!(world.events(), ["intent"]);
    let rows = world.rows().await;
    assert_eq!((&rows[0]["state"], &rows[0]["entry"]), (&json!("in_flight"), &json!(plan.entries[0])));
    call.notify_one();
    upstream.has_requests(3).await;
    assert_eq!(world.events(), ["intent", "answer"]);
    assert_eq!(told(&world.view(&plan).await), ["answered"]);
    look.notify_one();
    world.ends(&plan).await;
    assert_eq!(world.events(), ["intent", "answer", "outcome"]);
    assert_eq!(upstream.changes().len(), 1);
}

#[tokio::test]
async fn each_call_has_a_connection_of_its_own_and_nothing_else_comes_over_it() {
    let upstream = milvus_where(&Roles::default(), |_, request| match request.body.contains("bob") {
        true => Act::Carried(Reaction::Close(String::new())),
        false => Act::Carried(done()),
    })
    .await;
    let world = World::of(&upstream).await;
    // Reads leave connections behind that somebody could use again.
    assert!(world.get(READ).await.status().is_success());
    for user in ["alice", "bob", "carol"] {
        world.run(&[user]).await;
    }
    let of_changes: Vec<_> = upstream.changes().iter().map(|request| request.connection).collect();
    assert_eq!(of_changes.len(), 3, "none was sent twice");
    for connection in &of_changes {
        let over: Vec<Recorded> =
            upstream.requests().into_iter().filter(|request| request.connection == *connection).collect();
        assert_eq!(over.len(), 1, "{over:?}");
    }
    let reads: BTreeSet<_> =
        upstream.requests().iter().filter(|request| !is_change(request)).map(|request| request.connection).collect();
    assert_eq!(reads.len(), 1, "reads share theirs");
}

#[tokio::test]
async fn one_grant_has_one_call_at_a_time_over_all_plans_and_a_connection_so_many() {
    let (upstream, release) = milvus_that_holds().await;
    let world = World::of(&upstream).await;
    let plans = [world.start(&["alice"]).await, world.start(&["alice"]).await, world.start(&["alice", "bob"]).await];
    // Of what the three plans want, two things can go at once.
    upstream.has_changes(2).await;
    let users: BTreeSet<_> = upstream.changes().iter().map(|request| request.body.clone()).collect();
    assert_eq!(users, [body("alice"), body("bob")].into());
    release.notify_one();
    release.notify_one();
    let mut all = Vec::new();
    for plan in &plans {
        all.extend(told(&world.ends(plan).await).into_iter().map(str::to_owned));
    }
    all.sort();
    assert_eq!(all, ["AlreadyAbsent", "AlreadyAbsent", "Revoked", "Revoked"]);
    assert_eq!(upstream.changes().len(), 2);
}

#[tokio::test]
async fn an_answer_without_a_change_is_recorded_as_it_was() {
    let upstream = milvus_where(&Roles::default(), |_, request| {
        Act::Left(match () {
            () if request.body.contains("carol") => {
                answer("200 OK", &[], r#"{"code":65535,"message":"not found the role"}"#)
            }
            () if request.body.contains("dave") => answer("403 Forbidden", &["www-authenticate: Basic"], "<html>"),
            () => answer("302 Found", &["location: /", "x-request-id: abc"], ""),
        })
    })
    .await;
    let world = World::of(&upstream).await;
    for (user, expected) in [
        ("carol", json!(["Failed", 200, { "code": 65535 }, null, "perhaps_changed"])),
        ("dave", json!(["Failed", 403, null, null, "rejected"])),
        ("erin", json!(["Unknown", 302, null, "abc", "lost"])),
    ] {
        world.run(&[user]).await;
        let row = world.rows().await.remove(0);
        let of = |field: &str| row.get(field).cloned().unwrap_or_default();
        let got = json!([of("outcome"), of("httpStatus"), of("business"), of("requestId"), of("result")]);
        assert_eq!(got, expected, "{user}");
        let proof = if user == "erin" { Value::Null } else { json!("read_again") };
        assert_eq!(row["proof"], proof, "it is still there, and what answered {user}'s may not be the vendor");
    }
    assert_eq!(upstream.changes().len(), 3);
}

/// What a newer form of a call is answered with by a server that lacks it.
fn lacking() -> Reaction {
    answer("404 Not Found", &[], "404 page not found")
}

#[tokio::test]
async fn a_form_that_the_server_lacks_is_an_attempt_of_its_own_before_the_older_one() {
    let grant = json!({
        "kind": "privilege", "role": "reader", "object_type": "Global", "object_name": "*", "database": "default",
        "privilege": "DescribeCollection",
    });
    let rows = json!({ "code": 0, "data": [{
        "objectType": "Global", "objectName": "*", "dbName": "default", "privilege": "DescribeCollection",
        "grantor": "root",
    }] });
    let is_there = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let upstream = {
        let is_there = Arc::clone(&is_there);
        Upstream::start(move |_, request| {
            use std::sync::atomic::Ordering::SeqCst;
            let path = request.line.split(' ').nth(1).unwrap();
            match path.rsplit('/').next().unwrap() {
                "revoke_privilege_v2" => lacking(),
                "revoke_privilege" => {
                    is_there.store(false, SeqCst);
                    done()
                }
                "describe" if is_there.load(SeqCst) => answer("200 OK", &[], &rows.to_string()),
                _ => answer("200 OK", &[], r#"{"code":0,"data":[]}"#),
            }
        })
        .await
    };
    let world = World::of(&upstream).await;
    let plan = world.store(&[json!({ "connection": "prod", "grant": grant })], true).await;
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
    let bodies: Vec<Value> =
        upstream.changes().iter().map(|request| serde_json::from_str(&request.body).unwrap()).collect();
    let second = json!({
        "roleName": "reader", "privilege": "DescribeCollection", "dbName": "default", "collectionName": "*",
    });
    let first = json!({
        "roleName": "reader", "objectType": "Global", "objectName": "*", "privilege": "DescribeCollection",
        "dbName": "default",
    });
    assert_eq!(bodies, [second, first]);
    assert_eq!(world.events(), ["intent", "answer", "intent", "answer", "outcome"]);
    let rows = world.rows().await;
    assert_eq!((rows.len(), &rows[0]["result"], &rows[1]["result"]), (2, &json!("accepted"), &json!("rejected")));
}

#[tokio::test]
async fn nothing_leaves_when_the_intent_cannot_be_written_and_the_plan_goes_on_when_it_can() {
    let upstream = milvus(&Roles::default()).await;
    let world = World::of(&upstream).await;
    let full = "CREATE TRIGGER full BEFORE INSERT ON event WHEN new.kind = 'intent' \
        BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    world.database().execute_batch(full).unwrap();
    let plan = world.start(&["alice"]).await;
    let view = world.until(&plan, |view| view["waiting"][0].is_object()).await;
    let waiting = &view["waiting"][0];
    assert_eq!((&waiting["connection"], &waiting["fault"]["kind"]), (&json!("prod"), &json!("unavailable")));
    assert!(waiting["fault"]["message"].as_str().unwrap().contains("journal could not be written"), "{waiting}");
    assert_eq!((told(&view), upstream.changes().len(), world.events()), (vec!["planned"], 0, Vec::new()));
    world.database().execute_batch("DROP TRIGGER full").unwrap();
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
    assert_eq!(world.events(), ["intent", "answer", "outcome"], "what could not be written left nothing behind");
}

#[tokio::test]
async fn an_answer_that_cannot_be_recorded_is_lost_and_what_became_of_the_call_is_observed() {
    for (carried, expected) in [(true, "Revoked"), (false, "Unknown")] {
        let upstream = milvus_where(&Roles::default(), move |_, _| match carried {
            true => Act::Carried(done()),
            false => Act::Left(done()),
        })
        .await;
        let world = World::of(&upstream).await;
        let full = "CREATE TRIGGER full BEFORE INSERT ON event WHEN new.kind = 'answer' \
            BEGIN SELECT RAISE(ABORT, 'disk full'); END";
        world.database().execute_batch(full).unwrap();
        let plan = world.run(&["alice"]).await;
        assert_eq!(told(&world.view(&plan).await), [expected]);
        assert_eq!((world.events(), upstream.changes().len()), (vec!["intent".to_owned(), "outcome".to_owned()], 1));
    }
}

#[tokio::test]
async fn without_a_credential_no_attempt_begins_and_the_plan_goes_on_when_there_is_one() {
    let upstream = milvus(&Roles::default()).await;
    let world = World::of(&upstream).await;
    let file = world.directory.path().join("credential");
    std::fs::write(&file, "").unwrap();
    let plan = world.start(&["alice"]).await;
    let view = world.until(&plan, |view| view["waiting"][0].is_object()).await;
    assert_eq!(view["waiting"][0]["fault"]["kind"], "unauthenticated");
    assert_eq!((told(&view), world.events(), upstream.connections()), (vec!["planned"], Vec::new(), 0));
    std::fs::write(&file, CREDENTIAL).unwrap();
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
    assert_eq!(world.events(), ["intent", "answer", "outcome"]);
}

#[tokio::test]
async fn an_undo_is_the_opposite_call_with_the_same_names() {
    let upstream = milvus(&Roles::default()).await;
    let world = World::of(&upstream).await;
    let plan = world.run(&["alice"]).await;
    let back = world.store(&[undo("alice", &plan.entries[0])], true).await;
    assert_eq!(told(&world.ends(&back).await), ["Restored"]);
    let [revoke, grant] = <[Recorded; 2]>::try_from(upstream.changes()).unwrap();
    assert_eq!(grant.line, "POST /base/v2/vectordb/users/grant_role HTTP/1.1");
    assert_eq!((grant.body, grant.headers.len()), (revoke.body, revoke.headers.len()));
}
