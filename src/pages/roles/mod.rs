//! The roles of a connection: how many hold each, and how much it may do. The names come first; the counts follow. Selected
//! roles are taken from everybody who holds them.

mod wishes;

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use rescind_domain::read::{RoleEntry, RoleList};
use rescind_domain::role::{Holders, RoleOrigin};
use rescind_domain::table::CellKey;
use rescind_domain::{Access, Connection, ConnectionId};
use rescind_domain::{PlaceWord, ScopeWord};

use super::gaps::gap_notes;
use super::head::PageHead;
use super::notices::unread;
use super::place::in_connection;
use super::revoke::Question;
use super::revoke::confirm::Confirm;
use super::revoke::gather::Gather;
use super::words::in_place;
use super::{table_state, vacancy};
use crate::i18n::{Texts, format, use_i18n};
use crate::state::load::Load;
use crate::state::{url, use_console};
use crate::ui::badge::{Badge, Tone};
use crate::ui::dynamic::dynamic;
use crate::ui::later::later;
use crate::ui::table::{Column, ColumnKind, DataTable, Deed, SELECTION, Select, text_key};

/// How long after an outcome the roles are read again: those of a plan come in swarms.
const SETTLED: Duration = Duration::from_millis(150);

#[derive(Clone, PartialEq)]
struct Row {
    connection: ConnectionId,
    entry: RoleEntry,
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
    let roles: Load<RoleList> = Load::new();
    let id = connection.id.clone();
    let people = url::people(&id);
    let label = connection.label.clone();
    let columns = columns(&connection);
    let question: Question = RwSignal::new(None);
    let state = table_state("role");
    let gather = Gather::new(state, question);
    let place = StoredValue::new(connection.clone());
    let select = (connection.access == Access::ReadWrite).then(|| Select {
        id: |row: &Row| is_held(&row.entry).then(|| url::role(&row.connection, &row.entry.role, "members")),
        name: |row: &Row| in_place(use_i18n().t(), row.entry.role.name.as_str(), row.entry.place.as_deref()),
        label: |t| t.revoke().revoke_selected_roles,
        deed: Deed::Takes,
        views: SELECTION,
        act: Callback::new(move |rows: Vec<Row>| {
            let roles: Vec<RoleEntry> = rows.into_iter().map(|row| row.entry).collect();
            gather.run(move |abort| wishes::read(console, place.get_value(), roles.clone(), abort));
        }),
        busy: Signal::derive(move || gather.is_busy()),
    });
    let refresh = Callback::new(move |()| {
        let connection = connection.clone();
        roles.run_showing(
            |abort, show| async move { console.client.at(&connection.id, &abort).roles(Some(&show)).await },
        );
    });
    refresh.run(());
    // The counts are others when something was revoked from here; of a plan of many they are read when it is over.
    let again = later(SETTLED, move || refresh.run(()));
    let place = id.clone();
    Effect::new(move |before: Option<u32>| {
        let settled = console.revocations.settled_at(&place);
        match before {
            Some(before) if before != settled && console.plans.is_running_at(&place) => before,
            Some(before) if before != settled => {
                again.run(());
                settled
            }
            _ => settled,
        }
    });
    let rows = Memo::new(move |_| {
        let row = |entry: &RoleEntry| Row { connection: id.clone(), entry: entry.clone() };
        Arc::new(roles.get().map(|loaded| loaded.value.rows.iter().map(row).collect::<Vec<_>>()).unwrap_or_default())
    });
    let vacancy = Signal::derive(move || {
        vacancy(i18n.t(), roles, |list| &list.gaps, i18n.t().loading, i18n.t().grants().no_roles)
    });
    view! {
        <PageHead
            crumbs=vec![
                (i18n.signal(|t| t.connections), Some("/".to_owned())),
                (Signal::stored(label), None),
            ]
            title=i18n.signal(|t| t.grants().roles)
            heading=view! {
                <h1>{i18n.text(|t| t.grants().roles)}</h1>
                <a href=people>{i18n.text(|t| t.grants().people)}</a>
            }
                .into_any()
            read=Signal::derive(move || roles.began())
            on_refresh=refresh
        />
        {dynamic(move || roles.fault().map(|fault| unread(i18n.t().grants().roles, &fault, refresh)))}
        {dynamic(move || roles.get().map(|loaded| gap_notes(&loaded.value.gaps, refresh)))}
        {gather.notes(|t| t.grants().members, |t| t.grants().no_holders_found)}
        <DataTable
            label=i18n.signal(|t| t.grants().roles)
            columns=columns
            rows=rows
            key=|row: &Row| url::role(&row.connection, &row.entry.role, "")
            same=|row: &Row, before: &Row| row.entry == before.entry
            search=|row: &Row| {
                let entry = &row.entry;
                let words = [entry.label.as_deref(), entry.place.as_deref()].map(Option::unwrap_or_default);
                format!("{} {}", entry.role.name, words.join(" "))
            }
            state=state
            vacancy=vacancy
            select=select
        />
        <Confirm question=question />
    }
}

