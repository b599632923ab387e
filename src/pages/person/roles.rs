//! The table of the roles that a person holds.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::read::Gap;
use rescind_domain::table::CellKey;
use rescind_domain::{Access, Grant};

use super::reads::{HeldRow, Person};
use crate::i18n::use_i18n;
use crate::pages::gaps::gap_notes;
use crate::pages::revoke::cell::revoke_cell;
use crate::pages::roles::{count_cell, origin_badge, scope_word};
use crate::pages::{table_state, vacancy};
use crate::state::url;
use crate::ui::dynamic::dynamic;
use crate::ui::table::{Column, ColumnKind, DataTable, Deed, SELECTION, Select, Vacancy, text_key};

/// The table.
#[component]
pub fn HeldRoles(
    /// The page's.
    page: Person,
) -> impl IntoView {
    let i18n = use_i18n();
    let vacancy = Signal::derive(move || {
        let t = i18n.t();
        if !page.exists() {
            return Vacancy::Empty(page.person.with_value(|person| (t.grants().no_such_person)(person.id.as_str())));
        }
        let empty = match page.known() {
            Some(person) if person.everything => t.grants().root_explained,
            Some(person) if person.gaps.contains(&Gap::OnlyDirect) => t.grants().holds_nothing_directly,
            _ => t.grants().holds_nothing,
        };
        vacancy(t, page.view, |view| view.as_ref().map_or(&[], |view| &view.gaps), t.loading, empty)
    });
    let writable = page.connection.with_value(|connection| connection.access == Access::ReadWrite);
    let select = writable.then(|| Select {
        id: |row: &HeldRow| Some(row.key.to_string()),
        name: |row: &HeldRow| {
            let role = row.held.membership.role.to_string();
            row.held.membership.place.as_ref().map_or_else(|| role.clone(), |place| format!("{role} {place}"))
        },
        label: |t| t.revoke().revoke_selected,
        deed: Deed::Takes,
        views: SELECTION,
        act: Callback::new(move |rows: Vec<HeldRow>| {
            page.ask(rows.into_iter().map(|row| Grant::Membership(row.held.membership)).collect());
        }),
        busy: Signal::stored(false),
    });
    view! {
        {dynamic(move || {
            let again = Callback::new(move |()| page.refresh());
            page.known().map(|person| gap_notes(&person.gaps, again))
        })}
        <DataTable
            label=Signal::derive(move || page.person.with_value(|person| (i18n.t().grants().roles_of)(person.id.as_str())))
            columns=columns(page)
            rows=page.held
            key=|row: &HeldRow| row.key.to_string()
            same=|row: &HeldRow, before: &HeldRow| row.held == before.held
            search=|row: &HeldRow| {
                format!("{} {}", row.held.membership.role, place(row))
            }
            state=table_state("role")
            vacancy=vacancy
            select=select
        />
    }
}

fn place(row: &HeldRow) -> &str {
    row.held.membership.place.as_deref().unwrap_or_default()
}

fn columns(page: Person) -> Vec<Column<HeldRow>> {
    let i18n = use_i18n();
    let scope = page.connection.with_value(|connection| connection.capabilities.scope);
    let mut columns = vec![Column {
        id: "role",
        title: i18n.signal(|t| t.grants().col_role),
        kind: ColumnKind::Heading,
        sort: Some(Arc::new(|row: &HeldRow| text_key(row.held.membership.role.as_str()))),
        cell: Arc::new(move |row: &HeldRow| {
            let role = row.held.membership.role_ref();
            let href = page.connection.with_value(|connection| url::role(&connection.id, &role, "members"));
            view! { <a class="id" href=href>{role.name.to_string()}</a> }.into_any()
        }),
    }];
    if let Some(word) = scope {
        columns.push(Column {
            id: "place",
            title: i18n.signal(scope_word(word)),
            kind: ColumnKind::Plain,
            sort: Some(Arc::new(|row: &HeldRow| text_key(place(row)))),
            cell: Arc::new(|row: &HeldRow| view! { <span>{row.held.membership.place.clone()}</span> }.into_any()),
        });
    }
    columns.extend([
        Column {
            id: "kind",
            title: i18n.signal(|t| t.grants().col_kind),
            kind: ColumnKind::Detail,
            sort: None,
            cell: Arc::new(|row: &HeldRow| origin_badge(row.held.nature.origin)),
        },
        Column {
            id: "privileges",
            title: i18n.signal(|t| t.grants().privileges),
            kind: ColumnKind::Number,
            sort: Some(Arc::new(|row: &HeldRow| {
                CellKey::Number(row.held.privileges.map_or(0, |count| count as u64 + 1))
            })),
            cell: Arc::new(|row: &HeldRow| count_cell(row.held.privileges)),
        },
        Column {
            id: "action",
            title: i18n.signal(|t| t.grants().col_action),
            kind: ColumnKind::Action,
            sort: None,
            cell: Arc::new(move |row: &HeldRow| {
                let ask = Callback::new(move |grant| page.ask(vec![grant]));
                let grant = Grant::Membership(row.held.membership.clone());
                let place = row.held.membership.place.as_deref();
                page.connection.with_value(|connection| revoke_cell(connection, grant, place, None, ask))
            }),
        },
    ]);
    columns
}
