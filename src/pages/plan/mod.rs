//! Plans: the list of them, and one plan with what became of each entry. A plan that runs is steered from here; what sends
//! its calls is `state::execute`.

pub mod ahead;
pub mod calls;
pub mod list;
pub mod progress;
pub mod rows;
pub mod standing;

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use rescind_domain::outcome::Finality;
use rescind_domain::{EntryState, PlanEntry, PlanId, PlanView, Timestamp, plan_file};
use rescind_vendors::Method;

use self::calls::exact_calls;
use self::list::title;
use self::progress::{Steered, steering};
use self::rows::{Row, choices, columns};
use self::standing::{Counts, Read, Standing, standing, standing_badge};
use super::head::PageHead;
use super::notices::unread;
use super::revoke::parts::hazard;
use super::undo::confirm::undo_dialog;
use super::undo::{Taken, Undoing};
use super::{table_state, vacancy};
use crate::api;
use crate::i18n::{Locale, format, use_i18n};
use crate::state::load::Load;
use crate::state::revocations::RowState;
use crate::state::{Console, go_on, use_console};
use crate::ui::download::save as save_file;
use crate::ui::dynamic::dynamic;
use crate::ui::table::{DataTable, Deed, Select};

/// How often the plan is read again as long as something of it may change.
const POLL: Duration = Duration::from_secs(2);
/// How often the page looks whether something was settled in this tab.
const LOOK: Duration = Duration::from_millis(500);
/// Of a plan that is longer than this, only every few times.
const LONG: usize = 1000;
/// How many times are left out then.
const SELDOM: usize = 5;

/// The page of one plan.
#[component]
pub fn PlanPage() -> impl IntoView {
    let console = use_console();
    let id = Memo::new(move |_| PlanId::new(console.location.id()));
    dynamic(move || one(id.get()))
}

