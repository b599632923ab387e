//! The paths and what answers them. A verb stands behind the last colon of a path; names are percent-decoded after that,
//! because they may hold anything else.

use axum::http::Method;
use percent_encoding::percent_decode_str;

use super::{
    clusters, databases, operations, permissions,
    session::{Outcome, Session},
    users,
};
use crate::exchange::Effect;

/// What a path and a method ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// What needs no token.
    Open(Open),
    /// What needs one.
    Guarded(Guarded),
}

/// Discovery and the exchange of credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Open {
    ListEndpoints,
    GetEndpoint(String),
    CreateToken,
    RevokeToken,
}

/// Everything else; the texts are the cluster, then the user, database or operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Guarded {
    ListClusters,
    GetCluster(String),
    ListOperations(String),
    ListUsers(String),
    CreateUser(String),
    GetUser(String, String),
    UpdateUser(String, String),
    DeleteUser(String, String),
    Grant(String, String),
    Revoke(String, String),
    ListDatabases(String),
    CreateDatabase(String),
    GetDatabase(String, String),
    DeleteDatabase(String, String),
    GetOperation(String),
    CancelOperation(String),
}

/// Whether the path is this vendor's, matched by a route of it or not.
pub(crate) fn claim(path: &str) -> bool {
    let below = |base: &str| path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    ["/managed-mongodb", "/operations", "/iam", "/endpoints"].into_iter().any(below)
}

/// What a call asks for, if there is such a thing.
pub(crate) fn find(method: &Method, path: &str) -> Option<Route> {
    let (path, verb) = match path.rsplit_once(':') {
        Some((path, verb)) if !verb.contains('/') => (path, verb),
        _ => (path, ""),
    };
    let segments = path.strip_prefix('/')?.split('/').map(decoded).collect::<Option<Vec<String>>>()?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["managed-mongodb", "v1", "clusters", rest @ ..] => below_clusters(method, rest, verb).map(Route::Guarded),
        ["operations", id] => match (method, verb) {
            (&Method::GET, "") => Some(Route::Guarded(Guarded::GetOperation((*id).to_owned()))),
            // The annotation says GET, the vendor's guide POST.
            (&Method::GET | &Method::POST, "cancel") => {
                Some(Route::Guarded(Guarded::CancelOperation((*id).to_owned())))
            }
            _ => None,
        },
        ["iam", "v1", "tokens"] => match (method, verb) {
            (&Method::POST, "") => Some(Route::Open(Open::CreateToken)),
            (&Method::POST, "revoke") => Some(Route::Open(Open::RevokeToken)),
            _ => None,
        },
        ["endpoints"] if method == Method::GET && verb.is_empty() => Some(Route::Open(Open::ListEndpoints)),
        ["endpoints", id] if method == Method::GET && verb.is_empty() => {
            Some(Route::Open(Open::GetEndpoint((*id).to_owned())))
        }
        _ => None,
    }
}

fn below_clusters(method: &Method, segments: &[&str], verb: &str) -> Option<Guarded> {
    let owned = |text: &str| text.to_owned();
    match (method, segments, verb) {
        (&Method::GET, [], "") => Some(Guarded::ListClusters),
        (&Method::GET, [cluster], "") => Some(Guarded::GetCluster(owned(cluster))),
        (&Method::GET, [cluster, "operations"], "") => Some(Guarded::ListOperations(owned(cluster))),
        (&Method::GET, [cluster, "users"], "") => Some(Guarded::ListUsers(owned(cluster))),
        (&Method::POST, [cluster, "users"], "") => Some(Guarded::CreateUser(owned(cluster))),
        (&Method::GET, [cluster, "users", user], "") => Some(Guarded::GetUser(owned(cluster), owned(user))),
        (&Method::PATCH, [cluster, "users", user], "") => Some(Guarded::UpdateUser(owned(cluster), owned(user))),
        (&Method::DELETE, [cluster, "users", user], "") => Some(Guarded::DeleteUser(owned(cluster), owned(user))),
        (&Method::POST, [cluster, "users", user], "grantPermission") => {
            Some(Guarded::Grant(owned(cluster), owned(user)))
        }
        (&Method::POST, [cluster, "users", user], "revokePermission") => {
            Some(Guarded::Revoke(owned(cluster), owned(user)))
        }
        (&Method::GET, [cluster, "databases"], "") => Some(Guarded::ListDatabases(owned(cluster))),
        (&Method::POST, [cluster, "databases"], "") => Some(Guarded::CreateDatabase(owned(cluster))),
        (&Method::GET, [cluster, "databases", name], "") => Some(Guarded::GetDatabase(owned(cluster), owned(name))),
        (&Method::DELETE, [cluster, "databases", name], "") => {
            Some(Guarded::DeleteDatabase(owned(cluster), owned(name)))
        }
        _ => None,
    }
}

