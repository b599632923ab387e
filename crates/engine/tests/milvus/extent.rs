//! What is told of a call besides its own grant: of all that it can touch, what is gone afterwards.

use rescind_domain::observation::Place;
use rescind_domain::{Comparison, Grant, Membership, Principal, PrivilegeGrant, RoleRef, Vendor};
use serde_json::json;

use crate::confirmed::{on_docs, server};
use crate::fake::Effect::Ignored;
use crate::fake::Look::{Fine, StaleOnce};
use crate::fake::{Milvus, Script, State, http};
use crate::looks::confirmed;
use crate::support::{Ground, attempt, compared, settled, subjects, word};

fn member(role: &str) -> Grant {
    Grant::Membership(Membership::new(RoleRef::plain(role), Principal::user("alice")))
}

/// What is compared, while other calls of ours were to revoke `others`.
fn comparison(milvus: &Milvus, grant: &Grant, others: &[Grant]) -> (&'static str, Comparison) {
    let mut ground = Ground::new(milvus);
    ground.others = others.to_vec();
    let puts =
        attempt(&ground, Vendor::Milvus, &subjects(rescind_domain::ActionKind::Revoke, std::slice::from_ref(grant)));
    let settlement = settled(&puts[0]);
    let answered = ground.log().sent[0].1;
    let comparison = settlement.comparison.clone().expect("a call was made");
    if let Comparison::AlsoGone { from, to, count, .. } = &comparison {
        assert!(*from < answered && answered < *to && count.is_none(), "{comparison:?} around {answered:?}");
    }
    (word(&puts[0]), comparison)
}

fn also(comparison: &Comparison) -> (Vec<String>, Option<Place>) {
    match comparison {
        Comparison::AlsoGone { grants, place, .. } => (grants.iter().map(Grant::what).collect(), Some(*place)),
        Comparison::Same | Comparison::NotCompared { .. } => (Vec::new(), None),
    }
}

#[test]
fn what_somebody_else_revokes_meanwhile_is_told_as_gone_besides() {
    for after in [Fine, StaleOnce] {
        let script = Script { first: Fine, effect: crate::fake::Effect::Applied, answer: confirmed(), after };
        let mut milvus = Milvus::new(State::default().with(&member("analyst")), script.clone());
        milvus.meanwhile = Some(|state| state.members.retain(|(_, role)| role != "other"));
        let (word, comparison) = self::comparison(&milvus, &member("analyst"), &[]);
        assert_eq!((word, also(&comparison)), ("Revoked", (vec!["other".into()], Some(Place::Besides))), "{after:?}");
        let Comparison::AlsoGone { from, to, .. } = comparison else { panic!("it is gone") };
        assert_eq!(to.0 - from.0 > 1000, after == StaleOnce, "until the second look, which is the one that shows it");

        let mut milvus = Milvus::new(State::default().with(&on_docs("Search")), script);
        milvus.meanwhile = Some(|state| state.grants.retain(|row| row[3] != "Neighbour"));
        let (word, comparison) = self::comparison(&milvus, &on_docs("Search"), &[]);
        let gone = vec!["Search on Collection docs in Neighbour".to_owned()];
        assert_eq!((word, also(&comparison)), ("Revoked", (gone, Some(Place::Besides))), "{after:?}");
    }
}

#[test]
fn what_goes_while_a_grant_is_restored_is_told_as_well() {
    let restored = |meanwhile: Option<fn(&mut State)>| {
        let mut state = State::default().with(&member("analyst"));
        state.members.retain(|(_, role)| role != "analyst");
        let mut milvus = server(state);
        milvus.meanwhile = meanwhile;
        let subjects = subjects(rescind_domain::ActionKind::Grant, &[member("analyst")]);
        let puts = attempt(&Ground::new(&milvus), Vendor::Milvus, &subjects);
        (word(&puts[0]), settled(&puts[0]).comparison.clone().expect("a call was made"))
    };
    assert_eq!(restored(None), ("Restored", Comparison::Same));
    let (word, comparison) = restored(Some(|state| state.members.retain(|(_, role)| role != "other")));
    assert_eq!((word, also(&comparison)), ("Restored", (vec!["other".into()], Some(Place::Besides))), "{comparison:?}");
}

