//! The program is killed at random moments of a long plan, again and again. The next one knows enough for the driver to go
//! on: what has an outcome has one, which is the sandbox's truth, in the end that is every row, and the journal's chain is
//! whole each time.
//!
//! `RESCIND_KILLS` and `RESCIND_KILL_ROWS` make it longer, `RESCIND_KILL_SEED` repeats a run.

use std::collections::{BTreeMap, HashSet};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use rescind_domain::outcome::Finality;
use rescind_domain::{ConnectionId, EntryState, Grant, GrantKey, Outcome, PrivilegeGrant, RoleRef, Vendor};
use rescind_sandbox::{MilvusKnobs, Options, Sandbox};
use rescind_vendors::revoke::Item;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::killed::{chain, serving};
use crate::native::{Asks, Gone, Native};
use crate::program::{Client, Running, configured};
use crate::support::{DEADLINE, json_of};

/// How often the program is killed in the midst of one plan.
const KILLS_OF_A_PLAN: usize = 5;
const ROWS: usize = 1000;
/// The seed's role that has half of all grants. Every look at it reads all of them, which is not what this is about.
const HEAVY_ROLE: &str = "large_everything";
/// How many rows the driver has under way, so that a kill meets calls in every state.
const AT_A_TIME: usize = 4;
/// How long after its row a kill may come at most, in microseconds: about as long as a row takes.
const LATER: u64 = 30_000;

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

/// The sandbox, which the kills must not meet.
struct Vendors {
    address: SocketAddr,
    http: reqwest::Client,
}

impl Vendors {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let sandbox = Sandbox::open(Options::default(), MilvusKnobs::default()).await.unwrap();
        tokio::spawn(sandbox.serve(listener, std::future::pending()));
        Self { address, http: reqwest::Client::builder().no_proxy().timeout(DEADLINE).build().unwrap() }
    }

    /// The privileges in the sandbox's own state.
    async fn grants(&self) -> Vec<Value> {
        let state =
            json_of(self.http.get(format!("http://{}/__sandbox/state", self.address)).send().await.unwrap()).await;
        state["milvus"]["grants"].as_array().unwrap().clone()
    }

    /// Starts over and tells the last of the privileges, which are those of the large seed.
    async fn fill(&self, rows: usize) -> Vec<Grant> {
        let body = json!({ "seed": format!("large:{}", 2 * rows + 2) }).to_string();
        let request = self.http.post(format!("http://{}/__sandbox/reset", self.address));
        json_of(request.header("content-type", "application/json").body(body).send().await.unwrap()).await;
        let grants = self.grants().await;
        let chosen = grants.iter().rev().filter(|grant| grant["role"] != HEAVY_ROLE).take(rows);
        let chosen: Vec<Grant> = chosen.map(grant).collect();
        assert_eq!(chosen.len(), rows);
        chosen
    }
}

fn grant(row: &Value) -> Grant {
    let text = |field: &str| row[field].as_str().unwrap().to_owned();
    Grant::Privilege(PrivilegeGrant {
        object_type: text("objectType"),
        object_name: text("objectName"),
        database: text("dbName"),
        privilege: text("privilege"),
        grantor: Some(text("grantor")),
        ..PrivilegeGrant::of(RoleRef::plain(text("role")))
    })
}

/// The program in front of the sandbox, with a session.
async fn started(directory: &Path) -> (Running, Native) {
    // Nobody reads the log: were it long, the program would wait for a reader.
    let running = Running::start(serving(directory).env("RESCIND_LOG", "error"));
    let client = Client::of(&running).await;
    let native = Native {
        http: reqwest::Client::builder().no_proxy().timeout(DEADLINE).build().unwrap(),
        base: running.base.clone(),
        cookie: client.cookie,
        connection: ConnectionId::new("prod"),
        vendor: Vendor::Milvus,
        asks: Asks::Nothing,
    };
    (running, native)
}

