//! Milvus and Zilliz Cloud over REST API v2. Every call is a POST; nearly every failure is HTTP 200 with a `code`.

mod api;
pub mod classify;
pub mod envelope;
mod give;
mod observe;
mod person;
pub mod privileges;
pub mod read;
pub mod requests;
pub mod revoke;
pub mod roles;
mod rows;
pub mod snapshot;
pub mod snippets;

pub(crate) use api::Api;

use crate::{Effect, Host, Method, Route};

/// The calls that the console needs, relative to the connection's base address.
pub const ROUTES: &[Route] = &[
    read(requests::USERS_LIST),
    read(requests::USERS_DESCRIBE),
    read(requests::ROLES_LIST),
    read(requests::ROLES_DESCRIBE),
    read(requests::DATABASES_LIST),
    read(requests::PRIVILEGE_GROUPS_LIST),
    revoke(requests::USERS_REVOKE_ROLE),
    revoke(requests::ROLES_REVOKE_PRIVILEGE),
    revoke(requests::ROLES_REVOKE_PRIVILEGE_V2),
    give_back(requests::USERS_GRANT_ROLE),
    give_back(requests::ROLES_GRANT_PRIVILEGE),
    give_back(requests::ROLES_GRANT_PRIVILEGE_V2),
];

const fn read(path: &'static str) -> Route {
    route(path, Effect::Read)
}

const fn revoke(path: &'static str) -> Route {
    route(path, Effect::Revoke)
}

const fn give_back(path: &'static str) -> Route {
    route(path, Effect::Give)
}

const fn route(path: &'static str, effect: Effect) -> Route {
    Route { method: Method::Post, path, query: &[], effect, host: Host::Main }
}
