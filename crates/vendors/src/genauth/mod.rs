//! GenAuth (Authing), Management API V3.

mod api;

pub(crate) use api::Api;