/// Carries out what is not final, as the console does after a reload: what was sent is looked at first and never sent anew
/// unseen. Counts the rows that it is done with.
async fn drive(native: &Native, items: &[Item], done: &watch::Sender<usize>) -> Result<(), Gone> {
    let states = native.states().await?;
    let work = items.iter().zip(states).map(|(item, state)| async move {
        let outcome = match state {
            EntryState::Settled { outcome } => Some(outcome),
            EntryState::Planned => None,
            EntryState::InFlight | EntryState::Answered | EntryState::Lost => {
                let outcome = native.find_out(item).await?;
                native.store(&item.entry, &outcome).await?;
                Some(outcome)
            }
        };
        if outcome.is_none_or(|outcome| outcome.finality() != Finality::Final) {
            native.carry_out(std::slice::from_ref(item)).await?;
        }
        done.send_modify(|done| *done += 1);
        Ok(())
    });
    let results: Vec<Result<(), Gone>> = stream::iter(work).buffer_unordered(AT_A_TIME).collect().await;
    results.into_iter().collect()
}

/// Runs one plan and kills the program in the midst of it, as often as this, at random moments.
async fn survive(vendors: &Vendors, rows: usize, kills: usize, seed: u64) {
    let mut state = seed;
    let grants = vendors.fill(rows).await;
    let directory = configured(&format!("http://{}", vendors.address));
    let directory = directory.path();
    std::fs::write(directory.join("credential"), "root:Milvus").unwrap();
    let (mut running, mut native) = started(directory).await;
    let items = native.plan(grants).await.unwrap();

    let mut moments: Vec<(usize, Duration)> = (0..kills)
        .map(|_| {
            let after = usize::try_from(random(&mut state, u64::try_from(rows).unwrap())).unwrap();
            (after, Duration::from_micros(random(&mut state, LATER)))
        })
        .collect();
    moments.sort();
    for (after, later) in moments {
        // What earlier drives are done with counts at once.
        let done = watch::Sender::new(0);
        let kill = async {
            done.subscribe().wait_for(|done| *done >= after).await.unwrap();
            tokio::time::sleep(later).await;
            running.signal("KILL");
        };
        let (driven, ()) = tokio::join!(drive(&native, &items, &done), kill);
        assert_eq!(running.end().0, None);
        // The plan may be through when the kill comes.
        assert!(driven.is_err() || *done.borrow() == rows);
        chain(directory);
        (running, native) = started(directory).await;
        let left = native.unsettled().await.unwrap().len();
        println!("seed {seed}: killed after {after} of {rows} rows and {later:?}, {left} were left in the middle");
        check(vendors, &native, &items).await;
    }
    drive(&native, &items, &watch::Sender::new(0)).await.unwrap();
    assert_eq!(native.unsettled().await.unwrap(), []);
    assert_eq!(check(vendors, &native, &items).await, rows, "every row has its outcome");
    assert!(chain(directory).starts_with("the journal is whole"));
}

/// At most one final outcome a row, and it is the truth. Tells how many rows have theirs.
async fn check(vendors: &Vendors, native: &Native, items: &[Item]) -> usize {
    let mut finals: BTreeMap<String, Vec<Outcome>> = BTreeMap::new();
    for row in native.rows().await.unwrap() {
        if let EntryState::Settled { outcome } = row.state
            && outcome.finality() == Finality::Final
        {
            finals.entry(row.entry.to_string()).or_default().push(outcome);
        }
    }
    let connection = ConnectionId::new("prod");
    let held: HashSet<GrantKey> = vendors.grants().await.iter().map(|row| grant(row).key(&connection)).collect();
    for item in items {
        let is_held = held.contains(&item.grant.key(&connection));
        match finals.get(item.entry.as_str()).map_or(&[][..], Vec::as_slice) {
            [] => {}
            [outcome] => {
                assert!(
                    outcome.is_gone() && !is_held,
                    "{} of {}: {outcome:?}",
                    item.grant.what(),
                    item.grant.from_whom()
                );
            }
            outcomes => panic!("{}: {outcomes:?}", item.grant.what()),
        }
    }
    finals.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_was_going_on_at_a_kill_is_found_out() {
    let rows = usize::try_from(setting("RESCIND_KILL_ROWS", u64::try_from(ROWS).unwrap())).unwrap();
    let seed = setting("RESCIND_KILL_SEED", 0x5EED);
    let vendors = Vendors::start().await;
    let kills = usize::try_from(setting("RESCIND_KILLS", u64::try_from(KILLS_OF_A_PLAN).unwrap())).unwrap();
    for (round, from) in (0..kills).step_by(KILLS_OF_A_PLAN).enumerate() {
        let seed = seed + u64::try_from(round).unwrap();
        survive(&vendors, rows, KILLS_OF_A_PLAN.min(kills - from), seed).await;
    }
}
