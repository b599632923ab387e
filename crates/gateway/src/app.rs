//! The routes and what all handlers share. What happens around each handler is in `around`, and nothing is served without.

use std::sync::Arc;

use axum::Router;
use axum::routing::any;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::assets::{self, Assets};
use crate::connections::{self, Connections};
use crate::environment::Environment;
use crate::error::Error;
use crate::events::{self, Hub, Streams};
use crate::hosts::Hosts;
use crate::journal::{self, Journal, TokenScope};
use crate::metrics::{self, Metrics};
use crate::observe::RequestIds;
use crate::paths::NO_ADDRESS;
use crate::peers::Peers;
use crate::plans;
use crate::programs::Needs;
use crate::reads::{self, Readings};
use crate::routes::Routes;
use crate::runner::Runner;
use crate::serve::Limits;
use crate::session::{self, Attempts, CookieName, Sessions, SignIn};
use crate::tls::Scheme;
use crate::upstream::{Client, Means};
use crate::{describe, openapi, paths, preview, ready};

/// What the handlers share.
pub(crate) struct App {
    pub(crate) assets: Assets,
    pub(crate) attempts: Attempts,
    pub(crate) connections: Connections,
    pub(crate) cookie: CookieName,
    pub(crate) environment: Environment,
    pub(crate) hosts: Hosts,
    /// What happens, for those who watch.
    pub(crate) hub: Hub,
    pub(crate) journal: Journal,
    pub(crate) limits: Limits,
    pub(crate) metrics: Metrics,
    /// Who besides this machine may read the metrics.
    pub(crate) metrics_peers: Peers,
    /// Sends calls that change something.
    pub(crate) mutations: Client,
    /// Sends calls that do not.
    pub(crate) reads: Client,
    /// The lists that are being read.
    pub(crate) readings: Readings,
    pub(crate) request_ids: RequestIds,
    pub(crate) runner: Runner,
    pub(crate) scheme: Scheme,
    pub(crate) sessions: Sessions,
    pub(crate) sign_in: SignIn,
    /// That the gateway takes nothing new any more: streams end.
    pub(crate) stopping: CancellationToken,
    /// The streams of events that are open.
    pub(crate) streams: Streams,
    /// The tasks of plans; the gateway stops when they have ended.
    pub(crate) tasks: TaskTracker,
}

impl App {
    /// What it takes to have a connection's credential.
    pub(crate) fn means(&self) -> Means<'_> {
        Means { clock: &*self.environment.clock, client: &self.reads }
    }
}

/// All routes. Each says what it needs of a program's token; `docs/programs.md` has the same table, and a test holds the two
/// against each other.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(paths::HEALTH, Needs::Nothing, "ok")
        .get(paths::READY, Needs::Nothing, ready::show)
        .get(paths::METRICS, Needs::Nothing, metrics::show)
        .get(paths::SESSION, Needs::Person, session::who)
        .post(paths::SESSION, Needs::Person, session::sign_in)
        .delete(paths::SESSION, Needs::Person, session::sign_out)
        .get(paths::OPENAPI, Needs::ANY, openapi::show)
        .get(paths::CONNECTIONS, Needs::READ, connections::list)
        .get(paths::HEALTH_OF, Needs::READ, reads::health)
        .get(paths::ROLES, Needs::READ, reads::roles)
        .get(paths::ROLE, Needs::READ, reads::role)
        .get(paths::MEMBERS, Needs::READ, reads::members)
        .get(paths::PRIVILEGES, Needs::READ, reads::privileges)
        .get(paths::USERS, Needs::READ, reads::users)
        .get(paths::USER, Needs::READ, reads::user)
        .get(paths::EFFECTIVE, Needs::READ, reads::effective)
        .get(paths::PLANS, Needs::READ, plans::list)
        .post(paths::PLANS, Needs::PLAN, plans::create)
        .get(paths::PLAN, Needs::READ, plans::view)
        .post(paths::PREVIEW, Needs::OneOf(&[TokenScope::Read, TokenScope::Plan]), preview::show)
        .post(paths::PLAN_START, Needs::RUN, plans::start)
        .post(paths::PLAN_PAUSE, Needs::RUN, plans::pause)
        .post(paths::PLAN_RESUME, Needs::RUN, plans::resume)
        .post(paths::PLAN_CANCEL, Needs::RUN, plans::cancel)
        .post(paths::PLAN_RETRY, Needs::RUN, plans::retry)
        .post(paths::PLAN_CHECK, Needs::RUN, plans::check)
        .post(paths::ENTRIES_LATER, Needs::READ, plans::later)
        .post(paths::DESCRIPTIONS, Needs::OneOf(&[TokenScope::Read, TokenScope::Plan]), describe::describe)
        .get(paths::EVENTS, Needs::READ, events::all)
        .get(paths::PLAN_EVENTS, Needs::READ, events::of_plan)
        .get(paths::JOURNAL, Needs::READ, journal::list)
        .get(paths::JOURNAL_EXPORT, Needs::READ, journal::download)
}

/// All addresses.
pub(crate) fn router(app: Arc<App>) -> Router {
    let router = routes().into_router();
    let router = NO_ADDRESS.into_iter().fold(router, |router, path| router.route(path, any(no_address)));
    router.fallback(assets::serve).method_not_allowed_fallback(no_method).with_state(app)
}

async fn no_address() -> Error {
    Error::NotFound("address")
}

async fn no_method() -> Error {
    Error::Method
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_of_a_template_of_its_own() {
        for route in routes().into_list() {
            let path = route.path.replace("{id}", "7");
            assert_eq!(paths::template(&path), route.path, "{path}");
        }
    }
}
