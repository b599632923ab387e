//! The pool itself, its access keys, and the nonces that were used.

use super::{Result, Rows};
use crate::genauth::world::{Access, AccessKey};

impl Rows<'_> {
    /// The pool's id.
    pub(in crate::genauth) fn pool(&self) -> Result<String> {
        Ok(self.value("SELECT id FROM genauth_pool", [])?.unwrap_or_default())
    }

    /// Sets the pool's id.
    pub(in crate::genauth) fn put_pool(&self, id: &str) -> Result<()> {
        self.write("INSERT INTO genauth_pool VALUES (?1)", [id]).map(drop)
    }

    /// An access key.
    pub(in crate::genauth) fn key(&self, id: &str) -> Result<Option<AccessKey>> {
        self.one("SELECT secret, reads_only FROM genauth_key WHERE id = ?1", [id], |row| {
            let access = if row.get(1)? { Access::Read } else { Access::All };
            Ok(AccessKey { id: id.to_owned(), secret: row.get(0)?, access })
        })
    }

    /// Adds an access key, or changes one.
    pub(in crate::genauth) fn put_key(&self, key: &AccessKey) -> Result<()> {
        let values = (&key.id, &key.secret, key.access == Access::Read);
        self.write("INSERT OR REPLACE INTO genauth_key VALUES (?1, ?2, ?3)", values).map(drop)
    }

    /// Uses a nonce up; `false` when it was used already. Those that no date in the window could come with are forgotten.
    pub(in crate::genauth) fn consume_nonce(&self, nonce: &str, now: i64, window_ms: i64) -> Result<bool> {
        let oldest = now.saturating_sub(window_ms.saturating_mul(2));
        self.write("DELETE FROM genauth_nonce WHERE at < ?1", [oldest])?;
        Ok(self.write("INSERT OR IGNORE INTO genauth_nonce VALUES (?1, ?2)", (nonce, now))? == 1)
    }
}
