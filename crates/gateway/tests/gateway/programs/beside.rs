//! Tokens are made and revoked by processes of their own, while the gateway writes: the journal has one chain all the same, and
//! whoever watches the gateway loses nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;

use serde_json::json;

use super::{get, made, revoke, token, token_of, world};
use crate::program::gateway;
use crate::support::{Setup, World, json_of, kinds, told};

fn verify(directory: &Path) -> String {
    let output = gateway(directory).args(["journal", "verify", "--data", "data"]).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "{text}");
    text
}

/// How many tokens are made and revoked meanwhile, at least.
const TOKENS: usize = 5;

/// Makes and revokes tokens until it is told to stop, and counts them.
fn make_tokens(directory: PathBuf, made: Arc<AtomicUsize>, stop: Arc<AtomicBool>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        while !stop.load(Ordering::Acquire) {
            let name = format!("t{}", made.load(Ordering::Acquire));
            let create = ["create", &name, "--expires-in", "1h", "--connections", "prod", "--scopes", "read"];
            for arguments in [&create[..], &["revoke", &name]] {
                let output = token(&directory, arguments);
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            }
            made.fetch_add(1, Ordering::AcqRel);
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chain_is_one_although_two_processes_write() {
    let world = world().await;
    let (made, stop) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let mut plans = 0;
    let mut plan = async || {
        let users: Vec<String> = (0..25).map(|user| format!("user-{plans}-{user}")).collect();
        let plan = world.run(&users.iter().map(String::as_str).collect::<Vec<_>>()).await;
        assert!(told(&world.view(&plan).await).iter().all(|outcome| *outcome == "Revoked"));
        plans += 1;
    };
    plan().await;
    let maker = make_tokens(world.directory.path().to_owned(), Arc::clone(&made), Arc::clone(&stop));
    while made.load(Ordering::Acquire) < TOKENS {
        assert!(!maker.is_finished(), "a token could not be made");
        plan().await;
    }
    stop.store(true, Ordering::Release);
    plan().await;
    maker.join().unwrap();
    let all = kinds(&world.database(), "1");
    let tokens = all.iter().filter(|kind| kind.starts_with("token_")).count();
    let outcomes = all.iter().filter(|kind| *kind == "outcome").count();
    assert_eq!((tokens, outcomes), (2 * made.load(Ordering::Acquire), 25 * plans));
    assert!(verify(world.directory.path()).contains(&format!("{} events", all.len())));
    let directory = world.stop().await;
    verify(directory.path());
}

#[tokio::test]
async fn a_page_that_has_read_what_another_process_wrote_goes_on_from_there() {
    let world = world().await;
    world.run(&["alice"]).await;
    token_of(&world, "one", "read");
    // What a page does: it reads, and asks then for what has happened since.
    let seq = world.get_json("/api/plans?open=1").await["seq"].as_u64().unwrap();
    assert_eq!(seq, 6);
    let told = world.get_json(&format!("/api/events?after={seq}")).await;
    assert_eq!(told, json!({ "kind": "frame", "seq": 6 }), "and not that it is to read everything again");
    revoke(&world, "one");
    let told = world.get_json(&format!("/api/events?after={seq}")).await;
    assert_eq!(told, json!({ "kind": "frame", "seq": 7 }));
    let numbers = world.client.get(format!("{}/metrics", world.base)).send().await.unwrap().text().await.unwrap();
    assert!(numbers.contains("rescind_journal_events_total 7"), "{numbers}");
}

#[tokio::test]
async fn a_token_made_before_the_gateway_starts_is_known_to_it() {
    let world = world().await;
    let secret = made(&world, "one", "prod", "read", &[]);
    let directory = world.stop().await;
    assert!(token(directory.path(), &["revoke", "one"]).status.success());
    let again = token(directory.path(), &["list"]);
    assert!(String::from_utf8(again.stdout).unwrap().contains("revoked"));
    let setup = Setup { directory, ..Setup::default() };
    let world = World::with("http://127.0.0.1:1", setup).await;
    assert_eq!(get(&world, &secret, "/api/plans").await.status(), 401);
    let other = made(&world, "two", "prod", "read", &[]);
    assert_eq!(json_of(get(&world, &other, "/api/plans").await).await, json!([]));
}

#[tokio::test]
async fn a_directory_that_no_gateway_has_used_has_no_tokens() {
    let directory = tempfile::tempdir().unwrap();
    let create = ["create", "x", "--expires-in", "1h", "--connections", "prod", "--scopes", "read"];
    for arguments in [&create[..], &["list"], &["revoke", "x"]] {
        let output = token(directory.path(), arguments);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{text}");
        assert!(text.starts_with("rescind-gateway: the journal in data cannot be used"), "{text}");
    }
    assert!(!directory.path().join("data").exists(), "nothing was made");
}
