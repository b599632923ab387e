//! What outlives the process, and what keeps it from starting.

use std::fs;

use rescind_sandbox::{Error, Options, Seed, serve};
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::Sandbox;

#[tokio::test]
async fn a_restart_loses_nothing_and_seeds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::kept_in(folder.path()).await;
    sandbox.data("users/revoke_role", json!({ "userName": "alice", "roleName": "read_only" })).await;
    let before = sandbox.state().await;
    sandbox.stop().await;

    let data = Some(folder.path().to_path_buf());
    let sandbox = Sandbox::start(Options { seed: Seed::Empty, data, ..Options::default() }).await;
    assert!(!sandbox.holds("alice", "read_only").await);
    let after = sandbox.state().await;
    for part in ["seed", "milvus", "zilliz"] {
        assert_eq!(after[part], before[part], "{part}");
    }
}

#[tokio::test]
async fn without_a_directory_nothing_is_kept() {
    let sandbox = Sandbox::demo().await;
    sandbox.data("users/revoke_role", json!({ "userName": "alice", "roleName": "read_only" })).await;
    sandbox.stop().await;
    assert!(Sandbox::demo().await.holds("alice", "read_only").await);
}

#[tokio::test]
async fn a_directory_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("occupied");
    fs::write(&file, "").unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let options = Options { data: Some(file.join("data")), ..Options::default() };
    let error = serve(listener, options, std::future::pending()).await.unwrap_err();
    assert!(matches!(error, Error::Data { .. }), "{error:?}");
    assert!(error.to_string().contains("occupied"), "{error}");
}
