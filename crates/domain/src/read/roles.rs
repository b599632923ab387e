//! Roles, and who holds one.

use serde::{Deserialize, Serialize};

use super::{List, PersonRef};
use crate::{Membership, RoleName, RoleNature, RoleRef};

/// One role.
#[derive(Clone, Debug, PartialEq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoleEntry {
    /// Which.
    pub role: RoleRef,
    /// Where, as people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// A name for people, where there is one besides the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What it is to the vendor.
    pub nature: RoleNature,
    /// How many hold it; nothing while that is not known for sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<usize>,
    /// How many privileges it has; nothing while that is not known for sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileges: Option<usize>,
}

/// All roles of a connection, in the vendor's order.
pub type RoleList = List<RoleEntry>;

/// One holder of a role.
#[derive(Clone, Debug, PartialEq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Member {
    /// The grant.
    pub membership: Membership,
    /// The holder's other roles, where the same read tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also: Option<Vec<RoleRef>>,
    /// The other roles that the holder has in the same scope: they go too when all access to it is taken.
    pub siblings: Vec<RoleName>,
    /// Those of them that allow all that this role allows, so that without it nothing is lost; as far as the vendor says what its
    /// roles allow.
    pub covered_by: Vec<RoleName>,
    /// What else is known of the holder: an address, a status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Where the holder's own page is; nothing when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonRef>,
}

/// The holders of a role, each once, in the vendor's order.
pub type MemberList = List<Member>;
