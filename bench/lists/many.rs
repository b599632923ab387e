//! A hundred thousand rows, read by ten at the same time: what the gateway needs for it.

use std::path::Path;

use futures_util::future::join_all;

use crate::world::World;

/// Half of the grants are one role's.
const SEED: &str = "large:200000";
const ROWS: u64 = 100_000;
const READERS: usize = 10;

const PATH: &str = "/api/connections/milvus/role/privileges?name=large_everything";

pub(crate) async fn measure(binaries: &Path) {
    let world = World::new(binaries, SEED).await;
    let (before, calls) = (world.gateway.peak(), world.calls().await);
    let seen = join_all((0..READERS).map(|_| world.read(world.gateway.port, PATH))).await;
    assert!(seen.iter().all(|seen| seen.rows == ROWS), "each has them all");
    let last = seen.iter().map(|seen| seen.tail).max().unwrap();
    println!("\n{ROWS} rows, read by {READERS} at the same time");
    println!(
        "peak memory {:.1} MB ({before:.1} before), {:.1} MB for each reader, {} requests to the vendor, {:.1} s, CPU {:.1} s",
        world.gateway.peak(),
        seen[0].bytes as f64 / 1e6,
        world.calls().await - calls,
        last.as_secs_f64(),
        world.gateway.used() / 1e6
    );
}
