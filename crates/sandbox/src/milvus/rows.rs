//! Reads and writes of one instance's rows inside one transaction. No rule of Milvus is here, only its records:
//! names are ordered bytewise, as its key-value store keeps them.

use rusqlite::{OptionalExtension, Params, Row, Transaction};

use super::instance::Instance;

/// One privilege grant of a role. The key is all but the grantor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) object_type: String,
    pub(crate) db: String,
    pub(crate) object: String,
    pub(crate) privilege: String,
    pub(crate) grantor: String,
}

/// The rows of one instance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a> {
    transaction: &'a Transaction<'a>,
    instance: &'static str,
}

type Result<T> = rusqlite::Result<T>;

impl<'a> Rows<'a> {
    /// The rows of `instance` as `transaction` sees them.
    pub(crate) fn new(transaction: &'a Transaction<'a>, instance: &Instance) -> Self {
        Self { transaction, instance: instance.name.key() }
    }

    fn write(&self, sql: &str, values: impl Params) -> Result<usize> {
        self.transaction.prepare_cached(sql)?.execute(values)
    }

    fn list<T>(&self, sql: &str, values: impl Params, read: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        self.transaction.prepare_cached(sql)?.query_map(values, read)?.collect()
    }

    fn names(&self, sql: &str, values: impl Params) -> Result<Vec<String>> {
        self.list(sql, values, |row| row.get(0))
    }

    fn one<T: rusqlite::types::FromSql>(&self, sql: &str, values: impl Params) -> Result<Option<T>> {
        self.transaction.prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()
    }

    /// Every user's name.
    pub(crate) fn users(&self) -> Result<Vec<String>> {
        self.names("SELECT name FROM milvus_user WHERE instance = ?1 ORDER BY name", [self.instance])
    }

    /// A user's password, if there is such a user.
    pub(crate) fn password(&self, user: &str) -> Result<Option<String>> {
        self.one("SELECT password FROM milvus_user WHERE instance = ?1 AND name = ?2", [self.instance, user])
    }

    /// A user's description, if there is such a user.
    pub(crate) fn user_description(&self, user: &str) -> Result<Option<String>> {
        self.one("SELECT description FROM milvus_user WHERE instance = ?1 AND name = ?2", [self.instance, user])
    }

    /// Adds a user, or changes one.
    pub(crate) fn put_user(&self, user: &str, password: &str, description: &str) -> Result<()> {
        let values = [self.instance, user, password, description];
        self.write("INSERT OR REPLACE INTO milvus_user VALUES (?1, ?2, ?3, ?4)", values).map(drop)
    }

    /// Removes a user and its bindings.
    pub(crate) fn drop_user(&self, user: &str) -> Result<()> {
        self.write("DELETE FROM milvus_binding WHERE instance = ?1 AND user = ?2", [self.instance, user])?;
        self.write("DELETE FROM milvus_user WHERE instance = ?1 AND name = ?2", [self.instance, user]).map(drop)
    }

    /// Every role's name.
    pub(crate) fn roles(&self) -> Result<Vec<String>> {
        self.names("SELECT name FROM milvus_role WHERE instance = ?1 ORDER BY name", [self.instance])
    }

    /// A role's description, if there is such a role.
    pub(crate) fn role_description(&self, role: &str) -> Result<Option<String>> {
        self.one("SELECT description FROM milvus_role WHERE instance = ?1 AND name = ?2", [self.instance, role])
    }

    /// Adds a role, or changes its description.
    pub(crate) fn put_role(&self, role: &str, description: &str) -> Result<()> {
        self.write("INSERT OR REPLACE INTO milvus_role VALUES (?1, ?2, ?3)", [self.instance, role, description])
            .map(drop)
    }

    /// Removes a role and its bindings.
    pub(crate) fn drop_role(&self, role: &str) -> Result<()> {
        self.write("DELETE FROM milvus_binding WHERE instance = ?1 AND role = ?2", [self.instance, role])?;
        self.write("DELETE FROM milvus_role WHERE instance = ?1 AND name = ?2", [self.instance, role]).map(drop)
    }

    /// The roles that a user holds.
    pub(crate) fn roles_of(&self, user: &str) -> Result<Vec<String>> {
        let sql = "SELECT role FROM milvus_binding WHERE instance = ?1 AND user = ?2 ORDER BY role";
        self.names(sql, [self.instance, user])
    }

    /// The users that hold a role.
    pub(crate) fn holders_of(&self, role: &str) -> Result<Vec<String>> {
        let sql = "SELECT user FROM milvus_binding WHERE instance = ?1 AND role = ?2 ORDER BY user";
        self.names(sql, [self.instance, role])
    }

    /// Gives a user a role; nothing happens when it has it.
    pub(crate) fn bind(&self, user: &str, role: &str) -> Result<()> {
        self.write("INSERT OR IGNORE INTO milvus_binding VALUES (?1, ?2, ?3)", [self.instance, user, role]).map(drop)
    }

    /// Takes a role from a user; nothing happens when it has it not.
    pub(crate) fn unbind(&self, user: &str, role: &str) -> Result<()> {
        let sql = "DELETE FROM milvus_binding WHERE instance = ?1 AND user = ?2 AND role = ?3";
        self.write(sql, [self.instance, user, role]).map(drop)
    }

    /// A role's grants in every database, by key.
    pub(crate) fn grants_of(&self, role: &str) -> Result<Vec<Grant>> {
        let sql = "SELECT object_type, db, object, privilege, grantor FROM milvus_grant \
                   WHERE instance = ?1 AND role = ?2";
        self.list(sql, [self.instance, role], |row| {
            Ok(Grant {
                object_type: row.get(0)?,
                db: row.get(1)?,
                object: row.get(2)?,
                privilege: row.get(3)?,
                grantor: row.get(4)?,
            })
        })
    }

