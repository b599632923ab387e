//! An IAM token in exchange for the key of a service account.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use rescind_domain::Timestamp;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::jwt::Key;
use super::status::Status;
use crate::error::Error;
use crate::upstream::credential::Means;
use crate::upstream::renewing::{Fresh, Renewing};
use crate::upstream::{Answer, FileSource, Secret, Source, exchange};

const PATH: &str = "/iam/v1/tokens";
/// How long before its end a token is renewed.
const EARLY: Duration = Duration::from_secs(60);
/// A token lives for up to twelve hours, and the vendor advises to renew it hourly.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// A service account's key file, and the token that it was last exchanged for.
pub(crate) struct ServiceAccount {
    key: Source,
    url: String,
    token: Renewing,
}

impl fmt::Debug for ServiceAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceAccount").field("key", &self.key).field("url", &self.url).finish_non_exhaustive()
    }
}

impl ServiceAccount {
    /// The account of this key file, with the tokens of the IAM service at the base address. The file is read again for each
    /// exchange.
    pub(crate) fn new(iam_base: &str, key_file: PathBuf) -> Self {
        Self {
            key: Source::File(FileSource::new(key_file)),
            url: format!("{iam_base}{PATH}"),
            token: Renewing::default(),
        }
    }

    /// The token of this moment, and not the one that was `refused`.
    pub(crate) async fn token(&self, means: Means<'_>, refused: Option<&Secret>) -> Result<Secret, Error> {
        self.token.get(means.clock, refused, async || self.exchange(means).await).await
    }

    async fn exchange(&self, means: Means<'_>) -> Result<Fresh, Error> {
        let key = self.key.get(means.clock, None).await?;
        let now = means.clock.now();
        let jwt = Key::read(key.expose()).and_then(|key| key.sign(&self.url, now.0 / 1000));
        let jwt = Secret::new(&jwt.map_err(|problem| Error::Credential(problem.into()))?);
        let answer = exchange::post(means.client, &self.url, &json!({ "jwt": jwt.expose() })).await?;
        fresh(&answer, now).ok_or_else(|| Error::Credential(refusal(&answer, &jwt).into()))
    }
}

/// The token of an answer that is one.
fn fresh(answer: &Answer, now: Timestamp) -> Option<Fresh> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let token = body.get("iamToken")?.as_str().filter(|token| answer.status.is_success() && !token.is_empty())?;
    let ends_at = body.get("expiresAt").and_then(Value::as_str).and_then(moment);
    let ends_after = ends_at.map_or(LONGEST, |at| Duration::from_millis(at.saturating_sub(now.0)));
    // One that lasts for hardly longer than the margin would be renewed for each call.
    let renew_after = ends_after.saturating_sub(EARLY).max(ends_after / 2).min(LONGEST);
    Some(Fresh { token: Secret::new(token), renew_after, ends_after })
}

/// Milliseconds since 1970 of a moment in RFC 3339.
fn moment(text: &str) -> Option<u64> {
    let nanoseconds = OffsetDateTime::parse(text, &Rfc3339).ok()?.unix_timestamp_nanos();
    u64::try_from(nanoseconds / 1_000_000).ok()
}

/// What is wrong with an answer that is no token.
fn refusal(answer: &Answer, jwt: &Secret) -> String {
    let http = answer.status.as_u16();
    let Some(status) = Status::read(&answer.body) else {
        return format!("the answer to its service account's key is no token (HTTP {http})");
    };
    let mut text = format!("Yandex Cloud refused its service account's key (HTTP {http}, code {}", status.code);
    for (name, value) in [("request", status.request_id.as_deref()), ("saying", Some(status.message.as_str()))] {
        if let Some(words) = value.and_then(|value| exchange::words(value, &[jwt])) {
            text.push_str(&format!(", {name} \"{words}\""));
        }
    }
    text.push(')');
    text
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, StatusCode};

    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        let status = StatusCode::from_u16(status).unwrap();
        Answer { status, headers: HeaderMap::new(), request_id: None, body: body.to_owned().into() }
    }

    #[test]
    fn a_token_is_renewed_before_its_end_and_hourly() {
        let now = Timestamp(1_700_000_000_000);
        for (expires_at, renew, end) in [
            (r#","expiresAt":"2023-11-14T22:43:20Z""#, 1740, 1800),
            (r#","expiresAt":"2023-11-15T01:43:20.000000000+03:00""#, 1740, 1800),
            (r#","expiresAt":"2023-11-15T10:13:20Z""#, 3600, 43_200),
            (r#","expiresAt":"2023-11-14T22:14:00Z""#, 20, 40),
            (r#","expiresAt":"2020-01-01T00:00:00Z""#, 0, 0),
            (r#","expiresAt":"soon""#, 3540, 3600),
            ("", 3540, 3600),
        ] {
            let fresh = fresh(&answer(200, &format!(r#"{{"iamToken":"t1.x"{expires_at}}}"#)), now).unwrap();
            assert_eq!(fresh.token.expose(), "t1.x");
            assert_eq!((fresh.renew_after.as_secs(), fresh.ends_after.as_secs()), (renew, end), "{expires_at}");
        }
    }

    #[test]
    fn whatever_is_no_token_is_said_in_words_and_without_the_statement() {
        let jwt = Secret::new("hunter2");
        for (status, body, says) in [
            (
                401,
                r#"{"code":16,"message":"JWT has expired","details":[{"requestId":"r-1"}]}"#,
                "(HTTP 401, code 16, request \"r-1\", saying \"JWT has expired\")",
            ),
            (401, r#"{"code":16,"message":"hunter2?"}"#, "(HTTP 401, code 16)"),
            (500, r#"{"iamToken":"hunter2"}"#, "no token (HTTP 500)"),
            (200, r#"{"iamToken":""}"#, "no token (HTTP 200)"),
            (200, "hunter2", "no token (HTTP 200)"),
        ] {
            let answer = answer(status, body);
            assert!(fresh(&answer, Timestamp(0)).is_none(), "{body}");
            let text = refusal(&answer, &jwt);
            assert!(text.contains(says) && !text.contains("hunter2"), "{body}: {text}");
        }
    }
}
