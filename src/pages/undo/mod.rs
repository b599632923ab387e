//! What can be restored of what was revoked, and the button that asks. It decides from what the gateway tells.

pub mod confirm;

use leptos::prelude::*;
use rescind_domain::{
    Access, ConnectionId, EntryId, EntryState, Grant, Irreversible, JournalRow, LaterEntry, PlanEntry, left_to_restore,
};

use crate::api;
use crate::i18n::{Locale, Texts, format, use_i18n};
use crate::pages::words;
use crate::state::Console;
use crate::state::load::Load;
use crate::state::notices::Said;
use crate::state::plans::{PlannedEntry, StoredEntry};
use crate::ui::dialog;
use crate::ui::dynamic::dynamic;

/// An entry, as far as undoing it goes.
#[derive(Clone, Copy, Debug)]
pub struct Revoked<'a> {
    connection: &'a ConnectionId,
    entry: &'a EntryId,
    state: &'a EntryState,
    undoes: Option<&'a EntryId>,
    captured: &'a [Grant],
    restored: &'a [Grant],
}

impl<'a> From<&'a PlanEntry> for Revoked<'a> {
    fn from(entry: &'a PlanEntry) -> Self {
        Self {
            connection: &entry.entry.connection,
            entry: &entry.id,
            state: &entry.state,
            undoes: entry.entry.action.undoes(),
            captured: &entry.captured,
            restored: &entry.restored,
        }
    }
}

impl<'a> From<&'a JournalRow> for Revoked<'a> {
    fn from(row: &'a JournalRow) -> Self {
        Self {
            connection: &row.connection,
            entry: &row.entry,
            state: &row.state,
            undoes: row.undoes.as_ref(),
            captured: &row.captured,
            restored: &row.restored,
        }
    }
}

impl Revoked<'_> {
    /// What is left of it to be given back.
    ///
    /// # Errors
    /// Why nothing is.
    pub fn left(&self) -> Result<Vec<Grant>, Irreversible> {
        left_to_restore(self.state, self.undoes, self.captured, self.restored)
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
            Self::Irreversible(Irreversible::NothingTaken) => t.nothing_revoked,
            Self::Irreversible(Irreversible::NotCaptured) => t.not_captured,
            Self::Irreversible(Irreversible::GaveBack) => t.is_restoring,
            Self::Irreversible(Irreversible::Undone) => t.undone,
            Self::ReadOnly => t.read_only,
            Self::NoConnection => t.no_connection,
        }
    }
}

/// What undoing some entries would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Undoing {
    /// What would be granted again.
    pub entries: Vec<PlannedEntry>,
    /// How many entries would be left as they are, for each reason.
    pub obstacles: Vec<(Obstacle, usize)>,
    /// Why they were revoked.
    pub reason: String,
}

impl Undoing {
    /// Of these entries, that were revoked for `reason`.
    pub fn of<'a>(console: Console, reason: &str, entries: impl Iterator<Item = Revoked<'a>>) -> Self {
        let mut undoing = Self { reason: reason.to_owned(), ..Self::default() };
        for revoked in entries {
            match undoing.add(console, &revoked) {
                Ok(()) => {}
                Err(obstacle) => match undoing.obstacles.iter_mut().find(|(other, _)| *other == obstacle) {
                    Some((_, count)) => *count += 1,
                    None => undoing.obstacles.push((obstacle, 1)),
                },
            }
        }
        undoing
    }

    fn add(&mut self, console: Console, revoked: &Revoked<'_>) -> Result<(), Obstacle> {
        let left = revoked.left().map_err(Obstacle::Irreversible)?;
        let connection = untrack(|| console.connection(revoked.connection)).ok_or(Obstacle::NoConnection)?;
        if connection.access == Access::ReadOnly {
            return Err(Obstacle::ReadOnly);
        }
        let again = |grant| PlannedEntry::grant_again(&connection, grant, revoked.entry.clone());
        self.entries.extend(left.into_iter().map(again));
        Ok(())
    }

    /// What it is about, for what is typed before it is sent.
    fn subject(&self) -> String {
        let first = self.entries.first().and_then(|entry| entry.entry.action.undoes());
        format!("undo {}", first.map(EntryId::as_str).unwrap_or_default())
    }
}

/// Who wanted a grant gone after the revocation that is undone: in which plan, when and why.
#[must_use]
pub fn later_words(t: &Texts, locale: Locale, grant: &Grant, later: &LaterEntry) -> String {
    let revoked = (t.messages().from_whom)(&words::what(t, grant), &words::whom(t, grant));
    let when = format::date_time(locale, later.at);
    let plan = if later.reason.is_empty() { t.plans().no_reason } else { later.reason.as_str() };
    (t.undo().revoked_later)(&revoked, plan, &when, &later.who)
}

/// The question that follows upon a message, and what is read before it. Where it is shown is the owner's.
#[derive(Clone, Copy)]
pub struct Asking {
    question: Question,
    read: Load<Undoing>,
    /// What the read under way is about.
    entries: StoredValue<Vec<PlannedEntry>>,
}

impl Asking {
    /// Nothing is asked yet.
    #[must_use]
    pub fn new(console: Console) -> Self {
        let asking = Self { question: RwSignal::new(None), read: Load::new(), entries: StoredValue::new(Vec::new()) };
        // Each reading opens the question once, unless another one is open by now.
        Effect::new(move || {
            if let Some(read) = asking.read.get().filter(|_| !dialog::is_open()) {
                asking.question.set(Some(Undoing::clone(&read.value)));
            }
        });
        Effect::new(move || {
            if let Some(fault) = asking.read.fault() {
                console.notices.say(Said::NotAsked { entries: asking.entries.get_value(), fault: Box::new(fault) });
            }
        });
        asking
    }

    /// The question, as the dialog shows it.
    #[must_use]
    pub const fn question(self) -> Question {
        self.question
    }

    /// Whether what can be undone is being read, tracked.
    #[must_use]
    pub fn is_busy(self) -> bool {
        self.read.is_busy()
    }

    /// Asks whether to undo what these entries of one plan have just revoked, unless the like is being read already. What can
    /// be restored is the gateway's to tell.
    pub fn ask(self, console: Console, entries: Vec<PlannedEntry>) {
        let stored = entries.first().and_then(|entry| entry.stored.clone());
        let Some(StoredEntry { plan, reason, .. }) = stored.filter(|_| !untrack(|| self.is_busy())) else { return };
        self.entries.set_value(entries.clone());
        self.read.run(move |_| async move {
            let view = console.client.plan(&plan).await;
            let view = view.map_err(|failure| api::fault(&failure, "GET", &format!("/api/plans/{plan}")))?;
            let is_asked = |entry: &&PlanEntry| entries.iter().any(|asked| asked.id() == Some(&entry.id));
            Ok(Undoing::of(console, &reason, view.entries.iter().filter(is_asked).map(Revoked::from)))
        });
    }
}

/// The question that is open on a page, if any.
pub type Question = RwSignal<Option<Undoing>>;

/// The button that asks whether to undo, named for what it would give back where the words alone do not say it.
pub fn undo_button(question: Question, undoing: Undoing, name: Option<(String, String)>) -> AnyView {
    let i18n = use_i18n();
    let count = undoing.entries.len();
    let name = move || name.as_ref().map(|(what, whom)| (i18n.t().undo().restore_for)(what, whom));
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
