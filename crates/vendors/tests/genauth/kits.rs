//! The sets of grants that the flow is tried with, and how it is run over all batches of one.

use rescind_domain::{
    EntryId, Grant, Membership, Outcome, Principal, PrincipalKind, PrivilegeGrant, RoleName, RoleRef, Scope, Vendor,
};
use rescind_vendors::revoke::{Item, Step, batches, revoke};

use crate::fake::Genauth;
use crate::now;
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

/// The outcomes of a plan, batch by batch, and the steps that were told.
pub(crate) fn run(genauth: &Genauth, grants: &[Grant]) -> (Vec<Option<Outcome>>, Vec<Step>) {
    let mut outcomes = vec![None; grants.len()];
    let steps = std::sync::RwLock::new(Vec::new());
    for batch in batches(Vendor::Genauth, grants) {
        genauth.rewind();
        let item = |at: &usize| Item { entry: EntryId::new(format!("entry-{at}")), grant: grants[*at].clone() };
        let items: Vec<Item> = batch.iter().map(item).collect();
        let tried = now(revoke(genauth, Vendor::Genauth, &items, 0, &|step| steps.write().unwrap().push(step)));
        assert_eq!(tried.outcomes.len(), batch.len(), "one outcome for each");
        for (at, outcome) in batch.into_iter().zip(tried.outcomes) {
            outcomes[at] = outcome;
        }
    }
    (outcomes, steps.into_inner().unwrap())
}

/// The name of an outcome, without its fault.
pub(crate) fn word(outcome: Option<&Outcome>) -> &'static str {
    match outcome {
        None => "None",
        Some(Outcome::Revoked) => "Revoked",
        Some(Outcome::StillEffective { .. }) => "StillEffective",
        Some(Outcome::Accepted) => "Accepted",
        Some(Outcome::AlreadyAbsent) => "AlreadyAbsent",
        Some(Outcome::StillPresent) => "StillPresent",
        Some(Outcome::Restored) => "Restored",
        Some(Outcome::AlreadyHeld) => "AlreadyHeld",
        Some(Outcome::StillAbsent) => "StillAbsent",
        Some(Outcome::Unknown { .. }) => "Unknown",
        Some(Outcome::Pending { .. }) => "Pending",
        Some(Outcome::Failed { .. }) => "Failed",
    }
}

/// How many grants have which outcome, in the order in which they first appear.
pub(crate) fn tally(outcomes: &[Option<Outcome>]) -> Vec<(&'static str, usize)> {
    let mut tally: Vec<(&'static str, usize)> = Vec::new();
    for word in outcomes.iter().map(|outcome| word(outcome.as_ref())) {
        match tally.iter_mut().find(|(other, _)| *other == word) {
            Some((_, count)) => *count += 1,
            None => tally.push((word, 1)),
        }
    }
    tally
}

/// Whether an outcome says what is not so: gone what is held, or not done what is done.
pub(crate) fn is_false(outcome: Option<&Outcome>, held: bool) -> bool {
    match outcome {
        Some(Outcome::Revoked | Outcome::StillEffective { .. } | Outcome::AlreadyAbsent) => held,
        Some(Outcome::Failed { .. }) => !held,
        _ => false,
    }
}
