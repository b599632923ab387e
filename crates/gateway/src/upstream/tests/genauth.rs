//! GenAuth: an access key, and a token that is given.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::*;

const TOKENS: &str = "/api/v3/get-management-token";
const READ: &str = "/api/v3/get-role";
const REVOKE: &str = "/api/v3/revoke-role";
const REFUSED: &str = r#"{"statusCode":401,"message":"m","apiCode":2020,"requestId":"r-2020"}"#;

/// The nth token of the stub.
fn issued(number: usize) -> String {
    let claims = json!({ "scoped_userpool_id": "pool-1", "n": number }).to_string();
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
}

fn exchanged(number: usize) -> (u16, String) {
    let data = json!({ "access_token": issued(number), "expires_in": 7200 });
    (200, json!({ "statusCode": 200, "message": "", "data": data }).to_string())
}

/// A connection with an access key, whose calls are answered by the script.
async fn world(script: impl Fn(usize, &Seen) -> (u16, String) + Send + Sync + 'static) -> Arc<World> {
    let stub = Stub::start(move |number, seen| match seen.path.as_str() {
        TOKENS => exchanged(number),
        _ => script(number, seen),
    });
    let stub = stub.await;
    let secret = Source::Known(Secret::new("hunter2"));
    let credential = Credential::AccessKey(AccessKey::new(&stub.base, "pool".to_owned(), secret));
    World::new(Vendor::Genauth, stub, credential)
}

fn fine(_: usize, _: &Seen) -> (u16, String) {
    (200, r#"{"statusCode":200,"message":"","data":{}}"#.to_owned())
}

/// Accepts every token but the first.
fn not_the_first(_: usize, seen: &Seen) -> (u16, String) {
    if token(seen) == issued(1) { (200, REFUSED.to_owned()) } else { fine(0, seen) }
}

#[tokio::test]
async fn many_calls_share_one_exchange() {
    let world = world(fine).await;
    world.calls(10, READ).await;
    let exchanges = world.stub.requests(TOKENS);
    assert_eq!(exchanges.len(), 1);
    assert_eq!((exchanges[0].method.as_str(), exchanges[0].header("authorization")), ("POST", None));
    assert_eq!(exchanges[0].header("content-type"), Some("application/json"));
    let pair: serde_json::Value = serde_json::from_str(&exchanges[0].body).unwrap();
    assert_eq!(pair, json!({ "accessKeyId": "pool", "accessKeySecret": "hunter2" }));
    let calls = world.stub.requests(READ);
    assert_eq!(calls.len(), 10);
    for call in calls {
        assert_eq!(token(&call), issued(1));
        assert_eq!(call.header("x-authing-userpool-id"), Some("pool-1"));
        assert_eq!(call.header("x-authing-lang"), Some("en-US"));
    }
}

#[tokio::test]
async fn a_token_is_renewed_a_minute_before_its_end() {
    let world = world(fine).await;
    for (seconds, exchanges) in [(0, 1), (7139, 1), (1, 2), (7139, 2), (1, 3)] {
        world.clock.advance(seconds);
        world.call(Method::GET, READ).await.unwrap();
        assert_eq!(world.stub.requests(TOKENS).len(), exchanges);
        assert_eq!(token(world.stub.requests(READ).last().unwrap()), issued(exchanges));
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_for_all_and_the_calls_are_repeated() {
    let world = world(not_the_first).await;
    for body in world.calls(10, READ).await {
        assert!(body.contains(r#""statusCode":200"#), "{body}");
    }
    assert_eq!(world.stub.requests(TOKENS).len(), 2);
    let repeated = world.stub.requests(READ).iter().filter(|seen| token(seen) == issued(2)).count();
    assert_eq!(repeated, 10);
}

#[tokio::test]
async fn a_change_is_sent_once_and_a_token_that_it_was_refused_for_is_renewed_for_the_next() {
    let other = world(not_the_first).await;
    assert_eq!(text(&other.change(REVOKE).await.unwrap()), REFUSED);
    assert_eq!((other.stub.requests(REVOKE).len(), other.stub.requests(TOKENS).len()), (1, 2));
    assert!(text(&other.change(REVOKE).await.unwrap()).contains(r#""statusCode":200"#));
    assert_eq!((other.stub.requests(REVOKE).len(), other.stub.requests(TOKENS).len()), (2, 2));
    for (status, body) in [
        (200, r#"{"statusCode":403,"message":"m","apiCode":1001,"requestId":"r-1"}"#),
        (200, r#"{"statusCode":500,"message":"m","requestId":"r-1"}"#),
        (200, r#"{"statusCode":200,"message":"","apiCode":2020,"requestId":"r-1","data":{"success":false}}"#),
        (403, "<html>"),
        (502, "2020"),
    ] {
        let world = world(move |_, _| (status, body.to_owned())).await;
        let answer = world.change(REVOKE).await.unwrap();
        assert_eq!((answer.status.as_u16(), text(&answer).as_str()), (status, body));
        assert_eq!((world.stub.requests(REVOKE).len(), world.stub.requests(TOKENS).len()), (1, 1), "{body}");
        assert_eq!(answer.request_id, body.contains("r-1").then(|| RequestId::new("r-1")), "{body}");
    }
}

#[tokio::test]
async fn a_second_refusal_is_the_answer() {
    let world = world(|_, _| (200, REFUSED.to_owned())).await;
    let answer = world.call(Method::GET, READ).await.unwrap();
    assert_eq!((answer.status.as_u16(), text(&answer).as_str()), (200, REFUSED));
    assert_eq!(answer.request_id, Some(RequestId::new("r-2020")));
    assert_eq!((world.stub.requests(READ).len(), world.stub.requests(TOKENS).len()), (2, 2));
}

#[tokio::test]
async fn a_given_token_is_not_repeated_and_a_new_one_in_its_file_is() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("token");
    let (path, second) = (file.clone(), format!("{}\n", issued(2)));
    let rotates = move |number: usize, seen: &Seen| {
        if number == 2 {
            std::fs::write(&path, &second).unwrap();
        }
        not_the_first(number, seen)
    };
    let stub = Stub::start(rotates).await;
    std::fs::write(&file, issued(1)).unwrap();
    let world = World::new(Vendor::Genauth, stub, Credential::Plain(Source::File(FileSource::new(file))));
    let refused = world.call(Method::GET, READ).await.unwrap();
    assert_eq!((text(&refused).as_str(), world.stub.requests(READ).len()), (REFUSED, 1));
    let answer = world.call(Method::GET, READ).await.unwrap();
    assert!(text(&answer).contains(r#""statusCode":200"#));
    assert_eq!((world.stub.requests(READ).len(), world.stub.requests(TOKENS).len()), (3, 0));
}
