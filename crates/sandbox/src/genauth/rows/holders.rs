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

/// Whose holdings a user has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::genauth) enum Reach {
    /// Its own.
    Direct,
    /// Its own, and those of its departments and groups.
    Inherited,
}

/// That a holding counts at the time `?2`.
const COUNTS: &str = "coalesce(enable_time, ?2) <= ?2 AND coalesce(end_time, ?2 + 1) > ?2";

/// Pairs of `role` and `user` that count at the time `?2`. A user may be in several pairs with one role.
fn holdings(reach: Reach) -> String {
    let direct = format!("SELECT role, target AS user FROM genauth_holder WHERE type = 'USER' AND {COUNTS}");
    match reach {
        Reach::Direct => direct,
        Reach::Inherited => format!(
            "{direct} UNION ALL \
             SELECT role, user FROM genauth_holder JOIN genauth_user_department ON department = target \
             WHERE type = 'DEPARTMENT' AND {COUNTS} UNION ALL \
             SELECT role, user FROM genauth_holder JOIN genauth_group_member ON code = target \
             WHERE type = 'GROUP' AND {COUNTS}"
        ),
    }
}

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

    /// The users who hold a role: themselves, or through what they belong to as well.
    pub(in crate::genauth) fn members(&self, role: &str, reach: Reach, now: i64, page: Page) -> Result<Part<User>> {
        let pairs = holdings(reach);
        let rest = format!("FROM (SELECT DISTINCT user FROM ({pairs}) WHERE role = ?1) JOIN genauth_user ON id = user");
        self.part(["profile", &rest, "user"], &[&role, &now], Some(page), |row| super::json(row, 0))
    }

    /// The roles of a namespace that a user holds: itself, or through what it belongs to as well.
    pub(in crate::genauth) fn roles_of(
        &self,
        user: &str,
        namespace: &str,
        reach: Reach,
        now: i64,
    ) -> Result<Vec<Role>> {
        let columns = super::roles::COLUMNS;
        let sql = format!(
            "SELECT {columns} FROM ({}) JOIN genauth_role ON id = role \
             WHERE user = ?1 AND namespace = ?3 GROUP BY id ORDER BY id",
            holdings(reach)
        );
        self.list(&sql, (user, now, namespace), super::roles::read)
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
