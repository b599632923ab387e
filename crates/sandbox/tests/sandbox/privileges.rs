//! Granting and revoking, with the traps that the vendor's two ways of doing so have.

use rescind_sandbox::Seed;
use serde_json::{Value, json};

use crate::support::Sandbox;

fn v1(object_type: &str, object: &str, privilege: &str) -> Value {
    json!({ "roleName": "r", "objectType": object_type, "objectName": object, "privilege": privilege })
}

fn v2(db: &str, collection: &str, privilege: &str) -> Value {
    json!({ "roleName": "r", "dbName": db, "collectionName": collection, "privilege": privilege })
}

/// An empty server with the role `r`.
async fn bare() -> Sandbox {
    let sandbox = Sandbox::seeded(Seed::Empty).await;
    sandbox.data("roles/create", json!({ "roleName": "r" })).await;
    sandbox
}

#[tokio::test]
async fn load_and_flush_bring_and_take_others() {
    let sandbox = bare().await;
    sandbox.data("roles/grant_privilege_v2", v2("db1", "docs", "GetLoadState")).await;
    sandbox.data("roles/grant_privilege_v2", v2("db1", "docs", "Load")).await;
    sandbox.data("roles/grant_privilege", v1("Collection", "docs", "Flush")).await;
    let loaded = [
        "Collection db1 docs GetLoadState",
        "Collection db1 docs GetLoadingProgress",
        "Collection db1 docs Load",
        "Collection default docs Flush",
        "Collection default docs GetFlushState",
    ];
    assert_eq!(sandbox.grants("r").await, loaded);
    sandbox.data("roles/revoke_privilege_v2", v2("db1", "docs", "Load")).await;
    assert_eq!(sandbox.grants("r").await, loaded[3..]);
    sandbox.data("roles/revoke_privilege", v1("Collection", "docs", "Flush")).await;
    assert_eq!(sandbox.grants("r").await, [""; 0]);
}

#[tokio::test]
async fn revoking_what_is_not_there_succeeds() {
    let sandbox = bare().await;
    sandbox.data("roles/grant_privilege_v2", v2("db1", "docs", "Search")).await;
    for body in
        [v2("db1", "*", "Search"), v2("*", "docs", "Search"), v2("", "docs", "Search"), v2("db1", "docs", "Query")]
    {
        sandbox.data("roles/revoke_privilege_v2", body).await;
    }
    assert_eq!(sandbox.grants("r").await, ["Collection db1 docs Search"]);
}

#[tokio::test]
async fn v1_cannot_reach_what_v2_stored_under_global_with_an_object() {
    let sandbox = bare().await;
    sandbox.data("roles/grant_privilege_v2", v2("default", "docs", "DescribeCollection")).await;
    sandbox.data("roles/revoke_privilege", v1("Global", "docs", "DescribeCollection")).await;
    assert_eq!(sandbox.grants("r").await, ["Global default docs DescribeCollection"]);
}

#[tokio::test]
async fn v2_cannot_reach_a_wildcard_that_v1_stored() {
    let sandbox = bare().await;
    sandbox.data("roles/grant_privilege", v1("Collection", "docs", "*")).await;
    sandbox.data("roles/grant_privilege", v1("User", "*", "*")).await;
    sandbox.data("roles/revoke_privilege_v2", v2("default", "docs", "*")).await;
    assert_eq!(sandbox.grants("r").await, ["Collection default docs *", "User default * *"]);
    sandbox.data("roles/revoke_privilege", v1("Collection", "docs", "*")).await;
    assert_eq!(sandbox.grants("r").await, ["User default * *"]);
}

#[tokio::test]
async fn v1_forces_the_object_of_global_and_takes_the_headers_database() {
    let sandbox = bare().await;
    let path = "/v2/vectordb/roles/grant_privilege";
    let call = sandbox.post(path, crate::support::ROOT, &v1("Global", "anything", "CreateCollection"));
    assert_eq!(call.header("db-name", "db9").send().await.unwrap().status(), 200);
    let path = "/v2/vectordb/roles/grant_privilege_v2";
    let call = sandbox.post(path, crate::support::ROOT, &v2("", "*", "CreateCollection"));
    assert_eq!(call.header("db-name", "db9").send().await.unwrap().status(), 200);
    assert_eq!(sandbox.grants("r").await, ["Global db9 * CreateCollection", "Global default * CreateCollection"]);
}

