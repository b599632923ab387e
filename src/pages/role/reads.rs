//! What a role's page reads, and the rows that follow from it. It changes nothing.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use rescind_domain::hazard::{HolderCount, Known};
use rescind_domain::read::{Member, MemberList, PrivilegeList, PrivilegeRow, RoleEntry, all_listed};
use rescind_domain::{
    Connection, ConnectionId, Grant, GrantKey, Membership, Principal, PrincipalKind, RoleName, RoleNature, RoleRef,
};

use crate::pages::power;
use crate::pages::revoke::{Asked, Question, Wish, names};
use crate::state::Console;
use crate::state::load::Load;
use crate::ui::later::later;

/// How long after an outcome the privileges are read again: those of a plan come in swarms.
const SETTLED: Duration = Duration::from_millis(150);

/// One holder in the table.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberRow {
    /// What was read.
    pub member: Member,
    /// The grant's key.
    pub key: GrantKey,
}

/// One privilege in the table.
#[derive(Clone, Debug, PartialEq)]
pub struct GrantRow {
    /// What was read.
    pub row: PrivilegeRow,
    /// The grant's key.
    pub key: GrantKey,
}

/// A role's page.
#[derive(Clone, Copy)]
pub struct Role {
    /// Where.
    pub connection: StoredValue<Connection>,
    /// Which.
    pub role: StoredValue<RoleRef>,
    /// What it is; nothing inside when there is no such role.
    pub entry: Load<Option<RoleEntry>>,
    /// Who holds it.
    pub holders: Load<MemberList>,
    /// What it may do.
    pub grants: Load<PrivilegeList>,
    /// The holders that were read, less those that were proved gone since.
    pub members: Memo<Arc<Vec<MemberRow>>>,
    /// The privileges that were read, less those that were proved gone since.
    pub privileges: Memo<Arc<Vec<GrantRow>>>,
    /// The question that is open.
    pub question: Question,
    console: Console,
}

impl Role {
    /// Reads everything about a role.
    pub fn read(console: Console, connection: Connection, role: RoleRef) -> Self {
        let (entry, holders, grants) = (Load::new(), Load::new(), Load::new());
        let id = StoredValue::new(connection.id.clone());
        let members = Memo::new(move |_| Arc::new(member_rows(console, id, holders)));
        let privileges = Memo::new(move |_| Arc::new(grant_rows(console, id, grants)));
        let (connection, role) = (StoredValue::new(connection), StoredValue::new(role));
        let question = RwSignal::new(None);
        let page = Self { connection, role, entry, holders, grants, members, privileges, question, console };
        page.refresh();
        // Revoking one privilege can revoke linked ones with it.
        let again = later(SETTLED, move || page.read_privileges());
        Effect::new(move |before: Option<u32>| {
            let settled = id.with_value(|id| console.revocations.settled_at(id));
            if before.is_some_and(|before| before != settled) {
                again.run(());
            }
            settled
        });
        page
    }

    /// Reads everything again.
    pub fn refresh(self) {
        let (console, connection, role) = self.parts();
        self.entry.run(|abort| async move { console.client.at(&connection.id, &abort).role(&role).await });
        self.read_members();
        self.read_privileges();
    }

    /// Reads the holders again.
    pub fn read_members(self) {
        let (console, connection, role) = self.parts();
        self.holders.run_showing(|abort, show| async move {
            console.client.at(&connection.id, &abort).members(&role, Some(&show)).await
        });
    }

    /// Reads the privileges again.
    pub fn read_privileges(self) {
        let (console, connection, role) = self.parts();
        self.grants.run_showing(|abort, show| async move {
            console.client.at(&connection.id, &abort).privileges(&role, Some(&show)).await
        });
    }

    /// Whether the server has the role, as far as is known, tracked.
    pub fn exists(self) -> bool {
        self.entry.get().is_none_or(|entry| entry.value.is_some())
    }

    /// What the role is to the vendor, as far as it could be read; else as far as its name tells, tracked.
    pub fn nature(self) -> RoleNature {
        let entry = self.entry.get().and_then(|entry| entry.value.as_ref().as_ref().map(|entry| entry.nature));
        let by_name = || {
            self.connection.with_value(|connection| self.role.with_value(|role| power::nature(connection, &role.name)))
        };
        entry.unwrap_or_else(by_name)
    }

