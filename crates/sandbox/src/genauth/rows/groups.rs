//! Groups of users.

use rusqlite::Row;

use super::{Part, Result, Rows, anywhere, json};
use crate::genauth::{
    request::Page,
    world::{Group, User},
};

impl Rows<'_> {
    /// A group without its members.
    pub(in crate::genauth) fn group(&self, code: &str) -> Result<Option<Group>> {
        self.one(&format!("SELECT {COLUMNS} FROM genauth_group WHERE code = ?1"), [code], read)
    }

    /// A group without its members, by its id.
    pub(in crate::genauth) fn group_by_id(&self, id: &str) -> Result<Option<Group>> {
        self.one(&format!("SELECT {COLUMNS} FROM genauth_group WHERE id = ?1"), [id], read)
    }

    /// The groups whose code or name holds `keywords`, without their members.
    pub(in crate::genauth) fn groups(&self, keywords: &str, page: Option<Page>) -> Result<Part<Group>> {
        let rest = "FROM genauth_group WHERE code LIKE ?1 ESCAPE '\\' OR name LIKE ?1 ESCAPE '\\'";
        self.part([COLUMNS, rest, "id"], &[&anywhere(keywords)], page, read)
    }

    /// The members of a group.
    pub(in crate::genauth) fn group_members(&self, code: &str, page: Option<Page>) -> Result<Part<User>> {
        let rest = "FROM genauth_group_member JOIN genauth_user ON id = user WHERE code = ?1";
        self.part(["profile", rest, "id"], &[&code], page, |row| json(row, 0))
    }

    /// Adds a group.
    pub(in crate::genauth) fn put_group(&self, group: &Group) -> Result<()> {
        let values = [&group.id, &group.code, &group.name, &group.description];
        self.write("INSERT INTO genauth_group VALUES (?1, ?2, ?3, ?4)", values)?;
        for user in &group.members {
            self.write("INSERT OR IGNORE INTO genauth_group_member VALUES (?1, ?2)", [&group.code, user])?;
        }
        Ok(())
    }
}

const COLUMNS: &str = "id, code, name, description";

fn read(row: &Row<'_>) -> Result<Group> {
    let (id, code, name, description) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
    Ok(Group { id, code, name, description, members: Vec::new() })
}
