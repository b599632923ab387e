//! An attempt at one entry, against a service in memory: every answer to the call, every life of its operation, with and
//! without the change.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test whose own parts do not fit together may panic"
)]

mod answers;
mod confirmed;
mod earlier;
mod extent;
mod fake;
mod give;
mod looks;
mod matrix;
#[path = "../../../vendors/tests/yandex/script.rs"]
mod script;
#[path = "../support/mod.rs"]
mod support;
