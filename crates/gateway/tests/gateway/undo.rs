//! Undo: what an entry revoked is restored, exactly that, once, and nothing else, whoever asks.

use std::collections::BTreeSet;

use reqwest::Response;
use rescind_domain::read::Held;
use rescind_domain::read::line::Reading;
use rescind_gateway::Vendors;
use rescind_sandbox::Seed;
use serde_json::{Value, json};

use crate::lists::whole;
use crate::milvus::{Act, Roles, milvus, milvus_where};
use crate::support::{Plan, Setup, World, entry, json_of, refusal, told, undo};
use crate::upstream::{Reaction, answer, done};

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

/// An entry that revokes, and accepts what goes along.
fn of(connection: &str, grant: &Value, accepts: &[Value]) -> Value {
    json!({ "connection": connection, "grant": grant, "accepts": accepts })
}

/// Has the gateway revoke a grant, and tells which entry did.
async fn revoke(world: &World, connection: &str, grant: &Value, accepts: &[Value]) -> String {
    let plan = world.store(&[of(connection, grant, accepts)], true).await;
    let view = world.ends(&plan).await;
    assert_eq!(told(&view), ["Revoked"], "{view:#}");
    plan.entries[0].clone()
}

/// Asks for the inverse of an entry.
async fn ask_back(world: &World, connection: &str, grant: &Value, undoes: &str) -> Response {
    let entry = json!({ "connection": connection, "grant": grant, "undoes": undoes });
    world.post("/api/plans", &json!({ "reason": "r", "entries": [entry], "start": true }).to_string()).await
}

/// The same, and what came of it.
async fn back(world: &World, connection: &str, grant: &Value, undoes: &str) -> (Plan, String) {
    let plan = Plan::of(&json_of(ask_back(world, connection, grant, undoes).await).await);
    let view = world.ends(&plan).await;
    (plan, told(&view)[0].to_owned())
}

fn not_allowed() -> (u16, String) {
    (403, "not_allowed".to_owned())
}

#[tokio::test]
async fn what_an_entry_revoked_is_restored_once_and_the_journal_names_what_it_undoes() {
    let world = world().await;
    let grant = held("read_only", "user_1");
    let revoked = revoke(&world, "milvus", &grant, &[]).await;
    let row = world.rows().await.remove(0);
    assert_eq!((&row["captured"], row.get("restored"), row.get("undoes")), (&json!([grant]), None, None));

    let (undo, outcome) = back(&world, "milvus", &grant, &revoked).await;
    assert_eq!(outcome, "Restored");
    let rows = world.rows().await;
    assert_eq!(
        (&rows[0]["undoes"], &rows[0]["outcome"], &rows[0]["verified"]),
        (&json!(revoked), &json!("Restored"), &json!(true))
    );
    assert_eq!((&rows[1]["entry"], &rows[1]["restored"]), (&json!(revoked), &json!([grant])));
    assert_eq!(world.view(&undo).await["entries"][0]["undoes"], json!(revoked));
    let view = world.get_json(&format!("/api/plans/{}", rows[1]["plan"].as_str().unwrap())).await;
    assert_eq!(view["entries"][0]["restored"], json!([grant]));
    let roles = world.sandbox_says("/v2/vectordb/users/describe", &json!({ "userName": "user_1" })).await;
    assert!(roles["data"].as_array().unwrap().contains(&json!("read_only")));

    assert_eq!(refusal(ask_back(&world, "milvus", &grant, &revoked).await).await, not_allowed(), "it was undone");
    // What restored is no reason to restore.
    assert_eq!(refusal(ask_back(&world, "milvus", &grant, &undo.entries[0]).await).await, not_allowed());
    assert_eq!(world.bodies("created").len(), 2, "neither was stored");
}

