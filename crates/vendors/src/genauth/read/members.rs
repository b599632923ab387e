//! Who holds a role: users, and departments where the server tells. Groups and roles that hold it are listed by no call.

use rescind_domain::{Fault, Membership, Principal, PrincipalId, PrincipalKind, RoleRef};
use serde_json::Value;

use super::super::classify::is_not_offered;
use super::super::requests::{self, Role};
use super::pages::{self, Go, Listed, Shape};
use super::rows::{Row, optional, text, texts};
use super::{namespace_of, unread};
use crate::Transport;
use crate::read::{CONCURRENCY, Show};
use crate::shown::Shown;
use rescind_domain::read::{Gap, Member, MemberList, PersonRef, Subject};

/// The status of an account with which nothing is the matter.
const ACTIVATED: &str = "Activated";

/// A user, as little as tables need: the rest of a row is personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The id.
    pub id: String,
    /// A name for people.
    pub label: Option<String>,
    /// An address, and the status where it is not the usual one.
    pub detail: Option<String>,
    /// The departments that the user is directly in, as far as they were asked for. A department above those may hold a role
    /// as well; whether what it holds comes down to them is documented nowhere, so that nothing is claimed of it.
    pub departments: Vec<PrincipalId>,
}

impl User {
    /// As a principal.
    #[must_use]
    pub fn principal(&self) -> Principal {
        Principal { label: self.label.clone(), ..Principal::user(&*self.id) }
    }

    /// Where the user's own page is.
    #[must_use]
    pub fn person(&self) -> PersonRef {
        PersonRef { id: PrincipalId::new(&*self.id), scope: None }
    }
}

/// Decodes a user. `name` and `nickname` are often empty; an unknown status is shown as it came.
pub(super) fn user_row(row: &Value) -> Row<User> {
    let label = ["name", "nickname", "username", "email", "phone"].iter().find_map(|field| optional(row, field));
    let address = optional(row, "email").or_else(|| optional(row, "phone")).filter(|text| label.as_ref() != Some(text));
    let status = optional(row, "status").filter(|status| status != ACTIVATED);
    let detail: Vec<String> = address.into_iter().chain(status).collect();
    Ok(User {
        id: text(row, "userId")?,
        label,
        detail: Some(detail.join(", ")).filter(|detail| !detail.is_empty()),
        departments: texts(row, "departmentIds").into_iter().map(PrincipalId::new).collect(),
    })
}

fn department_row(row: &Value) -> Row<Principal> {
    let id = PrincipalId::new(text(row, "id")?);
    Ok(Principal { kind: PrincipalKind::Department, id, label: optional(row, "name") })
}

/// The users who hold a role by themselves.
///
/// # Errors
/// One classified fault; [`rescind_domain::FaultKind::NotFound`] when there is no such role.
pub async fn role_users(
    transport: &impl Transport,
    role: Role<'_>,
    progress: &(dyn Fn(&[User], usize, usize) + Sync),
) -> Result<Listed<User>, Fault> {
    let request = |window| requests::list_role_members(role, window);
    let shape = Shape { request: &request, row: user_row, id: |user| user.id.as_str(), lanes: CONCURRENCY };
    let progress = |rows: &[User], before: usize, total: usize| {
        progress(rows, before, total);
        Go::On
    };
    pages::all(transport, &shape, &progress).await
}

/// The departments that hold a role.
///
/// # Errors
/// One classified fault; [`rescind_domain::FaultKind::NotFound`] when there is no such role, or no such call.
pub async fn role_departments(transport: &impl Transport, role: Role<'_>) -> Result<Listed<Principal>, Fault> {
    let request = |window| requests::list_role_departments(role, window);
    let shape = Shape { request: &request, row: department_row, id: |row| row.id.as_str(), lanes: CONCURRENCY };
    pages::all(transport, &shape, &|_, _, _| Go::On).await
}

/// Who holds a role. What is shown early are users.
///
/// # Errors
/// The fault of reading the users.
pub async fn members(
    transport: &impl Transport,
    role: &RoleRef,
    show: Show<'_, MemberList>,
) -> Result<MemberList, Fault> {
    let namespace = namespace_of(role);
    let asked = Role { namespace: &namespace, code: &role.name };
    let role = RoleRef::scoped(namespace.clone(), role.name.clone());
    let shown = Shown::new();
    let row = |user: &User| Some(user_member(&role, user));
    let progress = |users: &[User], before: usize, total: usize| shown.more(users, before, total, row, show);
    let users = role_users(transport, asked, &progress).await?;
    let mut list = shown.into_list(&users.rows, row);
    list.gaps.extend(users.missing.map(|fault| unread(Subject::Members, None, *fault)));
    match role_departments(transport, asked).await {
        Ok(departments) => {
            list.rows.extend(departments.rows.into_iter().map(|principal| department_member(&role, principal)));
            list.gaps.extend(departments.missing.map(|fault| unread(Subject::Departments, None, *fault)));
        }
        // The users of the role were just listed, so it is the call that there is not.
        Err(fault) if is_not_offered(&fault) => list.gaps.push(Gap::NotOffered(Subject::Departments)),
        Err(fault) => list.gaps.push(unread(Subject::Departments, None, fault)),
    }
    Ok(list)
}

fn user_member(role: &RoleRef, user: &User) -> Member {
    Member {
        membership: Membership::new(role.clone(), user.principal()),
        also: None,
        siblings: Vec::new(),
        covered_by: Vec::new(),
        detail: user.detail.clone(),
        person: Some(user.person()),
    }
}

fn department_member(role: &RoleRef, principal: Principal) -> Member {
    Member {
        membership: Membership::new(role.clone(), principal),
        also: None,
        siblings: Vec::new(),
        covered_by: Vec::new(),
        detail: None,
        person: None,
    }
}
