//! Any plan, carried out and undone, leaves the vendor as it was: both ways are plans that the gateway runs, against the
//! sandbox.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::Index;
use rescind_domain::{
    Accepted, AccessGrant, ConnectionId, Entry, EntryState, Grant, GrantKey, Membership, Outcome, PlanView, Principal,
    PrincipalId, PrincipalKind, PrivilegeGrant, RoleName, RoleRef, Scope, Vendor, left_to_restore,
};
use rescind_vendors::mutation;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::driver::{Place, Toys, outcomes, quick, revocation_of, undo_of, write_vendors};

/// How many plans are tried at each vendor.
const PLANS: u32 = 8;

/// One connection of a gateway with its sandbox.
struct Connected {
    connection: &'static str,
    vendor: Vendor,
    place: Place,
    toys: Toys,
    _directory: TempDir,
}

impl Connected {
    async fn start(connection: &'static str, vendor: Vendor) -> Self {
        let toys = Toys::start().await;
        toys.control("knobs", json!({ "mongodb": { "operation_ms": 0 } })).await;
        let directory = tempfile::tempdir().unwrap();
        let config = write_vendors(directory.path(), toys.address);
        let place = Place::start(directory.path(), config, quick()).await;
        Self { connection, vendor, place, toys, _directory: directory }
    }

    async fn state(&self) -> Value {
        self.toys.state_of(self.connection).await
    }

    /// Revokes the grants; every one of them is gone then.
    async fn revoke(&self, grants: &[Grant]) -> PlanView {
        let entries = grants.iter().map(|grant| {
            // What goes with it is confirmed.
            let mut entry = revocation_of(self.connection, grant.clone());
            let along = mutation::granted_along(self.vendor, grant);
            entry.accepts.extend(along.into_iter().map(|along| Accepted::Implied(Box::new(along))));
            entry
        });
        let entries = entries.collect();
        let plan = self.place.driver.run(entries).await;
        for entry in &plan.entries {
            assert!(entry.state.outcome().is_some_and(Outcome::is_gone), "{entry:#?}");
        }
        plan
    }

    /// Restores what a plan revoked; every grant is there then.
    async fn undo(&self, plan: &PlanView) {
        let mut entries: Vec<Entry> = Vec::new();
        for entry in &plan.entries {
            let undoes = entry.entry.action.undoes();
            match left_to_restore(&entry.state, undoes, &entry.captured, &entry.restored) {
                Ok(left) => {
                    entries.extend(left.into_iter().map(|grant| undo_of(self.connection, grant, entry.id.clone())));
                }
                Err(why) => assert_eq!(
                    entry.state,
                    EntryState::Settled { outcome: Outcome::AlreadyAbsent },
                    "{why:?}: only what another entry revoked with its own has nothing to be restored"
                ),
            }
        }
        let back = self.place.driver.run(entries).await;
        let is_there = |outcome: &Outcome| matches!(outcome, Outcome::Restored | Outcome::AlreadyHeld);
        assert!(outcomes(&back).iter().all(is_there), "{back:#?}");
    }

    /// Revokes grants and undoes it.
    async fn there_and_back(&self, grants: &[Grant], held: fn(&Value) -> Vec<String>) {
        let before = held(&self.state().await);
        let plan = self.revoke(grants).await;
        assert_ne!(held(&self.state().await), before, "something was revoked");
        self.undo(&plan).await;
        assert_eq!(held(&self.state().await), before, "{grants:?}");
    }

    /// Each of these once.
    fn distinct(&self, grants: impl IntoIterator<Item = Grant>) -> Vec<Grant> {
        let connection = ConnectionId::new(self.connection);
        let mut keys: HashSet<GrantKey> = HashSet::new();
        grants.into_iter().filter(|grant| keys.insert(grant.key(&connection))).collect()
    }
}

/// Carries plans out and undoes them: of everything that a vendor can lose, and of some of it.
fn there_and_back(
    connection: &'static str,
    vendor: Vendor,
    all: fn(&Value) -> Vec<Grant>,
    held: fn(&Value) -> Vec<String>,
) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let connected = runtime.block_on(async {
        let connected = Connected::start(connection, vendor).await;
        let everything = connected.distinct(all(&connected.state().await));
        connected.there_and_back(&everything, held).await;
        connected
    });
    let config = ProptestConfig { cases: PLANS, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(chosen in prop::collection::vec(any::<Index>(), 1..8))| {
        runtime.block_on(async {
            let all = all(&connected.state().await);
            let grants = connected.distinct(chosen.iter().map(|index| index.get(&all).clone()));
            connected.there_and_back(&grants, held).await;
        });
    });
}

fn text(row: &Value, field: &str) -> String {
    row[field].as_str().unwrap().to_owned()
}

