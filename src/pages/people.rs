//! The people of a connection, with the roles that each holds.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::table::CellKey;
use rescind_domain::{Connection, ConnectionId, PrincipalId, RoleName};
use rescind_vendors::milvus::read::{self, Directory};

use super::head::PageHead;
use super::notices::unread;
use super::place::in_connection;
use super::role::members::{joined, role_chips};
use super::{table_state, vacancy};
use crate::i18n::{format, use_i18n};
use crate::state::load::Load;
use crate::state::{url, use_console};
use crate::ui::badge::{Badge, Tone};
use crate::ui::dynamic::dynamic;
use crate::ui::table::{Column, ColumnKind, DataTable};

#[derive(Clone)]
struct Row {
    connection: ConnectionId,
    person: PrincipalId,
    /// Nothing when they could not be read.
    roles: Option<Vec<RoleName>>,
    own: bool,
}

/// The page.
#[component]
pub fn PeoplePage() -> impl IntoView {
    in_connection(|connection| view! { <People connection=connection /> }.into_any())
}

#[component]
fn People(
    /// Whose.
    connection: Connection,
) -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    let directory: Load<Directory> = Load::new();
    let users = RwSignal::new(0);
    let id = connection.id.clone();
    let refresh = Callback::new({
        let id = id.clone();
        move |()| {
            directory.run_showing(|abort, show| {
                let transport = console.client.to(id.clone(), Some(abort));
                async move {
                    let progress = |so_far: &Directory, all: usize| {
                        users.try_set(all);
                        show.so_far(so_far);
                    };
                    read::directory(&transport, &progress).await
                }
            });
        }
    });
    refresh.run(());
    let rows = Memo::new_with_compare(
        {
            let (id, account) = (id.clone(), connection.account.clone());
            move |_| Arc::new(rows(&id, account.as_ref(), directory))
        },
        |_, _| true,
    );
    let roles = url::roles(&id);
    let number = move |number| format::number(i18n.locale(), number);
    let progress = move || (i18n.t().reading_users)(&number(rows.with(|rows| rows.len())), &number(users.get()));
    let vacancy = Signal::derive(move || vacancy(i18n.t(), directory, i18n.t().loading, i18n.t().no_people));
    view! {
        <PageHead
            crumbs=vec![
                (i18n.signal(|t| t.connections), Some("/".to_owned())),
                (Signal::stored(connection.label), Some(roles.clone())),
            ]
            heading=view! {
                <h1>{i18n.text(|t| t.people)}</h1>
                <a href=roles>{i18n.text(|t| t.roles)}</a>
            }
                .into_any()
            read=Signal::derive(move || directory.began())
            on_refresh=refresh
        />
        {dynamic(move || directory.fault().map(|fault| unread(i18n.t().people, &fault, refresh)))}
        <Show when=move || directory.is_busy() && !directory.is_whole() && directory.get().is_some()>
            <p class="muted progress-line">{dynamic(progress)}</p>
        </Show>
        <DataTable
            label=i18n.signal(|t| t.people)
            columns=columns()
            rows=rows
            key=|row: &Row| format!("{} {:?}", row.person, row.roles)
            search=|row: &Row| format!("{} {}", row.person, joined(row.roles.as_deref().unwrap_or_default()))
            state=table_state("person")
            vacancy=vacancy
        />
    }
}

fn rows(id: &ConnectionId, account: Option<&PrincipalId>, directory: Load<Directory>) -> Vec<Row> {
    let Some(loaded) = directory.get() else { return Vec::new() };
    let row = |user: &read::UserRoles| Row {
        connection: id.clone(),
        person: user.user.clone(),
        roles: user.roles.as_ref().ok().cloned(),
        own: account == Some(&user.user),
    };
    loaded.value.users.iter().map(row).collect()
}

fn columns() -> Vec<Column<Row>> {
    let i18n = use_i18n();
    vec![
        Column {
            id: "person",
            title: i18n.signal(|t| t.col_person),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &Row| CellKey::text(row.person.as_str()))),
            cell: Arc::new(move |row: &Row| {
                let (href, name) = (url::person(&row.connection, &row.person), row.person.to_string());
                let own = row.own.then(|| {
                    view! { " " <Badge tone=Tone::Accent text=i18n.signal(|t| t.own_account) /> }
                });
                view! { <a href=href>{name}</a> {own} }.into_any()
            }),
        },
        Column {
            id: "roles",
            title: i18n.signal(|t| t.roles),
            kind: ColumnKind::Plain,
            sort: Some(Arc::new(|row: &Row| CellKey::text(&joined(row.roles.as_deref().unwrap_or_default())))),
            cell: Arc::new(move |row: &Row| match &row.roles {
                None => view! { <Badge tone=Tone::Danger text=i18n.signal(|t| t.unknown) /> }.into_any(),
                Some(roles) if roles.is_empty() => {
                    view! { <span class="muted">{i18n.text(|t| t.holds_nothing)}</span> }.into_any()
                }
                Some(roles) => role_chips(roles),
            }),
        },
        Column {
            id: "count",
            title: i18n.signal(|t| t.col_count),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &Row| {
                CellKey::Number(row.roles.as_ref().map_or(0, |roles| roles.len() as u64 + 1))
            })),
            cell: Arc::new(move |row: &Row| {
                let count = row.roles.as_ref().map(Vec::len);
                let text = move || count.map_or_else(|| "–".to_owned(), |count| format::number(i18n.locale(), count));
                view! { <span>{dynamic(text)}</span> }.into_any()
            }),
        },
    ]
}
