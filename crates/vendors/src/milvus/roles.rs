//! What Milvus' and Zilliz Cloud's own roles are.

use std::borrow::Cow;

use rescind_domain::RoleName;
use rescind_domain::role::{Holders, RoleNature, RoleOrigin, RolePower};

/// The role whose holders may do everything, by name.
const ADMIN: &str = "admin";
/// The role that every user holds without being listed as a holder.
pub const PUBLIC: &str = "public";
/// The user who may do everything, by name, without holding a role.
pub const ROOT_USER: &str = "root";
/// Zilliz Cloud's administrator role.
const DB_ADMIN: &str = "db_admin";
/// The administrator roles of either.
pub const ADMINISTRATORS: &[Cow<'static, str>] = &[Cow::Borrowed(ADMIN), Cow::Borrowed(DB_ADMIN)];
/// Zilliz Cloud's other roles.
const DB_ROLES: [&str; 2] = ["db_rw", "db_ro"];

/// What a role is on a server that has these roles. Zilliz Cloud has `db_admin` in the place of `admin`; on a Milvus of one's
/// own, roles of those names are ordinary ones.
#[must_use]
pub fn nature(role: &RoleName, all: &[RoleName]) -> RoleNature {
    let has = |name: &str| all.iter().any(|other| other.as_str() == name);
    let zilliz = has(DB_ADMIN) && !has(ADMIN);
    match role.as_str() {
        ADMIN => RoleNature { origin: RoleOrigin::Default, power: RolePower::Administrator, holders: Holders::Listed },
        PUBLIC => RoleNature { origin: RoleOrigin::Default, power: RolePower::Ordinary, holders: Holders::Everybody },
        DB_ADMIN if zilliz => {
            RoleNature { origin: RoleOrigin::Fixed, power: RolePower::Administrator, holders: Holders::Listed }
        }
        name if zilliz && DB_ROLES.contains(&name) => {
            RoleNature { origin: RoleOrigin::Fixed, power: RolePower::Ordinary, holders: Holders::Listed }
        }
        _ => RoleNature::CUSTOM,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(role: &str, all: &[&str]) -> RoleOrigin {
        let all: Vec<RoleName> = all.iter().map(|name| RoleName::new(*name)).collect();
        nature(&RoleName::new(role), &all).origin
    }

    #[test]
    fn zilliz_roles_are_fixed_there_and_ordinary_elsewhere() {
        assert_eq!(origin("db_ro", &["db_admin", "db_ro", "db_rw"]), RoleOrigin::Fixed);
        assert_eq!(origin("db_ro", &["admin", "public", "db_ro", "db_admin"]), RoleOrigin::Custom);
        assert_eq!(origin("db_ro", &[]), RoleOrigin::Custom, "a list that was not read decides nothing");
        assert_eq!(origin("admin", &[]), RoleOrigin::Default);
        assert_eq!(origin("analyst", &["db_admin"]), RoleOrigin::Custom);
    }
}
