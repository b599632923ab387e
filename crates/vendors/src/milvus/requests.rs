//! Request builders: the only place that spells Milvus' paths and body fields.

use rescind_domain::{Grant, Membership, PrincipalId, PrivilegeGrant, RoleName};
use serde_json::{Value, json};

use super::privileges::{GLOBAL, WILDCARD};
use crate::Request;

/// Lists the user names.
pub const USERS_LIST: &str = "/v2/vectordb/users/list";
/// Lists the roles of one user.
pub const USERS_DESCRIBE: &str = "/v2/vectordb/users/describe";
/// Lists the role names.
pub const ROLES_LIST: &str = "/v2/vectordb/roles/list";
/// Lists the grants of one role.
pub const ROLES_DESCRIBE: &str = "/v2/vectordb/roles/describe";
/// Lists the databases that the account may see; since 2.4.17.
pub const DATABASES_LIST: &str = "/v2/vectordb/databases/list";
/// Lists the privilege groups; since 2.4.17.
pub const PRIVILEGE_GROUPS_LIST: &str = "/v2/vectordb/privilege_groups/list";
/// Takes a role from a user.
pub const USERS_REVOKE_ROLE: &str = "/v2/vectordb/users/revoke_role";
/// Takes a privilege from a role, first form: with the object type.
pub const ROLES_REVOKE_PRIVILEGE: &str = "/v2/vectordb/roles/revoke_privilege";
/// Takes a privilege from a role, second form: by database and collection.
pub const ROLES_REVOKE_PRIVILEGE_V2: &str = "/v2/vectordb/roles/revoke_privilege_v2";
/// Gives a role to a user.
pub const USERS_GRANT_ROLE: &str = "/v2/vectordb/users/grant_role";
/// Gives a privilege to a role, first form.
pub const ROLES_GRANT_PRIVILEGE: &str = "/v2/vectordb/roles/grant_privilege";
/// Gives a privilege to a role, second form.
pub const ROLES_GRANT_PRIVILEGE_V2: &str = "/v2/vectordb/roles/grant_privilege_v2";

/// All user names.
#[must_use]
pub fn users_list() -> Request {
    Request::post(USERS_LIST, json!({}))
}

/// The roles of a user.
#[must_use]
pub fn users_describe(user: &PrincipalId) -> Request {
    Request::post(USERS_DESCRIBE, json!({ "userName": user }))
}

/// All role names.
#[must_use]
pub fn roles_list() -> Request {
    Request::post(ROLES_LIST, json!({}))
}

/// The grants of a role in a database, and in all databases with `*`. Without a `dbName` the server takes `default`.
#[must_use]
pub fn roles_describe(role: &RoleName, database: &str) -> Request {
    Request::post(ROLES_DESCRIBE, json!({ "roleName": role, "dbName": database }))
}

/// The databases that the account may see.
#[must_use]
pub fn databases_list() -> Request {
    Request::post(DATABASES_LIST, json!({}))
}

/// The privilege groups.
#[must_use]
pub fn privilege_groups_list() -> Request {
    Request::post(PRIVILEGE_GROUPS_LIST, json!({}))
}

/// The calls that may take a grant away, best first.
#[must_use]
pub fn revocation_calls(grant: &Grant) -> Vec<Request> {
    match grant {
        Grant::Membership(membership) => vec![Request::post(USERS_REVOKE_ROLE, membership_body(membership))],
        Grant::Privilege(grant) => {
            let second = Request::post(ROLES_REVOKE_PRIVILEGE_V2, second_body(grant));
            let first = Request::post(ROLES_REVOKE_PRIVILEGE, first_body(grant));
            serving(grant, second, first)
        }
        // Milvus takes roles away one by one.
        Grant::Access(_) => Vec::new(),
    }
}

/// The calls that may give a grant back, best first.
#[must_use]
pub fn granting_calls(grant: &Grant) -> Vec<Request> {
    match grant {
        Grant::Membership(membership) => vec![Request::post(USERS_GRANT_ROLE, membership_body(membership))],
        Grant::Privilege(grant) => {
            let second = Request::post(ROLES_GRANT_PRIVILEGE_V2, second_body(grant));
            let first = Request::post(ROLES_GRANT_PRIVILEGE, first_body(grant));
            serving(grant, second, first)
        }
        Grant::Access(_) => Vec::new(),
    }
}

