//! Any plan, carried out and undone, leaves the vendor as it was: the console's flow in both directions, against the sandbox.

use proptest::prelude::*;
use proptest::sample::Index;
use rescind_domain::{
    AccessGrant, ConnectionId, EntryId, EntryState, Grant, GrantKey, Membership, NewEntry, NewPlan, Outcome, PlanRef,
    PlanView, Principal, PrincipalId, PrincipalKind, PrivilegeGrant, RoleName, RoleRef, Scope, Vendor, left_to_give,
};
use rescind_gateway::Vendors;
use rescind_sandbox::Seed;
use rescind_vendors::give::{Return, give, giving_batches};
use rescind_vendors::revoke::{Item, batches, revoke};
use serde_json::{Value, json};

use crate::native::{Asks, Native};
use crate::support::{Setup, World, json_of};

/// How many plans are tried at each vendor.
const PLANS: u32 = 8;

/// One vendor of a gateway with its embedded sandbox.
struct Place {
    world: World,
    native: Native,
}

impl Place {
    async fn start(connection: &str, vendor: Vendor) -> Self {
        let setup = Setup { vendors: Some(Vendors::Sandbox(Seed::Demo)), ..Setup::default() };
        let world = World::with("http://127.0.0.1:1", setup).await;
        let native = Native {
            http: world.client.clone(),
            base: world.base.clone(),
            cookie: world.cookie.clone(),
            connection: ConnectionId::new(connection),
            vendor,
            asks: Asks::ForAWitness,
        };
        let place = Self { world, native };
        place.control("knobs", json!({ "mongodb": { "operation_ms": 0 } })).await;
        place
    }

    async fn control(&self, what: &str, body: Value) {
        let url = format!("http://{}/__sandbox/{what}", self.world.sandbox.unwrap());
        let request = self.world.client.post(url).header("content-type", "application/json");
        json_of(request.body(body.to_string()).send().await.unwrap()).await;
    }

    async fn state(&self) -> Value {
        let url = format!("http://{}/__sandbox/state", self.world.sandbox.unwrap());
        json_of(self.world.client.get(url).send().await.unwrap()).await
    }

    /// Stores a plan of these entries.
    async fn plan(&self, entries: Vec<NewEntry>) -> PlanRef {
        let plan = NewPlan { reason: "there and back".to_owned(), entries };
        let (status, text) = self.native.ask("POST", "/api/plans", json!(plan).to_string()).await.unwrap();
        assert_eq!(status, 200, "{text}");
        serde_json::from_str(&text).unwrap()
    }

    async fn settle(&self, entries: &[EntryId], outcomes: Vec<Option<Outcome>>) -> Vec<Outcome> {
        let mut settled = Vec::new();
        for (entry, outcome) in entries.iter().zip(outcomes) {
            let outcome = outcome.unwrap();
            self.native.store(entry, &outcome).await.unwrap();
            settled.push(outcome);
        }
        settled
    }

    /// Takes the grants away; every one of them is gone then.
    async fn take(&self, grants: &[Grant]) -> PlanRef {
        let connection = &self.native.connection;
        let entries = grants.iter().map(|grant| NewEntry::take(connection.clone(), grant.clone()));
        let plan = self.plan(entries.collect()).await;
        for batch in batches(self.native.vendor, grants) {
            let item = |at: &usize| Item { entry: plan.entries[*at].id.clone(), grant: grants[*at].clone() };
            let items: Vec<Item> = batch.iter().map(item).collect();
            let tried = revoke(&self.native, self.native.vendor, &items, 0, &|_| {}).await;
            let ids: Vec<EntryId> = items.iter().map(|item| item.entry.clone()).collect();
            for outcome in self.settle(&ids, tried.outcomes).await {
                assert!(outcome.is_gone(), "{outcome:?}: {items:?}");
            }
        }
        plan
    }

    /// Gives back what a plan took; every grant is there then.
    async fn undo(&self, plan: &PlanRef) {
        let view: PlanView = self.native.get(&format!("/api/plans/{}", plan.id)).await.unwrap();
        let mut wanted: Vec<(EntryId, Grant)> = Vec::new();
        for entry in &view.entries {
            match left_to_give(&entry.state, entry.undo.as_ref(), &entry.witnessed, &entry.given_back) {
                Ok(left) => wanted.extend(left.into_iter().map(|grant| (entry.id.clone(), grant))),
                Err(why) => assert_eq!(
                    entry.state,
                    EntryState::Settled { outcome: Outcome::AlreadyAbsent },
                    "{why:?}: only what another entry took along has nothing to be given back"
                ),
            }
        }
        let connection = &self.native.connection;
        let entry =
            |(undo, grant): &(EntryId, Grant)| NewEntry::give_back(connection.clone(), grant.clone(), undo.clone());
        let back = self.plan(wanted.iter().map(entry).collect()).await;
        let grants: Vec<Grant> = wanted.iter().map(|(_, grant)| grant.clone()).collect();
        for batch in giving_batches(self.native.vendor, &grants) {
            let returned = |at: &usize| Return {
                item: Item { entry: back.entries[*at].id.clone(), grant: grants[*at].clone() },
                undo: wanted[*at].0.clone(),
            };
            let returns: Vec<Return> = batch.iter().map(returned).collect();
            let tried = give(&self.native, self.native.vendor, &returns, 0, &|_| {}).await;
            let ids: Vec<EntryId> = returns.iter().map(|returned| returned.item.entry.clone()).collect();
            for outcome in self.settle(&ids, tried.outcomes).await {
                assert!(matches!(outcome, Outcome::Restored | Outcome::AlreadyHeld), "{outcome:?}: {returns:?}");
            }
        }
    }
}

/// Carries plans of some of a vendor's grants out and undoes them.
fn there_and_back(connection: &str, vendor: Vendor, all: fn(&Value) -> Vec<Grant>, held: fn(&Value) -> Vec<String>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let place = runtime.block_on(Place::start(connection, vendor));
    let config = ProptestConfig { cases: PLANS, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(chosen in prop::collection::vec(any::<Index>(), 1..8))| {
        runtime.block_on(async {
            let before = place.state().await;
            let all = all(&before);
            let mut keys: Vec<GrantKey> = Vec::new();
            let mut grants: Vec<Grant> = chosen.iter().map(|index| index.get(&all).clone()).collect();
            grants.retain(|grant| {
                let key = grant.key(&place.native.connection);
                let new = !keys.contains(&key);
                keys.push(key);
                new
            });
            let plan = place.take(&grants).await;
            let between = held(&place.state().await);
            assert_ne!(between, held(&before), "something was taken");
            place.undo(&plan).await;
            assert_eq!(held(&place.state().await), held(&before), "{grants:?}");
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
    // What comes with the server cannot be taken away.
    let custom = |row: &&Value| !["admin", "public"].contains(&row["role"].as_str().unwrap());
    let bindings = list(state, "/milvus/bindings").filter(custom).map(membership);
    bindings.chain(list(state, "/milvus/grants").filter(custom).map(privilege)).collect()
}

fn of_genauth(state: &Value) -> Vec<Grant> {
    let membership = |row: &Value| {
        let kind = match row["targetType"].as_str().unwrap() {
            "USER" => PrincipalKind::User,
            "DEPARTMENT" => PrincipalKind::Department,
            // Nobody can see whether these hold a role, so nobody can tell that they were given it back.
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
