//! The journal as it is read: pages, filters, and what a restart makes of it.

use std::sync::Arc;
use std::time::Duration;

use rescind_gateway::Limits;
use serde_json::{Value, json};

use crate::support::{REVOKE, Setup, World, entry, fault, json_of, refusal, revocation};
use crate::upstream::{Reaction, Upstream, done, held};

fn numbers(page: &Value) -> Vec<u64> {
    page["rows"].as_array().unwrap().iter().map(|row| row["number"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn pages_go_back_to_the_first_row_without_gap_or_repetition() {
    let world = World::of(&Upstream::always(done()).await).await;
    assert_eq!(world.get_json("/api/journal").await, json!({ "rows": [] }));
    for id in world.plan(&["alice"; 7]).await {
        world.clock.advance(Duration::from_secs(1));
        assert!(world.revoke(&id).await.status().is_success());
    }
    let all = numbers(&world.get_json("/api/journal").await);
    assert_eq!(all.len(), 7);
    assert!(all.is_sorted_by(|newer, older| newer > older));
    for limit in [1, 3, 7, 8, 1000, 5000] {
        let (mut seen, mut path) = (Vec::new(), format!("/api/journal?limit={limit}"));
        loop {
            let page = world.get_json(&path).await;
            assert!(numbers(&page).len() <= limit);
            seen.extend(numbers(&page));
            let Some(next) = page.get("next") else { break };
            path = format!("/api/journal?limit={limit}&before={next}");
        }
        assert_eq!(seen, all, "{limit}");
    }
    let newest = &world.rows().await[0];
    assert_eq!((newest["at"].as_u64(), newest["who"].as_str()), (Some(1_700_000_007_000), Some("admin")));
    assert_eq!((newest["reason"].as_str(), newest["connection"].as_str()), (Some("left"), Some("prod")));
    assert_eq!(newest["grant"], entry("prod", "alice")["grant"]);
}

#[tokio::test]
async fn filters_are_exact_and_combine() {
    let world = World::of(&Upstream::always(done()).await).await;
    let privilege = json!({
        "kind": "privilege", "role": "writer", "object_type": "Collection", "object_name": "docs", "database": "d",
        "privilege": "Insert",
    });
    let entries = [
        entry("prod", "alice"),
        entry("other", "alice"),
        entry("prod", "100% & more/ключ"),
        json!({ "connection": "prod", "grant": privilege }),
    ];
    let plan = json!({ "reason": "Gone home", "entries": entries });
    let plan = json_of(world.post("/api/plans", &plan.to_string()).await).await;
    for (index, outcome) in [fault("Failed"), json!({ "outcome": "AlreadyAbsent" })].iter().cycle().take(4).enumerate()
    {
        let id = plan["entries"][index]["id"].as_str().unwrap();
        assert_eq!(world.settle(id, outcome.clone()).await.status(), 204);
        world.clock.advance(Duration::from_secs(1));
    }
    let of_plan = world.get_json(&format!("/api/journal?plan={}", plan["id"].as_str().unwrap())).await;
    assert_eq!(numbers(&of_plan), [4, 3, 2, 1]);
    for (query, expected) in [
        ("", vec![4, 3, 2, 1]),
        ("connection=prod", vec![4, 3, 1]),
        ("connection=none", vec![]),
        ("role=reader", vec![3, 2, 1]),
        ("role=Reader", vec![]),
        ("principal=alice", vec![2, 1]),
        ("principal=100%25+%26+more%2F%D0%BA%D0%BB%D1%8E%D1%87", vec![3]),
        ("principal=alice&connection=other", vec![2]),
        ("principal=&role=&connection=", vec![4, 3, 2, 1]),
        ("role=writer&unsettled=1", vec![]),
        ("before=3&role=reader&limit=1", vec![2]),
        ("before=18446744073709551615", vec![4, 3, 2, 1]),
        ("who=admin", vec![4, 3, 2, 1]),
        ("who=somebody", vec![]),
        ("outcome=Failed", vec![3, 1]),
        ("outcome=AlreadyAbsent&connection=other", vec![2]),
        ("state=settled&role=writer", vec![4]),
        ("state=lost", vec![]),
        ("from=1700000001000&to=1700000003000", vec![3, 2]),
        ("from=1700000004000", vec![]),
        ("to=18446744073709551615&from=", vec![4, 3, 2, 1]),
        ("plan=none", vec![]),
        ("text=KEY%20%D0%9A%D0%9B%D0%AE%D0%A7", vec![]),
        ("text=%D0%9A%D0%9B%D0%AE%D0%A7", vec![3]),
        ("text=collection", vec![4]),
        ("text=rejected&before=3", vec![1]),
        ("text=membership&principal=alice", vec![2, 1]),
        ("text=principal", vec![]),
        ("text=gone%20home", vec![4, 3, 2, 1]),
    ] {
        let answer = world.get(&format!("/api/journal?{query}")).await;
        assert_eq!(numbers(&json_of(answer).await), expected, "{query}");
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_named() {
    let world = World::of(&Upstream::always(done()).await).await;
    for (query, named) in [
        ("limit=x", "`limit`"),
        ("limit=-1", "`limit`"),
        ("before=99999999999999999999", "`before`"),
        ("from=yesterday", "`from`"),
        ("unsettled=yes", "`unsettled`"),
        ("unsettled=0", "`unsettled`"),
        ("principle=alice&role=x&rolle=y", "`principle`, `rolle`"),
        ("format=csv", "`format`"),
        ("role=a&role=b", "`role`"),
        ("outcome=revoked", "Revoked, Accepted"),
        ("state=planned", "in_flight, answered"),
    ] {
        for path in ["/api/journal", "/api/journal/export"] {
            if query == "format=csv" && path.ends_with("export") {
                continue;
            }
            let answer = world.get(&format!("{path}?{query}")).await;
            let (status, text) = (answer.status(), answer.text().await.unwrap());
            assert!(status == 400 && text.contains(named), "{path}?{query}: {text}");
        }
    }
}

#[tokio::test]
async fn attempts_are_found_by_how_far_they_are() {
    let release = Arc::default();
    let upstream = Upstream::start({
        let release = Arc::clone(&release);
        move |number, _| match number {
            1 | 2 => done(),
            3 => Reaction::Close(String::new()),
            _ => held(&release, done()),
        }
    })
    .await;
    let world = World::of(&upstream).await;
    let ids = world.plan(&["alice"; 4]).await;
    for id in &ids[..3] {
        world.revoke(id).await;
    }
    assert_eq!(world.settle(&ids[0], json!({ "outcome": "Revoked" })).await.status(), 204);
    let call = tokio::spawn(world.mutation(REVOKE, &ids[3], &revocation("alice")).send());
    upstream.has_requests(4).await;
    let found = async |state: &str| {
        let page = world.get_json(&format!("/api/journal?state={state}")).await;
        page["rows"].as_array().unwrap().iter().map(|row| row["entry"].clone()).collect::<Vec<_>>()
    };
    for (state, id) in ["settled", "answered", "lost", "in_flight"].iter().zip(&ids) {
        assert_eq!(found(state).await, [json!(id)], "{state}");
    }
    release.notify_one();
    assert!(call.await.unwrap().unwrap().status().is_success());
    assert_eq!((found("in_flight").await.len(), found("answered").await.len()), (0, 2));
}

#[tokio::test]
async fn after_a_restart_what_was_in_flight_is_lost() {
    let upstream = Upstream::always(Reaction::After(Arc::default(), Box::new(done()))).await;
    let limits = Limits { shutdown: Duration::ZERO, drain: Duration::ZERO, ..Limits::default() };
    let base = format!("http://{}", upstream.address);
    let world = World::with(&base, Setup { limits, ..Setup::default() }).await;
    let id = world.plan(&["alice"]).await.remove(0);
    let request = tokio::spawn(world.mutation(REVOKE, &id, &revocation("alice")).send());
    upstream.has_requests(1).await;
    assert_eq!(world.rows().await[0]["state"], "in_flight");
    let directory = world.stop().await;
    request.abort();

    let upstream = Upstream::always(done()).await;
    let base = format!("http://{}", upstream.address);
    let world = World::with(&base, Setup { directory, ..Setup::default() }).await;
    assert_eq!(world.rows().await[0]["state"], "lost");
    let plan = world.get_json(&format!("/api/plans/{}", id.split('.').next().unwrap())).await;
    assert_eq!(plan["entries"][0]["state"], json!({ "state": "lost" }));
    assert_eq!(numbers(&world.get_json("/api/journal?unsettled=1").await).len(), 1);
    assert_eq!(refusal(world.revoke(&id).await).await, (409, "intent_refused".to_owned()));
    assert_eq!(world.settle(&id, fault("Unknown")).await.status(), 204);
    assert!(world.revoke(&id).await.status().is_success());
    assert_eq!(world.rows().await.len(), 2);
}
