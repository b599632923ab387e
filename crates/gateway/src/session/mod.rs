//! Who is signed in. The token of the printed link is exchanged for a cookie, or a proxy names the user of each request;
//! `around` asks for one or the other before any handler of the API runs, so that none can forget to.

mod attempts;
mod cookie;
mod proxy;
mod store;
mod token;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, Extension, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rescind_domain::By;
use serde::{Deserialize, Serialize};

pub(crate) use attempts::Attempts;
pub(crate) use cookie::CookieName;
pub(crate) use proxy::Proxy;
pub(crate) use store::{SessionId, SessionKey, SessionLimits, Sessions};
pub(crate) use token::{LoginToken, TokenUse};

use crate::app::App;
use crate::asker::Asker;
use crate::cross_site::is_api;
use crate::error::Error;
use crate::programs::{self, SecretHash};
use crate::{extract, paths};

/// How people sign in.
pub(crate) enum SignIn {
    /// With this token, for a cookie.
    Token(LoginToken),
    /// At a reverse proxy. There are no sessions then: each request carries its user.
    Proxy(Proxy),
}

/// A token and some JSON around it.
const BODY_LIMIT: usize = 4096;

/// Somebody who is signed in, by the name that the journal gives them: [`rescind_domain::Actor`] spells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Person {
    /// The name.
    pub(crate) who: String,
    /// The beginning of the hash of the session's id, where one name stands for everybody who has the token.
    #[serde(skip)]
    pub(crate) session: Option<String>,
}

impl Person {
    /// As the journal names who asks for something.
    pub(crate) fn by(&self) -> By {
        By { who: self.who.clone(), session: self.session.clone() }
    }
}

/// What somebody is known by, to be looked at again later.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Visitor {
    /// A session.
    Session(SessionKey),
    /// A name that the proxy gave. Nobody tells the gateway when that ends.
    Named(String),
    /// The token of a program.
    Program(SecretHash),
}

impl Visitor {
    /// Whether they still may ask.
    pub(crate) async fn is_known(&self, app: &App) -> bool {
        match self {
            Self::Session(key) => app.sessions.is_alive(key, app.environment.clock.elapsed()),
            Self::Named(_) => true,
            Self::Program(secret) => programs::is_valid(app, secret).await,
        }
    }
}

/// What the sender of a request is known by.
pub(crate) fn visitor(app: &App, headers: &HeaderMap, asker: Asker) -> Result<Visitor, Error> {
    match (asker, &app.sign_in) {
        (Asker::Program(program), _) => Ok(Visitor::Program(program.secret)),
        (Asker::Person(person), SignIn::Proxy(_)) => Ok(Visitor::Named(person.who)),
        (Asker::Person(_), SignIn::Token(_)) => {
            let now = app.environment.clock.elapsed();
            let session = app.cookie.read(headers).iter().find_map(|id| app.sessions.look(id, now));
            session.map(|(key, _)| Visitor::Session(key)).ok_or(Error::SignedOut)
        }
    }
}

/// What somebody signs in with.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Credentials {
    /// The token of the link that the gateway prints when it starts.
    token: String,
}

/// `POST /api/session`: exchanges the token for a session.
pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Result<Response, Error> {
    let SignIn::Token(token) = &app.sign_in else { return Err(Error::SignInAtProxy) };
    let body = extract::body(request.into_body(), BODY_LIMIT);
    let bytes = tokio::time::timeout(app.limits.sign_in_body, body)
        .await
        .map_err(|_| Error::bad_request("The token did not come in time."))??;
    // The parser's own message would quote the token.
    let credentials: Credentials = serde_json::from_slice(&bytes)
        .map_err(|_| Error::bad_request("The body must be {\"token\": \"…\"} and nothing else."))?;
    let now = app.environment.clock.elapsed();
    app.attempts.begin(peer.ip(), now).map_err(|wait| {
        tracing::warn!(peer = %peer.ip(), "a sign-in was refused: too many before it have failed");
        Error::TooManyAttempts(wait)
    })?;
    if !token.accepts(&credentials.token) {
        tracing::warn!(peer = %peer.ip(), "a sign-in with a wrong token was refused");
        return Err(Error::WrongToken);
    }
    app.attempts.succeeded(peer.ip());
    // A token names nobody, so everyone who has it goes by the same name.
    let id = SessionId::random(app.environment.random.as_ref()).map_err(Error::internal)?;
    let person = Person { who: "admin".to_owned(), session: Some(id.short()) };
    let cookie = app.cookie.set(&id).map_err(Error::internal)?;
    app.sessions.insert(&id, person, now);
    tracing::info!("signed in");
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// `GET /api/session`: who is signed in.
pub(crate) async fn who(Extension(asker): Extension<Asker>) -> Result<Json<Person>, Error> {
    match asker {
        Asker::Person(person) => Ok(Json(person)),
        Asker::Program(_) => Err(Error::SignedOut),
    }
}

/// `DELETE /api/session`: ends the session.
pub(crate) async fn sign_out(State(app): State<Arc<App>>, request: Request) -> Result<Response, Error> {
    if matches!(app.sign_in, SignIn::Proxy(_)) {
        return Err(Error::SignInAtProxy);
    }
    for id in app.cookie.read(request.headers()) {
        app.sessions.remove(&id);
    }
    let cookie = app.cookie.clear().map_err(Error::internal)?;
    // "cache" also drops the pages that the back button would bring to life again. Not "storage": it holds
    // the choice of theme and language, and what was typed or chosen in a tab, which nobody wants to lose. Not "cookies": a host's cookies are shared by all its ports, so on this machine
    // that would sign people out of programs that are not ours.
    let site_data = (header::HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie), site_data]).into_response())
}

/// Who sends a request. Nobody, where no session is needed; else it is an error when nobody is signed in.
pub(crate) fn recognize(app: &App, peer: SocketAddr, request: &Request) -> Result<Option<Person>, Error> {
    let path = request.uri().path();
    let signs_in = path == paths::SESSION && request.method() == Method::POST;
    if is_api(path) && !signs_in {
        return person(app, peer, path, request.headers()).map(Some);
    }
    match &app.sign_in {
        SignIn::Proxy(proxy) => proxy.guard(peer.ip(), request.headers()).map(|()| None),
        SignIn::Token(_) => Ok(None),
    }
}

fn person(app: &App, peer: SocketAddr, path: &str, headers: &HeaderMap) -> Result<Person, Error> {
    match &app.sign_in {
        SignIn::Proxy(proxy) => proxy.person(peer.ip(), headers),
        SignIn::Token(_) => {
            let now = app.environment.clock.elapsed();
            // A page that is left open asks for events for ever.
            let of = |id: &SessionId| match paths::tells_events(path) {
                true => app.sessions.look(id, now).map(|(_, person)| person),
                false => app.sessions.touch(id, now),
            };
            app.cookie.read(headers).iter().find_map(of).ok_or(Error::SignedOut)
        }
    }
}
