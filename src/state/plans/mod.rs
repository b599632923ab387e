//! Plans, as far as this page knows them. They run in the gateway: this page starts, watches and steers them, and sends no
//! call of theirs. What is known is the [`model`]'s, what is heard the [`mod@watch`]'s, what is asked for the [`requests`]'.

pub mod entry;
pub mod followed;
pub mod link;
pub mod model;
pub mod requests;
pub mod watch;

use std::any::Any;
use std::collections::HashSet;
use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::event::Frame;
use rescind_domain::{ConnectionId, EntryId, GrantKey, Operation, PlanId, PlanSummary, PlanView};

pub use self::entry::{PlannedEntry, StoredEntry};
use self::followed::LivePlan;
use self::link::Link;
use self::model::{Line, Model};
use super::preferences;
pub use crate::api::Steer;
use crate::lasting::Lasting;
use crate::transport::stream::Status;

/// An operation of the vendor's that rows wait for.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// What waits; never empty.
    pub entries: Vec<PlannedEntry>,
    /// The operation.
    pub operation: Operation,
    /// Whether it is somebody else's, which is only in the way.
    pub in_the_way: bool,
}

/// What is known of plans.
type Known = Box<dyn Any + Send + Sync>;
/// What listens to events, until it is dropped.
type Listening = Box<dyn Any>;

/// All plans that this page knows of.
#[derive(Clone, Copy)]
pub struct Plans {
    /// A [`Model`] from the first time that somebody works on it. Its type is not named, so that the first page, which makes
    /// this and drops it, need not have the code of everything in it.
    model: StoredValue<Option<Known>>,
    lines: Lasting<Vec<Line>>,
    watched: Lasting<Vec<Watched>>,
    version: Lasting<u64>,
    /// How many changes of plans there were.
    plan_changes: Lasting<u64>,
    link: Lasting<Status>,
    /// Who says what of the connection that `link` shows.
    known_link: StoredValue<Link>,
    asking: Lasting<Vec<(PlanId, Steer)>>,
    dismissed: Lasting<Vec<PlanId>>,
    /// The entries that were asked for here to be tried again, and of which nothing was heard since.
    again: Lasting<HashSet<EntryId>>,
    listening: StoredValue<Option<Listening>, LocalStorage>,
    /// Which listening is the newest.
    turn: StoredValue<u64>,
    /// Which read of what is open is the newest: an earlier one comes too late.
    reading: StoredValue<u64>,
    /// The plans that the browser remembers as made here.
    remembered: StoredValue<Vec<PlanId>>,
}

impl Plans {
    pub(super) fn new() -> Self {
        Self {
            model: StoredValue::new(None),
            lines: Lasting::new(Vec::new()),
            watched: Lasting::new(Vec::new()),
            version: Lasting::new(0),
            plan_changes: Lasting::new(0),
            link: Lasting::new(Status::Starting),
            known_link: StoredValue::new(Link::default()),
            asking: Lasting::new(Vec::new()),
            dismissed: Lasting::new(Vec::new()),
            again: Lasting::new(HashSet::new()),
            listening: StoredValue::new_local(None),
            turn: StoredValue::new(0),
            reading: StoredValue::new(0),
            remembered: StoredValue::new(Vec::new()),
        }
    }

    /// The plans that run or wait for somebody to resume them, newest first, tracked.
    #[must_use]
    pub fn lines(self) -> Vec<Line> {
        self.lines.get()
    }

    /// A plan that runs or waits for somebody, tracked.
    #[must_use]
    pub fn line(self, plan: &PlanId) -> Option<Line> {
        self.lines.with(|lines| lines.iter().find(|line| line.summary.id == *plan).cloned())
    }

    /// Whether a plan runs that has entries at a connection which are still to be carried out, tracked.
    #[must_use]
    pub fn is_running_at(self, connection: &ConnectionId) -> bool {
        let _ = self.plan_changes.get();
        self.model(|model| model.is_running_at(connection))
    }

    /// A plan that was heard of, also when it is over, tracked.
    #[must_use]
    pub fn summary(self, plan: &PlanId) -> Option<PlanSummary> {
        let _ = self.plan_changes.get();
        self.model(|model| model.plan(plan).cloned())
    }

    /// The operations of vendors that entries wait for, each once, tracked.
    #[must_use]
    pub fn watched(self) -> Vec<Watched> {
        self.watched.get()
    }

    /// Whether entries of a connection wait for operations, tracked.
    #[must_use]
    pub fn is_watching_at(self, connection: &ConnectionId) -> bool {
        let is_there = |watched: &Watched| watched.entries.iter().any(|entry| entry.connection.id == *connection);
        self.watched.with(|watched| watched.iter().any(is_there))
    }

    /// What is known of the connection to the gateway, tracked.
    #[must_use]
    pub fn link(self) -> Status {
        self.link.get()
    }

    /// Whether the gateway is out of reach, so that nothing shown here is news, and nothing can be asked for, tracked.
    #[must_use]
    pub fn is_cut_off(self) -> bool {
        matches!(self.link.get(), Status::Lost { .. })
    }

