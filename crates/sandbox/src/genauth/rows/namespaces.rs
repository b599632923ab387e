//! Permission spaces.

use rusqlite::Row;

use super::{Part, Result, Rows, anywhere};
use crate::genauth::{request::Page, world::Namespace};

impl Rows<'_> {
    /// A permission space.
    pub(in crate::genauth) fn namespace(&self, code: &str) -> Result<Option<Namespace>> {
        self.one(&format!("SELECT {COLUMNS} FROM genauth_namespace WHERE code = ?1"), [code], read)
    }

    /// Those whose name holds `name` and whose code holds `code`; both may be empty.
    pub(in crate::genauth) fn namespaces(&self, name: &str, code: &str, page: Option<Page>) -> Result<Part<Namespace>> {
        let rest = "FROM genauth_namespace WHERE name LIKE ?1 ESCAPE '\\' AND code LIKE ?2 ESCAPE '\\'";
        self.part([COLUMNS, rest, "position"], &[&anywhere(name), &anywhere(code)], page, read)
    }

    /// Adds a permission space.
    pub(in crate::genauth) fn put_namespace(&self, namespace: &Namespace) -> Result<()> {
        let sql = "INSERT INTO genauth_namespace (code, name, description, status) VALUES (?1, ?2, ?3, ?4)";
        self.write(sql, (&namespace.code, &namespace.name, &namespace.description, namespace.status)).map(drop)
    }
}

const COLUMNS: &str = "code, name, description, status";

fn read(row: &Row<'_>) -> Result<Namespace> {
    Ok(Namespace { code: row.get(0)?, name: row.get(1)?, description: row.get(2)?, status: row.get(3)? })
}
