//! A saved description of a role, in the table that live ones are shown in. Nothing can be revoked here: it is the past.

mod words;

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use rescind_domain::Capabilities;
use rescind_domain::description::{Described, DescribedRole, SnapshotError, SnapshotErrorKind};
use rescind_domain::read::{Columns as _, PrivilegeRow};

use super::head::PageHead;
use super::role::privileges::{privilege_cell, scope_columns, searched};
use super::{notices, table_state};
use crate::i18n::{Texts, format, use_i18n};
use crate::state::load::Load;
use crate::state::{preferences, use_console};
use crate::ui::banner::{Banner, Report};
use crate::ui::dynamic::dynamic;
use crate::ui::icon::{Icon, Picture};
use crate::ui::later::later;
use crate::ui::table::{Column, ColumnKind, DataTable, Vacancy, text_key};
use crate::ui::text_drop::TextDrop;

/// How long after a letter the text is read.
const TYPED: Duration = Duration::from_millis(150);

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
    let console = use_console();
    let described: Load<Described> = Load::new();
    let is_empty = Memo::new(move |_| text.with(|text| text.trim().is_empty()));
    let read = Callback::new(move |()| {
        let text = text.get_untracked();
        described.run(|abort| async move { console.client.describe(text, &abort).await });
    });
    let read_soon = later(TYPED, move || read.run(()));
    Effect::new(move |before: Option<()>| {
        text.track();
        // What is typed comes letter by letter; what was kept, or is pasted, is read at once.
        if !is_empty.get_untracked() {
            if before.is_none() { read.run(()) } else { read_soon.run(()) }
        }
    });
    let unread = move || described.fault().filter(|_| !is_empty.get());
    // What was read of another text is not what this one says.
    let said = move || described.get().filter(|_| !is_empty.get() && unread().is_none()).map(|loaded| loaded.value);
    let rows =
        Memo::new_with_compare(move |_| Arc::new(said().map(|said| rows_of(&said)).unwrap_or_default()), |_, _| true);
    let error = move || said().and_then(|said| wrong(&said));
    let vacancy = Signal::derive(move || {
        let t = i18n.t();
        match said() {
            _ if is_empty.get() => Vacancy::Empty(t.snapshot().empty.to_owned()),
            _ if unread().is_some() => Vacancy::Unread(t.not_read.to_owned()),
            None => Vacancy::Loading(t.loading.to_owned()),
            Some(said) if wrong(&said).is_some() => Vacancy::Unread(t.not_read.to_owned()),
            Some(_) => Vacancy::Empty(t.grants().no_privileges.to_owned()),
        }
    });
    let table =
        move || (i18n.t().grants().privileges_of)(&said().map_or_else(String::new, |said| names(i18n.t(), &said)));
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
            let title = match error() {
                _ if unreadable.get() => t.snapshot().unreadable.to_owned(),
                Some(error) => (t.snapshot().wrong)(&words::of_error(t, &error)),
                None => return ().into_any(),
            };
            let quote = error().and_then(servers_words);
            let report = Report { title, quote, advice: t.snapshot().advice.to_owned(), ..Report::default() };
            view! { <Banner report=report /> }.into_any()
        })}
        {dynamic(move || unread().map(|fault| notices::unread(i18n.t().snapshot_title, &fault, read)))}
        {dynamic(move || said().map(|said| notes(&said)))}
        <DataTable
            label=Signal::derive(table)
            columns=columns()
            rows=rows
            key=|row: &PrivilegeRow| serde_json::to_string(&row.grant).unwrap_or_default()
            search=|row: &PrivilegeRow| format!("{} {}", searched(&row.grant), row.grant.role)
            state=table_state("role")
            vacancy=vacancy
        />
    }
}

fn rows_of(said: &Described) -> Vec<PrivilegeRow> {
    match said {
        Described::Read { rows, .. } => rows.rows().unwrap_or_default(),
        Described::Wrong(_) => Vec::new(),
    }
}

/// What is wrong with the text.
fn wrong(said: &Described) -> Option<SnapshotError> {
    match said {
        Described::Read { .. } => None,
        Described::Wrong(error) => Some(error.clone()),
    }
}

/// The roles that the text names.
fn names(t: &Texts, said: &Described) -> String {
    let name =
        |role: &DescribedRole| role.name.as_ref().map_or_else(|| t.snapshot().unnamed.to_owned(), ToString::to_string);
    let Described::Read { roles, .. } = said else { return String::new() };
    roles.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// What the server said, when the text is the answer of a call that failed.
fn servers_words(error: SnapshotError) -> Option<String> {
    match error.kind {
        SnapshotErrorKind::Refused { message, .. } => message,
        _ => None,
    }
}

/// What the reader should know of how the text was read.
fn notes(said: &Described) -> AnyView {
    let Described::Read { roles, dropped, assumed_database, .. } = said else { return ().into_any() };
    let i18n = use_i18n();
    let (t, locale) = (i18n.t(), i18n.locale());
    let descriptions = roles.iter().filter_map(|role| role.description.clone());
    let assumed = (*assumed_database > 0).then(|| format::count(locale, *assumed_database, &t.snapshot().assumed));
    let dropped = (*dropped > 0).then(|| format::count(locale, *dropped, &t.snapshot().dropped));
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

fn columns() -> Vec<Column<PrivilegeRow>> {
    let i18n = use_i18n();
    let mut columns = vec![
        Column {
            id: "privilege",
            title: i18n.signal(|t| t.grants().col_privilege),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &PrivilegeRow| text_key(&row.grant.privilege))),
            cell: Arc::new(privilege_cell),
        },
        Column {
            id: "role",
            title: i18n.signal(|t| t.grants().col_role),
            kind: ColumnKind::Plain,
            sort: Some(Arc::new(|row: &PrivilegeRow| text_key(row.grant.role.as_str()))),
            cell: Arc::new(|row: &PrivilegeRow| {
                view! { <span class="id">{row.grant.role.to_string()}</span> }.into_any()
            }),
        },
    ];
    // A description says of each grant who made it.
    let described = Capabilities { grantors: true, ..Capabilities::default() };
    columns.extend(scope_columns(&described, |row: &PrivilegeRow| &row.grant));
    columns
}
