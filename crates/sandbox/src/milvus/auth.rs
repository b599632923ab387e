//! Who calls: Basic, `Bearer user:password`, or an API key, in that order. What a caller may do is not decided here.

use axum::http::header::AUTHORIZATION;
use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Knobs, instance::Instance, rows::Rows};
use crate::exchange::Call;

/// The one who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Authorization is off: nobody is known.
    Nobody,
    /// A user who gave the right password.
    User(String),
    /// The holder of an API key, who may do everything.
    ApiKey,
}

/// The caller, or `None` when the credentials are missing or wrong, which look the same from outside.
pub(crate) fn caller(
    call: &Call,
    rows: &Rows<'_>,
    instance: &Instance,
    knobs: &Knobs,
) -> rusqlite::Result<Option<Caller>> {
    if !knobs.authorization {
        return Ok(Some(Caller::Nobody));
    }
    let token = token(call);
    let pair = basic(call).or_else(|| split(&token));
    if let Some((user, password)) = pair.filter(|(user, password)| !user.is_empty() && !password.is_empty())
        && rows.password(&user)?.is_some_and(|stored| stored == password)
    {
        return Ok(Some(Caller::User(user)));
    }
    Ok(instance.api_key.filter(|key| *key == token).map(|_| Caller::ApiKey))
}

/// The user and password of a Basic header that parses. Its mere presence adds a header to the answer.
pub(crate) fn basic(call: &Call) -> Option<(String, String)> {
    let header = call.headers.get(AUTHORIZATION)?.as_bytes();
    let (scheme, encoded) = header.split_at_checked("Basic ".len())?;
    if !scheme.eq_ignore_ascii_case(b"Basic ") {
        return None;
    }
    let decoded = STANDARD.decode(encoded).ok()?;
    split(&String::from_utf8_lossy(&decoded))
}

/// The Authorization header less `Bearer `, which is optional and case-sensitive.
fn token(call: &Call) -> String {
    let header = call.headers.get(AUTHORIZATION).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let header = header.unwrap_or_default();
    header.strip_prefix("Bearer ").map(str::to_owned).unwrap_or(header)
}

/// Splits at the first colon: passwords may hold further ones.
fn split(pair: &str) -> Option<(String, String)> {
    pair.split_once(':').map(|(user, password)| (user.to_owned(), password.to_owned()))
}
