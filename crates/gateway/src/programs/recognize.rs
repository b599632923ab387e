//! Which token a request presents, and whether it is valid now. Whatever is wrong with it, the answer is the same; wrong ones
//! count among the failed attempts to sign in. A right one is never kept out by somebody's wrong ones.

use std::net::SocketAddr;

use axum::http::{HeaderMap, header};
use rusqlite::Connection;

use super::{Program, Secret, SecretHash};
use crate::app::App;
use crate::error::Error;
use crate::journal::token_by_secret;
use crate::session::SignIn;

const SCHEME: &str = "bearer";

/// Whether a request presents a token, of whatever form.
pub(crate) fn is_presented(headers: &HeaderMap) -> bool {
    headers.get_all(header::AUTHORIZATION).iter().any(|value| credentials(value.as_bytes()).is_some())
}

/// The secret that a request presents which presents one; nothing when that has not the form of one.
///
/// # Errors
/// It says in another way as well who asks.
pub(crate) fn presented(app: &App, headers: &HeaderMap) -> Result<Option<Secret>, Error> {
    let is_somebody_else = match &app.sign_in {
        SignIn::Token(_) => !app.cookie.read(headers).is_empty(),
        SignIn::Proxy(proxy) => headers.contains_key(&proxy.header),
    };
    if is_somebody_else {
        return Err(Error::bad_request(
            "A request presents a token, or a session's cookie or the name of a proxy's user, and never two of them.",
        ));
    }
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    Ok(match (values.next(), values.next()) {
        (Some(value), None) => {
            let text = credentials(value.as_bytes()).and_then(|text| std::str::from_utf8(text).ok());
            text.and_then(Secret::parse)
        }
        _ => None,
    })
}

/// What stands behind the scheme, if it is that of tokens.
fn credentials(value: &[u8]) -> Option<&[u8]> {
    let (scheme, rest) = value.split_at_checked(SCHEME.len())?;
    if !scheme.eq_ignore_ascii_case(SCHEME.as_bytes()) {
        return None;
    }
    match rest.split_first() {
        None => Some(rest),
        Some((b' ', text)) => Some(text),
        Some((b'\t', _)) => Some(rest),
        // Another scheme that begins so.
        Some(_) => None,
    }
}

/// The program that presents a secret.
///
/// # Errors
/// The token is unknown, has expired or was revoked.
pub(crate) async fn recognize(app: &App, peer: SocketAddr, secret: Option<Secret>) -> Result<Program, Error> {
    if let Some(secret) = secret
        && let Some(program) = find(app, secret.hash()).await?
    {
        return Ok(program);
    }
    let now = app.environment.clock.elapsed();
    app.attempts.begin(peer.ip(), now).map_err(|wait| {
        tracing::warn!(peer = %peer.ip(), "a wrong token was refused: too many before it were wrong");
        Error::TooManyAttempts(wait)
    })?;
    tracing::warn!(peer = %peer.ip(), "a wrong token of a program was refused");
    Err(Error::InvalidToken)
}

/// Whether the token whose secret has this hash still is valid.
pub(crate) async fn is_valid(app: &App, secret: &SecretHash) -> bool {
    match find(app, secret.clone()).await {
        Ok(found) => found.is_some(),
        Err(error) => {
            tracing::error!(cause = %error.for_operators(), "a token could not be looked up; it counts as not valid");
            false
        }
    }
}

/// It is read from the disk each time: another process makes and revokes tokens.
async fn find(app: &App, secret: SecretHash) -> Result<Option<Program>, Error> {
    let now = app.environment.clock.now();
    let read = move |connection: &Connection| {
        let found = token_by_secret(connection, secret.as_str())?.filter(|stored| stored.is_valid(now));
        Ok(found.map(|stored| Program::of(secret, stored.token)))
    };
    app.journal.read(read).await
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_scheme_that_begins_like_a_tokens_is_another_one() {
        let is_presented = |values: &[&'static [u8]]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::AUTHORIZATION, HeaderValue::from_bytes(value).unwrap());
            }
            is_presented(&headers)
        };
        for presented in [&b"Bearer x"[..], b"bearer x", b"BEARER", b"Bearer ", b"Bearer\tx", b"Bearer \xff"] {
            assert!(is_presented(&[presented]), "{presented:?}");
        }
        for other in [&b"Basic x"[..], b"", b"Bearers x", b"Bear", b"Bearer-x y", b"x Bearer y", b"\xff"] {
            assert!(!is_presented(&[other]), "{other:?}");
        }
        assert!(!is_presented(&[]) && is_presented(&[b"Basic x", b"Bearer x"]));
    }
}
