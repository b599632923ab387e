//! What is written into the journal about the tokens of programs, and what it says of them. A token is made and revoked by
//! another process than the gateway's, so that what holds is read from the disk each time.

use rescind_domain::{ConnectionId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::{Deserialize, Serialize};

use super::event::{Event, EventSubject, append};
use crate::error::Error;

/// Something that a token permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TokenScope {
    /// To see connections, plans, events and the journal.
    Read,
    /// To store plans.
    Plan,
    /// To start plans, and to pause, resume, cancel, retry and check them.
    Run,
    /// To have plans undo what others revoked.
    Undo,
}

impl TokenScope {
    /// The spelling on the command line and in the journal.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Plan => "plan",
            Self::Run => "run",
            Self::Undo => "undo",
        }
    }
}

/// A token as it was made. Its secret is not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Token {
    /// What the journal calls whoever has it. No two tokens ever have the same.
    pub(crate) name: String,
    /// The SHA-256 of the secret, in hexadecimal digits.
    pub(crate) secret: String,
    /// When it ends by itself.
    pub(crate) expires: Timestamp,
    /// All that it may see and change.
    pub(crate) connections: Vec<ConnectionId>,
    /// All that it may do there.
    pub(crate) scopes: Vec<TokenScope>,
    /// Whether it may also do what is dangerous.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) danger: bool,
}

/// A token was revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TokenRevoked {
    /// Its name.
    pub(crate) name: String,
}

/// One fact about a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenEvent {
    /// It was made.
    Created(Token),
    /// It is no longer valid.
    Revoked(TokenRevoked),
}

impl TokenEvent {
    /// The name under which it is stored.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Created(_) => "token_created",
            Self::Revoked(_) => "token_revoked",
        }
    }

    /// What is stored of it.
    pub(super) fn body(&self) -> Result<String, serde_json::Error> {
        match self {
            Self::Created(token) => serde_json::to_string(token),
            Self::Revoked(revoked) => serde_json::to_string(revoked),
        }
    }

    /// Reads an event of a token back; nothing when the kind is another one.
    pub(super) fn decode(kind: &str, body: &str) -> Result<Option<Self>, Error> {
        Ok(Some(match kind {
            "token_created" => Self::Created(serde_json::from_str(body)?),
            "token_revoked" => Self::Revoked(serde_json::from_str(body)?),
            _ => return Ok(None),
        }))
    }
}

/// A token and what has become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredToken {
    pub(crate) token: Token,
    /// When it was made.
    pub(crate) created: Timestamp,
    /// When it was revoked.
    pub(crate) revoked: Option<Timestamp>,
}

impl StoredToken {
    /// Whether it still permits something.
    pub(crate) fn is_valid(&self, now: Timestamp) -> bool {
        self.revoked.is_none() && now < self.token.expires
    }

    fn of(row: &Row<'_>) -> Result<Self, Error> {
        let token = serde_json::from_str(row.get_ref(0)?.as_str().map_err(Error::internal)?)?;
        Ok(Self { token, created: Timestamp(row.get(1)?), revoked: row.get::<_, Option<u64>>(2)?.map(Timestamp) })
    }
}

/// Tokens, oldest first; `condition` says which, in the words of the indices.
fn select(condition: &str) -> String {
    format!(
        "SELECT body, at_ms, (SELECT at_ms FROM event AS ended
            WHERE ended.kind = 'token_revoked' AND ended.body ->> 'name' = event.body ->> 'name')
        FROM event WHERE kind = 'token_created' AND {condition} ORDER BY seq"
    )
}

/// The token whose secret has this hash.
pub(crate) fn token_by_secret(connection: &Connection, hash: &str) -> Result<Option<StoredToken>, Error> {
    one(connection, &select("body ->> 'secret' = ?1"), hash)
}

/// The token with this name.
pub(crate) fn token_by_name(connection: &Connection, name: &str) -> Result<Option<StoredToken>, Error> {
    one(connection, &select("body ->> 'name' = ?1"), name)
}

fn one(connection: &Connection, select: &str, value: &str) -> Result<Option<StoredToken>, Error> {
    let mut statement = connection.prepare_cached(select)?;
    statement.query_row([value], |row| Ok(StoredToken::of(row))).optional()?.transpose()
}

/// All tokens that were ever made.
pub(crate) fn tokens(connection: &Connection) -> Result<Vec<StoredToken>, Error> {
    let mut statement = connection.prepare_cached(&select("body ->> 'name' IS NOT NULL"))?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(StoredToken::of(row)?);
    }
    Ok(found)
}

/// Writes that a token was made, unless there is or was one with its name.
pub(crate) fn create_token(connection: &Connection, at: Timestamp, token: Token) -> Result<(), Error> {
    if token_by_name(connection, &token.name)?.is_some() {
        return Err(Error::bad_request(format!(
            "There is or was a token with the name {}, and the journal tells tokens by their names. Take another one.",
            token.name
        )));
    }
    append(connection, at, EventSubject::Journal, &Event::Token(TokenEvent::Created(token))).map(drop)
}

