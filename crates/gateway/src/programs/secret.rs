//! The secret of a token: 256 random bits behind a beginning by which people and scanners recognize it. It is shown once, when
//! it is made; afterwards only its hash is kept, and looked up, so that no comparison tells how much of a guess was right.

use std::fmt;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::random::{self, Random};

/// What every secret begins with.
const BEGINNING: &str = "rescind_";
/// How many random bytes follow it, in base64url.
const BYTES: usize = 32;

/// A secret.
pub(crate) struct Secret(String);

/// The SHA-256 of a secret. Since the secret is random, nothing slower is needed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SecretHash(String);

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// When there is no randomness to be had.
    pub(crate) fn random(random: &dyn Random) -> io::Result<Self> {
        random::text::<BYTES>(random).map(|text| Self(format!("{BEGINNING}{text}")))
    }

    /// The secret that a text is; nothing when it has not the form of one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let random = URL_SAFE_NO_PAD.decode(text.strip_prefix(BEGINNING)?).ok()?;
        (random.len() == BYTES).then(|| Self(text.to_owned()))
    }

    /// The text, for whoever is to have it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub(crate) fn hash(&self) -> SecretHash {
        let hash: [u8; 32] = Sha256::digest(&self.0).into();
        SecretHash(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl SecretHash {
    /// In hexadecimal digits.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;

    #[test]
    fn a_secret_has_256_random_bits_and_a_beginning_by_which_it_is_recognized() {
        let (secret, other) = (Secret::random(&SystemRandom).unwrap(), Secret::random(&SystemRandom).unwrap());
        assert_eq!((secret.expose().len(), &secret.expose()[..8]), (8 + 43, "rescind_"));
        assert_ne!(secret.hash(), other.hash());
        let read = Secret::parse(secret.expose()).unwrap();
        assert_eq!(read.hash(), secret.hash());
        assert!(secret.hash().as_str().len() == 64 && !secret.hash().as_str().contains(secret.expose()));
        assert!(!format!("{secret:?}").contains(&secret.expose()[8..]));
    }

    #[test]
    fn what_has_another_form_is_no_secret() {
        let letters = "A".repeat(43);
        assert!(Secret::parse(&format!("rescind_{letters}")).is_some());
        for wrong in [
            "".to_owned(),
            "rescind_".to_owned(),
            letters.clone(),
            format!("Rescind_{letters}"),
            format!("rescind-{letters}"),
            format!("rescind_{letters}A"),
            format!("rescind_{}", &letters[1..]),
            format!("rescind_{letters} "),
            format!(" rescind_{letters}"),
            format!("rescind_{letters}="),
            format!("rescind_{}+", &letters[1..]),
            // The last character stands for bits that are not there.
            format!("rescind_{}B", &letters[1..]),
        ] {
            assert!(Secret::parse(&wrong).is_none(), "{wrong}");
        }
    }
}
