//! The members table: page by page, each holder once, and never a part for the whole.

use std::sync::RwLock;

use rescind_domain::read::{Gap, MemberList, Subject};
use rescind_domain::{FaultKind, PrincipalKind};
use rescind_vendors::read::members;
use serde_json::json;

use crate::fake::{Genauth, data, http};
use crate::kits::{member, role, users};
use crate::state::{State, absent};
use crate::{connection, read};

fn genauth(count: usize) -> Genauth {
    let mut grants = users(count);
    grants.push(member("default", "code1", PrincipalKind::Department, "dept"));
    let state = State::default().with(&grants);
    Genauth::new(state.without(&[member("default", "code1", PrincipalKind::User, "somebody")]))
}

fn list(genauth: &Genauth) -> (Result<MemberList, rescind_domain::Fault>, Vec<(usize, usize)>) {
    let progress = RwLock::new(Vec::new());
    let show = |list: &MemberList| {
        assert_eq!(list.rows.len(), list.progress.unwrap().0);
        progress.write().unwrap().push(list.progress.unwrap());
    };
    (read(members(genauth, &connection(), &role("default", "code1"), &show)), progress.into_inner().unwrap())
}

fn names(list: &MemberList) -> Vec<String> {
    list.rows.iter().map(|row| row.membership.principal.name()).collect()
}

#[test]
fn all_pages_are_read_and_shown_as_they_come() {
    let genauth = genauth(120);
    let (found, progress) = list(&genauth);
    let found = found.unwrap();
    assert_eq!(progress, [(50, 120), (100, 120), (120, 120)]);
    assert_eq!(found.rows.len(), 122, "and the departments");
    assert_eq!(found.rows[0].membership.principal.name(), "Name of user-000 (user-000)");
    assert_eq!(found.rows[121].membership.principal.name(), "Development (somebody)");
    assert_eq!((found.progress, found.gaps), (Some((120, 120)), Vec::new()));
    assert!(found.rows[0].person.is_some() && found.rows[121].person.is_none());
    assert_eq!(found.rows[0].membership.scope.as_ref().map(ToString::to_string).as_deref(), Some("default"));
    for request in genauth.reads.read().unwrap().iter() {
        assert!(request.query.contains(&("namespace", "default".to_owned())), "{request}");
    }
}

#[test]
fn a_role_without_a_namespace_is_the_default_ones() {
    let found = read(members(&genauth(1), &connection(), &rescind_domain::RoleRef::plain("code1"), &|_| ())).unwrap();
    assert_eq!(found.rows[0].membership.role_ref(), role("default", "code1"));
}

#[test]
fn nobody_is_there_twice() {
    let genauth = genauth(3).instead(|request| {
        request
            .path
            .ends_with("/list-role-members")
            .then(|| data(&json!({"totalCount": "2", "list": [{"userId": "a"}, {"userId": "b"}, {"userId": "a"}]})))
    });
    let found = list(&genauth).0.unwrap();
    assert_eq!(names(&found)[..2], ["a", "b"]);
    assert_eq!(found.gaps, []);
}

#[test]
fn departments_not_offered_are_said_and_a_failure_is_something_else() {
    let with = |answer: crate::fake::Answer| {
        let genauth =
            genauth(1).instead(move |request| request.path.ends_with("/list-role-departments").then(|| answer.clone()));
        list(&genauth).0.unwrap().gaps
    };
    let not_offered = [Gap::NotOffered(Subject::Departments)];
    assert_eq!(with(http(404, "Cannot GET")), not_offered);
    assert_eq!(with(http(404, json!({"statusCode": 404, "message": "Cannot GET"}))), not_offered);
    for answer in [http(200, absent()), http(502, ""), data(&json!({"totalCount": 1, "list": [{"name": "x"}]}))] {
        assert!(matches!(with(answer).as_slice(), [Gap::Unread { subject: Subject::Departments, .. }]));
    }
}

#[test]
fn a_page_that_fails_leaves_the_others_and_a_gap() {
    let genauth = genauth(120).instead(|request| {
        let third = request.query.contains(&("page", "3".to_owned()));
        third.then(|| http(200, json!({"statusCode": 500, "message": "未知错误"})))
    });
    let found = list(&genauth).0.unwrap();
    let [Gap::Unread { subject: Subject::Members, fault, .. }] = found.gaps.as_slice() else {
        panic!("{:?}", found.gaps)
    };
    assert_eq!((&fault.kind, found.rows.len()), (&FaultKind::Unavailable, 102));
}

#[test]
fn a_role_that_does_not_exist_is_not_found() {
    let genauth = genauth(1);
    genauth.state.write().unwrap().roles.clear();
    assert_eq!(list(&genauth).0.unwrap_err().kind, FaultKind::NotFound);
}

#[test]
fn a_row_without_an_id_is_named() {
    let genauth =
        genauth(1).instead(|_| Some(data(&json!({"totalCount": 2, "list": [{"userId": "a"}, {"userId": null}]}))));
    let fault = list(&genauth).0.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Malformed { at: "data.list[1].userId".into() });
}

#[test]
fn a_holder_has_the_first_name_there_is_and_little_else() {
    let rows = json!([
        {"userId": "1", "name": "Alice", "email": "alice@example.com", "status": "Activated"},
        {"userId": "2", "name": "", "nickname": null, "username": "bob", "phone": "+1", "status": "Suspended"},
        {"userId": "3", "email": "c@example.com", "identityNumber": "secret"},
        {"userId": "4", "status": "Frozen"},
    ]);
    let genauth = genauth(1).instead(move |request| {
        request.path.ends_with("/list-role-members").then(|| data(&json!({"totalCount": 4, "list": rows.clone()})))
    });
    let found = list(&genauth).0.unwrap();
    let details: Vec<Option<&str>> = found.rows.iter().take(4).map(|row| row.detail.as_deref()).collect();
    assert_eq!(names(&found)[..4], ["Alice (1)", "bob (2)", "c@example.com (3)", "4"]);
    assert_eq!(details, [Some("alice@example.com"), Some("+1, Suspended"), None, Some("Frozen")]);
}
