//! The id that every refusal carries: a UUID, unique, and no secret.

use std::{
    hash::{BuildHasher, RandomState},
    sync::atomic::{AtomicU64, Ordering},
};

static CALLS: AtomicU64 = AtomicU64::new(0);

/// A new id, in the form of a random UUID (version 4).
pub(super) fn fresh() -> String {
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let half = || RandomState::new().hash_one(call);
    let (high, low) = (half(), half());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:x}{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        8 + (low >> 62),
        (low >> 48) & 0xfff,
        low & 0xffff_ffff_ffff,
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn ids_look_like_uuids_and_differ() {
        let (one, other) = (super::fresh(), super::fresh());
        assert_ne!(one, other);
        let lengths: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{one}");
        assert_eq!(one.as_bytes()[14], b'4', "{one}");
    }
}
