//! Whether the gateway lives, and whether it could do its work.

use crate::support::{Setup, World};
use crate::upstream::{Upstream, done};

async fn ask(world: &World, path: &str) -> (u16, String) {
    let answer = world.client.get(format!("{}{path}", world.base)).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn it_is_ready_when_it_could_write_and_has_its_console() {
    let world = World::with("http://127.0.0.1:1", Setup::default()).await;
    let database = world.database();
    // It changes whenever somebody else has written.
    let version = || database.pragma_query_value(None, "data_version", |row| row.get::<_, u32>(0)).unwrap();
    let before = version();
    assert_eq!(ask(&world, "/readyz").await, (200, "ready\n".to_owned()), "though no vendor answers");
    assert_ne!(version(), before, "it did write");
    assert_eq!(ask(&world, "/healthz").await, (200, "ok".to_owned()));
}

#[tokio::test]
async fn it_is_not_ready_without_its_console() {
    let world = World::with("http://127.0.0.1:1", Setup { assets: &[], ..Setup::default() }).await;
    let (status, text) = ask(&world, "/readyz").await;
    assert!(status == 503 && text.contains("no console"), "{text}");
    assert_eq!(ask(&world, "/healthz").await.0, 200);
}

#[tokio::test]
async fn it_is_not_ready_while_the_journal_cannot_be_written() {
    let world = World::of(&Upstream::always(done()).await).await;
    let database = world.database();
    database.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (status, text) = ask(&world, "/readyz").await;
    assert!(status == 503 && text.contains("the journal cannot be written"), "{text}");
    assert!(!text.contains("console"), "{text}");
    database.execute_batch("ROLLBACK").unwrap();
    assert_eq!(ask(&world, "/readyz").await, (200, "ready\n".to_owned()));
}
