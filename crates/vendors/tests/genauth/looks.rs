//! The looks: what proves that a grant is gone, and what only seems to.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rescind_domain::{ActionKind, Extent, FaultKind, Grant, Observation, PrincipalKind, Vendor};
use rescind_vendors::mutation;
use serde_json::{Value, json};

use crate::fake::{Answer, Genauth, data, http};
use crate::kits::{Sort, kits, member, policy, user, users};
use crate::now;
use crate::state::{State, absent, role_id};

fn held(grants: &[Grant]) -> Genauth {
    Genauth::new(State::default().with(grants))
}

fn sights(genauth: &Genauth, grants: &[Grant]) -> Vec<Observation> {
    let observed = now(mutation::observe(genauth, Vendor::Genauth, ActionKind::Revoke, grants));
    observed.each.into_iter().map(|seen| seen.observation).collect()
}

fn failed(sight: &Observation) -> Option<FaultKind> {
    match sight {
        Observation::Failed(fault) => Some(fault.kind.clone()),
        _ => None,
    }
}

#[test]
fn each_grant_is_looked_for_in_its_own_list() {
    let department = member("default", "code1", PrincipalKind::Department, "dept");
    let group = member("default", "code1", PrincipalKind::Group, "dev");
    let present = [user("code1", "u"), department.clone(), policy("code1", "p"), group.clone()];
    let absent = [user("code1", "v"), member("default", "code1", PrincipalKind::Department, "u"), user("another", "w")];
    let genauth = held(&present);
    let asked: Vec<Grant> = present.iter().chain(&absent).cloned().collect();
    let expected = [
        Observation::Present,
        Observation::Present,
        Observation::Present,
        Observation::NotObservable,
        Observation::absent(),
        Observation::absent(),
        Observation::absent(),
    ];
    assert_eq!(sights(&genauth, &asked), expected);
}

#[test]
fn how_many_hold_each_role_is_told_where_lists_tell_it() {
    for kit in kits() {
        let genauth = held(&kit.grants);
        let observed = now(mutation::observe(&genauth, Vendor::Genauth, ActionKind::Revoke, &kit.grants));
        let expected = if kit.sort == Sort::ByCode { Observation::NotObservable } else { Observation::Present };
        assert!(observed.each.iter().all(|seen| seen.observation == expected), "{}", kit.name);
        match observed.extent {
            // In each list somebody else is, too.
            Extent::Totals(totals) => assert_eq!(
                (kit.sort, totals.values().sum::<u64>()),
                (Sort::Listed, (kit.grants.len() + totals.len()) as u64),
                "{}",
                kit.name
            ),
            extent => assert_ne!(kit.sort, Sort::Listed, "{}: {extent:?}", kit.name),
        }
    }
}

#[test]
fn the_list_is_read_no_further_than_everybody_is_seen() {
    let grants = users(120);
    let genauth = held(&grants);
    assert_eq!(sights(&genauth, &grants[100..101]), [Observation::Present]);
    assert_eq!(sights(&genauth, &grants[3..5]), [Observation::Present, Observation::Present]);
    let pages = |genauth: &Genauth| genauth.paths_read().len();
    assert!(pages(&genauth) <= 4, "{:?}", genauth.paths_read());
    let before = pages(&genauth);
    assert_eq!(sights(&genauth, &[user("code1", "nobody")]), [Observation::absent()]);
    assert_eq!(pages(&genauth) - before, 4, "that somebody is not there takes all pages, and who it is");
}

#[test]
fn a_page_that_fails_proves_nothing_of_those_on_it() {
    let grants = users(120);
    let genauth = held(&grants).instead(|request| {
        let second = request.query.contains(&("page", "2".to_owned()));
        second.then(|| http(502, "<html>"))
    });
    let found = sights(&genauth, &[grants[0].clone(), grants[70].clone(), user("code1", "nobody")]);
    assert_eq!(found[0], Observation::Present);
    assert_eq!(failed(&found[1]), Some(FaultKind::Unavailable));
    assert_eq!(failed(&found[2]), Some(FaultKind::Unavailable));
}

