//! Plans: the list of them, and one plan with what became of each entry. The gateway runs them; from here one is started,
//! watched and steered.

pub mod ahead;
pub mod calls;
mod gate;
pub mod list;
pub mod progress;
pub mod rows;
pub mod standing;
pub mod waiting;

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use rescind_domain::{
    ActionKind, EntryState, LaterEntry, PlanEntry, PlanId, PlanStatus, PlanView, Requested, plan_file,
};

use self::calls::exact_calls;
use self::gate::is_unwarned;
use self::list::title;
use self::progress::{Steered, steering};
use self::rows::{Row, choices, columns};
use self::standing::{Counts, name_of, pause_words, standing_badge};
use self::waiting::waiting;
use super::head::PageHead;
use super::notices::unread;
use super::revoke::parts::{hazard, hazards};
use super::revoke::review::Review;
use super::undo::confirm::undo_dialog;
use super::undo::{Question, Revoked, Undoing, later_words};
use super::{table_state, vacancy};
use crate::api;
use crate::i18n::texts::With2;
use crate::i18n::{Locale, Texts, format, use_i18n};
use crate::state::load::Load;
use crate::state::plans::followed::LivePlan;
use crate::state::plans::{PlannedEntry, StoredEntry};
use crate::state::{Console, use_console};
use crate::ui::download::save as save_file;
use crate::ui::dynamic::dynamic;
use crate::ui::later::{later, throttled};
use crate::ui::lower::lower;
use crate::ui::table::{DataTable, Deed, SELECTION, Select};

/// How long after a change the page shows it: those of a plan come in swarms.
const SOON: Duration = Duration::from_millis(100);
/// How long after the plan has changed unheard it is read again.
const OUTDATED: Duration = Duration::from_millis(400);

/// The page of one plan.
#[component]
pub fn PlanPage() -> impl IntoView {
    let console = use_console();
    let id = Memo::new(move |_| PlanId::new(console.location.id()));
    dynamic(move || one(id.get()))
}

/// What the page reads, and hears of since.
#[derive(Clone, Copy)]
struct Page {
    plan: StoredValue<PlanId>,
    read: Load<PlanView>,
    live: Memo<Option<LivePlan>>,
    refresh: Callback<()>,
}

impl Page {
    fn of(console: Console, id: &PlanId) -> Self {
        let read: Load<PlanView> = Load::new();
        let plan = StoredValue::new(id.clone());
        console.plans.follow(id);
        let left = id.clone();
        on_cleanup(move || console.plans.unfollow(&left));
        let refresh = Callback::new(move |()| {
            let id = plan.get_value();
            read.run(|_| async move {
                let path = format!("/api/plans/{id}");
                console.client.plan(&id).await.map_err(|failure| api::fault(&failure, "GET", &path))
            });
        });
        refresh.run(());
        let version = throttled(SOON, move || console.plans.version());
        let live = Memo::new(move |_| {
            version.track();
            if let Some(loaded) = read.get() {
                console.plans.read_followed(&loaded.value);
            }
            plan.with_value(|plan| console.plans.live(plan))
        });
        // What another plan restored of this one, or what passed unheard, is told only when it is read again.
        let again = later(OUTDATED, move || refresh.run(()));
        Effect::new(move |before: Option<u64>| {
            version.track();
            let outdated = plan.with_value(|plan| console.plans.outdated(plan));
            if before.is_some_and(|before| before != outdated) {
                again.run(());
            }
            outdated
        });
        Self { plan, read, live, refresh }
    }
}

