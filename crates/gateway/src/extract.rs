//! Reads what the requests of the API carry: bodies, bounded and as JSON, parameters of the query, and the id in a path.
//! Whatever is wrong with them becomes an [`Error`] with a sentence, never axum's own answer.

use std::error::Error as _;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use crate::error::Error;

/// The whole body, if it is not longer than `limit` bytes.
pub(crate) async fn body(body: Body, limit: usize) -> Result<Bytes, Error> {
    // A length that is declared is refused before anything is read.
    if usize::try_from(body.size_hint().lower()).is_ok_and(|length| length > limit) {
        return Err(Error::RequestTooLarge);
    }
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Error::RequestTooLarge),
        Err(_) => Err(Error::bad_request("The body of the request broke off.")),
    }
}

/// Bytes as JSON of the interface's form, which is an object: a list would be taken for the fields in their order.
pub(crate) fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(Error::bad_request("The body must be a JSON object."));
    }
    serde_json::from_slice(bytes)
        .map_err(|error| Error::bad_request(format!("The body is not of the interface's form: {error}.")))
}

/// The id in the path of a route that has one.
#[derive(Debug)]
pub(crate) struct Id(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let path = Path::from_request_parts(parts, state).await;
        path.map(|Path(id)| Self(id)).map_err(|_| Error::NotFound("address"))
    }
}

/// The parameters of the query.
#[derive(Debug)]
pub(crate) struct Parameters<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        if !is_utf8(parts.uri.query().unwrap_or_default()) {
            return Err(Error::bad_request("The query is not UTF-8."));
        }
        let query = Query::from_request_parts(parts, state).await;
        query.map(|Query(parameters)| Self(parameters)).map_err(|rejection: QueryRejection| {
            let cause = rejection.source().map(ToString::to_string).unwrap_or_default();
            Error::bad_request(format!("The query is not of the interface's form: {cause}."))
        })
    }
}

/// Whether the bytes that a query stands for are text. The library puts a sign in place of what is none, and so another name in
/// place of the one that was asked for.
fn is_utf8(query: &str) -> bool {
    percent_encoding::percent_decode_str(query).decode_utf8().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_is_taken_for_a_query() {
        for query in ["", "name=a", "name=%D0%BA%d0%BB", "name=%", "name=%zz", "name=50%25", "name=é", "a=%é"] {
            assert!(is_utf8(query), "{query}");
        }
        for query in ["name=%ff", "name=%c0%af", "name=a%D0", "a=%D0&b=%BA", "name=%ed%a0%80", "%fe=x"] {
            assert!(!is_utf8(query), "{query}");
        }
    }
}
