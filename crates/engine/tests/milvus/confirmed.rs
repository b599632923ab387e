//! Nothing beyond what was confirmed is sent: each thing that a call would do besides, confirmed and not.

use rescind_domain::hazard::HazardCode;
use rescind_domain::outcome::Proof;
use rescind_domain::{Accepted, ActionKind, FaultKind, Grant, Membership, Principal, PrivilegeGrant, RoleRef, Vendor};
use rescind_engine::Put;
use rescind_engine::attempt::{Subject, carry_out};
use serde_json::json;

use crate::fake::Effect::Applied;
use crate::fake::Look::Fine;
use crate::fake::{Milvus, Script, State, http};
use crate::looks::confirmed;
use crate::support::{Ground, connection, now, outcome, unconfirmed, word};

fn held(user: &str, role: &str) -> Grant {
    Grant::Membership(Membership::new(RoleRef::plain(role), Principal::user(user)))
}

pub(crate) fn on_docs(privilege: &str) -> Grant {
    Grant::Privilege(PrivilegeGrant {
        object_type: "Collection".into(),
        object_name: "docs".into(),
        database: "db1".into(),
        privilege: privilege.into(),
        ..PrivilegeGrant::of(RoleRef::plain("analyst"))
    })
}

pub(crate) fn server(state: State) -> Milvus {
    Milvus::new(state, Script { first: Fine, effect: Applied, answer: confirmed(), after: Fine })
}

fn implied(grant: &Grant) -> Accepted {
    Accepted::Implied(Box::new(grant.clone()))
}

/// What comes of an entry of a plan that asks for other grants as well.
fn tried(milvus: &Milvus, subject: &Subject, asked: &[Grant]) -> Put {
    let (ground, connection) = (Ground::new(milvus), connection(Vendor::Milvus));
    let is_asked_for = |grant: &Grant| asked.iter().any(|asked| asked.is_same(grant));
    now(carry_out(&ground, &connection, std::slice::from_ref(subject), &is_asked_for)).remove(0)
}

/// Without the confirmation nothing is sent, with it the call is.
fn needs(state: &State, kind: ActionKind, grant: &Grant, accepted: Accepted) {
    let mut subject = unconfirmed(kind, grant);
    let milvus = server(state.clone());
    let put = tried(&milvus, &subject, &[]);
    assert_eq!(outcome(&put).and_then(|outcome| outcome.proof()), Some(Proof::NotSent), "{grant:?}: {put:?}");
    let fault = outcome(&put).and_then(|outcome| outcome.fault()).expect("a fault");
    assert_eq!(fault.kind, FaultKind::Unconfirmed, "{grant:?}");
    assert_eq!((milvus.sent(), &*milvus.state.read().unwrap()), (vec![], state), "{grant:?}");
    subject.entry.accepts = vec![accepted];
    let milvus = server(state.clone());
    let put = tried(&milvus, &subject, &[]);
    assert!(outcome(&put).is_some_and(|outcome| outcome.is_success()), "{put:?}");
    assert_eq!(milvus.sent().len(), 1, "{grant:?}");
}

#[test]
fn what_is_dangerous_is_sent_only_when_it_was_confirmed() {
    use ActionKind::{Grant as Restore, Revoke};

    let admins = State::default().with(&held("alice", "admin"));
    let last = State { members: [("alice".into(), "admin".into())].into(), ..admins.clone() };
    let gone = State { members: [("bob".into(), "admin".into())].into(), ..admins.clone() };
    let code = Accepted::Hazard;
    needs(&State::default().with(&held("ops", "analyst")), Revoke, &held("ops", "analyst"), code(HazardCode::Yourself));
    needs(&State::default().with(&on_docs("*")), Revoke, &on_docs("*"), code(HazardCode::Wildcard));
    let of_public = match on_docs("Search") {
        Grant::Privilege(row) => {
            Grant::Privilege(PrivilegeGrant { role: rescind_domain::RoleName::new("public"), ..row })
        }
        other => other,
    };
    needs(&State::default().with(&of_public), Revoke, &of_public, code(HazardCode::BuiltIn));
    needs(&last, Revoke, &held("alice", "admin"), code(HazardCode::LastHolder));
    needs(&last, Revoke, &held("alice", "admin"), code(HazardCode::PerhapsLastHolder));
    needs(&gone, Restore, &held("alice", "admin"), code(HazardCode::GrantsAdministrator));
    // Somebody else stays an administrator.
    let put = tried(&server(admins), &unconfirmed(Revoke, &held("alice", "admin")), &[]);
    assert_eq!(word(&put), "Revoked");
}

#[test]
fn whoever_goes_in_the_same_plan_is_no_administrator_that_stays() {
    let both = State::default().with(&held("alice", "admin"));
    let subject = unconfirmed(ActionKind::Revoke, &held("alice", "admin"));
    let milvus = server(both);
    assert_eq!(word(&tried(&milvus, &subject, &[held("other", "admin")])), "Failed");
    assert_eq!(milvus.sent(), []);
}

