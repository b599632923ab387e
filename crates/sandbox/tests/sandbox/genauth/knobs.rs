//! What differs between plans, brands and ages of the service, or is not known of it.

use reqwest::Method;
use serde_json::{Value, json};

use super::{ALICE, DEVELOPER, DEVELOPMENT, Pool, target};

fn revoke() -> Value {
    json!({ "code": "code1", "targets": [target("USER", ALICE)] })
}

#[tokio::test]
async fn unknown_knobs_are_refused() {
    let pool = Pool::demo().await;
    for wrong in [json!({ "depts": true }), json!({ "brand": "other" }), json!({ "rate_limit": { "calls": 1 } })] {
        let answer = pool.sandbox.control("knobs", json!({ "genauth": wrong })).await;
        assert_eq!(answer.status(), 400);
    }
}

#[tokio::test]
async fn success_can_be_worded_as_in_the_documentation() {
    let pool = Pool::demo().await;
    pool.knobs(json!({ "success_message": "Success", "success_request_id": true, "success_api_code": 20001 })).await;
    let answer = pool.post("revoke-role", &revoke()).await;
    assert_eq!(answer["requestId"].as_str().unwrap().len(), 36);
    assert_eq!(
        (&answer["statusCode"], &answer["message"], &answer["apiCode"], &answer["data"]),
        (&json!(200), &json!("Success"), &json!(20001), &json!({ "success": true }))
    );
}

#[tokio::test]
async fn codes_can_be_texts_and_http_can_tell_the_truth() {
    let pool = Pool::demo().await;
    pool.knobs(json!({ "codes_as_text": true })).await;
    let url = format!("{}/api/v3/get-role?code=nope", pool.sandbox.url);
    let refused = pool.sandbox.http.get(&url).send().await.unwrap();
    assert_eq!(refused.status(), 200);
    let refused: Value = refused.json().await.unwrap();
    assert_eq!((&refused["statusCode"], &refused["apiCode"]), (&json!("401"), &json!("2020")));
    assert_eq!(pool.get("get-role?code=code1").await["statusCode"], "200");

    pool.knobs(json!({ "http_status": "mirrored" })).await;
    assert_eq!(pool.sandbox.http.get(&url).send().await.unwrap().status(), 401);
    assert_eq!(pool.call(Method::GET, "get-role?code=nope").send().await.unwrap().status(), 404);
    assert_eq!(pool.call(Method::GET, "get-role?code=code1").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_revocation_may_not_be_confirmed_whether_done_or_not() {
    for (confirmation, left) in [("no_but_done", 1), ("no_and_undone", 2)] {
        let pool = Pool::demo().await;
        pool.knobs(json!({ "confirmation": confirmation })).await;
        assert_eq!(pool.done("revoke-role", revoke()).await, json!({ "success": false }));
        assert_eq!(pool.holders("default", "code1").await.len(), left, "{confirmation}");
    }
}

#[tokio::test]
async fn calls_beyond_the_limit_are_refused_until_the_window_ends() {
    let pool = Pool::demo().await;
    let call = async || pool.call(Method::GET, "get-role?code=code1").send().await.unwrap();
    pool.knobs(json!({ "rate_limit": { "calls": 2, "window_ms": 3_600_000, "retry_after_s": 7 } })).await;
    assert_eq!([call().await.status().as_u16(), call().await.status().as_u16()], [200, 200]);
    let refused = call().await;
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (429, "7"));
    let body: Value = refused.json().await.unwrap();
    assert_eq!(body, json!({ "statusCode": 429, "message": "您的请求已超过最大数量限制，请稍后重试" }));

    pool.knobs(json!({ "rate_limit": { "retry_after_s": null } })).await;
    let refused = call().await;
    assert_eq!((refused.status().as_u16(), refused.headers().get("retry-after")), (429, None));
    pool.knobs(json!({ "clock_ahead_s": 3_601 })).await;
    assert_eq!(call().await.status(), 200, "a new window");
}

#[tokio::test]
async fn an_endpoint_may_be_unpaid_or_broken_or_missing() {
    let pool = Pool::demo().await;
    let knobs = json!({ "unpaid": ["list-roles"], "broken": ["revoke-role"], "authorized_resources": false });
    pool.knobs(knobs).await;
    let unpaid = pool.get("list-roles").await;
    assert_eq!((&unpaid["statusCode"], &unpaid["apiCode"]), (&json!(402), &json!(4021)));
    assert_eq!(pool.refused("revoke-role", revoke()).await, (500, "未知错误".to_owned()));
    assert_eq!(pool.holders("default", "code1").await.len(), 2);
    let target = "get-authorized-resources?targetType=ROLE&targetIdentifier=code1";
    assert_eq!(pool.call(Method::GET, target).send().await.unwrap().status(), 404);
    assert_eq!(pool.data("get-role-authorized-resources?code=code1").await["totalCount"], 2);
}

#[tokio::test]
async fn a_slow_server_takes_its_time() {
    let pool = Pool::demo().await;
    pool.knobs(json!({ "latency_ms": 60_000 })).await;
    let call = pool.call(Method::POST, "revoke-role").json(&revoke()).timeout(std::time::Duration::from_millis(200));
    assert!(call.send().await.unwrap_err().is_timeout());
    assert_eq!(pool.holders("default", "code1").await, [format!("USER {ALICE}"), format!("DEPARTMENT {DEVELOPMENT}")]);
}

#[tokio::test]
async fn people_may_hold_what_their_departments_and_groups_hold() {
    let pool = Pool::demo().await;
    pool.done("revoke-role", revoke()).await;
    let asked = json!({ "userId": DEVELOPER, "roles": [{ "code": "code1" }] });
    let members = async || pool.data("list-role-members?code=code1").await["totalCount"].as_u64().unwrap();
    assert_eq!(
        (members().await, pool.done("has-any-role", asked.clone()).await["hasAnyRole"].clone()),
        (0, json!(false))
    );

    pool.knobs(json!({ "inherited_roles": true })).await;
    let department = pool.data(&format!("get-department-by-id?departmentId={DEVELOPMENT}")).await;
    assert_eq!(members().await, department["membersCount"].as_u64().unwrap());
    assert_eq!(pool.done("has-any-role", asked).await["hasAnyRole"], true);
    for (user, role) in [(DEVELOPER, "code1"), (ALICE, "on_call_reader")] {
        let roles = super::column(&pool.data(&format!("get-user-roles?userId={user}")).await["list"], "code");
        assert!(roles.contains(&role.to_owned()), "{roles:?}");
    }

    // Who holds a role in two ways is one member.
    pool.done("assign-role", json!({ "code": "code1", "targets": [target("USER", DEVELOPER)] })).await;
    assert_eq!(members().await, department["membersCount"].as_u64().unwrap());
    pool.done("revoke-role", json!({ "code": "code1", "targets": [target("DEPARTMENT", DEVELOPMENT)] })).await;
    assert_eq!(members().await, 1);
}
