//! Every kind of fault, judged by what a client sees and by what the sandbox then holds.

use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use crate::support::{ROOT, Sandbox};

const REVOKE: &str = "/v2/vectordb/users/revoke_role";

async fn revoke(sandbox: &Sandbox) -> reqwest::Result<reqwest::Response> {
    let body = json!({ "userName": "alice", "roleName": "read_only" });
    sandbox.post(REVOKE, ROOT, &body).send().await
}

#[tokio::test]
async fn cut_before_applies_nothing_and_drops_the_connection() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "cut": "before" })).await;
    let error = revoke(&sandbox).await.unwrap_err();
    assert!(error.is_request(), "{error:?}");
    assert!(sandbox.holds("alice", "read_only").await);
    assert_eq!(revoke(&sandbox).await.unwrap().status(), 200);
    assert!(!sandbox.holds("alice", "read_only").await);
}

#[tokio::test]
async fn cut_after_applies_and_drops_the_connection() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "cut": "after" })).await;
    let error = revoke(&sandbox).await.unwrap_err();
    assert!(error.is_request(), "{error:?}");
    assert!(!sandbox.holds("alice", "read_only").await);
}

#[tokio::test]
async fn cut_body_applies_and_sends_half_of_the_answer() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "cut": "body" })).await;
    let mut answer = revoke(&sandbox).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.content_length(), Some(20));
    assert_eq!(answer.chunk().await.unwrap().unwrap(), r#"{"code":0,"#);
    assert!(answer.chunk().await.is_err());
    assert!(!sandbox.holds("alice", "read_only").await);
}

#[tokio::test]
async fn cut_body_may_cut_a_body_of_the_faults_own() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": REVOKE, "cut": "body", "status": 502, "body": "<html>bad gateway</html>" })).await;
    let mut answer = revoke(&sandbox).await.unwrap();
    assert_eq!(answer.status(), 502);
    assert_eq!(answer.chunk().await.unwrap().unwrap(), "<html>bad ga");
    assert!(answer.chunk().await.is_err());
}

#[tokio::test]
async fn a_fault_meets_every_third_call_that_fits() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": REVOKE, "every": 3, "times": 2, "status": 503 })).await;
    let mut statuses = Vec::new();
    for _ in 0..9 {
        sandbox.call("roles/list", json!({})).await;
        statuses.push(revoke(&sandbox).await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 503, 200, 200, 503, 200, 200, 200]);
    assert_eq!(sandbox.control("faults", json!({ "path": REVOKE, "every": 0 })).await.status(), 400);
}

#[tokio::test]
async fn the_first_calls_that_fit_may_be_left_alone() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": REVOKE, "skip": 1, "times": 1, "status": 503 })).await;
    sandbox.fault(json!({ "path": REVOKE, "skip": 3, "every": 2, "times": 2, "status": 504 })).await;
    let mut statuses = Vec::new();
    for _ in 0..9 {
        sandbox.call("roles/list", json!({})).await;
        statuses.push(revoke(&sandbox).await.unwrap().status().as_u16());
    }
    // The call that met the first fault is none that fits the second.
    assert_eq!(statuses, [200, 503, 200, 200, 200, 504, 200, 504, 200]);
}

async fn retry_after(sandbox: &Sandbox, fault: Value) -> (u16, Option<String>) {
    sandbox.fault(fault).await;
    let answer = revoke(sandbox).await.unwrap();
    let header = answer.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
    (answer.status().as_u16(), header)
}

#[tokio::test]
async fn retry_after_may_have_any_form() {
    let sandbox = Sandbox::demo().await;
    let past = "Sun, 06 Nov 1994 08:49:37 GMT";
    for form in ["1", "0", "-1", "1.5", "99999999999999999999", "soon", "", past, "Sunday, 06-Nov-94 08:49:37 GMT"] {
        let fault = json!({ "path": REVOKE, "times": 1, "status": 429, "headers": { "retry-after": form } });
        assert_eq!(retry_after(&sandbox, fault).await, (429, Some(form.to_owned())));
    }
    assert_eq!(retry_after(&sandbox, json!({ "path": REVOKE, "times": 1, "status": 429 })).await, (429, None));
}

