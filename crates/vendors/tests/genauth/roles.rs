//! The roles of all namespaces with their counts, one role, and the probe: nothing is counted that may be too low.

use std::sync::RwLock;

use rescind_domain::read::{Gap, RoleEntry, RoleList, Subject};
use rescind_domain::{FaultKind, Grant, PrincipalKind};
use rescind_vendors::Request;
use rescind_vendors::read::{probe, role as one_role, roles};
use serde_json::json;

use crate::fake::{Answer, Genauth, data, http};
use crate::kits::{member, policy, role, user, users};
use crate::state::{State, absent};
use crate::{connection, read};

fn state() -> State {
    let mut grants: Vec<Grant> = users(60);
    grants.push(member("default", "code1", PrincipalKind::Department, "dept"));
    grants.push(user("auditor", "user-000"));
    grants.push(policy("code1", "p1"));
    State::default().with(&grants)
}

fn list(genauth: &Genauth) -> Result<RoleList, rescind_domain::Fault> {
    read(roles(genauth, &connection(), &|_| ()))
}

fn entry<'a>(list: &'a RoleList, namespace: &str, code: &str) -> &'a RoleEntry {
    list.rows.iter().find(|entry| entry.role == role(namespace, code)).expect("the role is listed")
}

fn instead(path: &'static str, answer: Answer) -> Genauth {
    Genauth::new(state()).instead(move |request: &Request| request.path.ends_with(path).then(|| answer.clone()))
}

#[test]
fn the_roles_of_all_namespaces_come_with_their_counts() {
    let genauth = Genauth::new(state());
    let shown = RwLock::new(Vec::new());
    let found =
        read(roles(&genauth, &connection(), &|list: &RoleList| shown.write().unwrap().push(list.clone()))).unwrap();
    assert_eq!(found.gaps, []);
    let code1 = entry(&found, "default", "code1");
    assert_eq!((code1.label.as_deref(), code1.place.as_deref()), (Some("The code1"), Some("Space default")));
    // 60 users and one more, a department and one more; two actions and a policy with one more.
    assert_eq!((code1.members, code1.privileges), (Some(63), Some(4)));
    assert_eq!(entry(&found, "default", "auditor").privileges, Some(2));
    assert_eq!(entry(&found, "elsewhere", "code1").role.scope.as_ref().unwrap().as_str(), "elsewhere");
    let early = shown.read().unwrap();
    let names = |list: &RoleList| list.rows.len();
    assert!(
        early.iter().any(|list| names(list) == names(&found) && list.rows.iter().all(|role| role.members.is_none()))
    );
}

#[test]
fn all_pages_of_roles_and_namespaces_are_read() {
    let mut state = State::default();
    for number in 0..103 {
        state.add_role("default", &format!("r{number}"));
        state.add_role(&format!("app{number}"), "r");
    }
    let found = list(&Genauth::new(state)).unwrap();
    assert_eq!((found.rows.len(), found.gaps), (206, Vec::new()));
}

#[test]
fn a_namespace_that_cannot_be_read_is_a_gap_with_its_place() {
    let genauth = Genauth::new(state()).instead(|request| {
        let there = request.path.ends_with("/list-roles") && request.query.contains(&("namespace", "elsewhere".into()));
        there.then(|| http(200, json!({"statusCode": 403, "message": "不"})))
    });
    let found = list(&genauth).unwrap();
    assert!(found.rows.iter().all(|entry| entry.role.scope.as_ref().unwrap().as_str() == "default"));
    let [Gap::Unread { subject: Subject::Roles, place, fault }] = found.gaps.as_slice() else {
        panic!("{:?}", found.gaps)
    };
    assert_eq!((place.as_deref(), &fault.kind), (Some("Space elsewhere"), &FaultKind::Forbidden { missing: None }));

    let nothing =
        instead("/list-roles", http(200, json!({"statusCode": 402, "apiCode": 4021, "message": "计量计费错误"})));
    assert_eq!(list(&nothing).unwrap_err().kind, FaultKind::Rejected, "when it is so everywhere, nothing was read");
}

