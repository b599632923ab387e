//! Managed MongoDB as a client meets it. Time is never waited for: operations end at once, by counted looks, or never.

mod access;
mod auth;
mod changes;
mod databases;
mod forms;
mod iam;
mod operations;
mod paging;
mod persistence;
mod replay;
mod revoke;
mod scenario;
mod seeds;
pub(crate) mod support;
