//! What each route needs of a program's token, held against it before the handler runs. People need no token's scopes. Handlers
//! ask for more where the body decides.

use axum::extract::{FromRequestParts as _, RawPathParams, Request};
use axum::middleware::Next;
use axum::response::Response;
use rescind_domain::ConnectionId;

use super::Program;
use crate::asker::Asker;
use crate::error::Error;
use crate::journal::TokenScope;

/// The parameter of a path under [`OF_CONNECTION`] that names a connection.
const CONNECTION: &str = "id";
/// What the paths begin with that are about one connection.
const OF_CONNECTION: &str = "/api/connections/{id}";

/// What a route needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing: it is open to all whom its handler does not refuse, and tokens are not looked at.
    Nothing,
    /// Somebody who is signed in; no token will do.
    Person,
    /// Somebody who is signed in, or a token with one of these scopes. Where the path names a connection, the token has to
    /// name it, too.
    OneOf(&'static [TokenScope]),
}

impl Needs {
    /// Any token.
    pub(crate) const ANY: Self = Self::OneOf(&[TokenScope::Read, TokenScope::Plan, TokenScope::Run, TokenScope::Undo]);
    /// A token that may read.
    pub(crate) const READ: Self = Self::OneOf(&[TokenScope::Read]);
    /// A token that may store plans.
    pub(crate) const PLAN: Self = Self::OneOf(&[TokenScope::Plan]);
    /// A token that may run plans.
    pub(crate) const RUN: Self = Self::OneOf(&[TokenScope::Run]);

    fn check(self, program: &Program) -> Result<(), Error> {
        match self {
            Self::Nothing => Ok(()),
            Self::Person => Err(Error::token_refused("This is for people who are signed in, not for tokens.")),
            Self::OneOf(scopes) => program.needs_one_of(scopes),
        }
    }
}

/// Lets a request through to the handler of the route with the template `path`.
///
/// # Errors
/// It is a program's, whose token does not permit it.
pub(crate) async fn permit(needs: Needs, path: &'static str, request: Request, next: Next) -> Result<Response, Error> {
    let Some(Asker::Program(program)) = request.extensions().get::<Asker>().cloned() else {
        return Ok(next.run(request).await);
    };
    needs.check(&program)?;
    let (mut parts, body) = request.into_parts();
    if path.strip_prefix(OF_CONNECTION).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
        let parameters = RawPathParams::from_request_parts(&mut parts, &()).await.map_err(Error::internal)?;
        let named = parameters.iter().find(|(name, _)| *name == CONNECTION);
        let (_, connection) = named.ok_or(Error::NotFound("connection"))?;
        program.reaches(&ConnectionId::new(connection))?;
    }
    Ok(next.run(Request::from_parts(parts, body)).await)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower_service::Service as _;

    use super::super::tests::program;
    use super::*;

    const ROLES: &str = "/api/connections/{id}/roles";

    async fn status(needs: Needs, asker: Option<Asker>, uri: &str) -> u16 {
        let permit = move |request, next| permit(needs, ROLES, request, next);
        let mut router: Router = Router::new().route(ROLES, get("ok").route_layer(from_fn(permit)));
        let mut request = Request::builder().uri(uri).body(Body::empty()).unwrap();
        if let Some(asker) = asker {
            request.extensions_mut().insert(asker);
        }
        router.call(request).await.unwrap().status().as_u16()
    }

    #[tokio::test]
    async fn a_path_that_names_a_connection_needs_a_token_that_names_it() {
        let reads = || Some(Asker::Program(program(&[TokenScope::Read], false)));
        for (uri, expected) in [
            ("/api/connections/prod/roles", 200),
            ("/api/connections/%70rod/roles", 200),
            ("/api/connections/other/roles", 404),
            ("/api/connections/prod%2f/roles", 404),
            ("/api/connections/PROD/roles", 404),
            ("/api/connections/prod/roles?id=other", 200),
            ("/api/connections/other/roles?id=prod", 404),
        ] {
            assert_eq!(status(Needs::READ, reads(), uri).await, expected, "{uri}");
        }
        assert_eq!(status(Needs::RUN, reads(), "/api/connections/prod/roles").await, 403);
        assert_eq!(status(Needs::Person, reads(), "/api/connections/prod/roles").await, 403);
        assert_eq!(status(Needs::READ, None, "/api/connections/other/roles").await, 200, "people need none");
    }
}