    /// Whether something is being asked of a plan, or nothing can be, tracked.
    #[must_use]
    pub fn is_asking(self, plan: &PlanId) -> bool {
        self.is_cut_off() || self.asking.with(|asking| asking.iter().any(|(other, _)| other == plan))
    }

    /// The same, but for its state being read again: that keeps nobody from trying again.
    #[must_use]
    pub fn is_steering(self, plan: &PlanId) -> bool {
        let is_steered = |(other, steer): &(PlanId, Steer)| other == plan && *steer != Steer::Check;
        self.is_cut_off() || self.asking.with(|asking| asking.iter().any(is_steered))
    }

    /// Whether an entry was asked for here to be tried again, and waits for its turn, tracked.
    #[must_use]
    pub fn waits_again(self, entry: &PlannedEntry) -> bool {
        let Some(stored) = &entry.stored else { return false };
        let waits = |line: &Line| line.summary.id == stored.plan && line.summary.again > 0;
        self.again.with(|again| again.contains(&stored.id)) && self.lines.with(|lines| lines.iter().any(waits))
    }

    /// Notes that the gateway is to try these again.
    fn note_again(self, entries: &[EntryId]) {
        self.again.update(|again| again.extend(entries.iter().cloned()));
    }

    /// Something was heard of entries: none of them waits to be begun again.
    fn note_heard(self, frame: &Frame) {
        let is_heard = |again: &HashSet<EntryId>| frame.entries.iter().any(|event| again.contains(&event.entry.id));
        if self.again.with_untracked(is_heard) {
            self.again.update(|again| frame.entries.iter().for_each(|event| _ = again.remove(&event.entry.id)));
        }
    }

    /// Whether nothing of any plan is to be seen beside the pages, tracked.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.lines.with(Vec::is_empty) && self.watched.with(Vec::is_empty) && !self.is_cut_off()
    }

    /// Whether somebody does not want to be told of a plan that waits, as long as this page is open, tracked.
    #[must_use]
    pub fn is_dismissed(self, plan: &PlanId) -> bool {
        self.dismissed.with(|dismissed| dismissed.contains(plan))
    }

    /// Tells no longer that a plan waits, as long as this page is open.
    pub fn dismiss(self, plan: &PlanId) {
        self.dismissed.update(|dismissed| dismissed.push(plan.clone()));
    }

    /// Keeps a plan up to date from now on, until [`Plans::unfollow`].
    pub fn follow(self, plan: &PlanId) {
        self.model(|model| model.follow(plan));
    }

    /// Takes over a plan that is followed, as it was read.
    pub fn read_followed(self, view: &Arc<PlanView>) {
        self.model(|model| model.read_followed(view));
        self.show_version();
    }

    /// Nobody shows the plan any more.
    pub fn unfollow(self, plan: &PlanId) {
        self.model(|model| model.unfollow(plan));
    }

    /// How many changes there were of what is followed, tracked.
    #[must_use]
    pub fn version(self) -> u64 {
        self.version.get()
    }

    /// A plan that is followed, as it is now; nothing before it was read.
    #[must_use]
    pub fn live(self, plan: &PlanId) -> Option<LivePlan> {
        self.model(|model| model.live(plan))
    }

    /// How often a followed plan has changed so that only reading it again tells how.
    #[must_use]
    pub fn outdated(self, plan: &PlanId) -> u64 {
        self.model(|model| model.outdated(plan))
    }

    /// Listens no more, such as when the session has ended: what is shown stays.
    pub fn close(self) {
        self.turn.update_value(|turn| *turn += 1);
        let listening = self.listening.try_update_value(Option::take).flatten();
        drop(listening);
        self.note_link(|link| *link = Link::default());
    }

    /// Notes what has become known of the connection to the gateway, and shows what follows from it.
    fn note_link(self, note: impl FnOnce(&mut Link)) {
        let noted = self.known_link.try_update_value(|link| {
            note(link);
            link.status()
        });
        let Some(status) = noted else { return };
        if self.link.try_get_untracked().is_some_and(|link| link != status) {
            preferences::show_link(matches!(status, Status::Lost { .. }));
            self.link.set(status);
        }
    }

    /// Listens no more and forgets everything, as for the next person; the rows of which something was known.
    pub(super) fn leave(self) -> Vec<GrantKey> {
        self.close();
        self.remembered.update_value(Vec::clear);
        self.dismissed.update(Vec::clear);
        self.again.update(HashSet::clear);
        self.lines.update(Vec::clear);
        self.watched.update(Vec::clear);
        self.model(Model::clear)
    }

    /// Works on what is known; nothing comes of it when the page is going.
    fn model<T: Default>(self, work: impl FnOnce(&mut Model) -> T) -> T {
        let done = self.model.try_update_value(|known| {
            let known = known.get_or_insert_with(|| Box::new(Model::default()));
            known.downcast_mut().map(work)
        });
        done.flatten().unwrap_or_default()
    }

    fn show_version(self) {
        let (version, plan_changes) = self.model(|model| (model.version(), model.plan_changes()));
        if self.version.get_untracked() != version {
            self.version.set(version);
        }
        if self.plan_changes.get_untracked() != plan_changes {
            self.plan_changes.set(plan_changes);
        }
    }
}
