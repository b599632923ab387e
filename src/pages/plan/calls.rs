//! The exact calls of a plan, to read and to copy for other tools. They are worked out when somebody asks; nothing is sent
//! that changes anything.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::preview::{Calls, NewPreview, PreviewEntry, WantedCalls};
use rescind_domain::{EntryState, Fault, PlanEntry};

use crate::i18n::{format, use_i18n};
use crate::pages::revoke::parts::copies;
use crate::pages::words;
use crate::state::load::Load;
use crate::state::plans::followed::LivePlan;
use crate::state::{Console, use_console};
use crate::transport::Abort;
use crate::ui::dynamic::dynamic;

/// How many calls are written out; all of them are copied.
const WRITTEN_OUT: usize = 100;

/// The calls at one connection.
struct Told {
    connection: String,
    calls: Calls,
}

/// The folded part of the page.
pub fn exact_calls(live: Memo<Option<LivePlan>>) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let told: Load<Vec<Told>> = Load::new();
    let open = StoredValue::new(false);
    let on_toggle = move |_| {
        open.update_value(|open| *open = !*open);
        if let Some(live) = live.get_untracked().filter(|_| open.get_value()) {
            told.run(|abort| tell(console, live, abort));
        }
    };
    view! {
        <details class="calls" on:toggle=on_toggle>
            <summary>{i18n.text(|t| t.plans().calls)}</summary>
            {dynamic(move || match (told.get(), told.fault()) {
                (None, None) => view! { <p class="muted">{i18n.t().loading}</p> }.into_any(),
                (_, Some(fault)) => view! { <p class="muted">{words::line(&fault)}</p> }.into_any(),
                (Some(told), None) => told.value.iter().map(one).collect_view().into_any(),
            })}
        </details>
    }
    .into_any()
}

fn one(Told { connection, calls }: &Told) -> AnyView {
    let i18n = use_i18n();
    let mut lines: Vec<String> = calls.calls.iter().take(WRITTEN_OUT).cloned().collect();
    if calls.calls.len() > WRITTEN_OUT {
        lines.push(format!("… +{}", calls.calls.len() - WRITTEN_OUT));
    }
    let untold = (calls.untold > 0).then(|| format::count(i18n.locale(), calls.untold, &i18n.t().plans().untold));
    let is_part = calls.is_part.then(|| view! { <p class="hint">{i18n.text(|t| t.revoke().calls_depend)}</p> });
    view! {
        <div class="label-line">
            <span class="label">{connection.clone()}</span>
            <span class="copies">{copies(&calls.snippets)}</span>
        </div>
        {untold.map(|untold| view! { <p class="muted">{untold}</p> })}
        {(!lines.is_empty()).then(|| view! { <pre class="call" tabindex="0">{lines.join("\n")}</pre> })}
        {is_part}
    }
    .into_any()
}

/// Has the gateway work out the calls, connection by connection.
async fn tell(console: Console, live: LivePlan, abort: Abort) -> Result<Vec<Told>, Fault> {
    let wanted = |entry: &Arc<PlanEntry>| PreviewEntry { entry: entry.entry.clone(), done: is_done(&entry.state) };
    let entries: Vec<PreviewEntry> = live.entries.iter().map(wanted).collect();
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let connections = console.connections.get_untracked();
    let told = |calls: Calls| {
        let connection = connections.iter().find(|connection| connection.id == calls.connection);
        Told { connection: connection.map_or_else(|| calls.connection.to_string(), |place| place.label.clone()), calls }
    };
    let wanted = NewPreview { entries, calls: WantedCalls::All, hazards: false };
    Ok(console.client.preview(&wanted, &abort).await?.calls.into_iter().map(told).collect())
}

fn is_done(state: &EntryState) -> bool {
    matches!(state, EntryState::Settled { outcome } if outcome.is_done())
}
