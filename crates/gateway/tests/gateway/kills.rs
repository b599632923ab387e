//! The program is killed at random moments of a long plan over three vendors, again and again. The next one goes on by itself:
//! nobody asks it to. What has an outcome has one that is the sandbox's truth, in the end that is every entry, no call that
//! changes something was sent twice, and the journal's chain is whole each time.
//!
//! `RESCIND_KILLS` and `RESCIND_KILL_ROWS` make it longer, `RESCIND_KILL_SEED` repeats a run.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rescind_domain::{
    AccessGrant, CallResultKind, ConnectionId, EntryId, EntryState, Grant, GrantKey, JournalRow, Membership, Outcome,
    PlanEntry, PlanId, PlanStatus, PlanView, Principal, PrivilegeGrant, RoleName, RoleRef, Scope,
};
use serde_json::{Value, json};

use crate::driver::{Driver, Toys, is_over, revocation_of, write_vendors};
use crate::program::{Running, gateway};

/// How often the program is killed in the midst of one plan.
const KILLS_OF_A_PLAN: usize = 5;
const ROWS: usize = 1000;
/// Of so many entries, one is a role at Managed MongoDB, where each call is an operation and each cluster has one at a time.
const MONGODB_OF: usize = 20;
/// The seed's roles that have half of all grants. Every look at one reads all of them, which is not what this is about.
const HEAVY: [&str; 2] = ["large_everything", "large_everybody"];
/// How long after its entry a kill may come at most, in microseconds: about as long as a few entries take.
const LATER: u64 = 30_000;
/// Longer than a whole plan takes.
const PATIENCE: Duration = Duration::from_secs(120);

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// The next number of a xorshift generator, below `limit`.
fn random(state: &mut u64, limit: u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state % limit
}

fn text(row: &Value, field: &str) -> String {
    row[field].as_str().unwrap().to_owned()
}

fn list<'a>(state: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    state.pointer(pointer).and_then(Value::as_array).unwrap().iter()
}

/// Everything that the sandbox's state says is held, with its connection.
fn held(state: &Value) -> Vec<(&'static str, Grant)> {
    let privilege = |row: &Value| {
        let grant = PrivilegeGrant {
            object_type: text(row, "objectType"),
            object_name: text(row, "objectName"),
            database: text(row, "dbName"),
            privilege: text(row, "privilege"),
            grantor: Some(text(row, "grantor")),
            ..PrivilegeGrant::of(RoleRef::plain(text(row, "role")))
        };
        ("milvus", Grant::Privilege(grant))
    };
    let membership = |row: &Value| {
        let role = RoleRef::scoped(Scope::new(text(row, "namespace")), RoleName::new(text(row, "role")));
        ("genauth", Grant::Membership(Membership::new(role, Principal::user(text(row, "targetIdentifier")))))
    };
    let permissions = |user: &Value| {
        let (cluster, name) = (text(user, "clusterId"), text(user, "name"));
        let permissions = user["permissions"].as_array().cloned().unwrap_or_default();
        permissions.into_iter().flat_map(move |permission| {
            let (on, name) = (text(&permission, "databaseName"), name.clone());
            let scope = Scope::new(format!("{cluster}/{on}"));
            let roles = permission["roles"].as_array().cloned().unwrap_or_default();
            let roles: Vec<RoleName> = roles.iter().map(|role| RoleName::new(role.as_str().unwrap())).collect();
            let access = AccessGrant { scope, on, principal: Principal::user(name), roles };
            (!access.roles.is_empty()).then_some(("mongodb", Grant::Access(access)))
        })
    };
    let is_light = |row: &&Value| !HEAVY.contains(&row["role"].as_str().unwrap());
    let is_user = |row: &&Value| row["targetType"] == "USER";
    let mut all: Vec<_> = list(state, "/milvus/grants").filter(is_light).map(privilege).collect();
    all.extend(list(state, "/genauth/holders").filter(is_light).filter(is_user).map(membership));
    all.extend(list(state, "/mongodb/users").flat_map(permissions));
    all
}

