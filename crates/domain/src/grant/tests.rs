use proptest::prelude::*;

use super::*;
use crate::{ConnectionId, GrantEffect};

fn membership(role: &str, user: &str) -> Grant {
    Grant::Membership(Membership::new(RoleRef::plain(role), Principal::user(user)))
}

fn privilege(parts: &[String; 5]) -> Grant {
    let [role, object_type, object_name, database, privilege] = parts.clone();
    Grant::Privilege(PrivilegeGrant {
        object_type,
        object_name,
        database,
        privilege,
        ..PrivilegeGrant::of(RoleRef::plain(role))
    })
}

#[test]
fn the_key_has_the_spelling_that_stored_journals_rely_on() {
    let connection = ConnectionId::new("milvus");
    assert_eq!(
        membership("read:only%", "alice").key(&connection).as_str(),
        "milvus:membership:read%3Aonly%25:user:alice"
    );
    let parts = ["r", "Global", "*", "default", "Search"].map(String::from);
    let key = privilege(&parts).key(&connection);
    assert_eq!(key.as_str(), "milvus:privilege:r:Global:default:*:Search");
    assert!(key.is_of(&connection) && !key.is_of(&ConnectionId::new("mil")));
}

#[test]
fn all_access_is_covered_by_the_same_roles_in_any_order_and_by_more() {
    let access = |user: &str, roles: &[&str]| {
        Grant::Access(AccessGrant {
            scope: Scope::new("c/d"),
            on: "d".to_owned(),
            principal: Principal::user(user),
            roles: roles.iter().map(|role| RoleName::new(*role)).collect(),
        })
    };
    assert!(access("u", &["write", "read"]).covers(&access("u", &["read", "write"])));
    assert!(access("u", &["write", "read"]).covers(&access("u", &["read"])));
    assert!(!access("u", &["read"]).covers(&access("u", &["read", "write"])));
    assert!(!access("u", &["read"]).covers(&access("v", &["read"])));
    assert!(membership("r", "u").covers(&membership("r", "u")));
    assert!(!membership("r", "u").covers(&membership("s", "u")));
}

#[test]
fn all_access_overlaps_with_every_role_of_its_holder_in_its_place() {
    let held = |scope: &str, role: &str, user: &str| {
        let role = RoleRef::scoped(Scope::new(scope), RoleName::new(role));
        Grant::Membership(Membership::new(role, Principal::user(user)))
    };
    let access = |user: &str, roles: &[&str]| {
        Grant::Access(AccessGrant {
            scope: Scope::new("c/d"),
            on: "d".to_owned(),
            principal: Principal::user(user),
            roles: roles.iter().map(|role| RoleName::new(*role)).collect(),
        })
    };
    let all = access("u", &["read"]);
    for (other, expected) in [
        (held("c/d", "read", "u"), true),
        (held("c/d", "write", "u"), true),
        (access("u", &["write"]), true),
        (held("c/e", "read", "u"), false),
        (held("c/d", "read", "v"), false),
        (access("v", &["read"]), false),
    ] {
        assert_eq!([all.overlaps(&other), other.overlaps(&all)], [expected; 2], "{other:?}");
    }
    let [one, other] = ["read", "write"].map(|role| held("c/d", role, "u"));
    assert!(one.overlaps(&one) && !one.overlaps(&other));
}

#[test]
fn what_may_cover_a_grant_is_of_the_same_role_or_of_the_same_holder_in_the_same_place() {
    let held = |scope: &str, role: &str, user: &str| {
        let role = RoleRef::scoped(Scope::new(scope), RoleName::new(role));
        Grant::Membership(Membership::new(role, Principal::user(user)))
    };
    let (scope, principal) = (Scope::new("c/d"), Principal::user("u"));
    let roles = vec![RoleName::new("read"), RoleName::new("write")];
    let access = Grant::Access(AccessGrant { scope, on: "d".to_owned(), principal, roles });
    let read = held("c/d", "read", "u");
    assert_eq!(held("c/d", "write", "u").names_as_cover(&read), ["write"]);
    assert_eq!(access.names_as_cover(&read), ["read", "write"]);
    for other in [held("c/e", "read", "u"), held("c/d", "read", "v")] {
        assert_eq!(held("c/d", "write", "u").names_as_cover(&other), [""; 0]);
        assert_eq!(access.names_as_cover(&other), [""; 0]);
    }
    let department = |role: &str| {
        let principal = Principal { kind: PrincipalKind::Department, ..Principal::user("d") };
        let role = RoleRef::scoped(Scope::new("c/d"), RoleName::new(role));
        Grant::Membership(Membership::new(role, Principal { label: Some("Development".to_owned()), ..principal }))
    };
    assert_eq!(department("read").names_as_cover(&read), ["Development (d)"]);
    assert_eq!(department("write").names_as_cover(&read), [""; 0]);
    assert_eq!(read.names_as_cover(&department("read")), [""; 0], "nobody stands for a department");
    let parts = |role: &str| [role, "Collection", "*", "default", "Search"].map(String::from);
    assert_eq!(privilege(&parts("r")).names_as_cover(&privilege(&parts("r"))), ["Search (Collection *, default)"]);
    assert_eq!(privilege(&parts("r")).names_as_cover(&privilege(&parts("s"))), [""; 0]);
}

