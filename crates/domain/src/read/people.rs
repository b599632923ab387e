//! People, and what one of them holds.

use serde::{Deserialize, Serialize};

use super::{Gap, List};
use crate::{Fault, Membership, Principal, PrincipalId, RoleName, RoleNature, RoleRef, Scope};

/// One person of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonRef {
    /// The vendor's identifier.
    pub id: PrincipalId,
    /// Where the person lives, when an id alone does not say who it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
}

/// What is known of the roles that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// These.
    Known(Vec<RoleRef>),
    /// They could not be read.
    Hidden(Box<Fault>),
    /// The list of people does not say; the person's page does.
    NotListed,
}

/// One row of the people.
#[derive(Clone, Debug, PartialEq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonEntry {
    /// Which.
    pub person: PersonRef,
    /// Who.
    pub principal: Principal,
    /// Where, as people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What else is known: an address, a status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What the person holds.
    pub roles: Holding,
    /// Whether the person may do everything without holding a role (Milvus' root).
    pub everything: bool,
}

impl PersonEntry {
    /// What people call the scope of a role that the person holds.
    #[must_use]
    pub fn place_of(&self, role: &RoleRef) -> Option<String> {
        let inner = role.scope.as_ref().map(Scope::last_part)?;
        Some(self.place.as_deref().map_or_else(|| inner.to_owned(), |outer| nested(inner, outer)))
    }
}

/// What people call a place within another one.
#[must_use]
pub fn nested(inner: &str, outer: &str) -> String {
    format!("{inner} · {outer}")
}

/// The people of a connection, each once, in the vendor's order.
pub type PeopleList = List<PersonEntry>;

/// One role that a person holds.
#[derive(Clone, Debug, PartialEq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Held {
    /// The grant, with what people call its scope.
    pub membership: Membership,
    /// What the role is to the vendor.
    pub nature: RoleNature,
    /// The other roles that the person has in the same scope.
    pub siblings: Vec<RoleName>,
    /// Those of them that allow all that this role allows, so that without it nothing is lost; as far as the vendor says what its
    /// roles allow.
    pub covered_by: Vec<RoleName>,
    /// The departments of the person that hold the role too, as far as they are known.
    pub through: Vec<Principal>,
    /// How many hold it; nothing while that is not known for sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holders: Option<usize>,
    /// How many privileges it has; nothing while that is not known for sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileges: Option<usize>,
}

/// A person and what the person holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonView {
    /// Who.
    pub principal: Principal,
    /// Where, as people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What else is known: an address, a status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The roles.
    pub held: Vec<Held>,
    /// Whether the person may do everything without holding a role (Milvus' root).
    pub everything: bool,
    /// What is missing.
    pub gaps: Vec<Gap>,
}
