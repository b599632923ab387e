//! What can be wrong with a config file, and where in its text. Values are never quoted where they could be a credential.

use std::ops::Range;
use std::path::PathBuf;

use toml::Spanned;

/// Why a config cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the config {} cannot be read: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// Something in it is wrong.
    #[error("{}, line {line}{}: {problem}", path.display(), key.as_ref().map(|key| format!(", key `{key}`")).unwrap_or_default())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The key, where the line has one.
        key: Option<String>,
        /// What is wrong.
        problem: String,
    },
}

/// A problem and where in the text it is.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) at: Range<usize>,
    pub(crate) text: String,
}

impl Problem {
    /// This is wrong with this value.
    pub(crate) fn of<T>(value: &Spanned<T>, text: impl Into<String>) -> Self {
        Self { at: value.span(), text: text.into() }
    }
}

/// The value, read by `check`; what that says is wrong gets the place of the value.
pub(super) fn check<T>(value: &Spanned<String>, check: impl FnOnce(&str) -> Result<T, String>) -> Result<T, Problem> {
    check(value.get_ref()).map_err(|text| Problem { at: value.span(), text })
}

/// What the parser says, in one line and without the values that it quotes.
pub(super) fn sentence(message: &str) -> String {
    // The later lines only list what else could stand there.
    let line = message.lines().next().unwrap_or_default();
    match (line.find(" string \""), line.rfind("\", expected")) {
        (Some(start), Some(end)) if start < end => {
            let (before, after) = (line.get(..start), line.get(end + 1..));
            format!("{} string{}", before.unwrap_or_default(), after.unwrap_or_default())
        }
        _ => line.to_owned(),
    }
}

/// The line of a position, counted from 1, and the key that it begins with.
pub(super) fn line_and_key(text: &str, at: usize) -> (usize, Option<String>) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count();
    (line + 1, text.lines().nth(line).and_then(key).map(str::to_owned))
}

/// The key of a line that has one. The line may as well be part of a longer value, and that of a key's last line in
/// base64, which ends with equals signs.
fn key(line: &str) -> Option<&str> {
    let (key, value) = line.split_once('=')?;
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let is_padding = value.starts_with('=') || (value.is_empty() && !key.ends_with(' '));
    let key = key.trim();
    (!key.is_empty() && key.bytes().all(is_bare) && !is_padding).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_never_quoted() {
        let quoting = "invalid type: string \"root:hunter2\", expected struct\nmore";
        assert_eq!(sentence(quoting), "invalid type: string, expected struct");
        let inner = "invalid value: string \"a\", expected b\", expected c";
        assert_eq!(sentence(inner), "invalid value: string, expected c");
        assert_eq!(sentence("unknown field `colour`, expected `id`"), "unknown field `colour`, expected `id`");
    }

    #[test]
    fn only_what_looks_like_a_key_is_called_one() {
        for (line, found) in [
            ("url = \"x\"", Some("url")),
            ("  a.b-c_1=2", Some("a.b-c_1")),
            ("b = ", Some("b")),
            ("MIIEvQIBADAN==", None),
            ("MIIEvQIBADAN=", None),
            ("root:hunter2 = 1", None),
            ("two words = 1", None),
            ("[table]", None),
            ("= 1", None),
        ] {
            assert_eq!(key(line), found, "{line}");
        }
    }
}
