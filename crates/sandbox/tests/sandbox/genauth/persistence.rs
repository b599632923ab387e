//! What outlives the process.

use rescind_sandbox::{Options, Seed};
use serde_json::json;

use super::{ALICE, DEVELOPMENT, Pool, target};
use crate::support::Sandbox;

#[tokio::test]
async fn a_restart_keeps_the_pool_and_its_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let pool = Pool::of(Sandbox::kept_in(folder.path()).await).await;
    pool.done("revoke-role", json!({ "code": "code1", "targets": [target("USER", ALICE)] })).await;
    let before = pool.state().await;
    let Pool { sandbox, token } = pool;
    sandbox.stop().await;

    let data = Some(folder.path().to_path_buf());
    let sandbox = Sandbox::start(Options { seed: Seed::Empty, data, ..Options::default() }).await;
    let pool = Pool { sandbox, token };
    assert_eq!(pool.state().await, before);
    assert_eq!(pool.data("list-role-members?code=code1").await["totalCount"], 0);
    assert_eq!(pool.holders("default", "code1").await, [format!("DEPARTMENT {DEVELOPMENT}")]);
}
