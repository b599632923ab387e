//! The literals that the contract promises, and a company that can be believed.

use std::collections::BTreeSet;

use rescind_sandbox::Seed;
use serde_json::{Value, json};

use crate::support::{ROOT, Sandbox};

#[tokio::test]
async fn milvus_has_the_literals_of_the_contract() {
    let sandbox = Sandbox::demo().await;
    for user in ["user_1", "alice"] {
        let roles = sandbox.data("users/describe", json!({ "userName": user })).await;
        assert!(roles.as_array().unwrap().contains(&json!("read_only")), "{user}");
    }
    let (status, _) =
        sandbox.call_as("Bearer user_1:P@ssw0rd", "users/describe", json!({ "userName": "user_1" })).await;
    assert_eq!(status, 200);
    let only = json!([{
        "dbName": "default", "grantor": "root", "objectName": "*", "objectType": "Global",
        "privilege": "DescribeCollection",
    }]);
    assert_eq!(sandbox.data("roles/describe", json!({ "roleName": "read_only", "dbName": "*" })).await, only);

    let load: Vec<String> = sandbox.grants("catalog_editor").await;
    for privilege in ["Load", "GetLoadState", "GetLoadingProgress"] {
        assert!(load.contains(&format!("Collection catalog products {privilege}")), "{load:?}");
    }
    assert!(sandbox.grants("events_owner").await.contains(&"Collection default events *".to_owned()));
    assert!(sandbox.grants("analyst").await.contains(&"Global default articles pg_search".to_owned()));
    assert!(sandbox.grants("platform_operator").await.contains(&"Global * * ClusterAdmin".to_owned()));
    assert_eq!(sandbox.data("databases/list", json!({})).await.as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn zilliz_has_the_literals_of_the_contract() {
    let sandbox = Sandbox::demo().await;
    let roles = sandbox.zilliz("roles/list", json!({})).await;
    for role in ["db_admin", "db_ro", "db_rw"] {
        assert!(roles["data"].as_array().unwrap().contains(&json!(role)), "{role}");
        for verb in ["drop", "alter"] {
            let refused = sandbox.zilliz(&format!("roles/{verb}"), json!({ "roleName": role })).await;
            assert_eq!(refused["code"], 1401, "{verb} {role}: {refused}");
            assert!(refused["message"].as_str().unwrap().contains("is a builtin role"), "{refused}");
        }
    }
    assert_eq!(sandbox.zilliz("users/describe", json!({ "userName": "user_1" })).await["data"], json!(["db_ro"]));
    let described = sandbox.zilliz("roles/describe", json!({ "roleName": "db_ro" })).await;
    let privileges: Vec<String> = described["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {}", row["objectType"].as_str().unwrap(), row["privilege"].as_str().unwrap()))
        .collect();
    assert_eq!(
        privileges,
        [
            "Collection GetLoadState",
            "Collection GetLoadingProgress",
            "Collection IndexDetail",
            "Collection Load",
            "Collection Query",
            "Collection Search",
            "Global DescribeCollection",
            "Global ListDatabases",
            "Global ShowCollections",
        ]
    );
    let path = "/zilliz/v2/vectordb/users/list";
    for (authorization, status) in
        [("Bearer db_admin:Sandbox-1", 200), (ROOT, 401), ("Bearer zilliz-sandboxes", 401), ("zilliz-sandbox", 200)]
    {
        let answer = sandbox.post(path, authorization, &json!({})).send().await.unwrap();
        assert_eq!(answer.status(), status, "{authorization}");
    }
}

#[tokio::test]
async fn the_company_has_what_a_console_must_show() {
    let sandbox = Sandbox::demo().await;
    let state = sandbox.state().await["milvus"].clone();
    let (users, roles) = (state["users"].as_array().unwrap(), state["roles"].as_array().unwrap());
    assert!(users.len() >= 30 && roles.len() >= 14);
    let holders = |role: &str| {
        let role = roles.iter().find(|entry| entry["name"] == role).unwrap();
        role["users"].as_array().unwrap().len()
    };
    assert_eq!(holders("campaign_2023"), 0);
    assert_eq!(holders("admin"), 2);
    assert!(users.iter().any(|user| user["name"] == "carol" && user["roles"] == json!([])));
    assert!(roles.iter().any(|role| role["name"].as_str().unwrap().len() > 64));
}

/// Seeds write rows directly; the API must be able to have written each of them, and to take each away.
#[tokio::test]
async fn every_seeded_grant_can_be_revoked_by_its_recipe() {
    let sandbox = Sandbox::demo().await;
    for role in sandbox.data("roles/list", json!({})).await.as_array().unwrap() {
        let rows = sandbox.data("roles/describe", json!({ "roleName": role, "dbName": "*" })).await;
        for row in rows.as_array().unwrap() {
            let mut body = json!({ "roleName": role, "privilege": row["privilege"], "dbName": row["dbName"] });
            let path = if row["privilege"] == "*" {
                body["objectType"] = row["objectType"].clone();
                body["objectName"] = row["objectName"].clone();
                "roles/revoke_privilege"
            } else {
                body["collectionName"] = row["objectName"].clone();
                "roles/revoke_privilege_v2"
            };
            sandbox.data(path, body).await;
        }
        let left = sandbox.data("roles/describe", json!({ "roleName": role, "dbName": "*" })).await;
        assert_eq!(left, json!([]), "{role}");
    }
}

#[tokio::test]
async fn large_adds_as_many_grants_as_it_says_to_the_demo() {
    let sandbox = Sandbox::demo().await;
    let count = |state: &Value| state["milvus"]["grants"].as_array().unwrap().len();
    let demo = count(&sandbox.state().await);
    for size in [0, 1, 777, 12_000] {
        sandbox.control("reset", json!({ "seed": format!("large:{size}") })).await;
        let state = sandbox.state().await;
        assert_eq!(count(&state), demo + size);
        let names: BTreeSet<&str> =
            state["milvus"]["roles"].as_array().unwrap().iter().map(|role| role["name"].as_str().unwrap()).collect();
        assert!(names.contains("read_only") && names.contains("large_everything"));
    }
}

#[tokio::test]
async fn limits_leave_headroom_after_every_seed() {
    for seed in [Seed::Empty, Seed::Demo, Seed::Large(20_000)] {
        let sandbox = Sandbox::seeded(seed).await;
        sandbox.data("roles/create", json!({ "roleName": "one_more" })).await;
        sandbox.data("users/create", json!({ "userName": "one_more", "password": "P@ssw0rd" })).await;
    }
}

#[test]
fn seeds_read_what_they_print() {
    for text in ["demo", "empty", "large:5000"] {
        assert_eq!(text.parse::<Seed>().unwrap().to_string(), text);
    }
    for text in ["", "large", "large:", "large:-1", "demo:1", "Demo"] {
        assert!(text.parse::<Seed>().is_err(), "{text}");
    }
}
