//! What can be done and told at a connection, as far as pages differ by it. Each vendor's folder says it; nothing else asks which
//! vendor it is.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{PrincipalKind, RoleName};

/// What roles live in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScopeWord {
    /// GenAuth.
    Namespace,
    /// Yandex: a database of a cluster.
    Database,
}

impl ScopeWord {
    /// The word with this spelling on the wire.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "namespace" => Some(Self::Namespace),
            "database" => Some(Self::Database),
            _ => None,
        }
    }
}

/// What people live in, where that is not the whole connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlaceWord {
    /// Yandex.
    Cluster,
}

impl PlaceWord {
    /// The word with this spelling on the wire.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        (name == "cluster").then_some(Self::Cluster)
    }
}

/// What a vendor can do and tell, as far as pages differ by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Capabilities {
    /// What roles live in; nothing when a role's name says which it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<ScopeWord>,
    /// What people live in; nothing when an id says who it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceWord>,
    /// Principals that may hold a role but are not listed: they are entered by their code.
    pub by_code: Cow<'static, [PrincipalKind]>,
    /// Whether the list of people says what each holds.
    pub people_with_roles: bool,
    /// The roles whose holders may do everything, by name: they are shown in a tone of their own.
    pub administrators: Cow<'static, [Cow<'static, str>]>,
    /// Whether holders have something to say besides their name, such as an address or a status.
    pub member_details: bool,
    /// Whether the grantor of a privilege is known.
    pub grantors: bool,
    /// Whether everything that somebody holds in a scope can be taken away at once.
    pub access_grants: bool,
    /// How many calls of a plan may be under way at the same time.
    pub parallel: usize,
    /// Whether changes are operations that take their time, and are told apart by an `Idempotency-Key`.
    pub operations: bool,
}

impl Capabilities {
    /// Whether the holders of a role may do everything, by its name.
    #[must_use]
    pub fn is_administrator(&self, role: &RoleName) -> bool {
        self.administrators.iter().any(|name| name == role.as_str())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Those of a connection that can do little.
    pub(crate) const fn some() -> Capabilities {
        Capabilities {
            scope: None,
            place: None,
            by_code: Cow::Borrowed(&[]),
            people_with_roles: true,
            administrators: Cow::Borrowed(&[Cow::Borrowed("admin")]),
            member_details: false,
            grantors: false,
            access_grants: false,
            parallel: 1,
            operations: false,
        }
    }

    #[test]
    fn words_are_spelt_as_on_the_wire() {
        for word in [ScopeWord::Namespace, ScopeWord::Database] {
            let text: String = serde_json::from_str(&serde_json::to_string(&word).unwrap()).unwrap();
            assert_eq!(ScopeWord::named(&text), Some(word));
        }
        let text: String = serde_json::from_str(&serde_json::to_string(&PlaceWord::Cluster).unwrap()).unwrap();
        assert_eq!(PlaceWord::named(&text), Some(PlaceWord::Cluster));
        assert_eq!((ScopeWord::named("Database"), PlaceWord::named("")), (None, None));
    }

    #[test]
    fn an_administrator_is_known_by_the_whole_name() {
        assert!(some().is_administrator(&RoleName::new("admin")));
        assert!(!some().is_administrator(&RoleName::new("admins")));
    }
}
