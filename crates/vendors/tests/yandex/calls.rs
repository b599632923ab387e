//! Which call takes a grant away: computed from the grant and from what the user holds, refused where no call would take
//! this and nothing else.

use proptest::prelude::*;
use rescind_domain::{
    AccessGrant, ActionKind, Fault, FaultKind, FaultSource, Grant, Membership, Principal, PrincipalKind,
    PrivilegeGrant, RoleName, RoleRef, Scope, Vendor,
};
use rescind_vendors::mutation::{self, preparation};
use rescind_vendors::{Method, Request, Response};
use serde_json::{Value, json};

use crate::script::http;
use crate::script::scope;

fn held(scope: Scope, role: &str, user: &str) -> Grant {
    Grant::Membership(Membership::new(RoleRef::scoped(scope, RoleName::new(role)), Principal::user(user)))
}

fn access(database: &str, roles: &[&str]) -> Grant {
    Grant::Access(AccessGrant {
        scope: scope(database),
        on: database.into(),
        principal: Principal::user("alice"),
        roles: roles.iter().map(|role| RoleName::new(*role)).collect(),
    })
}

fn answered(grant: &Grant, response: &Response) -> Result<Vec<Request>, Fault> {
    let grants = std::slice::from_ref(grant);
    let request = preparation(Vendor::YandexMongodb, grants);
    mutation::calls(
        Vendor::YandexMongodb,
        ActionKind::Revoke,
        grants,
        request.as_ref().map(|request| (request, response)),
    )
}

fn calls(grant: &Grant, permissions: &Value) -> Result<Vec<Request>, Fault> {
    let body = json!({"name": "alice", "clusterId": "c9q", "permissions": permissions, "authType": "AUTH_TYPE_NEW"});
    answered(grant, &http(200, body).expect("an answer"))
}

#[test]
fn the_call_depends_on_what_else_is_held_on_the_database() {
    let permissions = json!([
        {"databaseName": "orders", "roles": ["read"], "unknown": 1},
        {"databaseName": "billing", "roles": ["read", "mdbDbAdmin"]},
        {"databaseName": "empty"},
    ]);
    let line = |grant: &Grant| {
        calls(grant, &permissions).map(|calls| calls.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let user = "/managed-mongodb/v1/clusters/c9q/users/alice";
    let post = |database: &str| Ok(vec![format!("POST {user}:revokePermission  {{\"databaseName\":\"{database}\"}}")]);
    assert_eq!(line(&held(scope("orders"), "read", "alice")), post("orders"));
    assert_eq!(
        line(&held(scope("billing"), "mdbDbAdmin", "alice")),
        Ok(vec![format!(
            "PATCH {user}  {}",
            concat!(
                r#"{"permissions":[{"databaseName":"orders","roles":["read"]},{"databaseName":"billing","roles":["read"]},"#,
                r#"{"databaseName":"empty","roles":[]}],"updateMask":"permissions"}"#
            )
        )])
    );
    assert_eq!(line(&access("billing", &["mdbDbAdmin", "read"])), post("billing"));
    assert_eq!(line(&access("billing", &["mdbDbAdmin", "read", "readWrite"])), post("billing"), "fewer than were seen");
    assert_eq!(line(&access("empty", &[])), post("empty"));
}

#[test]
fn what_has_changed_meanwhile_is_refused() {
    let permissions = json!([{"databaseName": "billing", "roles": ["read", "mdbDbAdmin"]}]);
    for grant in [
        held(scope("billing"), "readWrite", "alice"),
        held(scope("orders"), "read", "alice"),
        access("billing", &["read"]),
        access("orders", &["read"]),
    ] {
        let fault = calls(&grant, &permissions).unwrap_err();
        assert_eq!(
            (fault.kind, fault.source),
            (FaultKind::Conflict { blocking: None }, FaultSource::Gateway),
            "{grant:?}"
        );
        assert!(fault.raw.is_some_and(|raw| raw.contains("mdbDbAdmin")), "it shows what is held now");
    }
}

#[test]
fn an_answer_that_does_not_show_the_user_makes_no_call() {
    let grant = held(scope("orders"), "read", "alice");
    let permissions = json!([{"databaseName": "orders", "roles": ["read"]}]);
    let malformed = |at: &str| FaultKind::Malformed { at: at.into() };
    for (status, body, kind) in [
        (200, json!({"name": "bob", "permissions": permissions}), malformed("name")),
        (200, json!({"name": "alice", "clusterId": "other", "permissions": permissions}), malformed("clusterId")),
        (200, json!({"permissions": permissions}), malformed("name")),
        (200, json!({"name": "alice", "permissions": "all"}), malformed("permissions")),
        (200, json!({"code": 7, "message": "m"}), FaultKind::Forbidden { missing: None }),
        (403, json!({"code": 7, "message": "m"}), FaultKind::Forbidden { missing: None }),
        (404, json!({"code": 5, "message": "m"}), FaultKind::NotFound),
        (200, json!("<html>"), malformed("$")),
    ] {
        assert_eq!(answered(&grant, &http(status, &body).unwrap()).unwrap_err().kind, kind, "{status} {body}");
    }
}

#[test]
fn a_name_that_breaks_the_rules_is_told_before_anything_is_sent() {
    let scoped = |text: &str| Scope::new(text);
    let long = "x".repeat(64);
    for (grant, field) in [
        (held(scoped(&format!("{}/orders", "c".repeat(51))), "read", "alice"), "clusterId"),
        (held(scope("orders"), "read", "-alice"), "userName"),
        (held(scope("orders"), "read", &long), "userName"),
        (held(scope("a.b"), "read", "alice"), "databaseName"),
        (held(scope(&long), "read", "alice"), "databaseName"),
        (held(scoped("c9q"), "read", "alice"), "databaseName"),
    ] {
        let grants = [grant];
        assert_eq!(preparation(Vendor::YandexMongodb, &grants), None, "{field}");
        let fault = mutation::calls(Vendor::YandexMongodb, ActionKind::Revoke, &grants, None).unwrap_err();
        assert_eq!(fault.kind, FaultKind::InvalidInput { field: Some(field.into()) });
        assert_eq!(fault.source, FaultSource::Gateway);
    }
}

#[test]
fn what_is_no_batch_or_no_grant_of_this_service_is_refused() {
    let one = held(scope("orders"), "read", "alice");
    let mut department = Membership::new(RoleRef::scoped(scope("orders"), RoleName::new("read")), Principal::user("d"));
    department.principal.kind = PrincipalKind::Department;
    let privilege = PrivilegeGrant::of(RoleRef::scoped(scope("orders"), RoleName::new("read")));
    for grants in [
        vec![],
        vec![one.clone(), one.clone()],
        vec![Grant::Membership(department)],
        vec![Grant::Privilege(privilege)],
        // Without what was read just before, or with what was read of somebody else.
        vec![one.clone()],
    ] {
        let fault = mutation::calls(Vendor::YandexMongodb, ActionKind::Revoke, &grants, None).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Rejected, "{grants:?}");
    }
    let other = preparation(Vendor::YandexMongodb, &[held(scope("orders"), "read", "bob")]).unwrap();
    let body = json!({"name": "alice", "permissions": [{"databaseName": "orders", "roles": ["read"]}]});
    let answer = http(200, body).unwrap();
    let refused =
        mutation::calls(Vendor::YandexMongodb, ActionKind::Revoke, std::slice::from_ref(&one), Some((&other, &answer)));
    assert_eq!(refused.unwrap_err().kind, FaultKind::Rejected);
    assert_eq!(mutation::batches(Vendor::YandexMongodb, ActionKind::Revoke, &[one.clone(), one]), [vec![0], vec![1]]);
}

/// Pairs of database and role, as this test reads a list of permissions.
fn pairs(permissions: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut pairs: Vec<(String, String)> = permissions
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|permission| {
            let roles = permission["roles"].as_array().cloned().unwrap_or_default();
            roles.into_iter().map(move |role| (text(&permission["databaseName"]), text(&role)))
        })
        .collect();
    pairs.sort();
    pairs.dedup();
    pairs
}

