//! What a call keeps to itself of which nobody knows what became of it: its own grant, and what it would spoil if it were carried out
//! late. Everything else goes on, of the same plan and of others; and who waits is told for what, and until when.

use rescind_domain::{
    Accepted, AccessGrant, ConnectionId, Entry, EntryState, Grant, Membership, NewPlan, Outcome, PlanId, PlanRef,
    PlanView, Principal, PrincipalId, PrivilegeGrant, RoleName, RoleRef, Scope, Waiting,
};
use rescind_gateway::Limits;
use serde_json::{Value, json};

use super::turns::{REVOKE, has_begun, on_one_object};
use super::{World, membership, mongodb_role};
use crate::driver::{is_over, outcome, outcomes, quick, revocation_of, undo_of};
use crate::support::{ASK_AGAIN, within};

const CLUSTER: &str = "c9qshop0n8r2k6t0v5x1";

impl World {
    /// Lets the next such call be lost on its way.
    pub(super) async fn lose_one(&self, call: &str) {
        let (method, path) = call.split_once(' ').unwrap();
        self.toys.control("faults", json!({ "method": method, "path": path, "times": 1, "cut": "before" })).await;
    }

    /// Runs a plan of one whose call is lost.
    async fn lost(&self, call: &str, entry: Entry) -> PlanView {
        self.lose_one(call).await;
        let plan = self.place.driver.run(vec![entry]).await;
        assert!(is_unknown(&plan), "{plan:#?}");
        plan
    }

    /// A plan of which nothing can be started as long as another one's entry is not settled.
    async fn stands_behind(&self, entry: Entry, lost: &PlanView) -> PlanId {
        let driver = &self.place.driver;
        let plan = driver.store(vec![entry], true).await.id;
        let view = driver.until(&plan, |view| !view.waiting.is_empty()).await;
        assert!(!has_begun(&view), "{view:#?}");
        let [Waiting::Unsettled { entry, plan: of, connection, grant, until }] = &view.waiting[..] else {
            panic!("{view:#?}")
        };
        let unsettled = &lost.entries[0];
        assert_eq!((entry, of), (&unsettled.id, &lost.id));
        assert_eq!((connection, &**grant), (&unsettled.entry.connection, &unsettled.entry.grant));
        // Ten minutes after the loss, which comes some moments after the call began.
        let rows = driver.rows().await;
        let began = rows.iter().find(|row| row.entry == unsettled.id).map(|row| row.at.0).unwrap();
        assert!((began..=began + 60_000).contains(&(until.0 - 600_000)), "{until:?} after {began}");
        plan
    }

    async fn is_revoked(&self, plan: &PlanId) {
        let view = self.place.driver.over(plan).await;
        assert!(outcomes(&view).iter().all(Outcome::is_gone) && view.waiting.is_empty(), "{view:#?}");
    }
}

