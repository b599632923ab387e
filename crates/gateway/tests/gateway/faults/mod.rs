//! The fault matrix: whatever goes wrong with whatever call of revoking or granting, the outcome agrees with the sandbox's own
//! state. Plans are started over HTTP and the gateway runs them. The table is printed; `--nocapture` shows it.

mod acts;
pub(crate) mod between;
mod expected;
mod lane;
mod late;
mod troubles;

use std::collections::BTreeMap;

use futures_util::future::join_all;

use lane::{Cell, Lane};

/// One act for each vendor.
const IS_FIRST_OF_ITS_VENDOR: &[&str] = &["milvus membership", "genauth membership", "yandex access"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fault_makes_a_false_outcome() {
    let lanes = acts::all().into_iter().map(|act| async {
        let again = IS_FIRST_OF_ITS_VENDOR.contains(&act.name) || act.name.ends_with("back");
        Lane::start(act).await.run(again).await
    });
    let cells: Vec<Cell> = join_all(lanes).await.into_iter().flatten().collect();

    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for cell in &cells {
        println!("{cell}");
        cell.outcomes.iter().for_each(|found| *counts.entry(found.outcome.name().to_owned()).or_default() += 1);
    }
    let waited = cells.iter().filter(|cell| cell.waited).count();
    let again = cells.iter().filter(|cell| !cell.again.is_empty()).count();
    println!("{} cells, {waited} waited, {again} were tried again: {counts:?}", cells.len());
    let wrong: Vec<String> = cells.iter().flat_map(Cell::wrongs).collect();
    assert_eq!(wrong, Vec::<String>::new());
    assert!(waited > 0 && again > 0);
    for outcome in ["Revoked", "Unknown", "Failed", "StillPresent", "Restored", "StillAbsent"] {
        assert!(counts.contains_key(outcome), "{outcome}");
    }
}
