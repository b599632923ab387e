//! What pages show: roles on databases, their holders, people and what they hold, and what could not be read.

use rescind_domain::read::{Gap, Holding, PersonRef, Subject};
use rescind_domain::role::{RoleOrigin, RolePower};
use rescind_domain::{Fault, FaultKind, PrincipalId, RoleName, RoleRef, Scope};
use rescind_vendors::read;
use rescind_vendors::{Request, Transport};
use serde_json::{Value, json};

use crate::script::{Reply, http};
use crate::{connection, now};

/// Two clusters, of which the second shows no users.
struct Folder;

impl Folder {
    fn answer(path: &str, token: Option<&str>) -> Value {
        let user =
            |name: &str, permissions: Value| json!({"name": name, "clusterId": "c1", "permissions": permissions});
        let alice = user(
            "alice",
            json!([
                {"databaseName": "orders", "roles": ["readWrite"]},
                {"databaseName": "billing", "roles": ["read", "mdbDbAdmin"]},
            ]),
        );
        match (path.trim_start_matches("/managed-mongodb/v1/clusters"), token) {
            ("", None) => json!({"clusters": [{"id": "c1", "name": "shop"}], "nextPageToken": "2"}),
            ("", Some(_)) => json!({"clusters": [{"id": "c2", "status": "STATUS_NEW", "diskSize": "7"}, {"id": "c1"}]}),
            ("/c1", _) => json!({"id": "c1", "name": "shop"}),
            ("/c1/users", None) => json!({"users": [alice], "nextPageToken": "2"}),
            ("/c1/users", Some(_)) => json!({"users": [
                alice,
                user("metrics", json!([{"databaseName": "admin", "roles": ["mdbMonitor", "mdbShardingManager"]}])),
                user("bob", json!([{"databaseName": "billing", "roles": ["read", "mdbGlobalWriter"]}])),
                user("newcomer", Value::Null),
            ], "nextPageToken": null}),
            ("/c1/users/alice", _) => alice,
            ("/c1/users/bob", _) => user("bob", json!([{"databaseName": "billing", "roles": ["mdbGlobalWriter"]}])),
            ("/c1/users/newcomer", _) => user("newcomer", json!([])),
            ("/c1/databases", _) => {
                json!({"databases": [{"name": "orders"}, {"name": "billing"}, {"name": "reports"}]})
            }
            ("/c2/databases", _) => json!({"databases": [{"name": "a"}]}),
            ("/c1/users/nobody", _) => json!({"code": 5, "message": "user \"nobody\" not found"}),
            _ => json!({"code": 7, "message": "Permission denied"}),
        }
    }
}

impl Transport for Folder {
    async fn read(&self, request: &Request) -> Reply {
        let token = request.query.iter().find(|(name, _)| *name == "pageToken").map(|(_, token)| token.as_str());
        let body = Self::answer(&request.path, token);
        let status = if body["code"].is_null() { 200 } else { 400 };
        http(status, body)
    }

    async fn pause(&self, _: u32) {}
}

fn role(scope: &str, name: &str) -> RoleRef {
    RoleRef::scoped(Scope::new(scope), RoleName::new(name))
}

fn person(id: &str) -> PersonRef {
    PersonRef { id: PrincipalId::new(id), scope: Some(Scope::new("c1")) }
}

/// What a gap is about, where, and why.
fn gaps(gaps: &[Gap]) -> Vec<(Subject, Option<&str>, &FaultKind)> {
    let told = |gap| match gap {
        &Gap::Unread { subject, ref place, ref fault } => (subject, place.as_deref(), &fault.kind),
        other => panic!("{other:?}"),
    };
    gaps.iter().map(told).collect()
}

const FORBIDDEN: FaultKind = FaultKind::Forbidden { missing: None };

#[test]
fn a_role_is_a_name_on_a_database_that_somebody_holds() {
    let list = now(read::roles(&Folder, &connection(), &|_| ())).unwrap();
    let rows: Vec<String> = list
        .rows
        .iter()
        .map(|entry| {
            let (scope, place) = (entry.role.scope.as_ref().unwrap(), entry.place.as_ref().unwrap());
            let privileges = if entry.privileges.is_some() { "known" } else { "unknown" };
            format!("{scope} {} ({place}) {} {privileges}", entry.role.name, entry.members.unwrap())
        })
        .collect();
    assert_eq!(
        rows,
        [
            "c1/admin mdbMonitor (admin · shop) 1 known",
            "c1/admin mdbShardingManager (admin · shop) 1 known",
            "c1/billing mdbDbAdmin (billing · shop) 1 known",
            "c1/billing mdbGlobalWriter (billing · shop) 1 unknown",
            "c1/billing read (billing · shop) 2 known",
            "c1/orders readWrite (orders · shop) 1 known",
        ]
    );
    let sharding = &list.rows[1].nature;
    assert_eq!((sharding.origin, sharding.power), (RoleOrigin::Fixed, RolePower::Administrator));
    assert_eq!(gaps(&list.gaps), [(Subject::People, Some("c2"), &FORBIDDEN)]);
}