fn one(id: PlanId) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let read: Load<PlanView> = Load::new();
    let plan = StoredValue::new(id.clone());
    let refresh = Callback::new(move |()| {
        let id = plan.get_value();
        read.run(|_| async move {
            let path = format!("/api/plans/{id}");
            console.client.plan(&id).await.map_err(|failure| api::fault(&failure, Method::Get, &path))
        });
    });
    let runs_here = Memo::new(move |_| plan.with_value(|id| console.runs.of(id).is_some()));
    let settled = settled_so_far(console);
    // What a run has done is all there only when the plan is read once more after it; and what another plan gave back is
    // told with what this one took.
    Effect::new(move || {
        if !runs_here.get() {
            settled.track();
        }
        refresh.run(());
    });
    let stored = Memo::new_with_compare(
        move |_| {
            read.get().map(|loaded| loaded.value.entries.iter().cloned().map(Arc::new).collect()).unwrap_or_default()
        },
        |_: Option<&Vec<_>>, _| true,
    );
    let entries = Memo::new_with_compare(
        move |_| {
            // When a run ends, nothing of it may be behind.
            runs_here.track();
            settled.track();
            stored.with(|stored| stored.iter().map(|entry| newest(console, entry)).collect::<Vec<_>>())
        },
        |_, _| true,
    );
    let counts = Memo::new(move |_| entries.with(|entries| Counts::of(entries.iter().map(|entry| &entry.state))));
    let stands = Memo::new(move |_| {
        let read = read.get();
        let began = read.as_ref().map_or(Timestamp(0), |read| read.began);
        let read = read.as_ref().map(|read| &read.value);
        let lease = read.and_then(|plan| plan.lease.as_ref());
        let cancelled = read.and_then(|plan| plan.cancelled.as_ref());
        plan.with_value(|id| standing(console, id, Read { lease, cancelled, began }, counts.get()))
    });
    poll(read, refresh, counts);
    let rows = Memo::new_with_compare(
        move |_| {
            let (standing, connections) = (stands.get(), console.connections.get());
            let label = |entry: &PlanEntry| {
                let connection = connections.iter().find(|connection| connection.id == entry.connection);
                connection.map_or_else(|| entry.connection.to_string(), |connection| connection.label.clone())
            };
            let row = |entry: &Arc<PlanEntry>| Row { entry: entry.clone(), connection: label(entry).into(), standing };
            entries.with(|entries| Arc::new(entries.iter().map(row).collect::<Vec<_>>()))
        },
        |_, _| true,
    );
    let name = Memo::new(move |_| read.get().map(|loaded| title(i18n.t(), &loaded.value.reason)).unwrap_or_default());
    let question = RwSignal::new(None);
    // Going on with what was never sent, and trying once more what failed.
    let sends = Memo::new(move |_| {
        let rests = stands.get().waits();
        let failed = stands.get() == Standing::Finished && counts.get().repeatable > 0;
        read.get().is_some() && (rests || failed)
    });
    // As far as this tab knows, which may be further than what was read last.
    let newest = Callback::new(move |()| {
        let entries = entries.with_untracked(|entries| entries.iter().map(|entry| PlanEntry::clone(entry)).collect());
        read.untracked().map(|loaded| PlanView { entries, ..PlanView::clone(&loaded.value) })
    });
    let ahead = Load::new();
    let look = move || {
        let Some(plan) = newest.run(()) else { return };
        let tasks = go_on::tasks(console, &plan, ahead::may_be_sent);
        ahead.run(move |abort| ahead::look(console, tasks, abort));
    };
    // Whatever would be sent is looked at, also what has just failed.
    let would_be_sent = Memo::new(move |_| {
        let ids = |entries: &Vec<Arc<PlanEntry>>| ahead::would_be_sent(entries.iter().map(Arc::as_ref));
        sends.get().then(|| entries.with(ids))
    });
    Effect::new(move || {
        if would_be_sent.get().is_some() {
            look();
        }
    });
    let again = Callback::new(move |()| {
        refresh.run(());
        if sends.get_untracked() {
            look();
        }
    });
    let steered = Steered {
        plan,
        read,
        newest,
        counts: counts.into(),
        standing: stands.into(),
        question,
        sends: sends.into(),
        ahead,
    };
    let select = Select {
        id: Row::undoable,
        name: Row::name,
        label: |t| t.undo().undo_selected,
        deed: Deed::Gives,
        act: Callback::new(move |rows: Vec<Row>| {
            let reason = read.untracked().map(|plan| plan.value.reason.clone()).unwrap_or_default();
            // What is being given back already is not asked about again.
            let is_free = |row: &&Row| {
                let live = console.revocations.row(&row.entry.grant.key(&row.entry.connection));
                live.with_untracked(|live| !live.is_under_way())
            };
            let free = rows.iter().filter(is_free).map(|row| Taken::from(&*row.entry));
            question.set(Some(Undoing::of(console, &reason, free)));
        }),
        busy: Signal::stored(false),
    };
    view! {
        <PageHead
            crumbs=vec![(i18n.signal(|t| t.plans_title), Some("/plan".to_owned()))]
            title=name
            heading=view! {
                <h1>{dynamic(move || name.get())}</h1>
                {dynamic(move || read.get().map(|_| standing_badge(stands.get(), counts.get())))}
            }
                .into_any()
            read=Signal::derive(move || read.began())
            on_refresh=again
        />
        {dynamic(move || read.fault().map(|fault| unread(&i18n.t().plans_title.to_lowercase(), &fault, refresh)))}
        {dynamic(move || read.get().map(|loaded| made(&loaded.value)))}
        {steering(steered)}
        {dynamic(move || {
            let left = counts.get().planned;
            let (t, locale) = (i18n.t(), i18n.locale());
            let gives_back = || read.get().is_some_and(|plan| plan.value.entries.iter().any(|entry| entry.undo.is_some()));
            let text = match stands.get() {
                Standing::Elsewhere => t.plans().watching.to_owned(),
                Standing::Cancelled => {
                    let by = read.get().and_then(|read| read.value.cancelled.clone());
                    let by = by.map(|by| (t.plans().cancelled_by)(&by.who, &format::date_time(locale, by.at)));
                    [Some(format::count(locale, left, &t.plans().rest_cancelled)), by].into_iter().flatten().collect::<Vec<_>>().join(" ")
                }
                _ if gives_back() => t.undo().plan_gives_back.to_owned(),
                _ => return ().into_any(),
            };
            view! { <p class="muted" role="note">{text}</p> }.into_any()
        })}
        {dynamic(move || {
            let known = console.connections.get();
            let is_orphan = |entry: &&Arc<PlanEntry>| {
                entry.state == EntryState::Planned && known.iter().all(|connection| connection.id != entry.connection)
            };
            let orphans = entries.with(|entries| entries.iter().filter(is_orphan).count());
            let said = move || format::count(i18n.locale(), orphans, &i18n.t().plans().orphans);
            (orphans > 0).then(|| hazard(said))
        })}
        <DataTable
            label=Signal::derive(move || (i18n.t().plans().entries_of)(&name.get()))
            columns=columns()
            rows=rows
            key=Row::key
            version=Row::version
            search=Row::searched
            choices=choices()
            select=Some(select)
            state=table_state("")
            vacancy=Signal::derive(move || vacancy(i18n.t(), read, |_| &[], i18n.t().loading, i18n.t().plans().empty))
        />
        {exact_calls(read)}
        {undo_dialog(question)}
    }
    .into_any()
}

