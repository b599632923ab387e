//! Roles.

use rusqlite::Row;

use super::{Part, Result, Rows, anywhere};
use crate::genauth::{request::Page, world::Role};

impl Rows<'_> {
    /// A role by its code.
    pub(in crate::genauth) fn role(&self, namespace: &str, code: &str) -> Result<Option<Role>> {
        let sql = format!("SELECT {COLUMNS} FROM genauth_role WHERE namespace = ?1 AND code = ?2");
        self.one(&sql, [namespace, code], read)
    }

    /// A role by its id.
    pub(in crate::genauth) fn role_by_id(&self, id: &str) -> Result<Option<Role>> {
        self.one(&format!("SELECT {COLUMNS} FROM genauth_role WHERE id = ?1"), [id], read)
    }

    /// The roles of a namespace whose code or name holds `keywords`.
    pub(in crate::genauth) fn roles(&self, namespace: &str, keywords: &str, page: Option<Page>) -> Result<Part<Role>> {
        let rest = "FROM genauth_role WHERE namespace = ?1 \
                    AND (code LIKE ?2 ESCAPE '\\' OR name LIKE ?2 ESCAPE '\\')";
        self.part([COLUMNS, rest, "id"], &[&namespace, &anywhere(keywords)], page, read)
    }

    /// Every role of every namespace.
    pub(in crate::genauth) fn all_roles(&self) -> Result<Vec<Role>> {
        self.list(&format!("SELECT {COLUMNS} FROM genauth_role ORDER BY id"), [], read)
    }

    /// Adds a role.
    pub(in crate::genauth) fn put_role(&self, role: &Role) -> Result<()> {
        let values =
            (&role.id, &role.namespace, &role.code, &role.name, &role.description, &role.status, role.disable_time);
        self.write("INSERT INTO genauth_role VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", values).map(drop)
    }

    /// Removes a role, with whatever it held or was held by.
    pub(in crate::genauth) fn drop_role(&self, role: &Role) -> Result<()> {
        self.write("DELETE FROM genauth_role WHERE id = ?1", [&role.id])?;
        self.write("DELETE FROM genauth_holder WHERE role = ?1", [&role.id])?;
        self.write(
            "DELETE FROM genauth_holder WHERE type = 'ROLE' AND target = ?1 \
             AND role IN (SELECT id FROM genauth_role WHERE namespace = ?2)",
            [&role.code, &role.namespace],
        )?;
        let sql = "DELETE FROM genauth_grant WHERE type = 'ROLE' AND target = ?1 AND namespace = ?2";
        self.write(sql, [&role.code, &role.namespace])?;
        self.write("DELETE FROM genauth_policy_target WHERE type = 'ROLE' AND id = ?1", [&role.id]).map(drop)
    }
}

pub(super) const COLUMNS: &str = "id, namespace, code, name, description, status, disable_time";

pub(super) fn read(row: &Row<'_>) -> Result<Role> {
    Ok(Role {
        id: row.get(0)?,
        namespace: row.get(1)?,
        code: row.get(2)?,
        name: row.get(3)?,
        description: row.get(4)?,
        status: row.get(5)?,
        disable_time: row.get(6)?,
    })
}
