//! Who may do what: memberships, all access, and any kind of grant.

mod key;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{Principal, PrincipalKind, PrivilegeGrant, RoleName, Scope};

pub use key::GrantKey;

/// One role of a connection: its name, and where it lives when the vendor has roles of the same name in several places.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

    /// Whether all access includes a role of the same holder in the same scope, whatever roles it stood for when it was chosen.
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Access(access), Self::Membership(held)) => {
                held.scope.as_ref() == Some(&access.scope)
                    && (held.principal.kind, &held.principal.id) == (access.principal.kind, &access.principal.id)
            }
            _ => false,
        }
    }

    /// Whether what is done to the one is done to the other one, or to a part of it: they are the same, or all access and a role
    /// that it includes, or all access twice.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let is_access_twice = match (self, other) {
            (Self::Access(own), Self::Access(other)) => {
                own.scope == other.scope
                    && (own.principal.kind, &own.principal.id) == (other.principal.kind, &other.principal.id)
            }
            _ => false,
        };
        is_access_twice || self.is_same(other) || self.includes(other) || other.includes(self)
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
}
