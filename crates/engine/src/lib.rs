//! What a revocation or an undo comes to. One attempt observes, calls and observes again ([`attempt`]); an outcome is made
//! from what was observed and what the vendor answered, and from nothing else ([`outcome`]); a plan is checked as a whole before its
//! first call ([`start`]); many attempts are put in an order
//! in which none touches what another one does ([`scheduler`]); what a killed process left is taken up by observing
//! ([`recovery`]). Whoever runs it brings reads, calls, a journal and a clock ([`World`]): nothing here does I/O by itself.

pub mod attempt;
pub mod compare;
pub mod confirmation;
pub mod connection_fault;
pub mod locks;
pub mod observe;
pub mod outcome;
pub mod recheck;
pub mod recovery;
pub mod scheduler;
pub mod start;
mod world;

pub use attempt::{Attempted, Put, Settlement};
pub use locks::LockKey;
pub use scheduler::{Batch, BatchId, Scheduler};
pub use world::{Intended, NotBegun, World};