#[test]
fn a_count_that_may_be_too_low_is_none() {
    let down = || http(502, "<html>");
    let table = [
        ("/list-role-members", down(), (None, Some(4)), Some(Subject::Members)),
        ("/list-role-departments", down(), (None, Some(4)), Some(Subject::Departments)),
        ("/list-role-departments", http(404, ""), (Some(61), Some(4)), Some(Subject::Departments)),
        ("/list-data-policies", down(), (Some(63), None), Some(Subject::DataPolicies)),
        ("/list-data-policies", http(404, ""), (Some(63), Some(2)), Some(Subject::DataPolicies)),
        ("/get-authorized-resources", down(), (Some(63), None), Some(Subject::Privileges)),
        (
            "/get-authorized-resources",
            data(&json!({"totalCount": 2, "list": [{"resourceCode": "a", "resourceType": "API", "actions": ["x"]}]})),
            (Some(63), None),
            Some(Subject::Privileges),
        ),
    ];
    for (path, answer, counts, subject) in table {
        let found = list(&instead(path, answer)).unwrap();
        let code1 = entry(&found, "default", "code1");
        assert_eq!((code1.members, code1.privileges), counts, "{path}");
        let subjects: Vec<Subject> = found
            .gaps
            .iter()
            .map(|gap| match gap {
                Gap::Unread { subject, .. } | Gap::NotOffered(subject) => *subject,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(subjects, subject.into_iter().collect::<Vec<_>>(), "{path}: said once");
    }
    let offered = instead("/list-role-departments", http(404, ""));
    assert_eq!(list(&offered).unwrap().gaps, [Gap::NotOffered(Subject::Departments)]);
}

#[test]
fn one_role_is_read_by_its_code_and_namespace() {
    let genauth = Genauth::new(state());
    let of = |genauth: &Genauth, code| read(one_role(genauth, &connection(), &role("elsewhere", code)));
    let entry = of(&genauth, "code1").unwrap().unwrap();
    assert_eq!((entry.role, entry.place.as_deref()), (role("elsewhere", "code1"), Some("Space elsewhere")));
    assert_eq!((entry.members, entry.privileges), (None, None));
    assert_eq!(of(&genauth, "nope"), Ok(None));
    assert_eq!(of(&instead("/get-role", http(404, absent())), "code1"), Ok(None), "whatever HTTP says beside it");
    assert_eq!(
        of(&instead("/get-role", http(404, "404 page not found")), "code1").unwrap_err().kind,
        FaultKind::NotFound
    );
    let odd = instead("/get-role", data(&json!({"code": "code1"})));
    assert_eq!(of(&odd, "code1").unwrap_err().kind, FaultKind::Malformed { at: "data.id".into() });
}

#[test]
fn the_probe_counts_what_it_can() {
    let mut state = state();
    state.users = (0..7).map(|number| format!("u{number}")).collect();
    let counts = |genauth: &Genauth| read(probe(genauth, &connection())).unwrap();
    let found = counts(&Genauth::new(state));
    assert_eq!(found.counts, [(Subject::Namespaces, 2), (Subject::Roles, 6), (Subject::People, 7)]);
    assert_eq!(found.gaps, []);

    let found = counts(&instead("/list-roles", http(502, "")));
    assert_eq!(found.counts, [(Subject::Namespaces, 2), (Subject::People, 0)], "no sum of a part");
    assert_eq!(found.gaps.len(), 2);
    let found = counts(&instead("/list-users", http(502, "")));
    assert_eq!(found.counts, [(Subject::Namespaces, 2), (Subject::Roles, 6)]);
    assert!(matches!(found.gaps.as_slice(), [Gap::Unread { subject: Subject::People, .. }]));
    let signed_out = instead("/list-permission-namespaces", http(200, json!({"statusCode": 401, "apiCode": 2020})));
    assert_eq!(read(probe(&signed_out, &connection())).unwrap_err().kind, FaultKind::Unauthenticated);
}
