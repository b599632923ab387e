//! Measures lists as the gateway reads them: how long the holders of a role take at a vendor where a thousand users have to be
//! asked, and how much memory a hundred thousand rows take that ten read at the same time.
//!
//! `lists BINARIES`: the folder with the release binaries.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement that meets anything unexpected has no result"
)]

mod far;
mod holders;
mod many;
#[path = "../started.rs"]
mod started;
mod world;

use std::path::PathBuf;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let binaries = std::env::args_os().nth(1).map(PathBuf::from).expect("the folder with the binaries");
    holders::measure(&binaries).await;
    many::measure(&binaries).await;
}
