//! `GET /api/openapi.json`: what the API is, as OpenAPI 3.1. The document is `docs/openapi.json`. Tests make it from the list of
//! routes and from the types that handlers read and write, and fail where the file is another; of what makes it nothing is in the
//! gateway itself.

#[cfg(test)]
mod document;
#[cfg(test)]
mod operation;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod schemas;

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

const DOCUMENT: &str = include_str!("../../../../docs/openapi.json");

/// The document.
pub(crate) async fn show() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT)
}
