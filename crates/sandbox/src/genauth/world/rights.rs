//! What may be done with which resource, and data policies.

use serde::{Deserialize, Serialize};

use super::{TargetType, long_ago};

/// Something that can be granted.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::genauth) struct Resource {
    pub(in crate::genauth) namespace: String,
    pub(in crate::genauth) code: String,
    #[serde(default)]
    pub(in crate::genauth) description: Option<String>,
    /// The address of a resource of type API.
    #[serde(default)]
    pub(in crate::genauth) api_identifier: Option<String>,
}

/// Actions on a resource that a target has, or is denied.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::genauth) struct Grant {
    pub(in crate::genauth) namespace: String,
    pub(in crate::genauth) target_type: TargetType,
    /// A role or group by code, a user or department by id.
    pub(in crate::genauth) target_identifier: String,
    pub(in crate::genauth) resource_code: String,
    pub(in crate::genauth) resource_type: ResourceType,
    pub(in crate::genauth) actions: Vec<String>,
    #[serde(default)]
    pub(in crate::genauth) effect: Effect,
    #[serde(default)]
    pub(in crate::genauth) condition: Vec<Condition>,
}

/// What kind of thing a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(in crate::genauth) enum ResourceType {
    Data,
    Api,
    Menu,
    Button,
    Ui,
}

/// Whether a grant gives or takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(in crate::genauth) enum Effect {
    #[default]
    Allow,
    Deny,
}

/// When a grant counts.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::genauth) struct Condition {
    pub(in crate::genauth) param: String,
    pub(in crate::genauth) operator: String,
    pub(in crate::genauth) value: String,
}

/// A data policy and to whom it was given.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::genauth) struct Policy {
    pub(in crate::genauth) id: String,
    pub(in crate::genauth) name: String,
    #[serde(default)]
    pub(in crate::genauth) description: Option<String>,
    pub(in crate::genauth) statements: Vec<Statement>,
    #[serde(default)]
    pub(in crate::genauth) targets: Vec<PolicyTarget>,
    #[serde(default = "long_ago")]
    pub(in crate::genauth) updated_at: String,
}

/// One statement of a data policy.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::genauth) struct Statement {
    pub(in crate::genauth) effect: Effect,
    /// Each `namespace/resource/action`.
    pub(in crate::genauth) permissions: Vec<String>,
}

/// Who has a data policy.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::genauth) struct PolicyTarget {
    pub(in crate::genauth) target_type: TargetType,
    /// An id always: of a role or group, too.
    pub(in crate::genauth) id: String,
    #[serde(default = "long_ago")]
    pub(in crate::genauth) authorization_time: String,
}
