//! `POST /api/descriptions`: reads a saved description of roles out of a pasted text. No vendor is asked, and nothing is stored.

use axum::Json;
use axum::extract::Request;
use rescind_domain::description::{Described, Pasted};
use rescind_vendors::milvus::snapshot::parse;

use crate::error::Error;
use crate::extract;

/// The longest text that is read, written as JSON in the longest way.
const BODY_LIMIT: usize = 32 * 1024 * 1024;

/// What the text says, or what is wrong with it.
pub(crate) async fn describe(request: Request) -> Result<Json<Described>, Error> {
    let bytes = extract::body(request.into_body(), BODY_LIMIT).await?;
    let Pasted { text } = extract::parsed(&bytes)?;
    // Millions of characters take a while, and others wait for this thread.
    let read = tokio::task::spawn_blocking(move || Described::from(parse(&text))).await;
    read.map(Json).map_err(Error::internal)
}
