//! Operations: the calls about them, and the one way in which every change of a cluster starts.

mod ledger;
mod record;

pub(crate) use ledger::Ledger;
pub(crate) use record::{Change, Intent, Operation, Permissions, Response, State, Subject, mongodb_type};

use super::{
    ids,
    knobs::{Access, Cancel},
    names::{self, ClusterId, OperationId},
    page::Page,
    records::Cluster,
    refusal::{Code, Refusal},
    session::{Outcome, Reply, Session},
    view::{self, Shown},
};

/// Starts what `prepare` intends, unless this caller started it before under the same key. The key is looked up before
/// `prepare` looks for the user or database, so that a deletion that was sent twice is answered twice.
pub(crate) fn start(
    session: &Session<'_>,
    cluster: &str,
    prepare: impl FnOnce(&Cluster) -> Result<Intent, Refusal>,
) -> Outcome {
    let cluster = session.cluster(cluster, Access::Editor)?;
    if let Some(key) = session.key
        && let Some(operation) = session.ledger.started(session.subject, key)?
    {
        return Ok(Reply::of(view::operation(&operation, session.knobs, Shown::Alone)));
    }
    let intent = prepare(&cluster)?;
    let id = OperationId::new(ids::operation());
    let operation = Operation::start(id, &cluster.id, session.subject, intent, session.knobs, session.now);
    session.ledger.add(&operation, session.key)?;
    Ok(Reply::of(view::operation(&operation, session.knobs, Shown::Alone)))
}

/// `OperationService.Get`, which is what clients wait with.
pub(crate) fn get(session: &Session<'_>, id: &str) -> Outcome {
    let mut operation = find(session, id)?;
    if operation.hidden_polls > 0 {
        operation.hidden_polls -= 1;
        session.ledger.update(&operation)?;
        return Err(Refusal::absent("operation", id));
    }
    operation.looked_at(session.now, &session.rows)?;
    session.ledger.update(&operation)?;
    let body = view::operation(&operation, session.knobs, Shown::Alone);
    Ok(Reply { poll_interval_s: session.knobs.poll_interval_s, ..Reply::of(body) })
}

/// `OperationService.Cancel`.
pub(crate) fn cancel(session: &Session<'_>, id: &str) -> Outcome {
    let mut operation = find(session, id)?;
    if operation.is_open() {
        match session.knobs.cancel {
            Cancel::Refused => return Err(Refusal::of(Code::FailedPrecondition, "operation cannot be cancelled")),
            Cancel::Ignored => {}
            Cancel::Works => {
                operation.cancel(session.now);
                session.ledger.update(&operation)?;
            }
        }
    }
    Ok(Reply::of(view::operation(&operation, session.knobs, Shown::Alone)))
}

/// `ClusterService.ListOperations`.
pub(crate) fn list(session: &Session<'_>, cluster: &str) -> Outcome {
    let id: ClusterId = names::cluster(cluster)?;
    let page = Page::asked(session.query, session.knobs)?;
    let cluster = session.cluster(id.as_str(), Access::Auditor)?;
    let mut operations = session.ledger.on(&cluster.id, page.and_one())?;
    let next = page.cut(&mut operations);
    let shown = |operation: &Operation| view::operation(operation, session.knobs, Shown::Listed);
    Ok(Reply::of(view::list("operations", operations.iter().map(shown).collect(), next, session.knobs)))
}

fn find(session: &Session<'_>, id: &str) -> Result<Operation, Refusal> {
    session.may(Access::Auditor)?;
    session.ledger.operation(&OperationId::new(id))?.ok_or_else(|| Refusal::absent("operation", id))
}
