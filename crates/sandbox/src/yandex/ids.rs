//! Ids in the vendor's shapes. Each is new, which is all that an id has to be; none is hard to guess.

use std::{
    hash::{BuildHasher, RandomState},
    sync::atomic::{AtomicU64, Ordering},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

static DRAWN: AtomicU64 = AtomicU64::new(0);

fn draw() -> u64 {
    RandomState::new().hash_one(DRAWN.fetch_add(1, Ordering::Relaxed))
}

/// The id of a request: a UUID.
pub(crate) fn request() -> String {
    let (high, low) = (draw(), draw());
    let (version, variant) = (high & 0xfff, low >> 48 & 0x3fff | 0x8000);
    let (first, second, last) = (high >> 32, high >> 16 & 0xffff, low & 0xffff_ffff_ffff);
    format!("{first:08x}-{second:04x}-4{version:03x}-{variant:04x}-{last:012x}")
}

/// The trace that the gateway in front of the service notes.
pub(crate) fn trace() -> String {
    let trace = draw();
    format!("{trace:016x}:{:016x}:{trace:016x}:1", draw())
}

/// The id of an operation: twenty characters, the first three of which say nothing that a client may rely on.
pub(crate) fn operation() -> String {
    const DIGITS: [char; 32] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l',
        'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v',
    ];
    let bits = u128::from(draw()) << 64 | u128::from(draw());
    let digits = (0..17).filter_map(|place| DIGITS.get(usize::try_from(bits >> (place * 5) & 31).ok()?));
    ["c9q".to_owned(), digits.collect()].concat()
}

/// An IAM token.
pub(crate) fn token() -> String {
    let bytes = |words: usize| (0..words).flat_map(|_| draw().to_be_bytes()).collect::<Vec<u8>>();
    format!("t1.{}.{}", URL_SAFE_NO_PAD.encode(bytes(9)), URL_SAFE_NO_PAD.encode(bytes(8)))
}

#[cfg(test)]
mod tests {
    use super::{operation, request, token, trace};

    fn lengths(id: &str, by: char) -> Vec<usize> {
        id.split(by).map(str::len).collect()
    }

    #[test]
    fn ids_have_their_shapes_and_are_new() {
        let id = request();
        assert_eq!(lengths(&id, '-'), [8, 4, 4, 4, 12]);
        assert_eq!(&id[14..15], "4");
        assert!("89ab".contains(&id[19..20]), "{id}");
        assert_eq!(lengths(&trace(), ':'), [16, 16, 16, 1]);
        assert_eq!(operation().len(), 20);
        assert_eq!(lengths(&token(), '.'), [2, 96, 86]);
        assert_ne!(operation(), operation());
    }
}
