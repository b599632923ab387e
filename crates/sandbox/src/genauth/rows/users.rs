//! Users. What the API shows of one is kept as JSON; departments are rows of their own.

use super::{Part, Result, Rows, anywhere, json, to_json};
use crate::genauth::{request::Page, world::User};

/// The ways to name a user that this emulator knows, with the field of the profile.
const ID_TYPES: [(&str, &str); 5] = [
    ("user_id", "userId"),
    ("external_id", "externalId"),
    ("phone", "phone"),
    ("email", "email"),
    ("username", "username"),
];

/// What a fuzzy search looks at.
const SEARCHED: [&str; 5] = ["phone", "email", "name", "username", "nickname"];

impl Rows<'_> {
    /// A user by an id of this type; `None`, too, when the type is one that the emulator does not know.
    pub(in crate::genauth) fn user_by(&self, id_type: &str, id: &str) -> Result<Option<User>> {
        if id_type == "user_id" {
            return self.one("SELECT profile FROM genauth_user WHERE id = ?1", [id], |row| json(row, 0));
        }
        let Some((_, field)) = ID_TYPES.iter().find(|(word, _)| *word == id_type) else {
            return Ok(None);
        };
        let sql = format!("SELECT profile FROM genauth_user WHERE profile ->> '{field}' = ?1 ORDER BY id LIMIT 1");
        self.one(&sql, [id], |row| json(row, 0))
    }

    /// Whether there is a user with this id.
    pub(in crate::genauth) fn is_user(&self, id: &str) -> Result<bool> {
        Ok(self.value::<i64>("SELECT 1 FROM genauth_user WHERE id = ?1", [id])?.is_some())
    }

    /// The users with this status, if one is named, whose contact or name holds `keywords`.
    pub(in crate::genauth) fn users(&self, keywords: &str, status: &str, page: Option<Page>) -> Result<Part<User>> {
        let found: Vec<String> =
            SEARCHED.iter().map(|field| format!("profile ->> '{field}' LIKE ?1 ESCAPE '\\'")).collect();
        let rest = format!(
            "FROM genauth_user WHERE (?2 = '' OR {}) AND (?3 = '' OR profile ->> 'status' = ?3)",
            found.join(" OR ")
        );
        self.part(["profile", &rest, "id"], &[&anywhere(keywords), &keywords, &status], page, |row| json(row, 0))
    }

    /// The departments that a user is directly in.
    pub(in crate::genauth) fn departments_of(&self, user: &str) -> Result<Vec<String>> {
        let sql = "SELECT department FROM genauth_user_department WHERE user = ?1 ORDER BY department";
        self.texts(sql, [user])
    }

    /// Adds a user with its departments.
    pub(in crate::genauth) fn put_user(&self, user: &User) -> Result<()> {
        let profile = User { department_ids: None, identities: None, ..user.clone() };
        self.write("INSERT INTO genauth_user VALUES (?1, ?2)", [&user.user_id, &to_json(&profile)?])?;
        for department in user.department_ids.iter().flatten() {
            self.write("INSERT OR IGNORE INTO genauth_user_department VALUES (?1, ?2)", [&user.user_id, department])?;
        }
        Ok(())
    }
}
