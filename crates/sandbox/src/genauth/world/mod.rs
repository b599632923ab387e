//! A whole user pool as plain data: what seeds are written in, what a reset may bring along, and what the state shows.
//! Names of fields are the vendor's. Nothing here decides anything.

mod people;
mod rights;

use serde::{Deserialize, Serialize};

pub(super) use people::{Department, Group, Organization, User};
pub(super) use rights::{Condition, Effect, Grant, Policy, PolicyTarget, Resource, ResourceType, Statement};

/// When whatever a seed gives no time for was made.
pub(super) const LONG_AGO: &str = "2022-07-03T02:20:30.000Z";

/// Everything in a user pool.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct World {
    /// The pool's id; empty = the sandbox's own.
    pub(super) pool: String,
    /// Keys besides the sandbox's own. Never shown.
    #[serde(skip_serializing)]
    pub(super) access_keys: Vec<AccessKey>,
    pub(super) namespaces: Vec<Namespace>,
    pub(super) roles: Vec<Role>,
    pub(super) holders: Vec<Holder>,
    pub(super) users: Vec<User>,
    pub(super) groups: Vec<Group>,
    pub(super) organizations: Vec<Organization>,
    pub(super) departments: Vec<Department>,
    pub(super) resources: Vec<Resource>,
    pub(super) grants: Vec<Grant>,
    pub(super) policies: Vec<Policy>,
}

/// A pair that signs in.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AccessKey {
    pub(super) id: String,
    pub(super) secret: String,
    #[serde(default)]
    pub(super) access: Access,
}

/// What the holder of a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Access {
    /// Everything: the pool's own key.
    #[default]
    All,
    /// Reading only: a collaborating administrator who was given no more.
    Read,
}

/// A permission space.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Namespace {
    pub(super) code: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) description: Option<String>,
    /// 1 open, 0 closed.
    pub(super) status: u8,
}

/// A role; its code is its own within the namespace only.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Role {
    pub(super) id: String,
    pub(super) namespace: String,
    pub(super) code: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default = "enabled")]
    pub(super) status: String,
    /// Milliseconds since 1970; absent = never.
    #[serde(default)]
    pub(super) disable_time: Option<i64>,
}

fn enabled() -> String {
    "ENABLE".to_owned()
}

/// Who can hold a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum TargetType {
    /// By user id.
    User,
    /// By department id.
    Department,
    /// By group code.
    Group,
    /// By role code, in the namespace of the role that is held.
    Role,
}

impl TargetType {
    /// All four.
    pub(super) const ALL: [Self; 4] = [Self::User, Self::Department, Self::Group, Self::Role];

    /// The word of the role endpoints.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::Department => "DEPARTMENT",
            Self::Group => "GROUP",
            Self::Role => "ROLE",
        }
    }

    /// The word of the data policy endpoints and of `list-role-assignments`.
    pub(super) fn policy_word(self) -> &'static str {
        match self {
            Self::Department => "ORG",
            other => other.word(),
        }
    }
}

/// Somebody holds a role.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Holder {
    pub(super) namespace: String,
    pub(super) role: String,
    pub(super) target_type: TargetType,
    pub(super) target_identifier: String,
    /// Milliseconds since 1970; absent = at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) enable_time: Option<i64>,
    /// Milliseconds since 1970; absent = for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) end_time: Option<i64>,
    #[serde(default = "long_ago")]
    pub(super) created_at: String,
}

fn long_ago() -> String {
    LONG_AGO.to_owned()
}
