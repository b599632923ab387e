//! How many hold a role and how much it may do. A count that may be too low is none.

use std::cell::Cell;

use rescind_domain::RoleRef;

use super::super::classify::is_not_offered;
use super::super::requests::{self, Role, Window};
use super::policies::Policies;
use super::resources::resources;
use super::{namespace_of, pages, unread};
use crate::Transport;
use crate::read::{Gap, Subject};

/// Whether this server tells which departments hold a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Departments {
    /// Nobody asked yet, or it does.
    Unasked,
    /// It has no such call.
    NotOffered,
}

/// Counts roles one by one, and remembers what need not be asked again.
pub(super) struct Counter<'a> {
    pub(super) policies: &'a Policies,
    pub(super) departments: Cell<Departments>,
}

/// The counts of one role, each nothing while it is not known for sure.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) members: Option<usize>,
    pub(super) privileges: Option<usize>,
    pub(super) gaps: Vec<Gap>,
}

impl Counter<'_> {
    /// Counts a role that is known to exist.
    pub(super) async fn count(&self, transport: &impl Transport, role: &RoleRef, id: &str) -> Counts {
        let namespace = namespace_of(role);
        let role = Role { namespace: &namespace, code: &role.name };
        let mut counts = Counts::default();
        counts.members = self.members(transport, role, &mut counts.gaps).await;
        match resources(transport, role).await {
            Ok(read) => {
                let whole = read.missing.is_none();
                let policies = self.policies.count_of(id);
                counts.privileges = policies.filter(|_| whole).map(|policies| policies + read.rows.len());
                counts.gaps.extend(read.missing.map(|fault| unread(Subject::Privileges, None, *fault)));
            }
            Err(fault) => counts.gaps.push(unread(Subject::Privileges, None, fault)),
        }
        counts
    }

    async fn members(&self, transport: &impl Transport, role: Role<'_>, gaps: &mut Vec<Gap>) -> Option<usize> {
        let users = match pages::count(transport, requests::list_role_members(role, Window::COUNT)).await {
            Ok(users) => users,
            Err(fault) => {
                gaps.push(unread(Subject::Members, None, fault));
                return None;
            }
        };
        if self.departments.get() == Departments::NotOffered {
            return Some(users);
        }
        match pages::count(transport, requests::list_role_departments(role, Window::COUNT)).await {
            Ok(departments) => Some(users + departments),
            Err(fault) if is_not_offered(&fault) => {
                self.departments.set(Departments::NotOffered);
                gaps.push(Gap::NotOffered(Subject::Departments));
                Some(users)
            }
            Err(fault) => {
                gaps.push(unread(Subject::Departments, None, fault));
                None
            }
        }
    }
}
