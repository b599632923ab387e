//! What `docs/` says about operating the gateway, held against the gateway.

use std::process::Command;

use crate::support::{READ, World};
use crate::upstream::{Upstream, done};

const OPERATIONS: &str = include_str!("../../../../docs/operations.md");
const UNIT: &str = include_str!("../../../../docs/rescind-gateway.service");

#[tokio::test]
async fn every_metric_is_explained_and_no_other() {
    let world = World::of(&Upstream::always(done()).await).await;
    world.get(READ).await;
    let text = world.client.get(format!("{}/metrics", world.base)).send().await.unwrap().text().await.unwrap();
    let samples = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(['{', ' ']).next());
    let mut shown: Vec<_> = samples.filter(|name| !name.ends_with("_bucket") && !name.ends_with("_sum")).collect();
    shown.iter_mut().for_each(|name| *name = name.strip_suffix("_count").unwrap_or(name));
    shown.sort_unstable();
    shown.dedup();
    let rows = OPERATIONS.lines().filter_map(|line| line.strip_prefix("| `rescind_"));
    let mut explained: Vec<_> = rows.map(|row| format!("rescind_{}", row.split('`').next().unwrap())).collect();
    explained.sort_unstable();
    assert_eq!(shown, explained);
}

/// The program reads its arguments in their order, so that it would stumble over one that it does not know before it gets
/// to the wish for help.
fn is_known(arguments: &[&str]) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rescind-gateway"));
    command.args(arguments).arg("--help").output().unwrap().status.success()
}

#[test]
fn every_command_line_is_one_that_the_program_knows() {
    let unit = UNIT.lines().filter_map(|line| line.strip_prefix("ExecStart=/usr/local/bin/"));
    let paper = OPERATIONS.lines().filter(|line| line.starts_with("rescind-gateway "));
    let lines: Vec<_> = unit.chain(paper).map(|line| line.split(" > ").next().unwrap_or(line)).collect();
    assert!(lines.len() >= 5, "{lines:?}");
    for line in lines {
        let arguments: Vec<_> = line.split_whitespace().skip(1).collect();
        assert!(is_known(&arguments), "{line}");
    }
    assert!(!is_known(&["serve", "--no-such-thing"]));
}
