//! Which plans are within somebody's reach: those all of whose entries are at connections that are. Any other one is answered as
//! if it were not there.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Extension, FromRequestParts};
use axum::http::request::Parts;
use rescind_domain::PlanId;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::app::App;
use crate::asker::Asker;
use crate::error::Error;
use crate::extract::Id;
use crate::reach::Reach;

/// The condition that all entries of a row of `plan` are at connections of a parameter, which is [`Reach::to_json`].
pub(super) fn within(parameter: &str) -> String {
    format!(
        "({parameter} IS NULL OR NOT EXISTS (SELECT 1 FROM entry AS reached WHERE reached.plan = plan.number
            AND reached.connection NOT IN (SELECT value FROM json_each({parameter}))))"
    )
}

/// Whether a plan is within reach. One that is not there is not.
pub(crate) fn is_reached(connection: &Connection, plan: &PlanId, reach: &Reach) -> Result<bool, Error> {
    let select = format!("SELECT {} FROM plan WHERE id = ?1", within("?2"));
    let values = params![plan.as_str(), reach.to_json()];
    let found = connection.prepare_cached(&select)?.query_row(values, |row| row.get(0)).optional()?;
    Ok(found.unwrap_or(false))
}

/// The same of several plans.
pub(crate) fn are_reached(
    connection: &Connection,
    plans: impl IntoIterator<Item = PlanId>,
    reach: &Reach,
) -> Result<HashMap<PlanId, bool>, Error> {
    let each = plans.into_iter().map(|plan| is_reached(connection, &plan, reach).map(|is_reached| (plan, is_reached)));
    each.collect()
}

/// The plan in the path of a route, which is within the reach of whoever asks.
#[derive(Debug)]
pub(crate) struct Reached(pub(crate) PlanId);

impl FromRequestParts<Arc<App>> for Reached {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let Id(id) = Id::from_request_parts(parts, app).await?;
        let plan = PlanId::new(id);
        let Extension(asker) = Extension::<Asker>::from_request_parts(parts, app).await.map_err(Error::internal)?;
        if let Asker::Program(program) = asker {
            let sought = plan.clone();
            let is_reached =
                app.journal.read(move |connection| is_reached(connection, &sought, &program.reach)).await?;
            if !is_reached {
                return Err(Error::NotFound("plan"));
            }
        }
        Ok(Self(plan))
    }
}

#[cfg(test)]
mod tests {
    use rescind_domain::{ConnectionId, Timestamp};

    use super::*;
    use crate::journal::Store;

    #[tokio::test]
    async fn a_plan_is_within_reach_when_all_its_entries_are() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("journal.sqlite"), Timestamp(0)).unwrap();
        let found = store.write(|transaction| {
            for (number, (plan, connections)) in
                [("own", &["a", "a"][..]), ("two", &["a", "b"]), ("mixed", &["a", "c"]), ("other", &["c"])]
                    .into_iter()
                    .enumerate()
            {
                let insert = "INSERT INTO plan (number, id, at_ms, who, reason) VALUES (?1, ?2, 0, 'w', '')";
                transaction.execute(insert, (number, plan))?;
                for (position, connection) in connections.iter().enumerate() {
                    let insert = "INSERT INTO entry VALUES (?1, ?2, ?3, ?4, '{}', 'r', 'u')";
                    transaction.execute(insert, (format!("{plan}.{position}"), number, position, connection))?;
                }
            }
            let plans = || ["own", "two", "mixed", "other", "none"].map(PlanId::new);
            let of = |reach: &Reach| -> Result<Vec<bool>, Error> {
                let found = are_reached(transaction, plans(), reach)?;
                Ok(plans().iter().map(|plan| found[plan]).collect())
            };
            let named = |ids: &[&str]| Reach::Named(ids.iter().map(|id| ConnectionId::new(*id)).collect());
            Ok([of(&Reach::All)?, of(&named(&["a"]))?, of(&named(&["a", "b"]))?, of(&named(&[]))?])
        });
        let expected = [
            [true, true, true, true, false],
            [true, false, false, false, false],
            [true, true, false, false, false],
            [false, false, false, false, false],
        ];
        assert_eq!(found.await.unwrap(), expected.map(Vec::from));
    }
}
