//! All stored plans, newest first: what each was for, who made it, and how far it is.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::table::CellKey;
use rescind_domain::{Entry, PlanId, PlanSummary};

use super::standing::{Counts, done_badges, standing_badge};
use crate::api;
use crate::i18n::{Texts, format, use_i18n};
use crate::pages::head::PageHead;
use crate::pages::notices::unread;
use crate::pages::words::{sentence, what, whom};
use crate::pages::{table_state, vacancy};
use crate::state::load::Load;
use crate::state::{url, use_console};
use crate::ui::dynamic::dynamic;
use crate::ui::table::{Column, ColumnKind, DataTable, text_key};
use crate::ui::time::Age;

/// How many plans a page has.
const PAGE: usize = 100;

#[derive(Clone, Default)]
struct Plans {
    rows: Vec<PlanSummary>,
    /// Whether there are older ones.
    more: bool,
}

/// The page.
#[component]
pub fn PlansPage() -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    let plans: Load<Plans> = Load::new();
    let read = move |known: Vec<PlanSummary>| {
        plans.run(|_| async move {
            let before = known.last().map(|plan| plan.id.clone());
            let page = console.client.plans(before.as_ref(), PAGE).await;
            let page = page.map_err(|failure| api::fault(&failure, "GET", "/api/plans"))?;
            let more = page.len() == PAGE;
            Ok(Plans { rows: known.into_iter().chain(page).collect(), more })
        });
    };
    let refresh = Callback::new(move |()| read(Vec::new()));
    // A plan that begins or ends changes the list; how far one is, is heard.
    let running =
        Memo::new(move |_| console.plans.lines().iter().map(|line| line.summary.id.clone()).collect::<Vec<PlanId>>());
    Effect::new(move || {
        // A memo that nobody reads hears of nothing.
        let _ = running.get();
        refresh.run(());
    });
    let older = move |_| read(plans.untracked().map(|loaded| loaded.value.rows.clone()).unwrap_or_default());
    let rows = Memo::new_with_compare(
        move |_| {
            let newest = |plan: &PlanSummary| {
                let heard = console.plans.summary(&plan.id).filter(|heard| heard.seq >= plan.seq);
                heard.unwrap_or_else(|| plan.clone())
            };
            let rows = plans.get().map(|loaded| loaded.value.rows.iter().map(newest).collect::<Vec<_>>());
            Arc::new(rows.unwrap_or_default())
        },
        |_, _| true,
    );
    let more = move || plans.get().is_some_and(|loaded| loaded.value.more);
    view! {
        <PageHead
            title=i18n.signal(|t| t.plans_title)
            heading=view! { <h1>{i18n.text(|t| t.plans_title)}</h1> }.into_any()
            read=Signal::derive(move || plans.began())
            on_refresh=refresh
        />
        {dynamic(move || plans.fault().map(|fault| unread(i18n.t().plans_title, &fault, refresh)))}
        <DataTable
            label=i18n.signal(|t| t.plans_title)
            columns=columns()
            rows=rows
            key=|plan: &PlanSummary| plan.id.to_string()
            same=PlanSummary::eq
            search=|plan: &PlanSummary| {
                format!("{} {} {} {}", title_of(use_i18n().t(), plan), plan.who, plan.id, about(plan))
            }
            state=table_state("-made")
            vacancy=Signal::derive(move || vacancy(i18n.t(), plans, |_| &[], i18n.t().loading, i18n.t().plans().empty))
        />
        {dynamic(move || more().then(|| view! {
            <p class="after">
                <button type="button" class="btn" on:click=older>{i18n.text(|t| t.plans().older)}</button>
            </p>
        }))}
    }
}

/// What a plan is called: its reason, or what it revokes or grants where nobody gave one.
pub fn title(t: &Texts, reason: &str, first: Option<&Entry>, entries: u64) -> String {
    match first {
        Some(first) if reason.is_empty() => contents(t, first, entries),
        _ if reason.is_empty() => t.plans().no_reason.to_owned(),
        _ => reason.to_owned(),
    }
}

/// The same of a plan of the list.
pub fn title_of(t: &Texts, plan: &PlanSummary) -> String {
    title(t, &plan.reason, plan.first.as_ref(), plan.entries)
}

