//! A change that the vendor carries out after it has answered, as far as it can be shown.

use serde::{Deserialize, Serialize};

use crate::{Fault, OperationId};

/// How far an operation is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "state", content = "fault", rename_all = "snake_case")]
pub enum OperationState {
    /// It runs.
    Running,
    /// It has failed and is being rolled back.
    Failing(Box<Fault>),
    /// It has ended well.
    Done,
    /// It has ended, and changed nothing.
    Failed(Box<Fault>),
    /// It has ended, and contradicts itself: only the state tells.
    Unclear(Box<Fault>),
}

/// An operation of the vendor's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Operation {
    /// Its id.
    pub id: OperationId,
    /// What it does, in the vendor's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it began, in the vendor's spelling (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// Who began it, as the vendor's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// How far it is.
    #[serde(flatten)]
    pub state: OperationState,
}
