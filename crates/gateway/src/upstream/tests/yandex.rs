//! Yandex Cloud: a service account's key, and a command that yields tokens.

use serde_json::{Value, json};

use super::*;

const TOKENS: &str = "/iam/v1/tokens";
const READ: &str = "/managed-mongodb/v1/clusters";
const REVOKE: &str = "/managed-mongodb/v1/clusters/c9q/users/alice:revokePermission";
const REFUSED: &str = r#"{"code":16,"message":"Token is invalid or has expired."}"#;

/// A connection with a service account's key, whose calls are answered by the script.
async fn world(
    script: impl Fn(usize, &Seen) -> (u16, String) + Send + Sync + 'static,
) -> (Arc<World>, tempfile::TempDir) {
    let stub = Stub::start(move |number, seen| match seen.path.as_str() {
        // Twelve hours from the beginning of the test's clock.
        TOKENS => (200, json!({ "iamToken": format!("t1.{number}"), "expiresAt": "2023-11-15T10:13:20Z" }).to_string()),
        _ => script(number, seen),
    });
    let stub = stub.await;
    let directory = tempfile::tempdir().unwrap();
    let key_file = directory.path().join("key.json");
    std::fs::write(&key_file, include_str!("../yandex/test_key.json")).unwrap();
    let credential = Credential::ServiceAccount(ServiceAccount::new(&stub.base, key_file));
    (World::new(Vendor::YandexMongodb, stub, credential), directory)
}

#[tokio::test]
async fn a_key_is_exchanged_once_for_many_calls_and_again_after_an_hour() {
    let (world, _directory) = world(|_, _| (200, "{}".to_owned())).await;
    world.calls(10, READ).await;
    let exchanges = world.stub.requests(TOKENS);
    assert_eq!((exchanges.len(), exchanges[0].header("authorization")), (1, None));
    let body: Value = serde_json::from_str(&exchanges[0].body).unwrap();
    assert_eq!(body["jwt"].as_str().unwrap().split('.').count(), 3);
    assert_eq!(body.as_object().unwrap().len(), 1);
    for (seconds, exchanges) in [(3599, 1), (1, 2), (3600, 3)] {
        world.clock.advance(seconds);
        world.call(Method::GET, READ).await.unwrap();
        assert_eq!(world.stub.requests(TOKENS).len(), exchanges);
        assert_eq!(token(world.stub.requests(READ).last().unwrap()), format!("t1.{exchanges}"));
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_and_a_read_repeated_but_never_a_change() {
    for status in [401, 200] {
        let refusing = move |_: usize, seen: &Seen| match token(seen) {
            "t1.1" => (status, REFUSED.to_owned()),
            _ => (200, r#"{"id":"op","done":false}"#.to_owned()),
        };
        let (reading, _directory) = world(refusing).await;
        assert!(text(&reading.call(Method::GET, READ).await.unwrap()).contains("op"));
        assert_eq!(reading.stub.requests(READ).iter().map(token).collect::<Vec<_>>(), ["t1.1", "t1.2"]);
        let (changing, _directory) = world(refusing).await;
        assert_eq!(text(&changing.change(REVOKE).await.unwrap()), REFUSED);
        assert!(text(&changing.change(REVOKE).await.unwrap()).contains("op"));
        assert_eq!(changing.stub.requests(REVOKE).iter().map(token).collect::<Vec<_>>(), ["t1.1", "t1.2"]);
    }
}

#[tokio::test]
async fn an_operation_that_failed_with_the_same_code_is_no_refusal() {
    let body = r#"{"id":"op","done":true,"error":{"code":16,"message":"m"}}"#;
    let (world, _directory) = world(move |_, _| (200, body.to_owned())).await;
    assert_eq!(text(&world.change(REVOKE).await.unwrap()), body);
    assert_eq!((world.stub.requests(REVOKE).len(), world.stub.requests(TOKENS).len()), (1, 1));
}

#[tokio::test]
async fn a_command_runs_again_for_a_token_that_was_refused() {
    let directory = tempfile::tempdir().unwrap();
    let runs = directory.path().join("runs");
    let script = format!("echo run >> '{0}'; echo t1.$(wc -l < '{0}')", runs.display());
    let command = CommandSource::new("sh".to_owned(), vec!["-c".to_owned(), script]);
    let stub = Stub::start(|_, seen| match token(seen) {
        "t1.1" => (401, REFUSED.to_owned()),
        _ => (200, "{}".to_owned()),
    });
    let world = World::new(Vendor::YandexMongodb, stub.await, Credential::Plain(Source::Command(command)));
    assert_eq!(text(&world.call(Method::GET, READ).await.unwrap()), "{}");
    world.calls(5, READ).await;
    assert_eq!(std::fs::read_to_string(&runs).unwrap().lines().count(), 2);
}

#[tokio::test]
async fn a_key_that_is_none_is_told_without_being_quoted() {
    let (world, directory) = world(|_, _| (200, "{}".to_owned())).await;
    let file = directory.path().join("key.json");
    for (text, says) in [("{\"id\":\"hunter2\"}", "is not the JSON"), ("hunter2", "is not the JSON")] {
        std::fs::write(&file, text).unwrap();
        let error = world.authorized(Method::GET, READ).await.unwrap_err().to_string();
        assert!(error.contains(says) && error.ends_with("Nothing was sent.") && !error.contains("hunter2"), "{error}");
    }
    std::fs::remove_file(&file).unwrap();
    let error = world.authorized(Method::GET, READ).await.unwrap_err().to_string();
    assert!(error.contains("file could not be read") && !error.contains("key.json"), "{error}");
    assert!(world.stub.requests(TOKENS).is_empty() && world.stub.requests(READ).is_empty());
}
