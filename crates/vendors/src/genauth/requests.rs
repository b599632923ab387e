//! Request builders: the only place that spells GenAuth's paths, parameters and body fields. The namespace of a role is
//! always sent: without it the server takes `default`, where another role may have the same code.

use rescind_domain::{Principal, PrincipalId, PrincipalKind, RoleName, Scope};
use serde_json::{Value, json};

use crate::Request;

/// Lists the permission namespaces.
pub const LIST_PERMISSION_NAMESPACES: &str = "/api/v3/list-permission-namespaces";
/// Lists the roles of one namespace.
pub const LIST_ROLES: &str = "/api/v3/list-roles";
/// One role.
pub const GET_ROLE: &str = "/api/v3/get-role";
/// Lists the users who hold a role.
pub const LIST_ROLE_MEMBERS: &str = "/api/v3/list-role-members";
/// Lists the departments that hold a role; GenAuth's own clients do not know it.
pub const LIST_ROLE_DEPARTMENTS: &str = "/api/v3/list-role-departments";
/// Lists what a target may do, with effects and conditions.
pub const GET_AUTHORIZED_RESOURCES: &str = "/api/v3/get-authorized-resources";
/// Lists what a role may do, without either.
pub const GET_ROLE_AUTHORIZED_RESOURCES: &str = "/api/v3/get-role-authorized-resources";
/// Lists the data policies with those whom they are given to.
pub const LIST_DATA_POLICIES: &str = "/api/v3/list-data-policies";
/// Lists those whom one data policy is given to.
pub const LIST_DATA_POLICY_TARGETS: &str = "/api/v3/list-data-policy-targets";
/// One user.
pub const GET_USER: &str = "/api/v3/get-user";
/// Lists the roles of one user in one namespace.
pub const GET_USER_ROLES: &str = "/api/v3/get-user-roles";
/// Lists the users.
pub const LIST_USERS: &str = "/api/v3/list-users";
/// Takes one role from some targets.
pub const REVOKE_ROLE: &str = "/api/v3/revoke-role";
/// Takes each of some roles from each of some targets.
pub const REVOKE_ROLE_BATCH: &str = "/api/v3/revoke-role-batch";
/// Takes a data policy from one target.
pub const REVOKE_DATA_POLICY: &str = "/api/v3/revoke-data-policy";
/// Gives one role to some targets.
pub const ASSIGN_ROLE: &str = "/api/v3/assign-role";

/// How many rows a page has; the server refuses more.
pub const PAGE: usize = 50;
/// How many targets a revocation has at most.
pub const TARGETS: usize = 50;
/// How many roles a revocation has at most.
pub const ROLES: usize = 10;

/// A role by what the server needs to find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role<'a> {
    /// The namespace's code.
    pub namespace: &'a Scope,
    /// The role's code.
    pub code: &'a RoleName,
}

/// Which rows of a list are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The page, from 1.
    pub page: usize,
    /// How many rows a page has, from 1 to [`PAGE`].
    pub limit: usize,
}

impl Window {
    /// One whole page.
    #[must_use]
    pub const fn page(page: usize) -> Self {
        Self { page, limit: PAGE }
    }

    /// As little as shows how many there are.
    pub const COUNT: Self = Self { page: 1, limit: 1 };
}

