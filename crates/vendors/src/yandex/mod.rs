//! Yandex Managed Service for MongoDB (StoreDoc), REST API v1: clusters, their users with roles on databases, and the
//! operations that every change becomes. Failures are a `google.rpc.Status`, whatever HTTP says.

mod answer;
mod api;
mod field;
mod follow;
pub mod give;
mod observe;
pub mod operation;
pub mod read;
pub mod requests;
pub mod revoke;
pub mod roles;
mod rules;
pub mod scope;
pub mod snippets;
pub mod status;
pub mod user;

pub use answer::Answer;
pub(crate) use api::Api;
pub use field::Wrong;

use crate::routes::Parameter::{self, Folder, Free};
use crate::{Effect, Host, Method, Route};

const PAGED: &[Parameter] = &[Free("pageSize"), Free("pageToken")];

/// The calls that the console needs. What creates or deletes is not among them.
pub const ROUTES: &[Route] = &[
    read(requests::CLUSTERS, &[Folder("folderId"), Free("pageSize"), Free("pageToken"), Free("filter")], Host::Main),
    read(requests::CLUSTER, &[], Host::Main),
    read(requests::USERS, PAGED, Host::Main),
    read(requests::USER, &[], Host::Main),
    read(requests::DATABASES, PAGED, Host::Main),
    read(requests::CLUSTER_OPERATIONS, PAGED, Host::Main),
    read(requests::OPERATION, &[], Host::Operations),
    change(Method::Post, requests::REVOKE_PERMISSION, Effect::Revoke),
    change(Method::Post, requests::GRANT_PERMISSION, Effect::Give),
    change(Method::Patch, requests::USER, Effect::Replace),
];

const fn read(path: &'static str, query: &'static [Parameter], host: Host) -> Route {
    Route { method: Method::Get, path, query, effect: Effect::Read, host }
}

const fn change(method: Method, path: &'static str, effect: Effect) -> Route {
    Route { method, path, query: &[], effect, host: Host::Main }
}
