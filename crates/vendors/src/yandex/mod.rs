//! Yandex Managed Service for MongoDB (StoreDoc), REST API v1.

mod api;

pub(crate) use api::Api;
