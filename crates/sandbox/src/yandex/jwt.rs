//! The JWT of a service account: its shape, its audience, its hour, and its PS256 signature where the key is known.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use spki::{Document, SubjectPublicKeyInfoRef};

/// The longest that a JWT may be good for, in seconds.
const LONGEST: i64 = 3600;

/// How far the clocks may be apart, in seconds.
const LEEWAY: i64 = 60;

/// What is wrong with a JWT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// It is no signed JWT with the claims and the key id that are asked for.
    Shape,
    /// It is signed otherwise than with PS256.
    Algorithm,
    /// It is not meant for the exchange of tokens.
    Audience,
    /// It is good for more than an hour, or for none.
    Lifetime,
    /// It is not good now.
    Expired,
    /// It was not signed with the key.
    Signature,
}

impl Wrong {
    /// What the service says of it; no public source has the words.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Shape => "JWT is malformed",
            Self::Algorithm => "JWT must be signed with PS256",
            Self::Audience => "JWT has an unknown audience",
            Self::Lifetime => "JWT is valid for too long",
            Self::Expired => "JWT has expired or is not valid yet",
            Self::Signature => "JWT has an invalid signature",
        }
    }
}

/// A public RSA key, given as PEM.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct PublicKey {
    pem: String,
    /// The key itself, as PKCS #1 has it.
    pkcs1: Vec<u8>,
}

impl TryFrom<String> for PublicKey {
    type Error = String;

    fn try_from(pem: String) -> Result<Self, String> {
        let unusable = |error: spki::der::Error| format!("service_account_key is no public key in PEM: {error}");
        let (_, document) = Document::from_pem(&pem).map_err(unusable)?;
        let info: SubjectPublicKeyInfoRef<'_> = document.decode_msg().map_err(unusable)?;
        let pkcs1 = info.subject_public_key.raw_bytes().to_vec();
        Ok(Self { pem, pkcs1 })
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.pem
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: i64,
    exp: i64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// The service account that issued the JWT. `now` is in seconds since 1970.
pub(crate) fn issuer(token: &str, key: Option<&PublicKey>, now: i64) -> Result<String, Wrong> {
    let (signed, signature) = token.rsplit_once('.').ok_or(Wrong::Shape)?;
    let (header, claims) = signed.split_once('.').ok_or(Wrong::Shape)?;
    let (header, claims): (Header, Claims) = (part(header)?, part(claims)?);
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Wrong::Shape)?;
    if header.kid.is_empty() || claims.iss.is_empty() || signature.is_empty() {
        return Err(Wrong::Shape);
    }
    if header.alg != "PS256" {
        return Err(Wrong::Algorithm);
    }
    // The host is the sandbox's own when somebody has pointed a client at it.
    let meant = |audience: &String| audience.ends_with("/iam/v1/tokens");
    let audience = match &claims.aud {
        Audience::One(audience) => meant(audience),
        Audience::Many(audiences) => audiences.iter().any(meant),
    };
    if !audience {
        return Err(Wrong::Audience);
    }
    if !(1..=LONGEST).contains(&claims.exp.saturating_sub(claims.iat)) {
        return Err(Wrong::Lifetime);
    }
    if claims.exp <= now || claims.iat > now.saturating_add(LEEWAY) {
        return Err(Wrong::Expired);
    }
    if let Some(key) = key {
        UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, &key.pkcs1)
            .verify(signed.as_bytes(), &signature)
            .map_err(|_| Wrong::Signature)?;
    }
    Ok(claims.iss)
}

fn part<T: DeserializeOwned>(encoded: &str) -> Result<T, Wrong> {
    let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| Wrong::Shape)?;
    serde_json::from_slice(&bytes).map_err(|_| Wrong::Shape)
}

#[cfg(test)]
mod tests {
    use super::{PublicKey, Wrong, issuer};

    /// Signed by PyJWT, good from ISSUED for an hour. Nobody has the private key any more.
    const SIGNED: &[&str] = &[
        "eyJhbGciOiJQUzI1NiIsImtpZCI6ImFqZWtleTAwMDAwMDAwMDAwMDAxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhamVyb2JvdDAw",
        "MDAwMDAwMDAwMSIsImF1ZCI6Imh0dHBzOi8vaWFtLmFwaS5jbG91ZC55YW5kZXgubmV0L2lhbS92MS90b2tlbnMiLCJpYXQiOjE3",
        "ODY2OTgwMDAsImV4cCI6MTc4NjcwMTYwMH0.TQgGE0iHQIXOrJ0vmzZcxTgfXH6KXqDxELe-fTN-WPhAHD2hr0rjMGGpDkt9Sq9x",
        "yuPK3tuS-qSx3lgld-HQ0uNf9hS53MEFu9DBwWkjPHZ-Iaj7Eoz8UC3VVMHofGs9HzzUev2ZpyVEL9gdi6nH7AEGE9pw1HgRuJ6F",
        "3dwRkuFyAhZqmFPRahourxbv3DfP8GglCc4I9yRNtXk3kqZ6Y5kLbi5bPwXqbmZWJpXahmChUrnRXnkRVhm7OezHc0yZNZMrPNrZ",
        "X6mZ-EzW-BdS0TLv3XHuzOdPUyk8CFTiqNNuvE-OpRdVS2vcOWHgcrSOtiXDAV2dIgXi8eMuhkrsYg",
    ];
    const ISSUED: i64 = 1_786_698_000;

    fn key() -> PublicKey {
        PublicKey::try_from(include_str!("../../tests/fixtures/yandex-public-key.pem").to_owned()).unwrap()
    }

    #[test]
    fn a_signature_of_the_key_is_good_as_long_as_its_token() {
        let (signed, key) = (SIGNED.concat(), key());
        for (now, found) in [
            (ISSUED, Ok("ajerobot000000000001".to_owned())),
            (ISSUED - 60, Ok("ajerobot000000000001".to_owned())),
            (ISSUED - 61, Err(Wrong::Expired)),
            (ISSUED + 3599, Ok("ajerobot000000000001".to_owned())),
            (ISSUED + 3600, Err(Wrong::Expired)),
        ] {
            assert_eq!(issuer(&signed, Some(&key), now), found, "{now}");
        }
    }

    #[test]
    fn a_changed_token_is_found_out_where_the_key_is_known() {
        let signed = SIGNED.concat();
        let (rest, signature) = signed.rsplit_once('.').unwrap();
        let forged = format!("{rest}.{}", "A".repeat(signature.len()));
        assert_eq!(issuer(&forged, Some(&key()), ISSUED), Err(Wrong::Signature));
        assert!(issuer(&forged, None, ISSUED).is_ok());
    }
}
