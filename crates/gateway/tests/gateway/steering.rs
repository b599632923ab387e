//! What people may do with a plan in each of its states, what Pause and Cancel let end and what they keep from being started,
//! and on whose word calls run.

use std::sync::Arc;

use rescind_domain::PlanStatus;
use rescind_domain::plan_status::{Permitted, PlanRequest};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::milvus::{Act, Roles, milvus_where, reading_where};
use crate::support::{Plan, Setup, World, told};
use crate::upstream::{Upstream, answer, done, held};

const DENIED: &str = r#"{"code":65535,"message":"PrivilegeManageOwnership: permission deny to root"}"#;

/// What is denied once to each user whose name says so, and held until it is released to each whose name says that.
async fn upstream(roles: &Roles, release: &Arc<Notify>) -> Upstream {
    let release = Arc::clone(release);
    milvus_where(roles, move |_, request| match () {
        () if request.body.contains("denied") => Act::Left(answer("200 OK", &[], DENIED)),
        () if request.body.contains("held") => Act::Carried(held(&release, done())),
        () => Act::Carried(done()),
    })
    .await
}

const USERS: [&str; 6] = ["denied", "held-1", "held-2", "held-3", "held-4", "left"];
const BEGUN: [&str; 6] = ["Failed", "in_flight", "in_flight", "in_flight", "in_flight", "planned"];

/// A plan of which one entry has failed, four are under way and one is left.
async fn begun(world: &World) -> Plan {
    let plan = world.start(&USERS).await;
    world.until(&plan, |view| told(view) == BEGUN).await;
    plan
}

fn status(view: &Value) -> PlanStatus {
    serde_json::from_value(view["status"].clone()).unwrap()
}

#[tokio::test]
async fn each_state_takes_each_request_as_the_table_says() {
    let requests = [
        (PlanRequest::Start, "start"),
        (PlanRequest::Pause, "pause"),
        (PlanRequest::Resume, "resume"),
        (PlanRequest::Cancel, "cancel"),
        (PlanRequest::Retry, "retry"),
    ];
    for state in ["stored", "running", "paused", "cancelled", "finished"] {
        for (request, name) in requests {
            let (roles, release) = (Roles::default(), Arc::new(Notify::new()));
            let upstream = upstream(&roles, &release).await;
            let world = World::of(&upstream).await;
            let plan = match state {
                "stored" => world.plan(&["alice"]).await,
                "finished" => world.run(&["denied"]).await,
                _ => begun(&world).await,
            };
            if let Some(ask) = [("paused", "pause"), ("cancelled", "cancel")].iter().find(|(to, _)| *to == state) {
                assert_eq!(world.ask(&plan, ask.1).await.status(), 204);
            }
            let view = world.view(&plan).await;
            assert_eq!(view["status"]["status"], state);
            let before = world.plan_events();
            let answer = world.ask(&plan, name).await;
            let (code, text) = (answer.status().as_u16(), answer.text().await.unwrap());
            let added = world.plan_events().split_off(before.len());
            let what = format!("{name} of what is {state}: {code} {text}, {added:?}");
            match status(&view).permits(request) {
                Permitted::Now => assert!(code == 204 && added.len() == 1, "{what}"),
                Permitted::Already => assert!(code == 204 && added.is_empty(), "{what}"),
                Permitted::No => assert!(code == 409 && text.contains("plan_refused") && added.is_empty(), "{what}"),
            }
        }
    }
}

#[tokio::test]
async fn what_has_begun_ends_when_a_plan_is_paused_and_nothing_else_is_started_before_it_is_resumed() {
    let (roles, release) = (Roles::default(), Arc::new(Notify::new()));
    let upstream = upstream(&roles, &release).await;
    let world = World::of(&upstream).await;
    let plan = begun(&world).await;
    assert_eq!(world.ask(&plan, "pause").await.status(), 204);
    (0..4).for_each(|_| release.notify_one());
    let paused = ["Failed", "Revoked", "Revoked", "Revoked", "Revoked", "planned"];
    let view = world.until(&plan, |view| told(view) == paused).await;
    assert_eq!(view["status"]["why"], json!({ "reason": "person" }));
    // Another plan of the same connection runs beside it.
    let other = world.run(&["alice"]).await;
    assert_eq!((told(&world.view(&other).await), told(&world.view(&plan).await)), (vec!["Revoked"], paused.to_vec()));
    assert_eq!(upstream.changes().len(), 6);
    assert_eq!(world.ask(&plan, "resume").await.status(), 204);
    let view = world.ends(&plan).await;
    assert_eq!((told(&view)[5], upstream.changes().len()), ("Revoked", 7));
}

