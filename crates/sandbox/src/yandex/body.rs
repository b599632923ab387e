//! The bodies of calls, decoded as the standard transcoder does: either spelling of a field, `null` for absent, and no
//! field that the message does not have.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

use super::{
    names::DatabaseName,
    records::{AuthType, Permission},
    refusal::{Refusal, Violation},
};

/// Roles that the service knows. The last one is in no document: a console must cope with what it has not heard of.
const ROLES: [&str; 7] =
    ["read", "readWrite", "mdbDbAdmin", "mdbMonitor", "mdbShardingManager", "mdbReplication", "mdbBackupOperator"];

/// `CreateUserRequest`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateUser {
    #[serde(alias = "user_spec")]
    pub(crate) user_spec: Option<UserSpec>,
}

/// `UserSpec`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UserSpec {
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) name: String,
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) password: String,
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) permissions: Vec<SentPermission>,
    #[serde(alias = "deletion_protection")]
    pub(crate) deletion_protection: Option<bool>,
    #[serde(alias = "generate_password", rename = "generatePassword")]
    _generate_password: Option<bool>,
    #[serde(default, alias = "auth_type", deserialize_with = "nullable")]
    pub(crate) auth_type: AuthType,
}

/// `UpdateUserRequest`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UpdateUser {
    #[serde(alias = "update_mask")]
    pub(crate) update_mask: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) password: String,
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) permissions: Vec<SentPermission>,
    #[serde(alias = "generate_password", rename = "generatePassword")]
    _generate_password: Option<bool>,
    #[serde(alias = "deletion_protection")]
    pub(crate) deletion_protection: Option<bool>,
}

/// `GrantUserPermissionRequest`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grant {
    pub(crate) permission: Option<SentPermission>,
}

/// `RevokeUserPermissionRequest`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Revoke {
    #[serde(default, alias = "database_name", deserialize_with = "nullable")]
    pub(crate) database_name: String,
}

/// `CreateDatabaseRequest`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateDatabase {
    #[serde(alias = "database_spec")]
    pub(crate) database_spec: Option<DatabaseSpec>,
}

/// `DatabaseSpec`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DatabaseSpec {
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) name: String,
    #[serde(alias = "deletion_protection")]
    pub(crate) deletion_protection: Option<bool>,
}

/// `Permission`, before its names are checked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SentPermission {
    #[serde(default, alias = "database_name", deserialize_with = "nullable")]
    database_name: String,
    #[serde(default, deserialize_with = "nullable")]
    roles: Vec<String>,
}

impl SentPermission {
    /// The permission, if its roles are known; `field` is where it stands. The proto sets no rule for its database.
    pub(crate) fn checked(self, field: &str) -> Result<Permission, Violation> {
        let database_name = DatabaseName::new(self.database_name);
        match self.roles.iter().position(|role| !ROLES.contains(&role.as_str())) {
            Some(place) => Err(Violation::because(&format!("{field}.roles.{place}"), "unknown role")),
            None => Ok(Permission { database_name, roles: self.roles }),
        }
    }
}

/// Checks each of a list of permissions.
pub(crate) fn permissions(sent: Vec<SentPermission>, field: &str) -> Result<Vec<Permission>, Violation> {
    let checked = |(place, permission): (usize, SentPermission)| permission.checked(&format!("{field}.{place}"));
    sent.into_iter().enumerate().map(checked).collect()
}

/// Decodes a body; an empty one is an empty message.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let body = if body.is_empty() { b"{}" } else { body };
    let body: Value = serde_json::from_slice(body).map_err(|_| Refusal::NotJson)?;
    // serde would take a list for the message's fields in their order.
    if !body.is_object() {
        return Err(Violation::because(".", "expected an object").into());
    }
    serde_path_to_error::deserialize(body).map_err(|error| {
        let field = error.path().to_string().replace('[', ".").replace(']', "");
        Refusal::Invalid(Violation::because(&field, &error.inner().to_string()))
    })
}

fn nullable<'de, T: Default + Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
