//! What can be read of a connection: `GET /api/connections/{id}/…`. Names are values of the query and never parts of a path that
//! anybody but the vendor's request builder joins. Nothing is changed here.
//!
//! A list is NDJSON ([`rescind_domain::read::line`]): its rows come as they are read. Equal lists that are wanted at the same time
//! are read once ([`in_flight`]). What could not be read at all is a fault with HTTP 502, told apart from a proxy's by a header.

mod answer;
mod in_flight;
mod list;
mod shown;
mod source;

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use rescind_domain::read::PersonRef;
use rescind_domain::{PrincipalId, RoleName, RoleRef, Scope};
use rescind_vendors::read;
use serde::Deserialize;

use crate::app::App;
use crate::connections::{self, Connection};
use crate::error::Error;
use crate::extract::{Id, Parameters};
use in_flight::Key;

pub(crate) use in_flight::Readings;
pub(crate) use source::Source;

/// The longest name, scope or id, in bytes: nothing that a vendor knows is longer.
const LONGEST: usize = 1024;

/// Which role.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleQuery {
    /// What the role lives in, as the list of roles says it; of roles without a scope it is left out.
    scope: Option<String>,
    /// The role's name.
    name: String,
}

/// Which user.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct UserQuery {
    /// What the user lives in, as the list of users says it; of users without a scope it is left out.
    scope: Option<String>,
    /// The user's id.
    id: String,
}

/// No parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoQuery {}

/// What is read, and of what.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    Roles,
    Members(RoleRef),
    Privileges(RoleRef),
    Users,
    User(PersonRef),
    Effective(PersonRef),
}

/// The connection that a path names, asked on behalf of a reader.
pub(crate) struct Asked {
    app: Arc<App>,
    connection: Arc<Connection>,
    headers: HeaderMap,
}

impl FromRequestParts<Arc<App>> for Asked {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let Id(id) = Id::from_request_parts(parts, app).await?;
        let connection = app.connections.get(&id).cloned().ok_or(Error::NotFound("connection"))?;
        Ok(Self { app: Arc::clone(app), connection, headers: parts.headers.clone() })
    }
}

impl Asked {
    fn source(&self) -> Source {
        Source::new(&self.app, &self.connection, &self.headers)
    }

    /// The connection as the vendors' code knows it, with the account that is used now.
    async fn public(&self) -> rescind_domain::Connection {
        let account = connections::account(&self.app, &self.connection).await;
        rescind_domain::Connection { account, ..self.connection.public.clone() }
    }

    /// A list as it is read, for all who want it now.
    async fn list(self, subject: Subject) -> Result<Response, Error> {
        let (source, public) = (self.source(), self.public().await);
        let language = source.language().cloned();
        let key = Key { connection: public.id.clone(), subject: subject.clone(), language };
        let begin = |sink| list::read(Arc::clone(&self.app), source, public, subject, sink);
        self.app.readings.join_or_begin(key, begin).answer(&self.app).await
    }
}

/// Text of a query that may name something.
fn checked(text: String, what: &str) -> Result<String, Error> {
    let is_name = !text.is_empty() && text.len() <= LONGEST && !text.chars().any(char::is_control);
    if is_name {
        Ok(text)
    } else {
        Err(Error::bad_request(format!("The parameter `{what}` is empty, too long, or has control characters.")))
    }
}

fn scope(text: Option<String>) -> Result<Option<Scope>, Error> {
    text.map(|text| checked(text, "scope").map(Scope::new)).transpose()
}

impl RoleQuery {
    fn role(self) -> Result<RoleRef, Error> {
        Ok(RoleRef { scope: scope(self.scope)?, name: RoleName::new(checked(self.name, "name")?) })
    }
}

impl UserQuery {
    fn user(self) -> Result<PersonRef, Error> {
        Ok(PersonRef { scope: scope(self.scope)?, id: PrincipalId::new(checked(self.id, "id")?) })
    }
}

/// The role that a query names.
pub(crate) struct OfRole(RoleRef);

impl<S: Send + Sync> FromRequestParts<S> for OfRole {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Parameters(query) = Parameters::<RoleQuery>::from_request_parts(parts, state).await?;
        query.role().map(Self)
    }
}

/// The user that a query names.
pub(crate) struct OfUser(PersonRef);

impl<S: Send + Sync> FromRequestParts<S> for OfUser {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Parameters(query) = Parameters::<UserQuery>::from_request_parts(parts, state).await?;
        query.user().map(Self)
    }
}

/// `GET /api/connections/{id}/health`: whether it works, and how much it shows of itself.
pub(crate) async fn health(_: Parameters<NoQuery>, asked: Asked) -> Response {
    let public = asked.public().await;
    answer::whole(read::probe(&asked.source(), &public).await)
}

/// `GET /api/connections/{id}/roles`.
pub(crate) async fn roles(_: Parameters<NoQuery>, asked: Asked) -> Result<Response, Error> {
    asked.list(Subject::Roles).await
}

/// `GET /api/connections/{id}/describe/role?scope=&name=`: the role, or null.
pub(crate) async fn role(OfRole(role): OfRole, asked: Asked) -> Response {
    let public = asked.public().await;
    answer::whole(read::role(&asked.source(), &public, &role).await)
}

/// `GET /api/connections/{id}/role/members?scope=&name=`.
pub(crate) async fn members(OfRole(role): OfRole, asked: Asked) -> Result<Response, Error> {
    asked.list(Subject::Members(role)).await
}

/// `GET /api/connections/{id}/role/privileges?scope=&name=`.
pub(crate) async fn privileges(OfRole(role): OfRole, asked: Asked) -> Result<Response, Error> {
    asked.list(Subject::Privileges(role)).await
}

/// `GET /api/connections/{id}/users`.
pub(crate) async fn users(_: Parameters<NoQuery>, asked: Asked) -> Result<Response, Error> {
    asked.list(Subject::Users).await
}

/// `GET /api/connections/{id}/describe/user?scope=&id=`: the user, and the roles held.
pub(crate) async fn user(OfUser(user): OfUser, asked: Asked) -> Result<Response, Error> {
    asked.list(Subject::User(user)).await
}

/// `GET /api/connections/{id}/user/privileges?scope=&id=`: all that the user may do, with the role that each comes through.
pub(crate) async fn effective(OfUser(user): OfUser, asked: Asked) -> Result<Response, Error> {
    asked.list(Subject::Effective(user)).await
}
