//! Who may call what, and what they then see.

use rescind_sandbox::Era;
use serde_json::{Value, json};

use crate::support::{ROOT, Sandbox};

const CAROL: &str = "Bearer carol:P@ssw0rd";
const TENANT: &str = "Bearer olga.smirnova:P@ssw0rd";
const AUDITOR: &str = "Bearer ruth_adler:P@ssw0rd";

fn denial(privilege: &str, user: &str, db: &str) -> Value {
    let message = format!(
        "rpc error: code = PermissionDenied desc = Privilege{privilege}: permission deny to {user} in the `{db}` \
         database"
    );
    json!({ "code": 65535, "message": message })
}

#[tokio::test]
async fn a_refusal_names_the_privilege_and_the_database() {
    let sandbox = Sandbox::demo().await;
    let name = json!({ "userName": "x", "roleName": "x", "privilegeGroupName": "x", "dbName": "catalog" });
    for (path, privilege) in [
        ("users/list", "SelectOwnership"),
        ("users/describe", "SelectUser"),
        ("users/drop", "DropOwnership"),
        ("users/grant_role", "ManageOwnership"),
        ("users/revoke_role", "ManageOwnership"),
        ("roles/list", "SelectOwnership"),
        ("roles/describe", "SelectOwnership"),
        ("roles/create", "CreateOwnership"),
        ("roles/alter", "CreateOwnership"),
        ("roles/drop", "DropOwnership"),
        ("privilege_groups/list", "ListPrivilegeGroups"),
        ("privilege_groups/create", "CreatePrivilegeGroup"),
        ("privilege_groups/drop", "DropPrivilegeGroup"),
        ("privilege_groups/add_privileges_to_group", "OperatePrivilegeGroup"),
        ("privilege_groups/remove_privileges_from_group", "OperatePrivilegeGroup"),
        ("databases/describe", "DescribeDatabase"),
    ] {
        let answer = sandbox.call_as(CAROL, path, name.clone()).await;
        assert_eq!(answer, (403, denial(privilege, "carol", "catalog")), "{path}");
    }
}

#[tokio::test]
async fn the_database_of_the_denial_is_the_calls_and_in_3_0_the_cluster() {
    for (era, without, with) in [(Era::A, "default", "*"), (Era::C, "default", "*"), (Era::C3, "*", "*")] {
        let sandbox = Sandbox::of_era(era).await;
        let answer = sandbox.call_as(CAROL, "users/list", json!({})).await;
        assert_eq!(answer, (403, denial("SelectOwnership", "carol", without)));
        let answer = sandbox.call_as(CAROL, "users/list", json!({ "dbName": "*" })).await;
        assert_eq!(answer, (403, denial("SelectOwnership", "carol", with)));
    }
    let sandbox = Sandbox::demo().await;
    let call = sandbox.post("/v2/vectordb/users/list", CAROL, &json!({})).header("db-name", "fraud");
    let answer: Value = call.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer, denial("SelectOwnership", "carol", "fraud"));
}

#[tokio::test]
async fn a_right_in_one_database_counts_there_up_to_2_6_and_nowhere_in_3_0() {
    let sandbox = Sandbox::demo().await;
    let describe = |db: &str| json!({ "roleName": "read_only", "dbName": db });
    assert_eq!(sandbox.call_as(TENANT, "roles/describe", describe("default")).await.0, 200);
    let (status, answer) = sandbox.call_as(TENANT, "roles/describe", describe("*")).await;
    assert_eq!((status, answer), (403, denial("SelectOwnership", "olga.smirnova", "*")));
    sandbox.knobs(json!({ "era": "c3" })).await;
    assert_eq!(sandbox.call_as(TENANT, "roles/describe", describe("default")).await.0, 403);
    assert_eq!(sandbox.call_as(AUDITOR, "roles/describe", describe("default")).await.0, 200);
}

