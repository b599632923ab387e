//! The router and what all handlers share. Every address of the gateway is in [`router`], and with it the layers that no
//! handler can do without: log and security headers around everything, the cross-site check within, the session around
//! the API.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get, post};
use tokio_util::task::TaskTracker;

use crate::assets::{self, Assets};
use crate::connections::{self, Connections};
use crate::environment::Environment;
use crate::error::Error;
use crate::headers::{self, Headers, Policy};
use crate::hosts::Hosts;
use crate::journal::{self, Journal};
use crate::metrics::{self, Metrics};
use crate::peers::Peers;
use crate::plans::{self, Leases, Plans};
use crate::serve::Limits;
use crate::session::{self, Attempts, CookieName, Sessions, SignIn};
use crate::tls::Scheme;
use crate::upstream::{Client, Means};
use crate::{cross_site, forward, observe, ready};

/// What the handlers share.
pub(crate) struct App {
    pub(crate) assets: Assets,
    pub(crate) attempts: Attempts,
    pub(crate) connections: Connections,
    pub(crate) cookie: CookieName,
    pub(crate) environment: Environment,
    pub(crate) hosts: Hosts,
    pub(crate) journal: Journal,
    pub(crate) leases: Leases,
    pub(crate) limits: Limits,
    pub(crate) metrics: Metrics,
    /// Who besides this machine may read the metrics.
    pub(crate) metrics_peers: Peers,
    /// Sends calls that change something.
    pub(crate) mutations: Client,
    pub(crate) plans: Plans,
    /// Sends calls that do not.
    pub(crate) reads: Client,
    pub(crate) scheme: Scheme,
    pub(crate) sessions: Sessions,
    pub(crate) sign_in: SignIn,
    /// The mutations that have begun; the gateway stops when they have ended.
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
    let headers = Headers { policy: Policy::for_page(&app.assets.page()), scheme: app.scheme };
    Router::new()
        .route("/healthz", get("ok"))
        .route("/readyz", get(ready::show))
        .route("/metrics", get(metrics::show))
        .route("/api", any(no_address))
        .route("/api/", any(no_address))
        .route("/api/{*rest}", any(no_address))
        .route("/api/session", get(session::who).post(session::sign_in).delete(session::sign_out))
        .route("/api/connections", get(connections::list))
        .route("/api/c/{*rest}", any(forward::forward))
        .route("/api/plans", get(plans::list).post(plans::create))
        .route("/api/plans/{id}", get(plans::view))
        .route("/api/plans/{id}/lease", post(plans::lease))
        .route("/api/plans/{id}/outcomes", post(journal::record_outcomes))
        .route("/api/journal", get(journal::list))
        .route("/api/journal/export", get(journal::download))
        .route("/api/journal/{entry}/outcome", post(journal::record_outcome))
        .fallback(assets::serve)
        .method_not_allowed_fallback(no_method)
        .layer(from_fn(observe::person))
        .layer(from_fn_with_state(Arc::clone(&app), session::require))
        .layer(from_fn_with_state(Arc::clone(&app), cross_site::guard))
        .layer(from_fn_with_state(headers, headers::secure))
        .layer(from_fn_with_state(Arc::clone(&app), observe::request))
        .with_state(app)
}

async fn no_address() -> Error {
    Error::NotFound("address")
}

async fn no_method() -> Error {
    Error::Method
}
