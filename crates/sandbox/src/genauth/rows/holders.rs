//! Who holds which role.

use rusqlite::Row;

use super::{Part, Result, Rows};
use crate::genauth::{
    request::Page,
    world::{Department, Holder, Role, TargetType, User},
};

/// One holding as `list-role-assignments` shows it: without its holder.
#[derive(Debug)]
pub(in crate::genauth) struct Standing {
    pub(in crate::genauth) enable_time: Option<i64>,
    pub(in crate::genauth) end_time: Option<i64>,
    pub(in crate::genauth) created_at: String,
}

impl Standing {
    /// Whether it counts at this time.
    pub(in crate::genauth) fn counts(&self, now: i64) -> bool {
        self.enable_time.is_none_or(|from| from <= now) && self.end_time.is_none_or(|until| until > now)
    }
}

/// That a holding counts at the time `?2`.
const COUNTS: &str = "coalesce(enable_time, ?2) <= ?2 AND coalesce(end_time, ?2 + 1) > ?2";

impl Rows<'_> {
    /// Lets a target hold a role; one that does gets the new times.
    pub(in crate::genauth) fn hold(&self, role: &str, holder: &Holder) -> Result<()> {
        let sql = "INSERT INTO genauth_holder VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                   ON CONFLICT DO UPDATE SET enable_time = excluded.enable_time, end_time = excluded.end_time";
        let (kind, target) = (holder.target_type.word(), &holder.target_identifier);
        self.write(sql, (role, kind, target, holder.enable_time, holder.end_time, &holder.created_at)).map(drop)
    }

    /// Takes a role from a target; nothing happens when it has it not.
    pub(in crate::genauth) fn release(&self, role: &str, kind: TargetType, target: &str) -> Result<()> {
        let sql = "DELETE FROM genauth_holder WHERE role = ?1 AND type = ?2 AND target = ?3";
        self.write(sql, [role, kind.word(), target]).map(drop)
    }

    /// The users who hold a role directly.
    pub(in crate::genauth) fn members(&self, role: &str, now: i64, page: Page) -> Result<Part<User>> {
        let rest = format!(
            "FROM genauth_holder JOIN genauth_user ON id = target WHERE role = ?1 AND type = 'USER' AND {COUNTS}"
        );
        self.part(["profile", &rest, "id"], &[&role, &now], Some(page), |row| super::json(row, 0))
    }

    /// The departments that hold a role.
    pub(in crate::genauth) fn holding_departments(&self, role: &str, now: i64, page: Page) -> Result<Part<Department>> {
        let rest = format!(
            "FROM genauth_holder JOIN genauth_department ON id = target \
             WHERE role = ?1 AND type = 'DEPARTMENT' AND {COUNTS}"
        );
        let columns = super::departments::COLUMNS;
        self.part([columns, &rest, "id"], &[&role, &now], Some(page), super::departments::read)
    }

    /// A role's holdings by users and departments, or by one of the two.
    pub(in crate::genauth) fn standings(&self, role: &str, kinds: [bool; 2], page: Page) -> Result<Part<Standing>> {
        let rest = "FROM genauth_holder WHERE role = ?1 AND (type = 'USER' AND ?2 OR type = 'DEPARTMENT' AND ?3)";
        let [users, departments] = kinds;
        let read =
            |row: &Row<'_>| Ok(Standing { enable_time: row.get(0)?, end_time: row.get(1)?, created_at: row.get(2)? });
        let columns = "enable_time, end_time, created_at";
        self.part([columns, rest, "type, target"], &[&role, &users, &departments], Some(page), read)
    }

    /// Every holding of a role.
    pub(in crate::genauth) fn holders(&self, role: &Role) -> Result<Vec<Holder>> {
        let read = |kind: TargetType| {
            move |row: &Row<'_>| {
                Ok(Holder {
                    namespace: role.namespace.clone(),
                    role: role.code.clone(),
                    target_type: kind,
                    target_identifier: row.get(0)?,
                    enable_time: row.get(1)?,
                    end_time: row.get(2)?,
                    created_at: row.get(3)?,
                })
            }
        };
        let sql = "SELECT target, enable_time, end_time, created_at FROM genauth_holder \
                   WHERE role = ?1 AND type = ?2 ORDER BY target";
        let mut holders = Vec::new();
        for kind in TargetType::ALL {
            holders.extend(self.list(sql, [&role.id, kind.word()], read(kind))?);
        }
        Ok(holders)
    }
}
