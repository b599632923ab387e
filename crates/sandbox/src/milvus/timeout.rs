//! The server's own time limit. A call that runs into it is answered 408, and its work is finished all the same.

use std::{future::Future, time::Duration};

use super::{
    Era, Knobs,
    envelope::{Outcome, Refusal},
    texts,
};
use crate::{exchange::Call, latency};

/// The time limit of a call: `Request-Timeout` in whole seconds, else the server's own.
/// Up to 2.6 a header that is no number is ignored; 3.0 refuses it.
pub(crate) fn limit(call: &Call, knobs: &Knobs) -> Result<Duration, Refusal> {
    let default = Duration::from_millis(knobs.request_timeout_ms);
    let Some(text) = call.header("request-timeout").filter(|text| !text.is_empty()) else {
        return Ok(default);
    };
    match text.parse::<i64>() {
        // Zero and less mean "already expired", whatever the vendor's samples suggest.
        Ok(seconds) => Ok(Duration::from_secs(u64::try_from(seconds).unwrap_or(0))),
        Err(_) if knobs.era < Era::C3 => Ok(default),
        Err(_) => {
            let why = format!("strconv.ParseInt: parsing \"{text}\": invalid syntax");
            Err(texts::invalid(&format!("Request-Timeout parse failed, err: {why}")))
        }
    }
}

/// Runs `work` after the server's latency, in a task of its own, and waits for it no longer than `limit`.
/// An expired limit of zero runs nothing, as the coordinator refuses a context that is done.
pub(crate) async fn within(
    limit: Duration,
    latency_ms: u64,
    work: impl Future<Output = Outcome> + Send + 'static,
) -> Option<Outcome> {
    if limit.is_zero() {
        return None;
    }
    let latency = Duration::from_millis(latency_ms);
    let task = tokio::spawn(async move {
        latency::pass(latency).await;
        work.await
    });
    match tokio::time::timeout(limit, task).await {
        Ok(finished) => Some(finished.unwrap_or(Err(Refusal::Broken))),
        Err(_) => None,
    }
}
