//! What a role, or a person, may do.

use serde::{Deserialize, Serialize};

use super::List;
use crate::{PrivilegeGrant, PrivilegeKind};

/// Why a grant cannot be taken away by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Lock {
    /// What a built-in role may do is part of the product.
    FixedRole,
    /// GenAuth's API has no call that takes one resource from a role; its console has.
    NotOneByOne,
}

/// One privilege.
#[derive(Clone, Debug, PartialEq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PrivilegeRow {
    /// The grant.
    pub grant: PrivilegeGrant,
    /// What its name stands for.
    pub kind: PrivilegeKind,
    /// The members of a group.
    pub members: Vec<String>,
    /// Why it cannot be taken away; nothing when it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<Lock>,
}

/// What a role, or a person, may do: the grants in the vendor's order.
pub type PrivilegeList = List<PrivilegeRow>;

/// What else hangs on one privilege.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PrivilegeFacts {
    /// What the server takes away together with it.
    pub going_too: Vec<String>,
    /// What still allows the same afterwards.
    pub covering: Vec<String>,
    /// Whether it stands for everything on its object.
    pub wildcard: bool,
}
