//! Milvus as the rest of Rescind sees it: its reads in the common words.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{StreamExt, future, stream};
use rescind_domain::role::{RoleOrigin, RolePower};
use rescind_domain::{
    ActionKind, BusinessStatus, CallResult, Connection, Fault, FaultKind, FaultSource, Grant, Principal, PrincipalKind,
    PrivilegeGrant, Retry, RoleName, RoleRef, sort,
};

use super::privileges::{Groups, going_too};
use super::read::{self, Directory, RoleGrants};
use super::roles::{ADMINISTRATORS, PUBLIC, ROOT_USER, nature};
use super::rows::{
    count_members, count_privileges, counted, groups_of, held_role, member_list, people_list, privilege_list,
    role_entry, unread,
};
use super::{ROUTES, envelope, give, observe, privileges, requests, revoke, snippets};
use crate::mutation::Observations;
use crate::read::{CONCURRENCY, Show};
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
        if let Some(fault) = count_privileges(&mut list.rows, counts) {
            list.gaps.push(unread(Subject::Privileges, fault));
        }
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
        let total = AtomicUsize::new(0);
        let progress = |directory: &Directory, users: usize| {
            total.store(users, Ordering::Relaxed);
            show(&member_list(directory, role, users));
        };
        let directory = read::directory(transport, &progress).await?;
        Ok(member_list(&directory, role, total.into_inner()))
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
        let names = names.unwrap_or_default();
        let lock = (nature(&role.name, &names).origin == RoleOrigin::Fixed).then_some(Lock::FixedRole);
        Ok(privilege_list([grants?], &groups_of(groups), lock))
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
        let total = AtomicUsize::new(0);
        let progress = |directory: &Directory, users: usize| {
            total.store(users, Ordering::Relaxed);
            show(&people_list(directory, users));
        };
        let directory = read::directory(transport, &progress).await?;
        Ok(people_list(&directory, total.into_inner()))
    }

    async fn person(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        person: &PersonRef,
        show: Show<'_, Option<PersonView>>,
    ) -> Result<Option<PersonView>, Fault> {
        let (held, names) = future::try_join(read::user_roles(transport, &person.id), read::roles(transport)).await?;
        let mut view = PersonView {
            principal: Principal::user(person.id.as_str()),
            place: None,
            detail: None,
            held: held.iter().map(|role| held_role(role, person, &names)).collect(),
            everything: person.id.as_str() == ROOT_USER,
            gaps: Vec::new(),
        };
        if !view.held.is_empty() {
            show(&Some(view.clone()));
        }
        let grants = grants_of_each(transport, held);
        let (directory, grants) = future::join(read::directory(transport, &|_, _| {}), grants).await;
        for (row, grants) in view.held.iter_mut().zip(grants) {
            // An administrator role may do everything, whatever is stored for it.
            let counts = row.nature.power == RolePower::Ordinary;
            row.privileges = grants.ok().as_ref().filter(|_| counts).and_then(counted);
        }
        match directory {
            // Of an unknown user the server says that there are no roles; only the list of users tells.
            Ok(directory) if !directory.users.iter().any(|user| user.user == person.id) => return Ok(None),
            Ok(directory) => {
                let complete = directory.hidden().is_none();
                for row in &mut view.held {
                    row.holders = complete.then(|| directory.members_of(&row.membership.role).len());
                }
            }
            Err(fault) => view.gaps.push(unread(Subject::Members, fault)),
        }
        Ok(Some(view))
    }

    async fn effective(
        &self,
        transport: &impl Transport,
        _connection: &Connection,
        person: &PersonRef,
    ) -> Result<PrivilegeList, Fault> {
        let roles = read::user_roles(transport, &person.id).await?;
        // Everybody holds it, without being listed, where there is such a role: Zilliz Cloud has none.
        let public = RoleName::new(PUBLIC);
        let of_public = async || match read::role_grants(transport, &public).await {
            // The server says the same when something else is wrong; only the list of roles tells.
            Err(fault) if fault.kind == FaultKind::NotFound => match read::roles(transport).await?.contains(&public) {
                true => Err(fault),
                false => Ok(None),
            },
            answer => answer.map(Some),
        };
        let grants = grants_of_each(transport, roles);
        let (grants, public, groups) = future::join3(grants, of_public(), read::privilege_groups(transport)).await;
        let grants = grants.into_iter().chain(public.transpose()).collect::<Result<Vec<_>, Fault>>()?;
        Ok(privilege_list(grants, &groups_of(groups), None))
    }
}

/// What each of these roles may do, in their order.
async fn grants_of_each(transport: &impl Transport, roles: Vec<RoleName>) -> Vec<Result<RoleGrants, Fault>> {
    let reads = stream::iter(roles).map(|role| async move { read::role_grants(transport, &role).await });
    reads.buffered(CONCURRENCY).collect().await
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
