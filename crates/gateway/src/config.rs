//! The config file: TOML, in which an unknown key is an error. What is wrong is said with file, line and key, and values
//! are never quoted where they could be a credential.

use std::ops::Range;
use std::path::{Path, PathBuf};

use reqwest::Url;
use rescind_domain::{ConnectionId, Vendor};
use serde::Deserialize;
use toml::Spanned;

use crate::connections::Connection;
use crate::session::TokenUse;
use crate::upstream::credential::{CommandSource, Source};

/// What a config file says.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) connections: Vec<Connection>,
    pub(crate) token_use: TokenUse,
}

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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    single_use: bool,
    #[serde(default)]
    connection: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    label: String,
    vendor: Spanned<String>,
    url: Spanned<String>,
    #[serde(default)]
    read_only: bool,
    protocol: Option<Spanned<String>>,
    credential: Spanned<Credential>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credential {
    env: Option<String>,
    file: Option<PathBuf>,
    command: Option<Spanned<toml::Value>>,
}

/// A problem and where in the text it is.
#[derive(Debug)]
struct Problem {
    at: Range<usize>,
    text: String,
}

/// Reads a config file. A relative path in it is relative to the file.
pub(crate) fn load(path: &Path) -> Result<Config, ConfigError> {
    let unreadable = |cause| ConfigError::Unreadable { path: path.to_owned(), cause };
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    parse(&text, path.parent().unwrap_or(Path::new(""))).map_err(|Problem { at, text: problem }| {
        let (line, key) = line_and_key(&text, at.start);
        ConfigError::Wrong { path: path.to_owned(), line, key, problem }
    })
}

fn parse(text: &str, directory: &Path) -> Result<Config, Problem> {
    let file: File = toml::from_str(text).map_err(|error| {
        let mut text = error.message().to_owned();
        // Such a message may have several lines, of which the later ones only list what else could stand there.
        text.truncate(text.find('\n').unwrap_or(text.len()));
        Problem { at: error.span().unwrap_or_default(), text }
    })?;
    if file.connection.is_empty() {
        return Err(Problem { at: 0..0, text: "there is no [[connection]]".to_owned() });
    }
    let mut connections: Vec<Connection> = Vec::new();
    for entry in file.connection {
        let entry = entry.into_inner();
        let at = entry.id.span();
        let connection = connection(entry, directory)?;
        if connections.iter().any(|other| other.public.id == connection.public.id) {
            let text = format!("the id \"{}\" stands twice", connection.public.id);
            return Err(Problem { at, text });
        }
        connections.push(connection);
    }
    Ok(Config { connections, token_use: if file.single_use { TokenUse::Once } else { TokenUse::Again } })
}

fn connection(entry: Entry, directory: &Path) -> Result<Connection, Problem> {
    check(&entry.id, |id| {
        let fine = !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fine { Ok(()) } else { Err("an id consists of a-z, 0-9 and -".to_owned()) }
    })?;
    if let Some(protocol) = &entry.protocol {
        check(protocol, |protocol| match protocol {
            "auto" | "rest" => Ok(()),
            "grpc" => Err("gRPC is not offered: use \"rest\", or \"auto\"".to_owned()),
            _ => Err("a protocol is \"auto\" or \"rest\"".to_owned()),
        })?;
    }
    Ok(Connection {
        public: rescind_domain::Connection {
            id: ConnectionId::new(entry.id.get_ref()),
            label: entry.label,
            vendor: check(&entry.vendor, vendor)?,
            access: entry.read_only.into(),
            account: None,
        },
        base: check(&entry.url, base)?,
        credential: credential(entry.credential, directory)?,
    })
}

fn check<T>(value: &Spanned<String>, check: impl Fn(&str) -> Result<T, String>) -> Result<T, Problem> {
    check(value.get_ref()).map_err(|text| Problem { at: value.span(), text })
}