fn is_unknown(plan: &PlanView) -> bool {
    matches!(outcomes(plan)[..], [Outcome::Unknown { .. }])
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_grant_waits_in_every_plan_until_a_person_tries_it_again_and_others_do_not() {
    let world = World::large(400, 0).await;
    let (grants, elsewhere) = on_one_object(&world, 2).await;
    let driver = &world.place.driver;
    let entry = |grant: &Grant| revocation_of("milvus", grant.clone());
    let lost = world.lost(REVOKE, entry(&grants[0])).await;
    let behind = world.stands_behind(entry(&grants[0]), &lost).await;
    let others = driver.run(vec![entry(&grants[1]), entry(&elsewhere)]).await;
    assert!(outcomes(&others).iter().all(Outcome::is_gone), "{others:#?}");
    assert_eq!(world.between.passed(REVOKE).len(), 3, "the same call is not sent meanwhile");
    driver.wants(&lost.id, "retry").await;
    world.is_revoked(&behind).await;
    driver.until(&lost.id, |plan| is_over(plan) && outcomes(plan).iter().all(Outcome::is_gone)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_restart_finds_unsettled_keeps_its_own_and_is_told() {
    let world = World::large(400, 0).await;
    let (grants, _) = on_one_object(&world, 2).await;
    let entry = |grant: &Grant| revocation_of("milvus", grant.clone());
    let lost = world.lost(REVOKE, entry(&grants[0])).await;
    let world = world.restarted().await;
    let behind = world.stands_behind(entry(&grants[0]), &lost).await;
    let other = world.place.driver.run(vec![entry(&grants[1])]).await;
    assert_eq!(outcomes(&other), [Outcome::Revoked]);
    assert!(!has_begun(&world.place.driver.view(&behind).await));
    // Somebody else revokes it, so that a look settles it.
    let Grant::Privilege(grant) = &grants[0] else { panic!("{grants:?}") };
    let body = json!({
        "roleName": grant.role, "privilege": grant.privilege, "dbName": grant.database,
        "collectionName": grant.object_name,
    });
    world.toys.milvus(REVOKE.strip_prefix("POST ").unwrap(), &body).await;
    world.place.driver.wants(&lost.id, "check").await;
    assert_eq!(outcomes(&world.place.driver.over(&behind).await), [Outcome::AlreadyAbsent]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_retry_finds_gone_was_revoked_by_the_call_that_was_lost_and_can_be_undone() {
    let world = World::start(quick()).await;
    let driver = &world.place.driver;
    let call = "/v2/vectordb/users/revoke_role";
    let lost = world.lost(&format!("POST {call}"), revocation_of("milvus", membership())).await;
    // The call is carried out late.
    world.toys.milvus(call, &json!({ "userName": "user_1", "roleName": "read_only" })).await;
    driver.wants(&lost.id, "retry").await;
    let settled = driver.until(&lost.id, |plan| is_over(plan) && !is_unknown(plan)).await;
    assert_eq!(outcomes(&settled), [Outcome::Revoked]);
    assert_eq!(world.between.passed(&format!("POST {call}")).len(), 1, "nothing is sent again");
    let rows = driver.rows().await;
    assert_eq!(rows.iter().filter(|row| row.entry == lost.entries[0].id).count(), 1, "it is of the same attempt");
    let undo = driver.run(vec![undo_of("milvus", membership(), lost.entries[0].id.clone())]).await;
    assert_eq!(outcomes(&undo), [Outcome::Restored]);
}

/// Somebody's permissions on a database of the cluster.
fn accesses(state: &Value) -> Vec<Grant> {
    let users = state["mongodb"]["users"].as_array().unwrap().iter();
    let here = users.filter(|user| user["clusterId"] == CLUSTER && user["name"] != "alice");
    here.filter_map(|user| {
        let permission = user["permissions"].as_array()?.first()?;
        let database = permission["databaseName"].as_str()?;
        let roles = permission["roles"].as_array()?.iter().map(|role| RoleName::new(role.as_str().unwrap()));
        Some(Grant::Access(AccessGrant {
            scope: Scope::new(format!("{CLUSTER}/{database}")),
            on: database.to_owned(),
            principal: Principal::user(user["name"].as_str()?),
            roles: roles.collect(),
        }))
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_of_one_users_call_holds_up_no_other_user_of_the_cluster() {
    let world = World::start(quick()).await;
    let others = accesses(&world.toys.state_of("mongodb").await);
    assert!(others.len() >= 2, "{others:?}");
    let entry = |grant: &Grant| revocation_of("mongodb", grant.clone());
    let role = mongodb_role();
    let call = format!("PATCH /managed-mongodb/v1/clusters/{CLUSTER}/users/alice");
    world.lose_one(&call).await;
    // What is all of somebody's access to a database goes first.
    let plan = world.place.driver.run(vec![entry(&others[0]), entry(&role)]).await;
    let found = outcomes(&plan);
    assert!(found[0].is_gone() && matches!(found[1], Outcome::Unknown { .. }), "{found:?}");
    // The lost call would write all that alice is permitted, and undo what is changed of that meanwhile.
    let orders = Grant::Access(AccessGrant {
        scope: Scope::new(format!("{CLUSTER}/orders")),
        on: "orders".into(),
        principal: Principal::user("alice"),
        roles: vec![RoleName::new("readWrite")],
    });
    let lost = PlanView { entries: vec![plan.entries[1].clone()], ..plan };
    let behind = world.stands_behind(entry(&orders), &lost).await;
    // Nor do those wait that come later in the plan than what has to.
    let driver = &world.place.driver;
    let mixed = driver.store(vec![entry(&orders), entry(&others[1])], true).await.id;
    let view = driver.until(&mixed, |view| view.entries[1].state.outcome().is_some()).await;
    assert_eq!((&view.entries[0].state, outcome(&view.entries[1])), (&EntryState::Planned, &Outcome::Revoked));
    driver.wants(&lost.id, "retry").await;
    let ends = [driver.over(&behind).await, driver.over(&mixed).await];
    let first: Vec<&Outcome> = ends.iter().map(|view| outcome(&view.entries[0])).collect();
    assert!(first.contains(&&Outcome::Revoked) && first.contains(&&Outcome::AlreadyAbsent), "{first:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_not_restored_while_nobody_knows_whether_all_access_of_its_holder_goes() {
    let world = World::start(quick()).await;
    let driver = &world.place.driver;
    let role = driver.run(vec![revocation_of("mongodb", mongodb_role())]).await;
    assert!(outcomes(&role).iter().all(Outcome::is_gone), "{role:#?}");
    let all = Grant::Access(AccessGrant {
        scope: Scope::new(format!("{CLUSTER}/billing")),
        on: "billing".into(),
        principal: Principal::user("alice"),
        roles: vec![RoleName::new("mdbDbAdmin")],
    });
    let call = format!("POST /managed-mongodb/v1/clusters/{CLUSTER}/users/alice:revokePermission");
    let lost = world.lost(&call, revocation_of("mongodb", all)).await;
    let undo = NewPlan {
        key: None,
        reason: "back".into(),
        entries: vec![undo_of("mongodb", mongodb_role(), role.entries[0].id.clone())],
        time_limit_ms: None,
        start: false,
        digest: None,
    };
    let ask = async || driver.ask("POST", "/api/plans", json!(undo).to_string()).await.unwrap();
    let (status, text) = ask().await;
    assert!(status == 403 && text.contains(lost.entries[0].id.as_str()), "it names that entry: {status} {text}");
    // Once it is known to be gone, whoever undoes the earlier one is told of it.
    driver.wants(&lost.id, "retry").await;
    let gone = driver.until(&lost.id, |plan| is_over(plan) && !is_unknown(plan)).await;
    assert!(outcomes(&gone).iter().all(Outcome::is_gone), "{gone:#?}");
    let (status, text) = ask().await;
    assert_eq!(status, 200, "{text}");
    let stored: PlanRef = serde_json::from_str(&text).unwrap();
    assert_eq!(stored.later.iter().map(|later| &later.entry).collect::<Vec<_>>(), [&lost.entries[0].id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_along_is_not_restored_while_nobody_knows_what_became_of_what_it_goes_with() {
    let world = World::start(quick()).await;
    let driver = &world.place.driver;
    let on_products = |privilege: &str| {
        Grant::Privilege(PrivilegeGrant {
            object_type: "Collection".into(),
            object_name: "products".into(),
            database: "catalog".into(),
            privilege: privilege.into(),
            ..PrivilegeGrant::of(RoleRef::plain("catalog_editor"))
        })
    };
    let (load, along) = (on_products("Load"), on_products("GetLoadState"));
    let first = driver.run(vec![revocation_of("milvus", along.clone())]).await;
    assert_eq!(outcomes(&first), [Outcome::Revoked]);
    // Somebody grants it again.
    let body = json!({
        "roleName": "catalog_editor", "privilege": "GetLoadState", "dbName": "catalog", "collectionName": "products",
    });
    world.toys.milvus("/v2/vectordb/roles/grant_privilege_v2", &body).await;
    let mut entry = revocation_of("milvus", load);
    let implied = ["GetLoadState", "GetLoadingProgress"].map(|along| Accepted::Implied(Box::new(on_products(along))));
    entry.accepts.extend(implied);
    let lost = world.lost(REVOKE, entry).await;
    let undo = undo_of("milvus", along, first.entries[0].id.clone());
    let body = json!({ "reason": "back", "entries": [undo], "start": false });
    let (status, text) = driver.ask("POST", "/api/plans", body.to_string()).await.unwrap();
    assert!(status == 403 && text.contains(lost.entries[0].id.as_str()), "{status} {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_checks_a_plan_again_hears_of_every_entry() {
    let world = World::start(quick()).await;
    let driver = &world.place.driver;
    let users = ["user_1", "maria_santos", "alice"];
    let held = |user: &str| Grant::Membership(Membership::new(RoleRef::plain("read_only"), Principal::user(user)));
    let call = "/v2/vectordb/users/revoke_role";
    world.toys.control("faults", json!({ "method": "POST", "path": call, "times": 3, "cut": "before" })).await;
    let plan = driver.run(users.iter().map(|user| revocation_of("milvus", held(user))).collect()).await;
    assert!(outcomes(&plan).iter().all(|outcome| matches!(outcome, Outcome::Unknown { .. })), "{plan:#?}");
    for user in users {
        world.toys.milvus(call, &json!({ "userName": user, "roleName": "read_only" })).await;
    }
    driver.wants(&plan.id, "check").await;
    assert_eq!(outcomes(&driver.view(&plan.id).await), vec![Outcome::Revoked; 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_of_one_holders_call_holds_up_no_other_holder_of_the_role() {
    let world = World::start(quick()).await;
    let state = world.toys.state_of("genauth").await;
    let holders = state["genauth"]["holders"].as_array().unwrap().iter();
    let editors = holders.filter(|row| row["role"] == "editor" && row["targetType"] == "USER");
    let membership = |row: &Value| {
        let role = RoleRef::scoped(Scope::new("default"), RoleName::new("editor"));
        let user = PrincipalId::new(row["targetIdentifier"].as_str().unwrap());
        Grant::Membership(Membership::new(role, Principal::user(user.as_str())))
    };
    let editors: Vec<Grant> = editors.take(2).map(membership).collect();
    let entry = |grant: &Grant| revocation_of("genauth", grant.clone());
    let lost = world.lost("POST /api/v3/revoke-role", entry(&editors[0])).await;
    let behind = world.stands_behind(entry(&editors[0]), &lost).await;
    let other = world.place.driver.run(vec![entry(&editors[1])]).await;
    assert_eq!(outcomes(&other), [Outcome::Revoked]);
    world.place.driver.wants(&lost.id, "retry").await;
    world.is_revoked(&behind).await;
    assert_eq!(lost.entries[0].entry.connection, ConnectionId::new("genauth"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_checks_again_waits_for_an_operation_that_is_listed() {
    let world = World::start(Limits::default()).await;
    world.toys.control("knobs", json!({ "mongodb": { "operation_ms": 8000 } })).await;
    let list = format!("/managed-mongodb/v1/clusters/{CLUSTER}/operations");
    // The answer is lost, and the operation that the call began is not found at once.
    world.toys.control("faults", json!({ "path": list, "status": 500 })).await;
    let call = format!("/managed-mongodb/v1/clusters/{CLUSTER}/users/alice");
    world.toys.control("faults", json!({ "method": "PATCH", "path": call, "times": 1, "cut": "after" })).await;
    let plan = world.place.driver.run(vec![revocation_of("mongodb", mongodb_role())]).await;
    assert!(is_unknown(&plan), "{plan:#?}");
    world.toys.lift().await;
    world.place.driver.wants(&plan.id, "check").await;
    let found = outcomes(&world.place.driver.view(&plan.id).await);
    assert!(found.iter().all(Outcome::is_gone), "{found:?}");
    assert!(!world.between.passed("GET /operations/").is_empty(), "it was followed");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_tries_again_while_it_is_checked_again_is_heard() {
    let world = World::start(Limits::default()).await;
    let call = "/v2/vectordb/users/revoke_role";
    let lost = world.lost(&format!("POST {call}"), revocation_of("milvus", membership())).await;
    let driver = &world.place.driver;
    // The check looks twice, a second apart; it shows nothing as under way that could be tried again.
    let check = async { driver.wants(&lost.id, "check").await };
    let retry = async {
        let looks = world.between.passed("POST /v2/vectordb/users/describe").len();
        within(async {
            while world.between.passed("POST /v2/vectordb/users/describe").len() == looks {
                tokio::time::sleep(ASK_AGAIN).await;
            }
        })
        .await;
        assert_eq!(driver.view(&lost.id).await.progress, []);
        driver.wants(&lost.id, "retry").await;
    };
    futures_util::future::join(check, retry).await;
    world.is_revoked(&lost.id).await;
    assert_eq!(world.between.passed(&format!("POST {call}")).len(), 2);
}
