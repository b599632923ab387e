//! Milvus and Zilliz Cloud: how a credential is presented, and where an answer names its request.

use axum::http::HeaderValue;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use rescind_domain::PrincipalId;

use super::Secret;

/// Milvus 3 has the first; Zilliz Cloud and proxies the second.
pub(crate) const REQUEST_ID_HEADERS: &[&str] = &["x-milvus-trace-id", "x-request-id"];

/// `Bearer user:password` or `Bearer key`. Beyond ASCII it is Basic with base64 of UTF-8: a header's bytes are not UTF-8 to
/// everything on the way, and Milvus compares a Bearer's bytes with the UTF-8 of the password.
pub(crate) fn authorization(credential: &Secret) -> Result<HeaderValue, &'static str> {
    let text = credential.expose();
    if text.is_empty() {
        return Err("it is empty");
    }
    let value = if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        format!("Bearer {text}")
    } else if text.contains(':') {
        format!("Basic {}", STANDARD.encode(text))
    } else {
        return Err("an API key must be ASCII, and anything else has the form user:password");
    };
    let mut value = HeaderValue::try_from(value).map_err(|_| "it does not fit into a header")?;
    value.set_sensitive(true);
    Ok(value)
}

/// The account behind a credential: the name before the first colon. An API key tells none.
pub(crate) fn account(credential: &Secret) -> Option<PrincipalId> {
    let (user, password) = credential.expose().split_once(':')?;
    (!user.is_empty() && !password.is_empty()).then(|| PrincipalId::new(user))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_is_the_name_and_never_the_rest() {
        assert_eq!(account(&Secret::new("root:a:b")), Some(PrincipalId::new("root")));
        for text in ["an-api-key", ":password", "user:", ""] {
            assert_eq!(account(&Secret::new(text)), None, "{text}");
        }
    }

    #[test]
    fn credentials_become_headers() {
        for (credential, header) in [
            ("root:Milvus", "Bearer root:Milvus"),
            ("db_admin:with:colons and spaces", "Bearer db_admin:with:colons and spaces"),
            ("an-api-key", "Bearer an-api-key"),
            ("root:пароль", "Basic cm9vdDrQv9Cw0YDQvtC70Yw="),
            ("root:é", "Basic cm9vdDrDqQ=="),
        ] {
            let value = authorization(&Secret::new(credential)).unwrap();
            assert_eq!(value.to_str().unwrap(), header);
            assert!(value.is_sensitive());
        }
    }

    #[test]
    fn what_is_no_credential_is_refused_without_being_quoted() {
        for text in ["", "\n", "ключ", "key\u{7f}"] {
            let refused = authorization(&Secret::new(text)).unwrap_err();
            assert!(!refused.contains("ключ"), "{text}");
        }
    }
}
