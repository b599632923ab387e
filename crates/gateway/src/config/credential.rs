//! `[connection.credential]`: what a connection presents to its vendor, and which kinds fit which vendor. No secret stands in
//! the file itself, and none is looked up here.

use std::ops::Range;
use std::path::{Path, PathBuf};

use rescind_domain::Vendor;
use serde::Deserialize;
use toml::Spanned;

use super::connection::Bases;
use super::error::Problem;
use crate::upstream::{self, CommandSource, FileSource, ServiceAccount, Source};

/// The table as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credential {
    env: Option<String>,
    file: Option<PathBuf>,
    command: Option<Spanned<toml::Value>>,
    access_key: Option<Spanned<AccessKey>>,
    service_account: Option<Spanned<KeyFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccessKey {
    id: Spanned<String>,
    secret_env: Option<String>,
    secret_file: Option<PathBuf>,
    secret_command: Option<Spanned<toml::Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    key_file: PathBuf,
}

/// The three ways to a secret, of which one has to be taken.
struct Ways {
    env: Option<String>,
    file: Option<PathBuf>,
    command: Option<Spanned<toml::Value>>,
}

/// The credential that a table names. A relative path in it is relative to `directory`.
pub(super) fn credential(
    table: Spanned<Credential>,
    vendor: Vendor,
    bases: &Bases,
    directory: &Path,
) -> Result<upstream::Credential, Problem> {
    let at = table.span();
    let Credential { env, file, command, access_key, service_account } = table.into_inner();
    let ways = Ways { env, file, command };
    match (access_key, service_account, ways.count()) {
        (None, None, 1) => ways.source(at, "", directory).map(upstream::Credential::Plain),
        (Some(key), None, 0) => {
            fits(&key, vendor, Vendor::Genauth, "an access key is for vendor = \"genauth\" only")?;
            access_key_of(key, bases, directory).map(upstream::Credential::AccessKey)
        }
        (None, Some(account), 0) => {
            fits(&account, vendor, Vendor::YandexMongodb, "a service account is for vendor = \"yandex-mongodb\" only")?;
            let key_file = directory.join(account.into_inner().key_file);
            Ok(upstream::Credential::ServiceAccount(ServiceAccount::new(bases.iam(), key_file)))
        }
        _ => {
            let text = "a credential has exactly one of env, file, command, access_key and service_account";
            Err(Problem { at, text: text.to_owned() })
        }
    }
}

fn fits<T>(value: &Spanned<T>, vendor: Vendor, needed: Vendor, otherwise: &str) -> Result<(), Problem> {
    if vendor == needed { Ok(()) } else { Err(Problem::of(value, otherwise)) }
}

fn access_key_of(key: Spanned<AccessKey>, bases: &Bases, directory: &Path) -> Result<upstream::AccessKey, Problem> {
    let at = key.span();
    let AccessKey { id, secret_env, secret_file, secret_command } = key.into_inner();
    if id.get_ref().is_empty() {
        return Err(Problem::of(&id, "the id of an access key is not empty"));
    }
    let ways = Ways { env: secret_env, file: secret_file, command: secret_command };
    let secret = ways.source(at, "secret_", directory)?;
    Ok(upstream::AccessKey::new(&bases.main, id.into_inner(), secret))
}

impl Ways {
    fn count(&self) -> usize {
        [self.env.is_some(), self.file.is_some(), self.command.is_some()].into_iter().filter(|named| *named).count()
    }

