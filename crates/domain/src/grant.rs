//! Who may do what: memberships, all access, any kind of grant, and the key that identifies it everywhere.
//! A `GrantKey` is table key, row-state key and journal key at once, so its spelling must never change.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{ConnectionId, GrantEffect, Principal, PrincipalKind, PrivilegeGrant, RoleName, Scope};

/// One role of a connection: its name, and where it lives when the vendor has roles of the same name in several places.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RoleRef {
    /// Where it lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Its name or code.
    pub name: RoleName,
}

impl RoleRef {
    /// A role of a vendor without scopes.
    pub fn plain(name: impl Into<String>) -> Self {
        Self { scope: None, name: RoleName::new(name) }
    }

    /// A role in a scope.
    #[must_use]
    pub const fn scoped(scope: Scope, name: RoleName) -> Self {
        Self { scope: Some(scope), name }
    }
}

/// A principal holds a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Membership {
    /// The role that is held.
    pub role: RoleName,
    /// Where that role lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// What people call that, as it was when the admin chose the grant. Not part of the identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Who holds it.
    pub principal: Principal,
}

impl Membership {
    /// Who holds which role.
    #[must_use]
    pub fn new(role: RoleRef, principal: Principal) -> Self {
        Self { role: role.name, scope: role.scope, place: None, principal }
    }

    /// The same with what people call its scope, where that is known.
    #[must_use]
    pub fn called(self, place: Option<&str>) -> Self {
        Self { place: place.map(str::to_owned).or(self.place), ..self }
    }

    /// The role.
    #[must_use]
    pub fn role_ref(&self) -> RoleRef {
        RoleRef { scope: self.scope.clone(), name: self.role.clone() }
    }
}

/// Everything that a principal holds in one scope, where the vendor takes it away as a whole (Yandex: all roles of a user on
/// a database).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AccessGrant {
    /// Where.
    pub scope: Scope,
    /// What people call that: a database with its cluster. Not part of the identity.
    pub on: String,
    /// Who.
    pub principal: Principal,
    /// What is lost, as it was when the admin chose it. Not part of the identity.
    pub roles: Vec<RoleName>,
}

/// Any kind of grant: what a plan takes away and a journal row is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Grant {
    /// A principal holds a role.
    Membership(Membership),
    /// A role has a privilege.
    Privilege(PrivilegeGrant),
    /// A principal holds something in a scope.
    Access(AccessGrant),
}

impl Grant {
    /// The role that the grant is about, where it is about one.
    #[must_use]
    pub const fn role(&self) -> Option<&RoleName> {
        match self {
            Self::Membership(membership) => Some(&membership.role),
            Self::Privilege(privilege) => Some(&privilege.role),
            Self::Access(_) => None,
        }
    }

    /// The principal that the grant is about, where it is about one.
    #[must_use]
    pub const fn principal(&self) -> Option<&Principal> {
        match self {
            Self::Membership(membership) => Some(&membership.principal),
            Self::Privilege(_) => None,
            Self::Access(access) => Some(&access.principal),
        }
    }

    /// Where the grant lives, where the vendor has scopes.
    #[must_use]
    pub const fn scope(&self) -> Option<&Scope> {
        match self {
            Self::Membership(membership) => membership.scope.as_ref(),
            Self::Privilege(privilege) => privilege.scope.as_ref(),
            Self::Access(access) => Some(&access.scope),
        }
    }

