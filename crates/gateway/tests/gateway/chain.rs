//! The chain of hashes, the program that walks along it, and the key that all attempts of an entry share.

use std::path::Path;

use crate::milvus::{Act, Roles, milvus_where};
use crate::program::gateway;
use crate::support::{World, told};
use crate::upstream::{answer, done};

/// Exit code and everything that was written.
fn verify(directory: &Path, more: &[&str]) -> (i32, String) {
    let output = gateway(directory).args(["journal", "verify", "--data", "data"]).args(more).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

/// Two plans: of the first, one entry failed and was tried again, and one was not there.
async fn world() -> World {
    let roles = Roles::default();
    roles.set("bob", &[]);
    let denied = r#"{"code":65535,"message":"PrivilegeManageOwnership: permission deny to root"}"#;
    let upstream = milvus_where(&roles, move |number, _| match number {
        1 => Act::Left(answer("200 OK", &[], denied)),
        _ => Act::Carried(done()),
    })
    .await;
    let world = World::of(&upstream).await;
    let plan = world.run(&["alice"]).await;
    assert_eq!(told(&world.view(&plan).await), ["Failed"]);
    assert_eq!(world.ask(&plan, "retry").await.status(), 204);
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
    let plan = world.run(&["bob"]).await;
    assert_eq!(told(&world.view(&plan).await), ["AlreadyAbsent"]);
    assert_eq!(
        all(&world),
        [
            "created", "started", "intent", "answer", "outcome", "retried", "intent", "answer", "outcome", "created",
            "started", "outcome",
        ]
    );
    world
}

fn all(world: &World) -> Vec<String> {
    crate::support::kinds(&world.database(), "1")
}

fn last_hash(text: &str) -> &str {
    text.trim_end().rsplit(' ').next().unwrap()
}

#[tokio::test]
async fn a_journal_is_whole_while_a_gateway_writes_it_and_after() {
    let world = world().await;
    let (code, text) = verify(world.directory.path(), &[]);
    assert_eq!(code, 0, "{text}");
    assert!(text.starts_with("the journal is whole: 12 events, the last one with the hash "), "{text}");
    let earlier = last_hash(&text).to_owned();
    assert_eq!(earlier.len(), 64, "{text}");
    world.run(&["carol"]).await;
    let directory = world.stop().await;
    let (code, text) = verify(directory.path(), &["--holds", &earlier]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("17 events") && last_hash(&text) != earlier, "{text}");
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
        (
            "DROP TRIGGER event_stays; UPDATE event SET body = json_set(body, '$.who', 'bob') WHERE seq = 6",
            6,
            "changed",
        ),
        ("DROP TRIGGER event_stays; UPDATE event SET plan = NULL WHERE seq = 5", 5, "changed"),
        ("DROP TRIGGER event_stays; UPDATE event SET at_ms = at_ms + 1 WHERE seq = 12", 12, "changed"),
        ("DROP TRIGGER event_stays; UPDATE event SET hash = '' WHERE seq = 2", 2, "changed"),
        ("DROP TRIGGER event_stays; UPDATE event SET seq = 13 WHERE seq = 12", 12, "missing"),
        ("DROP TRIGGER event_remains; DELETE FROM event WHERE seq = 5", 5, "missing"),
        ("DROP TRIGGER event_remains; DELETE FROM event WHERE seq = 1", 1, "missing"),
        ("DROP TRIGGER plan_stays; UPDATE plan SET reason = 'x' WHERE number = 1", 1, "changed"),
        ("DROP TRIGGER plan_stays; UPDATE plan SET who = 'x' WHERE number = 2", 10, "changed"),
        ("DROP TRIGGER plan_stays; UPDATE plan SET time_limit_ms = 1 WHERE number = 2", 10, "changed"),
        ("DROP TRIGGER plan_stays; UPDATE plan SET key = 'x' WHERE number = 2", 10, "changed"),
        ("DROP TRIGGER entry_stays; UPDATE entry SET connection = 'x' WHERE plan = 2", 12, "changed"),
        ("DROP TRIGGER entry_stays; UPDATE entry SET principal = NULL WHERE plan = 2", 12, "changed"),
        ("DROP TRIGGER entry_stays; UPDATE entry SET role = 'x' WHERE plan = 1", 3, "changed"),
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
    journal.execute_batch("DROP TRIGGER event_remains; DELETE FROM event WHERE seq > 9").unwrap();
    drop(journal);
    assert_eq!(verify(directory.path(), &[]).0, 0);
    assert_eq!(verify(directory.path(), &["--holds", &hash]).0, 1);
}

#[tokio::test]
async fn an_attempt_after_a_failure_has_a_new_key_and_no_other_entry_has_it() {
    let world = world().await;
    let rows = world.rows().await;
    let keys: Vec<_> = rows.iter().map(|row| row["idempotencyKey"].as_str()).collect();
    let [None, Some(second), Some(first)] = keys[..] else { panic!("{keys:?}") };
    assert_ne!(first, second, "a vendor would answer the failed call again");
    world.run(&["carol"]).await;
    let other = world.rows().await[0]["idempotencyKey"].as_str().unwrap().to_owned();
    assert!(![first, second].contains(&other.as_str()));
    for key in [first, second, &other] {
        let form: String = key.chars().map(|c| if c.is_ascii_hexdigit() { 'x' } else { c }).collect();
        assert_eq!((form.as_str(), &key[14..15]), ("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "4"));
    }
}
