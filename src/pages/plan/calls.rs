//! The exact calls of a plan, to read and to copy for other tools. They are worked out when somebody asks; nothing is sent
//! that changes anything.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::{ActionKind, Connection, EntryState, Fault, Grant, PlanEntry};
use rescind_vendors::Request;
use rescind_vendors::mutation::{batches, calls_now, preparation};
use rescind_vendors::snippets::{Snippet, snippets};

use crate::i18n::{format, use_i18n};
use crate::pages::revoke::parts::copies;
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
    lines: Vec<String>,
    snippets: Vec<Snippet>,
    /// How many calls depend on a state that has changed since.
    untold: usize,
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
            {dynamic(move || match told.get() {
                None => view! { <p class="muted">{i18n.t().loading}</p> }.into_any(),
                Some(told) => told.value.iter().map(one).collect_view().into_any(),
            })}
        </details>
    }
    .into_any()
}

fn one(told: &Told) -> AnyView {
    let i18n = use_i18n();
    let mut lines: Vec<String> = told.lines.iter().take(WRITTEN_OUT).cloned().collect();
    if told.lines.len() > WRITTEN_OUT {
        lines.push(format!("… +{}", told.lines.len() - WRITTEN_OUT));
    }
    let untold = (told.untold > 0).then(|| format::count(i18n.locale(), told.untold, &i18n.t().plans().untold));
    view! {
        <div class="label-line">
            <span class="label">{told.connection.clone()}</span>
            <span class="copies">{copies(&told.snippets)}</span>
        </div>
        {untold.map(|untold| view! { <p class="muted">{untold}</p> })}
        {(!lines.is_empty()).then(|| view! { <pre class="call" tabindex="0">{lines.join("\n")}</pre> })}
    }
    .into_any()
}

/// Works out the calls, connection by connection.
async fn tell(console: Console, live: LivePlan, abort: Abort) -> Result<Vec<Told>, Fault> {
    let mut all = Vec::new();
    for connection in console.connections.get_untracked() {
        for kind in [ActionKind::Revoke, ActionKind::Grant] {
            let is_of = |entry: &&Arc<PlanEntry>| entry.entry.connection == connection.id && entry.kind() == kind;
            let entries = live.entries.iter().filter(is_of);
            let grants: Vec<(Grant, &EntryState)> =
                entries.map(|entry| (entry.entry.grant.clone(), &entry.state)).collect();
            if !grants.is_empty() {
                all.push(tell_one(console, &connection, kind, &grants, abort.clone()).await);
            }
        }
    }
    Ok(all)
}

async fn tell_one(
    console: Console,
    connection: &Connection,
    kind: ActionKind,
    entries: &[(Grant, &EntryState)],
    abort: Abort,
) -> Told {
    let transport = console.client.to(connection.id.clone(), Some(abort));
    let grants: Vec<Grant> = entries.iter().map(|(grant, _)| grant.clone()).collect();
    let (mut requests, mut untold): (Vec<Request>, usize) = (Vec::new(), 0);
    for batch in batches(connection.vendor, kind, &grants) {
        let members: Vec<&(Grant, &EntryState)> = batch.into_iter().filter_map(|at| entries.get(at)).collect();
        let batch: Vec<Grant> = members.iter().map(|(grant, _)| grant.clone()).collect();
        // Where the call depends on the state, that of what has been done cannot be told any more.
        let done = members.iter().all(|(_, state)| is_done(state));
        if done && preparation(connection.vendor, &batch).is_some() {
            untold += 1;
            continue;
        }
        match calls_now(&transport, connection.vendor, kind, &batch).await {
            Ok(forms) => requests.extend(forms.into_iter().next()),
            Err(_) => untold += 1,
        }
    }
    Told {
        connection: connection.label.clone(),
        lines: requests.iter().map(ToString::to_string).collect(),
        // Other tools are told how to revoke; granting again goes through the gateway, which knows what was there.
        snippets: if requests.is_empty() || kind == ActionKind::Grant {
            Vec::new()
        } else {
            snippets(connection.vendor, &requests)
        },
        untold,
    }
}

fn is_done(state: &EntryState) -> bool {
    matches!(state, EntryState::Settled { outcome } if outcome.is_done())
}
