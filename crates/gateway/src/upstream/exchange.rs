//! Asks a vendor for a token: one POST, whose failures become the sentence that a connection's credential could not be had.
//! Neither what is sent nor what comes back is ever logged or quoted, but for what the vendor says of a refusal.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use serde_json::Value;

use super::{Answer, Call, Client, Failure, Secret};
use crate::error::Error;

/// How long it may take: calls wait for it.
const LIMIT: Duration = Duration::from_secs(30);

/// The most of a vendor's words that goes into a sentence, in characters.
const WORDS: usize = 200;

/// Sends the body to the address. Any answer at all is a success here.
pub(super) async fn post(client: &Client, url: &str, body: &Value) -> Result<Answer, Error> {
    let json = HeaderValue::from_static("application/json");
    let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, json.clone()), (header::ACCEPT, json)]);
    let uri = Uri::try_from(url).map_err(Error::internal)?;
    let call = Call { method: Method::POST, uri, headers, body: body.to_string().into(), limit: LIMIT };
    client.send(call, &[]).await.map_err(|failure| {
        let problem = match failure {
            Failure::Unreachable => "no connection to where its tokens come from could be made",
            Failure::Lost => "the connection broke while its token was asked for",
            Failure::Timeout => "its token did not come in time",
            Failure::TooLarge { .. } => "what came for its token is too large",
        };
        Error::Credential(problem.into())
    })
}

/// What a vendor says of a refusal, in one line; nothing when one of the secrets is in it.
pub(super) fn words<'a>(message: &'a str, secrets: &[&Secret]) -> Option<std::borrow::Cow<'a, str>> {
    let told = secrets.iter().any(|secret| message.contains(secret.expose()));
    if told || message.is_empty() {
        return None;
    }
    Some(message.chars().map(|c| if c.is_control() { ' ' } else { c }).take(WORDS).collect())
}
