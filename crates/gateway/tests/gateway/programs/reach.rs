//! What a token sees of connections that it does not name: nothing, in lists, plans, events and the journal.

use reqwest::Method;
use serde_json::{Value, json};

use super::{EVERYTHING, get, made, post, request, token_of, world};
use crate::milvus::milvus_that_holds;
use crate::support::{Plan, World, entry, json_of, refusal, within};

/// A plan of `prod`, one of `other`, and one of both, all of them run to their ends.
async fn plans(world: &World) -> [Plan; 3] {
    let own = world.store(&[entry("prod", "alice")], true).await;
    let other = world.store(&[entry("other", "bob")], true).await;
    let mixed = world.store(&[entry("prod", "carol"), entry("other", "dave")], true).await;
    for plan in [&own, &other, &mixed] {
        world.ends(plan).await;
    }
    [own, other, mixed]
}

fn ids(plans: &Value) -> Vec<&str> {
    plans.as_array().unwrap().iter().map(|plan| plan["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn connections_and_plans_elsewhere_are_not_there() {
    let world = world().await;
    let secret = token_of(&world, "one", EVERYTHING);
    let listed = json_of(get(&world, &secret, "/api/connections").await).await;
    assert_eq!(ids(&listed), ["prod"]);
    let [own, other, mixed] = plans(&world).await;
    let listed = json_of(get(&world, &secret, "/api/plans").await).await;
    assert_eq!(ids(&listed), [own.id.as_str()]);
    assert_eq!(get(&world, &secret, &own.path()).await.status(), 200);
    let unknown = get(&world, &secret, "/api/plans/unknown").await.text().await.unwrap();
    for plan in [&other, &mixed] {
        for (method, path) in [
            (Method::GET, plan.path()),
            (Method::GET, format!("{}/events", plan.path())),
            (Method::POST, format!("{}/start", plan.path())),
            (Method::POST, format!("{}/retry", plan.path())),
            (Method::POST, format!("{}/check", plan.path())),
        ] {
            let answer = request(&world, &secret, method, &path).send().await.unwrap();
            assert_eq!(answer.status(), 404, "{path}");
            assert_eq!(answer.text().await.unwrap(), unknown, "{path}");
        }
    }
    let both = made(&world, "both", "prod,other", EVERYTHING, &[]);
    let listed = json_of(get(&world, &both, "/api/plans").await).await;
    assert_eq!(ids(&listed), [mixed.id.as_str(), &other.id, &own.id]);
    let first = json_of(get(&world, &secret, "/api/plans?limit=1").await).await;
    assert_eq!(ids(&first), [own.id.as_str()], "pages count what is seen");
}

#[tokio::test]
async fn what_is_open_is_listed_within_reach_only() {
    let (upstream, _release) = milvus_that_holds().await;
    let world = World::of(&upstream).await;
    let secret = token_of(&world, "one", EVERYTHING);
    let own = world.store(&[entry("prod", "alice")], true).await;
    world.store(&[entry("other", "bob")], true).await;
    upstream.has_changes(2).await;
    let open = json_of(get(&world, &secret, "/api/plans?open=1").await).await;
    let all = world.get_json("/api/plans?open=1").await;
    assert_eq!((ids(&open["plans"]), all["plans"].as_array().unwrap().len()), (vec![own.id.as_str()], 2));
    assert!(!open.to_string().contains("bob"), "{open:#}");
    assert_eq!((open["progress"].as_array().unwrap().len(), all["progress"].as_array().unwrap().len()), (1, 2));
}

#[tokio::test]
async fn the_journal_and_its_file_have_rows_of_its_connections_alone() {
    let world = world().await;
    let secret = token_of(&world, "one", "read");
    plans(&world).await;
    let rows = json_of(get(&world, &secret, "/api/journal").await).await;
    let rows = rows["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row["connection"] == "prod"), "{rows:#?}");
    let asked = json_of(get(&world, &secret, "/api/journal?connection=other").await).await;
    assert_eq!(asked["rows"], json!([]));
    let found = json_of(get(&world, &secret, "/api/journal?text=dave").await).await;
    assert_eq!(found["rows"], json!([]));
    let file = get(&world, &secret, "/api/journal/export").await.text().await.unwrap();
    assert_eq!(file.lines().count(), 2);
    assert!(!file.contains("dave") && !file.contains("bob"), "{file}");
    assert_eq!(world.rows().await.len(), 4, "people see all of it");
}

#[tokio::test]
async fn events_elsewhere_are_told_to_no_stream_and_no_poll() {
    let world = world().await;
    let secret = token_of(&world, "one", "read");
    let seq = world.get_json("/api/plans?open=1").await["seq"].as_u64().unwrap();
    let stream = request(&world, &secret, Method::GET, "/api/events").header("accept", "text/event-stream");
    let mut stream = stream.send().await.unwrap();
    let mut heard = String::from_utf8(within(stream.chunk()).await.unwrap().unwrap().to_vec()).unwrap();
    let [own, other, mixed] = plans(&world).await;
    // One more that it sees, so that everything before was told.
    let last = world.run(&["erin"]).await;
    within(async {
        while !(heard.contains(&last.id) && heard.contains("erin") && heard.contains("Revoked")) {
            heard += std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap();
        }
    })
    .await;
    let polled = get(&world, &secret, &format!("/api/events?after={seq}")).await.text().await.unwrap();
    let missed = request(&world, &secret, Method::GET, &format!("/api/events?after={seq}"));
    let mut missed = missed.header("accept", "text/event-stream").send().await.unwrap();
    let mut told = String::new();
    within(async {
        while !told.contains(&last.id) {
            told += std::str::from_utf8(&missed.chunk().await.unwrap().unwrap()).unwrap();
        }
    })
    .await;
    for text in [heard, polled, told] {
        assert!(text.contains(&own.id) && text.contains(&last.id), "{text}");
        for hidden in [&other.id, &mixed.id, "bob", "carol", "dave"] {
            assert!(!text.contains(hidden), "{hidden} is in {text}");
        }
    }
}

#[tokio::test]
async fn later_entries_are_told_of_entries_within_reach() {
    let world = world().await;
    let secret = token_of(&world, "one", "read");
    let later_of = |plan: &Plan| json!({ "entries": plan.entries });
    let mut plans = Vec::new();
    for (connection, user) in [("prod", "alice"), ("other", "bob")] {
        let plan = world.store(&[entry(connection, user)], true).await;
        world.ends(&plan).await;
        let again = world.store(&[entry(connection, user)], true).await;
        world.ends(&again).await;
        plans.push(plan);
    }
    for (plan, expected) in plans.iter().zip([1, 0]) {
        let told = json_of(post(&world, &secret, "/api/entries/later", &later_of(plan)).await).await;
        assert_eq!(told.as_array().unwrap().len(), expected, "{told}");
        let all = json_of(world.post("/api/entries/later", &later_of(plan).to_string()).await).await;
        assert_eq!(all.as_array().unwrap().len(), 1, "{all}");
    }
}

#[tokio::test]
async fn a_plan_elsewhere_cannot_be_made() {
    let world = world().await;
    let secret = token_of(&world, "one", EVERYTHING);
    for connection in ["other", "audit", "unknown"] {
        let plan = json!({ "entries": [entry("prod", "alice"), entry(connection, "alice")], "start": true });
        let refused = post(&world, &secret, "/api/plans", &plan).await;
        assert_eq!(refusal(refused).await, (404, "not_found".to_owned()), "{connection}");
    }
    assert_eq!(world.plan_events(), ["token_created"]);
}
