//! What the gateway works out of a question: the exact calls, connection by connection, as they would be sent now, and what goes
//! along with the privileges. Nothing is sent.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::preview::{Calls, NewPreview, Preview, Snippet, WantedCalls};
use rescind_domain::read::PrivilegeFacts;
use rescind_domain::{Fault, GrantKey};

use super::parts::{self, WRITTEN_OUT};
use crate::i18n::use_i18n;
use crate::pages::words;
use crate::state::Console;
use crate::state::load::Load;
use crate::state::plans::PlannedEntry;
use crate::transport::Abort;
use crate::ui::dynamic::dynamic;

/// What was worked out.
#[derive(Debug)]
pub(super) struct Exact {
    /// The calls with the labels of their connections.
    places: Vec<(String, Calls)>,
    /// What goes along with each privilege, and what still allows the same.
    facts: Arc<HashMap<GrantKey, PrivilegeFacts>>,
    /// Why that is not known of some.
    unread: Option<Fault>,
}

impl Exact {
    /// Asks the gateway.
    pub(super) async fn of(console: Console, entries: &[PlannedEntry], abort: Abort) -> Result<Self, Fault> {
        if entries.is_empty() {
            return Ok(Self { places: Vec::new(), facts: Arc::default(), unread: None });
        }
        let wanted = NewPreview::of(entries.iter().map(|planned| planned.entry.clone()), WantedCalls::Some);
        let Preview { entries: around, calls, unread, .. } = console.client.preview(&wanted, &abort).await?;
        let label_of = |calls: &Calls| {
            let entry = entries.iter().find(|entry| entry.connection.id == calls.connection);
            entry.map_or_else(|| calls.connection.to_string(), |entry| entry.connection.label.clone())
        };
        let facts = entries.iter().zip(around).map(|(entry, around)| (entry.key(), around.facts)).collect();
        let unread = unread.into_iter().find_map(|unread| unread.fault).map(|fault| *fault);
        Ok(Self {
            places: calls.into_iter().map(|calls| (label_of(&calls), calls)).collect(),
            facts: Arc::new(facts),
            unread,
        })
    }

    /// What goes along with each privilege, and what still allows the same.
    pub(super) fn facts(&self) -> Arc<HashMap<GrantKey, PrivilegeFacts>> {
        Arc::clone(&self.facts)
    }

    /// Why it is not known what goes along with some privileges.
    pub(super) const fn unread(&self) -> Option<&Fault> {
        self.unread.as_ref()
    }

    /// Whether more calls follow than could be worked out.
    pub(super) fn is_part(&self) -> bool {
        self.places.iter().any(|(_, calls)| calls.is_part)
    }

    fn lines(&self, most: usize) -> Vec<String> {
        self.places.iter().flat_map(|(_, calls)| lines(calls, most)).collect()
    }

    fn snippets(&self) -> Vec<Snippet> {
        self.places.iter().flat_map(|(_, calls)| calls.snippets.clone()).collect()
    }
}

/// So many of the calls, written out; and why others cannot be told.
fn lines(calls: &Calls, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = calls.calls.iter().take(most).cloned().collect();
    lines.extend(calls.faults.iter().map(words::line));
    if calls.is_part || calls.calls.len() > most {
        lines.push("…".to_owned());
    }
    lines
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
    let place = |(label, calls): &(String, Calls)| {
        view! {
            <div class="label-line">
                <span class="label">{label.clone()}</span>
                <span class="copies">{parts::copies(&calls.snippets)}</span>
            </div>
            <pre class="call" tabindex="0">{lines(calls, WRITTEN_OUT).join("\n")}</pre>
        }
    };
    view! {
        <p class="label">{i18n.text(|t| t.plans().calls)}</p>
        {dynamic(move || match (exact.get(), exact.fault()) {
            (Some(exact), _) => exact.value.places.iter().map(place).collect_view().into_any(),
            (None, Some(fault)) => view! { <p class="muted">{words::line(&fault)}</p> }.into_any(),
            (None, None) => view! { <p class="muted">{i18n.t().loading}</p> }.into_any(),
        })}
    }
    .into_any()
}
