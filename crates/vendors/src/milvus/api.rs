//! Milvus as the rest of Rescind sees it: its reads in the common words.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashSet;

use futures_util::future;
use rescind_domain::role::RoleOrigin;
use rescind_domain::{
    ActionKind, BusinessStatus, CallResult, Connection, Fault, FaultKind, FaultSource, Grant, PrincipalKind,
    PrivilegeGrant, Retry, RoleRef, sort,
};

use super::person::{self, grants_of_each};
use super::privileges::{Groups, going_too};
use super::read::{self, Directory, UserRoles};
use super::roles::{ADMINISTRATORS, nature};
use super::rows::{
    count_members, count_privileges, groups_of, hidden, member, person_entry, privilege_list, role_entry, shown, unread,
};
use super::{ROUTES, envelope, give, observe, privileges, requests, revoke, snippets};
use crate::mutation::Observations;
use crate::read::Show;
use crate::shown::Shown;
use crate::snippets::Snippet;
use crate::{Request, Response, Route, Transport};
use rescind_domain::Capabilities;
use rescind_domain::read::{
    Lock, MemberList, PeopleList, PersonRef, PersonView, PrivilegeFacts, PrivilegeList, Probe, RoleEntry, RoleList,
    Subject,
};

/// Milvus and Zilliz Cloud.
pub(crate) struct Api;

impl crate::api::Api for Api {
    const ROUTES: &'static [Route] = ROUTES;
    const CAPABILITIES: Capabilities = Capabilities {
        scope: None,
        place: None,
        by_code: Cow::Borrowed(&[]),
        people_with_roles: true,
        administrators: Cow::Borrowed(ADMINISTRATORS),
        member_details: false,
        grantors: true,
        parallel: 4,
        access_grants: false,
        operations: false,
    };

    /// Revoking one privilege may take others of the same object with it, and a look would mistake the one for the other.
    fn lock_parts(&self, grants: &[Grant]) -> Vec<String> {
        let object = |grant: &Grant| match grant {
            // No name has a line break, so that no two objects have one key.
            Grant::Privilege(grant) => {
                Some([grant.role.as_str(), grant.database.as_str(), grant.object_name.as_str()].join("\n"))
            }
            Grant::Membership(_) | Grant::Access(_) => None,
        };
        grants.iter().filter_map(object).collect()
    }

    fn batches(&self, kind: ActionKind, grants: &[Grant]) -> Vec<Vec<usize>> {
        let mut order: Vec<usize> = (0..grants.len()).collect();
        if kind == ActionKind::Revoke {
            order = sort::by_key(order, |at| Reverse(grants.get(*at).map(breadth)));
        }
        order.into_iter().map(|at| vec![at]).collect()
    }

    fn priority(&self, grants: &[Grant]) -> u8 {
        grants.iter().map(breadth).max().unwrap_or_default()
    }

    fn snippets(&self, calls: &[Request]) -> Vec<Snippet> {
        snippets::snippets(calls)
    }

    fn calls(
        &self,
        kind: ActionKind,
        grants: &[Grant],
        _prepared: Option<(&Request, &Response)>,
    ) -> Result<Vec<Request>, Fault> {
        match (grants, kind) {
            ([grant], ActionKind::Revoke) => Ok(requests::revocation_calls(grant)),
            ([grant], ActionKind::Grant) => Ok(requests::granting_calls(grant)),
            _ => Err(Fault::new(FaultKind::Rejected, FaultSource::Gateway, "", "", Retry::Useless)),
        }
    }

    fn check(&self, grant: &Grant) -> Result<(), Fault> {
        let is_here = match grant {
            Grant::Membership(held) => held.scope.is_none() && held.principal.kind == PrincipalKind::User,
            Grant::Privilege(grant) => grant.scope.is_none(),
            Grant::Access(_) => false,
        };
        match is_here {
            true => Ok(()),
            false => Err(Fault::new(FaultKind::Rejected, FaultSource::Gateway, "", "", Retry::Useless)),
        }
    }

    fn is_built_in(&self, grant: &Grant) -> bool {
        match grant {
            Grant::Privilege(grant) => nature(&grant.role, &[]).origin == RoleOrigin::Default,
            Grant::Membership(_) | Grant::Access(_) => false,
        }
    }

    fn is_wildcard(&self, grant: &Grant) -> bool {
        match grant {
            Grant::Privilege(grant) => is_wildcard(&Groups::default(), grant),
            Grant::Membership(_) | Grant::Access(_) => false,
        }
    }

    fn call_result(&self, request: &Request, response: &Response) -> CallResult {
        revoke::call_result(request, response)
    }

    fn business_status(&self, body: &str) -> Option<BusinessStatus> {
        envelope::code(body).map(BusinessStatus::Code)
    }

    fn is_success(&self, status: &BusinessStatus) -> bool {
        matches!(status, BusinessStatus::Code(code) if envelope::SUCCESS.contains(code))
    }

    fn granted_along(&self, grant: &Grant) -> Vec<Grant> {
        give::granted_along(grant)
    }

    async fn observe(&self, transport: &impl Transport, _kind: ActionKind, grants: &[Grant]) -> Observations {
        observe::observe(transport, grants).await
    }