#[tokio::test]
async fn of_two_undos_that_were_stored_before_either_ran_one_restores() {
    let upstream = milvus(&Roles::default()).await;
    let world = World::of(&upstream).await;
    let revoked = world.run(&["alice"]).await.entries.remove(0);
    let both =
        [world.store(&[undo("alice", &revoked)], false).await, world.store(&[undo("alice", &revoked)], false).await];
    for plan in &both {
        assert_eq!(world.ask(plan, "start").await.status(), 204);
    }
    let mut outcomes = Vec::new();
    for plan in &both {
        outcomes.push(told(&world.ends(plan).await)[0].to_owned());
    }
    outcomes.sort();
    // Whichever comes second finds it there, or is told that it was undone.
    assert_eq!(outcomes[1], "Restored");
    assert!(["AlreadyHeld", "Failed"].contains(&outcomes[0].as_str()), "{outcomes:?}");
    assert_eq!(upstream.changes().len(), 2);
}

#[tokio::test]
async fn an_undo_waits_for_nobody_but_is_refused_at_its_start_when_it_is_not_true_any_more() {
    let roles = Roles::default();
    let upstream = milvus(&roles).await;
    let world = World::of(&upstream).await;
    let revoked = world.run(&["alice"]).await.entries.remove(0);
    let late = world.store(&[undo("alice", &revoked)], false).await;
    let first = world.store(&[undo("alice", &revoked)], true).await;
    assert_eq!(told(&world.ends(&first).await), ["Restored"]);
    // Somebody else takes it away again: the old undo is no reason to grant it a second time.
    roles.set("alice", &[]);
    let view = world.ends_after_start(&late).await;
    assert_eq!((told(&view), &view["entries"][0]["state"]["proof"]), (vec!["Failed"], &json!("not_sent")));
    let message = view["entries"][0]["state"]["fault"]["message"].as_str().unwrap();
    assert!(message.contains("undone already"), "{message}");
    assert_eq!(upstream.changes().len(), 2);
}

#[tokio::test]
async fn what_nobody_held_cannot_be_restored_by_pretending_to_revoke_it() {
    let world = world().await;
    let grant = held("db_ro", "user_1");
    let plan = world.store(&[of("milvus", &grant, &[])], true).await;
    assert_eq!(told(&world.ends(&plan).await), ["AlreadyAbsent"]);
    assert_eq!(refusal(ask_back(&world, "milvus", &grant, &plan.entries[0]).await).await, not_allowed());

    let alice = json!({ "kind": "user", "id": "alice" });
    let scope = "c9qshop0n8r2k6t0v5x1/billing";
    let access = |roles: &[&str]| json!({ "kind": "access", "scope": scope, "on": "billing", "principal": alice, "roles": roles });
    let wider = access(&["mdbDbAdmin", "root", "read"]);
    let revoked = revoke(&world, "mongodb", &wider, &[json!("all_roles")]).await;
    let captured = world.rows().await[0]["captured"].clone();
    assert_eq!(captured[0]["roles"], json!(["read", "mdbDbAdmin"]));
    assert_eq!(refusal(ask_back(&world, "mongodb", &wider, &revoked).await).await, not_allowed());
    assert_eq!(back(&world, "mongodb", &captured[0], &revoked).await.1, "Restored");
}

#[tokio::test]
async fn only_what_is_known_to_be_gone_is_undone() {
    let roles = Roles::default();
    let denied = r#"{"code":65535,"message":"PrivilegeManageOwnership: permission deny to root"}"#;
    let upstream = milvus_where(&roles, move |_, request| match () {
        () if request.line.contains("/grant_role ") => Act::Carried(done()),
        () if request.body.contains("lost") => Act::Left(Reaction::Close(String::new())),
        () if request.body.contains("failed") => Act::Left(answer("200 OK", &[], denied)),
        () => Act::Carried(done()),
    })
    .await;
    let world = World::of(&upstream).await;
    let plan = world.run(&["lost", "failed"]).await;
    assert_eq!(told(&world.view(&plan).await), ["Unknown", "Failed"]);
    for (user, revoked) in ["lost", "failed"].iter().zip(&plan.entries) {
        let grant = entry("prod", user)["grant"].clone();
        assert_eq!(refusal(ask_back(&world, "prod", &grant, revoked).await).await, not_allowed(), "{user}");
    }
    // The lost call is carried out after all. When that was seen, it can be undone.
    roles.set("lost", &[]);
    assert_eq!(world.ask(&plan, "check").await.status(), 204);
    let grant = entry("prod", "lost")["grant"].clone();
    assert_eq!(back(&world, "prod", &grant, &plan.entries[0]).await.1, "Restored");
}

