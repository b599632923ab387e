//! Outcomes: which may follow what, and what they do to the entry.

use std::time::Duration;

use serde_json::json;

use crate::support::{World, fault, json_of, not_sent, refusal};
use crate::upstream::{Reaction, Upstream, answer, done};

#[tokio::test]
async fn an_answered_call_is_settled_once_and_for_all() {
    let world = World::of(&Upstream::always(done()).await).await;
    let id = world.plan(&["alice"]).await.remove(0);
    assert!(world.revoke(&id).await.status().is_success());
    assert_eq!(world.settle(&id, json!({ "outcome": "Revoked" })).await.status(), 204);
    let row = world.rows().await.remove(0);
    let state = (row["state"].as_str(), row["outcome"].as_str(), row["verified"].as_bool());
    assert_eq!(state, (Some("settled"), Some("Revoked"), Some(true)));
    for outcome in [json!({ "outcome": "StillPresent" }), fault("Failed"), fault("Unknown")] {
        assert_eq!(refusal(world.settle(&id, outcome).await).await, (409, "outcome_refused".to_owned()));
    }
    assert_eq!(refusal(world.revoke(&id).await).await, (409, "intent_refused".to_owned()));
    assert_eq!(world.rows().await.len(), 1);
}

#[tokio::test]
async fn without_a_call_only_absence_and_failure_can_be_said() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let ids = world.plan(&["alice", "alice"]).await;
    let implying =
        [json!({ "outcome": "Revoked" }), json!({ "outcome": "Accepted" }), json!({ "outcome": "StillPresent" })];
    for outcome in implying.into_iter().chain([fault("Unknown")]) {
        assert_eq!(refusal(world.settle(&ids[0], outcome).await).await, (409, "outcome_refused".to_owned()));
    }
    assert_eq!(world.settle(&ids[0], json!({ "outcome": "AlreadyAbsent" })).await.status(), 204);
    assert_eq!(world.settle(&ids[1], fault("Failed")).await.status(), 204);
    let rows = world.rows().await;
    assert_eq!((rows[1]["outcome"].as_str(), rows[1]["verified"].as_bool()), (Some("AlreadyAbsent"), Some(true)));
    assert_eq!((rows[0]["outcome"].as_str(), rows[0]["fault"]["kind"].as_str()), (Some("Failed"), Some("rejected")));
    assert!(rows.iter().all(|row| row.get("method").is_none() && row.get("httpStatus").is_none()));
    assert_eq!(upstream.connections(), 0);
    assert_eq!(refusal(world.revoke(&ids[0]).await).await, (409, "intent_refused".to_owned()));
    assert!(world.revoke(&ids[1]).await.status().is_success(), "what failed may be tried");
    assert_eq!(world.rows().await.len(), 3);
}

/// Somebody else's look comes between a call and its outcome.
#[tokio::test]
async fn after_a_call_nothing_is_said_to_have_been_gone_before_it() {
    let upstream = Upstream::start(|number, _| if number == 1 { done() } else { Reaction::Close(String::new()) }).await;
    let world = World::of(&upstream).await;
    let ids = world.plan(&["alice", "alice", "alice"]).await;
    for id in &ids {
        world.revoke(id).await;
    }
    assert_eq!(world.settle(&ids[2], fault("Unknown")).await.status(), 204);
    let states: Vec<_> = world.rows().await.iter().rev().map(|row| row["state"].as_str().unwrap().to_owned()).collect();
    assert_eq!(states, ["answered", "lost", "settled"]);
    for id in &ids {
        let absent = world.settle(id, json!({ "outcome": "AlreadyAbsent" })).await;
        assert_eq!(refusal(absent).await, (409, "outcome_refused".to_owned()));
        assert_eq!(world.settle(id, json!({ "outcome": "Revoked" })).await.status(), 204);
    }
}