#[tokio::test]
async fn retry_after_may_be_a_date_that_is_so_far_from_now() {
    let sandbox = Sandbox::demo().await;
    for seconds in [2, 0, -3600, 1_000_000_000] {
        let fault = json!({ "path": REVOKE, "times": 1, "status": 429, "retry_after_date_s": seconds });
        let begun = SystemTime::now();
        let (status, header) = retry_after(&sandbox, fault).await;
        let date = httpdate::parse_http_date(&header.unwrap()).unwrap();
        let away = |now: SystemTime, more: u64| {
            let zero = now + Duration::from_secs(more);
            let by = Duration::from_secs(i64::unsigned_abs(seconds));
            if seconds < 0 { zero - by } else { zero + by }
        };
        assert_eq!(status, 429);
        assert!(date >= away(begun, 0) && date <= away(SystemTime::now(), 1), "{seconds}: {date:?} after {begun:?}");
    }
    let own = json!({ "path": REVOKE, "times": 1, "retry_after_date_s": 60 });
    assert!(matches!(retry_after(&sandbox, own).await, (200, Some(_))), "on the vendor's own answer");
}

#[tokio::test]
async fn a_lie_answers_success_and_does_nothing() {
    let sandbox = Sandbox::demo().await;
    let lie = json!({ "code": 0, "data": {} });
    sandbox
        .fault(json!({ "method": "POST", "path": REVOKE, "times": 1, "status": 200, "body": lie, "apply": false }))
        .await;
    let answer: Value = revoke(&sandbox).await.unwrap().json().await.unwrap();
    assert_eq!(answer, lie);
    assert!(sandbox.holds("alice", "read_only").await);
}

#[tokio::test]
async fn a_failure_may_be_answered_to_a_change_that_happened() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": REVOKE, "status": 500, "body": { "code": 500 }, "apply": true })).await;
    assert_eq!(revoke(&sandbox).await.unwrap().status(), 500);
    assert!(!sandbox.holds("alice", "read_only").await);
}

#[tokio::test]
async fn text_goes_out_as_it_is() {
    let sandbox = Sandbox::demo().await;
    let page = "<!doctype html><title>Sign in</title>";
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "body": page })).await;
    let answer = revoke(&sandbox).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(answer.text().await.unwrap(), page);

    let headers = json!({ "content-type": "application/json" });
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "body": "{\"code\":", "headers": headers })).await;
    let answer = revoke(&sandbox).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.text().await.unwrap(), "{\"code\":");
}

#[tokio::test]
async fn a_status_alone_has_no_body_and_headers_alone_change_only_headers() {
    let sandbox = Sandbox::demo().await;
    let headers = json!({ "retry-after": "7" });
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "status": 429, "headers": headers })).await;
    let answer = revoke(&sandbox).await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["retry-after"].to_str().unwrap()), (429, "7"));
    assert_eq!(answer.text().await.unwrap(), "");
    assert!(sandbox.holds("alice", "read_only").await);

    sandbox.fault(json!({ "path": REVOKE, "times": 1, "headers": { "x-request-id": "r-1" } })).await;
    let answer = revoke(&sandbox).await.unwrap();
    assert_eq!(answer.headers()["x-request-id"], "r-1");
    assert_eq!(answer.text().await.unwrap(), r#"{"code":0,"data":{}}"#);
    assert!(!sandbox.holds("alice", "read_only").await);
}

#[tokio::test]
async fn a_delay_comes_before_the_change_and_the_call_then_goes_on() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "delay_ms": 200 })).await;
    let started = Instant::now();
    let (answer, ()) = tokio::join!(revoke(&sandbox), async {
        // The state is read within the delay, or the assertion on the time below fails.
        assert!(sandbox.holds("alice", "read_only").await || started.elapsed() >= Duration::from_millis(200));
    });
    assert_eq!(answer.unwrap().status(), 200);
    assert!(started.elapsed() >= Duration::from_millis(200));
    assert!(!sandbox.holds("alice", "read_only").await);
}

#[tokio::test]
async fn a_call_that_was_given_up_is_still_carried_out() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "delay_ms": 100 })).await;
    let body = json!({ "userName": "alice", "roleName": "read_only" });
    let given_up = sandbox.post(REVOKE, ROOT, &body).timeout(Duration::from_millis(30)).send().await;
    assert!(given_up.unwrap_err().is_timeout());
    let settled = async {
        while sandbox.holds("alice", "read_only").await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), settled).await.expect("the change never came");
}

