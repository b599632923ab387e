//! Departments as holders, the organisation they are in, and a service that knows none.

use reqwest::Method;
use serde_json::json;

use super::{ALICE, DEVELOPMENT, Pool, column, target};

#[tokio::test]
async fn a_department_holds_a_role_and_loses_it() {
    let pool = Pool::demo().await;
    let held = pool.data("list-role-departments?code=code1&namespace=default&page=1&limit=50").await;
    assert_eq!((&held["totalCount"], &held["list"][0]["id"]), (&json!(1), &json!(DEVELOPMENT)));
    let members = pool.data("list-role-members?code=code1").await;
    assert_eq!(column(&members["list"], "userId"), [ALICE], "people of the department are not listed");

    pool.done("revoke-role", json!({ "code": "code1", "targets": [target("DEPARTMENT", DEVELOPMENT)] })).await;
    assert_eq!(pool.data("list-role-departments?code=code1").await, json!({ "totalCount": 0, "list": [] }));
    assert_eq!(pool.holders("default", "code1").await, [format!("USER {ALICE}")]);
}

#[tokio::test]
async fn role_codes_are_checked_as_the_vendors_tests_say() {
    let pool = Pool::demo().await;
    let long = "x".repeat(100);
    for (code, status, message) in [
        ("", 400, "参数 code 格式错误"),
        (long.as_str(), 400, "参数 code 格式错误"),
        ("%20", 404, "角色不存在"),
        ("nope", 404, "角色不存在"),
    ] {
        let refused = pool.refusal(&format!("list-role-departments?code={code}&namespace=default")).await;
        assert_eq!(refused, (status, message.to_owned()), "{code}");
    }
}

#[tokio::test]
async fn the_tree_can_be_walked_from_the_organisation_down() {
    let pool = Pool::demo().await;
    let organizations = pool.data("list-organizations").await;
    assert_eq!(column(&organizations["list"], "organizationCode"), ["lantern"]);
    let root = pool.data("get-department?organizationCode=lantern&departmentId=root").await;
    assert_eq!((&root["code"], &root["hasChildren"]), (&json!("root"), &json!(true)));
    let children = pool.data("list-children-departments?organizationCode=lantern&departmentId=root").await;
    assert_eq!(column(&children["list"], "code"), ["dev", "editorial", "finance", "support", "shanghai"]);
    let development = pool.data(&format!("get-department-by-id?departmentId={DEVELOPMENT}")).await;
    assert_eq!(children["list"][0], development);
    assert_eq!(
        (&development["parentDepartmentCode"], &development["leaderUserIds"]),
        (&json!("root"), &json!([ALICE]))
    );
    for named in ["departmentCode=dev", "departmentId=dev&departmentIdType=code"] {
        assert_eq!(pool.data(&format!("get-department?organizationCode=lantern&{named}")).await, development);
    }
    let members = pool.data("list-department-members?organizationCode=lantern&departmentCode=dev&limit=50").await;
    assert_eq!(members["totalCount"], development["membersCount"]);
    for (target, status) in [
        ("get-department?organizationCode=nope&departmentId=root", 404),
        ("get-department?organizationCode=lantern&departmentId=nope", 404),
        ("get-department?organizationCode=lantern", 400),
        ("get-department-by-id?departmentId=nope", 404),
    ] {
        assert_eq!(pool.refusal(target).await.0, status, "{target}");
    }
}

#[tokio::test]
async fn a_service_without_departments_has_no_such_paths() {
    for (knobs, organizations) in [(json!({ "departments": false }), 404), (json!({ "brand": "genauth" }), 200)] {
        let pool = Pool::demo().await;
        pool.knobs(knobs).await;
        for name in ["list-role-departments", "get-department", "get-department-by-id", "list-department-members"] {
            // Even before anybody is authenticated.
            let answer = pool.call_as(Method::GET, &format!("{name}?code=code1"), "wrong").send().await.unwrap();
            assert_eq!(answer.status(), 404);
            let body: serde_json::Value = answer.json().await.unwrap();
            assert_eq!(body, json!({ "statusCode": 404, "message": format!("Cannot GET /api/v3/{name}") }));
        }
        assert_eq!(pool.call(Method::GET, "list-organizations").send().await.unwrap().status(), organizations);
        assert_eq!(pool.data("list-role-members?code=code1").await["totalCount"], 1);
    }
}
