//! Who is signed in. The token of the printed link is exchanged for a cookie; a layer asks for that cookie before any
//! handler of the API runs, so that none can forget to. Another way to sign in would be another module here that yields a
//! [`Person`].

mod attempts;
mod cookie;
mod store;
mod token;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, Extension, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

pub(crate) use attempts::Attempts;
pub(crate) use cookie::CookieName;
pub(crate) use store::{SessionId, SessionLimits, Sessions};
pub(crate) use token::{LoginToken, TokenUse};

use crate::app::App;
use crate::cross_site::is_api;
use crate::error::Error;
use crate::extract;

/// A token and some JSON around it.
const BODY_LIMIT: usize = 4096;

/// Somebody who is signed in, by the name that the journal gives them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Person {
    pub(crate) who: String,
}

#[derive(Deserialize)]
struct SignIn {
    token: String,
}

/// `POST /api/session`: exchanges the token for a session.
pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Result<Response, Error> {
    let bytes = extract::body(request.into_body(), BODY_LIMIT).await?;
    // The parser's own message would quote the token.
    let sign_in: SignIn = serde_json::from_slice(&bytes)
        .map_err(|_| Error::bad_request("The body must be {\"token\": \"…\"} and nothing else."))?;
    let now = app.environment.clock.elapsed();
    app.attempts.begin(peer.ip(), now).map_err(|wait| {
        tracing::warn!(peer = %peer.ip(), "a sign-in was refused: too many before it have failed");
        Error::TooManyAttempts(wait)
    })?;
    if !app.token.accepts(&sign_in.token) {
        tracing::warn!(peer = %peer.ip(), "a sign-in with a wrong token was refused");
        return Err(Error::WrongToken);
    }
    app.attempts.succeeded(peer.ip());
    // A token names nobody, so everyone who has it goes by the same name.
    let person = Person { who: "admin".to_owned() };
    let id = SessionId::random(app.environment.random.as_ref()).map_err(Error::internal)?;
    let cookie = app.cookie.set(&id).map_err(Error::internal)?;
    app.sessions.insert(&id, person, now);
    tracing::info!("signed in");
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// `GET /api/session`: who is signed in.
pub(crate) async fn who(Extension(person): Extension<Person>) -> Json<Person> {
    Json(person)
}

/// `DELETE /api/session`: ends the session.
pub(crate) async fn sign_out(State(app): State<Arc<App>>, request: Request) -> Result<Response, Error> {
    for id in app.cookie.read(request.headers()) {
        app.sessions.remove(&id);
    }
    let cookie = app.cookie.clear().map_err(Error::internal)?;
    // "cache" also drops the pages that the back button would bring to life again. Not "storage": it holds nothing but
    // the choice of theme and language. Not "cookies": a host's cookies are shared by all its ports, so on this machine
    // that would sign people out of programs that are not ours.
    let site_data = (header::HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie), site_data]).into_response())
}

/// Lets a request through if it needs no session, or if its session is alive; then its handler learns whose it is.
pub(crate) async fn require(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Result<Response, Error> {
    let path = request.uri().path();
    let signs_in = path == "/api/session" && request.method() == Method::POST;
    if is_api(path) && !signs_in {
        let now = app.environment.clock.elapsed();
        let person = app.cookie.read(request.headers()).iter().find_map(|id| app.sessions.touch(id, now));
        request.extensions_mut().insert(person.ok_or(Error::SignedOut)?);
    }
    Ok(next.run(request).await)
}