    /// Stores a grant; one that is there keeps its grantor.
    pub(crate) fn put_grant(&self, role: &str, grant: &Grant) -> Result<()> {
        let Grant { object_type, db, object, privilege, grantor } = grant;
        let values = [self.instance, role, object_type, db, object, privilege, grantor];
        self.write("INSERT OR IGNORE INTO milvus_grant VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", values).map(drop)
    }

    /// Removes a grant; nothing happens when it is not there.
    pub(crate) fn drop_grant(&self, role: &str, grant: &Grant) -> Result<()> {
        let Grant { object_type, db, object, privilege, .. } = grant;
        let sql = "DELETE FROM milvus_grant WHERE instance = ?1 AND role = ?2 AND object_type = ?3 AND db = ?4 \
                   AND object = ?5 AND privilege = ?6";
        self.write(sql, [self.instance, role, object_type, db, object, privilege]).map(drop)
    }

    /// A role that was granted the privilege or group, if any was.
    pub(crate) fn role_with(&self, privilege: &str) -> Result<Option<String>> {
        let sql = "SELECT role FROM milvus_grant WHERE instance = ?1 AND privilege = ?2 ORDER BY role LIMIT 1";
        self.one(sql, [self.instance, privilege])
    }

    /// Every custom privilege group's name.
    pub(crate) fn groups(&self) -> Result<Vec<String>> {
        self.names("SELECT name FROM milvus_group WHERE instance = ?1 ORDER BY name", [self.instance])
    }

    /// A custom group's members, if there is such a group.
    pub(crate) fn group_members(&self, group: &str) -> Result<Option<Vec<String>>> {
        let there = "SELECT 1 FROM milvus_group WHERE instance = ?1 AND name = ?2";
        if self.one::<i64>(there, [self.instance, group])?.is_none() {
            return Ok(None);
        }
        let sql = "SELECT privilege FROM milvus_group_member WHERE instance = ?1 AND name = ?2 ORDER BY privilege";
        self.names(sql, [self.instance, group]).map(Some)
    }

    /// Adds an empty group.
    pub(crate) fn put_group(&self, group: &str) -> Result<()> {
        self.write("INSERT OR IGNORE INTO milvus_group VALUES (?1, ?2)", [self.instance, group]).map(drop)
    }

    /// Removes a group and what is in it.
    pub(crate) fn drop_group(&self, group: &str) -> Result<()> {
        self.write("DELETE FROM milvus_group_member WHERE instance = ?1 AND name = ?2", [self.instance, group])?;
        self.write("DELETE FROM milvus_group WHERE instance = ?1 AND name = ?2", [self.instance, group]).map(drop)
    }

    /// Puts a privilege into a group.
    pub(crate) fn put_member(&self, group: &str, privilege: &str) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO milvus_group_member VALUES (?1, ?2, ?3)";
        self.write(sql, [self.instance, group, privilege]).map(drop)
    }

    /// Takes a privilege out of a group.
    pub(crate) fn drop_member(&self, group: &str, privilege: &str) -> Result<()> {
        let sql = "DELETE FROM milvus_group_member WHERE instance = ?1 AND name = ?2 AND privilege = ?3";
        self.write(sql, [self.instance, group, privilege]).map(drop)
    }

    /// Every database's name.
    pub(crate) fn databases(&self) -> Result<Vec<String>> {
        self.names("SELECT name FROM milvus_database WHERE instance = ?1 ORDER BY name", [self.instance])
    }

    /// A database's id, if there is such a database.
    pub(crate) fn database_id(&self, db: &str) -> Result<Option<i64>> {
        self.one("SELECT id FROM milvus_database WHERE instance = ?1 AND name = ?2", [self.instance, db])
    }

    /// Adds a database.
    pub(crate) fn put_database(&self, db: &str, id: i64) -> Result<()> {
        self.write("INSERT OR IGNORE INTO milvus_database VALUES (?1, ?2, ?3)", (self.instance, db, id)).map(drop)
    }

    /// The collections of a database.
    pub(crate) fn collections(&self, db: &str) -> Result<Vec<String>> {
        let sql = "SELECT name FROM milvus_collection WHERE instance = ?1 AND db = ?2 ORDER BY name";
        self.names(sql, [self.instance, db])
    }

    /// Adds a collection.
    pub(crate) fn put_collection(&self, db: &str, collection: &str) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO milvus_collection VALUES (?1, ?2, ?3)";
        self.write(sql, [self.instance, db, collection]).map(drop)
    }

    /// The collection that an alias stands for.
    pub(crate) fn aliased(&self, db: &str, alias: &str) -> Result<Option<String>> {
        let sql = "SELECT collection FROM milvus_alias WHERE instance = ?1 AND db = ?2 AND name = ?3";
        self.one(sql, [self.instance, db, alias])
    }

    /// The aliases in a database, with what they stand for.
    pub(crate) fn aliases(&self, db: &str) -> Result<Vec<(String, String)>> {
        let sql = "SELECT name, collection FROM milvus_alias WHERE instance = ?1 AND db = ?2 ORDER BY name";
        self.list(sql, [self.instance, db], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Adds an alias.
    pub(crate) fn put_alias(&self, db: &str, alias: &str, collection: &str) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO milvus_alias VALUES (?1, ?2, ?3, ?4)";
        self.write(sql, [self.instance, db, alias, collection]).map(drop)
    }
}
