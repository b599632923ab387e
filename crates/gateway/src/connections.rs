//! The configured vendor endpoints: what the console may know of them, and what only the gateway knows.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State};
use rescind_domain::PrincipalId;
use rescind_vendors::Host;

use crate::app::App;
use crate::asker::Asker;
use crate::upstream::{self, Credential, Origin, Trust};

/// One endpoint.
pub(crate) struct Connection {
    /// What the console may know.
    pub(crate) public: rescind_domain::Connection,
    /// The base address, without a slash at its end.
    pub(crate) base: String,
    /// The address that tells how far operations are, in the same form, where it is another one.
    pub(crate) operations: Option<String>,
    /// The address where tokens are exchanged, in the same form, where it is another one.
    pub(crate) iam: Option<String>,
    /// What it presents to the vendor.
    pub(crate) credential: Credential,
    /// What it trusts beyond the usual.
    pub(crate) trust: Trust,
}

impl Connection {
    /// The origins that it calls.
    pub(crate) fn origins(&self) -> impl Iterator<Item = Origin> {
        let bases = [Some(&self.base), self.operations.as_ref(), self.iam.as_ref()];
        bases.into_iter().flatten().filter_map(|base| Origin::of_base(base))
    }

    /// The base address of one of the connection's hosts.
    pub(crate) fn base_of(&self, host: Host) -> &str {
        match host {
            Host::Main => &self.base,
            Host::Operations => self.operations.as_ref().unwrap_or(&self.base),
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("public", &self.public).field("base", &self.base).finish_non_exhaustive()
    }
}

/// All endpoints, in the order of the config file.
#[derive(Debug, Default)]
pub(crate) struct Connections(Vec<Arc<Connection>>);

impl Connections {
    /// These and no others.
    pub(crate) fn new(connections: Vec<Connection>) -> Self {
        Self(connections.into_iter().map(Arc::new).collect())
    }

    /// The origins that are trusted for more than usual.
    pub(crate) fn trusts(&self) -> HashMap<Origin, Trust> {
        let special = self.0.iter().filter(|connection| connection.trust != Trust::default());
        special.flat_map(|connection| connection.origins().map(|origin| (origin, connection.trust.clone()))).collect()
    }

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Connection>> {
        self.0.iter()
    }

    /// The endpoint with this id.
    pub(crate) fn get(&self, id: &str) -> Option<&Arc<Connection>> {
        self.0.iter().find(|connection| connection.public.id.as_str() == id)
    }
}

/// The vendor account that the gateway uses for a connection now, where the credential tells. Whoever is about to call waits for the
/// credential as the call would.
pub(crate) async fn account(app: &App, connection: &Connection) -> Option<PrincipalId> {
    let secret = match &connection.credential {
        Credential::Plain(source) => source.get(&*app.environment.clock, None).await.ok()?,
        // Such a token names no account that holds roles.
        Credential::AccessKey(_) | Credential::ServiceAccount(_) => return None,
    };
    upstream::account(connection.public.vendor, &secret)
}

/// The same for those who only look: no program is started for them.
async fn account_at_hand(app: &App, connection: &Connection) -> Option<PrincipalId> {
    let secret = connection.credential.at_hand(&*app.environment.clock).await?;
    upstream::account(connection.public.vendor, &secret)
}

/// `GET /api/connections`. The account is looked up each time, as the credential is.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
) -> Json<Vec<rescind_domain::Connection>> {
    let reach = asker.reach();
    let mut listed = Vec::with_capacity(app.connections.0.len());
    for connection in app.connections.0.iter().filter(|connection| reach.has(connection.public.id.as_str())) {
        let account = account_at_hand(&app, connection).await;
        listed.push(rescind_domain::Connection { account, ..connection.public.clone() });
    }
    Json(listed)
}
