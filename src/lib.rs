//! The Rescind console: a page in WebAssembly that shows who holds what and takes it away.
//!
//! `transport` is the one place that fetches, `api` the gateway's own interface, `state` what outlives a page, `ui` parts
//! that know neither vendors nor state, `pages` compose them. See `ARCHITECTURE.md` for the law between them.

pub mod api;
pub mod app;
pub mod i18n;
mod json;
pub mod lasting;
pub mod pages;
pub mod parts;
pub mod reads;
pub mod state;
pub mod transport;
pub mod ui;
