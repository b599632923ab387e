//! What every page with revoke buttons shares: the cell with the button, and the question before anything is sent.

pub mod accepts;
pub mod cell;
pub mod confirm;
mod exact;
pub mod gather;
pub mod hazards;
pub mod parts;
pub mod read_again;
pub mod review;

use leptos::prelude::*;
use rescind_domain::hazard::Known;
use rescind_domain::read::{Gap, Held, PrivilegeFacts};
use rescind_domain::{Connection, Entry, Grant, Principal, RoleName};

/// One grant that somebody wants to revoke, with what is known around it.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Where.
    pub connection: Connection,
    /// What.
    pub grant: Grant,
    /// What the page knows around it.
    pub known: Known,
    /// The other roles that the principal has in the same scope, which would go too if all access to it were taken.
    pub siblings: Vec<RoleName>,
}

impl Wish {
    /// The entry that it becomes; nothing is confirmed yet.
    #[must_use]
    pub fn entry(&self) -> Entry {
        Entry::revoke(self.connection.id.clone(), self.grant.clone())
    }

    /// A grant of a connection, with what is known around it. What goes along with a privilege is not known yet.
    #[must_use]
    pub fn new(connection: &Connection, grant: Grant, known: Known, siblings: Vec<RoleName>) -> Self {
        Self { connection: connection.clone(), grant, known, siblings }
    }

    /// The same with what the gateway has found out around a privilege.
    #[must_use]
    pub fn with(mut self, facts: Option<&PrivilegeFacts>) -> Self {
        if let (Grant::Privilege(_), Some(PrivilegeFacts { going_too, covering, wildcard })) = (&self.grant, facts) {
            self.known.going_too.clone_from(going_too);
            self.known.covering.clone_from(covering);
            self.known.wildcard = *wildcard;
        }
        self
    }

    /// A role that a person was read to hold; `whole` when nothing was missing from what was read.
    #[must_use]
    pub fn of_held(connection: &Connection, held: &Held, whole: bool) -> Self {
        // Where holders may be hidden from the list, nobody is known to be the last one.
        let countable = whole && connection.capabilities.by_code.is_empty();
        let holders = held.holders.filter(|_| countable);
        let known = Known {
            covering: held.through.iter().map(Principal::name).chain(names(&held.covered_by)).collect(),
            ..Known::of_membership(held.nature, holders.into(), connection.account.clone())
        };
        Self::new(connection, Grant::Membership(held.membership.clone()), known, held.siblings.clone())
    }
}

/// The names of roles.
pub fn names(roles: &[RoleName]) -> impl Iterator<Item = String> {
    roles.iter().map(ToString::to_string)
}

/// Revocations that somebody asked for and has not confirmed yet, at one connection or at several.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// What.
    pub wishes: Vec<Wish>,
    /// What could not be read of it: there may be more to take away.
    pub gaps: Vec<Missing>,
    /// The labels of the connections of which not everything has been read yet: the same holds there.
    pub unfinished: Vec<String>,
}

impl Asked {
    /// Notes what could not be read at a connection, each once.
    pub fn lacks(&mut self, connection: &Connection, gaps: Vec<Gap>) {
        for gap in gaps {
            let missing = Missing { at: connection.label.clone(), gap };
            if !self.gaps.contains(&missing) {
                self.gaps.push(missing);
            }
        }
    }
}

/// What could not be read at a connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// The connection's label.
    pub at: String,
    /// What, and why.
    pub gap: Gap,
}

/// The question that is open on a page, if any.
pub type Question = RwSignal<Option<Asked>>;
