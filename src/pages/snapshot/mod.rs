//! A saved description of a role, in the table that live ones are shown in. Nothing can be revoked here: it is the past.

mod words;

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::read::PrivilegeRow;
use rescind_domain::{Capabilities, PrivilegeGrant, PrivilegeKind};
use rescind_vendors::milvus::snapshot::{Snapshot, SnapshotError, SnapshotErrorKind, parse};

use super::head::PageHead;
use super::role::privileges::{privilege_cell, scope_columns, searched};
use super::table_state;
use crate::i18n::{Texts, format, use_i18n};
use crate::state::preferences;
use crate::ui::banner::{Banner, Report};
use crate::ui::dynamic::dynamic;
use crate::ui::icon::{Icon, Picture};
use crate::ui::table::{Column, ColumnKind, DataTable, Vacancy, text_key};
use crate::ui::text_drop::TextDrop;

/// The page.
#[component]
pub fn SnapshotPage() -> impl IntoView {
    let i18n = use_i18n();
    let text = RwSignal::new(preferences::snapshot());
    let unreadable = RwSignal::new(false);
    let open = Callback::new(move |new: String| {
        unreadable.set(false);
        preferences::keep_snapshot(&new);
        text.set(new);
    });
    let parsed = Memo::new(move |_| text.with(|text| if text.trim().is_empty() { None } else { Some(parse(text)) }));
    let snapshot = move || parsed.get().and_then(Result::ok);
    let rows = Memo::new(move |_| Arc::new(snapshot().map(|snapshot| snapshot.rows).unwrap_or_default()));
    let vacancy = Signal::derive(move || {
        let t = i18n.t();
        match parsed.get() {
            None => Vacancy::Empty(t.snapshot().empty.to_owned()),
            Some(Err(_)) => Vacancy::Unread(t.not_read.to_owned()),
            Some(Ok(_)) => Vacancy::Empty(t.grants().no_privileges.to_owned()),
        }
    });
    let table =
        move || (i18n.t().grants().privileges_of)(&snapshot().map_or_else(String::new, |s| names(i18n.t(), &s)));
    view! {
        <PageHead title=i18n.signal(|t| t.snapshot_title) heading=view! { <h1>{i18n.text(|t| t.snapshot_title)}</h1> }.into_any() />
        <p class="muted">{i18n.text(|t| t.snapshot().hint)}</p>
        <TextDrop
            label=i18n.signal(|t| t.snapshot().field)
            choose=i18n.signal(|t| t.snapshot().file)
            value=text
            on_text=open
            on_unreadable=Callback::new(move |()| unreadable.set(true))
        />
        {dynamic(move || (!text.with(String::is_empty)).then(|| view! {
            <button type="button" class="btn small quiet" on:click=move |_| open.run(String::new())>
                {i18n.t().snapshot().clear}
            </button>
        }))}
        {dynamic(move || {
            let t = i18n.t();
            let title = match parsed.get() {
                _ if unreadable.get() => t.snapshot().unreadable.to_owned(),
                Some(Err(error)) => (t.snapshot().wrong)(&words::of_error(t, &error)),
                _ => return ().into_any(),
            };
            let quote = parsed.get().and_then(Result::err).and_then(servers_words);
            let report = Report { title, quote, advice: t.snapshot().advice.to_owned(), ..Report::default() };
            view! { <Banner report=report /> }.into_any()
        })}
        {dynamic(move || snapshot().map(|snapshot| notes(&snapshot)))}
        <DataTable
            label=Signal::derive(table)
            columns=columns()
            rows=rows
            key=|grant: &PrivilegeGrant| serde_json::to_string(grant).unwrap_or_default()
            search=|grant: &PrivilegeGrant| format!("{} {}", searched(grant), grant.role)
            state=table_state("role")
            vacancy=vacancy
        />
    }
}

/// The roles that the text names.
fn names(t: &Texts, snapshot: &Snapshot) -> String {
    let name = |role: &rescind_vendors::milvus::snapshot::DescribedRole| {
        role.name.as_ref().map_or_else(|| t.snapshot().unnamed.to_owned(), ToString::to_string)
    };
    snapshot.roles.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// What the server said, when the text is the answer of a call that failed.
fn servers_words(error: SnapshotError) -> Option<String> {
    match error.kind {
        SnapshotErrorKind::Refused { message, .. } => message,
        _ => None,
    }
}

/// What the reader should know of how the text was read.
fn notes(snapshot: &Snapshot) -> AnyView {
    let i18n = use_i18n();
    let (t, locale) = (i18n.t(), i18n.locale());
    let descriptions = snapshot.roles.iter().filter_map(|role| role.description.clone());
    let assumed = (snapshot.assumed_database > 0)
        .then(|| format::count(locale, snapshot.assumed_database, &t.snapshot().assumed));
    let dropped = (snapshot.dropped > 0).then(|| format::count(locale, snapshot.dropped, &t.snapshot().dropped));
    let note = |text: String| {
        view! {
            <p class="hazard" role="note">
                <Picture icon=Icon::Hazard />
                <span>{text}</span>
            </p>
        }
    };
    view! {
        {descriptions.map(|text| view! { <p class="muted">{text}</p> }).collect_view()}
        {[assumed, dropped].into_iter().flatten().map(note).collect_view()}
    }
    .into_any()
}

/// A grant of which nothing is known but itself.
fn alone(grant: &PrivilegeGrant) -> PrivilegeRow {
    PrivilegeRow { grant: grant.clone(), kind: PrivilegeKind::Single, members: Vec::new(), lock: None }
}

fn columns() -> Vec<Column<PrivilegeGrant>> {
    let i18n = use_i18n();
    let mut columns = vec![
        Column {
            id: "privilege",
            title: i18n.signal(|t| t.grants().col_privilege),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|grant: &PrivilegeGrant| text_key(&grant.privilege))),
            cell: Arc::new(|grant: &PrivilegeGrant| privilege_cell(&alone(grant))),
        },
        Column {
            id: "role",
            title: i18n.signal(|t| t.grants().col_role),
            kind: ColumnKind::Plain,
            sort: Some(Arc::new(|grant: &PrivilegeGrant| text_key(grant.role.as_str()))),
            cell: Arc::new(|grant: &PrivilegeGrant| {
                view! { <span class="id">{grant.role.to_string()}</span> }.into_any()
            }),
        },
    ];
    // A description says of each grant who made it.
    let described = Capabilities { grantors: true, ..Capabilities::default() };
    columns.extend(scope_columns(&described, |grant: &PrivilegeGrant| grant));
    columns
}
