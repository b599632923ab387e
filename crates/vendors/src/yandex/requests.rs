//! Request builders: the only place that spells Yandex' paths, query parameters and body fields.

use rescind_domain::{OperationId, PrincipalId};
use serde_json::{Value, json};

use super::scope::{ClusterId, DatabaseName};
use super::user::Permission;
use crate::Request;
use crate::request::encode;

/// Lists the clusters of a folder.
pub const CLUSTERS: &str = "/managed-mongodb/v1/clusters";
/// Describes a cluster.
pub const CLUSTER: &str = "/managed-mongodb/v1/clusters/{clusterId}";
/// Lists the users of a cluster with their permissions.
pub const USERS: &str = "/managed-mongodb/v1/clusters/{clusterId}/users";
/// Describes a user; with PATCH, replaces the permissions.
pub const USER: &str = "/managed-mongodb/v1/clusters/{clusterId}/users/{userName}";
/// Lists the databases of a cluster.
pub const DATABASES: &str = "/managed-mongodb/v1/clusters/{clusterId}/databases";
/// Lists the operations of a cluster.
pub const CLUSTER_OPERATIONS: &str = "/managed-mongodb/v1/clusters/{clusterId}/operations";
/// Describes an operation; on the host of the operations.
pub const OPERATION: &str = "/operations/{operationId}";
/// Takes every role of a user on one database.
pub const REVOKE_PERMISSION: &str = "/managed-mongodb/v1/clusters/{clusterId}/users/{userName}:revokePermission";
/// Gives a user roles on one database.
pub const GRANT_PERMISSION: &str = "/managed-mongodb/v1/clusters/{clusterId}/users/{userName}:grantPermission";

/// How many entries a page has: as many as the service allows.
const PAGE_SIZE: &str = "1000";

fn page(path: String, mut query: Vec<(&'static str, String)>, token: &str) -> Request {
    query.push(("pageSize", PAGE_SIZE.to_owned()));
    if !token.is_empty() {
        query.push(("pageToken", token.to_owned()));
    }
    Request::get(path, query)
}

fn cluster_path(cluster: &ClusterId, rest: &str) -> String {
    format!("{CLUSTERS}/{}{rest}", encode(cluster.as_str()))
}

fn user_path(cluster: &ClusterId, user: &PrincipalId) -> String {
    cluster_path(cluster, &format!("/users/{}", encode(user.as_str())))
}

/// A page of the clusters of a folder. The first page has an empty token.
#[must_use]
pub fn clusters(folder: &str, token: &str) -> Request {
    page(CLUSTERS.to_owned(), vec![("folderId", folder.to_owned())], token)
}

/// A cluster.
#[must_use]
pub fn cluster(cluster: &ClusterId) -> Request {
    Request::get(cluster_path(cluster, ""), Vec::new())
}

/// A page of the users of a cluster.
#[must_use]
pub fn users(cluster: &ClusterId, token: &str) -> Request {
    page(cluster_path(cluster, "/users"), Vec::new(), token)
}

/// A user.
#[must_use]
pub fn user(cluster: &ClusterId, user: &PrincipalId) -> Request {
    Request::get(user_path(cluster, user), Vec::new())
}

/// A page of the databases of a cluster.
#[must_use]
pub fn databases(cluster: &ClusterId, token: &str) -> Request {
    page(cluster_path(cluster, "/databases"), Vec::new(), token)
}

/// A page of the operations of a cluster.
#[must_use]
pub fn cluster_operations(cluster: &ClusterId, token: &str) -> Request {
    page(cluster_path(cluster, "/operations"), Vec::new(), token)
}

/// An operation.
#[must_use]
pub fn operation(operation: &OperationId) -> Request {
    Request::get(format!("/operations/{}", encode(operation.as_str())), Vec::new())
}

/// Takes every role of a user on one database. There is no way to name a role.
#[must_use]
pub fn revoke_permission(cluster: &ClusterId, user: &PrincipalId, database: &DatabaseName) -> Request {
    let path = format!("{}:revokePermission", user_path(cluster, user));
    Request::post(path, json!({ "databaseName": database.as_str() }))
}

/// Gives a user roles on one database. What it does where the user has some already is documented nowhere.
#[must_use]
pub fn grant_permission(cluster: &ClusterId, user: &PrincipalId, permission: &Permission) -> Request {
    let path = format!("{}:grantPermission", user_path(cluster, user));
    Request::post(path, json!({ "permission": permission_body(permission) }))
}

fn permission_body(permission: &Permission) -> Value {
    json!({ "databaseName": permission.database.as_str(), "roles": permission.roles })
}

/// Replaces the permissions of a user. Without the mask, everything that the body lacks would be reset as well.
#[must_use]
pub fn replace_permissions(cluster: &ClusterId, user: &PrincipalId, permissions: &[Permission]) -> Request {
    let permissions: Vec<Value> = permissions.iter().map(permission_body).collect();
    Request::patch(user_path(cluster, user), json!({ "updateMask": "permissions", "permissions": permissions }))
}

#[cfg(test)]
mod tests {
    use rescind_domain::RoleName;

    use super::*;

    #[test]
    fn the_calls_are_spelled_as_the_service_documents_them() {
        let (cluster_id, alice) = (ClusterId::new("c9q"), PrincipalId::new("alice@b.c"));
        let orders = DatabaseName::new("orders");
        let permission = Permission { database: orders.clone(), roles: vec![RoleName::new("read")] };
        let lines = [
            clusters("b1g", ""),
            users(&cluster_id, "t/1"),
            operation(&OperationId::new("c9q5")),
            revoke_permission(&cluster_id, &alice, &orders),
            grant_permission(&cluster_id, &alice, &permission),
            replace_permissions(&cluster_id, &alice, &[permission]),
        ];
        assert_eq!(
            lines.map(|call| call.to_string()),
            [
                "GET /managed-mongodb/v1/clusters?folderId=b1g&pageSize=1000",
                "GET /managed-mongodb/v1/clusters/c9q/users?pageSize=1000&pageToken=t%2F1",
                "GET /operations/c9q5",
                r#"POST /managed-mongodb/v1/clusters/c9q/users/alice%40b.c:revokePermission  {"databaseName":"orders"}"#,
                concat!(
                    "POST /managed-mongodb/v1/clusters/c9q/users/alice%40b.c:grantPermission  ",
                    r#"{"permission":{"databaseName":"orders","roles":["read"]}}"#
                ),
                concat!(
                    "PATCH /managed-mongodb/v1/clusters/c9q/users/alice%40b.c  ",
                    r#"{"permissions":[{"databaseName":"orders","roles":["read"]}],"updateMask":"permissions"}"#
                ),
            ]
        );
    }
}