#[test]
fn a_list_that_changes_or_does_not_add_up_proves_nothing() {
    let row = |id: &str| json!({"userId": id});
    let page = |total: i64, ids: &[&str]| {
        data(&json!({"totalCount": total, "list": ids.iter().map(|id| row(id)).collect::<Vec<_>>()}))
    };
    let table: [(&str, Answer, FaultKind); 5] = [
        ("one is missing", page(2, &["a"]), FaultKind::Malformed { at: "data.totalCount".into() }),
        ("one is too many", page(1, &["a", "b"]), FaultKind::Malformed { at: "data.totalCount".into() }),
        ("the same twice", page(2, &["a", "a"]), FaultKind::Malformed { at: "data.totalCount".into() }),
        ("nothing of many", page(7, &[]), FaultKind::Malformed { at: "data.totalCount".into() }),
        ("a huge number", page(i64::MAX, &["a"]), FaultKind::Malformed { at: "data.totalCount".into() }),
    ];
    for (what, answer, kind) in table {
        let genauth = held(&users(1)).instead(move |_| Some(answer.clone()));
        assert_eq!(failed(&sights(&genauth, &[user("code1", "nobody")])[0]), Some(kind), "{what}");
        assert!(genauth.reads.read().unwrap().len() <= 3 * 8, "{what}: {} calls", genauth.reads.read().unwrap().len());
    }
    let count = AtomicUsize::new(60);
    let genauth = held(&users(60)).instead(move |request| {
        let count = count.fetch_add(1, Ordering::Relaxed) + 1;
        let page = if request.query.contains(&("page", "1".to_owned())) { 0..50 } else { 50..60 };
        let list: Vec<Value> = page.map(|number| json!({"userId": format!("user-{number:03}")})).collect();
        Some(data(&json!({"totalCount": count, "list": list})))
    });
    let found = sights(&genauth, &[user("code1", "nobody")]);
    assert_eq!(failed(&found[0]), Some(FaultKind::Conflict { blocking: None }), "it changed at every reading");
}

#[test]
fn a_list_that_changed_once_is_read_again() {
    let first = AtomicBool::new(true);
    let genauth = held(&users(120)).instead(move |request| {
        let second = request.query.contains(&("page", "2".to_owned()));
        (second && first.swap(false, Ordering::Relaxed))
            .then(|| data(&json!({"totalCount": 119, "list": [{"userId": "x"}]})))
    });
    assert_eq!(sights(&genauth, &[user("code1", "nobody")]), [Observation::absent()]);
}

#[test]
fn a_role_that_is_gone_has_no_holders_but_only_the_list_of_roles_proves_it() {
    let grant = [user("code1", "u")];
    let genauth = held(&grant);
    genauth.state.write().unwrap().roles.retain(|(_, code)| code != "code1");
    assert_eq!(sights(&genauth, &grant), [Observation::absent()]);

    let lying =
        held(&grant).instead(|request| request.path.ends_with("/list-role-members").then(|| http(200, absent())));
    assert_eq!(failed(&sights(&lying, &grant)[0]), Some(FaultKind::NotFound), "the role is still listed");

    let genauth = held(&grant);
    genauth.state.write().unwrap().roles.clear();
    genauth.state.write().unwrap().namespaces.retain(|code| code != "default");
    assert_eq!(sights(&genauth, &grant), [Observation::absent()], "so is a namespace");

    let short = held(&grant).instead(|request| match request.path.as_str() {
        "/api/v3/list-role-members" => Some(http(200, absent())),
        "/api/v3/list-roles" => Some(data(&json!({"totalCount": 3, "list": []}))),
        _ => None,
    });
    assert_eq!(failed(&sights(&short, &grant)[0]), Some(FaultKind::NotFound), "a short list of roles proves nothing");

    let nowhere = held(&grant).instead(|_| Some(http(404, "404 page not found")));
    assert_eq!(failed(&sights(&nowhere, &grant)[0]), Some(FaultKind::NotFound), "nor does another server");
}

#[test]
fn departments_that_are_not_offered_cannot_be_seen() {
    let grants = [member("default", "code1", PrincipalKind::Department, "dept"), user("code1", "u")];
    for missing in [
        http(404, json!({"statusCode": 404, "message": "Cannot GET /api/v3/list-role-departments"})),
        http(404, "404 page not found"),
        http(200, json!({"statusCode": 501, "message": "no"})),
    ] {
        let genauth = held(&grants)
            .instead(move |request| request.path.ends_with("/list-role-departments").then(|| missing.clone()));
        assert_eq!(sights(&genauth, &grants), [Observation::NotObservable, Observation::Present]);
    }
    let failing =
        held(&grants).instead(|request| request.path.ends_with("/list-role-departments").then(|| http(503, "")));
    assert_eq!(failed(&sights(&failing, &grants)[0]), Some(FaultKind::Unavailable), "a failure is not \"none\"");
}

#[test]
fn a_policy_without_targets_of_its_own_is_looked_for_among_all() {
    let grant = [policy("code1", "p1")];
    let without = || held(&grant).instead(|request| request.path.ends_with("-targets").then(|| http(200, absent())));
    assert_eq!(sights(&without(), &grant), [Observation::Present]);
    let gone = without();
    gone.state.write().unwrap().policies.remove(&("p1".into(), role_id("default", "code1")));
    assert_eq!(sights(&gone, &grant), [Observation::absent()]);
    let blind = held(&grant).instead(|_| Some(http(404, "")));
    assert_eq!(failed(&sights(&blind, &grant)[0]), Some(FaultKind::NotFound));
}
