//! Users and groups: finding them, and what is shown of them only when asked for.

use serde_json::{Value, json};

use super::{ALICE, Pool, column};

/// Somebody who has resigned.
const SUPPORT: &str = "6343bafc0190000889206c50";
const LEFT: &str = "60b49eb83fd80adb96f26e6b";

#[tokio::test]
async fn a_user_is_found_by_any_of_its_names() {
    let pool = Pool::demo().await;
    for (id_type, id) in [("", ALICE), ("user_id", ALICE), ("username", "alice"), ("email", "alice%40example.com")] {
        let user = pool.data(&format!("get-user?userId={id}&userIdType={id_type}")).await;
        assert_eq!(user["userId"], ALICE, "{id_type}");
    }
    let several = pool.data(&format!("get-user-batch?userIds={ALICE}&userIds=nobody7&userIds={LEFT}")).await;
    assert_eq!(column(&several, "userId"), [ALICE, LEFT]);
    assert_eq!(pool.refusal("get-user-batch").await, (400, "参数 userIds 格式错误".to_owned()));
    assert_eq!(pool.refusal("get-user?userId=").await, (400, "参数 userId 格式错误".to_owned()));
    assert_eq!(pool.refusal("get-user?userId=test").await, (404, "用户不存在".to_owned()));
    assert_eq!(pool.refusal("get-user?userId=alice&userIdType=phone").await.0, 404);
}

#[tokio::test]
async fn departments_identities_and_custom_data_are_shown_when_asked_for() {
    let pool = Pool::demo().await;
    let plain = pool.data(&format!("get-user?userId={ALICE}")).await;
    for field in ["departmentIds", "identities", "customData"] {
        assert!(plain.get(field).is_none(), "{field}");
    }
    let asked = "withDepartmentIds=true&withIdentities=True&withCustomData=1";
    let full = pool.data(&format!("get-user?userId={ALICE}&{asked}")).await;
    assert_eq!(
        (&full["departmentIds"], &full["identities"], &full["customData"]),
        (&json!([SUPPORT]), &json!([]), &json!({}))
    );
    let members = pool.data("list-role-members?code=code1&withDepartmentIds=true").await;
    assert_eq!(members["list"][0]["departmentIds"], json!([SUPPORT]));
}

#[tokio::test]
async fn a_search_looks_at_names_and_contacts() {
    let pool = Pool::demo().await;
    for (keywords, found) in [
        ("alic", vec![ALICE]),
        ("alice@example.com", vec![ALICE]),
        ("Bobby", vec!["60b49eb83fd80adb96f26e69"]),
        ("王伟", vec!["60b49eb83fd80adb96f26e6c", "60b49eb83fd80adb96f26e6e"]),
        ("13800000002", vec!["60b49eb83fd80adb96f26e6e"]),
        ("nobody7", vec![]),
    ] {
        let users = pool.done("list-users", json!({ "keywords": keywords })).await;
        assert_eq!(column(&users["list"], "userId"), found, "{keywords}");
    }
    assert_eq!(pool.done("list-users", json!({})).await["totalCount"], 160);
    assert_eq!(pool.data("list-users?limit=50&status=Resigned").await["totalCount"], 1);
    let filter = json!({ "advancedFilter": [{ "field": "email", "operator": "EQUAL", "value": "x" }] });
    assert_eq!(pool.refused("list-users", filter).await.0, 501, "a filter that is not carried out is not ignored");
}

#[tokio::test]
async fn some_people_have_no_label_at_all() {
    let pool = Pool::demo().await;
    let labels = ["name", "nickname", "username", "email", "phone"];
    let state = pool.state().await;
    let users = state["users"].as_array().unwrap();
    let labelled = |user: &&Value, label: &str| user[label].is_string();
    assert_eq!(users.iter().filter(|user| !labels.iter().any(|label| labelled(user, label))).count(), 1);
    let only_mail = |user: &&Value| labelled(user, "email") && labels[..3].iter().all(|label| !labelled(user, label));
    assert!(users.iter().filter(only_mail).count() > 5);
}

#[tokio::test]
async fn groups_have_members_on_a_list_of_their_own() {
    let pool = Pool::demo().await;
    let groups = pool.data("list-groups").await;
    assert_eq!(column(&groups["list"], "code"), ["developer", "on_call", "royalty_reviewers", "book_club"]);
    assert_eq!(pool.data("get-group?code=on_call").await, groups["list"][1]);
    let members = pool.data("list-group-members?code=on_call").await;
    assert!(column(&members["list"], "userId").contains(&ALICE.to_owned()));
    assert_eq!(pool.refusal("list-group-members?code=nope").await, (404, "分组不存在".to_owned()));
}

#[tokio::test]
async fn roles_of_a_user_are_those_of_one_namespace() {
    let pool = Pool::demo().await;
    let codes = |data: Value| column(&data["list"], "code");
    let default = codes(pool.data(&format!("get-user-roles?userId={ALICE}")).await);
    assert_eq!(default, ["code1", "employee", "release_manager"]);
    let shop = pool.data(&format!("get-user-roles?userId=alice&userIdType=username&namespace={}", super::SHOP)).await;
    assert_eq!(codes(shop), ["code1"]);
    assert_eq!(pool.refusal("get-user-roles?userId=").await, (400, "参数 userId 格式错误".to_owned()));
    let empty = pool.refused("has-any-role", json!({ "userId": ALICE, "roles": [] })).await;
    assert_eq!(empty, (400, "参数 roles 格式错误".to_owned()));
    let unknown = json!({ "userId": ALICE, "roles": [{ "code": "nope" }, { "namespace": "nope", "code": "code1" }] });
    assert_eq!(pool.done("has-any-role", unknown).await, json!({ "hasAnyRole": false }));
}
