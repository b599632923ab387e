//! The users, and one of them with the roles held in every namespace.

use std::sync::RwLock;

use rescind_domain::read::{Gap, Held, Holding, PeopleList, PersonRef, PersonView, Subject};
use rescind_domain::{FaultKind, Principal, PrincipalId, PrincipalKind};
use rescind_vendors::Request;
use rescind_vendors::read::{effective, people, person as one_person};
use serde_json::json;

use crate::fake::{Answer, Genauth, data, http};
use crate::kits::{member, policy, role, user};
use crate::state::State;
use crate::{connection, read};

fn state() -> State {
    let grants = [user("code1", "alice"), member("OA", "code1", PrincipalKind::User, "alice"), policy("code1", "p1")];
    let mut state = State::default().with(&grants);
    state.members.retain(|(namespace, code, _, _)| namespace != "elsewhere" && code == "code1");
    state.users = (0..119).map(|number| format!("user-{number:03}")).collect();
    state.users.push("alice".into());
    state
}

fn genauth(instead: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static) -> Genauth {
    Genauth::new(state()).instead(instead)
}

fn alice() -> PersonRef {
    PersonRef { id: PrincipalId::new("alice"), scope: None }
}

#[test]
fn all_users_are_read_page_by_page() {
    let progress = RwLock::new(Vec::new());
    let show = |list: &PeopleList| progress.write().unwrap().push(list.progress.unwrap());
    let found = read(people(&genauth(|_| None), &connection(), &show)).unwrap();
    assert_eq!(progress.into_inner().unwrap(), [(50, 120), (100, 120), (120, 120)]);
    assert_eq!((found.rows.len(), &found.rows[119].person, &found.gaps), (120, &alice(), &Vec::new()));
    assert!(found.rows.iter().all(|row| row.roles == Holding::NotListed));
}

#[test]
fn a_page_of_users_that_fails_is_a_gap() {
    let genauth = genauth(|request| {
        let page = request.body.as_ref()?["options"]["pagination"]["page"].as_u64();
        (page == Some(2)).then(|| http(200, json!({"statusCode": 400, "message": "limit must less than 50"})))
    });
    let found = read(people(&genauth, &connection(), &|_| ())).unwrap();
    assert_eq!(found.rows.len(), 50);
    assert!(matches!(found.gaps.as_slice(), [Gap::Unread { subject: Subject::People, .. }]));
}

#[test]
fn a_person_has_the_roles_of_every_namespace_and_the_counts_come_later() {
    let shown = RwLock::new(Vec::new());
    let show = |view: &Option<PersonView>| shown.write().unwrap().push(view.clone().unwrap());
    let view = read(one_person(&genauth(|_| None), &connection(), &alice(), &show)).unwrap().unwrap();
    let held: Vec<_> =
        view.held.iter().map(|held| (held.membership.role_ref(), held.membership.place.as_deref().unwrap())).collect();
    assert_eq!(held, [(role("default", "code1"), "Space default"), (role("OA", "code1"), "Space OA")]);
    assert_eq!(view.principal.name(), "Name of alice (alice)");
    assert_eq!(view.held[0].membership.principal, view.principal);
    assert_eq!((view.held[0].holders, view.held[0].privileges), (Some(2), Some(4)));
    assert_eq!(
        (view.held[1].holders, view.held[1].privileges),
        (Some(2), Some(2)),
        "the same code elsewhere is another role"
    );
    assert_eq!((view.everything, view.gaps), (false, vec![Gap::OnlyDirect]));
    let early = shown.into_inner().unwrap().swap_remove(0);
    assert!(early.held.len() == 2 && early.held.iter().all(|held| held.holders.is_none()));
}

