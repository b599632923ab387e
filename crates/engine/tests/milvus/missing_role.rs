//! "No such role" is no proof: the same text stands for an internal error, and a 404 may come from a proxy. Only a list of
//! roles that was read and lacks the role proves that its grants are gone.

use rescind_domain::{FaultKind, Grant, Outcome};
use rescind_vendors::milvus::requests::roles_describe;
use serde_json::json;

use crate::fake::Effect::Ignored;
use crate::fake::Look::Fine;
use crate::fake::{Milvus, OLD_UNKNOWN_ROLE, Script, State, http};
use crate::support::{Answer, compared, outcome, word};
use crate::{grants, run};

fn privileges() -> Vec<Grant> {
    grants().into_iter().filter(|grant| matches!(grant, Grant::Privilege(_))).collect()
}

fn envelope(code: i64, message: &str) -> Answer {
    http(200, json!({"code": code, "message": message}))
}

/// Every way in which roles/describe says that there is no such role.
fn denials() -> Vec<Answer> {
    vec![
        envelope(65535, OLD_UNKNOWN_ROLE),
        envelope(1100, &format!("{OLD_UNKNOWN_ROLE}: invalid parameter")),
        envelope(1100, "the role \"analyst\" does not exist: invalid parameter"),
        http(404, "404 page not found"),
    ]
}

fn script(answer: Answer) -> Script {
    Script { first: Fine, effect: Ignored, answer, after: Fine }
}

#[test]
fn before_the_call_only_a_list_without_the_role_proves_it_absent() {
    let list = |data: serde_json::Value| http(200, json!({"code": 0, "data": data}));
    let lists: [(Answer, &str); 7] = [
        (list(json!(["admin", "public"])), "AlreadyAbsent"),
        (list(json!(["admin", "analyst", "public"])), "Failed"),
        // A server always has admin and public: an empty list is no list.
        (list(json!([])), "Failed"),
        (list(json!([""])), "Failed"),
        (list(json!(null)), "Failed"),
        (http(200, "<html>"), "Failed"),
        (envelope(65535, OLD_UNKNOWN_ROLE), "Failed"),
    ];
    for grant in privileges() {
        for denial in denials() {
            for (list, expected) in &lists {
                let milvus = Milvus::new(State::default().with(&grant), script(http(500, "")));
                let look = || [("roles/describe", denial.clone()), ("roles/list", list.clone())];
                milvus.instead.write().unwrap().extend(look().into_iter().chain(look()));
                let (put, _) = run(&milvus, &grant);
                assert_eq!(word(&put), *expected, "{denial:?}, {list:?}");
                assert_eq!(milvus.sent(), [], "{denial:?}, {list:?}");
                let looks = if *expected == "AlreadyAbsent" { 2 } else { 1 };
                assert_eq!(milvus.reads().len(), 2 * looks, "{:?}", milvus.reads());
            }
        }
    }
}

#[test]
fn a_list_that_may_not_be_read_leaves_it_open_and_the_call_is_sent() {
    let forbidden = || http(403, json!({"code": 65535, "message": "permission deny"}));
    for grant in privileges() {
        let milvus = Milvus::new(State::default().with(&grant), script(http(200, json!({"code": 0, "data": {}}))));
        let denied = || ("roles/describe", envelope(65535, OLD_UNKNOWN_ROLE));
        let list = || ("roles/list", forbidden());
        milvus.instead.write().unwrap().extend([denied(), list(), denied(), list()]);
        let (put, _) = run(&milvus, &grant);
        assert_eq!(outcome(&put), Some(&Outcome::Accepted));
        assert_eq!(milvus.sent().len(), 1);
    }
}

#[test]
fn a_role_that_was_dropped_meanwhile_took_its_grants_along() {
    for grant in privileges() {
        for denial in denials() {
            let milvus = Milvus::new(State::default().with(&grant), script(envelope(65535, OLD_UNKNOWN_ROLE)));
            let rows = Milvus::show(
                &milvus.state.read().unwrap(),
                &roles_describe(grant.role().expect("a privilege has a role"), "*"),
            );
            // Another admin drops the role between our look and our call.
            milvus.state.write().unwrap().grants.clear();
            milvus.state.write().unwrap().roles.remove("analyst");
            milvus.instead.write().unwrap().extend([("roles/describe", rows), ("roles/describe", denial.clone())]);
            let (put, _) = run(&milvus, &grant);
            assert_eq!(outcome(&put), Some(&Outcome::Revoked), "{denial:?}");
            // Its other rows went with it, and who did that nobody knows.
            assert_eq!(compared(crate::support::settled(&put).comparison.as_ref()), "AlsoGone");
        }
    }
}

#[test]
fn an_internal_error_that_reads_like_a_missing_role_is_failed_with_that_fault() {
    for grant in privileges() {
        for denial in denials() {
            let milvus = Milvus::new(State::default().with(&grant), script(http(500, "")));
            milvus.instead.write().unwrap().push_back(("roles/describe", denial.clone()));
            let (put, _) = run(&milvus, &grant);
            let fault = outcome(&put).and_then(Outcome::fault).expect("a fault");
            assert_eq!((fault.kind.clone(), fault.path.as_str()), (FaultKind::NotFound, "/v2/vectordb/roles/describe"));
        }
    }
}
