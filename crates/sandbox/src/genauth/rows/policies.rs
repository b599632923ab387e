//! Data policies and who has them.

use rusqlite::Row;

use super::{Part, Result, Rows, anywhere, json, to_json};
use crate::genauth::{
    request::Page,
    world::{Policy, PolicyTarget, TargetType},
};

impl Rows<'_> {
    /// A data policy with its targets.
    pub(in crate::genauth) fn policy(&self, id: &str) -> Result<Option<Policy>> {
        let policy = self.one(&format!("SELECT {COLUMNS} FROM genauth_policy WHERE id = ?1"), [id], read)?;
        policy.map(|policy| self.with_targets(policy)).transpose()
    }

    /// Those whose name holds `query`, with their targets.
    pub(in crate::genauth) fn policies(&self, query: &str, page: Option<Page>) -> Result<Part<Policy>> {
        let rest = "FROM genauth_policy WHERE name LIKE ?1 ESCAPE '\\'";
        let Part { total, list } = self.part([COLUMNS, rest, "id"], &[&anywhere(query)], page, read)?;
        let list = list.into_iter().map(|policy| self.with_targets(policy)).collect::<Result<_>>()?;
        Ok(Part { total, list })
    }

    fn with_targets(&self, mut policy: Policy) -> Result<Policy> {
        let sql =
            "SELECT id, authorization_time FROM genauth_policy_target WHERE policy = ?1 AND type = ?2 ORDER BY id";
        for kind in TargetType::ALL {
            policy.targets.extend(self.list(sql, [&policy.id, kind.word()], |row| {
                Ok(PolicyTarget { target_type: kind, id: row.get(0)?, authorization_time: row.get(1)? })
            })?);
        }
        Ok(policy)
    }

    /// Adds a data policy with its targets.
    pub(in crate::genauth) fn put_policy(&self, policy: &Policy) -> Result<()> {
        let statements = to_json(&policy.statements)?;
        let values = (&policy.id, &policy.name, &policy.description, statements, &policy.updated_at);
        self.write("INSERT INTO genauth_policy VALUES (?1, ?2, ?3, ?4, ?5)", values)?;
        policy.targets.iter().try_for_each(|target| self.put_policy_target(&policy.id, target))
    }

    /// Gives a data policy to a target; one that has it keeps it as it is.
    pub(in crate::genauth) fn put_policy_target(&self, policy: &str, target: &PolicyTarget) -> Result<()> {
        let values = [policy, target.target_type.word(), &target.id, &target.authorization_time];
        self.write("INSERT OR IGNORE INTO genauth_policy_target VALUES (?1, ?2, ?3, ?4)", values).map(drop)
    }

    /// Takes a data policy from a target; nothing happens when it has it not.
    pub(in crate::genauth) fn drop_policy_target(&self, policy: &str, kind: TargetType, id: &str) -> Result<()> {
        let sql = "DELETE FROM genauth_policy_target WHERE policy = ?1 AND type = ?2 AND id = ?3";
        self.write(sql, [policy, kind.word(), id]).map(drop)
    }
}

const COLUMNS: &str = "id, name, description, statements, updated_at";

fn read(row: &Row<'_>) -> Result<Policy> {
    Ok(Policy {
        id: row.get(0)?,
        name: row.get(1)?,
        description: row.get(2)?,
        statements: json(row, 3)?,
        updated_at: row.get(4)?,
        targets: Vec::new(),
    })
}
