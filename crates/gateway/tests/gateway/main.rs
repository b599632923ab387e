//! The gateway as its clients meet it: over HTTP, against an upstream that records every request, or against the sandbox.
//! Nothing waits by sleeping: a test waits for what it needs, up to a deadline.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop where something is not as they say, and the helpers here are parts of tests"
)]

mod assets;
mod binary;
mod chain;
mod check;
mod corpus;
mod driver;
mod endings;
mod events;
mod exchange;
mod export;
mod faults;
mod header_snapshot;
mod headers;
mod journal;
mod killed;
mod kills;
mod lists;
mod log;
mod metrics;
mod milvus;
mod mutate;
mod network;
mod openapi;
mod papers;
mod patience;
mod plans;
mod preview;
mod program;
mod programs;
mod proxy;
mod read_faults;
mod reads;
mod ready;
mod refusals;
mod rules;
mod sandbox;
mod secrets;
mod session;
mod shared_reads;
mod steering;
mod support;
mod there_and_back;
mod tls;
mod tokens;
mod undo;
mod upstream;
mod waiting;