#[test]
fn a_role_is_there_while_it_is_held_or_offered() {
    let found = |scope: &str, name: &str| now(read::role(&Folder, &connection(), &role(scope, name)));
    for (scope, name, expected) in [
        ("c1/billing", "read", true),
        ("c1/billing", "mdbGlobalWriter", true),
        ("c1/reports", "readWrite", true),
        ("c1/admin", "mdbReplication", true),
        ("c1/nowhere", "read", false),
        ("c1/reports", "mdbGlobalWriter", false),
        ("c1/reports", "mdbMonitor", false),
        ("c1", "read", false),
    ] {
        let entry = found(scope, name).unwrap();
        assert_eq!(entry.is_some(), expected, "{name} on {scope}");
        assert!(entry.is_none_or(|entry| entry.place.unwrap().ends_with(" · shop") && entry.members.is_none()));
    }
    assert_eq!(found("c2/a", "read").unwrap_err().kind, FORBIDDEN);
    assert_eq!(now(read::role(&Folder, &connection(), &RoleRef::plain("read"))), Ok(None));
}

#[test]
fn a_holder_has_siblings_on_the_database_and_also_all_other_roles() {
    let list = now(read::members(&Folder, &connection(), &role("c1/billing", "read"), &|_| ())).unwrap();
    let names: Vec<String> = list.rows.iter().map(|row| row.membership.principal.name()).collect();
    assert_eq!((names, list.progress), (vec!["alice".to_owned(), "bob".into()], Some((4, 4))));
    let alice = &list.rows[0];
    assert_eq!(alice.membership.role_ref(), role("c1/billing", "read"));
    assert_eq!(alice.siblings, [RoleName::new("mdbDbAdmin")]);
    assert_eq!(alice.also, Some(vec![role("c1/orders", "readWrite"), role("c1/billing", "mdbDbAdmin")]));
    assert_eq!(alice.person, Some(person("alice")));
    let hidden: Fault = now(read::members(&Folder, &connection(), &role("c2/a", "read"), &|_| ())).unwrap_err();
    assert_eq!(hidden.kind, FORBIDDEN);
}

#[test]
fn a_role_that_is_not_known_is_not_one_without_privileges() {
    let list = |name| now(read::privileges(&Folder, &connection(), &role("c1/billing", name))).unwrap();
    let known = list("read");
    assert!(known.gaps.is_empty() && known.rows.iter().all(|row| row.grant.database == "billing"));
    assert!(!known.rows.is_empty());
    let unknown = list("mdbGlobalWriter");
    assert_eq!((unknown.rows, unknown.gaps), (Vec::new(), vec![Gap::NotOffered(Subject::Privileges)]));
}

#[test]
fn people_are_listed_with_what_they_hold_and_clusters_without_are_gaps() {
    let list = now(read::people(&Folder, &connection(), &|_| ())).unwrap();
    let rows: Vec<(&str, Option<&str>, usize)> = list
        .rows
        .iter()
        .map(|row| {
            let Holding::Known(roles) = &row.roles else { panic!("{row:?}") };
            (row.person.id.as_str(), row.place.as_deref(), roles.len())
        })
        .collect();
    let row = |name, roles| (name, Some("shop"), roles);
    assert_eq!(rows, [row("alice", 3), row("metrics", 2), row("bob", 2), row("newcomer", 0)]);
    assert_eq!(list.rows[0].person, person("alice"));
    assert_eq!(gaps(&list.gaps), [(Subject::People, Some("c2"), &FORBIDDEN)]);
}

#[test]
fn a_person_has_roles_with_siblings_and_holders() {
    let view = |id| now(read::person(&Folder, &connection(), &person(id), &|_| ()));
    let alice = view("alice").unwrap().unwrap();
    let rows: Vec<(&str, Option<&str>, usize, Option<usize>)> = alice
        .held
        .iter()
        .map(|row| (row.membership.role.as_str(), row.membership.place.as_deref(), row.siblings.len(), row.holders))
        .collect();
    let row = |role, place, siblings, holders| (role, Some(place), siblings, Some(holders));
    assert_eq!(
        rows,
        [
            row("readWrite", "orders · shop", 0, 1),
            row("read", "billing · shop", 1, 2),
            row("mdbDbAdmin", "billing · shop", 1, 1),
        ]
    );
    assert!(!alice.everything && alice.gaps.is_empty());
    assert_eq!(view("newcomer").unwrap().map(|view| view.held.len()), Some(0));
    assert_eq!(view("nobody"), Ok(None));
    let elsewhere = PersonRef { id: PrincipalId::new("x"), scope: Some(Scope::new("c2")) };
    assert_eq!(now(read::person(&Folder, &connection(), &elsewhere, &|_| ())).unwrap_err().kind, FORBIDDEN);
}

#[test]
fn what_a_person_may_do_names_the_role_it_comes_through() {
    let effective = |id| now(read::effective(&Folder, &connection(), &person(id))).unwrap();
    let alice = effective("alice");
    let through = |role: &str| alice.rows.iter().filter(|row| row.grant.role.as_str() == role).count();
    assert!(alice.gaps.is_empty() && through("read") > 0 && through("mdbDbAdmin") > through("readWrite"));
    assert_eq!(effective("bob").gaps, [Gap::NotOffered(Subject::Privileges)]);
    assert!(effective("newcomer").rows.is_empty());
}

#[test]
fn a_probe_counts_what_it_may_and_says_what_it_may_not() {
    let probe = now(read::probe(&Folder, &connection())).unwrap();
    assert_eq!(probe.counts, [(Subject::Clusters, 2), (Subject::Databases, 4)], "no sum of a part");
    assert_eq!(gaps(&probe.gaps), [(Subject::People, Some("c2"), &FORBIDDEN)]);
}

#[test]
fn without_a_folder_there_is_nothing_to_ask_for() {
    let mut connection = connection();
    connection.folder = None;
    let fault = now(read::probe(&Folder, &connection)).unwrap_err();
    assert_eq!(fault.kind, FaultKind::InvalidInput { field: Some("folderId".into()) });
}