type Query = Vec<(&'static str, String)>;

fn paged(path: &str, mut query: Query, window: Window) -> Request {
    query.push(("page", window.page.to_string()));
    query.push(("limit", window.limit.to_string()));
    Request::get(path, query)
}

fn of_role(role: Role<'_>) -> Query {
    vec![("code", role.code.to_string()), ("namespace", role.namespace.to_string())]
}

/// A page of the namespaces.
#[must_use]
pub fn list_permission_namespaces(window: Window) -> Request {
    paged(LIST_PERMISSION_NAMESPACES, Query::new(), window)
}

/// A page of the roles of a namespace.
#[must_use]
pub fn list_roles(namespace: &Scope, window: Window) -> Request {
    paged(LIST_ROLES, vec![("namespace", namespace.to_string())], window)
}

/// A role.
#[must_use]
pub fn get_role(role: Role<'_>) -> Request {
    Request::get(GET_ROLE, of_role(role))
}

/// A page of the users who hold a role.
#[must_use]
pub fn list_role_members(role: Role<'_>, window: Window) -> Request {
    paged(LIST_ROLE_MEMBERS, of_role(role), window)
}

/// A page of the departments that hold a role.
#[must_use]
pub fn list_role_departments(role: Role<'_>, window: Window) -> Request {
    paged(LIST_ROLE_DEPARTMENTS, of_role(role), window)
}

/// What a role is allowed and denied.
#[must_use]
pub fn get_authorized_resources(role: Role<'_>) -> Request {
    let query = vec![
        ("targetType", "ROLE".to_owned()),
        ("targetIdentifier", role.code.to_string()),
        ("namespace", role.namespace.to_string()),
        ("withDenied", "true".to_owned()),
    ];
    Request::get(GET_AUTHORIZED_RESOURCES, query)
}

/// What a role may do, in the older words.
#[must_use]
pub fn get_role_authorized_resources(role: Role<'_>) -> Request {
    Request::get(GET_ROLE_AUTHORIZED_RESOURCES, of_role(role))
}

/// A page of the data policies.
#[must_use]
pub fn list_data_policies(window: Window) -> Request {
    paged(LIST_DATA_POLICIES, Query::new(), window)
}

/// A page of the roles that have a data policy.
#[must_use]
pub fn list_data_policy_targets(policy: &str, window: Window) -> Request {
    let query = vec![("policyId", policy.to_owned()), ("targetType", "ROLE".to_owned())];
    paged(LIST_DATA_POLICY_TARGETS, query, window)
}

/// A user, with the departments that the user is in: they are told only when asked for.
#[must_use]
pub fn get_user(user: &PrincipalId) -> Request {
    Request::get(GET_USER, vec![("userId", user.to_string()), ("withDepartmentIds", "true".to_owned())])
}

/// The roles of a user in one namespace: all of them, the list has no pages.
#[must_use]
pub fn get_user_roles(user: &PrincipalId, namespace: &Scope) -> Request {
    Request::get(GET_USER_ROLES, vec![("userId", user.to_string()), ("namespace", namespace.to_string())])
}

/// A page of the users.
#[must_use]
pub fn list_users(window: Window) -> Request {
    Request::post(LIST_USERS, json!({ "options": { "pagination": { "page": window.page, "limit": window.limit } } }))
}

/// Takes a role from targets, at most [`TARGETS`] of them.
#[must_use]
pub fn revoke_role(role: Role<'_>, targets: &[&Principal]) -> Request {
    let mut body = role_body(role);
    insert_targets(&mut body, targets);
    Request::post(REVOKE_ROLE, body)
}

/// Gives a role to targets, at most [`TARGETS`] of them: at once, and without an end.
#[must_use]
pub fn assign_role(role: Role<'_>, targets: &[&Principal]) -> Request {
    let mut body = role_body(role);
    insert_targets(&mut body, targets);
    Request::post(ASSIGN_ROLE, body)
}

/// Takes every one of the roles, at most [`ROLES`] of them, from the target.
#[must_use]
pub fn revoke_role_batch(roles: &[Role<'_>], target: &Principal) -> Request {
    let mut body = json!({ "roles": roles.iter().map(|role| role_body(*role)).collect::<Vec<_>>() });
    insert_targets(&mut body, &[target]);
    Request::post(REVOKE_ROLE_BATCH, body)
}

/// Takes a data policy from a role, which this call knows by its id and not by its code.
#[must_use]
pub fn revoke_data_policy(policy: &str, role_id: &str) -> Request {
    Request::post(REVOKE_DATA_POLICY, json!({ "policyId": policy, "targetIdentifier": role_id, "targetType": "ROLE" }))
}

fn role_body(role: Role<'_>) -> Value {
    json!({ "code": role.code, "namespace": role.namespace })
}

fn insert_targets(body: &mut Value, targets: &[&Principal]) {
    let targets: Vec<Value> = targets
        .iter()
        .map(|target| json!({ "targetType": target_type(target.kind), "targetIdentifier": target.id }))
        .collect();
    if let Some(body) = body.as_object_mut() {
        body.insert("targets".to_owned(), Value::Array(targets));
    }
}

const fn target_type(kind: PrincipalKind) -> &'static str {
    match kind {
        PrincipalKind::User => "USER",
        PrincipalKind::Department => "DEPARTMENT",
        PrincipalKind::Group => "GROUP",
        PrincipalKind::Role => "ROLE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_have_the_fields_of_the_published_interface() {
        let (namespace, other) = (Scope::new("default"), Scope::new("OA"));
        let code = RoleName::new("code1");
        let role = Role { namespace: &namespace, code: &code };
        let user = Principal::user("60b4");
        let department = Principal { kind: PrincipalKind::Department, ..Principal::user("6343") };
        let line = |request: Request| request.to_string();
        assert_eq!(
            line(revoke_role(role, &[&user, &department])),
            r#"POST /api/v3/revoke-role  {"code":"code1","namespace":"default","targets":[{"targetIdentifier":"60b4","targetType":"USER"},{"targetIdentifier":"6343","targetType":"DEPARTMENT"}]}"#
        );
        assert_eq!(
            line(assign_role(role, &[&user])),
            r#"POST /api/v3/assign-role  {"code":"code1","namespace":"default","targets":[{"targetIdentifier":"60b4","targetType":"USER"}]}"#
        );
        assert_eq!(
            line(revoke_role_batch(&[role, Role { namespace: &other, code: &code }], &user)),
            r#"POST /api/v3/revoke-role-batch  {"roles":[{"code":"code1","namespace":"default"},{"code":"code1","namespace":"OA"}],"targets":[{"targetIdentifier":"60b4","targetType":"USER"}]}"#
        );
        assert_eq!(
            line(revoke_data_policy("p1", "r1")),
            r#"POST /api/v3/revoke-data-policy  {"policyId":"p1","targetIdentifier":"r1","targetType":"ROLE"}"#
        );
        assert_eq!(
            line(list_role_members(role, Window::page(2))),
            "GET /api/v3/list-role-members?code=code1&namespace=default&page=2&limit=50"
        );
        assert_eq!(
            line(get_authorized_resources(role)),
            "GET /api/v3/get-authorized-resources?targetType=ROLE&targetIdentifier=code1&namespace=default&withDenied=true"
        );
        assert_eq!(
            line(list_users(Window::COUNT)),
            r#"POST /api/v3/list-users  {"options":{"pagination":{"limit":1,"page":1}}}"#
        );
    }
}
