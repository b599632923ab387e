//! One operation: what it will change, how far it is, and how it moves on. When it moves on is decided elsewhere.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::yandex::{
    clock::Moment,
    knobs::{End, Knobs, OperationError},
    names::{ClusterId, DatabaseName, OperationId, UserName},
    page::Page,
    records::{Database, Permission, User},
    rows::Rows,
};

/// The full name of a message of the service, for `@type`.
pub(crate) fn mongodb_type(message: &str) -> String {
    format!("type.googleapis.com/yandex.cloud.mdb.mongodb.v1.{message}")
}

/// An operation as the store keeps it, with the knobs that it was started under.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub(crate) struct Operation {
    pub(crate) id: OperationId,
    pub(crate) cluster: ClusterId,
    pub(crate) description: String,
    pub(crate) created_at: String,
    pub(crate) created_by: String,
    pub(crate) modified_at: String,
    pub(crate) metadata: Value,
    pub(crate) change: Change,
    pub(crate) state: State,
    pub(crate) end: End,
    pub(crate) error: OperationError,
    /// How long each stage takes: milliseconds, unless looks are counted.
    pub(crate) ms: u64,
    pub(crate) polls: Option<u32>,
    /// When the stage ends, in microseconds; `None` when time alone does not end it.
    pub(crate) due: Option<i64>,
    pub(crate) polls_left: Option<u32>,
    pub(crate) hidden_polls: u32,
}

/// How far an operation is.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Running,
    /// It has failed, and what it did is being taken back.
    RollingBack,
    Failed,
    Succeeded(Response),
}

/// What a successful operation shows.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Response {
    User(User),
    Database(Database),
    Empty,
    /// Some other message, as it is printed.
    Given(Value),
}

/// What an operation does when it ends well. Nothing else runs on the cluster meanwhile, so that the result is known
/// from the start.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    Nothing,
    PutUser(User),
    DropUser(UserName),
    PutDatabase(Database),
    DropDatabase(DatabaseName, Permissions),
}

/// What becomes of the permissions on a database that is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Permissions {
    Dropped,
    Kept,
}

/// Whom an operation is about; its metadata says no more.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    User(UserName),
    Database(DatabaseName),
}

/// An operation that is about to start.
#[derive(Debug, Clone)]
pub(crate) struct Intent {
    pub(crate) description: &'static str,
    /// The name of the metadata's message.
    pub(crate) metadata: &'static str,
    pub(crate) subject: Subject,
    pub(crate) change: Change,
}

impl Operation {
    /// A running operation.
    pub(crate) fn start(
        id: OperationId,
        cluster: &ClusterId,
        caller: &str,
        intent: Intent,
        knobs: &Knobs,
        now: Moment,
    ) -> Self {
        let kind = mongodb_type(intent.metadata);
        let metadata = match intent.subject {
            Subject::User(name) => json!({ "@type": kind, "clusterId": cluster, "userName": name }),
            Subject::Database(name) => json!({ "@type": kind, "clusterId": cluster, "databaseName": name }),
        };
        let mut operation = Self {
            id,
            cluster: cluster.clone(),
            description: intent.description.to_owned(),
            created_at: now.printed(),
            created_by: caller.to_owned(),
            modified_at: now.printed(),
            metadata,
            change: intent.change,
            state: State::Running,
            end: knobs.operation_end,
            error: knobs.operation_error.clone(),
            ms: knobs.operation_ms,
            polls: knobs.operation_polls,
            due: None,
            polls_left: None,
            hidden_polls: knobs.operation_hidden_polls,
        };
        operation.begin_stage(now);
        operation
    }

    /// Whether anything is still going to happen to it.
    pub(crate) fn is_open(&self) -> bool {
        match self.state {
            State::Running | State::RollingBack => true,
            State::Failed | State::Succeeded(_) => false,
        }
    }

    /// Counts a look at it, which ends its stage when looks are what it waits for.
    pub(crate) fn looked_at(&mut self, now: Moment, rows: &Rows<'_>) -> rusqlite::Result<()> {
        match self.polls_left.filter(|_| self.is_open()).map(|left| left.saturating_sub(1)) {
            None => Ok(()),
            Some(0) => self.end_stage(now, rows),
            left => {
                self.polls_left = left;
                Ok(())
            }
        }
    }

    /// Moves on to the next stage, `at` a moment that may have passed a while ago.
    pub(crate) fn end_stage(&mut self, at: Moment, rows: &Rows<'_>) -> rusqlite::Result<()> {
        self.modified_at = at.printed();
        (self.due, self.polls_left) = (None, None);
        self.state = match (&self.state, self.end) {
            (State::Running, End::Rollback) => {
                self.begin_stage(at);
                State::RollingBack
            }
            (State::Running, End::Success | End::Never) => State::Succeeded(self.apply(rows)?),
            (State::Running | State::RollingBack, _) => State::Failed,
            (State::Failed | State::Succeeded(_), _) => return Ok(()),
        };
        Ok(())
    }

    /// Ends it without its change.
    pub(crate) fn cancel(&mut self, now: Moment) {
        self.modified_at = now.printed();
        (self.due, self.polls_left) = (None, None);
        self.error = OperationError { code: 1, message: "operation was cancelled".to_owned(), details: Vec::new() };
        self.state = State::Failed;
    }

    fn begin_stage(&mut self, at: Moment) {
        match (self.end, self.polls) {
            (End::Never, _) => {}
            (_, Some(polls)) => self.polls_left = Some(polls),
            (_, None) => self.due = Some(at.after_ms(self.ms).micros()),
        }
    }

    fn apply(&self, rows: &Rows<'_>) -> rusqlite::Result<Response> {
        match &self.change {
            Change::Nothing => Ok(Response::Empty),
            Change::PutUser(user) => rows.put_user(user).map(|()| Response::User(user.clone())),
            Change::DropUser(name) => rows.drop_user(&self.cluster, name).map(|()| Response::Empty),
            Change::PutDatabase(database) => rows.put_database(database).map(|()| Response::Database(database.clone())),
            Change::DropDatabase(name, permissions) => {
                rows.drop_database(&self.cluster, name)?;
                if *permissions == Permissions::Dropped {
                    drop_permissions(rows, &self.cluster, name)?;
                }
                Ok(Response::Empty)
            }
        }
    }
}

fn drop_permissions(rows: &Rows<'_>, cluster: &ClusterId, database: &DatabaseName) -> rusqlite::Result<()> {
    let is_other = |permission: &Permission| permission.database_name != *database;
    for mut user in rows.users(cluster, Page::ALL)? {
        if !user.permissions.iter().all(is_other) {
            user.permissions.retain(is_other);
            rows.put_user(&user)?;
        }
    }
    Ok(())
}
