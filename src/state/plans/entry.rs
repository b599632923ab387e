//! The entry that pages, messages and requests hand around: the domain's, with the connection that it names, and with its
//! place in a plan once it is stored.

use rescind_domain::event::EntryEvent;
use rescind_domain::{
    ActionKind, Connection, Entry, EntryId, Grant, GrantKey, Membership, NewPlan, PlanId, RoleName, RoleRef,
};

/// An entry with its connection.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedEntry {
    /// The connection that the entry names.
    pub connection: Connection,
    /// The entry.
    pub entry: Entry,
    /// Where it is stored; nothing as long as its plan is not.
    pub stored: Option<StoredEntry>,
}

/// The place of a stored entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its plan.
    pub plan: PlanId,
    /// Its id.
    pub id: EntryId,
    /// Why, in the words of the plan.
    pub reason: String,
}

impl PlannedEntry {
    /// An entry that is not stored yet; nothing is confirmed.
    #[must_use]
    pub fn revoke(connection: &Connection, grant: Grant) -> Self {
        Self { entry: Entry::revoke(connection.id.clone(), grant), connection: connection.clone(), stored: None }
    }

    /// An entry that grants again what the entry `undoes` revoked; it is not stored yet.
    #[must_use]
    pub fn grant_again(connection: &Connection, grant: Grant, undoes: EntryId) -> Self {
        Self { entry: Entry::grant(connection.id.clone(), grant, undoes), connection: connection.clone(), stored: None }
    }

    /// The entry that an event tells of; nothing when its connection is not configured any more.
    #[must_use]
    pub fn of_event(connections: &[Connection], event: &EntryEvent) -> Option<Self> {
        let EntryEvent { plan, reason, entry, .. } = event;
        let connection = connections.iter().find(|connection| connection.id == entry.entry.connection)?;
        let stored = StoredEntry { plan: plan.clone(), id: entry.id.clone(), reason: reason.clone() };
        Some(Self { connection: connection.clone(), entry: entry.entry.clone(), stored: Some(stored) })
    }

    /// Whether it revokes or grants.
    #[must_use]
    pub const fn kind(&self) -> ActionKind {
        self.entry.action.kind()
    }

    /// What it revokes or grants.
    #[must_use]
    pub const fn what(&self) -> &Grant {
        &self.entry.grant
    }

    /// The key of its row.
    #[must_use]
    pub fn key(&self) -> GrantKey {
        self.entry.key()
    }

    /// The keys of all rows that it is about.
    #[must_use]
    pub fn keys(&self) -> Vec<GrantKey> {
        keys(&self.entry)
    }

    /// Its plan, once it is stored.
    #[must_use]
    pub fn plan(&self) -> Option<&PlanId> {
        self.stored.as_ref().map(|stored| &stored.plan)
    }

    /// Its id, once it is stored.
    #[must_use]
    pub fn id(&self) -> Option<&EntryId> {
        self.stored.as_ref().map(|stored| &stored.id)
    }
}

/// A plan that somebody wants, with the key that makes it the same plan however often it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// What is sent.
    pub plan: NewPlan,
    /// Its entries with their connections.
    pub entries: Vec<PlannedEntry>,
}

/// The keys of all that goes when the grant of an entry goes, and comes when it comes: of all access, also those of its roles,
/// which have rows of their own.
#[must_use]
pub fn keys(entry: &Entry) -> Vec<GrantKey> {
    let mut keys = vec![entry.key()];
    if let Grant::Access(access) = &entry.grant {
        let role = |role: &RoleName| RoleRef::scoped(access.scope.clone(), role.clone());
        let held = |name: &RoleName| Grant::Membership(Membership::new(role(name), access.principal.clone()));
        keys.extend(access.roles.iter().map(|name| held(name).key(&entry.connection)));
    }
    keys
}