#[test]
fn departments_of_ones_own_that_hold_a_role_too_are_named_at_the_cost_of_no_call() {
    let reads = |own: &[&str], fails_with: Option<u16>| {
        let mut state = state();
        for (namespace, id) in [("default", "dev"), ("default", "sales"), ("OA", "sales")] {
            state.members.insert((namespace.into(), "code1".into(), "DEPARTMENT", id.into()));
        }
        state.within = own.iter().map(|id| ("alice".to_owned(), (*id).to_owned())).collect();
        let genauth = Genauth::new(state).instead(move |request| {
            let status = fails_with.filter(|_| request.path.ends_with("/list-role-departments"))?;
            Some(http(status, "no"))
        });
        let view = read(one_person(&genauth, &connection(), &alice(), &|_| ())).unwrap().unwrap();
        let through = |held: &Held| held.through.iter().map(Principal::name).collect::<Vec<_>>();
        let held: Vec<_> = view.held.iter().map(|held| (through(held), held.holders)).collect();
        (held, genauth.reads.read().unwrap().len())
    };
    let (none, calls) = reads(&[], None);
    assert_eq!(none, [(Vec::new(), Some(4)), (Vec::new(), Some(3))]);
    let (named, same) = reads(&["dev", "other"], None);
    assert_eq!(named, [(vec!["Development (dev)".to_owned()], Some(4)), (Vec::new(), Some(3))]);
    assert_eq!(same, calls);
    // Where there is no such call, there are no departments to count either.
    for (status, holders) in [(404, Some(2)), (500, None)] {
        let (unknown, _) = reads(&["dev"], Some(status));
        assert_eq!(unknown, [(Vec::new(), holders), (Vec::new(), holders)], "{status}");
    }
}

#[test]
fn nobody_of_that_id_is_nothing() {
    let nobody = PersonRef { id: PrincipalId::new("nobody7"), scope: None };
    assert_eq!(read(one_person(&genauth(|_| None), &connection(), &nobody, &|_| ())), Ok(None));
    let elsewhere = genauth(|request| request.path.ends_with("/get-user").then(|| http(404, "404 page not found")));
    let fault = read(one_person(&elsewhere, &connection(), &alice(), &|_| ())).unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotFound, "only the API itself says that there is nobody");
}

#[test]
fn a_namespace_whose_roles_cannot_be_read_is_a_gap_here_too() {
    for (answer, kind) in [
        (http(200, json!({"statusCode": 403})), FaultKind::Forbidden { missing: None }),
        (data(&json!({"totalCount": 11, "list": []})), FaultKind::Malformed { at: "data.totalCount".into() }),
    ] {
        let genauth = genauth(move |request| {
            let oa = request.path.ends_with("/get-user-roles") && request.query.contains(&("namespace", "OA".into()));
            oa.then(|| answer.clone())
        });
        let view = read(one_person(&genauth, &connection(), &alice(), &|_| ())).unwrap().unwrap();
        assert_eq!(view.held.len(), 1);
        let [Gap::Unread { subject: Subject::Roles, place, fault }, Gap::OnlyDirect] = view.gaps.as_slice() else {
            panic!("{:?}", view.gaps)
        };
        assert_eq!((place.as_deref(), &fault.kind), (Some("Space OA"), &kind));
    }
}

#[test]
fn what_a_person_may_do_comes_with_the_role_that_it_comes_through() {
    let found = read(effective(&genauth(|_| None), &connection(), &alice())).unwrap();
    let through =
        |namespace: &str| found.rows.iter().filter(|row| row.grant.role_ref() == role(namespace, "code1")).count();
    let gaps = vec![Gap::OnlyDirect];
    assert_eq!((found.rows.len(), through("default"), through("OA"), found.gaps), (6, 4, 2, gaps));

    let genauth = genauth(|request| {
        let oa =
            request.path.ends_with("/get-authorized-resources") && request.query.contains(&("namespace", "OA".into()));
        oa.then(|| http(502, ""))
    });
    let found = read(effective(&genauth, &connection(), &alice())).unwrap();
    assert_eq!(found.rows.len(), 4);
    let unread = |gap: &Gap| matches!(gap, Gap::Unread { subject: Subject::Privileges, place: Some(_), .. });
    assert!(found.gaps.iter().any(unread), "{:?}", found.gaps);
}
