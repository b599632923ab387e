//! What a call is carried out with: one transaction, one caller, one moment. The checks that many calls share are here,
//! each named by what it makes sure of.

use serde_json::Value;

use super::{
    clock::Moment,
    knobs::{Access, ConflictCode, ConflictForm, Knobs},
    names::{self, DatabaseName, UserName},
    operations::Ledger,
    query::Query,
    records::{Cluster, Database, User},
    refusal::{Code, Refusal},
    rows::Rows,
};

/// One call that is being carried out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Session<'a> {
    pub(crate) rows: Rows<'a>,
    pub(crate) ledger: Ledger<'a>,
    pub(crate) knobs: &'a Knobs,
    /// Whose token it is: the id of a user or service account of IAM.
    pub(crate) subject: &'a str,
    /// `Idempotency-Key`.
    pub(crate) key: Option<&'a str>,
    pub(crate) query: &'a Query,
    pub(crate) now: Moment,
}

/// What a call that was carried out answers, with HTTP 200.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply {
    pub(crate) body: Value,
    /// `x-operation-poll-interval`, in seconds.
    pub(crate) poll_interval_s: Option<u32>,
}

impl Reply {
    /// A body and no headers of its own.
    pub(crate) fn of(body: Value) -> Self {
        Self { body, poll_interval_s: None }
    }
}

/// What a call comes to.
pub(crate) type Outcome = Result<Reply, Refusal>;

impl Session<'_> {
    /// The caller's IAM role suffices.
    pub(crate) fn may(&self, needed: Access) -> Result<(), Refusal> {
        if self.knobs.access >= needed { Ok(()) } else { Err(Refusal::denied()) }
    }

    /// The id is well formed, the caller may, and there is such a cluster.
    pub(crate) fn cluster(&self, id: &str, needed: Access) -> Result<Cluster, Refusal> {
        let id = names::cluster(id)?;
        self.may(needed)?;
        self.rows.cluster(&id)?.ok_or_else(|| Refusal::absent("cluster id", &id))
    }

    /// There is such a user.
    pub(crate) fn user(&self, cluster: &Cluster, name: &UserName) -> Result<User, Refusal> {
        self.rows.user(&cluster.id, name)?.ok_or_else(|| Refusal::absent("user", name))
    }

    /// There is such a database.
    pub(crate) fn database(&self, cluster: &Cluster, name: &DatabaseName) -> Result<Database, Refusal> {
        self.rows.database(&cluster.id, name)?.ok_or_else(|| Refusal::absent("database", name))
    }

    /// No operation runs on the cluster, and the cluster itself does: changes of one cluster come one after another.
    pub(crate) fn idle(&self, cluster: &Cluster) -> Result<(), Refusal> {
        if let Some(operation) = self.ledger.open_on(&cluster.id)? {
            let message = match self.knobs.conflict_form {
                ConflictForm::Quoted => format!("conflicting operation \"{}\" detected", operation.id),
                ConflictForm::Capitalised => format!("Conflicting operation {} detected", operation.id),
            };
            let code = match self.knobs.conflict_code {
                ConflictCode::FailedPrecondition => Code::FailedPrecondition,
                ConflictCode::Aborted => Code::Aborted,
            };
            return Err(Refusal::of(code, message));
        }
        if matches!(cluster.status.as_str(), "STOPPING" | "STOPPED") {
            let message = "Operation is not allowed in the current cluster status";
            return Err(Refusal::of(Code::FailedPrecondition, message));
        }
        Ok(())
    }
}
