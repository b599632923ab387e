//! What happens around every handler, in this order and in one place: the request is noticed for the log, held to the rules
//! against other sites, and its sender recognized; whatever is answered, a refusal too, gets the security headers.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::response::{IntoResponse as _, Response};
use tower_service::Service as _;

use crate::app::{self, App};
use crate::asker::Asker;
use crate::cross_site::{self, is_api};
use crate::error::Error;
use crate::headers::{Headers, Policy};
use crate::observe::Observed;
use crate::programs::{self, Secret};
use crate::session::{self, Person};

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
        // A body is not to be shared between threads, so that the request is looked at before anything is waited for.
        let claim = claim(&self.app, peer, &request);
        let (mut response, asker) = match self.admitted(peer, claim).await {
            Ok(asker) => {
                // The handler learns who asks; so does the log, afterwards.
                if let Some(asker) = &asker {
                    request.extensions_mut().insert(asker.clone());
                }
                request.extensions_mut().insert(ConnectInfo(peer));
                (self.router.clone().call(request).await.into_response(), asker)
            }
            Err(refused) => (refused.into_response(), None),
        };
        self.headers.secure(&mut response);
        observed.end(&self.app, asker, &mut response);
        response
    }

    /// Who asks, where somebody has to be signed in; nobody where that is open to all.
    async fn admitted(&self, peer: SocketAddr, claim: Result<Claim, Error>) -> Result<Option<Asker>, Error> {
        Ok(match claim? {
            Claim::Person(person) => person.map(Asker::Person),
            Claim::Program(secret) => Some(Asker::Program(programs::recognize(&self.app, peer, secret).await?)),
        })
    }
}

/// Who a request says that it is from.
enum Claim {
    /// A person who is signed in, or nobody in particular.
    Person(Option<Person>),
    /// Whoever has this token, if it has the form of one.
    Program(Option<Secret>),
}

fn claim(app: &App, peer: SocketAddr, request: &Request) -> Result<Claim, Error> {
    cross_site::guard(app, request)?;
    match is_api(request.uri().path()) && programs::is_presented(request.headers()) {
        true => programs::presented(app, request.headers()).map(Claim::Program),
        false => session::recognize(app, peer, request).map(Claim::Person),
    }
}
