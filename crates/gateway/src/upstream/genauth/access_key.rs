//! A management token in exchange for an access key.

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use super::envelope::{Head, number};
use crate::error::Error;
use crate::upstream::credential::Means;
use crate::upstream::renewing::{Fresh, Renewing};
use crate::upstream::{Answer, Secret, Source, exchange};

const PATH: &str = "/api/v3/get-management-token";
/// How long before its end a token is renewed.
const EARLY: Duration = Duration::from_secs(60);
/// What the published description says of a token that does not say itself how long it is good for, in seconds.
const USUAL_SECONDS: i64 = 7200;

/// A key pair of a user pool or an administrator, and the token that it was last exchanged for.
pub(crate) struct AccessKey {
    id: String,
    secret: Source,
    url: String,
    token: Renewing,
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKey").field("secret", &self.secret).field("url", &self.url).finish_non_exhaustive()
    }
}

impl AccessKey {
    /// The pair of this id, for the server at the base address.
    pub(crate) fn new(base: &str, id: String, secret: Source) -> Self {
        Self { id, secret, url: format!("{base}{PATH}"), token: Renewing::default() }
    }

    /// The token of this moment, and not the one that was `refused`.
    pub(crate) async fn token(&self, means: Means<'_>, refused: Option<&Secret>) -> Result<Secret, Error> {
        self.token.get(means.clock, refused, async || self.exchange(means).await).await
    }

    async fn exchange(&self, means: Means<'_>) -> Result<Fresh, Error> {
        let secret = self.secret.get(means.clock, None).await?;
        let pair = json!({ "accessKeyId": self.id, "accessKeySecret": secret.expose() });
        let answer = exchange::post(means.client, &self.url, &pair).await?;
        fresh(&answer).ok_or_else(|| Error::Credential(refusal(&answer, &secret).into()))
    }
}

/// The token of an answer that is one.
fn fresh(answer: &Answer) -> Option<Fresh> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    if !answer.status.is_success() || !Head::of(&body)?.is_success() {
        return None;
    }
    let data = body.get("data")?;
    let token = data.get("access_token")?.as_str().filter(|token| !token.is_empty())?;
    let seconds = number(data.get("expires_in")).unwrap_or(USUAL_SECONDS);
    let ends_after = Duration::from_secs(u64::try_from(seconds).ok()?);
    // One that lasts for hardly longer than the margin would be renewed for each call.
    let renew_after = ends_after.saturating_sub(EARLY).max(ends_after / 2);
    Some(Fresh { token: Secret::new(token), renew_after, ends_after })
}

/// What is wrong with an answer that is no token. Nothing of its `data` is told.
fn refusal(answer: &Answer, secret: &Secret) -> String {
    let http = answer.status.as_u16();
    let Some(head) = Head::read(&answer.body) else {
        return format!("the answer to its access key is none of GenAuth's (HTTP {http})");
    };
    if answer.status.is_success() && head.is_success() {
        return "GenAuth's answer to its access key holds no token".to_owned();
    }
    let mut text = format!("GenAuth refused its access key (HTTP {http}");
    for (name, code) in [("statusCode", head.status_code), ("apiCode", head.api_code)] {
        if let Some(code) = code {
            text.push_str(&format!(", {name} {code}"));
        }
    }
    for (name, value) in [("request", head.request_id.as_deref()), ("saying", Some(head.message.as_str()))] {
        if let Some(words) = value.and_then(|value| exchange::words(value, &[secret])) {
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
    fn a_token_is_renewed_a_minute_before_its_end() {
        for (expires_in, renew, end) in [
            (r#","expires_in":7200"#, 7140, 7200),
            (r#","expires_in":"7200""#, 7140, 7200),
            ("", 7140, 7200),
            (r#","expires_in":80"#, 40, 80),
            (r#","expires_in":0"#, 0, 0),
        ] {
            let body = format!(r#"{{"statusCode":200,"message":"","data":{{"access_token":"t"{expires_in}}}}}"#);
            let fresh = fresh(&answer(200, &body)).unwrap();
            assert_eq!(fresh.token.expose(), "t");
            assert_eq!((fresh.renew_after.as_secs(), fresh.ends_after.as_secs()), (renew, end), "{expires_in}");
        }
    }

    #[test]
    fn whatever_is_no_token_is_said_in_words_and_without_the_secret() {
        let secret = Secret::new("hunter2");
        for (status, body, says) in [
            (
                200,
                r#"{"statusCode":499,"message":"no such pool","apiCode":2224,"requestId":"r-1"}"#,
                "(HTTP 200, statusCode 499, apiCode 2224, request \"r-1\", saying \"no such pool\")",
            ),
            (
                200,
                r#"{"statusCode":400,"message":"hunter2 is wrong"}"#,
                "refused its access key (HTTP 200, statusCode 400)",
            ),
            (200, r#"{"statusCode":400,"message":"two\nlines"}"#, "saying \"two lines\""),
            (403, r#"{"statusCode":200,"data":{"access_token":"hunter2"}}"#, "(HTTP 403, statusCode 200)"),
            (200, r#"{"statusCode":200,"message":"","data":{"token":"hunter2"}}"#, "holds no token"),
            (200, r#"{"statusCode":200,"message":"","data":{"access_token":""}}"#, "holds no token"),
            (200, r#"{"statusCode":200,"message":"","data":{"access_token":"t","expires_in":-1}}"#, "holds no token"),
            (200, r#"{"statusCode":200,"message":"","data":null}"#, "holds no token"),
            (200, "<html>hunter2</html>", "none of GenAuth's (HTTP 200)"),
            (502, "[]", "none of GenAuth's (HTTP 502)"),
        ] {
            let answer = answer(status, body);
            assert!(fresh(&answer).is_none(), "{body}");
            let text = refusal(&answer, &secret);
            assert!(text.contains(says) && !text.contains("hunter2"), "{body}: {text}");
        }
    }
}
