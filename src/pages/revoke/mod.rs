//! What every page with revoke buttons shares: the cell with the button, and the question before anything is sent.

pub mod cell;
pub mod confirm;
pub mod hazards;
pub mod parts;

use leptos::prelude::*;
use rescind_domain::hazard::Known;
use rescind_domain::{Connection, ConnectionId, Grant, RoleName};
use rescind_vendors::read::{self, Gap};

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

impl Wish {
    /// A grant of a connection; what its holder's other roles in the same scope still allow is found here.
    #[must_use]
    pub fn new(connection: &Connection, grant: Grant, known: Known, siblings: Vec<RoleName>) -> Self {
        let of_role = |role| read::covering(connection.vendor, role, &siblings);
        let covering = match &grant {
            Grant::Membership(membership) => of_role(&membership.role),
            Grant::Privilege(_) | Grant::Access(_) => Vec::new(),
        };
        let covering = known.covering.into_iter().chain(covering.iter().map(ToString::to_string)).collect();
        Self { connection: connection.id.clone(), grant, known: Known { covering, ..known }, siblings }
    }
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