/// Starts over and tells grants of the large seed, of all three vendors: the last ones, which are no part of the demo.
async fn fill(toys: &Toys, rows: usize) -> Vec<(&'static str, Grant)> {
    toys.control("reset", json!({ "seed": format!("large:{}", rows + 2) })).await;
    toys.control("knobs", json!({ "record_mutations": true, "mongodb": { "operation_ms": 0 } })).await;
    let all = held(&toys.state().await);
    let last = |connection: &'static str, count: usize| {
        all.iter().rev().filter(move |(other, _)| *other == connection).take(count).cloned()
    };
    let mongodb = rows / MONGODB_OF;
    let genauth = (rows - mongodb) / 2;
    let chosen: Vec<_> = last("mongodb", mongodb)
        .chain(last("genauth", genauth))
        .chain(last("milvus", rows - mongodb - genauth))
        .collect();
    assert_eq!(chosen.len(), rows);
    chosen
}

/// The program in front of the sandbox, with a session.
async fn started(directory: &Path) -> (Running, Driver) {
    let mut command = gateway(directory);
    command.args(["--listen", "127.0.0.1:0", "--config", "vendors.toml", "--data", "data"]);
    // Nobody reads the log: were it long, the program would wait for a reader.
    let running = Running::start(command.env("RESCIND_LOG", "error"));
    let driver = Driver::sign_in(&running.base, &running.token).await;
    (running, driver)
}

fn chain(directory: &Path) {
    let mut command: Command = gateway(directory);
    let output = command.args(["journal", "verify", "--data", "data"]).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success() && text.starts_with("the journal is whole"), "{text}");
}

/// How many entries of a plan have an outcome.
fn done(plan: &PlanView) -> usize {
    plan.entries.iter().filter(|entry| entry.state.outcome().is_some()).count()
}

/// Kills the program at so many moments of a plan and lets the next one go on each time; it ends when every entry has its
/// outcome.
async fn survive(toys: &Toys, rows: usize, kills: usize, seed: u64) {
    let chosen = fill(toys, rows).await;
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    write_vendors(directory, toys.address);
    let (mut running, mut driver) = started(directory).await;
    let entries = chosen.iter().map(|(connection, grant)| revocation_of(connection, grant.clone())).collect();
    let plan = driver.store(entries, true).await.id;
    // Zero is the one number that the generator never leaves.
    let mut state = seed.max(1);
    let mut moments: Vec<(usize, Duration)> = (0..kills)
        .map(|_| {
            let after = usize::try_from(random(&mut state, u64::try_from(rows).unwrap())).unwrap();
            (after, Duration::from_micros(random(&mut state, LATER)))
        })
        .collect();
    moments.sort();
    let mut asked = Vec::new();
    for (after, later) in moments {
        go_on(&driver, &plan, &mut asked, |view| done(view) >= after).await;
        tokio::time::sleep(later).await;
        running.signal("KILL");
        assert_eq!(running.end().0, None);
        chain(directory);
        (running, driver) = started(directory).await;
        let view = driver.view(&plan).await;
        let begun =
            |state: &EntryState| matches!(state, EntryState::InFlight | EntryState::Answered | EntryState::Lost);
        let left = view.entries.iter().filter(|entry| begun(&entry.state)).count();
        println!("seed {seed}: killed after {after} of {rows} entries and {later:?}, {left} were left in the middle");
        check(toys, &view, false).await;
    }
    let view = go_on(&driver, &plan, &mut asked, is_over).await;
    check(toys, &view, true).await;
    at_most_once(&toys.state().await);
    unasked(&driver.rows().await, &asked);
    drop(running);
    chain(directory);
}

