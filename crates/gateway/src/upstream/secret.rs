//! A value that must never be written anywhere but into the request that needs it.

use std::fmt;

/// A credential. It has no `Display`, and its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    /// Wraps a credential as a file or a command's output holds it: with a line's end behind it, or without.
    pub(crate) fn new(text: &str) -> Self {
        Self(text.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// The credential itself.
    pub(crate) fn expose(&self) -> &str {
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

    #[test]
    fn a_secret_ends_with_its_line_and_is_never_shown() {
        let secret = Secret::new("root:s3cret \r\n");
        assert_eq!(secret.expose(), "root:s3cret ");
        assert!(!format!("{secret:?} {:#?}", Some(&secret)).contains("s3cret"));
    }
}
