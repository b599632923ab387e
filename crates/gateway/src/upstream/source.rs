//! Where a secret comes from: the environment, a file or a command. It is asked for with each call, so that a rotated one
//! needs no restart; a command's answer is kept for a minute, and a file is looked at again after a moment. What the secret is
//! good for is not known here.

use std::fmt;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::sync::Mutex;

use super::{FileSource, Secret};
use crate::clock::Clock;
use crate::error::Error;

/// How long a command's answer is good for: long enough that a page of reads runs it once.
const KEPT: Duration = Duration::from_secs(60);
/// How long a command may take.
const COMMAND_LIMIT: Duration = Duration::from_secs(30);

/// Where it comes from.
pub(crate) enum Source {
    /// It is known: the embedded sandbox's.
    Known(Secret),
    /// The value of an environment variable.
    Environment(String),
    /// The content of a file.
    File(FileSource),
    /// What a program writes to its standard output.
    Command(CommandSource),
}

/// A program that yields the credential, as the exec plugins of kubectl do.
pub(crate) struct CommandSource {
    program: String,
    arguments: Vec<String>,
    /// Held while the program runs, so that calls at the same time start it once.
    kept: Mutex<Option<(Duration, Secret)>>,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(_) => f.write_str("Known"),
            Self::Environment(name) => f.debug_tuple("Environment").field(name).finish(),
            Self::File(file) => file.fmt(f),
            // The arguments may hold a secret of their own.
            Self::Command(command) => f.debug_tuple("Command").field(&command.program).finish(),
        }
    }
}

impl Source {
    /// The secret of this moment. One that was `refused` is not taken from memory once more; where it stands unchanged, it is
    /// the answer again.
    pub(crate) async fn get(&self, clock: &dyn Clock, refused: Option<&Secret>) -> Result<Secret, Error> {
        match self {
            Self::Known(secret) => Ok(secret.clone()),
            // Not its name: somebody may have put the credential itself in its place.
            Self::Environment(name) => std::env::var(name).map(|text| Secret::new(&text)).map_err(|_| {
                Error::Credential("the environment variable that the config names is not set, or not Unicode".into())
            }),
            Self::File(file) => file.get(clock, refused).await,
            Self::Command(command) => Box::pin(command.get(clock, refused)).await,
        }
    }

    /// The secret, where it can be had without starting a program.
    pub(crate) async fn at_hand(&self, clock: &dyn Clock) -> Option<Secret> {
        match self {
            // Not while the program runs: that may take longer than whoever asks would wait.
            Self::Command(command) => command.kept.try_lock().ok()?.as_ref().map(|(_, secret)| secret.clone()),
            Self::Known(_) | Self::Environment(_) | Self::File(_) => self.get(clock, None).await.ok(),
        }
    }
}

impl CommandSource {
    /// A program with its arguments. It is started directly, not by a shell.
    pub(crate) fn new(program: String, arguments: Vec<String>) -> Self {
        Self { program, arguments, kept: Mutex::new(None) }
    }

    async fn get(&self, clock: &dyn Clock, refused: Option<&Secret>) -> Result<Secret, Error> {
        let mut kept = self.kept.lock().await;
        if let Some((at, secret)) = kept.as_ref()
            && clock.elapsed().saturating_sub(*at) < KEPT
            && refused != Some(secret)
        {
            return Ok(secret.clone());
        }
        let secret = self.run().await.map_err(|problem| {
            tracing::warn!(program = %self.program, problem, "a credential command failed");
            Error::Credential("its command failed; the gateway's log says why".into())
        })?;
        *kept = Some((clock.elapsed(), secret.clone()));
        Ok(secret)
    }

    async fn run(&self) -> Result<Secret, String> {
        let mut command = Command::new(&self.program);
        // What it writes to standard error is its own affair: it may be a credential as well as a reason.
        command.args(&self.arguments).stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let output = match tokio::time::timeout(COMMAND_LIMIT, command.output()).await {
            Ok(Ok(output)) => output,
            Ok(Err(error)) => return Err(format!("it could not be started: {error}")),
            Err(_) => return Err("it did not end in time".to_owned()),
        };
        if !output.status.success() {
            return Err(format!("it ended with {}", output.status));
        }
        String::from_utf8(output.stdout).map(|text| Secret::new(&text)).map_err(|_| "its output is not Unicode".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    fn shell(script: &str) -> Source {
        Source::Command(CommandSource::new("sh".into(), vec!["-c".into(), script.into()]))
    }

    #[tokio::test]
    async fn a_command_runs_once_for_many_calls() {
        let directory = tempfile::tempdir().unwrap();
        let runs = directory.path().join("runs");
        let source = shell(&format!("echo run >> '{}'; echo root:secret", runs.display()));
        let clock = SystemClock::default();
        let (one, two) = tokio::join!(source.get(&clock, None), source.get(&clock, None));
        assert_eq!((one.unwrap().expose(), two.unwrap().expose()), ("root:secret", "root:secret"));
        assert_eq!(std::fs::read_to_string(&runs).unwrap(), "run\n");
    }

    #[tokio::test]
    async fn a_command_runs_again_for_a_secret_that_was_refused() {
        let directory = tempfile::tempdir().unwrap();
        let runs = directory.path().join("runs");
        let source = shell(&format!("echo run >> '{0}'; wc -l < '{0}'", runs.display()));
        let clock = SystemClock::default();
        let first = source.get(&clock, None).await.unwrap();
        let second = source.get(&clock, Some(&first)).await.unwrap();
        assert_ne!(first, second);
        assert_eq!(source.get(&clock, Some(&first)).await.unwrap(), second, "somebody else has renewed it");
    }

    #[tokio::test]
    async fn a_command_that_fails_yields_nothing_and_quotes_nothing() {
        let source = shell("echo s3cret; echo s3cret >&2; exit 3");
        let error = source.get(&SystemClock::default(), None).await.unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
        let absent = Source::Command(CommandSource::new("/no/such/program".into(), Vec::new()));
        assert!(absent.get(&SystemClock::default(), None).await.is_err());
    }
}
