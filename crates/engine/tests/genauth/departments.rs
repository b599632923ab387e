//! A role that somebody has twice, directly and through a department: what is said once the direct grant is gone.

use std::sync::atomic::{AtomicUsize, Ordering};

use rescind_domain::{ActionKind, Grant, Outcome, PlanId, PrincipalKind, Vendor};
use rescind_engine::{Batch, BatchId, Put, Scheduler, locks};
use rescind_vendors::{Request, mutation};
use serde_json::json;

use crate::fake::{Effect, Genauth, Look, Script, data, http};
use crate::kits::{member, user, users};
use crate::run::{run, run_as, tally};
use crate::state::{State, absent};
use crate::support::{Answer, connection, outcome};

fn department(code: &str, id: &str) -> Grant {
    member("default", code, PrincipalKind::Department, id)
}

/// Alice holds the role by herself, and so does the department `dev`; she is in `dev`, Bob is in `sales`.
fn state() -> State {
    let mut state = State::default().within("dev", &["alice"]).within("sales", &["bob"]);
    state.add_role("default", "code1");
    for (kind, id) in [("USER", "alice"), ("USER", "bob"), ("DEPARTMENT", "dev")] {
        state.members.insert(("default".into(), "code1".into(), kind, id.into()));
    }
    state
}

fn through(names: &[&str]) -> Option<Outcome> {
    Some(Outcome::StillEffective { via: names.iter().map(ToString::to_string).collect() })
}

fn outcomes(puts: &[Put]) -> Vec<Option<Outcome>> {
    puts.iter().map(|put| outcome(put).cloned()).collect()
}

fn reads_of(genauth: &Genauth, path: &str) -> usize {
    genauth.paths_read().iter().filter(|other| *other == path).count()
}

#[test]
fn what_a_department_of_ones_own_holds_is_still_effective_and_names_it() {
    let genauth = Genauth::new(state(), Script::good());
    let (puts, _) = run(&genauth, &[user("code1", "alice")]);
    assert_eq!(outcomes(&puts), [through(&["Development (dev)"])]);
    assert!(!genauth.state.read().unwrap().holds(&user("code1", "alice")), "the direct grant is gone");
    assert!(genauth.pauses.read().unwrap().is_empty());
}

#[test]
fn what_a_department_of_others_holds_is_revoked() {
    let genauth = Genauth::new(state(), Script::good());
    assert_eq!(tally(&run(&genauth, &[user("code1", "bob")]).0), [("Revoked", 1)]);
    let mut elsewhere = state();
    elsewhere.add_role("OA", "code1");
    elsewhere.members.remove(&("default".into(), "code1".into(), "DEPARTMENT", "dev".into()));
    elsewhere.members.insert(("OA".into(), "code1".into(), "DEPARTMENT", "dev".into()));
    let genauth = Genauth::new(elsewhere, Script::good());
    let puts = run(&genauth, &[user("code1", "alice")]).0;
    assert_eq!(tally(&puts), [("Revoked", 1)], "a role of the same code elsewhere is another role");
}

#[test]
fn not_knowing_the_departments_leaves_a_revocation_as_proved_as_it_was() {
    let answers: [Answer; 8] = [
        http(404, json!({"statusCode": 404, "message": "Cannot GET"})),
        http(200, absent()),
        http(500, "<html>"),
        http(403, "no"),
        http(200, json!({"statusCode": 403, "message": "无权限执行此项操作"})),
        http(200, json!({"statusCode": 200, "message": ""})),
        data(&json!({"totalCount": 1, "list": [{"name": "Development"}]})),
        Err(rescind_vendors::TransportFailure::Timeout),
    ];
    for path in ["/list-role-departments", "/get-user"] {
        for answer in &answers {
            let bad = answer.clone();
            let instead = move |request: &Request| request.path.ends_with(path).then(|| bad.clone());
            let genauth = Genauth::new(state(), Script::good()).instead(instead);
            let (puts, _) = run(&genauth, &[user("code1", "alice")]);
            assert_eq!(tally(&puts), [("Revoked", 1)], "{path}: {answer:?}");
            assert!(genauth.pauses.read().unwrap().is_empty(), "{path}: {answer:?} is not waited for");
        }
    }
    let untold = |request: &Request| request.path.ends_with("/get-user").then(|| data(&json!({"userId": "alice"})));
    let genauth = Genauth::new(state(), Script::good()).instead(untold);
    assert_eq!(tally(&run(&genauth, &[user("code1", "alice")]).0), [("Revoked", 1)]);
}