/// What a plan of so many entries revokes or grants, by its first one: most have one only.
fn contents(t: &Texts, first: &Entry, entries: u64) -> String {
    let sentence = sentence(t, first.action.kind())(&what(t, &first.grant), &whom(t, &first.grant));
    let others = usize::try_from(entries.saturating_sub(1)).unwrap_or(usize::MAX);
    let more = (others > 0).then(|| (t.revoke().more)(&format::number(use_i18n().locale(), others)));
    std::iter::once(sentence).chain(more).collect::<Vec<_>>().join(" · ")
}

/// What a plan is about besides its title: what it revokes or grants, and where.
fn about(plan: &PlanSummary) -> String {
    let Some(first) = &plan.first else { return String::new() };
    let connection = &first.connection;
    let t = use_i18n().t();
    let what = if plan.reason.is_empty() { t.plans().no_reason.to_owned() } else { contents(t, first, plan.entries) };
    let label = use_console().connection(connection).map_or_else(|| connection.to_string(), |known| known.label);
    format!("{what} · {label}")
}

/// How many of a plan's entries are done.
fn done_of(counts: Counts) -> AnyView {
    let i18n = use_i18n();
    let Counts { all, done, .. } = counts;
    let number = move |number| format::number(i18n.locale(), number);
    dynamic(move || (i18n.t().plans().done_of)(&number(done), &number(all)))
}

fn columns() -> Vec<Column<PlanSummary>> {
    let i18n = use_i18n();
    vec![
        Column {
            id: "reason",
            title: i18n.signal(|t| t.revoke().reason),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|plan: &PlanSummary| text_key(&plan.reason))),
            cell: Arc::new(|plan: &PlanSummary| {
                let (href, i18n) = (url::plan(&plan.id), use_i18n());
                let (named, plan) = (plan.clone(), plan.clone());
                view! {
                    <a href=href>{dynamic(move || title_of(i18n.t(), &named))}</a>
                    <span class="under">{dynamic(move || about(&plan))}</span>
                }
                .into_any()
            }),
        },
        Column {
            id: "state",
            title: i18n.signal(|t| t.plans().state),
            kind: ColumnKind::Plain,
            sort: None,
            cell: Arc::new(|plan: &PlanSummary| {
                let counts = Counts::of_summary(plan);
                view! {
                    {standing_badge(&plan.status, counts)}
                    <span class="show-s words">{done_of(counts)}</span>
                }
                .into_any()
            }),
        },
        Column {
            id: "done",
            title: i18n.signal(|t| t.plans().done),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|plan: &PlanSummary| CellKey::Number(Counts::of_summary(plan).left() as u64))),
            cell: Arc::new(|plan: &PlanSummary| {
                let counts = Counts::of_summary(plan);
                view! {
                    <span>{done_of(counts)}</span>
                    {done_badges(counts).map(|badge| view! { <span class="under">{badge}</span> })}
                }
                .into_any()
            }),
        },
        Column {
            id: "failed",
            title: i18n.signal(|t| t.plans().failed),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|plan: &PlanSummary| CellKey::Number(Counts::of_summary(plan).known_failed() as u64))),
            cell: Arc::new(|plan: &PlanSummary| {
                let (i18n, failed) = (use_i18n(), Counts::of_summary(plan).known_failed());
                let text = move || if failed == 0 { "–".to_owned() } else { format::number(i18n.locale(), failed) };
                view! { <span>{dynamic(text)}</span> }.into_any()
            }),
        },
        Column {
            id: "who",
            title: i18n.signal(|t| t.plans().who),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|plan: &PlanSummary| text_key(&plan.who))),
            cell: Arc::new(|plan: &PlanSummary| view! { <span>{plan.who.clone()}</span> }.into_any()),
        },
        Column {
            id: "made",
            title: i18n.signal(|t| t.plans().made),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|plan: &PlanSummary| CellKey::Number(plan.at.0))),
            cell: Arc::new(|plan: &PlanSummary| {
                view! { <Age at=Signal::stored(plan.at) sentence=Callback::new(|ago: String| ago) /> }.into_any()
            }),
        },
    ]
}