fn one(id: PlanId) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let page = Page::of(console, &id);
    let Page { plan, read, live, refresh } = page;
    let counts = Memo::new(move |_| {
        live.with(|live| Counts::of(live.iter().flat_map(|live| live.entries.iter().map(|entry| &entry.state))))
    });
    let status =
        Memo::new(move |_| live.with(|live| live.as_ref().map(|live| live.status.clone()).unwrap_or_default()));
    let waits =
        Memo::new(move |_| live.with(|live| live.as_ref().map(|live| live.waiting.clone())).unwrap_or_default());
    let rows = rows_of(console, live);
    let name = Memo::new(move |_| {
        let title = |plan: &PlanView| {
            let first = plan.entries.first().map(|entry| &entry.entry);
            title(i18n.t(), &plan.reason, first, plan.entries.len() as u64)
        };
        read.get().map(|loaded| title(&loaded.value)).unwrap_or_default()
    });
    let question = RwSignal::new(None);
    let review = Review::new();
    let sends = Memo::new(move |_| {
        let failed = !matches!(status.get(), PlanStatus::Running | PlanStatus::Paused { .. })
            && counts.get().can_be_sent_again();
        live.with(Option::is_some) && (status.with(is_unwarned) || failed)
    });
    let ahead = look_ahead(console, read, live, sends);
    let again = Callback::new(move |()| refresh.run(()));
    let select = select(console, live, question);
    view! {
        <PageHead
            crumbs=vec![(i18n.signal(|t| t.plans_title), Some("/plan".to_owned()))]
            title=name
            heading=view! {
                <h1>{dynamic(move || name.get())}</h1>
                {dynamic(move || live.with(Option::is_some).then(|| standing_badge(&status.get(), counts.get())))}
            }
                .into_any()
            read=Signal::derive(move || read.began())
            on_refresh=again
        />
        {dynamic(move || read.fault().map(|fault| unread(&lower(i18n.t().plans_title), &fault, refresh)))}
        {dynamic(move || read.get().map(|loaded| made(&loaded.value, live)))}
        {steering(Steered { plan, live, counts, status, question, sends, ahead, review })}
        {dynamic(move || notes(live, status, counts))}
        {waiting(plan.get_value(), waits)}
        {dynamic(move || orphans(console, live))}
        <DataTable
            label=Signal::derive(move || (i18n.t().plans().entries_of)(&name.get()))
            columns=columns()
            rows=rows
            key=Row::key
            same=Row::is_same
            search=Row::searched
            choices=choices()
            select=Some(select)
            state=table_state("")
            vacancy=Signal::derive(move || vacancy(i18n.t(), read, |_| &[], i18n.t().loading, i18n.t().plans().empty))
        />
        {exact_calls(live)}
        {undo_dialog(question)}
        {review.dialog()}
    }
    .into_any()
}

fn rows_of(console: Console, live: Memo<Option<LivePlan>>) -> Memo<Arc<Vec<Row>>> {
    Memo::new_with_compare(
        move |_| {
            let connections = console.connections.get();
            let label = |entry: &PlanEntry| {
                let connection = connections.iter().find(|connection| connection.id == entry.entry.connection);
                connection.map_or_else(|| entry.entry.connection.to_string(), |connection| connection.label.clone())
            };
            live.with(|live| {
                let Some(live) = live else { return Arc::default() };
                let status = Arc::new(live.status.clone());
                let row = |entry: &Arc<PlanEntry>| Row {
                    entry: Arc::clone(entry),
                    connection: label(entry).into(),
                    status: Arc::clone(&status),
                    step: live.steps.get(&entry.id).cloned(),
                };
                Arc::new(live.entries.iter().map(row).collect())
            })
        },
        |_, _| true,
    )
}

/// Whatever would be sent is looked at, also what has just failed, and once more when the plan is read again.
fn look_ahead(
    console: Console,
    read: Load<PlanView>,
    live: Memo<Option<LivePlan>>,
    sends: Memo<bool>,
) -> Load<ahead::Ahead> {
    let ahead = Load::new();
    let would_be_sent = Memo::new(move |_| {
        let ids = |live: &Option<LivePlan>| {
            ahead::would_be_sent(live.iter().flat_map(|live| live.entries.iter().map(Arc::as_ref)))
        };
        sends.get().then(|| (live.with(ids), read.began()))
    });
    Effect::new(move || {
        if would_be_sent.get().is_some() {
            let live = live.get_untracked();
            let entries = live.iter().flat_map(|live| stored_entries(console, live, ahead::may_be_sent)).collect();
            ahead.run(move |abort| ahead::look(console, entries, abort));
        }
    });
    ahead
}

/// The entries of a plan that are as far as `which` wants them, without those whose connection is not configured any more.
fn stored_entries(console: Console, live: &LivePlan, which: impl Fn(&EntryState) -> bool) -> Vec<PlannedEntry> {
    let connections = console.connections.get_untracked();
    let planned = |entry: &Arc<PlanEntry>| {
        let connection = connections.iter().find(|connection| connection.id == entry.entry.connection)?.clone();
        let (plan, reason) = (live.read.id.clone(), live.read.reason.clone());
        let stored = Some(StoredEntry { plan, id: entry.id.clone(), reason });
        Some(PlannedEntry { connection, entry: entry.entry.clone(), stored })
    };
    live.entries.iter().filter(|entry| which(&entry.state)).filter_map(planned).collect()
}

