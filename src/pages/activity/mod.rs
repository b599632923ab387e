//! The journal: what was revoked and granted, by whom, why, and how it is known. It changes nothing by itself; checking again
//! and exporting are the gateway's.

mod act;
mod columns;
mod detail;
mod evidence;
mod export;
mod filter_bar;
mod journal;
mod outcome;
mod query;

use std::collections::BTreeMap;

use leptos::prelude::*;
use rescind_domain::{EntryId, PlanId};

use self::journal::{Journal, Row};
use self::query::Filters;
use super::head::PageHead;
use super::notices::unread;
use super::undo::confirm::undo_dialog;
use super::{table_state, vacancy};
use crate::api::Steer;
use crate::i18n::{format, use_i18n};
use crate::state::plans::requests;
use crate::state::{url, use_console};
use crate::ui::dynamic::dynamic;
use crate::ui::table::DataTable;

/// The name of the printable form in the address.
const EVIDENCE: &str = "evidence";

/// What the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The table with its filters.
    Table,
    /// All rows of the filters, to be printed.
    Evidence,
}

/// The page.
#[component]
pub fn ActivityPage() -> impl IntoView {
    let of_address = if url::current("view").as_deref() == Some(EVIDENCE) { Form::Evidence } else { Form::Table };
    let form = RwSignal::new(of_address);
    let show = Callback::new(move |to| {
        url::replace("view", if to == Form::Evidence { EVIDENCE } else { "" });
        form.set(to);
    });
    dynamic(move || match form.get() {
        Form::Table => table(show),
        Form::Evidence => evidence::page(Callback::new(move |()| show.run(Form::Table))),
    })
}

fn table(show: Callback<Form>) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let state = table_state("");
    let filters = Filters::of_address(state.filter);
    let journal = Journal::of(console, filters);
    let refresh = Callback::new(move |()| journal.refresh());
    let failed = RwSignal::new(None);
    let question = RwSignal::new(None);
    let rows = Signal::derive(move || journal.read.get().map(|loaded| loaded.value.rows.clone()).unwrap_or_default());
    let vacancy = Signal::derive(move || {
        let t = i18n.t();
        let empty = if filters.is_any() { t.activity().none } else { t.activity().empty };
        vacancy(t, journal.read, |_| &[], t.loading, empty)
    });
    view! {
        <PageHead
            title=i18n.signal(|t| t.activity_title)
            heading=view! { <h1>{i18n.text(|t| t.activity_title)}</h1> }.into_any()
            read=Signal::derive(move || journal.read.began())
            on_refresh=refresh
        />
        <p class="only-print">{i18n.text(|t| t.activity().print_from_evidence)}</p>
        {dynamic(move || journal.read.fault().map(|fault| unread(i18n.t().activity_title, &fault, refresh)))}
        {export::failure(journal, failed)}
        <div class="journal-acts acts">
            {check_all(journal)}
            <span class="grow"></span>
            {export::buttons(journal, failed)}
            <button type="button" class="btn small" on:click=move |_| show.run(Form::Evidence)>
                {i18n.text(|t| t.activity().evidence)}
            </button>
        </div>
        {filter_bar::filter_bar(filters, journal)}
        <div class="journal">
            <DataTable
                label=i18n.signal(|t| t.activity_title)
                columns=columns::columns(question)
                rows=rows
                key=Row::key
                same=Row::is_same
                search=Row::searched
                state=state
                vacancy=vacancy
            />
        </div>
        {older(journal)}
        {undo_dialog(question)}
    }
    .into_any()
}

/// Has everything checked again that nobody knows yet, whatever the filters show.
fn check_all(journal: Journal) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let unknown = move || journal.read.get().map(|loaded| loaded.value.unknown.clone()).unwrap_or_default();
    let count = Memo::new(move |_| unknown().len());
    let check = move |_| {
        let mut plans: BTreeMap<PlanId, Vec<EntryId>> = BTreeMap::new();
        for (plan, entry) in untrack(unknown) {
            plans.entry(plan).or_default().push(entry);
        }
        for (plan, entries) in plans {
            requests::steer_entries(console, &plan, Steer::Check, entries);
        }
    };
    dynamic(move || {
        (count.get() > 0).then(|| {
            view! {
                <button
                    type="button"
                    class="btn"
                    aria-disabled=move || if console.plans.is_cut_off() { "true" } else { "false" }
                    on:click=check
                >
                    {format::count(i18n.locale(), count.get(), &i18n.t().activity().check_all)}
                </button>
            }
        })
    })
}

/// The way to the next page.
fn older(journal: Journal) -> AnyView {
    let i18n = use_i18n();
    dynamic(move || {
        let read = journal.read.get()?.value;
        Some(match read.next {
            Some(_) => view! {
                <p class="older">
                    <button
                        type="button"
                        class="btn"
                        aria-disabled=move || if journal.read.is_busy() { "true" } else { "false" }
                        on:click=move |_| if !journal.read.is_busy() { journal.older() }
                    >
                        {i18n.text(|t| t.activity().older)}
                    </button>
                </p>
            }
            .into_any(),
            None if read.rows.is_empty() => ().into_any(),
            None => view! { <p class="older muted">{i18n.text(|t| t.activity().no_older)}</p> }.into_any(),
        })
    })
}
