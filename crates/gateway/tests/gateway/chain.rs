//! The chain of hashes, the program that walks along it, and the key that all attempts of an entry share.

use std::path::Path;

use serde_json::json;

use crate::program::gateway;
use crate::support::{World, fault};
use crate::upstream::{Upstream, done};

/// Exit code and everything that was written.
fn verify(directory: &Path, more: &[&str]) -> (i32, String) {
    let output = gateway(directory).args(["journal", "verify", "--data", "data"]).args(more).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

/// Two plans: of the first, one entry failed and was tried again, and one was not there.
async fn world() -> World {
    let world = World::of(&Upstream::always(done()).await).await;
    let ids = world.plan(&["alice", "alice"]).await;
    for outcome in [fault("Failed"), json!({ "outcome": "Revoked" })] {
        assert!(world.revoke(&ids[0]).await.status().is_success());
        assert_eq!(world.settle(&ids[0], outcome).await.status(), 204);
    }
    assert_eq!(world.settle(&ids[1], json!({ "outcome": "AlreadyAbsent" })).await.status(), 204);
    let id = world.plan(&["alice"]).await.remove(0);
    assert!(world.revoke(&id).await.status().is_success());
    assert_eq!(
        world.events(),
        ["intent", "answer", "outcome", "intent", "answer", "outcome", "outcome", "intent", "answer"]
    );
    world
}

fn last_hash(text: &str) -> &str {
    text.trim_end().rsplit(' ').next().unwrap()
}

#[tokio::test]
async fn a_journal_is_whole_while_a_gateway_writes_it_and_after() {
    let world = world().await;
    let (code, text) = verify(world.directory.path(), &[]);
    assert_eq!(code, 0, "{text}");
    assert!(text.starts_with("the journal is whole: 9 events, the last one with the hash "), "{text}");
    let earlier = last_hash(&text).to_owned();
    assert_eq!(earlier.len(), 64, "{text}");
    let id = world.plan(&["alice"]).await.remove(0);
    assert!(world.revoke(&id).await.status().is_success());
    let directory = world.stop().await;
    let (code, text) = verify(directory.path(), &["--holds", &earlier]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("11 events") && last_hash(&text) != earlier, "{text}");
    let (code, text) = verify(directory.path(), &["--holds", &"0".repeat(64)]);
    assert!(code == 1 && text.contains("no event has the hash"), "{text}");
    let (code, text) = verify(&directory.path().join("dist"), &[]);
    assert!(code == 1 && text.contains("the journal in data cannot be read"), "{text}");
}

#[tokio::test]
async fn whatever_is_changed_later_breaks_the_chain_at_its_event() {
    let changes = [
        (
            "DROP TRIGGER event_stays; UPDATE event SET body = json_set(body, '$.who', 'bob') WHERE seq = 4",
            4,
            "changed",
        ),
        ("DROP TRIGGER event_stays; UPDATE event SET at_ms = at_ms + 1 WHERE seq = 9", 9, "changed"),
        ("DROP TRIGGER event_stays; UPDATE event SET hash = '' WHERE seq = 2", 2, "changed"),
        ("DROP TRIGGER event_stays; UPDATE event SET seq = 10 WHERE seq = 9", 9, "missing"),
        ("DROP TRIGGER event_remains; DELETE FROM event WHERE seq = 5", 5, "missing"),
        ("DROP TRIGGER event_remains; DELETE FROM event WHERE seq = 1", 1, "missing"),
        ("DROP TRIGGER plan_stays; UPDATE plan SET reason = 'x' WHERE number = 1", 1, "changed"),
        ("DROP TRIGGER plan_stays; UPDATE plan SET who = 'x' WHERE number = 2", 8, "changed"),
        ("DROP TRIGGER entry_stays; UPDATE entry SET connection = 'x' WHERE position = 1", 7, "changed"),
        ("DROP TRIGGER entry_stays; UPDATE entry SET principal = NULL WHERE position = 1", 7, "changed"),
        ("DROP TRIGGER entry_stays; UPDATE entry SET role = 'x' WHERE position = 1", 7, "changed"),
        ("DROP TRIGGER chain_stays; UPDATE chain SET first = 2", 1, "changed"),
        ("DROP TRIGGER chain_remains; DELETE FROM chain", 1, "beginning"),
    ];
    let directory = world().await.stop().await;
    let journal = directory.path().join("data/journal.sqlite");
    let original = std::fs::read(&journal).unwrap();
    for (change, event, what) in changes {
        std::fs::write(&journal, &original).unwrap();
        rusqlite::Connection::open(&journal).unwrap().execute_batch(change).unwrap();
        let (code, text) = verify(directory.path(), &[]);
        assert_eq!(code, 1, "{change}: {text}");
        assert!(
            text.starts_with(&format!("rescind-gateway: the journal is broken: event {event} ")),
            "{change}: {text}"
        );
        assert!(text.contains(what), "{change}: {text}");
    }
}

#[tokio::test]
async fn what_was_cut_off_at_the_end_is_missed_by_its_hash() {
    let directory = world().await.stop().await;
    let (_, text) = verify(directory.path(), &[]);
    let hash = last_hash(&text).to_owned();
    let journal = rusqlite::Connection::open(directory.path().join("data/journal.sqlite")).unwrap();
    journal.execute_batch("DROP TRIGGER event_remains; DELETE FROM event WHERE seq > 7").unwrap();
    drop(journal);
    assert_eq!(verify(directory.path(), &[]).0, 0);
    assert_eq!(verify(directory.path(), &["--holds", &hash]).0, 1);
}

#[tokio::test]
async fn an_attempt_after_a_failure_has_a_new_key_and_no_other_entry_has_it() {
    let world = world().await;
    let rows = world.rows().await;
    let keys: Vec<_> = rows.iter().map(|row| row["idempotencyKey"].as_str()).collect();
    let [Some(other), None, Some(second), Some(first)] = keys[..] else { panic!("{keys:?}") };
    assert_ne!(first, second, "a vendor would answer the failed call again");
    assert!(![first, second].contains(&other));
    for key in [first, second, other] {
        let form: String = key.chars().map(|c| if c.is_ascii_hexdigit() { 'x' } else { c }).collect();
        assert_eq!((form.as_str(), &key[14..15]), ("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "4"));
    }
}
