//! The roles of a connection: how many hold each, and how much it may do. The names come first; the counts follow.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use leptos::prelude::*;
use rescind_domain::table::CellKey;
use rescind_domain::{Connection, Fault, RoleName};
use rescind_vendors::milvus;

use super::head::PageHead;
use super::not_found::Nowhere;
use super::notices::unread;
use super::{connection_of, table_state, vacancy};
use crate::i18n::{format, use_i18n};
use crate::state::load::Load;
use crate::state::{Console, url, use_console};
use crate::ui::badge::{Badge, Tone};
use crate::ui::table::{Column, ColumnKind, DataTable};

/// How many roles are described at the same time.
const CONCURRENCY: usize = 6;

#[derive(Clone, PartialEq)]
struct Row {
    connection: rescind_domain::ConnectionId,
    role: RoleName,
    members: Option<usize>,
    privileges: Option<usize>,
}

#[derive(Clone, Copy)]
struct Reads {
    roles: Load<Vec<RoleName>>,
    directory: Load<milvus::read::Directory>,
    privileges: Load<Vec<(RoleName, usize)>>,
}

/// The page.
#[component]
pub fn RolesPage() -> impl IntoView {
    let i18n = use_i18n();
    let connection = connection_of(use_console());
    let missing = move || {
        let id = leptos_router::hooks::use_params_map().with(|params| params.get("id")).unwrap_or_default();
        (i18n.t().no_such_connection)(&id)
    };
    move || match connection.get() {
        Some(connection) => view! { <Roles connection=connection /> }.into_any(),
        None => view! { <Nowhere text=Signal::derive(missing) /> }.into_any(),
    }
}

#[component]
fn Roles(
    /// Whose.
    connection: Connection,
) -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    let reads = Reads { roles: Load::new(), directory: Load::new(), privileges: Load::new() };
    let id = connection.id.clone();
    read(console, reads, &id);
    let refresh = Callback::new({
        let id = id.clone();
        move |()| read(console, reads, &id)
    });
    let rows = Memo::new(move |_| Arc::new(rows(&id, reads)));
    let vacancy = Signal::derive(move || vacancy(i18n.t(), reads.roles, i18n.t().loading, i18n.t().no_roles));
    view! {
        <PageHead
            crumbs=vec![
                (Signal::derive(move || i18n.t().connections.to_owned()), Some("/".to_owned())),
                (Signal::stored(connection.label), None),
            ]
            heading=view! { <h1>{move || i18n.t().roles}</h1> }.into_any()
            read=Signal::derive(move || reads.roles.began())
            on_refresh=refresh
        />
        {move || {
            [
                (i18n.t().roles, reads.roles.fault()),
                (i18n.t().members, reads.directory.fault()),
                (i18n.t().privileges, reads.privileges.fault()),
            ]
                .into_iter()
                .filter_map(|(subject, fault)| Some(unread(subject, &fault?, refresh)))
                .collect_view()
        }}
        <DataTable
            label=Signal::derive(move || i18n.t().roles.to_owned())
            columns=columns()
            rows=rows
            key=|row: &Row| format!("{}|{:?}|{:?}", row.role, row.members, row.privileges)
            search=|row: &Row| row.role.to_string()
            state=table_state("role")
            vacancy=vacancy
        />
    }
}

fn read(console: Console, reads: Reads, id: &rescind_domain::ConnectionId) {
    let transport = |abort| console.client.to(id.clone(), Some(abort));
    reads.roles.run(|abort| {
        let transport = transport(abort);
        async move { milvus::read::roles(&transport).await }
    });
    reads.directory.run(|abort| {
        let transport = transport(abort);
        async move { milvus::read::directory(&transport, &|_, _| {}).await }
    });
    reads.privileges.run(|abort| {
        let transport = transport(abort);
        async move {
            let roles = milvus::read::roles(&transport).await?;
            let transport = &transport;
            let counts = stream::iter(roles)
                .map(|role| async move {
                    let count = milvus::read::role_grants(transport, &role).await?.len();
                    Ok::<_, Fault>((role, count))
                })
                .buffered(CONCURRENCY)
                .collect::<Vec<_>>()
                .await;
            counts.into_iter().collect()
        }
    });
}

fn rows(id: &rescind_domain::ConnectionId, reads: Reads) -> Vec<Row> {
    let Some(roles) = reads.roles.get() else { return Vec::new() };
    let directory = reads.directory.get();
    let privileges = reads.privileges.get();
    roles
        .value
        .iter()
        .map(|role| Row {
            connection: id.clone(),
            role: role.clone(),
            // A count that may be too low is not shown: everybody holds public, and hidden users may hold anything.
            members: directory
                .as_ref()
                .filter(|directory| directory.value.hidden().is_none() && role.as_str() != milvus::read::PUBLIC_ROLE)
                .map(|directory| directory.value.members_of(role).len()),
            privileges: privileges
                .as_ref()
                .and_then(|counts| counts.value.iter().find(|(other, _)| other == role).map(|(_, count)| *count))
                .filter(|_| role.as_str() != milvus::read::ADMIN_ROLE),
        })
        .collect()
}

fn columns() -> Vec<Column<Row>> {
    let i18n = use_i18n();
    let number = |count: Option<usize>| CellKey::Number(count.map_or(0, |count| count as u64 + 1));
    vec![
        Column {
            id: "role",
            title: Signal::derive(move || i18n.t().col_role.to_owned()),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &Row| CellKey::text(row.role.as_str()))),
            cell: Arc::new(|row: &Row| {
                let href = url::role(&row.connection, &row.role, "members");
                view! { <a class="id" href=href>{row.role.to_string()}</a> }.into_any()
            }),
        },
        Column {
            id: "kind",
            title: Signal::derive(move || i18n.t().col_kind.to_owned()),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &Row| CellKey::Number(u64::from(!is_built_in(&row.role))))),
            cell: Arc::new(move |row: &Row| kind_badge(&row.role)),
        },
        Column {
            id: "members",
            title: Signal::derive(move || i18n.t().members.to_owned()),
            kind: ColumnKind::Number,
            sort: Some(Arc::new(move |row: &Row| number(row.members))),
            cell: Arc::new(|row: &Row| count_cell(row.members)),
        },
        Column {
            id: "privileges",
            title: Signal::derive(move || i18n.t().privileges.to_owned()),
            kind: ColumnKind::Number,
            sort: Some(Arc::new(move |row: &Row| number(row.privileges))),
            cell: Arc::new(|row: &Row| count_cell(row.privileges)),
        },
    ]
}

fn count_cell(count: Option<usize>) -> AnyView {
    let i18n = use_i18n();
    let text = move || count.map_or_else(|| "–".to_owned(), |count| format::number(i18n.locale(), count));
    view! { <span>{text}</span> }.into_any()
}

/// Whether the server brought the role along.
#[must_use]
pub fn is_built_in(role: &RoleName) -> bool {
    [milvus::read::ADMIN_ROLE, milvus::read::PUBLIC_ROLE].contains(&role.as_str())
}

/// The badge that says so.
pub fn kind_badge(role: &RoleName) -> AnyView {
    let i18n = use_i18n();
    let (tone, built_in) = if is_built_in(role) { (Tone::Accent, true) } else { (Tone::Plain, false) };
    let text = move || if built_in { i18n.t().built_in } else { i18n.t().custom }.to_owned();
    view! { <Badge tone=tone text=Signal::derive(text) /> }.into_any()
}