fn select(console: Console, live: Memo<Option<LivePlan>>, question: Question) -> Select<Row> {
    Select {
        id: Row::undoable,
        name: Row::name,
        label: |t| t.undo().undo_selected,
        deed: Deed::Gives,
        views: SELECTION,
        act: Callback::new(move |rows: Vec<Row>| {
            let reason = live.with_untracked(|live| live.as_ref().map(|live| live.read.reason.clone()));
            // What is being restored already is not asked about again.
            let is_free = |row: &&Row| {
                let live = console.revocations.row(&row.entry.entry.key());
                live.with_untracked(|live| !live.is_under_way())
            };
            let free = rows.iter().filter(is_free).map(|row| Revoked::from(&*row.entry));
            question.set(Some(Undoing::of(console, &reason.unwrap_or_default(), free)));
        }),
        busy: Signal::stored(false),
    }
}

/// What has to be known of a plan besides its numbers: who paused or cancelled it and why.
fn notes(live: Memo<Option<LivePlan>>, status: Memo<PlanStatus>, counts: Memo<Counts>) -> AnyView {
    let i18n = use_i18n();
    let (t, locale) = (i18n.t(), i18n.locale());
    let status = status.get();
    let cancelled = matches!(status, PlanStatus::Cancelled { .. });
    let left = cancelled.then(|| format::count(locale, counts.get().planned, &t.plans().rest_cancelled));
    let said: Vec<String> = [left, pause_words(&status)].into_iter().flatten().collect();
    let grants = live
        .with(|live| live.iter().flat_map(|live| live.entries.iter()).any(|entry| entry.kind() == ActionKind::Grant));
    let wanted_gone =
        live.with(|live| live.as_ref().map(|live| wanted_gone_later(t, locale, live))).unwrap_or_default();
    view! {
        {(!said.is_empty()).then(|| view! { <p class="muted" role="note">{said.join(" ")}</p> })}
        {grants.then(|| view! { <p class="muted" role="note">{t.undo().plan_restores}</p> })}
        {hazards(wanted_gone)}
    }
    .into_any()
}

/// Who wanted gone what this plan restores, after it was revoked.
fn wanted_gone_later(t: &Texts, locale: Locale, live: &LivePlan) -> Vec<String> {
    let line = |later: &LaterEntry| {
        let entry = live.entries.iter().find(|entry| entry.id == later.of)?;
        Some(later_words(t, locale, &entry.entry.grant, later))
    };
    live.read.later.iter().filter_map(line).collect()
}

/// A warning about entries that cannot be sent.
fn orphans(console: Console, live: Memo<Option<LivePlan>>) -> Option<AnyView> {
    let i18n = use_i18n();
    let known = console.connections.get();
    let is_orphan = |entry: &&Arc<PlanEntry>| {
        entry.state == EntryState::Planned && known.iter().all(|connection| connection.id != entry.entry.connection)
    };
    let orphans = live.with(|live| live.iter().flat_map(|live| live.entries.iter()).filter(is_orphan).count());
    let said = move || format::count(i18n.locale(), orphans, &i18n.t().plans().orphans);
    (orphans > 0).then(|| hazard(said))
}

/// Who made the plan, on whose word it runs, when, and the ways to take it along.
fn made(plan: &PlanView, live: Memo<Option<LivePlan>>) -> AnyView {
    let i18n = use_i18n();
    let (t, locale) = (i18n.t(), i18n.locale());
    let name = format!("plan-{}", plan.id);
    let word = |name: With2, word: &Option<Requested>| word.clone().map(|word| (name, word));
    let plans = t.plans();
    let words = [
        word(plans.started_by, &plan.started),
        word(plans.resumed_by, &plan.resumed),
        word(plans.retried_by, &plan.retried),
    ];
    let words: Vec<(With2, Requested)> = words.into_iter().flatten().collect();
    let save = move |file: File| {
        let Some(plan) = live.with_untracked(|live| live.as_ref().map(LivePlan::view)) else { return };
        let (ending, media_type, text) = match file {
            File::Csv => ("csv", "text/csv", plan_file::csv(&plan)),
            File::Json => ("json", "application/json", serde_json::to_string(&plan).unwrap_or_default()),
        };
        save_file(&format!("{name}.{ending}"), media_type, &text);
    };
    let (csv, json) = (save.clone(), save);
    view! {
        <div class="made">
            <p class="facts">
                <span>{t.plans().made} " " <b>{format::date_time(locale, plan.at)}</b></span>
                <span>{t.plans().who} " " <b>{plan.who.clone()}</b></span>
                <span>{t.plans().entries} " " <b>{entries(locale, plan)}</b></span>
                {words.into_iter().map(|(name, word)| {
                    let (who, when) = (name_of(&word.who, word.session.as_deref()), format::date_time(locale, word.at));
                    view! { <span>{name(&who, &when)}</span> }
                }).collect_view()}
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
