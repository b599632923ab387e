//! `POST /api/plans/{id}/rest`: somebody does not want what was never sent of a plan, or wants it after all. It is kept, so
//! that whoever opens the plan knows that it was called off, by whom and when. It stops nothing by itself: the tab that runs
//! the plan sends no more.

use std::sync::Arc;

use axum::extract::{Extension, Request, State};
use axum::http::StatusCode;
use rescind_domain::Timestamp;
use rescind_domain::plan::{Cancelled, Rest, RestRequest};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::app::App;
use crate::error::Error;
use crate::extract::{self, Id};
use crate::session::Person;

const BODY_LIMIT: usize = 4096;

/// Notes what is wanted of the rest of a plan.
pub(crate) async fn rest(
    State(app): State<Arc<App>>,
    Extension(person): Extension<Person>,
    Id(id): Id,
    request: Request,
) -> Result<StatusCode, Error> {
    let RestRequest { rest } = extract::json(request.into_body(), BODY_LIMIT).await?;
    let Timestamp(now) = app.environment.clock.now();
    let at = i64::try_from(now).map_err(Error::internal)?;
    let note = move |transaction: &Transaction<'_>| {
        let select = "SELECT number FROM plan WHERE id = ?1";
        let plan = transaction.prepare_cached(select)?.query_row([id], |row| row.get::<_, i64>(0)).optional()?;
        let plan = plan.ok_or(Error::NotFound("plan"))?;
        let is_new = cancelled(transaction, plan)?.is_some() != (rest == Rest::Cancelled);
        if is_new {
            let insert = "INSERT INTO rest (plan, at_ms, who, is_cancelled) VALUES (?1, ?2, ?3, ?4)";
            transaction.execute(insert, params![plan, at, person.who, rest == Rest::Cancelled])?;
        }
        Ok(())
    };
    app.plans.store.write(note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who called off the rest of a plan, if that still holds.
pub(super) fn cancelled(connection: &Connection, plan: i64) -> Result<Option<Cancelled>, Error> {
    let select = "SELECT at_ms, who, is_cancelled FROM rest WHERE plan = ?1 ORDER BY number DESC LIMIT 1";
    let row = |row: &rusqlite::Row<'_>| {
        let cancelled = Cancelled { at: Timestamp(row.get(0)?), who: row.get(1)? };
        Ok(row.get::<_, bool>(2)?.then_some(cancelled))
    };
    Ok(connection.prepare_cached(select)?.query_row([plan], row).optional()?.flatten())
}
