//! Several roles and targets in one call, with and without one that does not exist.

use serde_json::{Value, json};

use super::{ALICE, DEVELOPMENT, Pool, SHOP, target};

fn code1_everywhere() -> Value {
    json!([{ "code": "code1", "namespace": "default" }, { "code": "code1", "namespace": SHOP }])
}

#[tokio::test]
async fn every_role_is_taken_from_every_target() {
    let pool = Pool::demo().await;
    let targets = [target("USER", ALICE), target("DEPARTMENT", DEVELOPMENT)];
    let body = json!({ "roles": code1_everywhere(), "targets": targets });
    assert_eq!(pool.done("revoke-role-batch", body.clone()).await, json!({ "success": true }));
    assert!(pool.holders("default", "code1").await.is_empty());
    assert!(!pool.holders(SHOP, "code1").await.contains(&format!("USER {ALICE}")));

    pool.done("assign-role-batch", body).await;
    assert_eq!(pool.holders("default", "code1").await.len(), 2);
    assert!(pool.holders(SHOP, "code1").await.contains(&format!("DEPARTMENT {DEVELOPMENT}")));
}

#[tokio::test]
async fn limits_are_ten_roles_and_fifty_targets_or_ten_to_assign() {
    let pool = Pool::demo().await;
    let (role, alice) = (json!({ "code": "code1" }), target("USER", ALICE));
    for (call, roles, targets, fine) in [
        ("revoke-role-batch", 10, 50, true),
        ("revoke-role-batch", 11, 1, false),
        ("revoke-role-batch", 1, 51, false),
        ("revoke-role-batch", 0, 1, false),
        ("assign-role-batch", 10, 10, true),
        ("assign-role-batch", 1, 11, false),
    ] {
        let body = json!({ "roles": vec![&role; roles], "targets": vec![&alice; targets] });
        let status = pool.post(call, &body).await["statusCode"].clone();
        assert_eq!(status, if fine { 200 } else { 400 }, "{call} {roles} {targets}");
    }
}

#[tokio::test]
async fn one_unknown_target_keeps_all_of_a_call_from_happening() {
    let pool = Pool::demo().await;
    let before = pool.state().await["holders"].clone();
    let targets = [target("USER", ALICE), target("USER", "nobody7")];
    for (call, body) in [
        ("revoke-role", json!({ "code": "code1", "targets": targets })),
        ("revoke-role-batch", json!({ "roles": code1_everywhere(), "targets": targets })),
        ("assign-role", json!({ "code": "auditor", "targets": targets })),
    ] {
        assert_eq!(pool.refused(call, body).await, (404, "用户不存在".to_owned()), "{call}");
    }
    let roles = json!([{ "code": "code1" }, { "code": "nope" }]);
    let body = json!({ "roles": roles, "targets": [target("USER", ALICE)] });
    assert_eq!(pool.refused("revoke-role-batch", body).await, (404, "角色不存在".to_owned()));
    assert_eq!(pool.state().await["holders"], before);
}

#[tokio::test]
async fn or_those_that_are_known_lose_it_before_the_call_fails() {
    let pool = Pool::demo().await;
    pool.knobs(json!({ "mixed_batch": "apply_known" })).await;
    let targets = [target("USER", "nobody7"), target("USER", ALICE)];
    let refused = pool.refused("revoke-role", json!({ "code": "code1", "targets": targets })).await;
    assert_eq!(refused, (404, "用户不存在".to_owned()));
    assert_eq!(pool.holders("default", "code1").await, [format!("DEPARTMENT {DEVELOPMENT}")]);
}

#[tokio::test]
async fn assigning_again_changes_the_times_only() {
    let pool = Pool::demo().await;
    let hour = 3_600_000;
    let now = i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap();
    for (times, status, listed) in [
        (json!({ "endTime": now - hour }), "DISABLE", 0),
        (json!({ "enableTime": now + hour }), "DISABLE", 0),
        (json!({ "enableTime": now - hour, "endTime": now + hour }), "ENABLE", 1),
        (json!({}), "ENABLE", 1),
    ] {
        let mut body = json!({ "code": "legacy_importer", "targets": [target("USER", ALICE)] });
        body.as_object_mut().unwrap().extend(times.as_object().unwrap().clone());
        pool.done("assign-role", body).await;
        assert_eq!(pool.holders("default", "legacy_importer").await, [format!("USER {ALICE}")]);
        assert_eq!(pool.data("list-role-members?code=legacy_importer").await["totalCount"], listed, "{times}");
        let assignments = pool.data("list-role-assignments?roleCode=legacy_importer").await;
        assert_eq!(assignments["data"][0]["status"], status, "{times}");
        let asked = json!({ "userId": ALICE, "roles": [{ "code": "legacy_importer" }] });
        assert_eq!(pool.done("has-any-role", asked).await["hasAnyRole"], listed == 1, "{times}");
    }
}
