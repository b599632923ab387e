//! The sets of grants that calls are made for, here and in the engine's tests.

use rescind_domain::{Grant, Membership, Principal, PrincipalKind, PrivilegeGrant, RoleName, RoleRef, Scope};

use crate::state::role_id;

/// Whether the API can show such grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Members that are listed.
    Listed,
    /// Groups and roles.
    ByCode,
    /// A data policy.
    Policy,
}

/// A set of grants.
pub(crate) struct Kit {
    pub(crate) name: &'static str,
    pub(crate) sort: Sort,
    pub(crate) grants: Vec<Grant>,
    /// How many grants go in each call.
    pub(crate) calls: &'static [usize],
}

pub(crate) fn role(namespace: &str, code: &str) -> RoleRef {
    RoleRef::scoped(Scope::new(namespace), RoleName::new(code))
}

pub(crate) fn member(namespace: &str, code: &str, kind: PrincipalKind, id: &str) -> Grant {
    let principal = Principal { kind, ..Principal::user(id) };
    Grant::Membership(Membership::new(role(namespace, code), principal))
}

pub(crate) fn user(code: &str, id: &str) -> Grant {
    member("default", code, PrincipalKind::User, id)
}

pub(crate) fn users(count: usize) -> Vec<Grant> {
    (0..count).map(|number| user("code1", &format!("user-{number:03}"))).collect()
}

pub(crate) fn policy(code: &str, policy: &str) -> Grant {
    Grant::Privilege(PrivilegeGrant {
        role_id: Some(role_id("default", code)),
        object_type: "DATA_POLICY".into(),
        object_name: policy.into(),
        database: "default".into(),
        privilege: format!("Policy {policy}"),
        ..PrivilegeGrant::of(role("default", code))
    })
}

/// All sets.
pub(crate) fn kits() -> Vec<Kit> {
    let kit = |name, sort, calls, grants| Kit { name, sort, grants, calls };
    let (group, nested) = (PrincipalKind::Group, PrincipalKind::Role);
    let department = member("default", "code1", PrincipalKind::Department, "dept");
    let several = vec![user("a", "u"), user("b", "u"), member("elsewhere", "a", PrincipalKind::User, "u")];
    vec![
        kit("one user", Sort::Listed, &[1], users(1)),
        kit("two users", Sort::Listed, &[2], users(2)),
        kit("120 users", Sort::Listed, &[50, 50, 20], users(120)),
        kit("a department", Sort::Listed, &[1], vec![department.clone()]),
        kit("a department and a user", Sort::Listed, &[2], vec![department, user("code1", "u")]),
        kit("three roles of a user", Sort::Listed, &[3], several),
        kit("a group", Sort::ByCode, &[1], vec![member("default", "code1", group, "developer")]),
        kit(
            "a group and a role",
            Sort::ByCode,
            &[2],
            vec![member("default", "code1", group, "developer"), member("default", "code1", nested, "auditor")],
        ),
        kit("a data policy", Sort::Policy, &[1], vec![policy("code1", "p1")]),
    ]
}