/// An entry with what this tab knows beyond what was read.
fn newest(console: Console, entry: &Arc<PlanEntry>) -> Arc<PlanEntry> {
    match console.revocations.row(&entry.grant.key(&entry.connection)).get_untracked() {
        RowState::Settled(task, outcome)
            if task.entry == entry.id
                && (outcome.finality() == Finality::Final || !matches!(entry.state, EntryState::Settled { .. })) =>
        {
            Arc::new(PlanEntry { state: EntryState::Settled { outcome }, ..PlanEntry::clone(entry) })
        }
        _ => Arc::clone(entry),
    }
}

/// How many outcomes there were, a little behind: a plan of thousands must not build its table anew for each of them.
fn settled_so_far(console: Console) -> RwSignal<u32> {
    let settled = RwSignal::new(0);
    let look = move || {
        let now = untrack(|| console.revocations.settled());
        if settled.get_untracked() != now {
            settled.set(now);
        }
    };
    if let Ok(look) = set_interval_with_handle(look, LOOK) {
        on_cleanup(move || look.clear());
    }
    settled
}

/// Reads the plan again and again, as long as something is left of it: another tab may run it, or the gateway waits.
fn poll(read: Load<PlanView>, refresh: Callback<()>, counts: Memo<Counts>) {
    let ticks = StoredValue::new(0_usize);
    let tick = move || {
        let counts = counts.get_untracked();
        let number = ticks.try_update_value(|ticks| {
            *ticks += 1;
            *ticks
        });
        // A lease that has ended unrenewed means that the plan may be gone on with here.
        let lease = read.untracked().and_then(|loaded| loaded.value.lease.clone());
        let ended = lease.is_some_and(|lease| lease.expires < format::now());
        let due = ended || counts.all < LONG || number.unwrap_or_default().is_multiple_of(SELDOM);
        if due && (counts.left() > 0 || counts.unknown > 0) && !untrack(|| read.is_busy()) {
            refresh.run(());
        }
    };
    if let Ok(tick) = set_interval_with_handle(tick, POLL) {
        on_cleanup(move || tick.clear());
    }
}

/// Who made the plan, when, and the ways to take it along.
fn made(plan: &PlanView) -> AnyView {
    let i18n = use_i18n();
    let (t, locale) = (i18n.t(), i18n.locale());
    let name = format!("plan-{}", plan.id);
    let save = {
        let plan = plan.clone();
        move |file: File| {
            let (ending, media_type, text) = match file {
                File::Csv => ("csv", "text/csv", plan_file::csv(&plan)),
                File::Json => ("json", "application/json", serde_json::to_string(&plan).unwrap_or_default()),
            };
            save_file(&format!("{name}.{ending}"), media_type, &text);
        }
    };
    let (csv, json) = (save.clone(), save);
    view! {
        <div class="made">
            <p class="facts">
                <span>{t.plans().made} " " <b>{format::date_time(locale, plan.at)}</b></span>
                <span>{t.plans().who} " " <b>{plan.who.clone()}</b></span>
                <span>{t.plans().entries} " " <b>{entries(locale, plan)}</b></span>
            </p>
            <span class="acts">
                <button type="button" class="btn small quiet" on:click=move |_| csv(File::Csv)>{(t.plans().export)("CSV")}</button>
                <button type="button" class="btn small quiet" on:click=move |_| json(File::Json)>{(t.plans().export)("JSON")}</button>
                <button type="button" class="btn small quiet" on:click=|_| { let _ = window().print(); }>{t.plans().print}</button>
            </span>
        </div>
    }
    .into_any()
}

/// What a plan is saved as.
#[derive(Clone, Copy)]
enum File {
    Csv,
    Json,
}

fn entries(locale: Locale, plan: &PlanView) -> String {
    format::number(locale, plan.entries.len())
}
