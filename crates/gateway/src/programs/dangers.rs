//! What of a plan is refused to a program: undoing without the scope for it, and what is dangerous unless that was granted when
//! the token was made. Dangerous is what the entry says that it accepts, and what it needs as far as the grant itself tells.
//! Whatever else is dangerous about a call, the runner finds out, and sends nothing that was not accepted.

use std::sync::Arc;

use rescind_domain::hazard::Severity;
use rescind_domain::role::RolePower;
use rescind_domain::{Accepted, ActionKind, Connection, Entry, HazardCode};
use rescind_vendors::mutation;
use rusqlite::Transaction;

use super::Program;
use crate::app::App;
use crate::asker::Asker;
use crate::connections;
use crate::error::Error;
use crate::journal::TokenScope;
use crate::plans;

/// What it takes to judge the entries of a program's plans.
#[derive(Clone, Debug)]
pub(crate) struct Dangers {
    program: Arc<Program>,
    /// The connections within its reach, each with the account that the gateway uses there now.
    connections: Vec<Connection>,
}

impl Dangers {
    /// Nothing for a person, who has been shown what is dangerous.
    pub(crate) async fn of(app: &App, asker: &Asker) -> Option<Self> {
        let Asker::Program(program) = asker else { return None };
        let mut connections = Vec::new();
        for connection in app.connections.all().filter(|other| program.reach.has(other.public.id.as_str())) {
            let account = connections::account(app, connection).await;
            connections.push(Connection { account, ..connection.public.clone() });
        }
        Some(Self { program: Arc::new(program.clone()), connections })
    }

    /// Refuses an entry.
    pub(crate) fn check(&self, entry: &Entry) -> Result<(), Error> {
        self.program.reaches(&entry.connection)?;
        if entry.action.kind() == ActionKind::Grant {
            self.program.needs_one_of(&[TokenScope::Undo])?;
        }
        let connection = self.connections.iter().find(|connection| connection.id == entry.connection);
        let connection = connection.ok_or(Error::NotFound("connection"))?;
        if !self.program.danger && is_dangerous(connection, entry) {
            return Err(Error::token_refused(format!(
                "{} of {} on {} is dangerous, and the token {} was made without --allow-danger.",
                if entry.action.kind() == ActionKind::Grant { "Undoing the revocation" } else { "Revoking" },
                entry.grant.what(),
                entry.connection,
                self.program.name,
            )));
        }
        Ok(())
    }

    /// Refuses a stored plan that holds such an entry.
    pub(crate) fn check_plan(&self, transaction: &Transaction<'_>, plan: i64) -> Result<(), Error> {
        plans::entries(transaction, plan)?.iter().try_for_each(|entry| self.check(entry))
    }
}

fn is_dangerous(connection: &Connection, entry: &Entry) -> bool {
    let is_administrator = mutation::administrator_role(connection.vendor, &entry.grant).is_some();
    let power = if is_administrator { RolePower::Administrator } else { RolePower::Ordinary };
    let accepted = entry.accepts.iter().filter_map(|accepted| match accepted {
        Accepted::Hazard(code) => Some(*code),
        Accepted::Implied(_) => None,
    });
    let needed = match entry.action.kind() {
        ActionKind::Grant => is_administrator.then_some(HazardCode::GrantsAdministrator).into_iter().collect(),
        ActionKind::Revoke => mutation::hazards(connection, &entry.grant),
    };
    accepted.chain(needed).any(|code| code.severity(power) == Severity::Danger)
}

#[cfg(test)]
mod tests {
    use rescind_domain::{
        Access, AccessGrant, ConnectionId, EntryId, Grant, Membership, Principal, PrincipalId, RoleName, RoleRef,
        Vendor,
    };

    use super::super::tests::{ALL, program};
    use super::*;

    fn dangers(vendor: Vendor, scopes: &[TokenScope], danger: bool) -> Dangers {
        let connection = Connection {
            id: ConnectionId::new("prod"),
            label: String::new(),
            vendor,
            access: Access::ReadWrite,
            account: Some(PrincipalId::new("ops")),
            folder: None,
            capabilities: rescind_vendors::read::capabilities(vendor).clone(),
        };
        Dangers { program: Arc::new(program(scopes, danger)), connections: vec![connection] }
    }

    fn membership(role: &str, user: &str) -> Grant {
        Grant::Membership(Membership::new(RoleRef::plain(role), Principal::user(user)))
    }

    fn revoke(grant: Grant, accepts: &[HazardCode]) -> Entry {
        let accepts = accepts.iter().copied().map(Accepted::Hazard).collect();
        Entry { accepts, ..Entry::revoke(ConnectionId::new("prod"), grant) }
    }

    #[test]
    fn what_is_dangerous_is_refused_unless_the_token_was_made_for_it() {
        use HazardCode as H;
        let undo = Entry::grant(ConnectionId::new("prod"), membership("admin", "alice"), EntryId::new("p.1"));
        for (entry, is_dangerous) in [
            (revoke(membership("reader", "alice"), &[]), false),
            (revoke(membership("reader", "alice"), &[H::LastHolder, H::PerhapsLastHolder]), false),
            (revoke(membership("reader", "alice"), &[H::BuiltIn, H::Wildcard, H::TakesAlso, H::StillCovered]), false),
            (revoke(membership("reader", "alice"), &[H::Yourself]), true),
            (revoke(membership("reader", "ops"), &[]), true),
            // Whether it is the last one's is seen when it runs; what was not accepted is not sent then.
            (revoke(membership("admin", "alice"), &[]), false),
            (revoke(membership("admin", "alice"), &[H::LastHolder]), true),
            (revoke(membership("admin", "alice"), &[H::PerhapsLastHolder]), true),
            (undo, true),
            (Entry::grant(ConnectionId::new("prod"), membership("reader", "alice"), EntryId::new("p.1")), false),
        ] {
            let judge = |danger| dangers(Vendor::Milvus, &ALL, danger).check(&entry);
            assert_eq!(judge(false).is_err(), is_dangerous, "{entry:?}");
            assert!(judge(true).is_ok(), "{entry:?}");
        }
    }

    #[test]
    fn all_access_is_dangerous_where_an_administrators_role_is_in_it() {
        let access = |role: &str| {
            revoke(
                Grant::Access(AccessGrant {
                    scope: rescind_domain::Scope::new("c/db"),
                    on: "db".to_owned(),
                    roles: vec![RoleName::new(role)],
                    principal: Principal::user("alice"),
                }),
                &[HazardCode::AllRoles],
            )
        };
        let judge = |role: &str| dangers(Vendor::YandexMongodb, &ALL, false).check(&access(role));
        assert!(judge("read").is_ok());
        assert!(judge("mdbReplication").is_err());
    }

    #[test]
    fn an_undo_needs_its_scope_and_another_connection_is_none() {
        let undo = Entry::grant(ConnectionId::new("prod"), membership("reader", "alice"), EntryId::new("p.1"));
        let scopes = [TokenScope::Read, TokenScope::Plan, TokenScope::Run];
        let refused = dangers(Vendor::Milvus, &scopes, true).check(&undo).unwrap_err();
        assert!(refused.to_string().contains("lacks the scope undo"), "{refused}");
        let other = Entry::revoke(ConnectionId::new("other"), membership("reader", "alice"));
        let judged = dangers(Vendor::Milvus, &ALL, true).check(&other);
        assert!(matches!(judged, Err(Error::NotFound("connection"))));
    }
}