    /// The one that is named; the keys begin with `prefix`.
    fn source(self, at: Range<usize>, prefix: &str, directory: &Path) -> Result<Source, Problem> {
        match self {
            Self { env: Some(name), file: None, command: None } => Ok(Source::Environment(name)),
            Self { env: None, file: Some(path), command: None } => {
                Ok(Source::File(FileSource::new(directory.join(path))))
            }
            Self { env: None, file: None, command: Some(command) } => {
                let at = command.span();
                let text = "a command is a text for the shell, or a list of program and arguments".to_owned();
                command_source(command.into_inner()).ok_or(Problem { at, text }).map(Source::Command)
            }
            _ => {
                let text = format!("the secret has exactly one of {prefix}env, {prefix}file and {prefix}command");
                Err(Problem { at, text })
            }
        }
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

#[cfg(test)]
mod tests {
    use super::super::error::line_and_key;
    use super::super::parse;

    use super::*;

    fn text(vendor: &str, credential: &str) -> String {
        let folder = if vendor == "yandex-mongodb" { "folder = \"b1g\"\n" } else { "read_only = false\n" };
        format!(
            "[[connection]]\nid = \"c\"\nlabel = \"C\"\nvendor = \"{vendor}\"\nurl = \"https://vendor.example\"\n\
             {folder}[connection.credential]\n{credential}\n"
        )
    }

    #[test]
    fn each_vendor_has_its_kinds() {
        let key = "access_key = { id = \"pool\", secret_file = \"secret\" }";
        let account = "service_account = { key_file = \"key.json\" }";
        for (vendor, credential, found) in [
            ("genauth", "env = \"TOKEN\"", "Environment(\"TOKEN\")"),
            ("genauth", key, "AccessKey"),
            ("genauth", "[connection.credential.access_key]\nid = \"a\"\nsecret_command = \"get\"", "AccessKey"),
            ("yandex-mongodb", "command = \"yc iam create-token\"", "Command(\"sh\")"),
            ("yandex-mongodb", account, "ServiceAccount"),
        ] {
            let text = text(vendor, credential);
            let config = parse(&text, Path::new("/etc")).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
            let credential = format!("{:?}", config.connections[0].credential);
            assert!(credential.starts_with(found), "{credential}");
        }
        let config = parse(&text("genauth", key), Path::new("/etc/rescind")).unwrap();
        let credential = format!("{:?}", config.connections[0].credential);
        assert!(credential.contains("/etc/rescind/secret") && credential.contains("/api/v3/get-management-token"));
        let config = parse(&text("yandex-mongodb", account), Path::new("/etc/rescind")).unwrap();
        assert!(format!("{:?}", config.connections[0].credential).contains("/etc/rescind/key.json"));
    }

    #[test]
    fn what_does_not_fit_is_said_with_line_and_key() {
        let key = "access_key = { id = \"pool\", secret_env = \"S\" }";
        let account = "service_account = { key_file = \"key.json\" }";
        for (vendor, credential, line, key, says) in [
            ("milvus", key, 8, Some("access_key"), "\"genauth\" only"),
            ("yandex-mongodb", key, 8, Some("access_key"), "\"genauth\" only"),
            ("genauth", account, 8, Some("service_account"), "\"yandex-mongodb\" only"),
            ("genauth", &format!("{key}\nenv = \"TOKEN\""), 7, None, "exactly one of env"),
            ("genauth", &format!("{key}\n{account}"), 7, None, "exactly one of env"),
            ("genauth", "access_key = { id = \"pool\" }", 8, Some("access_key"), "exactly one of secret_env"),
            ("genauth", "access_key = { id = \"\", secret_env = \"S\" }", 8, Some("access_key"), "not empty"),
            ("genauth", "access_key = { id = \"pool\", secret = \"hunter2\" }", 8, Some("access_key"), "unknown field"),
            ("genauth", "access_key = \"pool:hunter2\"", 8, Some("access_key"), "invalid type"),
            (
                "genauth",
                "access_key = { id = \"pool\", secret_env = \"S\", secret_file = \"s\" }",
                8,
                Some("access_key"),
                "exactly one of secret_env",
            ),
            ("genauth", "access_key = { id = \"pool\", secret_command = 1 }", 8, Some("access_key"), "a command is"),
            ("yandex-mongodb", "service_account = { key = \"hunter2\" }", 8, Some("service_account"), "unknown field"),
            ("yandex-mongodb", "service_account = { }", 8, Some("service_account"), "missing field"),
        ] {
            let text = text(vendor, credential);
            let problem = parse(&text, Path::new("")).err().unwrap_or_else(|| panic!("this was taken:\n{text}"));
            let place = line_and_key(&text, problem.at.start);
            assert_eq!((place.0, place.1.as_deref()), (line, key), "{text}\n{}", problem.text);
            assert!(problem.text.contains(says) && !problem.text.contains("hunter2"), "{text}\n{}", problem.text);
        }
    }
}
