//! The router and what all handlers share. What happens around each handler is in `around`, and nothing is served without.

use std::sync::Arc;

use axum::Router;
use axum::routing::{any, get, post};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::assets::{self, Assets};
use crate::connections::{self, Connections};
use crate::environment::Environment;
use crate::error::Error;
use crate::events::{self, Hub, Streams};
use crate::hosts::Hosts;
use crate::journal::{self, Journal};
use crate::metrics::{self, Metrics};
use crate::observe::RequestIds;
use crate::paths::NO_ADDRESS;
use crate::peers::Peers;
use crate::plans;
use crate::reads::{self, Readings};
use crate::runner::Runner;
use crate::serve::Limits;
use crate::session::{self, Attempts, CookieName, Sessions, SignIn};
use crate::tls::Scheme;
use crate::upstream::{Client, Means};
use crate::{describe, forward, paths, preview, ready};

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

/// All addresses.
pub(crate) fn router(app: Arc<App>) -> Router {
    let router = NO_ADDRESS.into_iter().fold(Router::new(), |router, path| router.route(path, any(no_address)));
    router
        .route(paths::HEALTH, get("ok"))
        .route(paths::READY, get(ready::show))
        .route(paths::METRICS, get(metrics::show))
        .route(paths::SESSION, get(session::who).post(session::sign_in).delete(session::sign_out))
        .route(paths::CONNECTIONS, get(connections::list))
        .route(paths::HEALTH_OF, get(reads::health))
        .route(paths::ROLES, get(reads::roles))
        .route(paths::ROLE, get(reads::role))
        .route(paths::MEMBERS, get(reads::members))
        .route(paths::PRIVILEGES, get(reads::privileges))
        .route(paths::USERS, get(reads::users))
        .route(paths::USER, get(reads::user))
        .route(paths::EFFECTIVE, get(reads::effective))
        .route(paths::FORWARDED, any(forward::forward))
        .route(paths::PLANS, get(plans::list).post(plans::create))
        .route(paths::PLAN, get(plans::view))
        .route(paths::PREVIEW, post(preview::show))
        .route(paths::PLAN_START, post(plans::start))
        .route(paths::PLAN_PAUSE, post(plans::pause))
        .route(paths::PLAN_RESUME, post(plans::resume))
        .route(paths::PLAN_CANCEL, post(plans::cancel))
        .route(paths::PLAN_RETRY, post(plans::retry))
        .route(paths::PLAN_CHECK, post(plans::check))
        .route(paths::ENTRIES_LATER, post(plans::later))
        .route(paths::DESCRIPTIONS, post(describe::describe))
        .route(paths::EVENTS, get(events::all))
        .route(paths::PLAN_EVENTS, get(events::of_plan))
        .route(paths::JOURNAL, get(journal::list))
        .route(paths::JOURNAL_EXPORT, get(journal::download))
        .fallback(assets::serve)
        .method_not_allowed_fallback(no_method)
        .with_state(app)
}

async fn no_address() -> Error {
    Error::NotFound("address")
}

async fn no_method() -> Error {
    Error::Method
}
