//! What can be given back of what was taken away, and the button that asks. It decides from what the gateway tells; the calls
//! are `state::execute`'s.

pub mod confirm;

use leptos::prelude::*;
use leptos::task::spawn_local;
use rescind_domain::{
    Access, ConnectionId, EntryId, EntryState, Grant, Irreversible, JournalRow, PlanEntry, left_to_give,
};
use rescind_vendors::Method;

use crate::api;
use crate::i18n::{Texts, format, use_i18n};
use crate::state::Console;
use crate::state::execute::Wanted;
use crate::state::notices::Said;
use crate::state::revocations::Task;
use crate::ui::dynamic::dynamic;

/// An entry, as far as undoing it goes.
#[derive(Clone, Copy, Debug)]
pub struct Taken<'a> {
    connection: &'a ConnectionId,
    entry: &'a EntryId,
    state: &'a EntryState,
    undo: Option<&'a EntryId>,
    witnessed: &'a [Grant],
    given_back: &'a [Grant],
}

impl<'a> From<&'a PlanEntry> for Taken<'a> {
    fn from(entry: &'a PlanEntry) -> Self {
        Self {
            connection: &entry.connection,
            entry: &entry.id,
            state: &entry.state,
            undo: entry.undo.as_ref(),
            witnessed: &entry.witnessed,
            given_back: &entry.given_back,
        }
    }
}

impl<'a> From<&'a JournalRow> for Taken<'a> {
    fn from(row: &'a JournalRow) -> Self {
        Self {
            connection: &row.connection,
            entry: &row.entry,
            state: &row.state,
            undo: row.undo.as_ref(),
            witnessed: &row.witnessed,
            given_back: &row.given_back,
        }
    }
}

impl Taken<'_> {
    /// What is left of it to be given back.
    ///
    /// # Errors
    /// Why nothing is.
    pub fn left(&self) -> Result<Vec<Grant>, Irreversible> {
        left_to_give(self.state, self.undo, self.witnessed, self.given_back)
    }

    /// Whether all that it took has been given back, or may have been.
    #[must_use]
    pub fn is_undone(&self) -> bool {
        self.left() == Err(Irreversible::Undone)
    }
}

/// Why an entry is not undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It has no inverse.
    Irreversible(Irreversible),
    /// Its connection only reads.
    ReadOnly,
    /// Its connection is not configured any more.
    NoConnection,
}

impl Obstacle {
    fn text(self, t: &Texts) -> &'static str {
        let t = t.undo();
        match self {
            Self::Irreversible(Irreversible::NotSent) => t.not_sent,
            Self::Irreversible(Irreversible::Unsettled) => t.unsettled,
            Self::Irreversible(Irreversible::Unproved) => t.unproved,
            Self::Irreversible(Irreversible::NothingTaken) => t.nothing_taken,
            Self::Irreversible(Irreversible::NotWitnessed) => t.not_witnessed,
            Self::Irreversible(Irreversible::GaveBack) => t.gave_back,
            Self::Irreversible(Irreversible::Undone) => t.undone,
            Self::ReadOnly => t.read_only,
            Self::NoConnection => t.no_connection,
        }
    }
}

/// What undoing some entries would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Undoing {
    /// What would be given back.
    pub wanted: Vec<Wanted>,
    /// How many entries would be left as they are, for each reason.
    pub obstacles: Vec<(Obstacle, usize)>,
    /// Why they were taken away.
    pub reason: String,
}

impl Undoing {
    /// Of these entries, that were taken away for `reason`.
    pub fn of<'a>(console: Console, reason: &str, entries: impl Iterator<Item = Taken<'a>>) -> Self {
        let mut undoing = Self { reason: reason.to_owned(), ..Self::default() };
        for taken in entries {
            match undoing.add(console, &taken) {
                Ok(()) => {}
                Err(obstacle) => match undoing.obstacles.iter_mut().find(|(other, _)| *other == obstacle) {
                    Some((_, count)) => *count += 1,
                    None => undoing.obstacles.push((obstacle, 1)),
                },
            }
        }
        undoing
    }

    fn add(&mut self, console: Console, taken: &Taken<'_>) -> Result<(), Obstacle> {
        let left = taken.left().map_err(Obstacle::Irreversible)?;
        let connection = console.connection(taken.connection).ok_or(Obstacle::NoConnection)?;
        if connection.access == Access::ReadOnly {
            return Err(Obstacle::ReadOnly);
        }
        let wanted = |grant| Wanted { connection: connection.clone(), grant, undo: Some(taken.entry.clone()) };
        self.wanted.extend(left.into_iter().map(wanted));
        Ok(())
    }

    /// What it is about, for what is typed before it is sent.
    fn subject(&self) -> String {
        let first = self.wanted.first().and_then(|wanted| wanted.undo.as_ref());
        format!("undo {}", first.map(EntryId::as_str).unwrap_or_default())
    }
}

/// The question that is open on a page, if any.
pub type Question = RwSignal<Option<Undoing>>;

/// The button that asks whether to undo, named for what it would give back where the words alone do not say it.
pub fn undo_button(question: Question, undoing: Undoing, name: Option<(String, String)>) -> AnyView {
    let i18n = use_i18n();
    let count = undoing.wanted.len();
    let name = move || name.as_ref().map(|(what, whom)| (i18n.t().undo().give_back_to)(what, whom));
    view! {
        <button
            type="button"
            class="btn small"
            aria-label=name
            on:click=move |_| question.set(Some(undoing.clone()))
        >
            {dynamic(move || format::numbered(i18n.locale(), i18n.t().undo().undo, count))}
        </button>
    }
    .into_any()
}

/// Asks whether to undo what these tasks of one plan have just taken. What can be given back is the gateway's to tell.
pub fn ask(console: Console, question: Question, tasks: Vec<Task>) {
    let Some(Task { plan, reason, .. }) = tasks.first().cloned() else { return };
    spawn_local(async move {
        match console.client.plan(&plan).await {
            Ok(view) => {
                let of_tasks = |entry: &&PlanEntry| tasks.iter().any(|task| task.entry == entry.id);
                let entries = view.entries.iter().filter(of_tasks).map(Taken::from);
                question.set(Some(Undoing::of(console, &reason, entries)));
            }
            Err(failure) => {
                let fault = Box::new(api::fault(&failure, Method::Get, &format!("/api/plans/{plan}")));
                let undoing = |task: Task| Task { undo: Some(task.entry.clone()), ..task };
                console.notices.say(Said::NotStarted { tasks: tasks.into_iter().map(undoing).collect(), fault });
            }
        }
    });
}
