//! The roles of a connection: how many hold each, and how much it may do. The names come first; the counts follow.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use leptos::prelude::*;
use rescind_domain::role::{Holders, RoleOrigin, RolePower};
use rescind_domain::table::CellKey;
use rescind_domain::{Connection, Fault, RoleName};
use rescind_vendors::milvus;
use rescind_vendors::milvus::read::{CONCURRENCY, GrantScope};
use rescind_vendors::milvus::roles::nature;

use super::head::PageHead;
use super::notices::unread;
use super::place::in_connection;
use super::{table_state, vacancy};
use crate::i18n::{Texts, format, use_i18n};
use crate::state::load::{Extent, Load, Loaded};
use crate::state::{Console, url, use_console};
use crate::ui::badge::{Badge, Tone};
use crate::ui::dynamic::dynamic;
use crate::ui::table::{Column, ColumnKind, DataTable};

#[derive(Clone, PartialEq)]
struct Row {
    connection: rescind_domain::ConnectionId,
    role: RoleName,
    origin: RoleOrigin,
    members: Option<usize>,
    privileges: Option<usize>,
}

#[derive(Clone, Copy)]
struct Reads {
    roles: Load<Vec<RoleName>>,
    directory: Load<milvus::read::Directory>,
    privileges: Load<Vec<(RoleName, Option<usize>)>>,
}

/// The page.
#[component]
pub fn RolesPage() -> impl IntoView {
    in_connection(|connection| view! { <Roles connection=connection /> }.into_any())
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
    let people = url::people(&connection.id);
    let vacancy = Signal::derive(move || vacancy(i18n.t(), reads.roles, i18n.t().loading, i18n.t().no_roles));
    view! {
        <PageHead
            crumbs=vec![
                (i18n.signal(|t| t.connections), Some("/".to_owned())),
                (Signal::stored(connection.label), None),
            ]
            heading=view! {
                <h1>{i18n.text(|t| t.roles)}</h1>
                <a href=people>{i18n.text(|t| t.people)}</a>
            }
                .into_any()
            read=Signal::derive(move || reads.roles.began())
            on_refresh=refresh
        />
        {dynamic(move || {
            [
                (i18n.t().roles, reads.roles.fault()),
                (i18n.t().members, reads.directory.fault()),
                (i18n.t().privileges, reads.privileges.fault()),
            ]
                .into_iter()
                .filter_map(|(subject, fault)| Some(unread(subject, &fault?, refresh)))
                .collect_view()
        })}
        <DataTable
            label=i18n.signal(|t| t.roles)
            columns=columns()
            rows=rows
            key=|row: &Row| format!("{}|{:?}|{:?}|{:?}", row.role, row.origin, row.members, row.privileges)
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
                    let grants = milvus::read::role_grants(transport, &role).await?;
                    // A count that may be too low is not shown.
                    let count = (grants.scope == GrantScope::AllDatabases).then_some(grants.rows.len());
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
    let row = |role: &RoleName| {
        let nature = nature(role, &roles.value);
        let whole = directory.as_ref().filter(|directory| directory.extent == Extent::Whole);
        let counted = |counts: &Loaded<Vec<(RoleName, Option<usize>)>>| {
            counts.value.iter().find(|(other, _)| other == role).and_then(|(_, count)| *count)
        };
        Row {
            connection: id.clone(),
            role: role.clone(),
            origin: nature.origin,
            // Everybody holds public, and users who could not be read may hold anything.
            members: whole
                .filter(|directory| directory.value.hidden().is_none() && nature.holders == Holders::Listed)
                .map(|directory| directory.value.members_of(role).len()),
            // An administrator role may do everything, whatever is stored for it.
            privileges: privileges.as_ref().and_then(counted).filter(|_| nature.power == RolePower::Ordinary),
        }
    };
    roles.value.iter().map(row).collect()
}

fn columns() -> Vec<Column<Row>> {
    let i18n = use_i18n();
    let number = |count: Option<usize>| CellKey::Number(count.map_or(0, |count| count as u64 + 1));
    vec![
        Column {
            id: "role",
            title: i18n.signal(|t| t.col_role),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &Row| CellKey::text(row.role.as_str()))),
            cell: Arc::new(|row: &Row| {
                let href = url::role(&row.connection, &row.role, "members");
                view! { <a class="id" href=href>{row.role.to_string()}</a> }.into_any()
            }),
        },
        Column {
            id: "kind",
            title: i18n.signal(|t| t.col_kind),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &Row| CellKey::Number(row.origin as u64))),
            cell: Arc::new(|row: &Row| origin_badge(row.origin)),
        },
        Column {
            id: "members",
            title: i18n.signal(|t| t.members),
            kind: ColumnKind::Number,
            sort: Some(Arc::new(move |row: &Row| number(row.members))),
            cell: Arc::new(|row: &Row| count_cell(row.members)),
        },
        Column {
            id: "privileges",
            title: i18n.signal(|t| t.privileges),
            kind: ColumnKind::Number,
            sort: Some(Arc::new(move |row: &Row| number(row.privileges))),
            cell: Arc::new(|row: &Row| count_cell(row.privileges)),
        },
    ]
}

fn count_cell(count: Option<usize>) -> AnyView {
    let i18n = use_i18n();
    let text = move || count.map_or_else(|| "–".to_owned(), |count| format::number(i18n.locale(), count));
    view! { <span>{dynamic(text)}</span> }.into_any()
}

/// The badge of where a role comes from.
pub fn origin_badge(origin: RoleOrigin) -> AnyView {
    let i18n = use_i18n();
    let (tone, word): (Tone, fn(&Texts) -> &'static str) = match origin {
        RoleOrigin::Custom => (Tone::Plain, |t| t.custom),
        RoleOrigin::Default | RoleOrigin::Fixed => (Tone::Accent, |t| t.built_in),
    };
    view! { <Badge tone=tone text=i18n.signal(word) /> }.into_any()
}