#[test]
fn that_administrators_cannot_be_read_is_no_proof_that_there_are_others() {
    let both = State::default().with(&held("alice", "admin"));
    let subject = unconfirmed(ActionKind::Revoke, &held("alice", "admin"));
    let answers =
        [(http(403, json!({"code": 65535, "message": "permission deny"})), "Failed"), (http(429, ""), "Back")];
    for (answer, expected) in answers {
        let milvus = server(both.clone());
        milvus.instead.write().unwrap().push_back(("users/list", answer));
        // The list is read after the look, whose reads are not answered so.
        let put = tried(&milvus, &subject, &[]);
        assert_eq!(word(&put), expected, "{put:?}");
        assert_eq!(milvus.sent(), []);
    }
}

#[test]
fn what_goes_along_is_sent_only_when_it_was_confirmed_or_asked_for() {
    let (load, along) = (on_docs("Load"), on_docs("GetLoadState"));
    let state = || {
        let mut state = State::default().with(&load);
        state.grants.push(["analyst", "Collection", "docs", "db1", "GetLoadState"].map(String::from));
        state
    };
    let mut subject = unconfirmed(ActionKind::Revoke, &load);
    let milvus = server(state());
    let put = tried(&milvus, &subject, &[]);
    assert_eq!(outcome(&put).and_then(|outcome| outcome.proof()), Some(Proof::NotSent));
    let message = outcome(&put).and_then(|outcome| outcome.fault()).and_then(|fault| fault.message.clone());
    assert!(message.is_some_and(|message| message.contains("GetLoadState")), "{put:?}");
    assert_eq!(milvus.sent(), []);
    assert_eq!(word(&tried(&server(state()), &subject, std::slice::from_ref(&along))), "Revoked", "asked for as well");
    subject.entry.accepts = vec![implied(&on_docs("GetLoadingProgress"))];
    assert_eq!(word(&tried(&server(state()), &subject, &[])), "Failed", "another one was confirmed");
    subject.entry.accepts = vec![implied(&along)];
    assert_eq!(word(&tried(&server(state()), &subject, &[])), "Revoked");
    // What does not go along is not asked for.
    let alone = unconfirmed(ActionKind::Revoke, &load);
    assert_eq!(word(&tried(&server(State::default().with(&load)), &alone, &[])), "Revoked");
}

#[test]
fn a_grant_is_the_same_whoever_granted_it() {
    // The server says `root`; a pasted description says nothing of it.
    for grantor in [None, Some("root".to_owned()), Some("bob".to_owned())] {
        let Grant::Privilege(row) = on_docs("Search") else { panic!("a privilege") };
        let grant = Grant::Privilege(PrivilegeGrant { grantor, ..row });
        let put = tried(&server(State::default().with(&grant)), &unconfirmed(ActionKind::Revoke, &grant), &[]);
        assert_eq!(word(&put), "Revoked", "{put:?}");
    }
}

#[test]
fn restoring_grants_nothing_that_was_not_revoked_with_it() {
    let load = on_docs("Load");
    let rest = || State::default().with(&load).without(&load);
    let as_seen = |privilege: &str| match on_docs(privilege) {
        Grant::Privilege(row) => Grant::Privilege(PrivilegeGrant { grantor: Some("root".into()), ..row }),
        other => other,
    };
    let all = ["Load", "GetLoadState", "GetLoadingProgress"];
    for (captured, there, expected) in [
        (&all[..1], &[][..], "Failed"),
        (&all[..2], &[], "Failed"),
        (&all, &[], "Restored"),
        // What is there already is not granted by this.
        (&all[..1], &all[1..], "Restored"),
        (&all[..2], &all[2..], "Restored"),
    ] {
        let mut state = rest();
        for privilege in there {
            state.grants.push(["analyst", "Collection", "docs", "db1", privilege].map(String::from));
        }
        let milvus = server(state);
        let mut subject = unconfirmed(ActionKind::Grant, &load);
        subject.captured_by_undone = captured.iter().map(|privilege| as_seen(privilege)).collect();
        let put = tried(&milvus, &subject, &[]);
        assert_eq!(word(&put), expected, "{captured:?} beside {there:?}: {put:?}");
        assert_eq!(milvus.sent().len(), usize::from(expected == "Restored"));
    }
    let limited = server(rest());
    let mut subject = unconfirmed(ActionKind::Grant, &load);
    subject.captured_by_undone = vec![as_seen("Load")];
    let fine = Milvus::show(
        &limited.state.read().unwrap(),
        &rescind_vendors::milvus::requests::roles_describe(load.role().expect("a role"), "*"),
    );
    limited.instead.write().unwrap().extend([("roles/describe", fine), ("roles/describe", http(429, ""))]);
    let put = tried(&limited, &subject, &[]);
    assert_eq!(word(&put), "Back", "a fault of the connection fails no entry: {put:?}");
}
