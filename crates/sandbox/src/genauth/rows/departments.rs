//! Organisations and the departments below them.

use rusqlite::Row;

use super::{Part, Result, Rows, json, to_json};
use crate::genauth::{
    request::Page,
    world::{Department, Organization, User},
};

impl Rows<'_> {
    /// An organisation.
    pub(in crate::genauth) fn organization(&self, code: &str) -> Result<Option<Organization>> {
        let sql = "SELECT code, name, description, root FROM genauth_organization WHERE code = ?1";
        self.one(sql, [code], read_organization)
    }

    /// Every organisation.
    pub(in crate::genauth) fn organizations(&self, page: Option<Page>) -> Result<Part<Organization>> {
        let select = ["code, name, description, root", "FROM genauth_organization", "position"];
        self.part(select, &[], page, read_organization)
    }

    /// A department by its id.
    pub(in crate::genauth) fn department(&self, id: &str) -> Result<Option<Department>> {
        self.one(&format!("SELECT {COLUMNS} FROM genauth_department WHERE id = ?1"), [id], read)
    }

    /// A department of an organisation by its code.
    pub(in crate::genauth) fn department_by_code(&self, organization: &str, code: &str) -> Result<Option<Department>> {
        let sql = format!("SELECT {COLUMNS} FROM genauth_department WHERE organization = ?1 AND code = ?2");
        self.one(&sql, [organization, code], read)
    }

    /// The departments directly below one.
    pub(in crate::genauth) fn children(&self, id: &str) -> Result<Vec<Department>> {
        self.list(&format!("SELECT {COLUMNS} FROM genauth_department WHERE parent = ?1 ORDER BY id"), [id], read)
    }

    /// Every department of every organisation.
    pub(in crate::genauth) fn all_departments(&self) -> Result<Vec<Department>> {
        self.list(&format!("SELECT {COLUMNS} FROM genauth_department ORDER BY id"), [], read)
    }

    /// The users who are directly in a department.
    pub(in crate::genauth) fn department_members(&self, id: &str, page: Option<Page>) -> Result<Part<User>> {
        let rest = "FROM genauth_user_department JOIN genauth_user ON id = user WHERE department = ?1";
        self.part(["profile", rest, "id"], &[&id], page, |row| json(row, 0))
    }

    /// How many users are directly in a department.
    pub(in crate::genauth) fn members_count(&self, id: &str) -> Result<i64> {
        let sql = "SELECT COUNT(*) FROM genauth_user_department WHERE department = ?1";
        Ok(self.value(sql, [id])?.unwrap_or_default())
    }

    /// Adds an organisation; its root is a department like any other.
    pub(in crate::genauth) fn put_organization(&self, organization: &Organization) -> Result<()> {
        let sql = "INSERT INTO genauth_organization (code, name, description, root) VALUES (?1, ?2, ?3, ?4)";
        let values = [&organization.code, &organization.name, &organization.description, &organization.root];
        self.write(sql, values).map(drop)
    }

    /// Adds a department.
    pub(in crate::genauth) fn put_department(&self, department: &Department) -> Result<()> {
        let leaders = to_json(&department.leader_user_ids)?;
        let Department { id, organization, parent, code, name, description, .. } = department;
        let values = [id, organization, parent, code, name, description, &leaders];
        self.write("INSERT INTO genauth_department VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", values).map(drop)
    }
}

pub(super) const COLUMNS: &str = "id, organization, parent, code, name, description, leaders";

pub(super) fn read(row: &Row<'_>) -> Result<Department> {
    Ok(Department {
        id: row.get(0)?,
        organization: row.get(1)?,
        parent: row.get(2)?,
        code: row.get(3)?,
        name: row.get(4)?,
        description: row.get(5)?,
        leader_user_ids: json(row, 6)?,
    })
}

fn read_organization(row: &Row<'_>) -> Result<Organization> {
    Ok(Organization { code: row.get(0)?, name: row.get(1)?, description: row.get(2)?, root: row.get(3)? })
}
