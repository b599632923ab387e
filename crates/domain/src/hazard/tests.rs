use super::*;
use crate::role::{RoleNature, RoleOrigin};
use crate::{AccessGrant, ConnectionId, Grant, Membership, Principal, PrincipalKind, PrivilegeGrant};

fn known(power: RolePower, holders: impl Into<HolderCount>) -> Known {
    Known {
        nature: RoleNature { power, ..RoleNature::CUSTOM },
        holders: holders.into(),
        account: Some(PrincipalId::new("ops")),
        going_too: Vec::new(),
        covering: Vec::new(),
        groups: Vec::new(),
        wildcard: false,
    }
}

fn membership(user: &str) -> Grant {
    Grant::Membership(Membership::new(RoleRef::plain("admin"), Principal::user(user)))
}

/// The hazards of grants of one connection.
fn of_one(all: &[(&Grant, &Known)]) -> Vec<Found> {
    let connection = ConnectionId::new("c");
    of_all(&all.iter().map(|(grant, known)| Taken { connection: &connection, grant, known }).collect::<Vec<_>>())
}

fn severities(grant: &Grant, known: &Known) -> Vec<Severity> {
    of_one(&[(grant, known)]).iter().map(|found| found.hazard.severity()).collect()
}

#[test]
fn the_last_holder_is_said_and_of_an_administrator_role_confirmed() {
    let alice = membership("alice");
    assert_eq!(severities(&alice, &known(RolePower::Ordinary, Some(2))), []);
    assert_eq!(severities(&alice, &known(RolePower::Ordinary, Some(1))), [Severity::Notice]);
    assert_eq!(severities(&alice, &known(RolePower::Administrator, Some(1))), [Severity::Danger]);
}

#[test]
fn holders_that_could_not_be_read_may_be_the_last_ones() {
    assert_eq!(severities(&membership("alice"), &known(RolePower::Administrator, None)), [Severity::Danger]);
    assert_eq!(severities(&membership("alice"), &known(RolePower::Ordinary, None)), []);
}

#[test]
fn where_not_all_can_be_listed_the_last_one_that_is_may_be_the_last() {
    let (alice, listed) = (membership("alice"), |power, count| known(power, HolderCount::Listed(count)));
    assert_eq!(severities(&alice, &listed(RolePower::Ordinary, 2)), []);
    assert_eq!(severities(&alice, &listed(RolePower::Ordinary, 1)), [Severity::Notice]);
    assert_eq!(severities(&alice, &listed(RolePower::Administrator, 2)), [Severity::Danger]);
    let (bob, two) = (membership("bob"), listed(RolePower::Ordinary, 2));
    assert_eq!(of_one(&[(&alice, &two), (&bob, &two)]).len(), 1, "both at once, said once");
}

#[test]
fn who_is_named_twice_is_one_holder_and_what_nobody_holds_has_no_last_one() {
    let (alice, known) = (membership("alice"), |holders| known(RolePower::Administrator, Some(holders)));
    assert_eq!(of_one(&[(&alice, &known(2)), (&alice, &known(2))]), []);
    assert_eq!(severities(&alice, &known(0)), []);
}

#[test]
fn the_holders_of_two_connections_are_not_counted_together() {
    let (alice, bob) = (membership("alice"), membership("bob"));
    let (one, other) = (ConnectionId::new("one"), ConnectionId::new("other"));
    let both = |known: &Known| {
        let taken = |connection, grant| Taken { connection, grant, known };
        of_all(&[taken(&one, &alice), taken(&other, &bob)]).len()
    };
    assert_eq!(both(&known(RolePower::Administrator, Some(2))), 0);
    assert_eq!(both(&known(RolePower::Administrator, Some(1))), 2, "each is said");
}

#[test]
fn all_access_that_is_an_administrators_is_confirmed() {
    let access = Grant::Access(AccessGrant {
        scope: crate::Scope::new("c/admin"),
        on: "admin".into(),
        principal: Principal::user("alice"),
        roles: vec![RoleName::new("manager")],
    });
    assert_eq!(severities(&access, &known(RolePower::Administrator, Some(5))), [Severity::Danger]);
    assert_eq!(severities(&access, &known(RolePower::Ordinary, Some(1))), [Severity::Notice]);
}

#[test]
fn taking_a_role_from_ones_own_account_is_confirmed_first() {
    let found = severities(&membership("ops"), &known(RolePower::Ordinary, Some(1)));
    assert_eq!(found, [Severity::Danger, Severity::Notice]);
}

#[test]
fn all_holders_at_once_are_the_last_ones() {
    let (alice, bob) = (membership("alice"), membership("bob"));
    let two = |holders| {
        let known = known(RolePower::Administrator, Some(holders));
        of_one(&[(&alice, &known), (&bob, &known)])
    };
    assert_eq!(two(3), []);
    let [found] = two(2).try_into().unwrap();
    assert_eq!((found.hazard.severity(), found.at), (Severity::Danger, 0));
    assert!(matches!(found.hazard, Hazard::LastHolder { count: 2, .. }));
}

