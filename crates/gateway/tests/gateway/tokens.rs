//! GenAuth and Managed MongoDB behind the gateway: their credentials, headers and hosts, as the console and the vendors meet
//! them, and that no token is ever written down.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rescind_domain::{FaultKind, FaultSource};
use serde_json::{Value, json};

use crate::lists::fault;
use crate::program::{Client, Running, gateway};
use crate::support::{Setup, TOKEN, World, told};
use crate::upstream::{Reaction, Recorded, Upstream, answer};

const NAMESPACES: &str = "/api/connections/people/roles";
const CLUSTERS: &str = "/api/connections/orders/roles";
const KEY: &str = include_str!("../../src/upstream/yandex/test_key.json");
const SECRET: &str = "S3cretOfTheAccessKey";

/// A config with GenAuth as `people` and Managed MongoDB as `orders`, whose operations are elsewhere.
fn write_config(directory: &Path, upstream: &Upstream, operations: &Upstream) {
    std::fs::write(directory.join("secret"), format!("{SECRET}\n")).unwrap();
    std::fs::write(directory.join("key.json"), KEY).unwrap();
    let (url, operations) = (upstream.address, operations.address);
    let config = format!(
        "[[connection]]\nid = \"people\"\nlabel = \"P\"\nvendor = \"genauth\"\nurl = \"http://{url}\"\n\
         credential.access_key = {{ id = \"pool\", secret_file = \"secret\" }}\n\
         [[connection]]\nid = \"orders\"\nlabel = \"O\"\nvendor = \"yandex-mongodb\"\nurl = \"http://{url}\"\n\
         operation_url = \"http://{operations}\"\nfolder = \"b1g\"\n\
         credential.service_account = {{ key_file = \"key.json\" }}\n"
    );
    std::fs::write(directory.join("vendors.toml"), config).unwrap();
}

async fn world(upstream: &Upstream, operations: &Upstream) -> World {
    let setup = Setup::default();
    write_config(setup.directory.path(), upstream, operations);
    let vendors = rescind_gateway::Vendors::Config(setup.directory.path().join("vendors.toml"));
    World::with("http://127.0.0.1:1", Setup { vendors: Some(vendors), ..setup }).await
}

/// The nth management token.
fn management_token(number: usize) -> String {
    let claims = json!({ "scoped_userpool_id": "pool-1", "n": number }).to_string();
    format!("e30.{}.SignatureOfTheToken", URL_SAFE_NO_PAD.encode(claims))
}

/// Exchanges keys, each time for another token, and refuses the first token of each vendor; for changes the second as well,
/// since a read has found out about the first.
fn vendor() -> impl Fn(usize, &Recorded) -> Reaction + Send + Sync + 'static {
    let issued = [AtomicUsize::new(0), AtomicUsize::new(0)];
    let is_held = [AtomicBool::new(true), AtomicBool::new(true)];
    let next = move |vendor: usize| issued[vendor].fetch_add(1, Ordering::SeqCst) + 1;
    move |_, request| {
        let json = |body: Value| answer("200 OK", &["x-request-id: r-1", "set-cookie: a=b"], &body.to_string());
        let genauth = |data: Value| json(json!({ "statusCode": 200, "message": "", "data": data }));
        let presented = request.header("authorization").unwrap_or_default();
        let is_change = request.line.contains("revoke-role") || request.line.contains(":revokePermission");
        if request.line.starts_with("POST /api/v3/get-management-token") {
            genauth(json!({ "access_token": management_token(next(0)), "expires_in": 7200 }))
        } else if request.line.starts_with("POST /iam/v1/tokens") {
            json(json!({ "iamToken": format!("t1.IamToken{}", next(1)), "expiresAt": "2100-01-01T00:00:00Z" }))
        } else if presented.ends_with(&management_token(1)) || (presented.ends_with(&management_token(2)) && is_change)
        {
            json(json!({ "statusCode": 401, "message": "no", "apiCode": 2020 }))
        } else if presented == "Bearer t1.IamToken1" || (presented == "Bearer t1.IamToken2" && is_change) {
            answer("401 Unauthorized", &[], r#"{"code":16,"message":"The token has expired"}"#)
        } else if request.line.contains("/revoke-role ") {
            is_held[0].store(false, Ordering::SeqCst);
            genauth(json!({ "success": true }))
        } else if request.line.contains("/list-role-members?") && is_held[0].load(Ordering::SeqCst) {
            genauth(json!({ "totalCount": 1, "list": [{ "userId": "u1" }] }))
        } else if request.line.contains("/api/v3/") {
            genauth(json!({ "totalCount": 0, "list": [] }))
        } else if request.line.contains(":revokePermission") {
            is_held[1].store(false, Ordering::SeqCst);
            json(json!({ "id": "op1", "done": true, "response": {} }))
        } else if request.line.contains("/users/alice ") {
            let permissions = json!([{ "databaseName": "orders", "roles": ["read"] }]);
            let permissions = if is_held[1].load(Ordering::SeqCst) { permissions } else { json!([]) };
            json(json!({ "name": "alice", "clusterId": "c9q", "permissions": permissions }))
        } else {
            json(json!({}))
        }
    }
}