#[test]
fn a_department_on_a_later_page_is_found() {
    let mut state = state();
    for number in 0..60 {
        let id = format!("a-{number:02}");
        state.members.insert(("default".into(), "code1".into(), "DEPARTMENT", id));
    }
    let genauth = Genauth::new(state, Script::good());
    assert_eq!(outcomes(&run(&genauth, &[user("code1", "alice")]).0), [through(&["Development (dev)"])]);
    assert_eq!(reads_of(&genauth, "list-role-departments"), 2);
}

#[test]
fn little_is_read_for_it() {
    let genauth = Genauth::new(state(), Script::good());
    run(&genauth, &[user("code1", "nobody7")]);
    assert_eq!(reads_of(&genauth, "list-role-departments"), 0, "who is in no department needs none of them");

    let many = users(50);
    let genauth = Genauth::new(State::default().with(&many), Script::good());
    assert_eq!(tally(&run(&genauth, &many).0), [("Revoked", 50)]);
    assert_eq!((reads_of(&genauth, "list-role-departments"), reads_of(&genauth, "get-user")), (1, 0));

    let genauth = Genauth::new(state(), Script::good());
    let both = [user("code1", "alice"), user("code1", "bob")];
    assert_eq!(outcomes(&run(&genauth, &both).0), [through(&["Development (dev)"]), Some(Outcome::Revoked)]);
    assert_eq!((reads_of(&genauth, "list-role-departments"), reads_of(&genauth, "get-user")), (1, 2));
}

#[test]
fn who_loses_several_roles_is_asked_for_once_and_each_role_has_its_own_departments() {
    let mut start = state();
    start.add_role("default", "code2");
    start.members.insert(("default".into(), "code2".into(), "USER", "alice".into()));
    let genauth = Genauth::new(start, Script::good());
    let puts = run(&genauth, &[user("code2", "alice"), user("code1", "alice")]).0;
    assert_eq!(outcomes(&puts), [Some(Outcome::Revoked), through(&["Development (dev)"])]);
    assert_eq!((reads_of(&genauth, "list-role-departments"), reads_of(&genauth, "get-user")), (2, 1));
}

/// The department as a holder of the role.
fn shown_still() -> Answer {
    data(&json!({"totalCount": 1, "list": [{"id": "dev", "name": "Development"}]}))
}

#[test]
fn a_department_that_goes_in_the_same_call_covers_nobody() {
    let both = [user("code1", "alice"), department("code1", "dev")];
    for after in [Look::Fine, Look::StaleOnce] {
        let genauth = Genauth::new(state(), Script { after, ..Script::good() });
        assert_eq!(tally(&run(&genauth, &both).0), [("Revoked", 2)], "{after:?}");
    }
    // Some reads of the departments after the call still show it: all of the first look, or only the one for the user.
    for stale in [[2, 3].as_slice(), &[3]] {
        let asked = AtomicUsize::new(0);
        let late = move |request: &Request| {
            let is_asked = request.path.ends_with("/list-role-departments");
            let asked = asked.fetch_add(usize::from(is_asked), Ordering::Relaxed) + 1;
            (is_asked && stale.contains(&asked)).then(shown_still)
        };
        let genauth = Genauth::new(state(), Script::good()).instead(late);
        assert_eq!(tally(&run(&genauth, &both).0), [("Revoked", 2)], "{stale:?}");
    }
    // The server goes on to show the department.
    let late = move |request: &Request| request.path.ends_with("/list-role-departments").then(shown_still);
    let genauth = Genauth::new(state(), Script::good()).instead(late);
    let puts = run(&genauth, &both).0;
    assert_eq!(
        outcomes(&puts),
        [through(&["Development (dev)"]), Some(Outcome::StillPresent)],
        "as long as it is there"
    );
    let in_part = Script { effect: Effect::InPart(1), ..Script::good() };
    let genauth = Genauth::new(state(), in_part);
    let puts = run(&genauth, &both).0;
    assert_eq!(outcomes(&puts), [through(&["Development (dev)"]), Some(Outcome::StillPresent)], "it was not taken");
}

