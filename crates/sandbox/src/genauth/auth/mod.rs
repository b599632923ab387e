//! Who calls: the holder of a token, or whoever signs with an access key. Both schemes are open on every endpoint.
//! What a caller may do is decided here by the key alone: everything, or reading.

mod signature;
mod token;

use axum::http::header::AUTHORIZATION;

use super::{
    envelope::{Refusal, coded},
    knobs::Knobs,
    rows::Rows,
    texts,
    world::{Access, AccessKey},
};
use crate::exchange::Call;

pub(super) use token::issue;

/// One call as authentication sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim<'a> {
    pub(super) rows: Rows<'a>,
    pub(super) knobs: &'a Knobs,
    pub(super) call: &'a Call,
    /// The path without whatever the service is mounted below: that is what clients sign.
    pub(super) path: &'a str,
    /// The server's time in milliseconds since 1970.
    pub(super) now: i64,
}

/// How the caller of an `Authorization` header wants to be known.
enum Scheme<'a> {
    /// A token, with or without `Bearer`.
    Token(&'a str),
    /// A signature by one of the brands' clients: the prefix of its headers, and `key:signature`.
    Signature(&'static str, &'a str),
}

/// What the caller may do, or why it is nobody.
pub(super) fn identify(claim: &Claim<'_>) -> Result<Access, Refusal> {
    let header = claim.call.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match scheme(header.trim()) {
        None => Err(not_signed_in()),
        Some(Scheme::Token(token)) => token::check(claim, token),
        Some(Scheme::Signature(prefix, signature)) => signature::check(claim, prefix, signature),
    }
}

fn scheme(header: &str) -> Option<Scheme<'_>> {
    match header.split_once(' ') {
        None if header.is_empty() => None,
        None => Some(Scheme::Token(header)),
        Some((word, rest)) => match word.to_ascii_lowercase().as_str() {
            "bearer" => Some(Scheme::Token(rest.trim())),
            "authing" => Some(Scheme::Signature("x-authing-", rest.trim())),
            "genauth" => Some(Scheme::Signature("x-genauth-", rest.trim())),
            _ => None,
        },
    }
}

/// The access key of this id. For the pool's own key, that is the pool's id.
fn key(claim: &Claim<'_>, id: &str) -> Result<AccessKey, Refusal> {
    claim.rows.key(id)?.ok_or_else(no_pool)
}

fn not_signed_in() -> Refusal {
    coded(401, 2020, texts::NOT_SIGNED_IN)
}

/// What an unknown key or pool gets; that it is just this is not verified anywhere.
pub(super) fn no_pool() -> Refusal {
    coded(499, 2224, texts::NO_POOL)
}