#[tokio::test]
async fn groups_wildcards_and_admins_give_rights() {
    let sandbox = Sandbox::demo().await;
    for (user, path, status) in [
        ("ruth_adler", "users/list", 200),
        ("ruth_adler", "privilege_groups/list", 200),
        ("ruth_adler", "roles/create", 403),
        ("sven_berg", "roles/create", 200),
        ("grace_kim", "roles/drop", 200),
        ("luisa_ferreira", "privilege_groups/list", 200),
        ("hana_suzuki", "users/list", 403),
    ] {
        let authorization = format!("Bearer {user}:P@ssw0rd");
        let answer = sandbox.call_as(&authorization, path, json!({ "roleName": "made_by_many" })).await;
        assert_eq!(answer.0, status, "{user} {path}: {}", answer.1);
    }
    // `All`, by a role that holds nothing else.
    sandbox.data("users/grant_role", json!({ "userName": "carol", "roleName": "break_glass" })).await;
    assert_eq!(sandbox.call_as(CAROL, "users/list", json!({})).await.0, 200);
}

#[tokio::test]
async fn everybody_may_look_at_and_rekey_themselves() {
    let sandbox = Sandbox::demo().await;
    let (status, answer) = sandbox.call_as(CAROL, "users/describe", json!({ "userName": "carol" })).await;
    assert_eq!((status, &answer["data"]), (200, &json!([])));
    let body = json!({ "userName": "carol", "password": "P@ssw0rd", "newPassword": "P@ssw0rd2" });
    assert_eq!(sandbox.call_as(CAROL, "users/update_password", body).await.0, 200);
    assert_eq!(sandbox.call_as(CAROL, "users/describe", json!({ "userName": "carol" })).await.0, 401);
}

#[tokio::test]
async fn holders_may_read_their_roles_grants_until_era_c() {
    let body = json!({ "roleName": "read_only", "dbName": "*" });
    for (era, status) in [(Era::A, 200), (Era::B, 200), (Era::C, 403), (Era::C3, 403)] {
        let sandbox = Sandbox::of_era(era).await;
        assert_eq!(sandbox.call_as("Bearer user_1:P@ssw0rd", "roles/describe", body.clone()).await.0, status);
        assert_eq!(sandbox.call_as(CAROL, "roles/describe", body.clone()).await.0, 403);
    }
}

#[tokio::test]
async fn taking_ones_own_role_away_takes_effect_at_once() {
    let sandbox = Sandbox::demo().await;
    let grace = "Bearer grace_kim:P@ssw0rd";
    let (status, _) =
        sandbox.call_as(grace, "users/revoke_role", json!({ "userName": "grace_kim", "roleName": "admin" })).await;
    assert_eq!(status, 200);
    assert_eq!(sandbox.call_as(grace, "users/list", json!({})).await.0, 403);
}

#[tokio::test]
async fn an_ordinary_user_sees_what_a_role_reaches() {
    let sandbox = Sandbox::demo().await;
    let see = async |user: &str, path: &'static str, db: &str| {
        let authorization = format!("Bearer {user}:P@ssw0rd");
        let (status, answer) = sandbox.call_as(&authorization, path, json!({ "dbName": db })).await;
        assert_eq!((status, &answer["code"]), (200, &json!(0)));
        let mut names: Vec<String> = serde_json::from_value(answer["data"].clone()).unwrap();
        names.sort_unstable();
        names
    };
    // `public` reaches everything and does not count, even when it is held by name.
    sandbox.data("users/grant_role", json!({ "userName": "carol", "roleName": "public" })).await;
    assert_eq!(see("carol", "databases/list", "").await, [""; 0]);
    assert_eq!(see("carol", "collections/list", "default").await, [""; 0]);
    assert_eq!(see("user_1", "databases/list", "").await, ["default"]);
    assert_eq!(see("user_1", "collections/list", "default").await, [""; 0]);
    assert_eq!(see("bob", "databases/list", "").await, ["catalog"]);
    assert_eq!(see("bob", "collections/list", "catalog").await, ["product_images", "products"]);
    assert_eq!(see("maria_santos", "collections/list", "catalog").await, ["reviews"]);
    assert_eq!(see("hana_suzuki", "collections/list", "ml_lab").await.len(), 3);
    assert_eq!(see("svc-chatbot-eu", "collections/list", "support").await, ["tickets"]);
    assert_eq!(see("luisa_ferreira", "collections/list", "fraud").await.len(), 2);
    assert_eq!(see("carol", "collections/list", "nowhere").await, [""; 0]);
    let (_, answer) = sandbox.call_as(ROOT, "collections/list", json!({ "dbName": "nowhere" })).await;
    assert_eq!(answer, json!({ "code": 800, "message": "database not found[database=nowhere]" }));
}
