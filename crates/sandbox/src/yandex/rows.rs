//! Reads and writes of clusters, databases, users and tokens inside one transaction. No rule of the vendor is here.
//! Everything is listed in the order in which it was added.

use rusqlite::{OptionalExtension, Params, Transaction};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    clock::Moment,
    names::{ClusterId, DatabaseName, UserName},
    page::Page,
    records::{Cluster, Database, User},
};

type Result<T> = rusqlite::Result<T>;

/// The rows as one transaction sees them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a> {
    transaction: &'a Transaction<'a>,
}

/// An IAM token that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) subject: String,
    pub(crate) expires: Moment,
    pub(crate) generation: u32,
}

impl<'a> Rows<'a> {
    /// The rows that `transaction` sees.
    pub(crate) fn new(transaction: &'a Transaction<'a>) -> Self {
        Self { transaction }
    }

    fn write(&self, sql: &str, values: impl Params) -> Result<()> {
        self.transaction.prepare_cached(sql)?.execute(values).map(drop)
    }

    fn documents<T: DeserializeOwned>(&self, sql: &str, values: impl Params) -> Result<Vec<T>> {
        self.transaction.prepare_cached(sql)?.query_map(values, |row| decode(&row.get::<_, String>(0)?))?.collect()
    }

    fn document<T: DeserializeOwned>(&self, sql: &str, values: impl Params) -> Result<Option<T>> {
        let mut statement = self.transaction.prepare_cached(sql)?;
        statement.query_row(values, |row| decode(&row.get::<_, String>(0)?)).optional()
    }

    /// The clusters of a folder, or those of the name among them.
    pub(crate) fn clusters_in(&self, folder: &str, name: Option<&str>, page: Page) -> Result<Vec<Cluster>> {
        let sql = "SELECT document FROM mongodb_cluster WHERE folder = ?1 AND (?2 IS NULL OR name = ?2) \
                   ORDER BY number LIMIT ?3 OFFSET ?4";
        self.documents(sql, (folder, name, page.limit, page.offset))
    }

    /// Every cluster.
    pub(crate) fn clusters(&self) -> Result<Vec<Cluster>> {
        self.documents("SELECT document FROM mongodb_cluster ORDER BY number", [])
    }

    /// One cluster.
    pub(crate) fn cluster(&self, id: &ClusterId) -> Result<Option<Cluster>> {
        self.document("SELECT document FROM mongodb_cluster WHERE id = ?1", [id.as_str()])
    }

    /// Adds a cluster.
    pub(crate) fn put_cluster(&self, cluster: &Cluster) -> Result<()> {
        let sql = "INSERT INTO mongodb_cluster (id, folder, name, document) VALUES (?1, ?2, ?3, ?4)";
        self.write(sql, (cluster.id.as_str(), &cluster.folder_id, &cluster.name, encode(cluster)?))
    }

    /// The databases of a cluster.
    pub(crate) fn databases(&self, cluster: &ClusterId, page: Page) -> Result<Vec<Database>> {
        let sql = "SELECT document FROM mongodb_database WHERE cluster = ?1 ORDER BY number LIMIT ?2 OFFSET ?3";
        self.documents(sql, (cluster.as_str(), page.limit, page.offset))
    }

    /// One database.
    pub(crate) fn database(&self, cluster: &ClusterId, name: &DatabaseName) -> Result<Option<Database>> {
        let sql = "SELECT document FROM mongodb_database WHERE cluster = ?1 AND name = ?2";
        self.document(sql, (cluster.as_str(), name.as_str()))
    }

    /// Adds a database.
    pub(crate) fn put_database(&self, database: &Database) -> Result<()> {
        let sql = "INSERT INTO mongodb_database (cluster, name, document) VALUES (?1, ?2, ?3)";
        self.write(sql, (database.cluster_id.as_str(), database.name.as_str(), encode(database)?))
    }

    /// Removes a database.
    pub(crate) fn drop_database(&self, cluster: &ClusterId, name: &DatabaseName) -> Result<()> {
        let sql = "DELETE FROM mongodb_database WHERE cluster = ?1 AND name = ?2";
        self.write(sql, (cluster.as_str(), name.as_str()))
    }

    /// The users of a cluster.
    pub(crate) fn users(&self, cluster: &ClusterId, page: Page) -> Result<Vec<User>> {
        let sql = "SELECT document FROM mongodb_user WHERE cluster = ?1 ORDER BY number LIMIT ?2 OFFSET ?3";
        self.documents(sql, (cluster.as_str(), page.limit, page.offset))
    }

    /// One user.
    pub(crate) fn user(&self, cluster: &ClusterId, name: &UserName) -> Result<Option<User>> {
        let sql = "SELECT document FROM mongodb_user WHERE cluster = ?1 AND name = ?2";
        self.document(sql, (cluster.as_str(), name.as_str()))
    }

    /// Adds a user, or changes one where it stands in the list.
    pub(crate) fn put_user(&self, user: &User) -> Result<()> {
        let sql = "INSERT INTO mongodb_user (cluster, name, document) VALUES (?1, ?2, ?3) \
                   ON CONFLICT (cluster, name) DO UPDATE SET document = excluded.document";
        self.write(sql, (user.cluster_id.as_str(), user.name.as_str(), encode(user)?))
    }

    /// Removes a user and its permissions.
    pub(crate) fn drop_user(&self, cluster: &ClusterId, name: &UserName) -> Result<()> {
        let sql = "DELETE FROM mongodb_user WHERE cluster = ?1 AND name = ?2";
        self.write(sql, (cluster.as_str(), name.as_str()))
    }

    /// An IAM token, expired or not.
    pub(crate) fn token(&self, token: &str) -> Result<Option<Token>> {
        let sql = "SELECT subject, expires, generation FROM mongodb_token WHERE token = ?1";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            let expires = Moment::from_micros(row.get(1)?);
            Ok(Token { subject: row.get(0)?, expires, generation: row.get(2)? })
        };
        statement.query_row([token], read).optional()
    }

    /// Adds an IAM token.
    pub(crate) fn put_token(&self, text: &str, token: &Token) -> Result<()> {
        let sql = "INSERT INTO mongodb_token (token, subject, expires, generation) VALUES (?1, ?2, ?3, ?4)";
        self.write(sql, (text, &token.subject, token.expires.micros(), token.generation))
    }

    /// Removes an IAM token.
    pub(crate) fn drop_token(&self, token: &str) -> Result<()> {
        self.write("DELETE FROM mongodb_token WHERE token = ?1", [token])
    }
}

/// A record as the store keeps it.
pub(super) fn encode(record: &impl Serialize) -> Result<String> {
    serde_json::to_string(record).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// A record from the store.
pub(super) fn decode<T: DeserializeOwned>(document: &str) -> Result<T> {
    let text = rusqlite::types::Type::Text;
    serde_json::from_str(document).map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, text, error.into()))
}
