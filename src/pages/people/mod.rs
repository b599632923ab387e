//! The people of a connection, with the roles that each holds where the vendor's list of people tells. There whole people can
//! be selected, to take away all that they hold.

mod wishes;

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::table::CellKey;
use rescind_domain::{Access, Connection, ConnectionId, Grant, Membership, RoleRef, Timestamp};
use rescind_vendors::read::{self, Capabilities, Holding, PeopleList, PersonEntry, capabilities};

use super::gaps::gap_notes;
use super::head::PageHead;
use super::notices::unread;
use super::place::in_connection;
use super::revoke::confirm::Confirm;
use super::revoke::{Asked, Question};
use super::role::members::{joined, role_chips};
use super::roles::{count_cell, place_word};
use super::words::in_place;
use super::{table_state, vacancy};
use crate::i18n::{format, use_i18n};
use crate::state::load::Load;
use crate::state::{Console, url, use_console};
use crate::ui::badge::{Badge, Tone};
use crate::ui::dynamic::dynamic;
use crate::ui::table::{Column, ColumnKind, DataTable, Select};

#[derive(Clone)]
struct Row {
    connection: ConnectionId,
    entry: PersonEntry,
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
    let people: Load<PeopleList> = Load::new();
    let (id, account) = (connection.id.clone(), connection.account.clone());
    let (roles, label) = (url::roles(&id), connection.label.clone());
    let columns = columns(capabilities(connection.vendor));
    let question: Question = RwSignal::new(None);
    let place = connection.clone();
    let refresh = Callback::new(move |()| {
        let connection = connection.clone();
        people.run_showing(|abort, show| async move {
            let transport = console.client.to(connection.id.clone(), Some(abort));
            read::people(&transport, &connection, &|so_far| show.so_far(so_far)).await
        });
    });
    refresh.run(());
    let rows = Memo::new_with_compare(
        move |_| {
            let Some(loaded) = people.get() else { return Arc::default() };
            let row = |entry: &PersonEntry| Row {
                connection: id.clone(),
                own: account.as_ref() == Some(&entry.person.id),
                entry: without_gone(console, &id, entry, loaded.began),
            };
            Arc::new(loaded.value.rows.iter().map(row).collect::<Vec<_>>())
        },
        |_, _| true,
    );
    let select = select(&place, people, rows, question);
    let progress = move || {
        let number = |number| format::number(i18n.locale(), number);
        let (done, all) = people.get().and_then(|loaded| loaded.value.progress).unwrap_or_default();
        (i18n.t().grants().reading_users)(&number(done), &number(all))
    };
    let vacancy = Signal::derive(move || {
        vacancy(i18n.t(), people, |list| &list.gaps, i18n.t().loading, i18n.t().grants().no_people)
    });
    view! {
        <PageHead
            crumbs=vec![
                (i18n.signal(|t| t.connections), Some("/".to_owned())),
                (Signal::stored(label), Some(roles.clone())),
            ]
            title=i18n.signal(|t| t.grants().people)
            heading=view! {
                <h1>{i18n.text(|t| t.grants().people)}</h1>
                <a href=roles>{i18n.text(|t| t.grants().roles)}</a>
            }
                .into_any()
            read=Signal::derive(move || people.began())
            on_refresh=refresh
        />
        {dynamic(move || people.fault().map(|fault| unread(i18n.t().grants().people, &fault, refresh)))}
        {dynamic(move || people.get().map(|loaded| gap_notes(&loaded.value.gaps, refresh)))}
        <Show when=move || people.is_busy() && !people.is_whole() && people.get().is_some()>
            <p class="muted progress-line">{dynamic(progress)}</p>
        </Show>
        <DataTable
            label=i18n.signal(|t| t.grants().people)
            columns=columns
            rows=rows
            key=|row: &Row| format!("{:?}", row.entry.person)
            version=|row: &Row| format!("{:?}", row.entry)
            search=|row: &Row| {
                let entry = &row.entry;
                let words = [entry.detail.as_deref(), entry.place.as_deref()].map(Option::unwrap_or_default);
                format!("{} {} {}", entry.principal.name(), words.join(" "), held(&entry.roles))
            }
            state=table_state("person")
            vacancy=vacancy
            select=select
        />
        <Confirm question=question />
    }
}

