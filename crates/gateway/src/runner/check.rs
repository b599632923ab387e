//! The check of a plan before its first call: what would do more than was confirmed is settled then, and only the rest is
//! submitted. It goes on in the background, each connection by itself; a plan of one call needs none, since the look under the
//! lock is its first.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use futures_util::future::join_all;
use rescind_domain::{ActionKind, ConnectionId, EntryId, Grant};
use rescind_engine::Settlement;
use rescind_engine::attempt::Subject;
use rescind_engine::start::{self, Remembered};
use rescind_vendors::mutation;
use rescind_vendors::read::capabilities;
use tokio::task::JoinError;

use super::batch::{refused, settle};
use super::plan::Task;
use super::stored::Stored;
use super::world::{Reads, no_connection};
use crate::connections;
use crate::error::Error;

/// What came of the check of one connection's entries.
pub(super) struct Checked {
    connection: ConnectionId,
    entries: Vec<Stored>,
    /// What is not sent.
    beyond: Vec<(EntryId, Settlement)>,
}

impl Task {
    /// Checks entries and submits them then; where they go in one call, at once.
    pub(super) fn check(&mut self, new: BTreeMap<ConnectionId, Vec<Stored>>) {
        let are_many = new.len() > 1 || new.iter().any(|(id, entries)| self.calls(id, entries) > 1);
        for (id, entries) in new {
            match self.app.connections.get(id.as_str()).cloned().filter(|_| are_many) {
                None => self.submit_all(&id, entries),
                Some(connection) => {
                    let ids = entries.iter().map(|stored| stored.id.clone());
                    self.in_check.extend(ids.clone());
                    self.active.extend(ids);
                    let (app, asked_for) = (Arc::clone(&self.app), Arc::clone(&self.asked_for));
                    self.checking.spawn(async move {
                        let account = connections::account(&app, &connection).await;
                        let public = rescind_domain::Connection { account, ..connection.public.clone() };
                        let reads = Remembered::new(Reads { app, connection });
                        let is_asked_for = |grant: &Grant| asked_for.contains(&grant.key(&id));
                        let subjects: Vec<Subject> = entries.iter().cloned().map(Subject::from).collect();
                        let size = subjects.len().div_ceil(capabilities(public.vendor).parallel.max(1)).max(1);
                        let checks = subjects.chunks(size);
                        let checks = checks.map(|some| start::check(&reads, &public, some, &is_asked_for));
                        let found = join_all(checks).await.into_iter().flatten();
                        let found = subjects.iter().zip(found);
                        let beyond = found.filter_map(|(subject, found)| Some((subject.id.clone(), found?))).collect();
                        Checked { connection: id, entries, beyond }
                    });
                }
            }
        }
    }

    /// Settles entries whose connection the config does not have any more: nothing can be sent for them.
    pub(super) async fn leave_out(&self, new: &mut BTreeMap<ConnectionId, Vec<Stored>>) -> Result<(), Error> {
        let is_gone = |id: &&ConnectionId| self.app.connections.get(id.as_str()).is_none();
        let gone: Vec<ConnectionId> = new.keys().filter(is_gone).cloned().collect();
        for id in gone {
            let entries = new.remove(&id).unwrap_or_default();
            let not_sent: Vec<_> = entries.into_iter().map(|stored| (stored.id, refused(no_connection()))).collect();
            settle(&self.app, &self.run, &id, &not_sent).await?;
        }
        Ok(())
    }

    /// How many calls these entries are.
    fn calls(&self, id: &ConnectionId, entries: &[Stored]) -> usize {
        let Some(connection) = self.app.connections.get(id.as_str()) else { return 0 };
        let of_kind = |kind: ActionKind| {
            let of_kind = entries.iter().filter(|stored| stored.entry.action.kind() == kind);
            let grants: Vec<Grant> = of_kind.map(|stored| stored.entry.grant.clone()).collect();
            mutation::batches(connection.public.vendor, kind, &grants).len()
        };
        of_kind(ActionKind::Revoke) + of_kind(ActionKind::Grant)
    }

    fn submit_all(&mut self, id: &ConnectionId, entries: Vec<Stored>) {
        let (revoke, grant) = entries.into_iter().partition(|stored| stored.entry.action.kind() == ActionKind::Revoke);
        self.submit(id, ActionKind::Revoke, revoke);
        self.submit(id, ActionKind::Grant, grant);
    }

    /// Settles what is not sent, and submits the rest, unless it was withdrawn meanwhile.
    pub(super) async fn checked(&mut self, checked: Result<Checked, JoinError>) -> Result<(), Error> {
        let Checked { connection, entries, mut beyond } = match checked {
            Ok(checked) => checked,
            Err(error) if error.is_cancelled() => return Ok(()),
            Err(error) => return Err(Error::internal(format!("the check of a plan panicked: {error}"))),
        };
        let mut rest: Vec<Stored> = entries.into_iter().filter(|stored| self.in_check.remove(&stored.id)).collect();
        let left: HashSet<EntryId> = rest.iter().map(|stored| stored.id.clone()).collect();
        self.active.retain(|id| !left.contains(id));
        beyond.retain(|(id, _)| left.contains(id));
        let not_sent: HashSet<&EntryId> = beyond.iter().map(|(id, _)| id).collect();
        rest.retain(|stored| !not_sent.contains(&stored.id));
        settle(&self.app, &self.run, &connection, &beyond).await?;
        self.submit_all(&connection, rest);
        self.pump();
        self.tell_waiting();
        Ok(())
    }
}
