//! What the store keeps and `/__sandbox/state` shows: clusters, databases, users. Their JSON is the vendor's, with nothing
//! printed that is not set; what an answer prints besides is `view`'s business.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::names::{ClusterId, DatabaseName, UserName};

/// A cluster. Only what the emulator looks at has a field.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cluster {
    pub(crate) id: ClusterId,
    pub(crate) folder_id: String,
    pub(crate) name: String,
    pub(crate) status: String,
    /// The other fields, as they are printed.
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}

/// A database.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Database {
    pub(crate) name: DatabaseName,
    pub(crate) cluster_id: ClusterId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) deletion_protection: Option<bool>,
}

/// A user. The password is not kept: nobody signs in to the databases of the sandbox.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct User {
    pub(crate) name: UserName,
    pub(crate) cluster_id: ClusterId,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) permissions: Vec<Permission>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) connection_manager: Option<ConnectionManager>,
    #[serde(default)]
    pub(crate) auth_type: AuthType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) deletion_protection: Option<bool>,
}

/// The roles that a user has on one database. There may be none.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Permission {
    pub(crate) database_name: DatabaseName,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) roles: Vec<String>,
}

/// Where the user's password is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ConnectionManager {
    pub(crate) connection_id: String,
}

/// How a user signs in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) enum AuthType {
    /// With a password.
    #[default]
    #[serde(rename = "AUTH_TYPE_PASSWORD", alias = "AUTH_TYPE_UNSPECIFIED")]
    Password,
    /// As a subject of IAM, whose id is the user's name.
    #[serde(rename = "AUTH_TYPE_IAM")]
    Iam,
}

impl User {
    /// The permissions are a set, and so are the roles of each.
    pub(crate) fn has_the_permissions_of(&self, other: &Self) -> bool {
        sorted(&self.permissions) == sorted(&other.permissions)
    }
}

fn sorted(permissions: &[Permission]) -> Vec<(&str, Vec<&str>)> {
    let mut sorted: Vec<(&str, Vec<&str>)> = permissions
        .iter()
        .map(|permission| {
            let mut roles: Vec<&str> = permission.roles.iter().map(String::as_str).collect();
            roles.sort_unstable();
            (permission.database_name.as_str(), roles)
        })
        .collect();
    sorted.sort_unstable();
    sorted
}