/// Whether somebody may hold a role of whom it can be taken.
fn is_held(role: &RoleEntry) -> bool {
    role.nature.holders == Holders::Listed && role.members != Some(0)
}

fn columns(connection: &Connection) -> Vec<Column<Row>> {
    let i18n = use_i18n();
    let number = |count: Option<usize>| CellKey::Number(count.map_or(0, |count| count as u64 + 1));
    let mut columns = vec![Column {
        id: "role",
        title: i18n.signal(|t| t.grants().col_role),
        kind: ColumnKind::Heading,
        sort: Some(Arc::new(|row: &Row| text_key(row.entry.role.name.as_str()))),
        cell: Arc::new(|row: &Row| {
            let href = url::role(&row.connection, &row.entry.role, "members");
            let label = row.entry.label.clone().map(|label| view! { " " <span class="muted">{label}</span> });
            let place = row.entry.place.clone();
            view! { <a class="id" href=href>{row.entry.role.name.to_string()}</a> {label} <span class="show-s">{place}</span> }
                .into_any()
        }),
    }];
    if let Some(word) = connection.capabilities.scope {
        columns.push(Column {
            id: "place",
            title: i18n.signal(scope_word(word)),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &Row| text_key(row.entry.place.as_deref().unwrap_or_default()))),
            cell: Arc::new(|row: &Row| view! { <span>{row.entry.place.clone()}</span> }.into_any()),
        });
    }
    columns.extend([
        Column {
            id: "kind",
            title: i18n.signal(|t| t.grants().col_kind),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &Row| CellKey::Number(row.entry.nature.origin as u64))),
            cell: Arc::new(|row: &Row| origin_badge(row.entry.nature.origin)),
        },
        Column {
            id: "members",
            title: i18n.signal(|t| t.grants().members),
            kind: ColumnKind::Number,
            sort: Some(Arc::new(move |row: &Row| number(row.entry.members))),
            cell: Arc::new(|row: &Row| count_cell(row.entry.members)),
        },
        Column {
            id: "privileges",
            title: i18n.signal(|t| t.grants().privileges),
            kind: ColumnKind::Number,
            sort: Some(Arc::new(move |row: &Row| number(row.entry.privileges))),
            cell: Arc::new(|row: &Row| count_cell(row.entry.privileges)),
        },
    ]);
    columns
}

/// What roles live in.
pub fn scope_word(word: ScopeWord) -> fn(&Texts) -> &'static str {
    match word {
        ScopeWord::Namespace => |t| t.grants().col_namespace,
        ScopeWord::Database => |t| t.grants().col_database,
    }
}

/// What people live in.
pub fn place_word(word: PlaceWord) -> fn(&Texts) -> &'static str {
    match word {
        PlaceWord::Cluster => |t| t.grants().col_cluster,
    }
}

/// A number, or that it is not known.
pub fn count_cell(count: Option<usize>) -> AnyView {
    let i18n = use_i18n();
    let text = move || count.map_or_else(|| "–".to_owned(), |count| format::number(i18n.locale(), count));
    view! { <span>{dynamic(text)}</span> }.into_any()
}

/// The badge of where a role comes from.
pub fn origin_badge(origin: RoleOrigin) -> AnyView {
    let i18n = use_i18n();
    let (tone, word): (Tone, fn(&Texts) -> &'static str) = match origin {
        RoleOrigin::Custom => (Tone::Plain, |t| t.grants().custom),
        RoleOrigin::Default | RoleOrigin::Fixed => (Tone::Accent, |t| t.grants().built_in),
    };
    view! { <Badge tone=tone text=i18n.signal(word) /> }.into_any()
}
