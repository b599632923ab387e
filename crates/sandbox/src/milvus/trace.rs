//! The trace id that Milvus 3.0 returns with every answer, continuing the caller's W3C trace when there is one.

use std::{
    hash::{BuildHasher, RandomState},
    sync::atomic::{AtomicU64, Ordering},
};

use crate::exchange::Call;

static CALLS: AtomicU64 = AtomicU64::new(0);

/// Thirty-two hexadecimal digits: those of `traceparent`, else new ones.
pub(crate) fn id(call: &Call) -> String {
    let given = call.header("traceparent").and_then(|parent| parent.split('-').nth(1));
    let valid = |id: &&str| id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit());
    given.filter(valid).map(str::to_owned).unwrap_or_else(fresh)
}

/// Unique, which is all that a trace id has to be; nobody may rely on it being hard to guess.
fn fresh() -> String {
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let half = || RandomState::new().hash_one(call);
    format!("{:016x}{:016x}", half(), half())
}