#[tokio::test]
async fn nothing_is_restored_while_nobody_knows_what_became_of_another_call_for_it() {
    let roles = Roles::default();
    let upstream = milvus_where(&roles, |number, _| match number {
        2 => Act::Left(Reaction::Close(String::new())),
        _ => Act::Carried(done()),
    })
    .await;
    let world = World::of(&upstream).await;
    let first = world.run(&["alice"]).await.entries.remove(0);
    // Somebody grants it anew, and it is revoked again: that call may still arrive.
    roles.set("alice", &["reader"]);
    let second = world.run(&["alice"]).await;
    assert_eq!(told(&world.view(&second).await), ["Unknown"]);
    let grant = entry("prod", "alice")["grant"].clone();
    let answer = ask_back(&world, "prod", &grant, &first).await;
    let text = answer.text().await.unwrap();
    assert!(text.contains("not_allowed") && text.contains(&second.entries[0]), "it names that entry: {text}");
    assert_eq!(upstream.changes().len(), 2);
    roles.set("alice", &[]);
    assert_eq!(world.ask(&second, "check").await.status(), 204);
    assert_eq!(back(&world, "prod", &grant, &first).await.1, "Restored");
}

#[tokio::test]
async fn who_wanted_the_same_gone_later_is_named_before_and_after_an_undo_is_asked_for() {
    let roles = Roles::default();
    let upstream = milvus(&roles).await;
    let world = World::of(&upstream).await;
    let first = world.run(&["alice", "bob"]).await;
    let later = async |entry: &str| {
        json_of(world.post("/api/entries/later", &json!({ "entries": [entry] }).to_string()).await).await
    };
    assert_eq!(later(&first.entries[0]).await, json!([]));
    // Somebody grants it anew, and it is revoked again; and once more somebody finds it gone. Bob is somebody else.
    roles.set("alice", &["reader"]);
    world.clock.advance(std::time::Duration::from_secs(60));
    let again = world.run(&["alice"]).await;
    let third = world.run(&["alice", "carol"]).await;
    assert_eq!(told(&world.view(&third).await), ["AlreadyAbsent", "Revoked"]);
    let named = |of: &str, plans: &[&Plan]| {
        let at = 1_700_000_060_000_u64;
        let one = |plan: &&Plan| {
            json!({
                "of": of, "entry": plan.entries[0], "plan": plan.id, "at": at, "who": "admin", "reason": "left",
            })
        };
        let mut all: Vec<Value> = plans.iter().map(one).collect();
        all.sort_by_key(|one| one["entry"].as_str().unwrap().to_owned());
        json!(all)
    };
    assert_eq!(later(&first.entries[0]).await, named(&first.entries[0], &[&again, &third]));
    assert_eq!(later(&first.entries[1]).await, json!([]));
    assert_eq!(later(&again.entries[0]).await, named(&again.entries[0], &[&third]), "only later ones");
    let body = json!({ "entries": [again.entries[0], third.entries[0]] }).to_string();
    assert_eq!(
        json_of(world.post("/api/entries/later", &body).await).await,
        json!([]),
        "what is undone with it is no reason"
    );
    // The answer to the request for an undo names them, and so does its plan.
    let undo = json!({ "reason": "r", "entries": [undo("bob", &first.entries[1]), undo("alice", &first.entries[0])] });
    let answer = json_of(world.post("/api/plans", &undo.to_string()).await).await;
    let restoring = Plan::of(&answer);
    assert_eq!(answer["later"], named(&restoring.entries[1], &[&again, &third]));
    let view = world.ends_after_start(&restoring).await;
    assert_eq!((told(&view), &view["later"]), (vec!["Restored"; 2], &answer["later"]));
}