/// Writes that a token was revoked. Tells since when, if it was revoked already.
pub(crate) fn revoke_token(connection: &Connection, at: Timestamp, name: &str) -> Result<Option<Timestamp>, Error> {
    let stored = token_by_name(connection, name)?.ok_or(Error::NotFound("token"))?;
    if stored.revoked.is_none() {
        let revoked = TokenEvent::Revoked(TokenRevoked { name: name.to_owned() });
        append(connection, at, EventSubject::Journal, &Event::Token(revoked))?;
    }
    Ok(stored.revoked)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;
    use crate::journal::{Verdict, schema, verify};

    fn token(name: &str) -> Token {
        Token {
            name: name.to_owned(),
            secret: format!("hash of {name}"),
            expires: Timestamp(100),
            connections: vec![ConnectionId::new("prod")],
            scopes: vec![TokenScope::Read, TokenScope::Undo],
            danger: false,
        }
    }

    fn journal() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::prepare(&mut connection, Timestamp(0)).unwrap();
        connection
    }

    #[test]
    fn every_event_of_a_token_is_read_as_it_is_written() {
        let more = Token { danger: true, ..token("x") };
        let rest = r#""secret":"hash of x","expires":100,"connections":["prod"],"scopes":["read","undo"]"#;
        for (event, body) in [
            (TokenEvent::Created(token("x")), format!(r#"{{"name":"x",{rest}}}"#)),
            (TokenEvent::Created(more), format!(r#"{{"name":"x",{rest},"danger":true}}"#)),
            (TokenEvent::Revoked(TokenRevoked { name: "x".to_owned() }), r#"{"name":"x"}"#.to_owned()),
        ] {
            assert_eq!(event.body().unwrap(), body);
            assert_eq!(TokenEvent::decode(event.kind(), &body).unwrap(), Some(event));
        }
        for scope in TokenScope::value_variants() {
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.as_str());
            assert_eq!(scope.to_possible_value().unwrap().get_name(), scope.as_str());
        }
    }

    #[test]
    fn a_token_is_found_by_its_secret_and_by_its_name_until_it_ends() {
        let connection = journal();
        create_token(&connection, Timestamp(5), token("one")).unwrap();
        create_token(&connection, Timestamp(6), token("two")).unwrap();
        let one = token_by_secret(&connection, "hash of one").unwrap().unwrap();
        assert_eq!(one, StoredToken { token: token("one"), created: Timestamp(5), revoked: None });
        assert_eq!(token_by_secret(&connection, "one").unwrap(), None);
        assert!(one.is_valid(Timestamp(99)) && !one.is_valid(Timestamp(100)));
        assert_eq!(revoke_token(&connection, Timestamp(7), "one").unwrap(), None);
        assert_eq!(revoke_token(&connection, Timestamp(8), "one").unwrap(), Some(Timestamp(7)));
        assert!(matches!(revoke_token(&connection, Timestamp(8), "three"), Err(Error::NotFound("token"))));
        let all = tokens(&connection).unwrap();
        let told: Vec<_> =
            all.iter().map(|stored| (stored.token.name.as_str(), stored.is_valid(Timestamp(9)))).collect();
        assert_eq!(told, [("one", false), ("two", true)]);
        assert!(matches!(verify(&connection, |_| {}).unwrap(), Verdict::Whole { events: 3, .. }));
    }

    #[test]
    fn a_name_is_used_once() {
        let connection = journal();
        create_token(&connection, Timestamp(5), token("one")).unwrap();
        revoke_token(&connection, Timestamp(7), "one").unwrap();
        let again = create_token(&connection, Timestamp(8), Token { secret: "another".to_owned(), ..token("one") });
        assert!(again.unwrap_err().for_operators().contains("the name one"));
        // The database sees to it as well, whoever writes.
        let second = Event::Token(TokenEvent::Created(Token { secret: "another".to_owned(), ..token("one") }));
        assert!(append(&connection, Timestamp(8), EventSubject::Journal, &second).is_err());
        let shared = Event::Token(TokenEvent::Created(Token { secret: "hash of one".to_owned(), ..token("two") }));
        assert!(append(&connection, Timestamp(8), EventSubject::Journal, &shared).is_err());
    }

    #[test]
    fn no_look_walks_through_the_events() {
        let connection = journal();
        for condition in ["body ->> 'secret' = ?1", "body ->> 'name' = ?1"] {
            let explain = format!("EXPLAIN QUERY PLAN {}", select(condition));
            let mut statement = connection.prepare(&explain).unwrap();
            let plan = statement.query_map(["x"], |row| row.get::<_, String>("detail")).unwrap();
            let plan: Vec<String> = plan.map(Result::unwrap).collect();
            assert!(plan.iter().any(|line| line.contains("USING INDEX token_by_")), "{plan:?}");
            assert!(plan.iter().any(|line| line.contains("USING INDEX token_end")), "{plan:?}");
            assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:?}");
        }
    }
}
