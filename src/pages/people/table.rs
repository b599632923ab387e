//! The rows and columns of people, of one connection or of all.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::read::{Gap, Holding, PeopleList, PersonEntry, Subject};
use rescind_domain::table::CellKey;
use rescind_domain::{Access, Connection, Grant, Membership, RoleRef, Timestamp};
use rescind_domain::{Capabilities, PlaceWord};

use super::wishes::{self, Chosen};
use crate::i18n::{format, use_i18n};
use crate::pages::revoke::gather::Gather;
use crate::pages::role::members::{joined, role_chips};
use crate::pages::roles::{count_cell, place_word};
use crate::pages::words::in_place;
use crate::state::load::Load;
use crate::state::{Console, url};
use crate::ui::badge::{Badge, Tone};
use crate::ui::table::{Column, ColumnKind, Deed, SELECTION, Select, text_key};

/// A list of people and whose they are.
#[derive(Clone)]
pub(in crate::pages) struct Source {
    /// Where.
    pub(in crate::pages) connection: Arc<Connection>,
    /// Who is there.
    pub(in crate::pages) people: Load<PeopleList>,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.connection == other.connection
    }
}

impl Source {
    /// Reads the list again.
    pub(in crate::pages) fn refresh(&self, console: Console) {
        let connection = Arc::clone(&self.connection);
        self.people.run_showing(|abort, show| async move {
            console.client.at(&connection.id, &abort).people(Some(&show)).await
        });
    }

    /// The people without the roles that were proved gone since the list was read, tracked.
    pub(in crate::pages) fn rows(&self, console: Console) -> Vec<Row> {
        let Some(loaded) = self.people.get() else { return Vec::new() };
        let row = |entry: &PersonEntry| Row {
            connection: Arc::clone(&self.connection),
            entry: without_gone(console, &self.connection, entry, loaded.began),
        };
        loaded.value.rows.iter().map(row).collect()
    }
}

/// How far the reading of these lists is.
pub(in crate::pages) fn progress(sources: &[Source]) -> String {
    let i18n = use_i18n();
    let number = |number| format::number(i18n.locale(), number);
    let of = |source: &Source| source.people.get().and_then(|list| list.value.progress).unwrap_or_default();
    let (done, all) = sources.iter().map(of).fold((0, 0), |(done, all), (more, of)| (done + more, all + of));
    (i18n.t().grants().reading_users)(&number(done), &number(all))
}

/// A person in a connection.
#[derive(Clone)]
pub(in crate::pages) struct Row {
    /// Where.
    pub(in crate::pages) connection: Arc<Connection>,
    /// Who.
    pub(in crate::pages) entry: PersonEntry,
}

impl Row {
    fn is_own(&self) -> bool {
        self.connection.account.as_ref() == Some(&self.entry.person.id)
    }

    /// What makes it the same row.
    pub(in crate::pages) fn key(&self) -> String {
        self.address()
    }

    fn address(&self) -> String {
        url::person(&self.connection.id, &self.entry.person)
    }

    /// Whether nothing in it has changed.
    pub(in crate::pages) fn is_same(&self, before: &Self) -> bool {
        self.entry == before.entry && self.connection == before.connection
    }

    /// What is known of the person, as the filter sees it.
    pub(in crate::pages) fn searched(&self) -> String {
        let entry = &self.entry;
        let words = [entry.detail.as_deref(), entry.place.as_deref()].map(Option::unwrap_or_default);
        format!("{} {} {}", entry.principal.name(), words.join(" "), held(&entry.roles))
    }
}

/// Lets people be selected of whom something may be taken here. `sources` are the lists that they are from.
pub(in crate::pages) fn select(console: Console, sources: Signal<Arc<Vec<Source>>>, gather: Gather) -> Select<Row> {
    Select {
        id: |row: &Row| {
            let may_hold = !matches!(&row.entry.roles, Holding::Known(roles) if roles.is_empty());
            (may_hold && row.connection.access == Access::ReadWrite).then(|| row.address())
        },
        name: |row: &Row| in_place(use_i18n().t(), &row.entry.principal.name(), row.entry.place.as_deref()),
        label: |t| t.revoke().revoke_selected_people,
        deed: Deed::Takes,
        views: SELECTION,
        act: Callback::new(move |selected: Vec<Row>| {
            let chosen = untrack(|| chosen(console, &sources.get(), &selected));
            gather.run(move |abort| wishes::read(console, chosen.clone(), abort));
        }),
        busy: Signal::derive(move || gather.is_busy()),
    }
}

/// The selected people, list by list. Whoever is looked for may be in what is missing from any of them.
fn chosen(console: Console, sources: &[Source], selected: &[Row]) -> Vec<Chosen> {
    let of = |source: &Source| {
        let own = selected.iter().filter(|row| row.connection.id == source.connection.id);
        let list = source.people.get();
        let is_whole = source.people.is_whole();
        // Those that were proved gone since the list was read do not count as left.
        let whole = list.as_ref().filter(|list| is_whole && list.value.gaps.is_empty());
        let all = whole.map(|_| source.rows(console).into_iter().map(|row| row.entry).collect());
        // Whose roles are hidden is there to be selected.
        let gaps = list.iter().flat_map(|list| &list.value.gaps);
        let gaps = gaps.filter(|gap| matches!(gap, Gap::Unread { .. })).cloned();
        let unread = source.people.fault().filter(|_| !is_whole).map(Box::new);
        let unread = unread.map(|fault| Gap::Unread { subject: Subject::People, place: None, fault });
        Chosen {
            connection: Connection::clone(&source.connection),
            people: own.map(|row| row.entry.clone()).collect(),
            all,
            unfinished: !is_whole && unread.is_none(),
            gaps: gaps.chain(unread).collect(),
        }
    };
    sources.iter().map(of).collect()
}