#[tokio::test]
async fn what_every_attempt_was_refused_revoked_nothing_that_could_be_restored() {
    let roles = Roles::default();
    let refused = r#"{"code":65535,"message":"PrivilegeManageOwnership: permission deny to root"}"#;
    let upstream = milvus_where(&roles, {
        let roles = roles.clone();
        move |_, request| {
            if request.body.contains("taken-by-others") {
                roles.set("taken-by-others", &[]);
            }
            Act::Left(answer("200 OK", &[], refused))
        }
    })
    .await;
    let world = World::of(&upstream).await;
    // The vendor says no, and yet it is gone: somebody else has taken it in between.
    let plan = world.run(&["taken-by-others"]).await;
    assert_eq!(told(&world.view(&plan).await), ["Revoked"]);
    let view = world.view(&plan).await;
    assert!(view["entries"][0].get("captured").is_none() && world.rows().await[0].get("captured").is_none());
    let grant = entry("prod", "taken-by-others")["grant"].clone();
    assert_eq!(refusal(ask_back(&world, "prod", &grant, &plan.entries[0]).await).await, not_allowed());
}

#[tokio::test]
async fn a_privilege_comes_back_with_what_went_along_and_with_nothing_more() {
    let world = world().await;
    // One of the linked rows is revoked by itself first: to restore Load alone would bring it back.
    let first = revoke(&world, "milvus", &privilege("GetLoadState"), &[]).await;
    let own = world.rows().await[0]["captured"][0].clone();
    let also = privilege("GetLoadingProgress");
    let alone = world.store(&[of("milvus", &privilege("Load"), &[])], true).await;
    let view = world.ends(&alone).await;
    assert_eq!(
        (told(&view), &view["entries"][0]["state"]["proof"]),
        (vec!["Failed"], &json!("not_sent")),
        "not confirmed"
    );
    let load = revoke(&world, "milvus", &privilege("Load"), &[also]).await;
    let captured = world.rows().await[0]["captured"].clone();
    let names: Vec<_> = captured.as_array().unwrap().iter().map(|grant| grant["privilege"].clone()).collect();
    assert_eq!(names, ["GetLoadingProgress", "Load"]);
    assert_eq!(back(&world, "milvus", &captured[1], &load).await.1, "Failed", "it would bring another one");
    assert_eq!(back(&world, "milvus", &own, &first).await.1, "Restored");
    assert_eq!(back(&world, "milvus", &captured[1], &load).await.1, "Restored");
}

#[tokio::test]
async fn a_role_of_genauth_comes_back_for_those_who_held_it() {
    let world = world().await;
    let grant = |id: &str| {
        let principal = json!({ "kind": "user", "id": id });
        json!({ "kind": "membership", "role": "code1", "scope": "default", "principal": principal })
    };
    let alice = "60b49eb83fd80adb96f26e68";
    let revoked = revoke(&world, "genauth", &grant(alice), &[]).await;
    for other in ["60b49eb83fd80adb96f26e69", ""] {
        assert_eq!(refusal(ask_back(&world, "genauth", &grant(other), &revoked).await).await, not_allowed());
    }
    assert_eq!(back(&world, "genauth", &grant(alice), &revoked).await.1, "Restored");
}

#[tokio::test]
async fn a_set_of_permissions_gets_back_the_one_role_and_no_other() {
    let world = world().await;
    let permissions = async || {
        let path = "/api/connections/mongodb/describe/user?scope=c9qshop0n8r2k6t0v5x1&id=alice";
        let alice: Reading<Held> = whole(world.get(path).await).await;
        let role = |row: Held| format!("{:?} {}", row.membership.scope, row.membership.role);
        alice.list.rows.into_iter().map(role).collect::<BTreeSet<_>>()
    };
    let before = permissions().await;
    let principal = json!({ "kind": "user", "id": "alice" });
    let scope = "c9qshop0n8r2k6t0v5x1/billing";
    let grant = |role: &str| json!({ "kind": "membership", "role": role, "scope": scope, "principal": principal });
    let revoked = revoke(&world, "mongodb", &grant("mdbDbAdmin"), &[]).await;
    assert_ne!(permissions().await, before);
    for wrong in ["readWrite", "read"] {
        assert_eq!(refusal(ask_back(&world, "mongodb", &grant(wrong), &revoked).await).await, not_allowed(), "{wrong}");
    }
    assert_eq!(back(&world, "mongodb", &grant("mdbDbAdmin"), &revoked).await.1, "Restored");
    assert_eq!(permissions().await, before);
}
