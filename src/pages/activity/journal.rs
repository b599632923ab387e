//! What the page reads of the journal: a page of rows after the other, and what is still to be settled. It changes nothing.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use crate::transport::TransportFailure;
use leptos::prelude::*;
use rescind_domain::{EntryId, EntryState, Fault, JournalPage, JournalRow, Outcome, PlanId};

use super::query::Filters;
use crate::api;
use crate::i18n::use_i18n;
use crate::pages::words::what;
use crate::state::Console;
use crate::state::load::Load;
use crate::state::url;
use crate::transport::{Abort, Client};
use crate::ui::later::later;

/// How many rows a page has.
const PAGE: usize = 100;
/// The gateway's own limit.
pub(super) const LARGEST_PAGE: usize = 1000;
/// How long after the last key a text is asked for.
const TYPED: Duration = Duration::from_millis(250);
/// How long after an outcome the journal is read again: those of a plan come in swarms.
const SETTLED: Duration = Duration::from_millis(400);

/// Whether somebody can find out now what became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Knowledge {
    /// It is settled, or a later attempt has taken its place.
    Settled,
    /// Nobody knows yet.
    Open,
}

/// A row of the table.
#[derive(Clone)]
pub(super) struct Row {
    /// As the journal has it.
    pub(super) row: Arc<JournalRow>,
    /// Whether it can be settled.
    pub(super) knowledge: Knowledge,
    /// The text that the gateway found it by, somewhere in what the row does not show.
    found_by: Arc<str>,
}

impl Row {
    /// Which row it is.
    pub(super) fn key(&self) -> String {
        self.row.number.to_string()
    }

    /// Whether nothing of it has changed.
    pub(super) fn is_same(&self, before: &Self) -> bool {
        let changing = |row: &Self| (row.knowledge, row.row.repeat, row.row.restored.len());
        changing(self) == changing(before) && self.row.state == before.row.state
    }

    /// What the table's filter looks into while the gateway has not answered yet.
    pub(super) fn searched(&self) -> String {
        let row = &self.row;
        let texts = [row.who.as_str(), row.reason.as_str(), row.connection.as_str(), row.plan.as_str(), &self.found_by];
        let place = row.grant.place().unwrap_or_default();
        format!("{} {} {place} {}", what(use_i18n().t(), &row.grant), row.grant.from_whom(), texts.join(" "))
    }
}

/// What has been read.
pub(super) struct Read {
    /// The rows, newest first.
    pub(super) rows: Arc<Vec<Row>>,
    /// Where the next page begins.
    pub(super) next: Option<u64>,
    /// Of the whole journal, the entries that can be checked again, with their plans.
    pub(super) unknown: Vec<(PlanId, EntryId)>,
    query: String,
}

/// The page's reads.
#[derive(Clone, Copy)]
pub(super) struct Journal {
    /// What has been read.
    pub(super) read: Load<Read>,
    /// The parameters of the filters, tracked.
    pub(super) query: Memo<String>,
    /// The text that is asked for: a little behind what is being typed.
    text: RwSignal<String>,
    console: Console,
}

/// How far a read goes.
#[derive(Clone, Copy)]
enum Reach {
    /// As far as the one before.
    Same,
    /// A page further.
    Older,
}

impl Journal {
    /// Reads, and reads again when the filters change and when something is settled.
    pub(super) fn of(console: Console, filters: Filters) -> Self {
        let text = RwSignal::new(filters.text.get_untracked());
        let query = Memo::new(move |_| text.with(|text| filters.query(text)));
        let journal = Self { read: Load::new(), query, text, console };
        let typing = later(TYPED, move || text.set(filters.text.get_untracked()));
        Effect::new(move |before: Option<()>| {
            filters.text.track();
            if before.is_some() {
                typing.run(());
            }
        });
        Effect::new(move || {
            query.track();
            journal.refresh();
        });
        let settled = later(SETTLED, move || journal.refresh());
        Effect::new(move |before: Option<u32>| {
            let count = console.revocations.settled();
            if before.is_some_and(|before| before != count) {
                settled.run(());
            }
            count
        });
        journal
    }

    /// Sends calls to the gateway.
    pub(super) const fn client(self) -> Client {
        self.console.client
    }

    /// Reads again, as far as was read before.
    pub(super) fn refresh(self) {
        self.reach(Reach::Same);
    }

    /// Reads the next page.
    pub(super) fn older(self) {
        self.reach(Reach::Older);
    }

    fn reach(self, reach: Reach) {
        let query = self.query.get_untracked();
        let client = self.console.client;
        let known = self.read.untracked().filter(|known| known.value.query == query).map(|known| known.value);
        self.read.run(move |abort| async move {
            let known_rows = known.as_ref().map(|known| known.rows.clone()).unwrap_or_default();
            let (before, limit, rows) = match (reach, known.and_then(|known| known.next)) {
                (Reach::Older, Some(next)) => (next.to_string(), PAGE, known_rows),
                _ => (String::new(), known_rows.len().clamp(PAGE, LARGEST_PAGE), Arc::default()),
            };
            let page = page(client, &query, before, limit, &abort).await?;
            let unsettled = client.unsettled().await.map_err(|failure| fault(&failure))?;
            let unknown: Vec<&JournalRow> = unsettled.iter().filter(|row| is_unknown(&row.state)).collect();
            let open: HashSet<u64> = unknown.iter().map(|row| row.number).collect();
            let unknown = unknown.iter().map(|row| (row.plan.clone(), row.entry.clone())).collect();
            let found_by: Arc<str> = self.text.try_get_untracked().unwrap_or_default().into();
            let new = page.rows.into_iter().map(Arc::new);
            let all = rows.iter().map(|row| row.row.clone()).chain(new).map(|row| {
                let knowledge = if open.contains(&row.number) { Knowledge::Open } else { Knowledge::Settled };
                Row { row, knowledge, found_by: found_by.clone() }
            });
            let rows = Arc::new(all.collect());
            Ok(Read { rows, next: page.next, unknown, query })
        });
    }
}

/// Whether nobody knows yet what became of it, and no call is under way.
fn is_unknown(state: &EntryState) -> bool {
    state.outcome().is_some_and(Outcome::is_open)
}

/// One page of the rows that `query` asks for.
///
/// # Errors
/// The gateway refuses it, or there is no answer.
pub(super) async fn page(
    client: Client,
    query: &str,
    before: String,
    limit: usize,
    abort: &Abort,
) -> Result<JournalPage, Fault> {
    let paging = url::query(&[("before", before), ("limit", limit.to_string())]);
    client.journal(&format!("{query}&{paging}"), abort).await.map_err(|failure| fault(&failure))
}

/// What kept the journal from being read.
pub(super) fn fault(failure: &TransportFailure) -> Fault {
    api::fault(failure, "GET", "/api/journal")
}