fn decoded(segment: &str) -> Option<String> {
    percent_decode_str(segment).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

impl Route {
    /// What it is there for.
    pub(crate) fn effect(&self) -> Option<Effect> {
        match self {
            Self::Open(Open::CreateToken | Open::RevokeToken) => None,
            Self::Open(Open::ListEndpoints | Open::GetEndpoint(_)) => Some(Effect::Read),
            Self::Guarded(route) => Some(route.effect()),
        }
    }
}

impl Guarded {
    fn effect(&self) -> Effect {
        match self {
            Self::ListClusters
            | Self::GetCluster(_)
            | Self::ListOperations(_)
            | Self::ListUsers(_)
            | Self::GetUser(..)
            | Self::ListDatabases(_)
            | Self::GetDatabase(..)
            | Self::GetOperation(_) => Effect::Read,
            Self::CreateUser(_)
            | Self::UpdateUser(..)
            | Self::DeleteUser(..)
            | Self::Grant(..)
            | Self::Revoke(..)
            | Self::CreateDatabase(_)
            | Self::DeleteDatabase(..)
            | Self::CancelOperation(_) => Effect::Change,
        }
    }

    /// Carries the call out.
    pub(crate) fn run(&self, session: &Session<'_>, body: &[u8]) -> Outcome {
        match self {
            Self::ListClusters => clusters::list(session),
            Self::GetCluster(cluster) => clusters::get(session, cluster),
            Self::ListOperations(cluster) => operations::list(session, cluster),
            Self::ListUsers(cluster) => users::list(session, cluster),
            Self::CreateUser(cluster) => users::create(session, cluster, body),
            Self::GetUser(cluster, user) => users::get(session, cluster, user),
            Self::UpdateUser(cluster, user) => users::update(session, cluster, user, body),
            Self::DeleteUser(cluster, user) => users::delete(session, cluster, user),
            Self::Grant(cluster, user) => permissions::grant(session, cluster, user, body),
            Self::Revoke(cluster, user) => permissions::revoke(session, cluster, user, body),
            Self::ListDatabases(cluster) => databases::list(session, cluster),
            Self::CreateDatabase(cluster) => databases::create(session, cluster, body),
            Self::GetDatabase(cluster, name) => databases::get(session, cluster, name),
            Self::DeleteDatabase(cluster, name) => databases::delete(session, cluster, name),
            Self::GetOperation(id) => operations::get(session, id),
            Self::CancelOperation(id) => operations::cancel(session, id),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use super::{Guarded, Route, claim, find};

    #[test]
    fn a_name_is_decoded_after_the_path_was_cut() {
        let revoke = |path: &str| find(&Method::POST, &format!("/managed-mongodb/v1/clusters/c/users/{path}"));
        let of = |user: &str| Some(Route::Guarded(Guarded::Revoke("c".to_owned(), user.to_owned())));
        assert_eq!(revoke("bob%40corp.example:revokePermission"), of("bob@corp.example"));
        assert_eq!(revoke("bob@corp.example:revokePermission"), of("bob@corp.example"));
        assert_eq!(revoke("a%2Fb:revokePermission"), of("a/b"));
        for none in ["alice%3ArevokePermission", "alice:RevokePermission", "alice:", "a/b:revokePermission", "%ff"] {
            assert_eq!(revoke(none), None, "{none}");
        }
    }

    #[test]
    fn no_path_of_another_vendor_is_claimed() {
        for ours in ["/managed-mongodb/v2", "/operations/x:cancel", "/iam/v1/tokens", "/endpoints", "/endpoints/iam"] {
            assert!(claim(ours), "{ours}");
        }
        for other in ["/", "/endpoints-of-others", "/v2/vectordb/users/list", "/api/v3/get-user", "/managed-mongodbs"] {
            assert!(!claim(other), "{other}");
        }
    }
}
