//! What roles may do: resources with their actions, conditions and denials, and data policies.

use serde_json::{Value, json};

use super::{ALICE, Pool, SHOP, column};

const CODE1_ID: &str = "60b49eb83fd80adb96f26d00";
const POLICY: &str = "60b49eb83fd80adb96f26c80";

#[tokio::test]
async fn the_plain_table_shows_what_is_allowed_without_effect() {
    let pool = Pool::demo().await;
    let data = pool.data("get-role-authorized-resources?code=code1").await;
    let row = |code: &str, kind: &str, actions: Value, api: Value| json!({ "resourceCode": code, "resourceType": kind, "actions": actions, "apiIdentifier": api });
    let orders = row("orders", "DATA", json!(["orders:Read", "orders:Ship", "orders:Cancel"]), Value::Null);
    let api = row("orders-api", "API", json!(["*"]), json!("https://api.lantern.example/v1/orders"));
    assert_eq!(data, json!({ "totalCount": 2, "list": [orders, api] }));
    let only_api = pool.data("get-role-authorized-resources?code=code1&resourceType=API").await;
    assert_eq!(only_api["list"], json!([api]));
    for (target, status, message) in [
        ("get-role-authorized-resources?code=nope", 404, "角色不存在"),
        ("get-role-authorized-resources?code=code1&namespace=nope", 404, "权限组不存在"),
        ("get-role-authorized-resources?code=code1&resourceType=FILE", 400, "参数 resourceType 格式错误"),
    ] {
        assert_eq!(pool.refusal(target).await, (status, message.to_owned()), "{target}");
    }
}

#[tokio::test]
async fn the_richer_table_shows_denials_and_conditions_when_asked() {
    let pool = Pool::demo().await;
    let target = "get-authorized-resources?targetType=ROLE&targetIdentifier=code1&namespace=default";
    assert_eq!(pool.data(target).await["totalCount"], 2);
    let all = pool.data(&format!("{target}&withDenied=true")).await;
    let denied = &all["list"][2];
    assert_eq!((&denied["resourceCode"], &denied["effect"]), (&json!("orders:above_500"), &json!("DENY")));
    assert_eq!(denied["condition"][0]["param"], "Network");
    let prefixed = pool.data(&format!("{target}&withDenied=true&resourceList%5B%5D=orders:")).await;
    assert_eq!(column(&prefixed["list"], "resourceCode"), ["orders:above_500"]);
    assert_eq!(pool.refusal("get-authorized-resources?targetType=ORG&targetIdentifier=x").await.0, 400);
    assert_eq!(pool.refusal("get-authorized-resources?targetType=ROLE&targetIdentifier=nope").await.0, 404);
}

#[tokio::test]
async fn the_demo_has_every_type_of_resource() {
    let pool = Pool::demo().await;
    let state = pool.state().await;
    let mut types = column(&state["grants"], "resourceType");
    types.sort();
    types.dedup();
    assert_eq!(types, ["API", "BUTTON", "DATA", "MENU", "UI"]);
}

#[tokio::test]
async fn granting_has_no_default_namespace_and_takes_unknown_resources() {
    let pool = Pool::demo().await;
    let list = json!([{
        "targetType": "ROLE", "targetIdentifiers": ["cashier"],
        "resources": [
            { "code": "till", "actions": ["till:Close"], "resourceType": "DATA" },
            { "code": "unheard_of", "actions": ["*"], "resourceType": "UI" },
        ],
    }]);
    assert_eq!(pool.refused("authorize-resources", json!({ "list": list })).await, (404, "权限组不存在".to_owned()));
    for _ in 0..2 {
        pool.done("authorize-resources", json!({ "namespace": SHOP, "list": list })).await;
    }
    let data = pool.data(&format!("get-role-authorized-resources?code=cashier&namespace={SHOP}")).await;
    assert_eq!(data["list"][0]["actions"], json!(["till:Open", "till:Close"]));
    assert_eq!(data["list"][1]["resourceCode"], "unheard_of");
    let unknown = json!([{ "targetType": "ROLE", "targetIdentifiers": ["nope"], "resources": [] }]);
    let accepted = pool.done("authorize-resources", json!({ "namespace": SHOP, "list": unknown })).await;
    assert_eq!(accepted, json!({ "success": true }), "nothing is granted, so nobody is looked up");
}

#[tokio::test]
async fn a_data_policy_is_taken_from_a_role_and_given_back() {
    let pool = Pool::demo().await;
    let policies = pool.data("list-data-policies?limit=50").await;
    assert_eq!(column(&policies["list"], "policyName"), ["Orders of the region", "No personal data", "Fairs 2024"]);
    let target = &policies["list"][0]["targetList"][0];
    assert_eq!(*target, json!({ "id": CODE1_ID, "type": "ROLE", "name": "Shop manager" }));
    let policy = pool.data(&format!("get-data-policy?policyId={POLICY}")).await;
    assert_eq!(policy["statementList"][0]["effect"], "ALLOW");

    let targets = format!("list-data-policy-targets?policyId={POLICY}&page=1&limit=50&targetType=ROLE");
    assert_eq!(pool.data(&targets).await["totalCount"], 2);
    let body = json!({ "policyId": POLICY, "targetIdentifier": CODE1_ID, "targetType": "ROLE" });
    for _ in 0..2 {
        let answer = pool.post("revoke-data-policy", &body).await;
        assert_eq!(answer, json!({ "statusCode": 200, "message": "" }), "no data member, and idempotent");
    }
    let left = pool.data(&targets).await;
    assert_eq!(column(&left["list"], "targetName"), ["Refund agent"]);

    let give = json!({ "policyIds": [POLICY], "targetList": [{ "id": CODE1_ID, "type": "ROLE" }, { "id": ALICE, "type": "USER" }] });
    assert_eq!(pool.post("authorize-data-policies", &give).await["statusCode"], 200);
    let all = pool.data(&format!("list-data-policy-targets?policyId={POLICY}")).await;
    assert_eq!(column(&all["list"], "targetType"), ["USER", "ROLE", "ROLE"]);
}

#[tokio::test]
async fn data_policies_refuse_in_english() {
    let pool = Pool::demo().await;
    for (body, status, message) in [
        (json!({ "targetIdentifier": CODE1_ID, "targetType": "ROLE" }), 400, "policyId should not be empty"),
        (json!({ "policyId": POLICY, "targetType": "ROLE" }), 400, "targetIdentifier should not be empty"),
        (json!({ "policyId": "nope", "targetIdentifier": CODE1_ID, "targetType": "ROLE" }), 404, "数据策略不存在"),
    ] {
        assert_eq!(pool.refused("revoke-data-policy", body).await, (status, message.to_owned()));
    }
    let department = json!({ "policyId": POLICY, "targetIdentifier": "x", "targetType": "DEPARTMENT" });
    assert_eq!(pool.refused("revoke-data-policy", department).await.0, 400, "here it is called ORG");
}