#[tokio::test]
async fn describe_filters_by_database_and_orders_by_key() {
    let sandbox = bare().await;
    for (db, collection, privilege) in [
        ("db2", "b", "Search"),
        ("db1", "z", "Query"),
        ("*", "*", "Search"),
        ("db1", "z", "CollectionReadOnly"),
        ("db1", "z", "ListAliases"),
        ("db1", "z", "Release"),
        ("db1", "z", "CreateAlias"),
    ] {
        sandbox.data("roles/grant_privilege_v2", v2(db, collection, privilege)).await;
    }
    assert_eq!(
        sandbox.grants("r").await,
        [
            "Collection * * Search",
            "Collection db1 z Query",
            "Collection db1 z Release",
            "Collection db2 b Search",
            // Groups are stored as `PrivilegeGroup…`, after `PrivilegeCreateAlias`.
            "Global db1 z CreateAlias",
            "Global db1 z CollectionReadOnly",
            "Global db1 z ListAliases",
        ]
    );
    let count = async |body: Value| sandbox.data("roles/describe", body).await.as_array().unwrap().len();
    assert_eq!(count(json!({ "roleName": "r" })).await, 1);
    assert_eq!(count(json!({ "roleName": "r", "dbName": "db1" })).await, 6);
    assert_eq!(count(json!({ "roleName": "r", "dbName": "db2" })).await, 2);
}

#[tokio::test]
async fn groups_are_granted_at_their_level_and_singles_anywhere() {
    let sandbox = bare().await;
    for (group, privileges) in [("pg_db", ["ShowCollections"]), ("pg_coll", ["Search"]), ("pg_cluster", ["SelectUser"])]
    {
        sandbox.data("privilege_groups/create", json!({ "privilegeGroupName": group })).await;
        let body = json!({ "privilegeGroupName": group, "privileges": privileges });
        sandbox.data("privilege_groups/add_privileges_to_group", body).await;
    }
    sandbox.data("privilege_groups/create", json!({ "privilegeGroupName": "pg_empty" })).await;
    let cluster = "dbName and collectionName should be * for the cluster level privilege";
    let database = "collectionName should be * for the database level privilege";
    let collection = "please specify database name for the collection level privilege";
    for (privilege, db, object, refusal) in [
        ("ClusterAdmin", "*", "*", None),
        ("ClusterAdmin", "db1", "*", Some(cluster)),
        ("pg_cluster", "*", "docs", Some(cluster)),
        ("DatabaseAdmin", "db1", "*", None),
        ("DatabaseAdmin", "*", "*", None),
        ("pg_db", "db1", "docs", Some(database)),
        ("CollectionAdmin", "db1", "docs", None),
        ("CollectionAdmin", "*", "*", None),
        ("pg_coll", "*", "docs", Some(collection)),
        ("pg_empty", "*", "docs", None),
        ("SelectOwnership", "db1", "docs", None),
    ] {
        for path in ["roles/grant_privilege_v2", "roles/revoke_privilege_v2"] {
            let answer = sandbox.call(path, v2(db, object, privilege)).await;
            let expected = refusal.map(|text| json!(format!("{text}: {privilege}: invalid parameter")));
            assert_eq!(answer.get("message"), expected.as_ref(), "{path} {privilege} {db} {object}");
        }
    }
}

