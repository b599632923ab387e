//! One entry of a plan: a grant of a connection, what is to be done with it, and what the person confirmed about that. The
//! same type stands in a request, in the journal and on the screen; its progress is told beside it.

use serde::{Deserialize, Serialize};

use crate::hazard::HazardCode;
use crate::{ConnectionId, EntryId, Grant, GrantKey};

/// What is to be done with the grant of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Action {
    /// It is revoked.
    #[default]
    Revoke,
    /// It is granted again, as the inverse of an entry that revoked it.
    Grant {
        /// That entry.
        undoes: EntryId,
    },
}

/// An [`Action`] without its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// The grant is revoked.
    Revoke,
    /// The grant is granted again.
    Grant,
}

impl Action {
    /// Revoke, or grant where an entry is undone.
    #[must_use]
    pub fn undoing(undoes: Option<EntryId>) -> Self {
        undoes.map_or(Self::Revoke, |undoes| Self::Grant { undoes })
    }

    /// Which of the two it is.
    #[must_use]
    pub const fn kind(&self) -> ActionKind {
        match self {
            Self::Revoke => ActionKind::Revoke,
            Self::Grant { .. } => ActionKind::Grant,
        }
    }

    /// The entry that is undone.
    #[must_use]
    pub const fn undoes(&self) -> Option<&EntryId> {
        match self {
            Self::Revoke => None,
            Self::Grant { undoes } => Some(undoes),
        }
    }
}

/// Something that the person was shown about an entry and confirmed with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Accepted {
    /// A hazard, by its code.
    Hazard(HazardCode),
    /// A grant that the vendor revokes together with the entry's.
    Implied(Box<Grant>),
}

/// One entry of a plan, as it is asked for and as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "Wire", into = "Wire")]
pub struct Entry {
    /// The connection of the grant.
    pub connection: ConnectionId,
    /// The grant.
    pub grant: Grant,
    /// What is to be done with it.
    pub action: Action,
    /// What the person confirmed. Nothing beyond it is sent.
    pub accepts: Vec<Accepted>,
}

/// On the wire an action is told by the field `undoes` alone.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Entry"))]
struct Wire {
    /// Where.
    connection: ConnectionId,
    /// What is to be revoked, or granted again.
    grant: Grant,
    /// Which entry it undoes; without one it revokes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undoes: Option<EntryId>,
    /// What the person was shown about it and confirmed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    accepts: Vec<Accepted>,
}

impl From<Wire> for Entry {
    fn from(Wire { connection, grant, undoes, accepts }: Wire) -> Self {
        Self { connection, grant, action: Action::undoing(undoes), accepts }
    }
}

impl From<Entry> for Wire {
    fn from(Entry { connection, grant, action, accepts }: Entry) -> Self {
        Self { connection, grant, undoes: action.undoes().cloned(), accepts }
    }
}

impl Entry {
    /// Revokes a grant; nothing is confirmed yet.
    #[must_use]
    pub const fn revoke(connection: ConnectionId, grant: Grant) -> Self {
        Self { connection, grant, action: Action::Revoke, accepts: Vec::new() }
    }

    /// Grants again what the entry `undoes` revoked; nothing is confirmed yet.
    #[must_use]
    pub const fn grant(connection: ConnectionId, grant: Grant, undoes: EntryId) -> Self {
        Self { connection, grant, action: Action::Grant { undoes }, accepts: Vec::new() }
    }

    /// The identity of its grant.
    #[must_use]
    pub fn key(&self) -> GrantKey {
        self.grant.key(&self.connection)
    }

    /// Whether the person confirmed this hazard.
    #[must_use]
    pub fn accepts_hazard(&self, code: HazardCode) -> bool {
        self.accepts.iter().any(|accepted| matches!(accepted, Accepted::Hazard(other) if other.includes(code)))
    }

    /// Whether the person confirmed that this grant goes together with the entry's.
    #[must_use]
    pub fn accepts_implied(&self, grant: &Grant) -> bool {
        self.accepts.iter().any(|accepted| matches!(accepted, Accepted::Implied(other) if other.is_same(grant)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Membership, Principal, RoleRef};

    fn grant(user: &str) -> Grant {
        Grant::Membership(Membership::new(RoleRef::plain("reader"), Principal::user(user)))
    }

    #[test]
    fn an_entry_is_told_on_the_wire_by_what_it_undoes_and_what_was_confirmed() {
        let connection = ConnectionId::new("milvus");
        let revoke = Entry::revoke(connection.clone(), grant("alice"));
        assert_eq!(serde_json::to_value(&revoke).unwrap(), json!({ "connection": "milvus", "grant": grant("alice") }));
        let mut undo = Entry::grant(connection, grant("alice"), EntryId::new("p.1"));
        undo.accepts = vec![Accepted::Hazard(HazardCode::Wildcard), Accepted::Implied(Box::new(grant("bob")))];
        let wire = serde_json::to_value(&undo).unwrap();
        assert_eq!((&wire["undoes"], &wire["accepts"][0]), (&json!("p.1"), &json!("wildcard")));
        assert_eq!(serde_json::from_value::<Entry>(wire).unwrap(), undo);
        let unknown = json!({ "connection": "milvus", "grant": grant("alice"), "accepts": ["everything"] });
        assert!(serde_json::from_value::<Entry>(unknown).is_err());
    }

    #[test]
    fn what_was_not_confirmed_is_not_accepted() {
        let mut entry = Entry::revoke(ConnectionId::new("c"), grant("alice"));
        assert!(!entry.accepts_hazard(HazardCode::Wildcard) && !entry.accepts_implied(&grant("bob")));
        entry.accepts =
            vec![Accepted::Hazard(HazardCode::PerhapsLastHolder), Accepted::Implied(Box::new(grant("bob")))];
        assert!(entry.accepts_implied(&grant("bob")) && !entry.accepts_implied(&grant("eve")));
        assert!(entry.accepts_hazard(HazardCode::LastHolder), "whoever accepts perhaps accepts for certain");
        assert!(!entry.accepts_hazard(HazardCode::Yourself));
    }
}
