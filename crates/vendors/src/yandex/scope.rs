//! Where things live: a role on a database of a cluster, a person in a cluster. The only place that spells a [`Scope`].

use std::fmt;

use rescind_domain::Scope;

use rescind_domain::read::nested;

/// A cluster's id, opaque.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClusterId(String);

impl ClusterId {
    /// Wraps the text as it is.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The cluster that a person lives in.
    #[must_use]
    pub fn of_person(scope: &Scope) -> Self {
        Self(scope.as_str().to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The scope of its people.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope::new(self.0.as_str())
    }
}

/// A database's name, unique in its cluster. `admin` is one although no list shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DatabaseName(String);

impl DatabaseName {
    /// Wraps the text as it is.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DatabaseName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A database of a cluster, where roles are held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The cluster.
    pub cluster: ClusterId,
    /// The database.
    pub database: DatabaseName,
}

impl Place {
    /// Reads `cluster/database`. Anything else is no place: neither part may be empty or hold a slash, so that no two
    /// places have one spelling.
    #[must_use]
    pub fn parse(scope: &Scope) -> Option<Self> {
        let (cluster, database) = scope.as_str().split_once('/')?;
        let fine = !cluster.is_empty() && !database.is_empty() && !database.contains('/');
        fine.then(|| Self { cluster: ClusterId::new(cluster), database: DatabaseName::new(database) })
    }

    /// The spelling that [`Place::parse`] reads.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope::new(format!("{}/{}", self.cluster.as_str(), self.database))
    }

    /// What people call it, where the cluster has a name.
    #[must_use]
    pub fn called(&self, cluster_name: &str) -> String {
        nested(self.database.as_str(), cluster_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written_and_nothing_else_is_one() {
        let place = Place { cluster: ClusterId::new("c9q"), database: DatabaseName::new("orders") };
        assert_eq!(place.scope(), Scope::new("c9q/orders"));
        assert_eq!(Place::parse(&place.scope()), Some(place));
        for wrong in ["", "/", "c9q", "c9q/", "/orders", "c9q/a/b", "c9q//orders"] {
            assert_eq!(Place::parse(&Scope::new(wrong)), None, "{wrong}");
        }
    }
}