#[tokio::test]
async fn a_group_is_made_empty_filled_with_one_level_and_kept_while_used() {
    let sandbox = bare().await;
    let named = |privileges: Value| json!({ "privilegeGroupName": "g", "privileges": privileges });
    let (add, remove) = ("privilege_groups/add_privileges_to_group", "privilege_groups/remove_privileges_from_group");
    sandbox.data("privilege_groups/create", named(json!(["Search"]))).await;
    let members = async || sandbox.state().await["milvus"]["groups"][0]["privileges"].clone();
    assert_eq!(members().await, json!([]));
    sandbox.data(add, named(json!(["Search", "Query", "DescribeCollection"]))).await;
    let (code, message) = sandbox.refusal(add, named(json!(["CreateDatabase"]))).await;
    assert_eq!(code, 1100);
    assert!(message.contains("privileges are not the same privilege level"), "{message}");
    let (_, message) = sandbox.refusal(add, named(json!(["Serch"]))).await;
    assert!(message.contains("no privilege name or privilege group name [Serch] defined in system"), "{message}");
    sandbox.data(remove, named(json!(["Query", "Insert"]))).await;
    assert_eq!(members().await, json!(["DescribeCollection", "Search"]));
    let unknown = json!({ "privilegeGroupName": "h", "privileges": ["Search"] });
    let (_, message) = sandbox.refusal(remove, unknown).await;
    assert!(message.contains("there is no privilege group name [h] defined in system to operate"), "{message}");

    sandbox.data("roles/grant_privilege_v2", v2("db1", "docs", "g")).await;
    assert_eq!(sandbox.grants("r").await, ["Global db1 docs g"]);
    let (_, message) = sandbox.refusal("privilege_groups/drop", json!({ "privilegeGroupName": "g" })).await;
    assert!(message.contains("is used by role [r]"), "{message}");
    sandbox.data("roles/revoke_privilege_v2", v2("db1", "docs", "g")).await;
    sandbox.data("privilege_groups/drop", json!({ "privilegeGroupName": "g" })).await;
    sandbox.data("privilege_groups/drop", json!({ "privilegeGroupName": "ClusterAdmin" })).await;
    assert_eq!(sandbox.state().await["milvus"]["groups"], json!([]));
    for name in ["Search", "ClusterAdmin"] {
        let (_, message) = sandbox.refusal("privilege_groups/create", json!({ "privilegeGroupName": name })).await;
        assert!(message.contains("is defined by built in privileges or privilege groups in system"), "{message}");
    }
}

#[tokio::test]
async fn an_alias_stands_for_its_collection() {
    let sandbox = Sandbox::demo().await;
    let body = json!({
        "roleName": "newcomer", "privilege": "Search", "dbName": "default", "collectionName": "articles_current",
    });
    sandbox.data("roles/grant_privilege_v2", body).await;
    assert_eq!(sandbox.grants("newcomer").await, ["Collection default articles Search"]);
}

#[tokio::test]
async fn a_role_is_dropped_without_grants_and_takes_its_bindings() {
    let sandbox = Sandbox::demo().await;
    let drop = json!({ "roleName": "campaign_2023" });
    // No grant shows in `default`, and still the role cannot be dropped.
    assert_eq!(sandbox.data("roles/describe", drop.clone()).await, json!([]));
    assert_eq!(sandbox.refusal("roles/drop", drop).await.0, 1100);
    sandbox.data("roles/drop", json!({ "roleName": "newcomer" })).await;
    assert_eq!(sandbox.data("users/describe", json!({ "userName": "zoe_martin" })).await, json!([]));
    sandbox.data("roles/create", json!({ "roleName": "newcomer" })).await;
    assert_eq!(sandbox.data("users/describe", json!({ "userName": "zoe_martin" })).await, json!([]));
}

#[tokio::test]
async fn a_user_is_dropped_twice_and_root_never() {
    let sandbox = Sandbox::demo().await;
    for _ in 0..2 {
        sandbox.data("users/drop", json!({ "userName": "alice" })).await;
    }
    assert!(!sandbox.holds("alice", "read_only").await);
    let refusal = sandbox.refusal("users/drop", json!({ "userName": "root" })).await;
    assert_eq!(refusal, (1401, "root user cannot be deleted: privilege not permitted".to_owned()));
}

#[tokio::test]
async fn memberships_are_idempotent_and_the_user_is_not_looked_up_on_removal() {
    let sandbox = Sandbox::demo().await;
    let pair = |user: &str, role: &str| json!({ "userName": user, "roleName": role });
    for _ in 0..2 {
        sandbox.data("users/grant_role", pair("carol", "public")).await;
        sandbox.data("users/grant_role", pair("carol", "read_only")).await;
    }
    assert_eq!(sandbox.data("users/describe", json!({ "userName": "carol" })).await, json!(["public", "read_only"]));
    for _ in 0..2 {
        sandbox.data("users/revoke_role", pair("carol", "read_only")).await;
    }
    sandbox.data("users/revoke_role", pair("nobody", "read_only")).await;
    assert_eq!(sandbox.data("users/describe", json!({ "userName": "carol" })).await, json!(["public"]));
}