/// How people are selected, where something can be taken from them here.
fn select(
    connection: &Connection,
    people: Load<PeopleList>,
    rows: Memo<Arc<Vec<Row>>>,
    question: Question,
) -> Option<Select<Row>> {
    if connection.access == Access::ReadOnly || !capabilities(connection.vendor).people_with_roles {
        return None;
    }
    let connection = StoredValue::new(connection.clone());
    Some(Select {
        id: |row: &Row| {
            (!wishes::roles(&row.entry).is_empty()).then(|| url::person(&row.connection, &row.entry.person))
        },
        name: |row: &Row| in_place(use_i18n().t(), &row.entry.principal.name(), row.entry.place.as_deref()),
        label: |t| t.revoke().revoke_selected_people,
        act: Callback::new(move |selected: Vec<Row>| {
            let entries = |rows: &[Row]| rows.iter().map(|row| row.entry.clone()).collect::<Vec<PersonEntry>>();
            // Those that were proved gone since the list was read do not count as left.
            let is_whole = untrack(|| people.is_whole() && people.get().is_some_and(|all| all.value.gaps.is_empty()));
            let all = is_whole.then(|| rows.with_untracked(|rows| entries(rows)));
            let connection = connection.get_value();
            let wishes = wishes::of(&connection, &entries(&selected), all.as_deref());
            question.set(Some(Asked { connection, wishes, gaps: Vec::new() }));
        }),
        busy: Signal::stored(false),
    })
}

/// A person without the roles that were proved gone since the list was read.
fn without_gone(console: Console, connection: &ConnectionId, entry: &PersonEntry, began: Timestamp) -> PersonEntry {
    let mut entry = entry.clone();
    if console.revocations.settled() > 0
        && let Holding::Known(roles) = &mut entry.roles
    {
        let principal = &entry.principal;
        let key = |role: &RoleRef| Grant::Membership(Membership::new(role.clone(), principal.clone())).key(connection);
        roles.retain(|role| !console.revocations.is_gone_since(&key(role), began));
    }
    entry
}

fn held(roles: &Holding) -> String {
    match roles {
        Holding::Known(roles) => joined(roles),
        Holding::Hidden(_) | Holding::NotListed => String::new(),
    }
}

fn count(roles: &Holding) -> Option<usize> {
    match roles {
        Holding::Known(roles) => Some(roles.len()),
        Holding::Hidden(_) | Holding::NotListed => None,
    }
}

fn columns(capabilities: &'static Capabilities) -> Vec<Column<Row>> {
    let i18n = use_i18n();
    let mut columns = vec![Column {
        id: "person",
        title: i18n.signal(|t| t.grants().col_person),
        kind: ColumnKind::Heading,
        sort: Some(Arc::new(|row: &Row| CellKey::text(&row.entry.principal.name()))),
        cell: Arc::new(move |row: &Row| {
            let (href, name) = (url::person(&row.connection, &row.entry.person), row.entry.principal.name());
            let own = row.own.then(|| {
                view! { " " <Badge tone=Tone::Accent text=i18n.signal(|t| t.grants().own_account) /> }
            });
            let place = row.entry.place.clone();
            view! { <a href=href>{name}</a> {own} <span class="show-s">{place}</span> }.into_any()
        }),
    }];
    if let Some(word) = capabilities.place {
        columns.push(Column {
            id: "place",
            title: i18n.signal(place_word(word)),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &Row| CellKey::text(row.entry.place.as_deref().unwrap_or_default()))),
            cell: Arc::new(|row: &Row| view! { <span>{row.entry.place.clone()}</span> }.into_any()),
        });
    }
    if capabilities.member_details {
        columns.push(Column {
            id: "detail",
            title: i18n.signal(|t| t.grants().col_detail),
            kind: ColumnKind::Plain,
            sort: Some(Arc::new(|row: &Row| CellKey::text(row.entry.detail.as_deref().unwrap_or_default()))),
            cell: Arc::new(|row: &Row| view! { <span class="muted">{row.entry.detail.clone()}</span> }.into_any()),
        });
    }
    if capabilities.people_with_roles {
        columns.extend([
            Column {
                id: "roles",
                title: i18n.signal(|t| t.grants().roles),
                kind: ColumnKind::Plain,
                sort: Some(Arc::new(|row: &Row| CellKey::text(&held(&row.entry.roles)))),
                cell: Arc::new(move |row: &Row| match &row.entry.roles {
                    Holding::Hidden(_) => {
                        view! { <Badge tone=Tone::Danger text=i18n.signal(|t| t.revoke().unknown) /> }.into_any()
                    }
                    Holding::Known(roles) if !roles.is_empty() => role_chips(roles, capabilities.administrators),
                    Holding::Known(_) | Holding::NotListed => {
                        view! { <span class="muted">{i18n.text(|t| t.grants().holds_nothing)}</span> }.into_any()
                    }
                }),
            },
            Column {
                id: "count",
                title: i18n.signal(|t| t.grants().col_count),
                kind: ColumnKind::Detail,
                sort: Some(Arc::new(|row: &Row| {
                    CellKey::Number(count(&row.entry.roles).map_or(0, |count| count as u64 + 1))
                })),
                cell: Arc::new(|row: &Row| count_cell(count(&row.entry.roles))),
            },
        ]);
    }
    columns
}