    async fn probe(&self, transport: &impl Transport, _connection: &Connection) -> Result<Probe, Fault> {
        let (roles, users) = future::try_join(read::roles(transport), read::users(transport)).await?;
        let counts = vec![(Subject::Roles, roles.len()), (Subject::People, users.len())];
        Ok(Probe { counts, gaps: Vec::new() })
    }

    async fn roles(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        show: Show<'_, RoleList>,
    ) -> Result<RoleList, Fault> {
        let names = read::roles(transport).await?;
        let mut list = RoleList::of(names.iter().map(|name| role_entry(name, &names)).collect(), Vec::new());
        show(&list);
        let counts = grants_of_each(transport, names);
        let (directory, counts) = future::join(read::directory(transport, &|_, _| {}), counts).await;
        match directory {
            Ok(directory) => list.gaps.extend(count_members(&mut list.rows, &directory)),
            Err(fault) => list.gaps.push(unread(Subject::Members, fault)),
        }
        let (counts, gap) = count_privileges(counts);
        for (entry, count) in list.rows.iter_mut().zip(counts) {
            entry.privileges = shown(entry.nature, count);
        }
        list.gaps.extend(gap);
        Ok(list)
    }

    async fn role(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        role: &RoleRef,
    ) -> Result<Option<RoleEntry>, Fault> {
        let names = read::roles(transport).await?;
        Ok(names.contains(&role.name).then(|| role_entry(&role.name, &names)))
    }

    async fn members(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        role: &RoleRef,
        show: Show<'_, MemberList>,
    ) -> Result<MemberList, Fault> {
        let shown = Shown::new();
        let row = |user: &UserRoles| member(user, &role.name);
        let progress = |directory: &Directory, total: usize| {
            let users = &directory.users;
            shown.more(users, users.len().saturating_sub(1), total, row, show);
        };
        let directory = read::directory(transport, &progress).await?;
        let list = shown.into_list(&directory.users, row);
        Ok(MemberList { gaps: hidden(&directory).into_iter().collect(), ..list })
    }

    async fn privileges(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        role: &RoleRef,
    ) -> Result<PrivilegeList, Fault> {
        let (grants, groups, names) = future::join3(
            read::role_grants(transport, &role.name),
            read::privilege_groups(transport),
            read::roles(transport),
        )
        .await;
        let (names, unnamed) = match names {
            Ok(names) => (names, None),
            // Which roles are fixed is not known without them.
            Err(fault) => (Vec::new(), Some(unread(Subject::Roles, fault))),
        };
        let lock = (nature(&role.name, &names).origin == RoleOrigin::Fixed).then_some(Lock::FixedRole);
        let mut list = privilege_list([grants?], groups_of(groups), lock);
        list.gaps.extend(unnamed);
        Ok(list)
    }

    fn facts(&self, list: &PrivilegeList, taken: &[&PrivilegeGrant]) -> Vec<PrivilegeFacts> {
        let groups = Groups::new(
            list.rows
                .iter()
                .filter(|row| !row.members.is_empty())
                .map(|row| (row.grant.privilege.clone(), row.members.clone())),
        );
        // What is taken as well neither goes along nor stays.
        let gone: HashSet<_> = taken.iter().map(|grant| privileges::identity(grant)).collect();
        let rows = list.rows.iter().map(|row| &row.grant).filter(|row| !gone.contains(&privileges::identity(row)));
        let rows: Vec<PrivilegeGrant> = rows.cloned().collect();
        let facts = |grant: &&PrivilegeGrant| PrivilegeFacts {
            going_too: going_too(grant, &rows).into_iter().map(|row| row.privilege.clone()).collect(),
            covering: groups.covering(grant, &rows),
            wildcard: is_wildcard(&groups, grant),
        };
        taken.iter().map(facts).collect()
    }

    async fn people(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        show: Show<'_, PeopleList>,
    ) -> Result<PeopleList, Fault> {
        let shown = Shown::new();
        let row = |user: &UserRoles| Some(person_entry(user));
        let progress = |directory: &Directory, total: usize| {
            let users = &directory.users;
            shown.more(users, users.len().saturating_sub(1), total, row, show);
        };
        let directory = read::directory(transport, &progress).await?;
        Ok(shown.into_list(&directory.users, row))
    }

    async fn person(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        person: &PersonRef,
        show: Show<'_, Option<PersonView>>,
    ) -> Result<Option<PersonView>, Fault> {
        person::person(transport, person, show).await
    }

    async fn effective(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        person: &PersonRef,
    ) -> Result<PrivilegeList, Fault> {
        person::effective(transport, person).await
    }
}

fn is_wildcard(groups: &Groups, grant: &PrivilegeGrant) -> bool {
    groups.kind(&grant.privilege) == rescind_domain::PrivilegeKind::Wildcard
        || (grant.object_type != privileges::GLOBAL && grant.object_name == privileges::WILDCARD)
}

fn breadth(grant: &Grant) -> u8 {
    match grant {
        Grant::Privilege(grant) => privileges::breadth(grant),
        Grant::Membership(_) | Grant::Access(_) => 0,
    }
}
