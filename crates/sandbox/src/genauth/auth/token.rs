//! Management tokens: made from an access key, checked without a table. The payload is plain ASCII without `>`, `?` and
//! `~`, since the vendor's client for Python reads it with the wrong base64 alphabet.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::hmac;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Claim, no_pool, not_signed_in};
use crate::genauth::{
    envelope::{Outcome, Refusal, Reply},
    session::Session,
    world::{Access, AccessKey},
};

const HEADER: &str = r#"{"typ":"JWT","alg":"HS256"}"#;
const POOL_HEADERS: [&str; 2] = ["x-authing-userpool-id", "x-genauth-userpool-id"];

#[derive(Debug, Deserialize, Serialize)]
struct Claims {
    scoped_userpool_id: String,
    access_key_id: String,
    access_key_type: String,
    token_type: String,
    iat: i64,
    exp: i64,
    epoch: u32,
}

/// `get-management-token`: the only endpoint that needs no credential but those in its body.
pub(in crate::genauth) fn issue(session: &Session<'_>) -> Outcome {
    let (id, secret) = (session.request.id("accessKeyId")?, session.request.id("accessKeySecret")?);
    let key = session.rows.key(id)?.filter(|key| key.secret == secret).ok_or_else(no_pool)?;
    let (iat, lifetime) = (session.now.div_euclid(1000), session.knobs.token_lifetime_s);
    let claims = Claims {
        scoped_userpool_id: session.rows.pool()?,
        access_key_id: id.to_owned(),
        access_key_type: "userpool".to_owned(),
        token_type: "management_token".to_owned(),
        iat,
        exp: iat.saturating_add(lifetime),
        epoch: session.knobs.token_epoch,
    };
    Ok(Reply::Data(json!({ "access_token": sealed(&json!(claims), &key), "expires_in": lifetime })))
}

/// What the bearer of a token may do.
pub(super) fn check(claim: &Claim<'_>, token: &str) -> Result<Access, Refusal> {
    let (signed, seal) = token.rsplit_once('.').ok_or_else(not_signed_in)?;
    let payload = signed.split_once('.').map(|(_, payload)| payload).ok_or_else(not_signed_in)?;
    let claims: Claims = URL_SAFE_NO_PAD
        .decode(payload)
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or_else(not_signed_in)?;
    let key = claim.rows.key(&claims.access_key_id)?.ok_or_else(not_signed_in)?;
    let seal = URL_SAFE_NO_PAD.decode(seal).map_err(|_| not_signed_in())?;
    hmac::verify(&seal_key(&key), signed.as_bytes(), &seal).map_err(|_| not_signed_in())?;
    if claim.now.div_euclid(1000) >= claims.exp || claims.epoch != claim.knobs.token_epoch {
        return Err(not_signed_in());
    }
    check_pool(claim, &claims.scoped_userpool_id)?;
    Ok(key.access)
}

/// The pool's header is documented as mandatory beside a token; what happens without it is not.
fn check_pool(claim: &Claim<'_>, pool: &str) -> Result<(), Refusal> {
    let named = POOL_HEADERS.iter().find_map(|name| claim.call.header(name));
    match named.filter(|named| !named.is_empty()) {
        Some(named) if named == pool => Ok(()),
        None if !claim.knobs.pool_header_required => Ok(()),
        _ => Err(no_pool()),
    }
}

fn sealed(claims: &Value, access_key: &AccessKey) -> String {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(HEADER), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let seal = hmac::sign(&seal_key(access_key), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(seal))
}

fn seal_key(access_key: &AccessKey) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, access_key.secret.as_bytes())
}