fn permissions() -> impl Strategy<Value = Value> {
    let roles = prop::collection::vec(prop::sample::select(vec!["read", "readWrite", "mdbDbAdmin", "new"]), 0..4);
    let permission = (prop::sample::select(vec!["a", "b", "c", "admin"]), roles, any::<bool>());
    prop::collection::vec(permission, 0..5).prop_map(|list| {
        let permission = |(database, roles, printed): &(&str, Vec<&str>, bool)| {
            if roles.is_empty() && !printed {
                return json!({"databaseName": database});
            }
            json!({"databaseName": database, "roles": roles})
        };
        list.iter().map(permission).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a user holds: taking any role of it away leaves exactly the rest, in the server's order.
    #[test]
    fn a_call_takes_one_role_and_nothing_else(permissions in permissions()) {
        let before = pairs(&permissions);
        for (database, role) in &before {
            let grant = held(scope(database), role, "alice");
            let made = calls(&grant, &permissions);
            prop_assert!(matches!(made.as_deref(), Ok([_])), "{:?}", made);
            let call = made.unwrap().remove(0);
            let body = call.body.clone().unwrap();
            let mut rest = before.clone();
            rest.retain(|pair| pair != &(database.clone(), role.clone()));
            if call.method == Method::Patch {
                prop_assert_eq!(&body["updateMask"], "permissions");
                prop_assert_eq!(pairs(&body["permissions"]), rest);
                let order = |list: &Value| -> Vec<String> {
                    let list = list.as_array().unwrap();
                    list.iter().map(|permission| permission["databaseName"].to_string()).collect()
                };
                let mut all = order(&permissions).into_iter();
                prop_assert!(order(&body["permissions"]).iter().all(|kept| all.any(|name| name == *kept)));
                for permission in body["permissions"].as_array().unwrap() {
                    let keys: Vec<&String> = permission.as_object().unwrap().keys().collect();
                    prop_assert_eq!(keys, ["databaseName", "roles"]);
                }
            } else {
                prop_assert_eq!(body, json!({"databaseName": database}));
                rest.retain(|(other, _)| other == database);
                prop_assert!(rest.is_empty(), "it was the only role there");
            }
        }
    }
}
