//! `[connection.credential]`: where a connection's credential comes from. It is not looked up here.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::error::Problem;
use crate::upstream::credential::{CommandSource, Source};

/// The table as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credential {
    env: Option<String>,
    file: Option<PathBuf>,
    command: Option<Spanned<toml::Value>>,
}

/// The source that a table names. A relative path in it is relative to `directory`.
pub(super) fn source(credential: Spanned<Credential>, directory: &Path) -> Result<Source, Problem> {
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