fn list<'a>(state: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    state.pointer(pointer).and_then(Value::as_array).unwrap().iter()
}

/// The rows of lists without the fields that tell when and by whom.
fn rows(state: &Value, lists: &[(&str, &[&str])]) -> Vec<String> {
    let row =
        |row: &Value, fields: &[&str]| fields.iter().map(|field| row[*field].to_string()).collect::<Vec<_>>().join(" ");
    let mut rows: Vec<String> =
        lists.iter().flat_map(|(pointer, fields)| list(state, pointer).map(|found| row(found, fields))).collect();
    rows.sort_unstable();
    rows
}

fn of_milvus(state: &Value) -> Vec<Grant> {
    let membership = |row: &Value| {
        Grant::Membership(Membership::new(RoleRef::plain(text(row, "role")), Principal::user(text(row, "user"))))
    };
    let privilege = |row: &Value| {
        Grant::Privilege(PrivilegeGrant {
            object_type: text(row, "objectType"),
            object_name: text(row, "objectName"),
            database: text(row, "dbName"),
            privilege: text(row, "privilege"),
            ..PrivilegeGrant::of(RoleRef::plain(text(row, "role")))
        })
    };
    // What comes with the server cannot be revoked.
    let custom = |row: &&Value| !["admin", "public"].contains(&row["role"].as_str().unwrap());
    let bindings = list(state, "/milvus/bindings").filter(custom).map(membership);
    bindings.chain(list(state, "/milvus/grants").filter(custom).map(privilege)).collect()
}

fn of_genauth(state: &Value) -> Vec<Grant> {
    let membership = |row: &Value| {
        let kind = match row["targetType"].as_str().unwrap() {
            "USER" => PrincipalKind::User,
            "DEPARTMENT" => PrincipalKind::Department,
            // Nobody can see whether these hold a role, so nobody can tell that it was restored to them.
            _ => return None,
        };
        let role = RoleRef::scoped(Scope::new(text(row, "namespace")), RoleName::new(text(row, "role")));
        let principal = Principal { kind, id: PrincipalId::new(text(row, "targetIdentifier")), label: None };
        Some(Grant::Membership(Membership::new(role, principal)))
    };
    list(state, "/genauth/holders").filter_map(membership).collect()
}

fn of_mongodb(state: &Value) -> Vec<Grant> {
    let running =
        |cluster: &str| list(state, "/mongodb/clusters").any(|row| row["id"] == cluster && row["status"] == "RUNNING");
    let mut grants = Vec::new();
    for user in list(state, "/mongodb/users").filter(|user| running(user["clusterId"].as_str().unwrap())) {
        let principal = Principal::user(text(user, "name"));
        for permission in user["permissions"].as_array().into_iter().flatten() {
            let on = text(permission, "databaseName");
            let scope = Scope::new(format!("{}/{on}", text(user, "clusterId")));
            let roles = permission["roles"].as_array().into_iter().flatten();
            let roles: Vec<RoleName> = roles.map(|role| RoleName::new(role.as_str().unwrap())).collect();
            // The rest of a role-less permission is nothing that anybody could hold.
            if roles.is_empty() {
                continue;
            }
            for role in &roles {
                let role = RoleRef::scoped(scope.clone(), role.clone());
                grants.push(Grant::Membership(Membership::new(role, principal.clone())));
            }
            grants.push(Grant::Access(AccessGrant { scope, on, principal: principal.clone(), roles }));
        }
    }
    grants
}

/// The order of a set tells nothing.
fn held_in_mongodb(state: &Value) -> Vec<String> {
    let mut held: Vec<String> = of_mongodb(state)
        .iter()
        .filter(|grant| matches!(grant, Grant::Membership(_)))
        .map(|grant| format!("{} from {} in {:?}", grant.what(), grant.from_whom(), grant.scope()))
        .collect();
    held.sort_unstable();
    held
}

#[test]
fn any_plan_at_milvus_is_undone() {
    let held = |state: &Value| {
        let grant: &[&str] = &["role", "objectType", "objectName", "dbName", "privilege"];
        rows(state, &[("/milvus/bindings", &["role", "user"]), ("/milvus/grants", grant)])
    };
    there_and_back("milvus", Vendor::Milvus, of_milvus, held);
}

#[test]
fn any_plan_at_genauth_is_undone() {
    let held =
        |state: &Value| rows(state, &[("/genauth/holders", &["role", "namespace", "targetType", "targetIdentifier"])]);
    there_and_back("genauth", Vendor::Genauth, of_genauth, held);
}

#[test]
fn any_plan_at_managed_mongodb_is_undone() {
    there_and_back("mongodb", Vendor::YandexMongodb, of_mongodb, held_in_mongodb);
}
