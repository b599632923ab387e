//! What a server's version and configuration decide.

use rescind_sandbox::Era;
use serde_json::{Value, json};

use crate::support::{ROOT, Sandbox};

#[tokio::test]
async fn knobs_merge_and_reject_what_they_do_not_know() {
    let sandbox = Sandbox::demo().await;
    sandbox.knobs(json!({ "era": "b" })).await;
    sandbox.knobs(json!({ "role_limit": 20 })).await;
    let knobs = sandbox.state().await["knobs"]["milvus"].clone();
    assert_eq!((&knobs["era"], &knobs["role_limit"]), (&json!("b"), &json!(20)));
    for wrong in [json!({ "milvus": { "erra": "b" } }), json!({ "milvus": { "era": "z" } }), json!({ "mongo": {} })] {
        assert_eq!(sandbox.control("knobs", wrong).await.status(), 400);
    }
    assert_eq!(sandbox.state().await["knobs"]["milvus"], knobs);
}

#[tokio::test]
async fn without_authorization_anybody_may_but_grants_need_a_grantor() {
    let grant = json!({ "roleName": "newcomer", "objectType": "Global", "objectName": "*", "privilege": "All" });
    for (era, code) in [(Era::A, 65535), (Era::C, 1100)] {
        let sandbox = Sandbox::of_era(era).await;
        sandbox.knobs(json!({ "authorization": false })).await;
        assert_eq!(sandbox.call_as("", "users/list", json!({})).await.0, 200);
        assert_eq!(sandbox.call_as("Bearer x:wrong", "roles/list", json!({})).await.0, 200);
        sandbox.data("users/revoke_role", json!({ "userName": "alice", "roleName": "read_only" })).await;
        for path in ["roles/grant_privilege", "roles/revoke_privilege"] {
            let (got, message) = sandbox.refusal(path, grant.clone()).await;
            assert_eq!(got, code);
            assert!(message.starts_with("fail to get authorization from the md, authorization:[token]"), "{message}");
        }
    }
}

#[tokio::test]
async fn root_may_have_to_hold_a_role() {
    let sandbox = Sandbox::demo().await;
    sandbox.knobs(json!({ "root_should_bind_role": true })).await;
    assert_eq!(sandbox.call_as(ROOT, "users/list", json!({})).await.0, 403);
    sandbox.knobs(json!({ "root_should_bind_role": false })).await;
    sandbox.data("users/grant_role", json!({ "userName": "root", "roleName": "admin" })).await;
    sandbox.knobs(json!({ "root_should_bind_role": true })).await;
    assert_eq!(sandbox.call_as(ROOT, "users/list", json!({})).await.0, 200);
}

#[tokio::test]
async fn old_servers_lack_endpoints() {
    let sandbox = Sandbox::demo().await;
    sandbox.knobs(json!({ "privilege_v2": false, "privilege_groups": false, "databases": false })).await;
    for path in ["roles/revoke_privilege_v2", "privilege_groups/list", "databases/list", "databases/describe"] {
        let answer = sandbox.post(&format!("/v2/vectordb/{path}"), ROOT, &json!({})).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.text().await.unwrap().as_str()), (404, "404 page not found"));
    }
    sandbox.data("collections/list", json!({})).await;
}

#[tokio::test]
async fn success_was_once_200() {
    let sandbox = Sandbox::demo().await;
    sandbox.knobs(json!({ "success_code": 200 })).await;
    assert_eq!(sandbox.call("users/drop", json!({ "userName": "carol" })).await, json!({ "code": 200, "data": {} }));
    assert_eq!(sandbox.call("users/drop", json!({ "userName": "root" })).await["code"], 1401);
}

#[tokio::test]
async fn ghosts_come_before_the_roles() {
    let sandbox = Sandbox::demo().await;
    sandbox.knobs(json!({ "ghost_role_names": 2 })).await;
    let roles = sandbox.data("users/describe", json!({ "userName": "user_1" })).await;
    assert_eq!(roles, json!(["", "", "read_only"]));
}

#[tokio::test]
async fn super_users_need_not_know_the_old_password() {
    let sandbox = Sandbox::demo().await;
    let body = json!({ "userName": "alice", "password": "wrong", "newPassword": "P@ssw0rd2" });
    let refusal = sandbox.refusal("users/update_password", body.clone()).await;
    assert_eq!(refusal, (1400, "old password not correct for alice: not authenticated".to_owned()));
    sandbox.knobs(json!({ "super_users": ["root"] })).await;
    sandbox.data("users/update_password", body).await;
    let (status, _) = sandbox.call_as("Bearer alice:P@ssw0rd2", "users/describe", json!({ "userName": "alice" })).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn an_instance_is_switched_alone() {
    let sandbox = Sandbox::demo().await;
    sandbox.knobs(json!({ "era": "a" })).await;
    let milvus = sandbox.call("users/describe", json!({ "userName": "user_1" })).await;
    let zilliz = sandbox.zilliz("users/describe", json!({ "userName": "user_1" })).await;
    assert_eq!((milvus.get("description"), zilliz.get("description")), (None, Some(&Value::from(""))));
}