#[test]
fn what_other_calls_of_ours_revoke_meanwhile_is_explained() {
    let mut milvus = server(State::default().with(&member("analyst")));
    milvus.meanwhile = Some(|state| state.members.retain(|(_, role)| role != "other"));
    assert_eq!(comparison(&milvus, &member("analyst"), &[member("other")]).1, Comparison::Same);
}

#[test]
fn what_goes_along_is_explained_and_what_is_added_is_no_loss() {
    let mut state = State::default().with(&on_docs("Load"));
    state.grants.push(["analyst", "Collection", "docs", "db1", "GetLoadState"].map(String::from));
    let mut milvus = server(state);
    milvus.meanwhile =
        Some(|state| state.grants.push(["analyst", "Collection", "new", "db1", "Search"].map(String::from)));
    let ground = Ground::new(&milvus);
    let mut subjects = subjects(rescind_domain::ActionKind::Revoke, &[on_docs("Load")]);
    let along = Box::new(on_docs("GetLoadState"));
    subjects[0].entry.accepts.push(rescind_domain::Accepted::Implied(along));
    let puts = attempt(&ground, Vendor::Milvus, &subjects);
    assert_eq!((word(&puts[0]), settled(&puts[0]).comparison.as_ref()), ("Revoked", Some(&Comparison::Same)));
}

#[test]
fn a_row_that_is_granted_again_by_somebody_else_is_not_gone() {
    let milvus = server(State::default().with(&on_docs("Search")));
    let by = |grantor: &str| {
        let row = |database: &str| {
            json!({"dbName": database, "grantor": grantor, "objectName": "docs", "objectType": "Collection",
                   "privilege": "Search"})
        };
        json!({"code": 0, "data": [row("db2"), row("db1")]})
    };
    let only = json!({"code": 0, "data": [by("bob")["data"][0]]});
    milvus.instead.write().unwrap().push_back(("roles/describe", http(200, by("root"))));
    let ground = Ground::new(&milvus);
    milvus.instead.write().unwrap().push_back(("roles/describe", http(200, only)));
    let puts = attempt(&ground, Vendor::Milvus, &subjects(rescind_domain::ActionKind::Revoke, &[on_docs("Search")]));
    assert_eq!((word(&puts[0]), settled(&puts[0]).comparison.as_ref()), ("Revoked", Some(&Comparison::Same)));
}

#[test]
fn a_server_that_removes_a_broader_row_instead_is_told_so() {
    let wildcard = |object: &str| {
        Grant::Privilege(PrivilegeGrant {
            object_type: "Global".into(),
            object_name: object.into(),
            database: "db1".into(),
            privilege: "*".into(),
            ..PrivilegeGrant::of(RoleRef::plain("analyst"))
        })
    };
    let mut state = State::default().with(&wildcard("docs"));
    state.grants.push(["analyst", "Global", "*", "db1", "*"].map(String::from));
    let script = Script { first: Fine, effect: Ignored, answer: confirmed(), after: Fine };
    let mut milvus = Milvus::new(state.clone(), script);
    milvus.meanwhile = Some(|state| state.grants.retain(|row| row[2] != "*"));
    let (word, comparison) = self::comparison(&milvus, &wildcard("docs"), &[]);
    let gone = vec![wildcard("*").what()];
    assert_eq!((word, also(&comparison)), ("StillPresent", (gone, Some(Place::Instead))));
    // The call that is sent names the row and cannot mean the broader one.
    let milvus = server(state);
    let (word, comparison) = self::comparison(&milvus, &wildcard("docs"), &[]);
    assert_eq!((word, comparison), ("StillEffective", Comparison::Same));
    assert!(milvus.sent()[0].path.ends_with("/revoke_privilege_v2"), "{:?}", milvus.sent());
}

#[test]
fn a_read_with_a_gap_compares_nothing() {
    let milvus = server(State::default().with(&on_docs("Search")));
    let forbidden = http(403, json!({"code": 65535, "message": "permission deny"}));
    milvus.instead.write().unwrap().push_back(("roles/describe", forbidden));
    let (word, comparison) = self::comparison(&milvus, &on_docs("Search"), &[]);
    assert_eq!((word, compared(Some(&comparison))), ("Revoked", "NotCompared"));
}
