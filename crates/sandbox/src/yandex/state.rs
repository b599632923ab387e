//! The whole state as JSON, for tests that want to know what really is, and the same JSON back into the store.
//! Tokens and passwords are left out.

use rusqlite::Transaction;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    clock::Moment,
    knobs::{End, Knobs, OperationError},
    names::{ClusterId, OperationId},
    operations::{Change, Ledger, Operation, Response, State},
    page::Page,
    records::{Cluster, Database, User},
    rows::Rows,
    view::{self, Shown},
};

/// Everything that can be put into a store: what [`dump`] prints. An operation that is not done never ends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Contents {
    pub(crate) clusters: Vec<Cluster>,
    pub(crate) databases: Vec<Database>,
    pub(crate) users: Vec<User>,
    pub(crate) operations: Vec<GivenOperation>,
}

/// An operation as an answer prints it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct GivenOperation {
    pub(crate) id: OperationId,
    pub(crate) description: String,
    pub(crate) created_at: String,
    pub(crate) created_by: String,
    pub(crate) modified_at: String,
    #[serde(default)]
    pub(crate) done: bool,
    pub(crate) metadata: Map<String, Value>,
    pub(crate) response: Option<Value>,
    pub(crate) error: Option<OperationError>,
}

/// Clusters, databases, users with their permissions, and operations.
pub(crate) fn dump(transaction: &Transaction<'_>) -> rusqlite::Result<Value> {
    let ledger = Ledger::settled(transaction, Moment::now())?;
    let rows = Rows::new(transaction);
    let (mut databases, mut users) = (Vec::new(), Vec::new());
    let clusters = rows.clusters()?;
    for cluster in &clusters {
        databases.extend(rows.databases(&cluster.id, Page::ALL)?);
        users.extend(rows.users(&cluster.id, Page::ALL)?);
    }
    let knobs = Knobs::default();
    let shown = |operation: &Operation| view::operation(operation, &knobs, Shown::Alone);
    let operations: Vec<Value> = ledger.all()?.iter().map(shown).collect();
    Ok(json!({ "clusters": clusters, "databases": databases, "operations": operations, "users": users }))
}

impl Contents {
    /// Adds it all to the store.
    pub(crate) fn put(&self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        let (rows, ledger) = (Rows::new(transaction), Ledger::new(transaction));
        self.clusters.iter().try_for_each(|cluster| rows.put_cluster(cluster))?;
        self.databases.iter().try_for_each(|database| rows.put_database(database))?;
        self.users.iter().try_for_each(|user| rows.put_user(user))?;
        self.operations.iter().try_for_each(|operation| ledger.add(&operation.record(), None))
    }
}

impl GivenOperation {
    fn record(&self) -> Operation {
        let cluster = self.metadata.get("clusterId").and_then(Value::as_str).unwrap_or_default();
        let knobs = Knobs::default();
        let state = match (self.done, &self.error) {
            (true, Some(_)) => State::Failed,
            (true, None) => State::Succeeded(self.response.clone().map_or(Response::Empty, Response::Given)),
            (false, Some(_)) => State::RollingBack,
            (false, None) => State::Running,
        };
        Operation {
            id: self.id.clone(),
            cluster: ClusterId::new(cluster),
            description: self.description.clone(),
            created_at: self.created_at.clone(),
            created_by: self.created_by.clone(),
            modified_at: self.modified_at.clone(),
            metadata: Value::Object(self.metadata.clone()),
            change: Change::Nothing,
            state,
            end: End::Never,
            error: self.error.clone().unwrap_or(knobs.operation_error),
            ms: knobs.operation_ms,
            polls: None,
            due: None,
            polls_left: None,
            hidden_polls: 0,
        }
    }
}