#[tokio::test]
async fn a_call_whose_state_is_being_read_when_its_plan_is_stopped_does_not_leave() {
    for (request, status) in [("pause", "paused"), ("cancel", "cancelled")] {
        let look = Arc::new(Notify::new());
        let held_now = json!({ "code": 0, "data": ["reader"] }).to_string();
        let upstream = reading_where(
            &Roles::default(),
            {
                let look = Arc::clone(&look);
                move |number, _| (number == 1).then(|| held(&look, answer("200 OK", &[], &held_now)))
            },
            |_, _| Act::Carried(done()),
        )
        .await;
        let world = World::of(&upstream).await;
        let plan = world.start(&["alice"]).await;
        upstream.has_requests(1).await;
        assert_eq!(world.ask(&plan, request).await.status(), 204);
        // It wants the same grant, so that it goes when the first attempt has ended.
        let next = world.start(&["alice"]).await;
        look.notify_one();
        assert_eq!(told(&world.ends(&next).await), ["Revoked"]);
        let view = world.view(&plan).await;
        assert_eq!((told(&view), &view["status"]["status"]), (vec!["planned"], &json!(status)));
        assert_eq!((upstream.changes().len(), world.events().len()), (1, 3));
    }
}

#[tokio::test]
async fn a_plan_that_is_paused_and_resumed_again_and_again_forgets_nothing() {
    let (roles, release) = (Roles::default(), Arc::new(Notify::new()));
    let upstream = upstream(&roles, &release).await;
    let world = World::of(&upstream).await;
    let users: Vec<String> = (0..60).map(|number| format!("user-{number}")).collect();
    let plan = world.start(&users.iter().map(String::as_str).collect::<Vec<_>>()).await;
    for _ in 0..20 {
        for request in ["pause", "resume"] {
            assert_eq!(world.ask(&plan, request).await.status(), 204);
        }
    }
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"; 60]);
    assert_eq!(upstream.changes().len(), 60, "and sends nothing twice");
}

#[tokio::test]
async fn what_was_cancelled_is_never_started_also_not_by_a_retry_of_something_else() {
    let (roles, release) = (Roles::default(), Arc::new(Notify::new()));
    let upstream = upstream(&roles, &release).await;
    let world = World::of(&upstream).await;
    let plan = begun(&world).await;
    assert_eq!(world.ask(&plan, "cancel").await.status(), 204);
    // What failed is tried again while what had begun is still under way, and once more when that has ended.
    assert_eq!(world.ask(&plan, "retry").await.status(), 204);
    (0..4).for_each(|_| release.notify_one());
    let cancelled = ["Failed", "Revoked", "Revoked", "Revoked", "Revoked", "planned"];
    let view = world.until(&plan, |view| told(view) == cancelled && view["status"]["status"] == "cancelled").await;
    assert_eq!(view["status"]["by"]["who"], "admin");
    assert_eq!(upstream.changes().len(), 6);
    assert_eq!(world.ask(&plan, "retry").await.status(), 204);
    upstream.has_changes(7).await;
    let view = world.until(&plan, |view| told(view) == cancelled && view["status"]["status"] == "cancelled").await;
    assert_eq!(view["entries"].as_array().unwrap().len(), 6);
    for request in ["start", "resume", "pause"] {
        assert_eq!(world.ask(&plan, request).await.status(), 409, "{request}");
    }
    let body = json!({ "entries": [plan.entries[5]] }).to_string();
    assert_eq!(world.post(&format!("{}/retry", plan.path()), &body).await.status(), 409);
    assert_eq!(world.ask(&plan, "cancel").await.status(), 204);
    // Nor by the next gateway.
    let base = format!("http://{}", upstream.address);
    let directory = world.stop().await;
    let world = World::with(&base, Setup { directory, ..Setup::default() }).await;
    assert_eq!(told(&world.view(&plan).await), cancelled);
    assert_eq!(world.ask(&plan, "retry").await.status(), 204);
    upstream.has_changes(8).await;
    world.until(&plan, |view| told(view) == cancelled && view["status"]["status"] == "cancelled").await;
    assert!(!upstream.changes().iter().any(|request| request.body.contains("left")));
}

