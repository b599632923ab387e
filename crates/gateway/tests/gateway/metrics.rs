//! The numbers that `/metrics` shows, and to whom.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::milvus::{Act, Roles, reading_where};
use crate::support::{READ, Setup, World, refusal, told};
use crate::upstream::{Reaction, Upstream, answer, done, held};

/// The numbers, asked for without a session.
async fn numbers(world: &World) -> String {
    let answer = world.client.get(format!("{}/metrics", world.base)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let kind = answer.headers()["content-type"].to_str().unwrap();
    assert!(kind.starts_with("application/openmetrics-text; version=1.0.0"), "{kind}");
    answer.text().await.unwrap()
}

fn assert_has(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.lines().any(|other| other == *line), "{line} is missing in:\n{text}");
    }
}

#[tokio::test]
async fn requests_calls_and_what_is_open_are_counted() {
    let release = Arc::new(Notify::new());
    let upstream = reading_where(
        &Roles::default(),
        |_, request| match () {
            () if request.body.contains("asked-for") => Some(answer("500 Internal Server Error", &[], "{}")),
            () => None,
        },
        {
            let release = Arc::clone(&release);
            move |_, request| match request.body.contains("lost") {
                true => Act::Left(Reaction::Close(String::new())),
                false => Act::Carried(held(&release, done())),
            }
        },
    )
    .await;
    let setup = Setup { config: "metrics_peers = [\"192.0.2.0/24\"]\n", ..Setup::default() };
    let world = World::with(&format!("http://{}", upstream.address), setup).await;
    assert_has(&numbers(&world).await, &["rescind_unsettled_entries 0", "rescind_journal_events_total 0"]);
    world.get(READ).await;
    world.get("/api/connections/prod/user/privileges?id=asked-for").await;
    let plan = world.start(&["lost", "held"]).await;
    world.until(&plan, |view| told(view) == ["Unknown", "in_flight"]).await;
    world.get("/api/none").await;
    world.sign_in().await;

    let text = numbers(&world).await;
    assert_has(
        &text,
        &[
            "rescind_requests_total{route=\"/api/connections/{id}/describe/role\",status=\"2xx\"} 1",
            "rescind_requests_total{route=\"/api/connections/{id}/user/privileges\",status=\"5xx\"} 1",
            "rescind_requests_total{route=\"/api/plans\",status=\"2xx\"} 1",
            "rescind_requests_total{route=\"/api/{*rest}\",status=\"4xx\"} 1",
            "rescind_requests_total{route=\"/metrics\",status=\"2xx\"} 1",
            "rescind_upstream_calls_total{connection=\"prod\",effect=\"read\",result=\"5xx\"} 1",
            "rescind_upstream_calls_total{connection=\"prod\",effect=\"mutation\",result=\"lost\"} 1",
            "rescind_calls_in_flight 1",
            "rescind_unsettled_entries 2",
            "rescind_sessions 2",
            "rescind_journal_events_total 6",
            &format!("rescind_build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION")),
            "# EOF",
        ],
    );
    for person_or_grant in ["alice", "reader", "admin", "asked-for"] {
        assert!(!text.contains(person_or_grant), "{text}");
    }
    release.notify_one();
    world.ends(&plan).await;
    assert_has(
        &numbers(&world).await,
        &[
            "rescind_calls_in_flight 0",
            "rescind_unsettled_entries 1",
            "rescind_journal_events_total 8",
            "rescind_upstream_calls_total{connection=\"prod\",effect=\"mutation\",result=\"2xx\"} 1",
        ],
    );
}

#[tokio::test]
async fn nobody_behind_a_proxy_gets_them() {
    let world = World::of(&Upstream::always(done()).await).await;
    let request = world.client.get(format!("{}/metrics", world.base)).header("x-forwarded-for", "198.51.100.1");
    assert_eq!(refusal(request.send().await.unwrap()).await, (404, "not_found".to_owned()));
}
