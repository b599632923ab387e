//! What a role is to its vendor, beyond the grants that can be read.

use serde::{Deserialize, Serialize};

/// Where a role comes from, and with it whether it can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RoleOrigin {
    /// Somebody made it.
    Custom,
    /// The server brings it along; what it may do can be changed.
    Default,
    /// The server brings it along, and what it may do cannot be changed.
    Fixed,
}

/// What a role means to the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RolePower {
    /// May do everything, by its name.
    Administrator,
    /// May do what was granted to it.
    Ordinary,
}

/// Whether the vendor can tell who holds a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Holders {
    /// They are listed.
    Listed,
    /// Everybody holds it, without being listed.
    Everybody,
}

/// What a role is to its vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoleNature {
    /// Where it comes from.
    pub origin: RoleOrigin,
    /// What it means.
    pub power: RolePower,
    /// Who holds it.
    pub holders: Holders,
}

impl RoleNature {
    /// A role that somebody made.
    pub const CUSTOM: Self = Self { origin: RoleOrigin::Custom, power: RolePower::Ordinary, holders: Holders::Listed };
}
