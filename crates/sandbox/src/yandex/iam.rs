//! `IamTokenService`: tokens in exchange for a service account's JWT or a user's OAuth token, and their end.
//! The credentials are not known to the sandbox: any that is well formed is good, unless a knob says otherwise.

use serde::Deserialize;
use serde_json::json;

use super::{
    auth, body,
    clock::Moment,
    ids, jwt,
    knobs::Knobs,
    names,
    refusal::Violation,
    rows::{Rows, Token},
    session::{Outcome, Reply},
};

/// Whom an OAuth token belongs to: the sandbox knows one user.
const USER: &str = "ajesandboxuser000001";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Create {
    #[serde(alias = "yandex_passport_oauth_token")]
    yandex_passport_oauth_token: Option<String>,
    jwt: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Revoke {
    #[serde(alias = "iam_token")]
    iam_token: Option<String>,
}

/// `IamTokenService.Create`.
pub(crate) fn create(rows: &Rows<'_>, knobs: &Knobs, now: Moment, body: &[u8]) -> Outcome {
    let sent: Create = body::decode(body)?;
    let subject = match (sent.yandex_passport_oauth_token, sent.jwt) {
        (Some(token), None) => {
            names::required("yandexPassportOauthToken", &token, 4000)?;
            USER.to_owned()
        }
        (None, Some(token)) => {
            let token = names::required("jwt", &token, 8000)?;
            jwt::issuer(token, knobs.service_account_key.as_ref(), now.seconds())
                .map_err(|wrong| auth::unauthenticated(wrong.text()))?
        }
        (None, None) | (Some(_), Some(_)) => {
            return Err(Violation::because("identity", "exactly one of yandexPassportOauthToken and jwt").into());
        }
    };
    let token = ids::token();
    let expires = now.after_ms(knobs.token_lifetime_s.saturating_mul(1000));
    rows.put_token(&token, &Token { subject, expires, generation: knobs.token_generation })?;
    Ok(Reply::of(json!({ "iamToken": token, "expiresAt": expires.printed() })))
}

/// `IamTokenService.Revoke`. The token that the sandbox is set up with stays.
pub(crate) fn revoke(rows: &Rows<'_>, body: &[u8]) -> Outcome {
    let sent = body::decode::<Revoke>(body)?.iam_token.unwrap_or_default();
    let token = names::required("iamToken", &sent, 8000)?;
    if token == auth::TOKEN {
        return Ok(Reply::of(json!({ "subjectId": auth::SUBJECT })));
    }
    let known = rows.token(token)?.ok_or_else(|| auth::unauthenticated("The token is invalid"))?;
    rows.drop_token(token)?;
    Ok(Reply::of(json!({ "subjectId": known.subject })))
}
