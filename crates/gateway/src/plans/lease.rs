//! `POST /api/plans/{id}/lease`: one tab runs a plan, the others watch. It keeps two tabs out of each other's way, so
//! that what failed in one is not tried by the other. That a call is never doubled otherwise is the rule of the intent. A
//! restart forgets the leases, and the tab that runs a plan renews its own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use rescind_domain::plan::{Lease, LeaseRequest};
use rescind_domain::{LeaseHolder, PlanId, Timestamp};
use rusqlite::OptionalExtension as _;

use crate::app::App;
use crate::clock::Clock;
use crate::error::Error;
use crate::extract::{self, Id};

/// How long a lease lasts when it is not renewed.
const LASTS: Duration = Duration::from_secs(15);
const BODY_LIMIT: usize = 4096;

#[derive(Debug)]
struct Held {
    holder: LeaseHolder,
    /// By [`Clock::elapsed`].
    until: Duration,
    expires: Timestamp,
}

/// The leases, by plan.
#[derive(Debug, Default)]
pub(crate) struct Leases(Mutex<HashMap<String, Held>>);

impl Leases {
    /// Takes or renews the lease of a plan, unless another holds it.
    fn take(&self, plan: String, holder: LeaseHolder, clock: &dyn Clock) -> Result<Lease, Error> {
        let now = clock.elapsed();
        let mut leases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        leases.retain(|_, held| held.until > now);
        if let Some(held) = leases.get(&plan).filter(|held| held.holder != holder) {
            return Err(Error::Leased(Lease { holder: held.holder.clone(), expires: held.expires }));
        }
        let Timestamp(date) = clock.now();
        let expires = Timestamp(date.saturating_add(u64::try_from(LASTS.as_millis()).unwrap_or(u64::MAX)));
        leases.insert(plan, Held { holder: holder.clone(), until: now.saturating_add(LASTS), expires });
        Ok(Lease { holder, expires })
    }

    /// The lease of a plan, while it lasts.
    pub(crate) fn of(&self, plan: &PlanId, clock: &dyn Clock) -> Option<Lease> {
        let leases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = leases.get(plan.as_str()).filter(|held| held.until > clock.elapsed())?;
        Some(Lease { holder: held.holder.clone(), expires: held.expires })
    }
}

/// Takes or renews the lease. The refusal carries the lease of the other tab.
pub(crate) async fn lease(State(app): State<Arc<App>>, Id(id): Id, request: Request) -> Result<Json<Lease>, Error> {
    let LeaseRequest { holder } = extract::json(request.into_body(), BODY_LIMIT).await?;
    let plan = id.clone();
    let found = app.plans.store.read(move |connection| {
        let select = "SELECT 1 FROM plan WHERE id = ?1";
        Ok(connection.prepare_cached(select)?.query_row([plan], |_| Ok(())).optional()?)
    });
    found.await?.ok_or(Error::NotFound("plan"))?;
    app.leases.take(id, holder, app.environment.clock.as_ref()).map(Json)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct At(Duration);

    impl Clock for At {
        fn now(&self) -> Timestamp {
            Timestamp(1_000_000 + u64::try_from(self.0.as_millis()).unwrap())
        }

        fn elapsed(&self) -> Duration {
            self.0
        }
    }

    #[test]
    fn one_tab_at_a_time_until_it_stops_renewing() {
        let leases = Leases::default();
        let take = |holder: &str, at: Duration| leases.take("plan".into(), LeaseHolder::new(holder), &At(at));
        let second = Duration::from_secs(1);
        assert_eq!(take("a", Duration::ZERO).unwrap().expires, Timestamp(1_015_000));
        assert_eq!(take("a", 10 * second).unwrap().expires, Timestamp(1_025_000));
        let Err(Error::Leased(held)) = take("b", 24 * second) else { panic!("two tabs run the plan") };
        assert_eq!((held.holder.as_str(), held.expires), ("a", Timestamp(1_025_000)));
        let shown = |at: Duration| leases.of(&PlanId::new("plan"), &At(at)).map(|lease| lease.holder);
        assert_eq!((shown(24 * second), shown(25 * second)), (Some(LeaseHolder::new("a")), None));
        assert_eq!(take("b", 25 * second).unwrap().holder.as_str(), "b");
        assert!(take("a", 25 * second).is_err());
        assert!(leases.take("other".into(), LeaseHolder::new("a"), &At(25 * second)).is_ok());
    }
}
