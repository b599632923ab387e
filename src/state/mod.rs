//! What outlives a page: the session, the connections, the state of every row that is being revoked, the messages.
//! All of it hangs on one [`Console`], which is made once and handed down by context.

pub(crate) mod background;
pub mod load;
pub mod location;
pub mod notices;
pub mod plans;
pub mod preferences;
pub mod revocations;
pub mod session;
mod shelf;
pub mod url;

use leptos::prelude::*;
use rescind_domain::{Connection, ConnectionId};

use self::location::Location;
use self::notices::Notices;
use self::plans::Plans;
use self::revocations::Revocations;
use self::session::Session;
use crate::lasting::Lasting;
use crate::transport::Client;

/// The state that all pages share.
#[derive(Clone, Copy)]
pub struct Console {
    /// Sends calls to the gateway.
    pub client: Client,
    /// How long a vendor's answer is waited for, in milliseconds; without one, as long as it takes.
    pub time_limit: Lasting<Option<u32>>,
    /// Where the console is.
    pub location: Location,
    /// Whether somebody is signed in.
    pub session: Session,
    /// The connections, once they are known.
    pub connections: Lasting<Vec<Connection>>,
    /// What goes on with grants, and what became of it.
    pub revocations: Revocations,
    /// The plans, which run in the gateway.
    pub plans: Plans,
    /// The messages.
    pub notices: Notices,
}

impl Console {
    /// Makes the state and provides it to all views.
    pub fn provide() -> Self {
        let session = Session::new();
        let plans = Plans::new();
        let time_limit = Lasting::new(preferences::time_limit_of(&preferences::time_limit()).ok().flatten());
        let console = Self {
            client: Client::new(
                Callback::new(move |()| {
                    session.end();
                    plans.close();
                }),
                time_limit,
            ),
            time_limit,
            location: Location::new(),
            session,
            connections: Lasting::new(Vec::new()),
            revocations: Revocations::new(),
            plans,
            notices: Notices::new(),
        };
        provide_context(console);
        console
    }

    /// Whether nothing runs and nothing is said, tracked: then a page that is read again loses nothing.
    #[must_use]
    pub fn is_quiet(self) -> bool {
        self.notices.is_empty() && self.plans.is_empty()
    }

    /// A connection by its id, tracked.
    #[must_use]
    pub fn connection(self, id: &ConnectionId) -> Option<Connection> {
        self.connections.with(|all| all.iter().find(|connection| connection.id == *id).cloned())
    }
}

/// The state that [`Console::provide`] made.
///
/// # Panics
/// Never in the console: its root provides the state before any view is built.
#[must_use]
pub fn use_console() -> Console {
    expect_context::<Console>()
}
