//! GenAuth (Authing): how a management token is presented, which answers refuse it, and where an answer names its request.

mod access_key;
mod envelope;

pub(crate) use access_key::AccessKey;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use rescind_domain::RequestId;
use serde_json::Value;

use super::{Secret, bearer};
use envelope::Head;

/// Not GenAuth's own, but of proxies in front of it. The id that counts is in the body.
pub(crate) const REQUEST_ID_HEADERS: &[&str] = &["x-request-id"];

const POOL: HeaderName = HeaderName::from_static("x-authing-userpool-id");
const LANGUAGE: HeaderName = HeaderName::from_static("x-authing-lang");
const CHINESE: HeaderValue = HeaderValue::from_static("zh-CN");
const ENGLISH: HeaderValue = HeaderValue::from_static("en-US");

/// "Not signed in", "the token has expired" and "the token is not valid" of the published table.
const REFUSALS: &[i64] = &[2020, 2206, 2207];

/// The token, and the user pool that it is for, where it tells.
pub(crate) fn headers(token: &Secret) -> Result<HeaderMap, &'static str> {
    let mut headers = HeaderMap::from_iter([(header::AUTHORIZATION, bearer(token)?)]);
    if let Some(pool) = pool(token) {
        headers.insert(POOL, pool);
    }
    Ok(headers)
}

/// Asks for messages in the reader's language, of those that GenAuth speaks: without the header they are Chinese.
pub(crate) fn reader(client: &HeaderMap) -> HeaderMap {
    let wanted = client.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = wanted.split([',', ';']).next().unwrap_or_default().trim();
    let is_chinese = first.split('-').next().is_some_and(|language| language.eq_ignore_ascii_case("zh"));
    HeaderMap::from_iter([(LANGUAGE, if is_chinese { CHINESE } else { ENGLISH })])
}

/// English, for calls that no browser has asked for.
pub(crate) fn default_language(headers: &mut HeaderMap) {
    headers.entry(LANGUAGE).or_insert(ENGLISH);
}

/// Whether the answer says that the token is not accepted. It is told before the call is looked at, so that whatever was
/// refused in this way has changed nothing. Codes are read only where the envelope says failure: they occur on success.
pub(crate) fn is_refusal(status: StatusCode, body: &[u8]) -> bool {
    let refused = |head: Head| {
        head.status_code == Some(401)
            || (!head.is_success() && head.api_code.is_some_and(|code| REFUSALS.contains(&code)))
    };
    status == StatusCode::UNAUTHORIZED || Head::read(body).is_some_and(refused)
}

/// The id under which GenAuth's support finds the request.
pub(crate) fn request_id(body: &[u8]) -> Option<RequestId> {
    Head::read(body)?.request_id.map(RequestId::new)
}

/// `scoped_userpool_id` of the token's claims. The signature is the vendor's affair.
fn pool(token: &Secret) -> Option<HeaderValue> {
    let claims = token.expose().split('.').nth(1)?.trim_end_matches('=');
    let claims = [URL_SAFE, STANDARD].iter().find_map(|alphabet| {
        let any_end = GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true);
        GeneralPurpose::new(alphabet, any_end).decode(claims).ok()
    })?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    HeaderValue::from_str(claims.get("scoped_userpool_id")?.as_str()?).ok().filter(|pool| !pool.is_empty())
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose;

    use super::*;

    #[test]
    fn the_pool_is_read_leniently_and_left_out_when_it_is_not_there() {
        let pool_of = |claims: &str| pool(&Secret::new(&format!("e30.{claims}.c2ln")));
        let claims = r#"{"scoped_userpool_id":"pool-1","note":"ÿþ?>~"}"#;
        for encoded in [
            general_purpose::URL_SAFE_NO_PAD.encode(claims),
            general_purpose::URL_SAFE.encode(claims),
            general_purpose::STANDARD.encode(claims),
            general_purpose::STANDARD_NO_PAD.encode(claims),
        ] {
            assert_eq!(pool_of(&encoded).unwrap(), "pool-1", "{encoded}");
        }
        for claims in ["{}", "[]", "nonsense", r#"{"scoped_userpool_id":7}"#, r#"{"scoped_userpool_id":"a\nb"}"#] {
            assert_eq!(pool_of(&general_purpose::URL_SAFE_NO_PAD.encode(claims)), None, "{claims}");
        }
        for token in ["", "opaque", "a.%.c"] {
            assert_eq!(pool(&Secret::new(token)), None, "{token}");
        }
    }

    #[test]
    fn a_token_becomes_headers() {
        let claims = general_purpose::URL_SAFE_NO_PAD.encode(r#"{"scoped_userpool_id":"pool-1"}"#);
        let token = format!("e30.{claims}.c2ln");
        let headers = headers(&Secret::new(&token)).unwrap();
        assert_eq!(headers["authorization"].to_str().unwrap(), format!("Bearer {token}"));
        assert!(headers["authorization"].is_sensitive());
        assert_eq!(headers["x-authing-userpool-id"], "pool-1");
        assert_eq!(super::headers(&Secret::new("opaque")).unwrap().len(), 1);
    }

    #[test]
    fn messages_are_english_unless_the_reader_is_chinese() {
        for (wanted, language) in [
            (None, "en-US"),
            (Some("ru, zh;q=0.5"), "en-US"),
            (Some("zh"), "zh-CN"),
            (Some("ZH-tw;q=1, en"), "zh-CN"),
            (Some("zhx"), "en-US"),
        ] {
            let wanted = wanted.map(HeaderValue::from_static);
            let client: HeaderMap = wanted.map(|wanted| (header::ACCEPT_LANGUAGE, wanted)).into_iter().collect();
            assert_eq!(reader(&client), HeaderMap::from_iter([(LANGUAGE, HeaderValue::from_static(language))]));
        }
    }

    #[test]
    fn only_these_answers_refuse_the_token() {
        for (status, body, refused) in [
            (401, "", true),
            (401, "<html>", true),
            (200, r#"{"statusCode":401,"message":"m"}"#, true),
            (200, r#"{"statusCode":"401","message":"m"}"#, true),
            (200, r#"{"statusCode":403,"message":"m","apiCode":2020}"#, true),
            (200, r#"{"statusCode":499,"message":"m","apiCode":"2206"}"#, true),
            (200, r#"{"code":403,"message":"m","apiCode":2207}"#, true),
            (200, r#"{"statusCode":200,"message":"","apiCode":2020,"data":{}}"#, false),
            (200, r#"{"statusCode":403,"message":"m","apiCode":1000}"#, false),
            (200, r#"{"statusCode":200,"data":{"statusCode":401}}"#, false),
            (403, r#"{"statusCode":403,"message":"m"}"#, false),
            (500, "", false),
            (200, "[401]", false),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(is_refusal(status, body.as_bytes()), refused, "{status} {body}");
        }
    }

    #[test]
    fn the_request_is_named_in_the_body() {
        let body = br#"{"statusCode":403,"message":"m","requestId":"934108e5"}"#;
        assert_eq!(request_id(body), Some(RequestId::new("934108e5")));
        assert_eq!(request_id(br#"{"statusCode":200,"requestId":""}"#), None);
    }
}
