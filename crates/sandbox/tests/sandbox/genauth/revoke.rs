//! Taking a role away: what is checked, in which order, and what is left.

use serde_json::json;

use super::{ALICE, DEVELOPMENT, Pool, SHOP, target};

#[tokio::test]
async fn a_user_loses_a_role_and_every_read_sees_it() {
    let pool = Pool::demo().await;
    let body = json!({ "code": "code1", "namespace": "default", "targets": [target("USER", ALICE)] });
    assert_eq!(pool.done("revoke-role", body.clone()).await, json!({ "success": true }));
    assert_eq!(pool.holders("default", "code1").await, [format!("DEPARTMENT {DEVELOPMENT}")]);
    assert_eq!(pool.data("list-role-members?code=code1").await, json!({ "totalCount": 0, "list": [] }));
    let asked = json!({ "userId": ALICE, "roles": [{ "code": "code1" }] });
    assert_eq!(pool.done("has-any-role", asked).await, json!({ "hasAnyRole": false }));
    let roles = pool.data(&format!("get-user-roles?userId={ALICE}")).await;
    assert!(!roles["list"].as_array().unwrap().iter().any(|role| role["code"] == "code1"), "{roles}");

    assert_eq!(pool.done("revoke-role", body).await, json!({ "success": true }), "twice is as good as once");
}

#[tokio::test]
async fn a_role_of_the_same_code_elsewhere_is_another_role() {
    let pool = Pool::demo().await;
    let before = pool.holders(SHOP, "code1").await;
    assert!(before.contains(&format!("USER {ALICE}")));
    pool.done("revoke-role", json!({ "code": "code1", "targets": [target("USER", ALICE)] })).await;
    assert_eq!(pool.holders(SHOP, "code1").await, before);
    assert!(!pool.holders("default", "code1").await.contains(&format!("USER {ALICE}")));
}

#[tokio::test]
async fn shape_comes_before_namespace_before_role_before_targets() {
    let pool = Pool::demo().await;
    let (alice, nobody) = (target("USER", ALICE), target("USER", "nobody7"));
    for (body, status, message) in [
        (json!({ "code": "nope", "namespace": "nope", "targets": [] }), 400, "参数 targets 格式错误"),
        (json!({ "namespace": "nope", "targets": [nobody] }), 400, "参数 code 格式错误"),
        (json!({ "code": "", "targets": [nobody] }), 400, "参数 code 格式错误"),
        (json!({ "code": "code1", "targets": alice }), 400, "参数 targets 格式错误"),
        (json!({ "code": "code1", "targets": vec![&alice; 51] }), 400, "参数 targets 格式错误"),
        (json!({ "code": "code1", "targets": [target("ORG", DEVELOPMENT)] }), 400, "参数 targetType 格式错误"),
        (json!({ "code": "code1", "targets": [{ "targetType": "USER" }] }), 400, "参数 targetIdentifier 格式错误"),
        (json!({ "code": "nope", "namespace": "nope", "targets": [nobody] }), 404, "权限组不存在"),
        (json!({ "code": "nope", "targets": [nobody] }), 404, "角色不存在"),
        (json!({ "code": "code1", "targets": [nobody] }), 404, "用户不存在"),
        (json!({ "code": "code1", "targets": [target("GROUP", "nope")] }), 404, "分组不存在"),
        (json!({ "code": "code1", "targets": [target("ROLE", "nope")] }), 404, "角色不存在"),
        (json!({ "code": "code1", "targets": [target("DEPARTMENT", "x1")] }), 400, "存在不合法的 departmentId: x1"),
    ] {
        assert_eq!(pool.refused("revoke-role", body.clone()).await, (status, message.to_owned()), "{body}");
    }
    assert_eq!(pool.holders("default", "code1").await.len(), 2, "nothing was taken away");
}

#[tokio::test]
async fn fifty_targets_at_once_are_fine() {
    let pool = Pool::demo().await;
    let targets: Vec<_> =
        pool.holders("default", "employee").await.iter().map(|holder| target("USER", &holder[5..])).take(50).collect();
    pool.done("revoke-role", json!({ "code": "employee", "targets": targets })).await;
    assert_eq!(pool.holders("default", "employee").await.len(), 70);
}

#[tokio::test]
async fn groups_and_roles_that_hold_a_role_can_be_revoked_though_no_list_shows_them() {
    let pool = Pool::demo().await;
    let before = pool.holders("default", "on_call_reader").await;
    assert!(before.contains(&"GROUP on_call".to_owned()) && before.contains(&"ROLE platform_admin".to_owned()));
    assert_eq!(pool.data("list-role-members?code=on_call_reader").await["totalCount"], 1);
    let targets = [target("GROUP", "on_call"), target("ROLE", "platform_admin")];
    pool.done("revoke-role", json!({ "code": "on_call_reader", "targets": targets })).await;
    assert_eq!(pool.holders("default", "on_call_reader").await.len(), before.len() - 2);
}

#[tokio::test]
async fn a_deleted_role_leaves_nothing_behind() {
    let pool = Pool::demo().await;
    pool.done("assign-role", json!({ "code": "auditor", "targets": [target("ROLE", "code1")] })).await;
    let unknown = pool.refused("delete-roles-batch", json!({ "codeList": ["code1", "nope"] })).await;
    assert_eq!(unknown, (404, "角色不存在".to_owned()));
    assert_eq!(pool.holders("default", "code1").await.len(), 2, "all or nothing");
    pool.done("delete-roles-batch", json!({ "codeList": ["code1"] })).await;
    assert!(pool.holders("default", "code1").await.is_empty());
    assert!(!pool.holders("default", "auditor").await.contains(&"ROLE code1".to_owned()));
    let state = pool.state().await;
    for (part, field) in [("grants", "targetIdentifier"), ("roles", "code")] {
        let rows = state[part].as_array().unwrap().iter();
        let left = rows.filter(|row| row["namespace"] == "default" && row[field] == "code1").count();
        assert_eq!(left, 0, "{part}");
    }
    assert_eq!(pool.refusal("get-role?code=code1").await.0, 404);
}
