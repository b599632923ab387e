//! How many hold a role and how much it may do. A count that may be too low is none.

use std::sync::atomic::{AtomicBool, Ordering};

use rescind_domain::{Fault, Principal, PrincipalId, RoleRef};

use super::super::classify::is_not_offered;
use super::super::requests::{self, Role, Window};
use super::members::role_departments;
use super::pages::Listed;
use super::policies::Policies;
use super::resources::resources;
use super::{namespace_of, pages, unread};
use crate::Transport;
use rescind_domain::read::{Gap, Subject};

/// Counts roles one by one, and remembers what need not be asked again.
pub(super) struct Counter<'a> {
    policies: &'a Policies,
    /// Whether this server turned out to have no call for the departments that hold a role.
    lacks_departments: AtomicBool,
    /// The departments that are looked for among the holders.
    wanted: &'a [PrincipalId],
}

/// The counts of one role, each nothing while it is not known for sure.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) members: Option<usize>,
    pub(super) privileges: Option<usize>,
    /// Those of the departments that were looked for that hold the role.
    pub(super) through: Vec<Principal>,
    pub(super) gaps: Vec<Gap>,
}

impl<'a> Counter<'a> {
    /// Looks for none of the departments.
    pub(super) const fn new(policies: &'a Policies) -> Self {
        Self::looking_for(&[], policies)
    }

    /// Looks for these departments among the holders: the list that names them takes the call that would count them.
    pub(super) const fn looking_for(wanted: &'a [PrincipalId], policies: &'a Policies) -> Self {
        Self { policies, lacks_departments: AtomicBool::new(false), wanted }
    }

    /// Counts a role that is known to exist.
    pub(super) async fn count(&self, transport: &impl Transport, role: &RoleRef, id: &str) -> Counts {
        let namespace = namespace_of(role);
        let role = Role { namespace: &namespace, code: &role.name };
        let mut counts = Counts::default();
        counts.members = self.members(transport, role, &mut counts).await;
        match resources(transport, role).await {
            Ok(read) => {
                let whole = read.missing.is_none();
                let policies = self.policies.count_of(id);
                counts.privileges =
                    policies.filter(|_| whole).and_then(|policies| policies.checked_add(read.rows.len()));
                counts.gaps.extend(read.missing.map(|fault| unread(Subject::Privileges, None, *fault)));
            }
            Err(fault) => counts.gaps.push(unread(Subject::Privileges, None, fault)),
        }
        counts
    }

    async fn members(&self, transport: &impl Transport, role: Role<'_>, counts: &mut Counts) -> Option<usize> {
        let users = match pages::count(transport, requests::list_role_members(role, Window::COUNT)).await {
            Ok(users) => users,
            Err(fault) => {
                counts.gaps.push(unread(Subject::Members, None, fault));
                return None;
            }
        };
        if self.lacks_departments.load(Ordering::Relaxed) {
            return Some(users);
        }
        match self.holding_departments(transport, role, &mut counts.through).await {
            Ok(departments) => users.checked_add(departments),
            Err(fault) if is_not_offered(&fault) => {
                self.lacks_departments.store(true, Ordering::Relaxed);
                counts.gaps.push(Gap::NotOffered(Subject::Departments));
                Some(users)
            }
            Err(fault) => {
                counts.gaps.push(unread(Subject::Departments, None, fault));
                None
            }
        }
    }

    /// How many departments hold a role, and which of the wanted ones.
    async fn holding_departments(
        &self,
        transport: &impl Transport,
        role: Role<'_>,
        through: &mut Vec<Principal>,
    ) -> Result<usize, Fault> {
        if self.wanted.is_empty() {
            return pages::count(transport, requests::list_role_departments(role, Window::COUNT)).await;
        }
        let Listed { rows, missing } = role_departments(transport, role).await?;
        let count = rows.len();
        through.extend(rows.into_iter().filter(|department| self.wanted.contains(&department.id)));
        missing.map_or(Ok(count), |fault| Err(*fault))
    }
}
