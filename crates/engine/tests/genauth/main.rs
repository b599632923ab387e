//! Attempts at the entries of plans, batch by batch, against a GenAuth in memory.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test whose own parts do not fit together may panic"
)]

mod answers;
mod changes;
mod departments;
mod earlier;
mod extent;
mod fake;
mod give;
#[path = "../../../vendors/tests/genauth/kits.rs"]
mod kits;
mod many;
mod matrix;
mod run;
#[path = "../../../vendors/tests/genauth/fake.rs"]
mod server;
#[path = "../../../vendors/tests/genauth/state.rs"]
mod state;
#[path = "../support/mod.rs"]
mod support;
