//! The ids of those who hold a role, for the look that has to prove that somebody is not among them.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

use rescind_domain::{Fault, PrincipalId};
use serde_json::Value;

use super::super::requests::{self, Role, Window};
use super::pages::{self, Go, Listed, Shape};
use super::rows::{Row, text};
use crate::read::CONCURRENCY;
use crate::{Request, Transport};

/// Those holders of a role that a call lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListedKind {
    /// Users.
    Users,
    /// Departments.
    Departments,
}

fn user_id(row: &Value) -> Row<String> {
    text(row, "userId")
}

fn department_id(row: &Value) -> Row<String> {
    text(row, "id")
}

/// The ids of a role's holders, all of them or fewer when everybody in `wanted` has been seen, and how many there are by the
/// server's own word.
///
/// # Errors
/// The fault of the first page.
pub async fn holder_ids(
    transport: &impl Transport,
    role: Role<'_>,
    kind: ListedKind,
    wanted: &[&PrincipalId],
) -> Result<(Listed<String>, u64), Fault> {
    let request = |window: Window| -> Request {
        match kind {
            ListedKind::Users => requests::list_role_members(role, window),
            ListedKind::Departments => requests::list_role_departments(role, window),
        }
    };
    let row = match kind {
        ListedKind::Users => user_id,
        ListedKind::Departments => department_id,
    };
    let shape = Shape { request: &request, row, id: |id: &String| id.as_str(), lanes: CONCURRENCY };
    let total = AtomicU64::new(0);
    let progress = |rows: &[String], _, announced: usize| {
        total.store(u64::try_from(announced).unwrap_or(u64::MAX), Ordering::Relaxed);
        let seen: HashSet<&str> = rows.iter().map(String::as_str).collect();
        if wanted.iter().all(|id| seen.contains(id.as_str())) { Go::Enough } else { Go::On }
    };
    let listed = pages::all(transport, &shape, &progress).await?;
    Ok((listed, total.into_inner()))
}
