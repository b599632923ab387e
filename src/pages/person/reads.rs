//! What a person's page reads, and the rows that follow from it. It changes nothing.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::hazard::{HolderCount, Known};
use rescind_domain::read::{Held, PersonRef, PersonView, PrivilegeList, PrivilegeRow};
use rescind_domain::{Connection, ConnectionId, Grant, GrantKey, Membership, Principal, RoleName, RoleNature};

use crate::pages::power;
use crate::pages::revoke::{Asked, Question, Wish};
use crate::state::Console;
use crate::state::load::{Extent, Load};

/// One role that the person holds, in the table.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldRow {
    /// What was read.
    pub held: Held,
    /// The grant's key.
    pub key: GrantKey,
}

/// A person's page.
#[derive(Clone, Copy)]
pub struct Person {
    /// Where.
    pub connection: StoredValue<Connection>,
    /// Who.
    pub person: StoredValue<PersonRef>,
    /// The person and the roles held; nothing inside when there is no such person.
    pub view: Load<Option<PersonView>>,
    /// What follows from the roles.
    pub grants: Load<PrivilegeList>,
    /// The roles that were read, less those that were proved gone since.
    pub held: Memo<Arc<Vec<HeldRow>>>,
    /// What follows from those.
    pub privileges: Memo<Arc<Vec<PrivilegeRow>>>,
    /// The question that is open.
    pub question: Question,
    console: Console,
}

impl Person {
    /// Reads everything about a person.
    pub fn read(console: Console, connection: Connection, person: PersonRef) -> Self {
        let (view, grants) = (Load::new(), Load::new());
        let id = StoredValue::new(connection.id.clone());
        let held = Memo::new(move |_| Arc::new(held_rows(console, id, view)));
        let privileges = Memo::new(move |_| Arc::new(effective(view, held, grants)));
        let (connection, person) = (StoredValue::new(connection), StoredValue::new(person));
        let page = Self { connection, person, view, grants, held, privileges, question: RwSignal::new(None), console };
        page.refresh();
        page
    }

    /// Reads everything again.
    pub fn refresh(self) {
        let (console, connection, person) = (self.console, self.connection.get_value(), self.person.get_value());
        let (same_connection, same_person) = (connection.clone(), person.clone());
        self.view.run_showing(|abort, show| async move {
            console.client.at(&connection.id, &abort).person(&person, Some(&show)).await
        });
        self.grants.run_showing(|abort, show| async move {
            console.client.at(&same_connection.id, &abort).effective(&same_person, Some(&show)).await
        });
    }

    /// The person, as far as is known; nothing when there is no such person, tracked.
    pub fn known(self) -> Option<PersonView> {
        self.view.get().and_then(|loaded| loaded.value.as_ref().clone())
    }

    /// Whether the server has the person, as far as is known, tracked.
    pub fn exists(self) -> bool {
        self.view.get().is_none_or(|loaded| loaded.value.is_some())
    }

    /// Opens the question for some of the person's roles.
    pub fn ask(self, grants: Vec<Grant>) {
        let wishes = grants.into_iter().map(|grant| self.wish(grant)).collect();
        self.question.set(Some(Asked { wishes, ..Asked::default() }));
    }

    fn wish(self, grant: Grant) -> Wish {
        let connection = self.connection.get_value();
        let key = grant.key(&connection.id);
        let held = self.held.with_untracked(|rows| rows.iter().find(|row| row.key == key).map(|row| row.held.clone()));
        if let Some(held) = held {
            let whole = self.view.untracked().is_some_and(|loaded| loaded.extent == Extent::Whole);
            return Wish::of_held(&connection, &held, whole);
        }
        let nature = grant.role().map_or(RoleNature::CUSTOM, |role| power::nature(&connection, role));
        let known = Known::of_membership(nature, HolderCount::Unknown, connection.account.clone());
        Wish::new(&connection, grant, known, Vec::new())
    }
}

fn held_rows(console: Console, connection: StoredValue<ConnectionId>, view: Load<Option<PersonView>>) -> Vec<HeldRow> {
    let Some(loaded) = view.get() else { return Vec::new() };
    let key_of = |membership: Membership| connection.with_value(|id| Grant::Membership(membership).key(id));
    let is_gone = |key: &GrantKey| console.revocations.is_gone_since(key, loaded.began);
    let row = |held: &Held| {
        let key = key_of(held.membership.clone());
        let mut held = held.clone();
        let sibling = |role: &RoleName| key_of(Membership { role: role.clone(), ..held.membership.clone() });
        let left =
            |roles: &[RoleName]| roles.iter().filter(|role| !is_gone(&sibling(role))).cloned().collect::<Vec<_>>();
        let (siblings, covered_by) = (left(&held.siblings), left(&held.covered_by));
        (held.siblings, held.covered_by) = (siblings, covered_by);
        let of = |principal: &Principal| key_of(Membership { principal: principal.clone(), ..held.membership.clone() });
        let through = held.through.iter().filter(|principal| !is_gone(&of(principal))).cloned().collect();
        held.through = through;
        (!is_gone(&key)).then_some(HeldRow { held, key })
    };
    loaded.value.iter().flat_map(|person| &person.held).filter_map(row).collect()
}

/// The privileges of the roles that are still held, and of those that everybody holds without being listed.
fn effective(
    view: Load<Option<PersonView>>,
    held: Memo<Arc<Vec<HeldRow>>>,
    grants: Load<PrivilegeList>,
) -> Vec<PrivilegeRow> {
    let Some(loaded) = grants.get() else { return Vec::new() };
    let listed = view.get();
    held.with(|held| {
        let was_held = |row: &PrivilegeRow| {
            let people = listed.as_ref().and_then(|loaded| loaded.value.as_ref().as_ref());
            people
                .is_some_and(|person| person.held.iter().any(|held| held.membership.role_ref() == row.grant.role_ref()))
        };
        let is_held =
            |row: &PrivilegeRow| held.iter().any(|held| held.held.membership.role_ref() == row.grant.role_ref());
        loaded.value.rows.iter().filter(|row| is_held(row) || !was_held(row)).cloned().collect()
    })
}
