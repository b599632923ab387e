//! Data policies: they live beside the namespaces and name the roles that have them by id.

use rescind_domain::{Fault, PrivilegeGrant, PrivilegeKind, RoleRef};
use serde_json::Value;

use super::super::classify::is_not_offered;
use super::super::requests;
use super::pages::{self, Go, Listed, Shape};
use super::rows::{Row, optional, text};
use super::unread;
use crate::Transport;
use crate::read::CONCURRENCY;
use rescind_domain::read::{Gap, PrivilegeRow, Subject};

/// The object type of a data policy that a role has.
pub const DATA_POLICY: &str = "DATA_POLICY";

/// A data policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The ids of the roles that have it.
    pub roles: Vec<String>,
}

/// All data policies, as far as they could be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policies {
    /// The policies in the server's order.
    pub rows: Vec<Policy>,
    /// What is missing.
    pub gap: Option<Gap>,
}

impl Policies {
    /// The policies of a role as rows.
    pub(super) fn rows_of<'a>(&'a self, role: &'a RoleRef, id: &'a str) -> impl Iterator<Item = PrivilegeRow> + 'a {
        let policies = self.rows.iter().filter(move |policy| policy.roles.iter().any(|role| role == id));
        policies.map(move |policy| PrivilegeRow {
            grant: PrivilegeGrant {
                role_id: Some(id.to_owned()),
                object_type: DATA_POLICY.to_owned(),
                object_name: policy.id.clone(),
                database: role.scope.as_ref().map(ToString::to_string).unwrap_or_default(),
                privilege: policy.name.clone(),
                ..PrivilegeGrant::of(role.clone())
            },
            kind: PrivilegeKind::Single,
            members: Vec::new(),
            lock: None,
        })
    }

    /// How many policies a role has; nothing when there may be more.
    pub(super) fn count_of(&self, id: &str) -> Option<usize> {
        let known = matches!(self.gap, None | Some(Gap::NotOffered(_)));
        known.then(|| self.rows.iter().filter(|policy| policy.roles.iter().any(|role| role == id)).count())
    }
}

/// How many pages are asked for at the same time: a role and its resources are read beside them.
const LANES: usize = CONCURRENCY - 2;

/// All data policies with the roles that have them.
pub async fn policies(transport: &impl Transport) -> Policies {
    let request = requests::list_data_policies;
    let shape = Shape { request: &request, row: policy_row, id: |policy| policy.id.as_str(), lanes: LANES };
    match pages::all(transport, &shape, &|_, _, _| Go::On).await {
        Ok(listed) => {
            let gap = listed.missing.map(|fault| unread(Subject::DataPolicies, None, *fault));
            Policies { rows: listed.rows, gap }
        }
        Err(fault) if is_not_offered(&fault) => {
            Policies { rows: Vec::new(), gap: Some(Gap::NotOffered(Subject::DataPolicies)) }
        }
        Err(fault) => Policies { rows: Vec::new(), gap: Some(unread(Subject::DataPolicies, None, fault)) },
    }
}

fn policy_row(row: &Value) -> Row<Policy> {
    let targets = row.get("targetList").and_then(Value::as_array).ok_or("targetList")?;
    let roles = targets.iter().filter(|target| target.get("type").and_then(Value::as_str) == Some("ROLE"));
    let roles: Row<Vec<String>> = roles.map(|target| text(target, "id").map_err(|_| "targetList")).collect();
    let id = text(row, "policyId")?;
    Ok(Policy { name: optional(row, "policyName").unwrap_or_else(|| id.clone()), roles: roles?, id })
}

/// The ids of the roles that have a data policy, all of them, or fewer when `wanted` has been seen.
///
/// # Errors
/// One classified fault.
pub async fn policy_roles(transport: &impl Transport, policy: &str, wanted: &str) -> Result<Listed<String>, Fault> {
    let request = |window| requests::list_data_policy_targets(policy, window);
    let row = |row: &Value| text(row, "targetIdentifier");
    let shape = Shape { request: &request, row, id: |id: &String| id.as_str(), lanes: CONCURRENCY };
    let progress = |rows: &[String], _, _| if rows.iter().any(|id| id == wanted) { Go::Enough } else { Go::On };
    pages::all(transport, &shape, &progress).await
}
