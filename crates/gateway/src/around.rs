//! What happens around every handler, in this order and in one place: the request is noticed for the log, held to the rules
//! against other sites, and its sender recognized; whatever is answered, a refusal too, gets the security headers.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::response::{IntoResponse as _, Response};
use tower_service::Service as _;

use crate::app::{self, App};
use crate::error::Error;
use crate::headers::{Headers, Policy};
use crate::observe::Observed;
use crate::session::Person;
use crate::{cross_site, session};

/// The handlers, and what it takes to let requests to them.
pub(crate) struct Around {
    app: Arc<App>,
    headers: Headers,
    router: Router,
}

impl Around {
    /// Around all handlers of the gateway.
    pub(crate) fn new(app: Arc<App>) -> Self {
        let headers = Headers::new(Policy::for_page(&app.assets.page()), app.scheme);
        Self { headers, router: app::router(Arc::clone(&app)), app }
    }

    /// Answers a request.
    pub(crate) async fn answer(&self, peer: SocketAddr, mut request: Request) -> Response {
        let observed = Observed::begin(&self.app, &request);
        let (mut response, person) = match admitted(&self.app, peer, &request) {
            Ok(person) => {
                // The handler learns who asks; so does the log, afterwards.
                if let Some(person) = &person {
                    request.extensions_mut().insert(person.clone());
                }
                request.extensions_mut().insert(ConnectInfo(peer));
                (self.router.clone().call(request).await.into_response(), person)
            }
            Err(refused) => (refused.into_response(), None),
        };
        self.headers.secure(&mut response);
        observed.end(&self.app, person, &mut response);
        response
    }
}

/// Who asks, where somebody has to be signed in; nobody where that is open to all.
fn admitted(app: &App, peer: SocketAddr, request: &Request) -> Result<Option<Person>, Error> {
    cross_site::guard(app, request)?;
    session::recognize(app, peer, request)
}