#[test]
fn a_role_of_the_same_name_elsewhere_is_another_one() {
    let role = |scope: &str| RoleRef { scope: Some(crate::Scope::new(scope)), ..RoleRef::plain("admin") };
    let of = |scope| Grant::Membership(Membership::new(role(scope), Principal::user("alice")));
    let both = |holders| {
        let known = known(RolePower::Ordinary, Some(holders));
        of_one(&[(&of("a"), &known), (&of("b"), &known)]).len()
    };
    assert_eq!((both(2), both(1)), (0, 2));
}

#[test]
fn what_goes_along_is_said_of_each_grant() {
    let of = |privilege: &str| {
        let grant = PrivilegeGrant { privilege: privilege.into(), ..PrivilegeGrant::of(RoleRef::plain("r")) };
        Grant::Privilege(grant)
    };
    let (load, flush) = (of("Load"), of("Flush"));
    let known = Known { going_too: vec!["GetLoadState".into()], ..known(RolePower::Ordinary, None) };
    let found = of_one(&[(&load, &known), (&flush, &known), (&flush, &known)]);
    assert_eq!(found.iter().map(|found| found.at).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn a_role_of_the_same_holder_covers_another_unless_it_goes_as_well() {
    let held = |role: &str, user: &str| Grant::Membership(Membership::new(RoleRef::plain(role), Principal::user(user)));
    let (read, write, other) = (held("read", "alice"), held("readWrite", "alice"), held("readWrite", "bob"));
    let covered = Known { covering: vec!["readWrite".into()], ..known(RolePower::Ordinary, None) };
    let free = known(RolePower::Ordinary, None);
    let found = of_one(&[(&read, &covered), (&other, &free)]);
    assert_eq!(found, [Found { hazard: Hazard::StillCovered { via: vec!["readWrite".into()] }, at: 0 }]);
    assert_eq!(of_one(&[(&read, &covered), (&write, &free)]), []);
}

#[test]
fn groups_that_hold_the_role_and_keep_it_are_named_once() {
    let group = Principal { kind: PrincipalKind::Department, ..Principal::user("d") };
    let known = Known { groups: vec![group.clone()], ..known(RolePower::Ordinary, None) };
    let (alice, bob) = (membership("alice"), membership("bob"));
    let role = RoleRef::plain("admin");
    let found = of_one(&[(&alice, &known), (&bob, &known)]);
    assert_eq!(found, [Found { hazard: Hazard::HeldByGroups { role, groups: vec!["d".into()] }, at: 0 }]);
    let whole = Grant::Membership(Membership::new(RoleRef::plain("admin"), group));
    assert_eq!(of_one(&[(&alice, &known), (&whole, &known)]), []);
}

#[test]
fn a_role_of_the_servers_own_is_mentioned_when_it_loses_a_privilege() {
    let nature = RoleNature { origin: RoleOrigin::Default, ..RoleNature::CUSTOM };
    let known = Known { nature, ..known(RolePower::Ordinary, None) };
    let privilege = Grant::Privilege(PrivilegeGrant::of(RoleRef::plain("public")));
    assert_eq!(severities(&privilege, &known), [Severity::Notice]);
    assert_eq!(severities(&membership("alice"), &known), []);
}

#[test]
fn a_privilege_says_what_goes_with_it_and_what_stays() {
    let grant = Grant::Privilege(PrivilegeGrant {
        object_type: "Collection".into(),
        object_name: "docs".into(),
        database: "default".into(),
        privilege: "Load".into(),
        ..PrivilegeGrant::of(RoleRef::plain("r"))
    });
    let known = Known {
        going_too: vec!["GetLoadState".into()],
        covering: vec!["CollectionAdmin".into()],
        wildcard: true,
        ..known(RolePower::Ordinary, Some(1))
    };
    let found: Vec<Hazard> = of_one(&[(&grant, &known)]).into_iter().map(|found| found.hazard).collect();
    assert!(matches!(found.as_slice(), [Hazard::Wildcard, Hazard::TakesAlso { .. }, Hazard::StillCovered { .. }]));
}

#[test]
fn a_code_asks_as_much_as_its_hazard() {
    let role = || RoleRef::plain("r");
    for power in [RolePower::Administrator, RolePower::Ordinary] {
        for hazard in [
            Hazard::Yourself { account: PrincipalId::new("ops"), power },
            Hazard::LastHolder { role: role(), power, count: 1 },
            Hazard::PerhapsLastHolder { role: role(), power },
            Hazard::BuiltIn { role: RoleName::new("r") },
            Hazard::Wildcard,
            Hazard::TakesAlso { what: Vec::new() },
            Hazard::AllRoles { roles: Vec::new(), power },
            Hazard::HeldByGroups { role: role(), groups: Vec::new() },
            Hazard::StillCovered { via: Vec::new() },
        ] {
            assert_eq!(hazard.code().severity(power), hazard.severity(), "{hazard:?}");
        }
        assert_eq!(HazardCode::GrantsAdministrator.severity(power), Severity::Danger);
    }
}