#[tokio::test]
async fn a_row_says_what_came_back_and_for_how_long_the_change_may_still_happen() {
    let answers = [
        ("200 OK", r#"{"code":0,"data":{}}"#),
        ("200 OK", r#"{"code":1800,"message":"user not authenticated"}"#),
        ("200 OK", r#"{"code":65535,"message":"it broke"}"#),
        ("504 Gateway Timeout", ""),
    ];
    let upstream = Upstream::start(move |number, _| {
        let (status, body) = answers[number - 1];
        answer(status, &[], body)
    })
    .await;
    let world = World::of(&upstream).await;
    for id in world.plan(&["alice"; 4]).await {
        world.revoke(&id).await;
    }
    let words = async || -> Vec<String> {
        world.rows().await.iter().rev().map(|row| row["word"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(words().await, ["done", "refused", "unclear", "late"]);
    world.clock.advance(Duration::from_secs(299));
    assert_eq!(words().await[3], "late");
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(words().await[3], "unclear");
}

#[tokio::test]
async fn what_failed_and_fails_again_before_its_call_is_an_attempt_of_its_own_once() {
    let world = World::of(&Upstream::always(done()).await).await;
    let id = world.plan(&["alice"]).await.remove(0);
    assert!(world.revoke(&id).await.status().is_success());
    assert_eq!(world.settle(&id, fault("Failed")).await.status(), 204);
    assert_eq!(world.settle(&id, not_sent()).await.status(), 204);
    assert_eq!(refusal(world.settle(&id, not_sent()).await).await, (409, "outcome_refused".to_owned()));
    let rows = world.rows().await;
    let told: Vec<_> = rows.iter().map(|row| (row["outcome"].as_str().unwrap(), row.get("method").is_some())).collect();
    assert_eq!(told, [("Failed", false), ("Failed", true)]);
    assert!(world.revoke(&id).await.status().is_success(), "what failed may be tried");
}

#[tokio::test]
async fn what_failed_and_is_found_to_be_as_wanted_is_an_attempt_of_its_own_without_a_call() {
    let world = World::of(&Upstream::always(done()).await).await;
    let id = world.plan(&["alice"]).await.remove(0);
    assert!(world.revoke(&id).await.status().is_success());
    assert_eq!(world.settle(&id, fault("Failed")).await.status(), 204);
    for outcome in [json!({ "outcome": "Revoked" }), json!({ "outcome": "AlreadyHeld" }), fault("Failed")] {
        assert_eq!(refusal(world.settle(&id, outcome).await).await, (409, "outcome_refused".to_owned()));
    }
    assert_eq!(world.settle(&id, json!({ "outcome": "AlreadyAbsent" })).await.status(), 204);
    let rows = world.rows().await;
    let told: Vec<_> = rows.iter().map(|row| (row["outcome"].as_str().unwrap(), row.get("method").is_some())).collect();
    assert_eq!(told, [("AlreadyAbsent", false), ("Failed", true)]);
    assert_eq!(refusal(world.revoke(&id).await).await, (409, "intent_refused".to_owned()));
    assert_eq!(refusal(world.settle(&id, fault("Failed")).await).await, (409, "outcome_refused".to_owned()));
}

#[tokio::test]
async fn what_failed_or_is_unknown_may_be_tried_again_as_a_new_attempt() {
    let upstream = Upstream::start(|number, _| if number == 1 { Reaction::Close(String::new()) } else { done() }).await;
    let world = World::of(&upstream).await;
    let id = world.plan(&["alice"]).await.remove(0);
    assert_eq!(refusal(world.revoke(&id).await).await, (502, "upstream_lost".to_owned()));
    assert_eq!(refusal(world.revoke(&id).await).await, (409, "intent_refused".to_owned()));
    for _ in 0..2 {
        // What is unknown may be looked at again.
        assert_eq!(world.settle(&id, fault("Unknown")).await.status(), 204);
    }
    let unsettled = world.get_json("/api/journal?unsettled=1").await;
    assert_eq!(unsettled["rows"].as_array().unwrap().len(), 1);
    assert!(world.revoke(&id).await.status().is_success());
    assert_eq!(world.settle(&id, json!({ "outcome": "Revoked" })).await.status(), 204);
    let rows = world.rows().await;
    let outcomes: Vec<_> = rows.iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["Revoked", "Unknown"], "one row an attempt, newest first");
    assert_eq!(world.events(), ["intent", "lost", "outcome", "outcome", "intent", "answer", "outcome"]);
    let unsettled = world.get_json("/api/journal?unsettled=1").await;
    assert_eq!(unsettled["rows"], json!([]), "the first attempt was followed by one that is known");
}

#[tokio::test]
async fn what_is_no_outcome_or_no_entry_is_refused() {
    let world = World::of(&Upstream::always(done()).await).await;
    let id = world.plan(&["alice"]).await.remove(0);
    for body in ["", "{}", r#"{"outcome":"Gone"}"#, r#"{"outcome":"Failed"}"#, "[]"] {
        let answer = world.post(&format!("/api/journal/{id}/outcome"), body).await;
        assert_eq!(refusal(answer).await, (400, "bad_request".to_owned()), "{body}");
    }
    let answer = world.settle("none", json!({ "outcome": "AlreadyAbsent" })).await;
    assert_eq!(refusal(answer).await, (404, "not_found".to_owned()));
    let mut long = fault("Failed");
    long["fault"]["raw"] = json!("x".repeat(70_000));
    assert_eq!(refusal(world.settle(&id, long).await).await, (413, "too_large".to_owned()));
    assert_eq!(world.events(), [""; 0]);
}

#[tokio::test]
async fn many_outcomes_of_a_plan_are_stored_together_and_the_refused_are_told() {
    let world = World::of(&Upstream::always(done()).await).await;
    let ids = world.plan(&["alice", "bob", "carol", "dave"]).await;
    let plan = ids[0].split('.').next().unwrap();
    let path = format!("/api/plans/{plan}/outcomes");
    assert!(world.revoke(&ids[0]).await.status().is_success());
    let mut failed = fault("Failed");
    failed["entry"] = json!(ids[1]);
    let outcomes = json!({ "outcomes": [
        { "entry": ids[0], "outcome": "Revoked" },
        failed,
        { "entry": ids[2], "outcome": "Revoked" },
        { "entry": ids[3], "outcome": "AlreadyAbsent" },
    ] });
    let stored = json_of(world.post(&path, &outcomes.to_string()).await).await;
    let why = "No call was sent for this entry, so it cannot have this outcome.";
    assert_eq!(stored, json!({ "refused": [{ "entry": ids[2], "message": why }] }));
    let entries = world.get_json(&format!("/api/plans/{plan}")).await["entries"].clone();
    let states: Vec<_> = entries.as_array().unwrap().iter().map(|entry| entry["state"]["outcome"].clone()).collect();
    assert_eq!(states, [json!("Revoked"), json!("Failed"), json!(null), json!("AlreadyAbsent")]);
    assert_eq!(world.events(), ["intent", "answer", "outcome", "outcome", "outcome"]);
}

#[tokio::test]
async fn of_outcomes_that_do_not_belong_to_the_plan_none_is_stored() {
    let world = World::of(&Upstream::always(done()).await).await;
    let (ids, others) = (world.plan(&["alice"]).await, world.plan(&["bob"]).await);
    let path = format!("/api/plans/{}/outcomes", ids[0].split('.').next().unwrap());
    let absent = |entry: &str| json!({ "entry": entry, "outcome": "AlreadyAbsent" });
    for stranger in [others[0].as_str(), "none"] {
        let body = json!({ "outcomes": [absent(&ids[0]), absent(stranger)] }).to_string();
        assert_eq!(refusal(world.post(&path, &body).await).await, (404, "not_found".to_owned()));
    }
    let many = json!({ "outcomes": vec![absent(&ids[0]); 1_001] }).to_string();
    for body in [many.as_str(), "{}", r#"{"outcomes":[{"entry":"x"}]}"#] {
        assert_eq!(refusal(world.post(&path, body).await).await, (400, "bad_request".to_owned()));
    }
    assert_eq!(world.events(), [""; 0]);
}