fn without_gone(console: Console, connection: &Connection, entry: &PersonEntry, began: Timestamp) -> PersonEntry {
    let mut entry = entry.clone();
    if console.revocations.settled_at(&connection.id) > 0
        && let Holding::Known(roles) = &mut entry.roles
    {
        let principal = &entry.principal;
        let key =
            |role: &RoleRef| Grant::Membership(Membership::new(role.clone(), principal.clone())).key(&connection.id);
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

/// Which columns people have.
#[derive(Clone, Copy, Debug)]
pub(in crate::pages) struct Shape {
    /// Whether they are of several connections.
    pub(in crate::pages) connections: bool,
    /// What they live in, where they have a column for that.
    pub(in crate::pages) place: Option<PlaceWord>,
    /// Whether something else is known of them.
    pub(in crate::pages) details: bool,
    /// Whether it is told what they hold.
    pub(in crate::pages) roles: bool,
}

impl From<&Capabilities> for Shape {
    fn from(capabilities: &Capabilities) -> Self {
        Self {
            connections: false,
            place: capabilities.place,
            details: capabilities.member_details,
            roles: capabilities.people_with_roles,
        }
    }
}

/// The columns.
pub(in crate::pages) fn columns(shape: Shape) -> Vec<Column<Row>> {
    let i18n = use_i18n();
    let mut columns = vec![Column {
        id: "person",
        title: i18n.signal(|t| t.grants().col_person),
        kind: ColumnKind::Heading,
        sort: Some(Arc::new(|row: &Row| text_key(&row.entry.principal.name()))),
        cell: Arc::new(move |row: &Row| {
            let (href, name) = (row.address(), row.entry.principal.name());
            let own = row.is_own().then(|| {
                view! { " " <Badge tone=Tone::Accent text=i18n.signal(|t| t.grants().own_account) /> }
            });
            let place = row.entry.place.clone().filter(|_| !shape.connections);
            view! { <a href=href>{name}</a> {own} <span class="show-s">{place}</span> }.into_any()
        }),
    }];
    if shape.connections {
        columns.push(Column {
            id: "connection",
            title: i18n.signal(|t| t.col_connection),
            kind: ColumnKind::Plain,
            sort: Some(Arc::new(|row: &Row| text_key(&row.connection.label))),
            cell: Arc::new(move |row: &Row| {
                let (href, label) = (url::people(&row.connection.id), row.connection.label.clone());
                let place = row.entry.place.clone().map(|place| view! { " " <span class="muted">{place}</span> });
                let read_only = row.connection.access == Access::ReadOnly;
                let read_only =
                    read_only.then(move || view! { " " <Badge tone=Tone::Plain text=i18n.signal(|t| t.read_only) /> });
                view! { <a href=href>{label}</a> {place} {read_only} }.into_any()
            }),
        });
    }
    if let Some(word) = shape.place {
        columns.push(Column {
            id: "place",
            title: i18n.signal(place_word(word)),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &Row| text_key(row.entry.place.as_deref().unwrap_or_default()))),
            cell: Arc::new(|row: &Row| view! { <span>{row.entry.place.clone()}</span> }.into_any()),
        });
    }
    if shape.details {
        columns.push(Column {
            id: "detail",
            title: i18n.signal(|t| t.grants().col_detail),
            kind: if shape.connections { ColumnKind::Detail } else { ColumnKind::Plain },
            sort: Some(Arc::new(|row: &Row| text_key(row.entry.detail.as_deref().unwrap_or_default()))),
            cell: Arc::new(|row: &Row| view! { <span class="muted">{row.entry.detail.clone()}</span> }.into_any()),
        });
    }
    if shape.roles {
        columns.push(Column {
            id: "roles",
            title: i18n.signal(|t| t.grants().roles),
            kind: ColumnKind::Plain,
            sort: Some(Arc::new(|row: &Row| text_key(&held(&row.entry.roles)))),
            cell: Arc::new(roles_cell),
        });
    }
    // Beside the connection there is no room for it.
    if shape.roles && !shape.connections {
        columns.push(Column {
            id: "count",
            title: i18n.signal(|t| t.grants().col_count),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &Row| {
                CellKey::Number(count(&row.entry.roles).map_or(0, |count| count as u64 + 1))
            })),
            cell: Arc::new(|row: &Row| count_cell(count(&row.entry.roles))),
        });
    }
    columns
}

fn roles_cell(row: &Row) -> AnyView {
    let i18n = use_i18n();
    let everything = row.entry.everything;
    let badge =
        everything.then(|| view! { <Badge tone=Tone::Warning text=i18n.signal(|t| t.grants().everything) /> " " });
    match &row.entry.roles {
        Holding::Hidden(_) => view! { <Badge tone=Tone::Danger text=i18n.signal(|t| t.revoke().unknown) /> }.into_any(),
        Holding::NotListed => {
            view! { <span class="muted">{i18n.text(|t| t.grants().read_when_selected)}</span> }.into_any()
        }
        Holding::Known(roles) if everything && roles.is_empty() => view! { {badge} }.into_any(),
        Holding::Known(roles) if roles.is_empty() => {
            view! { <span class="muted">{i18n.text(|t| t.grants().holds_nothing)}</span> }.into_any()
        }
        Holding::Known(roles) => {
            let chips = role_chips(roles, &row.connection.capabilities);
            view! { {badge} {chips} }.into_any()
        }
    }
}
