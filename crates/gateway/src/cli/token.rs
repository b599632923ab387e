//! `rescind-gateway token`: makes, lists and revokes the tokens of programs in the journal of a data directory, whether or not a
//! gateway runs on it. A running gateway reads them there for each request, so that nothing has to be told to it.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use clap::{Args, Subcommand};
use rescind_domain::{ConnectionId, Timestamp};

use super::{Data, say};
use crate::environment::Environment;
use crate::error::Error;
use crate::journal::{self, Store, StoredToken, Token, TokenScope};
use crate::programs::Secret;

const MAX_NAME: usize = 64;
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// A token that nobody thinks of any more ends within a year.
const LONGEST: Duration = Duration::from_secs(366 * DAY);

/// What can be done with tokens.
#[derive(Debug, Subcommand)]
pub(super) enum Act {
    /// Make a token. Its secret is written to standard output, this once.
    Create(Create),
    /// Write all tokens to standard output, one a line, without their secrets.
    List(List),
    /// End a token now, also at a running gateway. Plans that it has started go on.
    Revoke(Revoke),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// What the journal calls whoever has it: a-z, 0-9, '.', '_' and '-'. A name is used once, also when its token has ended.
    #[arg(value_parser = name)]
    name: String,
    /// For how long it is valid: a number and m, h or d. At most 366d.
    #[arg(long, value_name = "TIME", value_parser = time)]
    expires_in: Duration,
    /// The ids of the connections that it may see and change, separated by commas.
    #[arg(long = "connections", value_name = "ID", required = true, value_delimiter = ',', value_parser = connection)]
    connections: Vec<ConnectionId>,
    /// What it may do there, separated by commas. Starting a plan while it is stored takes plan and run.
    #[arg(long = "scopes", value_name = "SCOPE", required = true, value_delimiter = ',', value_enum)]
    scopes: Vec<TokenScope>,
    /// Let it also do what people have to type a word for, as revoking from the last administrator.
    #[arg(long)]
    allow_danger: bool,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Args)]
pub(super) struct Revoke {
    /// The token's name.
    name: String,
    #[command(flatten)]
    data: Data,
}

/// Does it.
pub(super) fn run(act: Act) -> Result<(), String> {
    match act {
        Act::Create(create) => self::create(create),
        Act::List(list) => self::list(&list),
        Act::Revoke(revoke) => self::revoke(&revoke),
    }
}

fn create(Create { name, expires_in, connections, scopes, allow_danger, data }: Create) -> Result<(), String> {
    let environment = Environment::default();
    let secret = Secret::random(environment.random.as_ref()).map_err(|error| format!("no randomness: {error}"))?;
    let now = environment.clock.now();
    let lifetime = u64::try_from(expires_in.as_millis()).map_err(|error| error.to_string())?;
    let token = Token {
        name: name.clone(),
        secret: secret.hash().as_str().to_owned(),
        expires: Timestamp(now.0.saturating_add(lifetime)),
        connections: once(connections),
        scopes: once(scopes),
        danger: allow_danger,
    };
    let told = line(&StoredToken { token: token.clone(), created: now, revoked: None }, now);
    Store::write_beside(&Store::path(&data.directory), |transaction| journal::create_token(transaction, now, token))
        .map_err(|error| sentence(&data.directory, &error))?;
    let mut out = io::stdout().lock();
    if let Err(error) = writeln!(out, "{}", secret.expose()).and_then(|()| out.flush()) {
        return Err(format!("the secret of {name} could not be written, so that nobody has it; revoke it: {error}"));
    }
    say(io::stderr(), &told);
    say(io::stderr(), "The line on standard output is the secret. It is shown this once.");
    Ok(())
}

fn list(List { data }: &List) -> Result<(), String> {
    let now = Environment::default().clock.now();
    let tokens = Store::read_only(&Store::path(&data.directory)).and_then(|journal| journal::tokens(&journal));
    for token in tokens.map_err(|error| sentence(&data.directory, &error))? {
        say(io::stdout(), &line(&token, now));
    }
    Ok(())
}

