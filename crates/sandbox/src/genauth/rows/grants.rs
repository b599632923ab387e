//! Resources, and who may do what with them.

use super::{Result, Rows, json, to_json};
use crate::genauth::world::{Grant, Resource, TargetType};

impl Rows<'_> {
    /// A resource; grants may be on resources that nobody has described.
    pub(in crate::genauth) fn resource(&self, namespace: &str, code: &str) -> Result<Option<Resource>> {
        let sql = "SELECT description, api_identifier FROM genauth_resource WHERE namespace = ?1 AND code = ?2";
        self.one(sql, [namespace, code], |row| {
            Ok(Resource {
                namespace: namespace.to_owned(),
                code: code.to_owned(),
                description: row.get(0)?,
                api_identifier: row.get(1)?,
            })
        })
    }

    /// Every resource.
    pub(in crate::genauth) fn resources(&self) -> Result<Vec<Resource>> {
        let sql = "SELECT namespace, code, description, api_identifier FROM genauth_resource ORDER BY namespace, code";
        self.list(sql, [], |row| {
            Ok(Resource {
                namespace: row.get(0)?,
                code: row.get(1)?,
                description: row.get(2)?,
                api_identifier: row.get(3)?,
            })
        })
    }

    /// Adds a resource.
    pub(in crate::genauth) fn put_resource(&self, resource: &Resource) -> Result<()> {
        let values = (&resource.namespace, &resource.code, &resource.description, &resource.api_identifier);
        self.write("INSERT INTO genauth_resource VALUES (?1, ?2, ?3, ?4)", values).map(drop)
    }

    /// What a target was granted and denied in a namespace.
    pub(in crate::genauth) fn grants(&self, namespace: &str, kind: TargetType, target: &str) -> Result<Vec<Grant>> {
        let sql = "SELECT row FROM genauth_grant WHERE namespace = ?1 AND type = ?2 AND target = ?3 ORDER BY position";
        self.list(sql, [namespace, kind.word(), target], |row| json(row, 0))
    }

    /// The same in every namespace.
    pub(in crate::genauth) fn all_grants(&self) -> Result<Vec<Grant>> {
        self.list("SELECT row FROM genauth_grant ORDER BY position", [], |row| json(row, 0))
    }

    /// Adds a grant. One for the same target, resource and effect without conditions takes its actions in.
    pub(in crate::genauth) fn put_grant(&self, grant: &Grant) -> Result<()> {
        let (kind, target) = (grant.target_type.word(), &grant.target_identifier);
        let sql = "SELECT position, row FROM genauth_grant WHERE namespace = ?1 AND type = ?2 AND target = ?3";
        let stored = self
            .list(sql, [&grant.namespace, kind, target], |row| Ok((row.get::<_, i64>(0)?, json::<Grant>(row, 1)?)))?
            .into_iter()
            .find(|(_, stored)| {
                stored.resource_code == grant.resource_code
                    && stored.resource_type == grant.resource_type
                    && stored.effect == grant.effect
                    && stored.condition.is_empty()
                    && grant.condition.is_empty()
            });
        let Some((position, mut stored)) = stored else {
            let sql = "INSERT INTO genauth_grant (namespace, type, target, row) VALUES (?1, ?2, ?3, ?4)";
            return self.write(sql, [&grant.namespace, kind, target, &to_json(grant)?]).map(drop);
        };
        for action in &grant.actions {
            if !stored.actions.contains(action) {
                stored.actions.push(action.clone());
            }
        }
        let row = to_json(&stored)?;
        self.write("UPDATE genauth_grant SET row = ?1 WHERE position = ?2", (row, position)).map(drop)
    }
}
