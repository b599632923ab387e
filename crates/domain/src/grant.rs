//! Who may do what: memberships, privilege grants, and the key that identifies either of them everywhere.
//! A `GrantKey` is table key, row-state key and journal key at once, so its spelling must never change.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{ConnectionId, PrincipalId, RoleName};

/// The kinds of principal that can hold a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrincipalKind {
    /// A person's or a service's account.
    User,
}

impl PrincipalKind {
    const fn as_key(self) -> &'static str {
        match self {
            Self::User => "user",
        }
    }
}

/// Somebody or something that can hold a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Principal {
    /// What kind it is.
    pub kind: PrincipalKind,
    /// The vendor's identifier.
    pub id: PrincipalId,
    /// A name for people, where the vendor has one besides the identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl Principal {
    /// A user who is known by the identifier alone.
    pub fn user(id: impl Into<String>) -> Self {
        Self { kind: PrincipalKind::User, id: PrincipalId::new(id), label: None }
    }

    /// How the principal is called in tables, buttons and messages: `label (id)`, or the id where there is no label.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.label {
            Some(label) => format!("{label} ({})", self.id),
            None => self.id.to_string(),
        }
    }
}

/// A principal holds a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Membership {
    /// The role that is held.
    pub role: RoleName,
    /// Who holds it.
    pub principal: Principal,
}

/// A role may do something on an object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PrivilegeGrant {
    /// The role that has the privilege.
    pub role: RoleName,
    /// The kind of object, in the vendor's spelling (Milvus: `Collection`, `Global`, `User`).
    pub object_type: String,
    /// The object, or `*` for all.
    pub object_name: String,
    /// The database, or `*` for all.
    pub database: String,
    /// The privilege or privilege group.
    pub privilege: String,
    /// Who granted it, where the vendor says so. Not part of the identity: a second grantor replaces the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grantor: Option<String>,
}

/// What a privilege's name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PrivilegeKind {
    /// One privilege.
    Single,
    /// A named set of privileges.
    Group,
    /// Every privilege.
    Wildcard,
}

/// Either kind of grant: what a plan takes away and a journal row is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Grant {
    /// A principal holds a role.
    Membership(Membership),
    /// A role has a privilege.
    Privilege(PrivilegeGrant),
}

impl Grant {
    /// The role that the grant is about.
    #[must_use]
    pub fn role(&self) -> &RoleName {
        match self {
            Self::Membership(membership) => &membership.role,
            Self::Privilege(privilege) => &privilege.role,
        }
    }

    /// What is taken away, as messages and buttons spell it: `read_only`, or `Search on Collection docs in default`.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::Membership(membership) => membership.role.to_string(),
            Self::Privilege(grant) => {
                format!("{} on {} {} in {}", grant.privilege, grant.object_type, grant.object_name, grant.database)
            }
        }
    }

    /// From whom it is taken: the principal of a membership, the role of a privilege.
    #[must_use]
    pub fn from_whom(&self) -> String {
        match self {
            Self::Membership(membership) => membership.principal.name(),
            Self::Privilege(grant) => grant.role.to_string(),
        }
    }

    /// The identity of the grant within one connection, stable over reloads and versions.
    #[must_use]
    pub fn key(&self, connection: &ConnectionId) -> GrantKey {
        let parts: Vec<&str> = match self {
            Self::Membership(Membership { role, principal }) => {
                vec!["membership", role.as_str(), principal.kind.as_key(), principal.id.as_str()]
            }
            Self::Privilege(grant) => vec![
                "privilege",
                grant.role.as_str(),
                &grant.object_type,
                &grant.database,
                &grant.object_name,
                &grant.privilege,
            ],
        };
        let mut key = escape(connection.as_str());
        for part in parts {
            key.push(':');
            key.push_str(&escape(part));
        }
        GrantKey(key)
    }
}

/// Two grants have the same key if and only if they are the same grant of the same connection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GrantKey(String);

impl GrantKey {
    /// The key as text, for attributes and storage.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GrantKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Keeps the separator out of the parts, so that no two lists of parts join to the same key.
fn escape(part: &str) -> String {
    part.replace('%', "%25").replace(':', "%3A")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn membership(role: &str, user: &str) -> Grant {
        Grant::Membership(Membership { role: RoleName::new(role), principal: Principal::user(user) })
    }

    fn privilege(parts: &[String; 5]) -> Grant {
        let [role, object_type, object_name, database, privilege] = parts.clone();
        let role = RoleName::new(role);
        Grant::Privilege(PrivilegeGrant { role, object_type, object_name, database, privilege, grantor: None })
    }

    #[test]
    fn the_key_has_the_spelling_that_stored_journals_rely_on() {
        let connection = ConnectionId::new("milvus");
        assert_eq!(
            membership("read:only%", "alice").key(&connection).as_str(),
            "milvus:membership:read%3Aonly%25:user:alice"
        );
        let parts = ["r", "Global", "*", "default", "Search"].map(String::from);
        assert_eq!(privilege(&parts).key(&connection).as_str(), "milvus:privilege:r:Global:default:*:Search");
    }

    #[test]
    fn label_and_grantor_are_not_identity() {
        let connection = ConnectionId::new("c");
        let mut labelled = Membership { role: RoleName::new("r"), principal: Principal::user("u") };
        labelled.principal.label = Some("Ursula".into());
        assert_eq!(Grant::Membership(labelled.clone()).key(&connection), membership("r", "u").key(&connection));
        assert_eq!(Grant::Membership(labelled).from_whom(), "Ursula (u)");
    }

    #[test]
    fn a_grant_keeps_its_shape_on_the_wire() {
        let wire = r#"{"kind":"membership","role":"read_only","principal":{"kind":"user","id":"alice"}}"#;
        let grant: Grant = serde_json::from_str(wire).unwrap();
        assert_eq!(grant, membership("read_only", "alice"));
        assert_eq!(serde_json::to_string(&grant).unwrap(), wire);
    }

    proptest! {
        #[test]
        fn different_grants_have_different_keys(
            a in prop::array::uniform5("[ab:%*]{0,3}"), b in prop::array::uniform5("[ab:%*]{0,3}"),
        ) {
            let connection = ConnectionId::new("c");
            prop_assert_eq!(a == b, privilege(&a).key(&connection) == privilege(&b).key(&connection));
            let (left, right) = (membership(&a[0], &a[1]), membership(&b[0], &b[1]));
            prop_assert_eq!(left == right, left.key(&connection) == right.key(&connection));
        }
    }
}
