//! The signed statement by which a service account asks for a token: PS256, good for some minutes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PSS_SHA256, RsaKeyPair};
use serde::Deserialize;
use serde_json::json;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

/// How long a statement is good for, in seconds. It is used at once; the vendor allows an hour.
const LIFETIME: u64 = 600;

/// A key as `yc iam key create` writes it.
#[derive(Deserialize)]
pub(super) struct Key {
    id: String,
    service_account_id: String,
    private_key: String,
}

impl Key {
    /// Reads the file's text. What is wrong with it is said without quoting it.
    pub(super) fn read(text: &str) -> Result<Self, &'static str> {
        serde_json::from_str(text).map_err(
            |_| "its key file is not the JSON of a service account's key (id, service_account_id, private_key)",
        )
    }

    /// The statement for this address of tokens, made at a moment in seconds since 1970.
    pub(super) fn sign(&self, audience: &str, now: u64) -> Result<String, &'static str> {
        // A line of the vendor's own stands before the PEM; the parser passes over it.
        let key = PrivatePkcs8KeyDer::from_pem_slice(self.private_key.as_bytes())
            .map_err(|_| "the private_key of its key file is no PKCS #8 key in PEM")?;
        let key = RsaKeyPair::from_pkcs8(key.secret_pkcs8_der())
            .map_err(|_| "the private_key of its key file is no RSA key of 2048 to 4096 bits")?;
        let header = json!({ "typ": "JWT", "alg": "PS256", "kid": self.id });
        let claims = json!({ "iss": self.service_account_id, "aud": audience, "iat": now, "exp": now + LIFETIME });
        let part = |part: serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let mut signature = vec![0; key.public().modulus_len()];
        key.sign(&RSA_PSS_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .map_err(|_| "its key could not sign")?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
    use serde_json::Value;
    use tokio_rustls::rustls::pki_types::SubjectPublicKeyInfoDer;

    use super::*;

    /// As `yc` writes it, the public half included.
    const KEY: &str = include_str!("test_key.json");
    const URL: &str = "https://iam.example/iam/v1/tokens";

    /// The algorithm that stands before an RSA key of 2048 bits, in bytes.
    const SPKI_PREFIX: usize = 24;

    fn public_key() -> Vec<u8> {
        let file: Value = serde_json::from_str(KEY).unwrap();
        let pem = file["public_key"].as_str().unwrap();
        SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()).unwrap()[SPKI_PREFIX..].to_vec()
    }

    fn part(text: &str) -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
    }

    #[test]
    fn the_public_key_confirms_the_statement() {
        let jwt = Key::read(KEY).unwrap().sign(URL, 1_700_000_000).unwrap();
        let (signed, signature) = jwt.rsplit_once('.').unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        assert_eq!(part(header), json!({ "typ": "JWT", "alg": "PS256", "kid": "ajekeyofthetests0001" }));
        let (iat, exp) = (1_700_000_000, 1_700_000_600);
        assert_eq!(part(claims), json!({ "iss": "ajeserviceaccount001", "aud": URL, "iat": iat, "exp": exp }));
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let key = UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, public_key());
        key.verify(signed.as_bytes(), &signature).unwrap();
        assert!(key.verify(claims.as_bytes(), &signature).is_err());
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_quoted() {
        for text in
            ["", "hunter2", "[]", r#"{"id":"hunter2"}"#, r#"{"id":"a","service_account_id":"b","private_key":7}"#]
        {
            let refused = Key::read(text).err().unwrap();
            assert!(refused.contains("key file") && !refused.contains("hunter2"), "{refused}");
        }
        let begin = "-----BEGIN PRIVATE KEY-----";
        for pem in ["hunter2".to_owned(), format!("{begin}\naHVudGVyMg==\n{}", begin.replace("BEGIN", "END"))] {
            let key = Key { id: "a".into(), service_account_id: "b".into(), private_key: pem };
            let refused = key.sign(URL, 0).unwrap_err();
            assert!(refused.contains("private_key") && !refused.contains("hunter2"), "{refused}");
        }
    }
}
