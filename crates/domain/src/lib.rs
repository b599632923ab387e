//! The words of Rescind as types, and the rules that need nothing but them.
//!
//! This crate owns what a grant, a plan, an outcome, a fault and a journal row are. It does no I/O, knows no vendor and
//! reads no clock: time and randomness come in as parameters, so that everything here is tested exhaustively and natively.

pub mod actor;
pub mod capabilities;
pub mod connection;
pub mod csv;
pub mod description;
pub mod entry;
pub mod event;
pub mod fault;
pub mod gateway_error;
pub mod grant;
pub mod hazard;
pub mod id;
pub mod inverse;
pub mod journal;
pub mod observation;
pub mod operation;
pub mod outcome;
pub mod pace;
pub mod plan;
pub mod plan_file;
pub mod plan_status;
pub mod preview;
pub mod principal;
pub mod privilege;
pub mod read;
pub mod role;
pub mod sort;
pub mod table;
mod utc;

pub use actor::Actor;
pub use capabilities::{Capabilities, PlaceWord, ScopeWord};
pub use connection::{Access, Connection, Vendor};
pub use entry::{Accepted, Action, ActionKind, Entry};
pub use fault::{BusinessStatus, Fault, FaultKind, FaultSource, Retry};
pub use gateway_error::{GatewayError, GatewayErrorBody, GatewayErrorKind};
pub use grant::{AccessGrant, Grant, GrantKey, Membership, RoleRef};
pub use hazard::{Hazard, HazardCode};
pub use id::{
    ConnectionId, EntryId, IdempotencyKey, OperationId, PlanId, PrincipalId, RequestId, RoleName, Scope, Timestamp,
};
pub use inverse::{Irreversible, inverse, left_to_restore};
pub use journal::{EntryState, JournalPage, JournalRow, Repeat};
pub use observation::{CallResult, CallResultKind, Comparison, Extent, Observation, Observed, Observer};
pub use operation::{Operation, OperationState};
pub use outcome::Outcome;
pub use plan::{
    EntryRef, LaterEntry, NewPlan, PlanEntry, PlanRef, PlanSummary, PlanView, Requested, SomeEntries, StateCounts,
};
pub use plan_status::{By, PauseReason, PlanRequest, PlanStatus, Waiting};
pub use principal::{Principal, PrincipalKind};
pub use privilege::{GrantEffect, PrivilegeGrant, PrivilegeKind};
pub use role::RoleNature;
