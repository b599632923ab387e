//! How long a vendor takes for each call, to a tenth of a millisecond: what is measured against it, such as the time that a
//! plan takes, stands and falls with it. What a call does is not decided here.

use std::time::Duration;

/// Up to so much is waited for exactly. The runtime's own timer counts in milliseconds and is late by up to two of them.
const EXACT: Duration = Duration::from_millis(100);

/// Waits that long.
pub(crate) async fn pass(latency: Duration) {
    if latency.is_zero() {
        return;
    }
    let exactly = || tokio::task::spawn_blocking(move || std::thread::sleep(latency));
    if latency > EXACT || exactly().await.is_err() {
        tokio::time::sleep(latency).await;
    }
}
