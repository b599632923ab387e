//! The same failure in the words of each era, and what each era has and has not.

use rescind_sandbox::Era;
use serde_json::{Value, json};

use crate::support::{ROOT, Sandbox};

const NO_ROLE: &str = "not found the role, maybe the role isn't existed or internal system error";
const NO_USER: &str = "not found the user, maybe the user isn't existed or internal system error";
const HAS_GRANTS: &str = "fail to drop the role that it has privileges. Use REVOKE API to revoke privileges";

/// Path, body, and the refusal in eras A, B and C: code and message.
type Row = (&'static str, Value, [(i64, String); 3]);

fn table() -> Vec<Row> {
    let old = |text: &str| (65535, text.to_owned());
    let new = |text: &str| (1100, format!("{text}: invalid parameter"));
    let prefixed = |step: &str, text: &str| (65535, format!("{step}: {text}"));
    let (operate, drop) = ("failed to check if operate user role", "failed to check if drop role");
    let common = "failed to operate privilege common check";
    let nope = json!({ "roleName": "nope" });
    let v1 = |role: &str, object_type: &str, privilege: &str| json!({ "roleName": role, "objectType": object_type, "objectName": "*", "privilege": privilege });
    vec![
        (
            "users/create",
            json!({ "userName": "alice", "password": "P@ssw0rd" }),
            [old("user already exists: alice"), old("user already exists: alice"), new("user already exists: alice")],
        ),
        (
            "users/grant_role",
            json!({ "userName": "alice", "roleName": "nope" }),
            [old(NO_ROLE), old(NO_ROLE), new(NO_ROLE)],
        ),
        (
            "users/grant_role",
            json!({ "userName": "nobody", "roleName": "analyst" }),
            [old(NO_USER), prefixed(operate, NO_USER), new(&format!("{operate}: user \"nobody\" not found"))],
        ),
        ("roles/describe", nope.clone(), [old(NO_ROLE), old(NO_ROLE), new("the role \"nope\" does not exist")]),
        ("roles/drop", nope, [old(NO_ROLE), old(NO_ROLE), new(NO_ROLE)]),
        (
            "roles/drop",
            json!({ "roleName": "analyst" }),
            [old(HAS_GRANTS), prefixed(drop, HAS_GRANTS), new(&format!("{drop}: {HAS_GRANTS}"))],
        ),
        (
            "roles/create",
            json!({ "roleName": "analyst" }),
            [
                old("role [name:\"analyst\"] already exists"),
                old("role [name:\"analyst\"] already exists"),
                new("role [name:\"analyst\"] already exists"),
            ],
        ),
        (
            "roles/revoke_privilege",
            v1("nope", "Global", "All"),
            [old(NO_ROLE), prefixed(common, NO_ROLE), new(&format!("{common}: the role \"nope\" does not exist"))],
        ),
        (
            "roles/revoke_privilege",
            v1("analyst", "global", "All"),
            [
                old("the object entity in the request is nil or invalid"),
                prefixed(common, "the object entity in the request is nil or invalid"),
                new(&format!("{common}: the object entity in the request is nil or invalid")),
            ],
        ),
        (
            "roles/revoke_privilege",
            v1("analyst", "Global", "pg_search"),
            [
                old("can not operate the custom privilege group [pg_search]"),
                old("can not operate the custom privilege group [pg_search]"),
                new("can not operate the custom privilege group [pg_search]"),
            ],
        ),
        (
            "roles/revoke_privilege",
            v1("analyst", "Global", "Search"),
            [
                old("not found the privilege name[Search] in object[Global]"),
                old("not found the privilege name[Search] in object[Global]"),
                new("not found the privilege name[Search] in object[Global]"),
            ],
        ),
        ("privilege_groups/drop", json!({ "privilegeGroupName": "pg_case_work" }), {
            let text = "privilege group [pg_case_work] is used by role [fraud_investigator], Use REVOKE API to revoke \
                        it first";
            let step = "failed to check if privilege group dropable";
            [old(text), prefixed(step, text), new(&format!("{step}: {text}"))]
        }),
    ]
}

#[tokio::test]
async fn refusals_are_worded_as_the_era_does() {
    for (era, column) in [(Era::A, 0), (Era::B, 1), (Era::C, 2), (Era::C3, 2)] {
        let sandbox = Sandbox::of_era(era).await;
        for (path, body, refusals) in table() {
            assert_eq!(sandbox.refusal(path, body.clone()).await, refusals[column], "{era} {path} {body}");
        }
    }
}

#[tokio::test]
async fn limits_are_worded_as_the_era_does() {
    for (era, code) in [(Era::B, 65535), (Era::C, 9)] {
        let sandbox = Sandbox::of_era(era).await;
        sandbox.knobs(json!({ "role_limit": 10, "user_limit": 10 })).await;
        let (got, message) = sandbox.refusal("roles/create", json!({ "roleName": "r" })).await;
        assert_eq!(got, code);
        assert!(message.contains("unable to create role because the number of roles has reached the limit"));
        let user = json!({ "userName": "u", "password": "P@ssw0rd" });
        let (got, message) = sandbox.refusal("users/create", user).await;
        assert_eq!((got, message.contains("the number of users has reached the limit")), (code, true));
    }
}

#[tokio::test]
async fn descriptions_and_alter_came_with_era_c() {
    for (era, has) in [(Era::A, false), (Era::B, false), (Era::C, true), (Era::C3, true)] {
        let sandbox = Sandbox::of_era(era).await;
        for (path, body) in
            [("users/describe", json!({ "userName": "carol" })), ("roles/describe", json!({ "roleName": "read_only" }))]
        {
            assert_eq!(sandbox.call(path, body).await.get("description").is_some(), has, "{era} {path}");
        }
        let alter = json!({ "roleName": "newcomer", "description": "x" });
        let answer = sandbox.post("/v2/vectordb/roles/alter", ROOT, &alter).send().await.unwrap();
        assert_eq!(answer.status(), if has { 200 } else { 404 }, "{era}");
        let described = json!({ "roleName": "described", "description": "Kept since era C" });
        sandbox.data("roles/create", described).await;
        sandbox.knobs(json!({ "era": "c" })).await;
        let kept = sandbox.call("roles/describe", json!({ "roleName": "described" })).await["description"].clone();
        assert_eq!(kept, if has { "Kept since era C" } else { "" }, "{era}");
    }
}

#[tokio::test]
async fn a_description_round_trips() {
    let sandbox = Sandbox::demo().await;
    sandbox.data("roles/create", json!({ "roleName": "r", "description": "Read side" })).await;
    let (_, message) = sandbox.refusal("roles/create", json!({ "roleName": "r", "description": "x" })).await;
    assert_eq!(message, "role [name:\"r\" description:\"x\"] already exists: invalid parameter");
    sandbox.data("roles/alter", json!({ "roleName": "r" })).await;
    assert_eq!(sandbox.call("roles/describe", json!({ "roleName": "r" })).await["description"], "");
    sandbox.data("users/update_password", json!({ "userName": "carol", "description": "Back" })).await;
    assert_eq!(sandbox.call("users/describe", json!({ "userName": "carol" })).await["description"], "Back");
    assert_eq!(sandbox.call_as("Bearer carol:P@ssw0rd", "users/describe", json!({ "userName": "carol" })).await.0, 200);
    let nobody = json!({ "userName": "nobody", "description": "x" });
    let refusal = sandbox.refusal("users/update_password", nobody).await;
    assert_eq!(refusal, (65535, "failed to check if update credential: user not found".to_owned()));
}

#[tokio::test]
async fn a_password_change_needs_all_three_before_era_c() {
    let body = json!({ "userName": "carol", "description": "x" });
    let sandbox = Sandbox::of_era(Era::B).await;
    let (code, message) = sandbox.refusal("users/update_password", body).await;
    assert_eq!(code, 1802);
    assert!(message.contains("'NewPasswordReq.Password'") && message.contains("'NewPasswordReq.NewPassword'"));
}

#[tokio::test]
async fn trace_ids_came_with_3_0() {
    for era in [Era::A, Era::C] {
        let sandbox = Sandbox::of_era(era).await;
        let answer = sandbox.post("/v2/vectordb/users/list", ROOT, &json!({})).send().await.unwrap();
        assert!(!answer.headers().contains_key("x-milvus-trace-id"));
    }
    let sandbox = Sandbox::of_era(Era::C3).await;
    let call = || sandbox.post("/v2/vectordb/users/list", ROOT, &json!({}));
    let (one, other) = (call().send().await.unwrap(), call().send().await.unwrap());
    let id = one.headers()["x-milvus-trace-id"].to_str().unwrap();
    assert_eq!(id.len(), 32);
    assert_ne!(id, other.headers()["x-milvus-trace-id"]);
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let continued = call().header("traceparent", parent).send().await.unwrap();
    assert_eq!(continued.headers()["x-milvus-trace-id"], "0af7651916cd43dd8448eb211c80319c");
}

#[tokio::test]
async fn privileges_and_groups_grow_with_the_eras() {
    for (era, cluster_admin, collection_admin, rename_in) in [
        (Era::A, 24, 27, "ClusterAdmin"),
        (Era::B, 24, 30, "ClusterAdmin"),
        (Era::C, 26, 30, "ClusterAdmin"),
        (Era::C3, 33, 37, "DatabaseAdmin"),
    ] {
        let sandbox = Sandbox::of_era(era).await;
        let data = sandbox.data("privilege_groups/list", json!({})).await;
        let groups = data["privilegeGroups"].as_array().unwrap();
        let members = |name: &str| -> Vec<String> {
            let group = groups.iter().find(|group| group["privilegeGroupName"] == name).unwrap();
            group["privileges"].as_str().unwrap().split(',').map(str::to_owned).collect()
        };
        assert_eq!(members("ClusterAdmin").len(), cluster_admin, "{era}");
        assert_eq!(members("CollectionAdmin").len(), collection_admin, "{era}");
        for group in ["ClusterAdmin", "DatabaseAdmin"] {
            assert_eq!(members(group).contains(&"RenameCollection".to_owned()), group == rename_in, "{era}");
        }
        let body = json!({
            "roleName": "newcomer", "privilege": "AddCollectionField", "dbName": "default", "collectionName": "*",
        });
        assert_eq!(sandbox.call("roles/grant_privilege_v2", body).await["code"] == 0, era >= Era::B, "{era}");
    }
}

#[test]
fn eras_read_what_they_print() {
    for text in ["a", "b", "c", "c3"] {
        assert_eq!(text.parse::<Era>().unwrap().to_string(), text);
    }
    assert!("C".parse::<Era>().is_err() && "d".parse::<Era>().is_err());
}
