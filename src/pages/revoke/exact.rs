//! The exact calls of a question, connection by connection, as they would be sent now. What they depend on is read; nothing is
//! sent.

use futures_util::future::join_all;
use leptos::prelude::*;
use rescind_domain::{ActionKind, Connection, Fault, Grant};
use rescind_vendors::Request;
use rescind_vendors::mutation::{batches, calls_now, preparation};
use rescind_vendors::snippets::{Snippet, snippets};

use super::parts::{self, WRITTEN_OUT};
use crate::i18n::use_i18n;
use crate::pages::words;
use crate::state::Console;
use crate::state::load::Load;
use crate::state::plans::PlannedEntry;
use crate::state::plans::entry::by_connection;
use crate::transport::Abort;
use crate::ui::dynamic::dynamic;

/// The calls that would be sent.
#[derive(Debug)]
pub(super) struct Exact {
    places: Vec<Place>,
}

/// The calls at one connection.
#[derive(Debug)]
struct Place {
    connection: Connection,
    told: Result<Told, Fault>,
}

#[derive(Debug, Default)]
struct Told {
    requests: Vec<Request>,
    /// Whether more calls follow. Of those that depend on the vendor's state only as many are worked out as are shown, and of
    /// those that depend on the same state the first one.
    is_part: bool,
}

impl Exact {
    /// Works out the calls.
    pub(super) async fn of(console: Console, entries: &[PlannedEntry], abort: Abort) -> Self {
        let place = async |(connection, grants): (Connection, Vec<Grant>)| {
            let told = tell(console, &connection, &grants, abort.clone()).await;
            Place { connection, told }
        };
        Self { places: join_all(by_connection(entries).into_iter().map(place)).await }
    }

    /// Whether more calls follow than could be worked out.
    pub(super) fn is_part(&self) -> bool {
        self.places.iter().any(|place| place.told.as_ref().is_ok_and(|told| told.is_part))
    }

    fn lines(&self, most: usize) -> Vec<String> {
        self.places.iter().flat_map(|place| place.lines(most)).collect()
    }

    fn snippets(&self) -> Vec<Snippet> {
        self.places.iter().flat_map(Place::snippets).collect()
    }
}

impl Place {
    /// So many of the calls, written out; else why there are none.
    fn lines(&self, most: usize) -> Vec<String> {
        let told = match &self.told {
            Ok(told) => told,
            Err(fault) => return vec![words::line(fault)],
        };
        let mut lines: Vec<String> = told.requests.iter().take(most).map(ToString::to_string).collect();
        if told.is_part || told.requests.len() > most {
            lines.push("…".to_owned());
        }
        lines
    }

    /// All of them in the words of other tools.
    fn snippets(&self) -> Vec<Snippet> {
        let told = self.told.as_ref().ok().filter(|told| !told.is_part && !told.requests.is_empty());
        told.map(|told| snippets(self.connection.vendor, &told.requests)).unwrap_or_default()
    }
}

async fn tell(console: Console, connection: &Connection, grants: &[Grant], abort: Abort) -> Result<Told, Fault> {
    let transport = console.client.to(connection.id.clone(), Some(abort));
    let mut told = Told::default();
    let mut looked_at: Vec<Request> = Vec::new();
    for batch in batches(connection.vendor, ActionKind::Revoke, grants) {
        let batch: Vec<Grant> = batch.into_iter().filter_map(|at| grants.get(at)).cloned().collect();
        if let Some(look) = preparation(connection.vendor, &batch) {
            if told.requests.len() >= WRITTEN_OUT {
                told.is_part = true;
                break;
            }
            // Another call changes what this one depends on, so that it cannot be told yet.
            if looked_at.contains(&look) {
                told.is_part = true;
                continue;
            }
            looked_at.push(look);
        }
        let forms = calls_now(&transport, connection.vendor, ActionKind::Revoke, &batch).await?;
        told.requests.extend(forms.into_iter().next());
    }
    Ok(told)
}

/// The calls, to be read and copied; of several connections each for itself, as other tools need them.
pub(super) fn view_of(exact: Load<Exact>, connections: usize) -> AnyView {
    let i18n = use_i18n();
    if connections == 1 {
        let several = move || exact.get().is_some_and(|exact| exact.value.lines(WRITTEN_OUT).len() > 1);
        let shown = move || parts::lines_of(exact, |exact| exact.lines(WRITTEN_OUT));
        let all = move || parts::lines_of(exact, |exact| exact.lines(usize::MAX));
        let tools = move || exact.get().map(|exact| exact.value.snippets()).unwrap_or_default();
        return parts::exact_call(several, shown, all, tools);
    }
    let place = |place: &Place| {
        view! {
            <div class="label-line">
                <span class="label">{place.connection.label.clone()}</span>
                <span class="copies">{parts::copies(&place.snippets())}</span>
            </div>
            <pre class="call" tabindex="0">{place.lines(WRITTEN_OUT).join("\n")}</pre>
        }
    };
    view! {
        <p class="label">{i18n.text(|t| t.plans().calls)}</p>
        {dynamic(move || match exact.get() {
            None => view! { <p class="muted">{i18n.t().loading}</p> }.into_any(),
            Some(exact) => exact.value.places.iter().map(place).collect_view().into_any(),
        })}
    }
    .into_any()
}
