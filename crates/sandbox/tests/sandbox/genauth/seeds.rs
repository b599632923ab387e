//! What the seeds hold, and a pool of one's own in their place.

use std::collections::BTreeMap;

use rescind_sandbox::Seed;
use serde_json::{Value, json};

use super::{ALICE, DEVELOPMENT, Pool, SHOP, column};
use crate::support::Sandbox;

/// A department, and somebody in it: both hold a role.
const PLATFORM: &str = "6343bafc0190000889206c4d";
const ENGINEER: &str = "6343b98b7cf0009366e9b7c1";

fn rows(state: &Value, part: &str) -> Vec<Value> {
    state[part].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_demo_holds_what_the_contract_promises() {
    let pool = Pool::demo().await;
    assert_eq!(pool.holders("default", "code1").await, [format!("USER {ALICE}"), format!("DEPARTMENT {DEVELOPMENT}")]);
    let twice = pool.holders("default", "release_manager").await;
    assert!(twice.contains(&format!("USER {ENGINEER}")) && twice.contains(&format!("DEPARTMENT {PLATFORM}")));
    // Without her own grant Alice has no code1; whoever is in Platform still releases.
    for (user, department, is_in) in [(ALICE, DEVELOPMENT, false), (ALICE, PLATFORM, false), (ENGINEER, PLATFORM, true)]
    {
        let user = pool.data(&format!("get-user?userId={user}&withDepartmentIds=true")).await;
        assert_eq!(user["departmentIds"].as_array().unwrap().contains(&json!(department)), is_in, "{user}");
    }
    assert_eq!(pool.holders("default", "employee").await.len(), 120);
    assert!(!pool.holders(SHOP, "code1").await.is_empty());
    assert!(pool.holders("default", "legacy_importer").await.is_empty());
    let state = pool.state().await;
    assert_eq!((rows(&state, "users").len(), rows(&state, "departments").len()), (160, 7));
    assert!(!state.to_string().contains("sandbox-secret"));
}

#[tokio::test]
async fn every_id_is_one_and_every_reference_leads_somewhere() {
    let state = Pool::demo().await.state().await;
    let ids = |part: &str, field: &str| column(&state[part], field);
    for (part, field) in [("users", "userId"), ("roles", "id"), ("groups", "id"), ("departments", "id")] {
        let mut unique = ids(part, field);
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), rows(&state, part).len(), "{part}");
        assert!(unique.iter().all(|id| id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit())), "{part}");
    }
    let by_type = BTreeMap::from([
        ("USER", ids("users", "userId")),
        ("DEPARTMENT", ids("departments", "id")),
        ("GROUP", ids("groups", "code")),
        ("ROLE", ids("roles", "code")),
    ]);
    for row in rows(&state, "holders").iter().chain(&rows(&state, "grants")) {
        let known = &by_type[row["targetType"].as_str().unwrap()];
        assert!(known.contains(&row["targetIdentifier"].as_str().unwrap().to_owned()), "{row}");
    }
    let logins: Vec<Value> = rows(&state, "users").iter().map(|user| user["username"].clone()).collect();
    for login in logins.iter().filter(|login| login.is_string()) {
        assert_eq!(logins.iter().filter(|other| *other == login).count(), 1, "{login}");
    }
}

#[tokio::test]
async fn an_empty_pool_has_the_built_in_namespaces_only() {
    let pool = Pool::of(Sandbox::seeded(Seed::Empty).await).await;
    let state = pool.state().await;
    assert_eq!(column(&state["namespaces"], "code"), ["default", "system"]);
    for part in ["roles", "holders", "users", "groups", "departments", "grants", "policies"] {
        assert!(rows(&state, part).is_empty(), "{part}");
    }
    assert_eq!(pool.data("list-roles").await, json!({ "totalCount": 0, "list": [] }));
}

#[tokio::test]
async fn a_large_pool_has_that_many_memberships_more() {
    let memberships = async |seed| rows(&Pool::of(Sandbox::seeded(seed).await).await.state().await, "holders").len();
    let demo = memberships(Seed::Demo).await;
    for count in [1, 7, 1000] {
        assert_eq!(memberships(Seed::Large(count)).await, demo + usize::try_from(count).unwrap(), "{count}");
    }
}

#[tokio::test]
async fn a_state_can_be_put_back() {
    let pool = Pool::demo().await;
    let before = pool.state().await;
    pool.sandbox.control("reset", json!({ "seed": "empty" })).await;
    assert_ne!(pool.state().await, before);
    let answer = pool.sandbox.control("reset", json!({ "seed": "empty", "genauth": before })).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    assert_eq!(pool.state().await, before);
}
