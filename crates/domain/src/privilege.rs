//! What a role may do on an object.

use serde::{Deserialize, Serialize};

use crate::{RoleName, RoleRef, Scope};

/// What a privilege grant does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GrantEffect {
    /// It allows.
    #[default]
    Allow,
    /// It forbids, whatever else allows.
    Deny,
}

impl GrantEffect {
    /// Whether it is the ordinary one, which is not written out.
    #[must_use]
    pub const fn is_allow(&self) -> bool {
        matches!(self, Self::Allow)
    }
}

/// A role may do something on an object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PrivilegeGrant {
    /// The role that has the privilege.
    pub role: RoleName,
    /// Where that role lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// The vendor's internal id of the role, where a call needs it besides the name. Not part of the identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_id: Option<String>,
    /// The kind of object, in the vendor's spelling (Milvus: `Collection`, `Global`, `User`).
    pub object_type: String,
    /// The object, or `*` for all.
    pub object_name: String,
    /// The database, or `*` for all.
    pub database: String,
    /// The privilege or privilege group.
    pub privilege: String,
    /// Who granted it, where the vendor says so. Not part of the identity: a second grantor replaces the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grantor: Option<String>,
    /// Whether it allows or forbids.
    #[serde(default, skip_serializing_if = "GrantEffect::is_allow")]
    pub effect: GrantEffect,
    /// Under which condition, in words of the vendor's. Not part of the identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

impl PrivilegeGrant {
    /// A grant of this role that still says nothing: what it is on is filled in by whoever knows the vendor.
    #[must_use]
    pub fn of(role: RoleRef) -> Self {
        Self {
            role: role.name,
            scope: role.scope,
            role_id: None,
            object_type: String::new(),
            object_name: String::new(),
            database: String::new(),
            privilege: String::new(),
            grantor: None,
            effect: GrantEffect::Allow,
            condition: None,
        }
    }

    /// The privilege with its object, as what still allows something is named: `Search (Collection docs, default)`.
    #[must_use]
    pub fn in_short(&self) -> String {
        format!("{} ({} {}, {})", self.privilege, self.object_type, self.object_name, self.database)
    }

    /// The role.
    #[must_use]
    pub fn role_ref(&self) -> RoleRef {
        RoleRef { scope: self.scope.clone(), name: self.role.clone() }
    }
}

/// What a privilege's name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PrivilegeKind {
    /// One privilege.
    Single,
    /// A named set of privileges.
    Group,
    /// Every privilege.
    Wildcard,
}