#[tokio::test]
async fn faults_are_met_as_often_as_they_say_and_oldest_first() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": REVOKE, "times": 2, "status": 503 })).await;
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "status": 502 })).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(revoke(&sandbox).await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [503, 503, 502, 200]);
    assert_eq!(sandbox.state().await["faults"], json!([]));
}

#[tokio::test]
async fn method_and_path_choose_the_calls() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "method": "get", "path": "/v2/vectordb/users/*", "status": 418 })).await;
    sandbox.fault(json!({ "path": "/zilliz/*", "status": 503 })).await;
    assert_eq!(revoke(&sandbox).await.unwrap().status(), 200);
    let users = format!("{}/v2/vectordb/users/list", sandbox.url);
    assert_eq!(sandbox.http.get(users).send().await.unwrap().status(), 418);
    let zilliz = sandbox.post("/zilliz/v2/vectordb/users/list", ROOT, &json!({})).send().await.unwrap();
    assert_eq!(zilliz.status(), 503);
}

#[tokio::test]
async fn a_fault_answers_before_authentication() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "status": 503 })).await;
    let nobody = |sandbox: &Sandbox| sandbox.post(REVOKE, "Bearer x:y", &json!({})).send();
    assert_eq!(nobody(&sandbox).await.unwrap().status(), 503);
    assert_eq!(nobody(&sandbox).await.unwrap().status(), 401);
}

#[tokio::test]
async fn faults_can_be_deleted_one_by_one_and_all_together() {
    let sandbox = Sandbox::demo().await;
    let first = sandbox.fault(json!({ "path": REVOKE, "status": 501 })).await;
    sandbox.fault(json!({ "path": REVOKE, "status": 502 })).await;
    let delete = |route: String| sandbox.http.delete(format!("{}/__sandbox/faults{route}", sandbox.url)).send();
    assert_eq!(delete(format!("/{first}")).await.unwrap().status(), 204);
    assert_eq!(delete(format!("/{first}")).await.unwrap().status(), 404);
    assert_eq!(revoke(&sandbox).await.unwrap().status(), 502);
    let pending = sandbox.state().await["faults"].clone();
    assert_eq!((pending[0]["met"].clone(), pending[0]["left"].clone()), (json!(1), Value::Null));
    assert_eq!(delete(String::new()).await.unwrap().status(), 204);
    assert_eq!(revoke(&sandbox).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_fault_that_cannot_be_is_refused() {
    let sandbox = Sandbox::demo().await;
    for wrong in [
        json!({}),
        json!({ "path": "no-slash" }),
        json!({ "path": "/x", "times": 0 }),
        json!({ "path": "/x", "status": 42 }),
        json!({ "path": "/x", "status": 101 }),
        json!({ "path": "/x", "cut": "sideways" }),
        json!({ "path": "/x", "headers": { "bad name": "x" } }),
        json!({ "path": "/x", "delay": 3 }),
        json!({ "path": "/x", "apply_after_ms": 1, "apply": true }),
        json!({ "path": "/x", "apply_after_ms": 1, "cut": "after" }),
        json!({ "path": "/x", "apply_after_ms": 1, "cut": "body" }),
        json!({ "path": "/x", "stale_ms": 0 }),
        json!({ "path": "/x", "stale_ms": 60_001 }),
        json!({ "path": "/x", "stale_ms": 1, "status": 200 }),
        json!({ "path": "/x", "stale_ms": 1, "body": {} }),
        json!({ "path": "/x", "stale_ms": 1, "cut": "before" }),
        json!({ "path": "/x", "stale_ms": 1, "apply": true }),
        json!({ "path": "/x", "stale_ms": 1, "apply_after_ms": 1 }),
        json!({ "path": "/x", "retry_after_date_s": 1, "headers": { "Retry-After": "1" } }),
        json!({ "path": "/x", "retry_after_date_s": -1_000_000_001 }),
    ] {
        let answer = sandbox.control("faults", wrong.clone()).await;
        assert_eq!(answer.status(), 400, "{wrong}");
        assert!(answer.json::<Value>().await.unwrap()["error"].is_string());
    }
}