    /// Opens the question for grants of this role.
    pub fn ask(self, grants: Vec<Grant>) {
        let place = self.entry.untracked().and_then(|entry| entry.value.as_ref().as_ref()?.place.clone());
        let called = |grant| match grant {
            Grant::Membership(membership) => Grant::Membership(membership.called(place.as_deref())),
            grant @ (Grant::Privilege(_) | Grant::Access(_)) => grant,
        };
        let wishes = grants.into_iter().map(|grant| self.wish(called(grant))).collect();
        self.question.set(Some(Asked { wishes, ..Asked::default() }));
    }

    fn wish(self, grant: Grant) -> Wish {
        let connection = self.connection.get_value();
        let member = untrack(|| {
            let key = grant.key(&connection.id);
            self.members.with(|rows| rows.iter().find(|row| row.key == key).map(|row| row.member.clone()))
        });
        // Of who is named by code nobody knows whether he is one of the holders.
        let holders = if member.is_some() { self.holder_count() } else { HolderCount::Unknown };
        let (siblings, covered_by) = member.map(|member| (member.siblings, member.covered_by)).unwrap_or_default();
        let known = Known {
            covering: names(&covered_by).collect(),
            groups: self.groups(),
            ..Known::of_membership(untrack(|| self.nature()), holders, connection.account.clone())
        };
        Wish::new(&connection, grant, known, siblings)
    }

    /// Those of the holders that stand for many.
    fn groups(self) -> Vec<Principal> {
        let is_group = |row: &&MemberRow| row.member.membership.principal.kind != PrincipalKind::User;
        self.members.with_untracked(|rows| {
            rows.iter().filter(is_group).map(|row| row.member.membership.principal.clone()).collect()
        })
    }

    /// How many hold the role, once they have been read.
    fn holder_count(self) -> HolderCount {
        let Some(list) = self.holders.untracked().filter(|_| untrack(|| self.holders.is_whole())) else {
            return HolderCount::Unknown;
        };
        let all = self.connection.with_value(|connection| all_listed(&connection.capabilities, &list.value.gaps));
        let count = self.members.with_untracked(|rows| rows.len());
        if all { HolderCount::All(count) } else { HolderCount::Listed(count) }
    }

    fn parts(self) -> (Console, Connection, RoleRef) {
        (self.console, self.connection.get_value(), self.role.get_value())
    }
}

fn member_rows(console: Console, connection: StoredValue<ConnectionId>, holders: Load<MemberList>) -> Vec<MemberRow> {
    let Some(loaded) = holders.get() else { return Vec::new() };
    let row = |member: &Member| {
        let key_of = |membership: Membership| connection.with_value(|id| Grant::Membership(membership).key(id));
        let is_gone = |key: &GrantKey| console.revocations.is_gone_since(key, loaded.began);
        let sibling = |role: &RoleName| key_of(Membership { role: role.clone(), ..member.membership.clone() });
        let left = |roles: &[RoleName]| roles.iter().filter(|role| !is_gone(&sibling(role))).cloned().collect();
        let key = key_of(member.membership.clone());
        let row = || {
            let (siblings, covered_by) = (left(&member.siblings), left(&member.covered_by));
            Member { siblings, covered_by, ..member.clone() }
        };
        (!is_gone(&key)).then(|| MemberRow { member: row(), key })
    };
    loaded.value.rows.iter().filter_map(row).collect()
}

fn grant_rows(console: Console, connection: StoredValue<ConnectionId>, grants: Load<PrivilegeList>) -> Vec<GrantRow> {
    let Some(loaded) = grants.get() else { return Vec::new() };
    let row = |row: &PrivilegeRow| {
        let key = connection.with_value(|id| Grant::Privilege(row.grant.clone()).key(id));
        (!console.revocations.is_gone_since(&key, loaded.began)).then(|| GrantRow { row: row.clone(), key })
    };
    loaded.value.rows.iter().filter_map(row).collect()
}
