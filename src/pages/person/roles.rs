//! The table of the roles that a person holds.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::Grant;
use rescind_domain::table::CellKey;
use rescind_vendors::milvus::roles::ROOT_USER;

use super::reads::{HeldRole, Person};
use crate::i18n::{format, use_i18n};
use crate::pages::revoke::cell::revoke_cell;
use crate::pages::roles::origin_badge;
use crate::pages::{table_state, vacancy};
use crate::state::url;
use crate::ui::dynamic::dynamic;
use crate::ui::table::{Column, ColumnKind, DataTable, Vacancy};

/// The table.
#[component]
pub fn HeldRoles(
    /// The page's.
    person: Person,
) -> impl IntoView {
    let i18n = use_i18n();
    let root = person.id.with_value(|id| id.as_str() == ROOT_USER);
    let vacancy = Signal::derive(move || {
        let t = i18n.t();
        if !person.exists() {
            return Vacancy::Empty(person.id.with_value(|id| (t.no_such_person)(id.as_str())));
        }
        vacancy(t, person.roles, t.loading, if root { t.root_explained } else { t.holds_nothing })
    });
    view! {
        <DataTable
            label=Signal::derive(move || person.id.with_value(|id| (i18n.t().roles_of)(id.as_str())))
            columns=columns(person)
            rows=person.held
            key=|row: &HeldRole| format!("{} {:?}", row.membership.role, row.privileges)
            search=|row: &HeldRole| row.membership.role.to_string()
            state=table_state("role")
            vacancy=vacancy
        />
    }
}

fn columns(person: Person) -> Vec<Column<HeldRole>> {
    let i18n = use_i18n();
    vec![
        Column {
            id: "role",
            title: i18n.signal(|t| t.col_role),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &HeldRole| CellKey::text(row.membership.role.as_str()))),
            cell: Arc::new(move |row: &HeldRole| {
                let role = &row.membership.role;
                let href = person.connection.with_value(|connection| url::role(&connection.id, role, "members"));
                view! { <a class="id" href=href>{role.to_string()}</a> }.into_any()
            }),
        },
        Column {
            id: "kind",
            title: i18n.signal(|t| t.col_kind),
            kind: ColumnKind::Detail,
            sort: None,
            cell: Arc::new(move |row: &HeldRole| {
                let role = row.membership.role.clone();
                let badge = move || origin_badge(person.nature(&role).origin);
                dynamic(badge)
            }),
        },
        Column {
            id: "privileges",
            title: i18n.signal(|t| t.privileges),
            kind: ColumnKind::Number,
            sort: Some(Arc::new(|row: &HeldRole| CellKey::Number(row.privileges.map_or(0, |count| count as u64 + 1)))),
            cell: Arc::new(move |row: &HeldRole| {
                let count = row.privileges;
                let text = move || count.map_or_else(|| "–".to_owned(), |count| format::number(i18n.locale(), count));
                view! { <span>{dynamic(text)}</span> }.into_any()
            }),
        },
        Column {
            id: "action",
            title: i18n.signal(|t| t.col_action),
            kind: ColumnKind::Action,
            sort: None,
            cell: Arc::new(move |row: &HeldRole| {
                let ask = Callback::new(move |grant| person.ask(grant));
                let grant = Grant::Membership(row.membership.clone());
                person.connection.with_value(|connection| revoke_cell(connection, grant, None, ask))
            }),
        },
    ]
}