#[tokio::test]
async fn only_what_ended_without_success_is_tried_again_and_with_a_key_of_its_own() {
    let (roles, release) = (Roles::default(), Arc::new(Notify::new()));
    let upstream = upstream(&roles, &release).await;
    let world = World::of(&upstream).await;
    let plan = world.run(&["alice", "denied", "denied-too"]).await;
    let body = json!({ "entries": [plan.entries[2]] }).to_string();
    assert_eq!(world.post(&format!("{}/retry", plan.path()), &body).await.status(), 204);
    world.ends(&plan).await;
    let sent: Vec<_> = upstream.changes().iter().map(|request| request.body.contains("denied-too")).collect();
    assert_eq!(sent.iter().filter(|denied_too| **denied_too).count(), 2);
    assert_eq!(upstream.changes().len(), 4);
    assert_eq!(world.ask(&plan, "retry").await.status(), 204);
    world.ends(&plan).await;
    assert_eq!(upstream.changes().len(), 6, "without a name both that failed");
    let rows = world.rows().await;
    let keys: std::collections::BTreeSet<_> =
        rows.iter().map(|row| row["idempotencyKey"].as_str().unwrap().to_owned()).collect();
    assert_eq!((rows.len(), keys.len()), (6, 6));
}

#[tokio::test]
async fn a_plan_tells_on_whose_word_it_runs_and_what_is_to_be_tried_again() {
    let (roles, release) = (Roles::default(), Arc::new(Notify::new()));
    let upstream = upstream(&roles, &release).await;
    let mut world = World::of(&upstream).await;
    let other = world.sign_in().await;
    let plan = world.plan(&USERS).await;
    let words = |view: &Value| ["started", "resumed", "retried"].map(|name| view[name].clone());
    assert_eq!(words(&world.view(&plan).await), [json!(null), json!(null), json!(null)]);
    assert_eq!(world.ask(&plan, "start").await.status(), 204);
    let view = world.until(&plan, |view| told(view) == BEGUN).await;
    let [started, resumed, _] = words(&view);
    assert_eq!(
        (&started["who"], &started["at"], resumed),
        (&json!("admin"), &json!(1_700_000_000_000_u64), json!(null))
    );

    world.cookie.clone_from(&other);
    assert_eq!(world.ask(&plan, "retry").await.status(), 204);
    let view = world.view(&plan).await;
    let [still, _, retried] = words(&view);
    assert_eq!(still, started);
    assert!(retried["who"] == "admin" && retried["session"] != started["session"], "{retried}");
    assert_eq!((&view["again"], told(&view)[0]), (&json!([plan.entries[0]]), "Failed"), "its turn has not come");
    assert_eq!(world.get_json("/api/plans").await[0]["again"], 1);

    assert_eq!(world.ask(&plan, "pause").await.status(), 204);
    assert_eq!(world.ask(&plan, "resume").await.status(), 204);
    (0..4).for_each(|_| release.notify_one());
    let view = world.ends(&plan).await;
    let [_, resumed, _] = words(&view);
    assert_eq!(resumed["session"], retried["session"]);
    assert_eq!((view.get("again"), world.get_json("/api/plans").await[0].get("again")), (None, None));
}

#[tokio::test]
async fn a_token_names_nobody_so_that_the_session_is_told_besides() {
    let (roles, release) = (Roles::default(), Arc::new(Notify::new()));
    let upstream = upstream(&roles, &release).await;
    let mut world = World::of(&upstream).await;
    let other = world.sign_in().await;
    let own = world.cookie.clone();
    let plan = begun(&world).await;
    world.cookie.clone_from(&other);
    assert_eq!(world.ask(&plan, "pause").await.status(), 204);
    (0..4).for_each(|_| release.notify_one());
    world.until(&plan, |view| told(view)[4] == "Revoked").await;
    assert_eq!(world.ask(&plan, "resume").await.status(), 204);
    world.ends(&plan).await;
    let of = |kind: &str| {
        let bodies = world.bodies(kind);
        bodies
            .iter()
            .map(|body| (body["who"].clone(), body["session"].as_str().unwrap().to_owned()))
            .collect::<Vec<_>>()
    };
    let (created, started, paused, resumed) = (of("created"), of("started"), of("paused"), of("resumed"));
    assert_eq!((&created, &paused), (&started, &resumed));
    assert_ne!(started, paused);
    assert!(started.iter().chain(&paused).all(|(who, session)| who == "admin" && session.len() == 6));
    let intents = of("intent");
    assert_eq!((intents.len(), &intents[..5]), (6, vec![started[0].clone(); 5].as_slice()));
    assert_eq!(intents[5], resumed[0], "each call runs on the word of who asked for it last");
    assert_eq!(world.rows().await[0]["session"], json!(resumed[0].1));
    for session in [own, other] {
        let secret = session.split_once('=').unwrap().1;
        assert!(!secret.contains(&started[0].1) && !secret.contains(&paused[0].1), "it is no part of the secret");
    }
}