fn membership_body(membership: &Membership) -> Value {
    json!({ "userName": membership.principal.id, "roleName": membership.role })
}

/// Both forms write the same records, but each maps the object type in its own way: the second takes `*` for a Global
/// privilege, so that it cannot remove a `*` which was granted on Collection or User; the first forces Global onto `*`, so
/// that for one collection it would remove the row of all of them instead. Servers before 2.4.17 lack the second.
fn serving(grant: &PrivilegeGrant, second: Request, first: Request) -> Vec<Request> {
    let is_global = grant.object_type == GLOBAL;
    let is_widened = is_global && grant.object_name != WILDCARD;
    let forms = [(is_global || grant.privilege != WILDCARD, second), (!is_widened, first)];
    forms.into_iter().filter_map(|(serves, call)| serves.then_some(call)).collect()
}

fn first_body(grant: &PrivilegeGrant) -> Value {
    json!({
        "roleName": grant.role, "objectType": grant.object_type, "objectName": grant.object_name,
        "privilege": grant.privilege, "dbName": grant.database,
    })
}

fn second_body(grant: &PrivilegeGrant) -> Value {
    json!({
        "roleName": grant.role, "privilege": grant.privilege, "dbName": grant.database,
        "collectionName": grant.object_name,
    })
}

#[cfg(test)]
mod tests {
    use rescind_domain::{Principal, RoleRef};

    use super::*;

    fn privilege(privilege: &str) -> Grant {
        Grant::Privilege(PrivilegeGrant {
            object_type: "Collection".into(),
            object_name: "docs".into(),
            database: "db1".into(),
            privilege: privilege.into(),
            ..PrivilegeGrant::of(RoleRef::plain("r"))
        })
    }

    #[test]
    fn a_membership_is_one_call() {
        let grant = Grant::Membership(Membership::new(RoleRef::plain("r"), Principal::user("u")));
        let calls = revocation_calls(&grant);
        let lines: Vec<String> = calls.iter().map(ToString::to_string).collect();
        assert_eq!(lines, [r#"POST /v2/vectordb/users/revoke_role  {"roleName":"r","userName":"u"}"#]);
    }

    #[test]
    fn a_privilege_prefers_the_second_form_and_the_wildcard_needs_the_first() {
        let paths = |grant: &Grant| revocation_calls(grant).into_iter().map(|call| call.path).collect::<Vec<_>>();
        assert_eq!(paths(&privilege("Search")), [ROLES_REVOKE_PRIVILEGE_V2, ROLES_REVOKE_PRIVILEGE]);
        assert_eq!(paths(&privilege("*")), [ROLES_REVOKE_PRIVILEGE]);
    }
    #[test]
    fn what_is_given_back_is_never_wider_than_what_was_taken() {
        let paths = |grant: &Grant| granting_calls(grant).into_iter().map(|call| call.path).collect::<Vec<_>>();
        assert_eq!(paths(&privilege("Search")), [ROLES_GRANT_PRIVILEGE_V2, ROLES_GRANT_PRIVILEGE]);
        assert_eq!(paths(&privilege("*")), [ROLES_GRANT_PRIVILEGE]);
        let global = |object: &str| {
            let Grant::Privilege(grant) = privilege("CollectionReadOnly") else { return Vec::new() };
            paths(&Grant::Privilege(PrivilegeGrant { object_type: GLOBAL.into(), object_name: object.into(), ..grant }))
        };
        assert_eq!(global("docs"), [ROLES_GRANT_PRIVILEGE_V2], "the first form would give it on every object");
        assert_eq!(global("*"), [ROLES_GRANT_PRIVILEGE_V2, ROLES_GRANT_PRIVILEGE]);
        let member = Grant::Membership(Membership::new(RoleRef::plain("r"), Principal::user("u")));
        let lines: Vec<String> = granting_calls(&member).iter().map(ToString::to_string).collect();
        assert_eq!(lines, [r#"POST /v2/vectordb/users/grant_role  {"roleName":"r","userName":"u"}"#]);
    }
}
