//! What a person's page reads, and the rows that follow from it. It changes nothing.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use leptos::prelude::*;
use rescind_domain::hazard::Known;
use rescind_domain::{Connection, ConnectionId, Grant, Membership, Principal, PrincipalId, PrivilegeGrant, RoleName};
use rescind_vendors::milvus::read::{self, CONCURRENCY, Directory, GrantScope, RoleGrants};
use rescind_vendors::milvus::roles::{PUBLIC, nature};

use crate::pages::revoke::{Asked, Question};
use crate::state::Console;
use crate::state::load::Load;

/// One role that the person holds.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldRole {
    /// The grant.
    pub membership: Membership,
    /// How many privileges come with it, when they could all be read.
    pub privileges: Option<usize>,
}

/// A person's page.
#[derive(Clone, Copy)]
pub struct Person {
    /// Where.
    pub connection: StoredValue<Connection>,
    /// Who.
    pub id: StoredValue<PrincipalId>,
    /// The roles that were given to the person.
    pub roles: Load<Vec<RoleName>>,
    /// What each of them allows, `public` included.
    pub grants: Load<Vec<(RoleName, RoleGrants)>>,
    /// The roles that were read, less those that were proved gone since.
    pub held: Memo<Arc<Vec<HeldRole>>>,
    /// What follows from them.
    pub privileges: Memo<Arc<Vec<PrivilegeGrant>>>,
    /// The question that is open.
    pub question: Question,
    console: Console,
    directory: Load<Directory>,
    all: Load<Vec<RoleName>>,
}

impl Person {
    /// Reads everything about a person.
    pub fn read(console: Console, connection: Connection, id: PrincipalId) -> Self {
        let (roles, grants, directory, all) = (Load::new(), Load::new(), Load::new(), Load::new());
        let (connection, id) = (StoredValue::new(connection), StoredValue::new(id));
        let held = Memo::new(move |_| Arc::new(held(console, connection, id, roles, grants)));
        let privileges = Memo::new(move |_| Arc::new(effective(held, grants)));
        let question = RwSignal::new(None);
        let person = Self { connection, id, roles, grants, held, privileges, question, console, directory, all };
        person.refresh();
        person
    }

    /// Reads everything again.
    pub fn refresh(self) {
        let (client, connection, id) = (self.console.client, self.connection_id(), self.id.get_value());
        let to = |abort| client.to(connection.clone(), Some(abort));
        self.all.run(|abort| {
            let transport = to(abort);
            async move { read::roles(&transport).await }
        });
        self.roles.run(|abort| {
            let (transport, id) = (to(abort), id.clone());
            async move { read::user_roles(&transport, &id).await }
        });
        self.grants.run(|abort| {
            let transport = to(abort);
            async move {
                let mut roles = read::user_roles(&transport, &id).await?;
                roles.push(RoleName::new(PUBLIC));
                let transport = &transport;
                let read = stream::iter(roles).map(|role| async move {
                    let grants = read::role_grants(transport, &role).await?;
                    Ok((role, grants))
                });
                read.buffered(CONCURRENCY).collect::<Vec<_>>().await.into_iter().collect()
            }
        });
        self.directory.run(|abort| {
            let transport = to(abort);
            async move { read::directory(&transport, &|_, _| {}).await }
        });
    }

    /// Whether the server has the person, as far as is known, tracked.
    pub fn exists(self) -> bool {
        let known =
            |directory: &Directory| self.id.with_value(|id| directory.users.iter().any(|user| user.user == *id));
        self.directory.get().is_none_or(|loaded| known(&loaded.value))
    }

    /// The databases that the privileges speak for, when those are not all, tracked.
    pub fn partial(self) -> Option<String> {
        let loaded = self.grants.get()?;
        loaded.value.iter().find_map(|(_, grants)| match &grants.scope {
            GrantScope::AllDatabases => None,
            GrantScope::Only(databases) => Some(databases.join(", ")),
        })
    }

    /// What a role is to the vendor, tracked.
    pub fn nature(self, role: &RoleName) -> rescind_domain::RoleNature {
        nature(role, self.all.get().as_ref().map(|all| all.value.as_slice()).unwrap_or_default())
    }

    /// Opens the question for one of the person's roles.
    pub fn ask(self, grant: Grant) {
        let whole = self.directory.untracked().filter(|loaded| loaded.value.hidden().is_none());
        let known = Known {
            nature: untrack(|| self.nature(grant.role())),
            holders: whole.map(|directory| directory.value.members_of(grant.role()).len()),
            account: self.connection.with_value(|connection| connection.account.clone()),
            going_too: Vec::new(),
            covering: Vec::new(),
            wildcard: false,
        };
        self.question.set(Some(Asked { connection: self.connection.get_value(), grant, known }));
    }

    fn connection_id(self) -> ConnectionId {
        self.connection.with_value(|connection| connection.id.clone())
    }
}

fn held(
    console: Console,
    connection: StoredValue<Connection>,
    id: StoredValue<PrincipalId>,
    roles: Load<Vec<RoleName>>,
    grants: Load<Vec<(RoleName, RoleGrants)>>,
) -> Vec<HeldRole> {
    let Some(loaded) = roles.get() else { return Vec::new() };
    let counts = grants.get();
    let connection = connection.with_value(|connection| connection.id.clone());
    let row = |role: &RoleName| {
        let principal = id.with_value(|id| Principal::user(id.as_str()));
        let membership = Membership { role: role.clone(), principal };
        let key = Grant::Membership(membership.clone()).key(&connection);
        let all = counts.as_ref().and_then(|counts| counts.value.iter().find(|(other, _)| other == role));
        let privileges =
            all.filter(|(_, grants)| grants.scope == GrantScope::AllDatabases).map(|(_, grants)| grants.rows.len());
        (!console.revocations.is_gone_since(&key, loaded.began)).then_some(HeldRole { membership, privileges })
    };
    loaded.value.iter().filter_map(row).collect()
}

/// The privileges of the roles that are still held, and of `public`, which everybody holds.
fn effective(held: Memo<Arc<Vec<HeldRole>>>, grants: Load<Vec<(RoleName, RoleGrants)>>) -> Vec<PrivilegeGrant> {
    let Some(loaded) = grants.get() else { return Vec::new() };
    held.with(|held| {
        let counts = |role: &RoleName| role.as_str() == PUBLIC || held.iter().any(|row| row.membership.role == *role);
        let rows = loaded.value.iter().filter(|(role, _)| counts(role)).flat_map(|(_, grants)| grants.rows.clone());
        rows.collect()
    })
}
