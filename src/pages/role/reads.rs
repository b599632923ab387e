//! What a role's page reads, and the rows that follow from it. It changes nothing.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::hazard::Known;
use rescind_domain::role::RoleNature;
use rescind_domain::{Connection, Grant, Membership, PrivilegeGrant, PrivilegeKind, RoleName};
use rescind_vendors::milvus::privileges::{Groups, going_too};
use rescind_vendors::milvus::read::{self, Directory, Offer, RoleGrants};
use rescind_vendors::milvus::{privileges, roles::nature};

use super::{members, privileges as privileges_tab};
use crate::pages::revoke::{Asked, Question};
use crate::state::Console;
use crate::state::load::Load;

/// A role's page.
#[derive(Clone, Copy)]
pub struct Role {
    /// Where.
    pub connection: StoredValue<Connection>,
    /// Which.
    pub name: StoredValue<RoleName>,
    /// What it is to the vendor.
    pub nature: Memo<RoleNature>,
    /// Who holds what.
    pub directory: Load<Directory>,
    /// How many users there are, as soon as that is known.
    pub users: RwSignal<usize>,
    /// What the role may do.
    pub grants: Load<RoleGrants>,
    /// The holders that were read, less those that were proved gone since.
    pub members: Memo<Arc<Vec<members::Row>>>,
    /// The privileges that were read, less those that were proved gone since.
    pub privileges: Memo<Arc<Vec<privileges_tab::Row>>>,
    /// The question that is open.
    pub question: Question,
    console: Console,
    roles: Load<Vec<RoleName>>,
    groups: Load<Offer<Groups>>,
}

impl Role {
    /// Reads everything about a role.
    pub fn read(console: Console, connection: Connection, name: RoleName) -> Self {
        let (roles, directory, grants) = (Load::<Vec<RoleName>>::new(), Load::new(), Load::new());
        let groups = Load::new();
        let (connection, name) = (StoredValue::new(connection), StoredValue::new(name));
        let nature = Memo::new(move |_| {
            let all = roles.get();
            let all = all.as_ref().map(|all| all.value.as_slice()).unwrap_or_default();
            name.with_value(|name| nature(name, all))
        });
        let members = Memo::new(move |_| Arc::new(member_rows(console, connection, name, directory)));
        let privileges = Memo::new(move |_| Arc::new(privilege_rows(console, connection, grants, groups)));
        let (users, question) = (RwSignal::new(0), RwSignal::new(None));
        let role = Self {
            connection,
            name,
            nature,
            directory,
            users,
            grants,
            members,
            privileges,
            question,
            console,
            roles,
            groups,
        };
        role.refresh();
        // Taking one privilege away can take linked ones with it.
        Effect::new(move |before: Option<u32>| {
            let settled = console.revocations.settled();
            if before.is_some_and(|before| before != settled) {
                role.read_privileges();
            }
            settled
        });
        role
    }

    /// Reads everything again.
    pub fn refresh(self) {
        let (client, id) = (self.console.client, self.id());
        self.roles.run(|abort| {
            let transport = client.to(id.clone(), Some(abort));
            async move { read::roles(&transport).await }
        });
        self.groups.run(|abort| {
            let transport = client.to(id, Some(abort));
            async move { read::privilege_groups(&transport).await }
        });
        self.read_members();
        self.read_privileges();
    }

    /// Reads the holders again.
    pub fn read_members(self) {
        let (client, id) = (self.console.client, self.id());
        self.directory.run_showing(|abort, show| {
            let transport = client.to(id, Some(abort));
            async move {
                let progress = |so_far: &Directory, users: usize| {
                    self.users.try_set(users);
                    show.so_far(so_far);
                };
                read::directory(&transport, &progress).await
            }
        });
    }

    /// Reads the privileges again.
    pub fn read_privileges(self) {
        let (client, id, name) = (self.console.client, self.id(), self.name.get_value());
        self.grants.run(|abort| {
            let transport = client.to(id, Some(abort));
            async move { read::role_grants(&transport, &name).await }
        });
    }

    /// Whether the server has the role, as far as is known, tracked.
    pub fn exists(self) -> bool {
        self.roles.get().is_none_or(|all| self.name.with_value(|name| all.value.contains(name)))
    }

    /// The members of a privilege group, tracked.
    pub fn group_members(self, privilege: &str) -> Option<Vec<String>> {
        groups_of(self.groups).members(privilege).map(<[String]>::to_vec)
    }

    /// Opens the question for a grant of this role.
    pub fn ask(self, grant: Grant) {
        let rows = self.grants.untracked().map(|loaded| loaded.value.rows.clone()).unwrap_or_default();
        let groups = untrack(|| groups_of(self.groups));
        let complete = self.directory.untracked().is_some_and(|loaded| loaded.value.hidden().is_none());
        let privilege = if let Grant::Privilege(privilege) = &grant { Some(privilege) } else { None };
        let known = Known {
            nature: self.nature.get_untracked(),
            holders: complete.then(|| self.members.with_untracked(|rows| rows.len())),
            account: self.connection.with_value(|connection| connection.account.clone()),
            going_too: privilege
                .map(|privilege| going_too(privilege, &rows).into_iter().map(|row| row.privilege.clone()).collect())
                .unwrap_or_default(),
            covering: privilege.map(|privilege| groups.covering(privilege, &rows)).unwrap_or_default(),
            wildcard: privilege.is_some_and(|privilege| {
                groups.kind(&privilege.privilege) == PrivilegeKind::Wildcard
                    || (privilege.object_type != privileges::GLOBAL && privilege.object_name == privileges::WILDCARD)
            }),
        };
        self.question.set(Some(Asked { connection: self.connection.get_value(), grant, known }));
    }

    fn id(self) -> rescind_domain::ConnectionId {
        self.connection.with_value(|connection| connection.id.clone())
    }
}

fn groups_of(groups: Load<Offer<Groups>>) -> Groups {
    match groups.get().as_ref().map(|loaded| loaded.value.as_ref()) {
        Some(Offer::Offered(groups)) => groups.clone(),
        Some(Offer::NotOffered) | None => Groups::default(),
    }
}

fn member_rows(
    console: Console,
    connection: StoredValue<Connection>,
    name: StoredValue<RoleName>,
    directory: Load<Directory>,
) -> Vec<members::Row> {
    let Some(loaded) = directory.get() else { return Vec::new() };
    let (id, name) = (connection.with_value(|connection| connection.id.clone()), name.get_value());
    let row = |membership: Membership| {
        let also = loaded.value.other_roles(&membership.principal.id, &name);
        let key = Grant::Membership(membership.clone()).key(&id);
        (!console.revocations.is_gone_since(&key, loaded.began)).then_some(members::Row { membership, also, key })
    };
    loaded.value.members_of(&name).into_iter().filter_map(row).collect()
}

fn privilege_rows(
    console: Console,
    connection: StoredValue<Connection>,
    grants: Load<RoleGrants>,
    groups: Load<Offer<Groups>>,
) -> Vec<privileges_tab::Row> {
    let Some(loaded) = grants.get() else { return Vec::new() };
    let groups = groups_of(groups);
    let id = connection.with_value(|connection| connection.id.clone());
    let row = |grant: &PrivilegeGrant| {
        let key = Grant::Privilege(grant.clone()).key(&id);
        let kind = groups.kind(&grant.privilege);
        (!console.revocations.is_gone_since(&key, loaded.began)).then(|| privileges_tab::Row {
            grant: grant.clone(),
            kind,
            key,
        })
    };
    loaded.value.rows.iter().filter_map(row).collect()
}
