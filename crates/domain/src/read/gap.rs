//! What a value that was read does not show, and why.

use serde::{Deserialize, Serialize};

use crate::{Capabilities, Fault};

/// What a part of a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Roles.
    Roles,
    /// Holders.
    Members,
    /// Departments among the holders.
    Departments,
    /// Privileges.
    Privileges,
    /// Which of the privileges are groups, and of what.
    PrivilegeGroups,
    /// Data policies among the privileges.
    DataPolicies,
    /// People.
    People,
    /// Databases.
    Databases,
    /// Clusters.
    Clusters,
    /// Namespaces.
    Namespaces,
}

/// Whether a list of holders with these gaps has all of them. Where some can be asked for by code only, nobody is known to be the
/// last one.
#[must_use]
pub fn all_listed(capabilities: &Capabilities, gaps: &[Gap]) -> bool {
    let hides = |gap: &Gap| match gap {
        Gap::HiddenUsers { .. } => true,
        Gap::Unread { subject, .. } => matches!(subject, Subject::Members | Subject::Departments),
        Gap::NotOffered(_) | Gap::OnlyDatabases(_) | Gap::OnlyDirect => false,
    };
    capabilities.by_code.is_empty() && !gaps.iter().any(hides)
}

/// What a value does not show, and why: it proves nothing there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// A part that could not be read.
    Unread {
        /// What.
        subject: Subject,
        /// Where, as people call it.
        place: Option<String>,
        /// Why not.
        fault: Box<Fault>,
    },
    /// The roles of some users could not be read.
    HiddenUsers {
        /// How many.
        count: usize,
        /// Why not, for the first of them.
        fault: Box<Fault>,
    },
    /// This server has no such call. That is not "none".
    NotOffered(Subject),
    /// The account may only see these databases.
    OnlyDatabases(Vec<String>),
    /// No call tells which roles somebody holds through a department or a group.
    OnlyDirect,
}