fn vendor(name: &str) -> Result<Vendor, String> {
    match name {
        "milvus" => Ok(Vendor::Milvus),
        "genauth" | "yandex-mongodb" => Err(format!("the vendor \"{name}\" is not offered yet: use \"milvus\"")),
        _ => Err("this is no vendor: use \"milvus\"".to_owned()),
    }
}

/// The base address without a slash at its end. It is not quoted: people put credentials into addresses.
fn base(text: &str) -> Result<String, String> {
    let url = Url::parse(text).map_err(|error| format!("this is no address: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err("an address begins with http:// or https://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a credential belongs into [connection.credential]".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("an address has no query and no fragment".to_owned());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn credential(credential: Spanned<Credential>, directory: &Path) -> Result<Source, Problem> {
    let at = credential.span();
    let problem = |text: &str| Problem { at: at.clone(), text: text.to_owned() };
    match credential.into_inner() {
        Credential { env: Some(name), file: None, command: None } => Ok(Source::Environment(name)),
        Credential { env: None, file: Some(path), command: None } => Ok(Source::File(directory.join(path))),
        Credential { env: None, file: None, command: Some(command) } => {
            let at = command.span();
            let text = "a command is a text for the shell, or a list of program and arguments".to_owned();
            command_source(command.into_inner()).ok_or(Problem { at, text }).map(Source::Command)
        }
        _ => Err(problem("a credential has exactly one of env, file and command")),
    }
}

fn command_source(command: toml::Value) -> Option<CommandSource> {
    if let Some(line) = command.as_str() {
        return Some(CommandSource::new("sh".to_owned(), vec!["-c".to_owned(), line.to_owned()]));
    }
    let mut words = command.as_array()?.iter().map(|word| word.as_str().map(str::to_owned));
    let program = words.next()??;
    Some(CommandSource::new(program, words.collect::<Option<_>>()?))
}

/// The line of a position, counted from 1, and the key that it begins with.
fn line_and_key(text: &str, at: usize) -> (usize, Option<String>) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count();
    let key = text.lines().nth(line).and_then(|line| line.split_once('=')).map(|(key, _)| key.trim().to_owned());
    (line + 1, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "[[connection]]\nid = \"prod\"\nlabel = \"Milvus\"\nvendor = \"milvus\"\n";
    const URL: &str = "url = \"https://milvus.example:19530/base/\"\n";
    const CREDENTIAL: &str = "[connection.credential]\nenv = \"TOKEN\"\n";

    fn problem(text: &str) -> (usize, Option<String>, String) {
        let problem = parse(text, Path::new("")).err().unwrap_or_else(|| panic!("this was taken:\n{text}"));
        let (line, key) = line_and_key(text, problem.at.start);
        (line, key, problem.text)
    }

    #[test]
    fn a_whole_config() {
        let second = "[[connection]]\nid = \"b\"\nlabel = \"B\"\nvendor = \"milvus\"\nurl = \"http://localhost:1\"\n\
            read_only = true\nprotocol = \"rest\"\n[connection.credential]\ncommand = [\"get\", \"token\"]\n";
        let config = parse(&format!("single_use = true\n{START}{URL}{CREDENTIAL}{second}"), Path::new("/etc")).unwrap();
        assert_eq!(config.token_use, TokenUse::Once);
        let wire = config.connections.iter().map(|c| serde_json::to_string(&c.public).unwrap()).collect::<Vec<_>>();
        assert_eq!(
            wire,
            [
                r#"{"id":"prod","label":"Milvus","vendor":"milvus","readOnly":false}"#,
                r#"{"id":"b","label":"B","vendor":"milvus","readOnly":true}"#,
            ]
        );
        let bases = config.connections.iter().map(|connection| connection.base.as_str()).collect::<Vec<_>>();
        assert_eq!(bases, ["https://milvus.example:19530/base", "http://localhost:1"]);
    }

    #[test]
    fn a_credential_file_lies_beside_the_config() {
        let text = format!("{START}{URL}[connection.credential]\nfile = \"secret/token\"\n");
        let config = parse(&text, Path::new("/etc/rescind")).unwrap();
        assert!(
            matches!(&config.connections[0].credential, Source::File(path) if *path == Path::new("/etc/rescind/secret/token"))
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_line_and_key() {
        let cases = [
            (String::new(), 1, None, "[[connection]]"),
            (format!("colour = 1\n{START}{URL}{CREDENTIAL}"), 1, Some("colour"), "unknown field"),
            (format!("{START}{URL}tiemout = 3\n{CREDENTIAL}"), 6, Some("tiemout"), "unknown field"),
            (format!("{START}{CREDENTIAL}"), 1, None, "missing field `url`"),
            (format!("{START}url = 5\n{CREDENTIAL}"), 5, Some("url"), "invalid type"),
            (format!("{START}url = \"ftp://x\"\n{CREDENTIAL}"), 5, Some("url"), "http"),
            (format!("{START}url = \"https://u:hunter2@x\"\n{CREDENTIAL}"), 5, Some("url"), "credential"),
            (format!("{START}url = \"https://x?a=1\"\n{CREDENTIAL}"), 5, Some("url"), "query"),
            (format!("{START}url = \"nonsense\"\n{CREDENTIAL}"), 5, Some("url"), "no address"),
            (format!("{START}{URL}protocol = \"grpc\"\n{CREDENTIAL}"), 6, Some("protocol"), "not offered"),
            (format!("{START}{URL}read_only = \"yes\"\n{CREDENTIAL}"), 6, Some("read_only"), "invalid type"),
            (format!("{START}{URL}"), 1, None, "missing field `credential`"),
            (format!("{START}{URL}[connection.credential]\n"), 6, None, "exactly one"),
            (format!("{START}{URL}{CREDENTIAL}file = \"x\"\n"), 6, None, "exactly one"),
            (format!("{START}{URL}[connection.credential]\npassword = \"hunter2\"\n"), 7, Some("password"), "unknown"),
            (format!("{START}{URL}[connection.credential]\ncommand = []\n"), 7, Some("command"), "list"),
            (format!("{START}{URL}[connection.credential]\ncommand = [1]\n"), 7, Some("command"), "list"),
            (format!("{START}{URL}{CREDENTIAL}{START}{URL}{CREDENTIAL}"), 9, Some("id"), "twice"),
            (format!("{}{URL}{CREDENTIAL}", START.replace("prod", "Prod")), 2, Some("id"), "a-z"),
            (
                format!("{}{URL}{CREDENTIAL}", START.replace("\"milvus\"", "\"genauth\"")),
                4,
                Some("vendor"),
                "not offered",
            ),
            (format!("{}{URL}{CREDENTIAL}", START.replace("\"milvus\"", "\"oracle\"")), 4, Some("vendor"), "no vendor"),
            ("[[connection]\n".to_owned(), 1, None, ""),
            ("a = 1\nb = \n".to_owned(), 2, Some("b"), ""),
        ];
        for (text, line, key, says) in cases {
            let (found_line, found_key, problem) = problem(&text);
            assert_eq!((found_line, found_key.as_deref()), (line, key), "{text}\n{problem}");
            assert!(problem.contains(says), "{text}\n{problem}");
            assert!(!problem.contains("hunter2") && !problem.contains('\n'), "{problem}");
        }
    }

    #[test]
    fn the_sentence_names_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("rescind.toml");
        let missing = load(&path).unwrap_err().to_string();
        assert!(missing.contains("rescind.toml"), "{missing}");
        std::fs::write(&path, format!("{START}{URL}speed = 1\n{CREDENTIAL}")).unwrap();
        let sentence = load(&path).unwrap_err().to_string();
        assert!(sentence.contains("rescind.toml, line 6, key `speed`: unknown field `speed`"), "{sentence}");
    }
}
