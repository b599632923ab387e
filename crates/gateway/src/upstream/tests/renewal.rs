//! Exchanges that fail: who hears of it, what is still good, and that nothing secret is told.

use serde_json::json;
use tokio::sync::Semaphore;

use super::super::renewing::{Fresh, Renewing};
use super::*;

fn fresh(token: &str) -> Fresh {
    let (renew_after, ends_after) = (Duration::from_secs(60), Duration::from_secs(120));
    Fresh { token: Secret::new(token), renew_after, ends_after }
}

fn failure() -> Error {
    Error::Credential("it failed".into())
}

#[tokio::test]
async fn a_failure_is_shared_by_those_who_waited_and_not_kept() {
    let renewing = Arc::new(Renewing::default());
    let (exchanges, gate) = (Arc::new(AtomicU64::new(0)), Arc::new(Semaphore::new(0)));
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..5 {
        let (renewing, exchanges, gate) = (Arc::clone(&renewing), Arc::clone(&exchanges), Arc::clone(&gate));
        calls.spawn(async move {
            let exchange = async || {
                exchanges.fetch_add(1, Ordering::SeqCst);
                gate.acquire().await.unwrap().forget();
                Err(failure())
            };
            renewing.get(&TestClock::default(), None, exchange).await.unwrap_err().to_string()
        });
    }
    // On this runtime of one thread, all of them are waiting when this task has its turn again.
    tokio::task::yield_now().await;
    gate.add_permits(5);
    for error in calls.join_all().await {
        assert!(error.contains("it failed"), "{error}");
    }
    assert_eq!(exchanges.load(Ordering::SeqCst), 1);
    let next = renewing.get(&TestClock::default(), None, async || Ok(fresh("t"))).await;
    assert_eq!(next.unwrap().expose(), "t");
}

#[tokio::test]
async fn a_failed_renewal_does_no_harm_until_the_token_ends() {
    let (renewing, clock) = (Renewing::default(), TestClock::default());
    renewing.get(&clock, None, async || Ok(fresh("t"))).await.unwrap();
    clock.advance(119);
    let kept = renewing.get(&clock, None, async || Err(failure())).await;
    assert_eq!(kept.unwrap().expose(), "t");
    clock.advance(1);
    assert!(renewing.get(&clock, None, async || Err(failure())).await.is_err());
}

#[tokio::test]
async fn a_refused_token_is_not_used_again_when_the_renewal_fails() {
    let (renewing, clock) = (Renewing::default(), TestClock::default());
    let first = renewing.get(&clock, None, async || Ok(fresh("t1"))).await.unwrap();
    assert!(renewing.get(&clock, Some(&first), async || Err(failure())).await.is_err());
    let next = renewing.get(&clock, None, async || Ok(fresh("t2"))).await.unwrap();
    let again = renewing.get(&clock, Some(&first), async || Ok(fresh("t3"))).await.unwrap();
    assert_eq!((next.expose(), again.expose()), ("t2", "t2"), "somebody else has renewed it");
}

#[tokio::test]
async fn a_failed_exchange_is_said_and_the_call_is_not_sent() {
    let body = json!({ "statusCode": 499, "message": "wrong: hunter2", "apiCode": 2224, "requestId": "r-1" });
    let stub = Stub::start(move |_, _| (200, body.to_string())).await;
    let secret = Source::Known(Secret::new("hunter2"));
    let key = AccessKey::new(&stub.base, "pool".to_owned(), secret);
    let world = World::new(Vendor::Genauth, stub, Credential::AccessKey(key));
    let error = world.authorized(Method::GET, "/api/v3/get-role").await.unwrap_err();
    assert_eq!(error.kind(), rescind_domain::GatewayErrorKind::Credential);
    let error = format!("{error} {error:?}");
    assert!(error.contains("statusCode 499, apiCode 2224, request \"r-1\"") && !error.contains("hunter2"), "{error}");
    assert!(world.stub.requests("/api/v3/get-role").is_empty());
}

#[tokio::test]
async fn when_the_renewal_fails_the_vendors_refusal_is_the_answer() {
    let refused = r#"{"statusCode":401,"message":"m"}"#;
    let stub = Stub::start(move |number, seen| match (seen.path.as_str(), number) {
        ("/api/v3/get-management-token", 1) => {
            let data = json!({ "access_token": "t", "expires_in": 7200 });
            (200, json!({ "statusCode": 200, "message": "", "data": data }).to_string())
        }
        ("/api/v3/get-management-token", _) => (503, String::new()),
        _ => (200, refused.to_owned()),
    });
    let stub = stub.await;
    let key = AccessKey::new(&stub.base, "pool".to_owned(), Source::Known(Secret::new("hunter2")));
    let world = World::new(Vendor::Genauth, stub, Credential::AccessKey(key));
    let answer = world.change("/api/v3/revoke-role").await.unwrap();
    assert_eq!((text(&answer).as_str(), world.stub.requests("/api/v3/revoke-role").len()), (refused, 1));
}

#[tokio::test]
async fn nobody_at_home_is_said() {
    let key = AccessKey::new("http://127.0.0.1:1", "pool".to_owned(), Source::Known(Secret::new("hunter2")));
    let stub = Stub::start(|_, _| (200, String::new())).await;
    let world = World::new(Vendor::Genauth, stub, Credential::AccessKey(key));
    let error = world.authorized(Method::GET, "/").await.unwrap_err().to_string();
    assert!(error.contains("no connection to where its tokens come from"), "{error}");
}