#[test]
fn the_same_names_in_another_scope_are_another_grant() {
    let connection = ConnectionId::new("c");
    let role = |scope: &str| RoleRef::scoped(Scope::new(scope), RoleName::new("code1"));
    let held = |scope| Grant::Membership(Membership::new(role(scope), Principal::user("u"))).key(&connection);
    assert_eq!(held("default").as_str(), "c:held-in:default:code1:user:u");
    assert_ne!(held("default"), held("other"));
    assert_ne!(held("default"), membership("code1", "u").key(&connection));
    let access = |roles: &[&str]| {
        let roles = roles.iter().map(|role| RoleName::new(*role)).collect();
        let (scope, principal) = (Scope::new("c9q/orders"), Principal::user("u"));
        Grant::Access(AccessGrant { scope, on: "orders".into(), principal, roles })
    };
    assert_eq!(access(&["read"]).key(&connection), access(&["read", "readWrite"]).key(&connection));
    let mut deny = PrivilegeGrant::of(role("default"));
    let allow = Grant::Privilege(deny.clone()).key(&connection);
    deny.effect = GrantEffect::Deny;
    assert_ne!(Grant::Privilege(deny).key(&connection), allow);
}

#[test]
fn what_people_call_a_place_is_said_and_is_not_identity() {
    let connection = ConnectionId::new("c");
    let role = RoleRef::scoped(Scope::new("c9q/orders"), RoleName::new("read"));
    let plain = Membership::new(role, Principal::user("u"));
    let called = plain.clone().called(Some("orders · shop"));
    assert_eq!(called.clone().called(None), called);
    let (plain, called) = (Grant::Membership(plain), Grant::Membership(called));
    assert!(plain != called && plain.is_same(&called) && plain.covers(&called));
    assert_eq!((plain.place(), called.place()), (Some("c9q/orders"), Some("orders · shop")));
    assert_eq!(plain.key(&connection), called.key(&connection));
    assert_eq!(membership("r", "u").place(), None);
    let access = |on: &str| {
        let (scope, principal) = (Scope::new("c9q/orders"), Principal::user("u"));
        Grant::Access(AccessGrant { scope, on: on.into(), principal, roles: vec![RoleName::new("read")] })
    };
    assert_eq!((access("orders").place(), access("orders · shop").place()), (Some("c9q/orders"), None));
    assert!(access("orders").is_same(&access("orders · shop")));
}

#[test]
fn label_and_grantor_are_not_identity() {
    let connection = ConnectionId::new("c");
    let mut labelled = Membership::new(RoleRef::plain("r"), Principal::user("u"));
    labelled.principal.label = Some("Ursula".into());
    assert_eq!(Grant::Membership(labelled.clone()).key(&connection), membership("r", "u").key(&connection));
    assert_eq!(Grant::Membership(labelled).from_whom(), "Ursula (u)");
}

#[test]
fn a_grant_keeps_its_shape_on_the_wire() {
    let wire = r#"{"kind":"membership","role":"read_only","principal":{"kind":"user","id":"alice"}}"#;
    let grant: Grant = serde_json::from_str(wire).unwrap();
    assert_eq!(grant, membership("read_only", "alice"));
    assert_eq!(serde_json::to_string(&grant).unwrap(), wire);
}

proptest! {
    #[test]
    fn different_grants_have_different_keys(
        a in prop::array::uniform5("[ab:%*]{0,3}"), b in prop::array::uniform5("[ab:%*]{0,3}"),
    ) {
        let connection = ConnectionId::new("c");
        prop_assert_eq!(a == b, privilege(&a).key(&connection) == privilege(&b).key(&connection));
        let (left, right) = (membership(&a[0], &a[1]), membership(&b[0], &b[1]));
        prop_assert_eq!(left == right, left.key(&connection) == right.key(&connection));
    }
}
