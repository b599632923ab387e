//! Giving back at Yandex: which call, the outcomes, and that taking and giving back ends where it began.

use rescind_domain::{AccessGrant, ActionKind, FaultKind, Grant, Outcome, RoleName, Vendor};
use rescind_engine::Put;
use rescind_vendors::{Method, mutation};
use serde_json::{Value, json};

use crate::fake::{Effect, End, Life, Look, Plot, Yandex};
use crate::matrix::{grants, run, run_as};
use crate::support::{outcome, word};

fn plot() -> Plot {
    let life = Life { first: Vec::new(), running: 1, failing: 0, end: End::Done };
    Plot { answer: None, life: Some(life), effect: Effect::Applied, listing: None, after: Look::Fine }
}

fn give_back(yandex: &Yandex, grant: &Grant) -> Put {
    run_as(ActionKind::Grant, yandex, grant).0
}

/// The outcome of an entry that failed.
fn fault(put: &Put) -> &rescind_domain::Fault {
    assert_eq!(word(put), "Failed", "{put:?}");
    outcome(put).and_then(Outcome::fault).expect("a fault")
}

/// Permissions as sets: their order means nothing.
fn sorted(permissions: &Value) -> Vec<(String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let one = |permission: &Value| {
        let mut roles: Vec<String> = permission["roles"].as_array().unwrap().iter().map(text).collect();
        roles.sort();
        (text(&permission["databaseName"]), roles)
    };
    let mut all: Vec<_> = permissions.as_array().unwrap().iter().map(one).collect();
    all.sort();
    all
}

#[test]
fn taking_and_giving_back_ends_where_it_began_whichever_call_it_needs() {
    let (permissions, grants) = grants();
    for (grant, method) in grants {
        let yandex = Yandex::new(permissions.clone(), plot());
        let (put, log) = run(&yandex, &grant);
        assert!(matches!(word(&put), "Revoked" | "StillEffective"), "{put:?}");
        let seen = log.begun[0].0[0].captured.clone();
        assert_eq!(seen.iter().map(Grant::what).collect::<Vec<_>>(), [grant.what()]);
        let left = yandex.alice.read().unwrap().clone().unwrap();
        assert!(!yandex.holds(&grant));

        let yandex = Yandex::new(left, plot());
        assert_eq!(word(&give_back(&yandex, &seen[0])), "Restored");
        let call = yandex.sent.read().unwrap()[0].clone();
        assert_eq!(call.method, method, "the same kind of call");
        assert_eq!(call.path.ends_with(":grantPermission"), method == Method::Post);
        assert_eq!(sorted(yandex.alice.read().unwrap().as_ref().unwrap()), sorted(&permissions));
        assert_eq!(word(&give_back(&yandex, &seen[0])), "AlreadyHeld");
    }
}

#[test]
fn only_the_roles_that_were_there_are_captured() {
    let (permissions, grants) = grants();
    let Grant::Access(access) = &grants[2].0 else { panic!("all access") };
    let boasting =
        AccessGrant { roles: ["readWrite", "mdbDbAdmin", "root"].map(RoleName::new).to_vec(), ..access.clone() };
    let yandex = Yandex::new(permissions, plot());
    let (_, log) = run(&yandex, &Grant::Access(boasting));
    let seen = &log.begun[0].0[0].captured;
    let [Grant::Access(seen)] = seen.as_slice() else { panic!("{seen:?}") };
    assert_eq!(seen.roles, ["mdbDbAdmin", "readWrite"].map(RoleName::new));
}

#[test]
fn what_was_given_meanwhile_is_named_and_left_alone() {
    let (_, grants) = grants();
    let billing = json!([{"databaseName": "billing", "roles": ["read"]}]);
    let yandex = Yandex::new(billing.clone(), plot());
    let put = give_back(&yandex, &grants[2].0);
    let fault = fault(&put);
    assert_eq!(fault.kind, FaultKind::Conflict { blocking: None });
    assert_eq!(fault.message.as_deref(), Some("alice was given something meanwhile on billing: read."));
    assert!(yandex.sent.read().unwrap().is_empty());
    assert_eq!(yandex.alice.read().unwrap().as_ref(), Some(&billing));
    // One role is added to whatever is there.
    assert_eq!(word(&give_back(&yandex, &grants[1].0)), "Restored");
    let both = json!([{"databaseName": "billing", "roles": ["read", "mdbDbAdmin"]}]);
    assert_eq!(yandex.alice.read().unwrap().as_ref(), Some(&both));
}

#[test]
fn nothing_is_given_back_to_a_user_who_is_gone() {
    let (permissions, grants) = grants();
    for (grant, _) in grants {
        let yandex = Yandex::new(permissions.clone(), plot());
        *yandex.alice.write().unwrap() = None;
        let put = give_back(&yandex, &grant);
        assert_eq!(fault(&put).kind, FaultKind::Vanished, "{put:?}");
        assert!(yandex.sent.read().unwrap().is_empty());
    }
}

#[test]
fn what_an_operation_says_is_not_enough() {
    let (_, grants) = grants();
    for (plot, expected) in [
        (Plot { effect: Effect::Ignored, ..plot() }, "StillAbsent"),
        (Plot { after: Look::Forbidden, ..plot() }, "Accepted"),
        (Plot { after: Look::FailsAlways, ..plot() }, "Unknown"),
        (Plot { after: Look::StaleOnce, ..plot() }, "Restored"),
        (Plot { life: plot().life.map(|life| Life { end: End::Never, ..life }), ..plot() }, "Pending"),
        (
            Plot { life: plot().life.map(|life| Life { end: End::Failed, ..life }), effect: Effect::Ignored, ..plot() },
            "Failed",
        ),
    ] {
        let yandex = Yandex::new(json!([]), plot);
        assert_eq!(word(&give_back(&yandex, &grants[0].0)), expected);
    }
}

#[test]
fn all_access_goes_back_before_a_role_that_was_taken_earlier() {
    let [role, access] = ["role", "access"].map(|wanted| {
        let all = grants();
        let fits = |grant: &&Grant| matches!(grant, Grant::Access(_)) == (wanted == "access");
        all.1.iter().map(|(grant, _)| grant).find(fits).cloned().unwrap()
    });
    let order =
        mutation::batches(Vendor::YandexMongodb, ActionKind::Grant, &[role.clone(), access.clone(), role, access]);
    assert_eq!(order, [[1], [3], [0], [2]]);
}
