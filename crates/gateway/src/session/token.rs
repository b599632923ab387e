//! The login token: one secret that the gateway prints as a link when it starts. It is compared in constant time and never
//! written anywhere else.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use subtle::ConstantTimeEq as _;

use crate::random::{self, Random};

/// How often the token may be exchanged for a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TokenUse {
    /// As long as the process runs: every tab and browser of the admin may use the link.
    #[default]
    Again,
    /// Once.
    Once,
}

/// The token.
pub(crate) struct LoginToken {
    text: String,
    uses: TokenUse,
    used: AtomicBool,
}

impl LoginToken {
    /// A preset token.
    pub(crate) fn new(text: String, uses: TokenUse) -> Self {
        Self { text, uses, used: AtomicBool::new(false) }
    }

    /// 256 random bits.
    pub(crate) fn random(random: &dyn Random, uses: TokenUse) -> io::Result<Self> {
        Ok(Self::new(random::text::<32>(random)?, uses))
    }

    /// Whether `text` is the token and the token is still good. A right token counts as used by this.
    pub(crate) fn accepts(&self, text: &str) -> bool {
        // The comparison stops early only for a wrong length, which is no secret.
        let right: bool = self.text.as_bytes().ct_eq(text.as_bytes()).into();
        right && !(self.used.swap(true, Ordering::Relaxed) && self.uses == TokenUse::Once)
    }

    /// The token as the fragment of the link, where everything but unreserved characters is escaped.
    pub(crate) fn fragment(&self) -> String {
        let mut fragment = String::from("token=");
        for byte in self.text.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => fragment.push(char::from(byte)),
                _ => fragment.push_str(&format!("%{byte:02X}")),
            }
        }
        fragment
    }
}

impl fmt::Debug for LoginToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;

    #[test]
    fn only_the_whole_token_is_accepted() {
        let token = LoginToken::new("secret".into(), TokenUse::Again);
        for wrong in ["", "secre", "secret ", "Secret", "secretsecret"] {
            assert!(!token.accepts(wrong), "{wrong}");
        }
        assert!(token.accepts("secret") && token.accepts("secret"));
    }

    #[test]
    fn a_token_for_one_use_is_used_up_by_success_only() {
        let token = LoginToken::new("secret".into(), TokenUse::Once);
        assert!(!token.accepts("wrong"));
        assert!(token.accepts("secret"));
        assert!(!token.accepts("secret"));
    }

    #[test]
    fn a_random_token_has_256_bits_and_needs_no_escape() {
        let token = LoginToken::random(&SystemRandom, TokenUse::Again).unwrap();
        assert_eq!(token.text.len(), 43);
        assert_eq!(token.fragment(), format!("token={}", token.text));
        assert_eq!(LoginToken::new("a b&é".into(), TokenUse::Again).fragment(), "token=a%20b%26%C3%A9");
        assert!(!format!("{token:?}").contains(&token.text));
    }
}