    /// Where the grant lives, as people call it or else by its id; nothing where the words of [`Grant::what`] say it.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        match self {
            Self::Membership(membership) => {
                membership.place.as_deref().or_else(|| membership.scope.as_ref().map(Scope::as_str))
            }
            // The last part alone does not say in which of several it is.
            Self::Access(access) if access.scope.last_part() == access.on => Some(access.scope.as_str()),
            Self::Privilege(_) | Self::Access(_) => None,
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
            Self::Access(access) => format!("access to {}", access.on),
        }
    }

    /// The same for a file, where nothing else says which roles all access stands for: `access to orders: read, readWrite`.
    #[must_use]
    pub fn what_in_full(&self) -> String {
        match self {
            Self::Access(access) => {
                let roles: Vec<&str> = access.roles.iter().map(RoleName::as_str).collect();
                format!("{}: {}", self.what(), roles.join(", "))
            }
            Self::Membership(_) | Self::Privilege(_) => self.what(),
        }
    }

    /// From whom it is taken: the principal of a membership, the role of a privilege.
    #[must_use]
    pub fn from_whom(&self) -> String {
        match self {
            Self::Membership(membership) => membership.principal.name(),
            Self::Privilege(grant) => grant.role.to_string(),
            Self::Access(access) => access.principal.name(),
        }
    }

    /// Whether whoever has this grant has all of the other one: it is the same, with each of its roles.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Access(own), Self::Access(other)) => {
                own.scope == other.scope
                    && (own.principal.kind, &own.principal.id) == (other.principal.kind, &other.principal.id)
                    && other.roles.iter().all(|role| own.roles.contains(role))
            }
            _ => self.is_same(other),
        }
    }

    /// The names that it has among what [still allows](crate::Outcome::StillEffective) another grant: of the same role, or of
    /// the same holder in the same scope; of a role, whoever stands for many and may stand for its holder. None where it could
    /// not.
    #[must_use]
    pub fn names_as_cover(&self, of: &Self) -> Vec<String> {
        let is_same_holder = |own: &Principal, other: &Principal| (own.kind, &own.id) == (other.kind, &other.id);
        match (self, of) {
            (Self::Privilege(own), Self::Privilege(other)) if own.role_ref() == other.role_ref() => {
                vec![own.in_short()]
            }
            (Self::Membership(own), Self::Membership(other))
                if own.scope == other.scope && is_same_holder(&own.principal, &other.principal) =>
            {
                vec![own.role.to_string()]
            }
            (Self::Membership(own), Self::Membership(other))
                if own.role_ref() == other.role_ref()
                    && own.principal.kind != PrincipalKind::User
                    && other.principal.kind == PrincipalKind::User =>
            {
                vec![own.principal.name()]
            }
            (Self::Access(own), Self::Membership(other))
                if Some(&own.scope) == other.scope.as_ref() && is_same_holder(&own.principal, &other.principal) =>
            {
                own.roles.iter().map(ToString::to_string).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether both are the same but for what is no part of their identity: names and grantors may differ from one read to the
    /// next.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.unnamed() == other.unnamed()
    }

    fn unnamed(&self) -> Self {
        let mut grant = self.clone();
        match &mut grant {
            Self::Membership(membership) => {
                membership.place = None;
                membership.principal.label = None;
            }
            Self::Access(access) => {
                access.on = String::new();
                access.principal.label = None;
            }
            Self::Privilege(privilege) => {
                privilege.role_id = None;
                privilege.grantor = None;
                privilege.condition = None;
            }
        }
        grant
    }

    /// The identity of the grant within one connection, stable over reloads and versions.
    #[must_use]
    pub fn key(&self, connection: &ConnectionId) -> GrantKey {
        // The kinds with a scope have a word of their own, so that the keys of those without keep their spelling.
        let parts: Vec<&str> = match self {
            Self::Membership(Membership { role, scope: None, principal, .. }) => {
                vec!["membership", role.as_str(), principal.kind.as_str(), principal.id.as_str()]
            }
            Self::Membership(Membership { role, scope: Some(scope), principal, .. }) => {
                vec!["held-in", scope.as_str(), role.as_str(), principal.kind.as_str(), principal.id.as_str()]
            }
            Self::Privilege(grant) => {
                let mut parts = match &grant.scope {
                    None => vec!["privilege"],
                    Some(scope) => vec!["allowed-in", scope.as_str()],
                };
                let what = [&grant.object_type, &grant.database, &grant.object_name, &grant.privilege];
                parts.push(grant.role.as_str());
                parts.extend(what.map(String::as_str));
                if grant.effect == GrantEffect::Deny {
                    parts.push("deny");
                }
                parts
            }
            Self::Access(AccessGrant { scope, principal, .. }) => {
                vec!["access", scope.as_str(), principal.kind.as_str(), principal.id.as_str()]
            }
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
    /// Whether it is of a grant of this connection.
    #[must_use]
    pub fn is_of(&self, connection: &ConnectionId) -> bool {
        self.0.split(':').next() == Some(escape(connection.as_str()).as_str())
    }

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
        Grant::Membership(Membership::new(RoleRef::plain(role), Principal::user(user)))
    }

    fn privilege(parts: &[String; 5]) -> Grant {
        let [role, object_type, object_name, database, privilege] = parts.clone();
        Grant::Privilege(PrivilegeGrant {
            object_type,
            object_name,
            database,
            privilege,
            ..PrivilegeGrant::of(RoleRef::plain(role))
        })
    }

    #[test]
    fn the_key_has_the_spelling_that_stored_journals_rely_on() {
        let connection = ConnectionId::new("milvus");
        assert_eq!(
            membership("read:only%", "alice").key(&connection).as_str(),
            "milvus:membership:read%3Aonly%25:user:alice"
        );
        let parts = ["r", "Global", "*", "default", "Search"].map(String::from);
        let key = privilege(&parts).key(&connection);
        assert_eq!(key.as_str(), "milvus:privilege:r:Global:default:*:Search");
        assert!(key.is_of(&connection) && !key.is_of(&ConnectionId::new("mil")));
    }

    #[test]
    fn all_access_is_covered_by_the_same_roles_in_any_order_and_by_more() {
        let access = |user: &str, roles: &[&str]| {
            Grant::Access(AccessGrant {
                scope: Scope::new("c/d"),
                on: "d".to_owned(),
                principal: Principal::user(user),
                roles: roles.iter().map(|role| RoleName::new(*role)).collect(),
            })
        };
        assert!(access("u", &["write", "read"]).covers(&access("u", &["read", "write"])));
        assert!(access("u", &["write", "read"]).covers(&access("u", &["read"])));
        assert!(!access("u", &["read"]).covers(&access("u", &["read", "write"])));
        assert!(!access("u", &["read"]).covers(&access("v", &["read"])));
        assert!(membership("r", "u").covers(&membership("r", "u")));
        assert!(!membership("r", "u").covers(&membership("s", "u")));
    }

    #[test]
    fn what_may_cover_a_grant_is_of_the_same_role_or_of_the_same_holder_in_the_same_place() {
        let held = |scope: &str, role: &str, user: &str| {
            let role = RoleRef::scoped(Scope::new(scope), RoleName::new(role));
            Grant::Membership(Membership::new(role, Principal::user(user)))
        };
        let (scope, principal) = (Scope::new("c/d"), Principal::user("u"));
        let roles = vec![RoleName::new("read"), RoleName::new("write")];
        let access = Grant::Access(AccessGrant { scope, on: "d".to_owned(), principal, roles });
        let read = held("c/d", "read", "u");
        assert_eq!(held("c/d", "write", "u").names_as_cover(&read), ["write"]);
        assert_eq!(access.names_as_cover(&read), ["read", "write"]);
        for other in [held("c/e", "read", "u"), held("c/d", "read", "v")] {
            assert_eq!(held("c/d", "write", "u").names_as_cover(&other), [""; 0]);
            assert_eq!(access.names_as_cover(&other), [""; 0]);
        }
        let department = |role: &str| {
            let principal = Principal { kind: PrincipalKind::Department, ..Principal::user("d") };
            let role = RoleRef::scoped(Scope::new("c/d"), RoleName::new(role));
            Grant::Membership(Membership::new(role, Principal { label: Some("Development".to_owned()), ..principal }))
        };
        assert_eq!(department("read").names_as_cover(&read), ["Development (d)"]);
        assert_eq!(department("write").names_as_cover(&read), [""; 0]);
        assert_eq!(read.names_as_cover(&department("read")), [""; 0], "nobody stands for a department");
        let parts = |role: &str| [role, "Collection", "*", "default", "Search"].map(String::from);
        assert_eq!(privilege(&parts("r")).names_as_cover(&privilege(&parts("r"))), ["Search (Collection *, default)"]);
        assert_eq!(privilege(&parts("r")).names_as_cover(&privilege(&parts("s"))), [""; 0]);
    }

    #[test]
    fn the_same_names_in_another_scope_are_another_grant() {
        let connection = ConnectionId::new("c");
        let role = |scope: &str| RoleRef::scoped(Scope::new(scope), RoleName::new("code1"));
        let held = |scope| Grant::Membership(Membership::new(role(scope), Principal::user("u"))).key(&connection);
        assert_eq!(held("default").as_str(), "c:held-in:default:code1:user:u");
        assert_ne!(held("default"), held("other"));
        assert_ne!(held("default"), membership("code1", "u").key(&connection));
        let access = |roles: &[&str]| {
            let roles = roles.iter().map(|role| RoleName::new(*role)).collect();
            let (scope, principal) = (Scope::new("c9q/orders"), Principal::user("u"));
            Grant::Access(AccessGrant { scope, on: "orders".into(), principal, roles })
        };
        assert_eq!(access(&["read"]).key(&connection), access(&["read", "readWrite"]).key(&connection));
        let mut deny = PrivilegeGrant::of(role("default"));
        let allow = Grant::Privilege(deny.clone()).key(&connection);
        deny.effect = GrantEffect::Deny;
        assert_ne!(Grant::Privilege(deny).key(&connection), allow);
    }

    #[test]
    fn what_people_call_a_place_is_said_and_is_not_identity() {
        let connection = ConnectionId::new("c");
        let role = RoleRef::scoped(Scope::new("c9q/orders"), RoleName::new("read"));
        let plain = Membership::new(role, Principal::user("u"));
        let called = plain.clone().called(Some("orders · shop"));
        assert_eq!(called.clone().called(None), called);
        let (plain, called) = (Grant::Membership(plain), Grant::Membership(called));
        assert!(plain != called && plain.is_same(&called) && plain.covers(&called));
        assert_eq!((plain.place(), called.place()), (Some("c9q/orders"), Some("orders · shop")));
        assert_eq!(plain.key(&connection), called.key(&connection));
        assert_eq!(membership("r", "u").place(), None);
        let access = |on: &str| {
            let (scope, principal) = (Scope::new("c9q/orders"), Principal::user("u"));
            Grant::Access(AccessGrant { scope, on: on.into(), principal, roles: vec![RoleName::new("read")] })
        };
        assert_eq!((access("orders").place(), access("orders · shop").place()), (Some("c9q/orders"), None));
        assert!(access("orders").is_same(&access("orders · shop")));
    }

    #[test]
    fn label_and_grantor_are_not_identity() {
        let connection = ConnectionId::new("c");
        let mut labelled = Membership::new(RoleRef::plain("r"), Principal::user("u"));
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
