//! What every page with revoke buttons shares: the cell with the button, and the question before anything is sent.

pub mod cell;
pub mod confirm;
pub mod hazards;
pub mod parts;

use leptos::prelude::*;
use rescind_domain::hazard::Known;
use rescind_domain::{Connection, ConnectionId, Grant, RoleName};
use rescind_vendors::read::Gap;

/// One grant that somebody wants to take away.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Where.
    pub connection: ConnectionId,
    /// What.
    pub grant: Grant,
    /// What the page knows around it.
    pub known: Known,
    /// The other roles that the principal has in the same scope, which would go too if all access to it were taken.
    pub siblings: Vec<RoleName>,
}

/// Revocations that somebody asked for and has not confirmed yet.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Where.
    pub connection: Connection,
    /// What.
    pub wishes: Vec<Wish>,
    /// The people who may hold the same and are not among them, because they could not be read.
    pub gaps: Vec<Gap>,
}

/// The question that is open on a page, if any.
pub type Question = RwSignal<Option<Asked>>;