/// The entry that revokes all access of a user to a database, and the entry that revokes a role.
fn entries() -> [Value; 2] {
    let membership = json!({
        "kind": "membership", "role": "code1", "scope": "default", "principal": { "kind": "user", "id": "u1" },
    });
    let access = json!({
        "kind": "access", "scope": "c9q/orders", "on": "orders", "roles": ["read"],
        "principal": { "kind": "user", "id": "alice", "scope": "c9q" },
    });
    [
        json!({ "connection": "people", "grant": membership }),
        json!({ "connection": "orders", "grant": access, "accepts": ["all_roles"] }),
    ]
}

fn lines(upstream: &Upstream) -> Vec<String> {
    let path = |request: Recorded| request.line.split(['?', ' ']).nth(1).unwrap().to_owned();
    upstream.requests().into_iter().map(path).collect()
}

#[tokio::test]
async fn a_read_goes_through_although_the_first_token_is_refused() {
    let upstream = Upstream::start(vendor()).await;
    let world = world(&upstream, &upstream).await;
    let call = world.request(reqwest::Method::GET, NAMESPACES).header("accept-language", "zh-CN,zh;q=0.9");
    let answer = call.send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers().get("set-cookie")), (200, None));
    assert!(answer.text().await.unwrap().contains(r#""complete":true"#));
    let (tokens, read) = ("/api/v3/get-management-token", "/api/v3/list-permission-namespaces");
    assert_eq!(lines(&upstream)[..4], [tokens, read, tokens, read]);
    let last = upstream.requests().pop().unwrap();
    assert_eq!(last.header("authorization").unwrap(), format!("Bearer {}", management_token(2)));
    assert_eq!((last.header("x-authing-userpool-id"), last.header("x-authing-lang")), (Some("pool-1"), Some("zh-CN")));
}

#[tokio::test]
async fn operations_are_followed_at_their_own_host_with_the_same_token() {
    let script = vendor();
    let upstream = Upstream::start(move |number, request| match script(number, request) {
        Reaction::Answer(_) if request.line.contains(":revokePermission") && is_taken(request) => {
            answer("200 OK", &[], r#"{"id":"op1","done":false}"#)
        }
        reaction => reaction,
    })
    .await;
    let operations = Upstream::always(answer("200 OK", &[], r#"{"id":"op1","done":true,"response":{}}"#)).await;
    let world = world(&upstream, &operations).await;
    assert_eq!(world.get(CLUSTERS).await.status(), 200);
    let (tokens, read) = ("/iam/v1/tokens", "/managed-mongodb/v1/clusters");
    assert_eq!(lines(&upstream), [tokens, read, tokens, read]);
    let [_, access] = entries();
    let plan = world.store(&[access], true).await;
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
    assert_eq!(lines(&operations), ["/operations/op1"]);
    assert_eq!(operations.requests()[0].header("authorization"), Some("Bearer t1.IamToken3"));
}

/// Whether a change is made with a token that changes are permitted to.
fn is_taken(request: &Recorded) -> bool {
    !["Bearer t1.IamToken1", "Bearer t1.IamToken2"].contains(&request.header("authorization").unwrap_or_default())
}

#[tokio::test]
async fn a_change_whose_token_is_refused_is_sent_again_with_another_one_as_an_attempt_of_its_own() {
    let upstream = Upstream::start(vendor()).await;
    let world = world(&upstream, &upstream).await;
    let sent = |path: &str| {
        let requests: Vec<_> = upstream.requests().into_iter().filter(|request| request.line.contains(path)).collect();
        <[Recorded; 2]>::try_from(requests).unwrap()
    };
    for entry in entries() {
        let plan = world.store(&[entry], true).await;
        assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
    }
    let [first, second] = sent("/revoke-role ");
    let targets = json!([{ "targetType": "USER", "targetIdentifier": "u1" }]);
    let body = json!({ "code": "code1", "namespace": "default", "targets": targets }).to_string();
    assert_eq!((&first.body, &second.body), (&body, &body));
    assert_ne!(first.header("authorization"), second.header("authorization"));
    assert_eq!((second.header("x-authing-userpool-id"), second.header("idempotency-key")), (Some("pool-1"), None));
    let [first, second] = sent(":revokePermission");
    assert_ne!(first.header("authorization"), second.header("authorization"));
    assert_eq!((&first.body, first.header("idempotency-key")), (&second.body, second.header("idempotency-key")));
    let rows = world.rows().await;
    assert_eq!(rows[0]["idempotencyKey"].as_str(), second.header("idempotency-key"));
    let attempt = ["intent", "answer", "intent", "answer", "outcome"];
    assert_eq!(world.events(), [attempt, attempt].concat());
    let results: Vec<_> = world.bodies("answer").iter().map(|body| body["result"].clone()).collect();
    assert_eq!(results, ["rejected", "accepted", "rejected", "pending"]);
}

#[tokio::test]
async fn a_key_that_is_refused_is_told_as_the_connections_credential() {
    let says = format!("wrong secret {SECRET}");
    let refused = json!({ "statusCode": 499, "message": says, "apiCode": 2224, "requestId": "r-7" });
    let upstream = Upstream::always(answer("200 OK", &[], &refused.to_string())).await;
    let world = world(&upstream, &upstream).await;
    let fault = fault(world.get(NAMESPACES).await).await;
    assert_eq!((&fault.kind, fault.source), (&FaultKind::Unauthenticated, FaultSource::Gateway));
    let text = format!("{fault:?}");
    assert!(text.contains("statusCode 499, apiCode 2224") && text.contains("r-7"), "{text}");
    assert!(!text.contains(SECRET), "{text}");
    assert_eq!(lines(&upstream), ["/api/v3/get-management-token"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_keys_nor_tokens_are_written_down() {
    let upstream = Upstream::start(vendor()).await;
    let directory = tempfile::tempdir().unwrap();
    write_config(directory.path(), &upstream, &upstream);
    let arguments = ["--listen", "127.0.0.1:0", "--config", "vendors.toml", "--data", "data"];
    let mut command = gateway(directory.path());
    let running = Running::start(command.args(arguments).env("RESCIND_TOKEN", TOKEN).env("RESCIND_LOG", "trace"));
    let client = Client::of(&running).await;
    let mut written = String::new();
    for path in [NAMESPACES, CLUSTERS, "/api/connections"] {
        written += &client.get(path).await.text().await.unwrap();
    }
    running.signal("TERM");
    let (_, stdout, stderr) = running.end();
    assert_eq!(stderr.matches("the credential was not accepted and has been renewed").count(), 2, "{stderr}");
    for file in std::fs::read_dir(directory.path().join("data")).unwrap() {
        written += &String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap());
    }
    written += &(stdout + &stderr);
    let key: Value = serde_json::from_str(KEY).unwrap();
    let line_of_key = key["private_key"].as_str().unwrap().lines().nth(3).unwrap().to_owned();
    let statements = upstream.requests().into_iter().filter(|request| request.line.contains("/iam/"));
    let signatures = statements.map(|request| request.body.rsplit('.').next().unwrap()[..40].to_owned());
    let claims = management_token(2).split('.').nth(1).unwrap().to_owned();
    let known = [SECRET.to_owned(), "t1.IamToken".to_owned(), "SignatureOfTheToken".to_owned(), claims, line_of_key];
    for secret in known.into_iter().chain(signatures) {
        assert!(!written.contains(&secret), "{secret}");
    }
}