fn revoke(Revoke { name, data }: &Revoke) -> Result<(), String> {
    let now = Environment::default().clock.now();
    let path = Store::path(&data.directory);
    let before = Store::write_beside(&path, |transaction| journal::revoke_token(transaction, now, name))
        .map_err(|error| sentence(&data.directory, &error))?;
    match before {
        None => say(io::stderr(), &format!("The token {name} is revoked.")),
        Some(at) => say(io::stderr(), &format!("The token {name} was revoked already, at {}.", at.to_utc())),
    }
    Ok(())
}

/// One token as a line of fields.
fn line(StoredToken { token, created, revoked }: &StoredToken, now: Timestamp) -> String {
    let state = match revoked {
        Some(at) => format!("revoked {}", at.to_utc()),
        None if token.expires <= now => format!("expired {}", token.expires.to_utc()),
        None => format!("valid until {}", token.expires.to_utc()),
    };
    let connections: Vec<_> = token.connections.iter().map(ConnectionId::as_str).collect();
    let scopes: Vec<_> = token.scopes.iter().map(|scope| scope.as_str()).collect();
    let danger = if token.danger { "\tallow-danger" } else { "" };
    let (created, connections, scopes) = (created.to_utc(), connections.join(","), scopes.join(","));
    format!("{}\t{state}\tcreated {created}\t{connections}\t{scopes}{danger}", token.name)
}

fn sentence(directory: &Path, error: &Error) -> String {
    match error {
        Error::Internal(cause) => format!("the journal in {} cannot be used: {cause}", directory.display()),
        other => other.to_string(),
    }
}

fn once<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all.dedup();
    all
}

fn name(text: &str) -> Result<String, String> {
    let is_fine = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    match !text.is_empty() && text.len() <= MAX_NAME && text.bytes().all(is_fine) {
        true => Ok(text.to_owned()),
        false => Err(format!("a name consists of at most {MAX_NAME} of a-z, 0-9, '.', '_' and '-'")),
    }
}

fn connection(text: &str) -> Result<ConnectionId, String> {
    let is_fine = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    match !text.is_empty() && text.bytes().all(is_fine) {
        true => Ok(ConnectionId::new(text)),
        false => Err("an id consists of a-z, 0-9 and -".to_owned()),
    }
}

fn time(text: &str) -> Result<Duration, String> {
    let unit = match text.chars().next_back() {
        Some('m') => MINUTE,
        Some('h') => HOUR,
        Some('d') => DAY,
        _ => return Err("write a number and m, h or d, as 90d".to_owned()),
    };
    let number = text.get(..text.len() - 1).and_then(|number| number.parse::<u64>().ok());
    let time = number.and_then(|number| number.checked_mul(unit)).map(Duration::from_secs);
    match time {
        Some(time) if time > LONGEST => Err("at most 366d".to_owned()),
        Some(time) if !time.is_zero() => Ok(time),
        _ => Err("write a number and m, h or d, as 90d".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_with_a_unit_and_at_most_a_year() {
        for (text, seconds) in [("1m", 60), ("12h", 43_200), ("90d", 7_776_000), ("366d", 31_622_400)] {
            assert_eq!(time(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for wrong in ["", "d", "0d", "90", "-1d", "1.5h", "367d", "8785h", "99999999999999999999d", "1y", "1 d", "1д"]
        {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_name_is_short_and_plain() {
        for fine in ["ci", "off-boarding.2_1", &"a".repeat(64)] {
            assert!(name(fine).is_ok(), "{fine}");
        }
        for wrong in ["", "CI", "a b", "a:b", "é", "a\n", &"a".repeat(65)] {
            assert!(name(wrong).is_err(), "{wrong}");
        }
        assert!(connection("prod-1").is_ok() && connection("").is_err() && connection("Prod").is_err());
    }
}