/// Waits until a plan is so. Nobody posts anything, but for what only a person may decide: to send a call once more that never
/// arrived, and to go on with a plan that makes no progress.
async fn go_on(
    driver: &Driver,
    plan: &PlanId,
    asked: &mut Vec<EntryId>,
    is_so: impl Fn(&PlanView) -> bool,
) -> PlanView {
    let is_paused = |view: &PlanView| matches!(view.status, PlanStatus::Paused { .. });
    let is_unknown = |entry: &PlanEntry| matches!(entry.state.outcome(), Some(Outcome::Unknown { .. }));
    let mut wanted: HashSet<EntryId> = HashSet::new();
    loop {
        let is_unknown = |entry: &PlanEntry| is_unknown(entry) && !wanted.contains(&entry.id);
        let needs_somebody = |view: &PlanView| is_paused(view) || view.entries.iter().any(is_unknown);
        let view = driver.until_within(PATIENCE, plan, |view| is_so(view) || needs_somebody(view)).await;
        if is_paused(&view) {
            println!("it waited for somebody: {:?}", view.status);
            driver.wants(plan, "resume").await;
        } else if needs_somebody(&view) {
            let lost: Vec<EntryId> =
                view.entries.iter().filter(|entry| is_unknown(entry)).map(|entry| entry.id.clone()).collect();
            println!("the calls of {lost:?} never arrived");
            asked.extend(lost.iter().cloned());
            wanted.extend(lost);
            driver.wants(plan, "retry").await;
        } else {
            return view;
        }
    }
}

/// What has an outcome has one that is the truth; in the end that is everything.
async fn check(toys: &Toys, view: &PlanView, all: bool) {
    // What is under way may change meanwhile; what has an outcome does not.
    let state = toys.state().await;
    let held: HashSet<GrantKey> =
        held(&state).iter().map(|(connection, grant)| grant.key(&ConnectionId::new(*connection))).collect();
    for entry in &view.entries {
        let is_held = held.contains(&entry.entry.key());
        match entry.state.outcome() {
            Some(Outcome::Unknown { .. }) if !all => {}
            Some(outcome) => assert!(outcome.is_gone() && !is_held, "{entry:#?}"),
            None => assert!(!all, "{entry:#?}"),
        }
    }
}

/// Every call that changes something was sent once, unless its answer said that nothing was done.
fn at_most_once(state: &Value) {
    let mut sent: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for call in list(state, "/mutations") {
        sent.entry(format!("{} {} {}", call["method"], call["path"], call["body"])).or_default().push(call);
    }
    assert_eq!(state["mutations_left_out"], 0);
    for (call, times) in &sent {
        let was_sent_away = |call: &&&Value| matches!(call["status"].as_u64(), Some(404 | 409));
        let counted = times.iter().filter(|call| !was_sent_away(call)).count();
        assert!(counted <= 1, "{call} was sent {counted} times: {times:#?}");
    }
    println!("{} calls changed something", sent.len());
}

/// No call was begun again by the gateway itself, unless its answer said that nothing was done or it was put back before it was
/// sent: not even one that never arrived.
fn unasked(rows: &[JournalRow], asked: &[EntryId]) {
    let mut attempts: BTreeMap<&EntryId, Vec<&JournalRow>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.method.is_some()) {
        attempts.entry(&row.entry).or_default().push(row);
    }
    for (entry, rows) in attempts {
        let did_nothing = |row: &&&JournalRow| row.result == Some(CallResultKind::Rejected) || row.repeat.is_some();
        let did_nothing = rows.iter().filter(did_nothing).count();
        let was_asked = asked.iter().filter(|other| *other == entry).count();
        assert!(rows.len() <= 1 + did_nothing + was_asked, "{entry} was sent without anybody's word: {rows:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_was_going_on_at_a_kill_the_next_process_goes_on() {
    let rows = usize::try_from(setting("RESCIND_KILL_ROWS", u64::try_from(ROWS).unwrap())).unwrap();
    let seed = setting("RESCIND_KILL_SEED", 0x5EED);
    let toys = Toys::start().await;
    let kills = usize::try_from(setting("RESCIND_KILLS", u64::try_from(KILLS_OF_A_PLAN).unwrap())).unwrap();
    for (round, from) in (0..kills).step_by(KILLS_OF_A_PLAN).enumerate() {
        let seed = seed + u64::try_from(round).unwrap();
        survive(&toys, rows, KILLS_OF_A_PLAN.min(kills - from), seed).await;
    }
}
