//! Who can hold a role: people, and what stands for several of them.

use serde::{Deserialize, Serialize};

use crate::PrincipalId;

/// The kinds of principal that can hold a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PrincipalKind {
    /// A person's or a service's account.
    User,
    /// A part of an organisation.
    Department,
    /// A named set of users.
    Group,
    /// Another role.
    Role,
}

impl PrincipalKind {
    /// The spelling in keys, on our wire and in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Department => "department",
            Self::Group => "group",
            Self::Role => "role",
        }
    }

    /// The kind with this spelling.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::User, Self::Department, Self::Group, Self::Role].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Somebody or something that can hold a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Principal {
    /// What kind it is.
    pub kind: PrincipalKind,
    /// The vendor's identifier.
    pub id: PrincipalId,
    /// A name for people, where the vendor has one besides the identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl Principal {
    /// A user who is known by the identifier alone.
    pub fn user(id: impl Into<String>) -> Self {
        Self { kind: PrincipalKind::User, id: PrincipalId::new(id), label: None }
    }

    /// How the principal is called in tables, buttons and messages: `label (id)`, or the id where there is no label.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.label {
            Some(label) => format!("{label} ({})", self.id),
            None => self.id.to_string(),
        }
    }
}
