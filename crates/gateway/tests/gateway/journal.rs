//! The journal as it is read: pages, filters, and what a restart makes of it.

use std::sync::Arc;
use std::time::Duration;

use rescind_gateway::Limits;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::milvus::{Act, Roles, milvus, milvus_where};
use crate::support::{Plan, Setup, World, entry, json_of, quick, told};
use crate::upstream::{Reaction, Upstream, answer, done, held};

fn numbers(page: &Value) -> Vec<u64> {
    page["rows"].as_array().unwrap().iter().map(|row| row["number"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn pages_go_back_to_the_first_row_without_gap_or_repetition() {
    let world = World::of(&milvus(&Roles::default()).await).await;
    assert_eq!(world.get_json("/api/journal").await, json!({ "rows": [] }));
    for user in ["a", "b", "c", "d", "e", "f", "alice"] {
        world.clock.advance(Duration::from_secs(1));
        world.run(&[user]).await;
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
    let roles = Roles::default();
    let denied = r#"{"code":65535,"message":"PrivilegeManageOwnership: permission deny to root"}"#;
    let upstream = milvus_where(&roles, move |_, _| Act::Left(answer("200 OK", &[], denied))).await;
    let world = World::of(&upstream).await;
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
    let mut plans = Vec::new();
    for entry in entries {
        // Nobody may change anything here; of what `other` asks for nothing is there by then.
        roles.set("alice", if entry["connection"] == "other" { &[] } else { &["reader"] });
        let plan = json!({ "reason": "Gone home", "entries": [entry], "start": true });
        let plan = Plan::of(&json_of(world.post("/api/plans", &plan.to_string()).await).await);
        world.ends(&plan).await;
        plans.push(plan);
        world.clock.advance(Duration::from_secs(1));
    }
    let rows = world.rows().await;
    let numbered: Vec<u64> = rows.iter().rev().map(|row| row["number"].as_u64().unwrap()).collect();
    let place = |number: u64| numbered.iter().position(|other| *other == number).unwrap() + 1;
    let places = |page: &Value| numbers(page).into_iter().map(place).collect::<Vec<_>>();
    let of_plan = world.get_json(&format!("/api/journal?plan={}", plans[1].id)).await;
    assert_eq!(places(&of_plan), [2]);
    let before_third = format!("before={}", numbered[2]);
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
        (&format!("{before_third}&role=reader&limit=1"), vec![2]),
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
        (&format!("text=forbidden&{before_third}"), vec![1]),
        ("text=membership&principal=alice", vec![2, 1]),
        ("text=principal", vec![]),
        ("text=gone%20home", vec![4, 3, 2, 1]),
    ] {
        let answer = world.get(&format!("/api/journal?{query}")).await;
        assert_eq!(places(&json_of(answer).await), expected, "{query}");
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
    let release = Arc::new(Notify::new());
    let upstream = milvus_where(&Roles::default(), {
        let release = Arc::clone(&release);
        move |_, request| match () {
            () if request.body.contains("lost") => Act::Left(Reaction::Close(String::new())),
            () if request.body.contains("held") => Act::Carried(held(&release, done())),
            () => Act::Carried(done()),
        }
    })
    .await;
    let world = World::of(&upstream).await;
    let plan = world.start(&["alice", "lost", "held"]).await;
    let view = world.until(&plan, |view| told(view) == ["Revoked", "Unknown", "in_flight"]).await;
    let found = async |query: &str| {
        let page = world.get_json(&format!("/api/journal?{query}")).await;
        page["rows"].as_array().unwrap().iter().map(|row| row["entry"].clone()).collect::<Vec<_>>()
    };
    let id = |at: usize| view["entries"][at]["id"].clone();
    assert_eq!(found("state=in_flight").await, [id(2)]);
    assert_eq!((found("state=settled").await.len(), found("state=lost").await), (2, Vec::new()));
    assert_eq!(found("outcome=Unknown").await, [id(1)]);
    let mut unsettled = found("unsettled=1").await;
    unsettled.sort_by_key(ToString::to_string);
    assert_eq!(unsettled, [id(1), id(2)]);
    release.notify_one();
    world.ends(&plan).await;
    assert_eq!((found("state=in_flight").await.len(), found("state=settled").await.len()), (0, 3));
}

#[tokio::test]
async fn after_a_restart_what_was_in_flight_is_observed_and_nothing_is_sent_again() {
    let upstream = milvus_where(&Roles::default(), |_, _| Act::Carried(held(&Arc::default(), done()))).await;
    let limits = Limits { shutdown: Duration::ZERO, drain: Duration::ZERO, ..quick() };
    let base = format!("http://{}", upstream.address);
    let world = World::with(&base, Setup { limits, ..Setup::default() }).await;
    let plan = world.start(&["alice"]).await;
    upstream.has_changes(1).await;
    assert_eq!(world.rows().await[0]["state"], "in_flight");
    let directory = world.stop().await;

    let world = World::with(&base, Setup { directory, ..Setup::default() }).await;
    let view = world.ends(&plan).await;
    assert_eq!(told(&view), ["Revoked"], "it was carried out before");
    let rows = world.rows().await;
    assert_eq!((rows.len(), &rows[0]["outcome"], &rows[0]["verified"]), (1, &json!("Revoked"), &json!(true)));
    assert_eq!(rows[0]["comparison"]["compared"], "not_compared");
    assert_eq!(numbers(&world.get_json("/api/journal?unsettled=1").await).len(), 0);
    assert_eq!((world.events(), upstream.changes().len()), (vec!["intent".to_owned(), "outcome".to_owned()], 1));
}
