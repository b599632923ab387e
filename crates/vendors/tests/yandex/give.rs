//! Giving back at Yandex: which call, the outcomes, and that taking and giving back ends where it began.

use rescind_domain::{AccessGrant, EntryId, FaultKind, Grant, Outcome, RoleName, Vendor};
use rescind_vendors::give::{Return, give, giving_batches};
use rescind_vendors::revoke::Item;
use rescind_vendors::{Method, witness};
use serde_json::{Value, json};

use crate::fake::{Effect, End, Life, Look, Plot, Yandex};
use crate::matrix::{grants, run, word};
use crate::now;

fn plot() -> Plot {
    let life = Life { first: Vec::new(), running: 1, failing: 0, end: End::Done };
    Plot { answer: None, life: Some(life), effect: Effect::Applied, listing: None, after: Look::Fine }
}

fn give_back(yandex: &Yandex, grant: &Grant) -> Option<Outcome> {
    let item = Item { entry: EntryId::new("undo"), grant: grant.clone() };
    let returns = [Return { item, undo: EntryId::new("entry") }];
    let tried = now(give(yandex, Vendor::YandexMongodb, &returns, 0, &|_| {}));
    let [outcome] = tried.outcomes.try_into().expect("one item has one outcome");
    outcome
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
        let seen = now(witness(&yandex, Vendor::YandexMongodb, std::slice::from_ref(&grant))).remove(0);
        assert_eq!(seen.iter().map(Grant::what).collect::<Vec<_>>(), [grant.what()]);
        assert!(matches!(run(&yandex, &grant).0.outcomes[0], Some(Outcome::Revoked | Outcome::StillEffective { .. })));
        let left = yandex.alice.read().unwrap().clone().unwrap();
        assert!(!yandex.holds(&grant));

        let yandex = Yandex::new(left, plot());
        assert_eq!(give_back(&yandex, &seen[0]), Some(Outcome::Restored));
        let call = yandex.sent.read().unwrap()[0].0.clone();
        assert_eq!(call.method, method, "the same kind of call");
        assert_eq!(call.path.ends_with(":grantPermission"), method == Method::Post);
        assert_eq!(sorted(yandex.alice.read().unwrap().as_ref().unwrap()), sorted(&permissions));
        assert_eq!(give_back(&yandex, &seen[0]), Some(Outcome::AlreadyHeld));
    }
}

#[test]
fn only_the_roles_that_were_there_are_witnessed() {
    let (permissions, grants) = grants();
    let Grant::Access(access) = &grants[2].0 else { panic!("all access") };
    let boasting =
        AccessGrant { roles: ["readWrite", "mdbDbAdmin", "root"].map(RoleName::new).to_vec(), ..access.clone() };
    let yandex = Yandex::new(permissions, plot());
    let seen = now(witness(&yandex, Vendor::YandexMongodb, &[Grant::Access(boasting)])).remove(0);
    let [Grant::Access(seen)] = seen.as_slice() else { panic!("{seen:?}") };
    assert_eq!(seen.roles, ["mdbDbAdmin", "readWrite"].map(RoleName::new));
}

#[test]
fn what_was_given_meanwhile_is_named_and_left_alone() {
    let (_, grants) = grants();
    let billing = json!([{"databaseName": "billing", "roles": ["read"]}]);
    let yandex = Yandex::new(billing.clone(), plot());
    let Some(Outcome::Failed { fault, .. }) = give_back(&yandex, &grants[2].0) else { panic!("it was given") };
    assert_eq!(fault.kind, FaultKind::Conflict { blocking: None });
    assert_eq!(fault.message.as_deref(), Some("alice was given something meanwhile on billing: read."));
    assert!(yandex.sent.read().unwrap().is_empty());
    assert_eq!(yandex.alice.read().unwrap().as_ref(), Some(&billing));
    // One role is added to whatever is there.
    assert_eq!(give_back(&yandex, &grants[1].0), Some(Outcome::Restored));
    let both = json!([{"databaseName": "billing", "roles": ["read", "mdbDbAdmin"]}]);
    assert_eq!(yandex.alice.read().unwrap().as_ref(), Some(&both));
}

#[test]
fn nothing_is_given_back_to_a_user_who_is_gone() {
    let (permissions, grants) = grants();
    for (grant, _) in grants {
        let yandex = Yandex::new(permissions.clone(), plot());
        *yandex.alice.write().unwrap() = None;
        let Some(Outcome::Failed { fault, .. }) = give_back(&yandex, &grant) else { panic!("there is nobody") };
        assert_eq!(fault.kind, FaultKind::Vanished, "{fault:?}");
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
        assert_eq!(word(give_back(&yandex, &grants[0].0).as_ref()), expected);
    }
}

#[test]
fn all_access_goes_back_before_a_role_that_was_taken_earlier() {
    let [role, access] = ["role", "access"].map(|wanted| {
        let all = grants();
        let fits = |grant: &&Grant| matches!(grant, Grant::Access(_)) == (wanted == "access");
        all.1.iter().map(|(grant, _)| grant).find(fits).cloned().unwrap()
    });
    let order = giving_batches(Vendor::YandexMongodb, &[role.clone(), access.clone(), role, access]);
    assert_eq!(order, [[1], [3], [0], [2]]);
}