#[test]
fn what_was_seen_to_be_gone_stays_so_when_a_second_look_cannot_see() {
    let both = [user("code1", "alice"), department("code1", "dev")];
    let asked = AtomicUsize::new(0);
    let blind = move |request: &Request| {
        if request.path.ends_with("/list-role-departments") {
            return Some(shown_still());
        }
        let is_asked = request.path.ends_with("/list-role-members");
        let earlier = asked.fetch_add(usize::from(is_asked), Ordering::Relaxed);
        (is_asked && earlier >= 2).then(|| http(403, "no"))
    };
    let genauth = Genauth::new(state(), Script::good()).instead(blind);
    let puts = run(&genauth, &both).0;
    assert_eq!(outcomes(&puts), [through(&["Development (dev)"]), Some(Outcome::StillPresent)]);
    assert_eq!(reads_of(&genauth, "list-role-members"), 3);
}

#[test]
fn departments_go_before_those_who_may_be_in_them() {
    let mut grants = users(60);
    grants.extend((0..70).map(|number| department("code1", &format!("d-{number}"))));
    let batches: Vec<Vec<Grant>> = mutation::batches(Vendor::Genauth, ActionKind::Revoke, &grants)
        .iter()
        .map(|batch| batch.iter().map(|at| grants[*at].clone()).collect())
        .collect();
    let mut scheduler = Scheduler::new(4);
    for (id, batch) in batches.iter().enumerate() {
        scheduler.submit(Batch {
            id: BatchId(id as u64),
            plan: PlanId::new("p"),
            keys: locks::lock_keys(&connection(Vendor::Genauth), batch),
            priority: mutation::priority(Vendor::Genauth, batch),
        });
    }
    let kinds = |kind: PrincipalKind, BatchId(batch): BatchId| {
        let batch = &batches[usize::try_from(batch).unwrap()];
        batch.iter().filter(|grant| grant.principal().unwrap().kind == kind).count()
    };
    let mut order = Vec::new();
    while let Some(batch) = scheduler.start() {
        assert_eq!(scheduler.start(), None, "the role is one key");
        order.push((kinds(PrincipalKind::Department, batch.id), kinds(PrincipalKind::User, batch.id)));
        scheduler.ended(batch.id);
    }
    assert_eq!(order, [(50, 0), (20, 30), (0, 30)]);
}

#[test]
fn what_is_still_effective_was_captured_and_is_given_back() {
    let genauth = Genauth::new(state(), Script::good());
    let grants = [user("code1", "alice")];
    let (puts, logs) = run(&genauth, &grants);
    assert_eq!(tally(&puts), [("StillEffective", 1)]);
    assert_eq!(logs[0].begun[0].0[0].captured, grants);
    genauth.reads.write().unwrap().clear();
    let (puts, _) = run_as(ActionKind::Grant, &genauth, &grants);
    assert_eq!(tally(&puts), [("Restored", 1)]);
    assert_eq!(*genauth.state.read().unwrap(), state());
    assert_eq!(reads_of(&genauth, "get-user"), 0, "nobody asks for departments to give something back");
}
