//! What a look within one database proves, and what still allows a privilege that is gone.

use rescind_domain::{ActionKind, Grant, Outcome, PrivilegeGrant, RoleRef, Vendor};
use rescind_engine::Put;
use serde_json::json;

use crate::fake::Effect::{Applied, Ignored};
use crate::fake::Look::Fine;
use crate::fake::{Milvus, Script, State, http};
use crate::looks::confirmed;
use crate::run;
use crate::support::{compared, outcome, settled};

fn search(database: &str) -> Grant {
    Grant::Privilege(PrivilegeGrant {
        object_type: "Collection".into(),
        object_name: "docs".into(),
        database: database.into(),
        privilege: "Search".into(),
        ..PrivilegeGrant::of(RoleRef::plain("analyst"))
    })
}

fn stored(object_type: &str, object: &str, privilege: &str) -> [String; 5] {
    ["analyst", object_type, object, "default", privilege].map(Into::into)
}

fn revoked_from(state: State, effect: crate::fake::Effect, refusals: usize, grant: &Grant) -> Put {
    let script = Script { first: Fine, effect, answer: confirmed(), after: Fine };
    let milvus = Milvus::new(state, script);
    let forbidden = || ("describe", http(403, json!({"code": 65535, "message": "permission deny"})));
    milvus.instead.write().unwrap().extend((0..refusals).map(|_| forbidden()));
    run(&milvus, grant).0
}

#[test]
fn an_account_that_may_ask_for_one_database_only_still_proves_what_is_in_it() {
    for database in ["default", "*"] {
        let grant = search(database);
        let gone = revoked_from(State::default().with(&grant), Applied, 1, &grant);
        assert_eq!(outcome(&gone), Some(&Outcome::Revoked), "{database}");
        // What the call can touch besides was not seen.
        assert_eq!(compared(settled(&gone).comparison.as_ref()), "NotCompared", "{database}");
        let held = revoked_from(State::default().with(&grant), Ignored, 1, &grant);
        assert_eq!(outcome(&held), Some(&Outcome::StillPresent), "{database}");
    }
}

#[test]
fn what_another_grant_of_the_role_still_allows_is_said() {
    let grant = search("default");
    for (covering, via) in [
        (stored("Collection", "*", "Search"), "Search (Collection *, default)"),
        (stored("Collection", "docs", "*"), "* (Collection docs, default)"),
        (stored("Global", "docs", "All"), "All (Global docs, default)"),
    ] {
        let mut state = State::default().with(&grant);
        state.grants.push(covering);
        let put = revoked_from(state, Applied, 0, &grant);
        assert_eq!(outcome(&put), Some(&Outcome::StillEffective { via: vec![via.into()] }));
    }
}

#[test]
fn of_one_plan_what_stands_for_more_goes_first() {
    let everywhere = |kind: &str, name: &str| match search("default") {
        Grant::Privilege(grant) => {
            Grant::Privilege(PrivilegeGrant { object_type: kind.into(), object_name: name.into(), ..grant })
        }
        other => other,
    };
    let plan =
        [search("default"), everywhere("Global", "docs"), search("other"), search("*"), everywhere("Collection", "*")];
    assert_eq!(
        rescind_vendors::mutation::batches(Vendor::Milvus, ActionKind::Revoke, &plan),
        [[1], [3], [4], [0], [2]]
    );
}

#[test]
fn a_group_that_contains_it_covers_when_the_server_lists_its_groups() {
    let grant = search("default");
    let script = Script { first: Fine, effect: Applied, answer: confirmed(), after: Fine };
    let mut state = State::default().with(&grant);
    state.grants.push(stored("Global", "docs", "CollectionReadOnly"));
    let milvus = Milvus::new(state.clone(), script);
    let groups =
        json!({"privilegeGroups": [{"privilegeGroupName": "CollectionReadOnly", "privileges": "Query,Search"}]});
    milvus.instead.write().unwrap().push_back(("privilege_groups/list", http(200, json!({"code": 0, "data": groups}))));
    let (put, _) = run(&milvus, &grant);
    assert_eq!(
        outcome(&put),
        Some(&Outcome::StillEffective { via: vec!["CollectionReadOnly (Global docs, default)".into()] })
    );
    // A server that does not list them leaves it unsaid, and the grant itself is gone all the same.
    assert_eq!(outcome(&revoked_from(state, Applied, 0, &grant)), Some(&Outcome::Revoked));
}
