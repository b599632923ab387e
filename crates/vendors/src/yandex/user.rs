//! A user of a cluster with permissions: decoding, and what would remain without one role. It sends nothing.

use rescind_domain::{PrincipalId, RoleName};
use serde_json::Value;

use super::field::{self, Wrong};
use super::scope::DatabaseName;

/// The roles of a user on one database. A user has one of these per database by convention; nothing says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The database.
    pub database: DatabaseName,
    /// The roles in the server's order; there may be none.
    pub roles: Vec<RoleName>,
}

/// A user of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name, which identifies the user within the cluster.
    pub name: PrincipalId,
    /// The permissions in the server's order.
    pub permissions: Vec<Permission>,
}

impl User {
    /// Reads a user. `at` is where the object stands in the body.
    ///
    /// # Errors
    /// The path of the first thing that is no part of a user. A permission without a database, or a role without a name,
    /// could be neither shown nor sent back, so that it is no permission.
    pub fn decode(object: &Value, at: &str) -> Result<Self, Wrong> {
        let name = field::name(object, "name", at)?;
        let mut permissions = Vec::new();
        for (permission, at) in field::objects(object, "permissions", at)? {
            let database = field::name(permission, "databaseName", &at)?;
            let mut roles = Vec::new();
            for (role, at) in field::list(permission, "roles", &at)? {
                let role = role.as_str().filter(|role| !role.is_empty()).ok_or(Wrong(at))?;
                roles.push(RoleName::new(role));
            }
            permissions.push(Permission { database: DatabaseName::new(database), roles });
        }
        Ok(Self { name: PrincipalId::new(name), permissions })
    }

    /// Whether there is a permission on a database, be it one without roles.
    #[must_use]
    pub fn has_permission_on(&self, database: &DatabaseName) -> bool {
        self.permissions.iter().any(|permission| permission.database == *database)
    }

    /// The roles on a database, each once.
    #[must_use]
    pub fn roles_on(&self, database: &DatabaseName) -> Vec<RoleName> {
        self.held().into_iter().filter(|(place, _)| *place == database).map(|(_, role)| role.clone()).collect()
    }

    /// All roles with their databases, each once.
    #[must_use]
    pub fn held(&self) -> Vec<(&DatabaseName, &RoleName)> {
        let mut held = Vec::new();
        for permission in &self.permissions {
            for role in &permission.roles {
                let pair = (&permission.database, role);
                if !held.contains(&pair) {
                    held.push(pair);
                }
            }
        }
        held
    }

    /// The permissions without one role on one database, and otherwise as they are. A permission that loses its only role
    /// goes too: what one without roles means is documented nowhere.
    #[must_use]
    pub fn without(&self, database: &DatabaseName, role: &RoleName) -> Vec<Permission> {
        let rest = |permission: &Permission| {
            if permission.database != *database || !permission.roles.contains(role) {
                return Some(permission.clone());
            }
            let roles: Vec<RoleName> = permission.roles.iter().filter(|other| *other != role).cloned().collect();
            (!roles.is_empty()).then(|| Permission { database: database.clone(), roles })
        };
        self.permissions.iter().filter_map(rest).collect()
    }

    /// The permissions with one role more on one database, and otherwise as they are.
    #[must_use]
    pub fn with(&self, database: &DatabaseName, role: &RoleName) -> Vec<Permission> {
        let mut permissions = self.permissions.clone();
        match permissions.iter_mut().find(|permission| permission.database == *database) {
            Some(permission) => permission.roles.push(role.clone()),
            None => permissions.push(Permission { database: database.clone(), roles: vec![role.clone()] }),
        }
        permissions
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn missing_and_null_are_empty_and_another_type_is_told_with_its_path() {
        let user = |value: Value| User::decode(&value, "users[2]");
        for nothing in [json!({"name": "n"}), json!({"name": "n", "permissions": null, "authType": "AUTH_TYPE_NEW"})] {
            assert_eq!(user(nothing).unwrap().permissions, []);
        }
        let without_roles = user(json!({"name": "n", "permissions": [{"databaseName": "d", "roles": null}]})).unwrap();
        assert!(without_roles.has_permission_on(&DatabaseName::new("d")) && without_roles.held().is_empty());
        for (wrong, path) in [
            (json!({}), "users[2].name"),
            (json!({"name": 7}), "users[2].name"),
            (json!({"name": "n", "permissions": {}}), "users[2].permissions"),
            (json!({"name": "n", "permissions": ["d"]}), "users[2].permissions[0]"),
            (json!({"name": "n", "permissions": [{"roles": ["r"]}]}), "users[2].permissions[0].databaseName"),
            (
                json!({"name": "n", "permissions": [{"databaseName": "d", "roles": "r"}]}),
                "users[2].permissions[0].roles",
            ),
            (
                json!({"name": "n", "permissions": [{"databaseName": "d", "roles": ["r", 1]}]}),
                "users[2].permissions[0].roles[1]",
            ),
        ] {
            assert_eq!(user(wrong), Err(Wrong(path.into())));
        }
    }

    #[test]
    fn one_role_goes_wherever_it_stands_and_all_else_stays_as_it_is() {
        let user = User::decode(
            &json!({"name": "n", "permissions": [
                {"databaseName": "a", "roles": ["x", "y", "x"]},
                {"databaseName": "b", "roles": ["x"]},
                {"databaseName": "c"},
                {"databaseName": "a", "roles": ["x"]},
            ]}),
            "",
        );
        let user = user.unwrap();
        let database = DatabaseName::new("a");
        assert_eq!(user.roles_on(&database), ["x", "y"].map(RoleName::new));
        let left: Vec<(String, usize)> = user
            .without(&database, &RoleName::new("x"))
            .into_iter()
            .map(|permission| (permission.database.to_string(), permission.roles.len()))
            .collect();
        assert_eq!(left, [("a".to_owned(), 1), ("b".into(), 1), ("c".into(), 0)]);
    }
}
