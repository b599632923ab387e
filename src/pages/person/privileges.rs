//! The table of everything that follows from a person's roles, each row with the role that it comes through. What comes
//! through a role is taken away at the role, so the rows have a link there and no button.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::read::PrivilegeRow;
use rescind_domain::role::RolePower;

use super::reads::Person;
use crate::i18n::use_i18n;
use crate::pages::gaps::{gap_notes, note};
use crate::pages::role::privileges::{privilege_cell, scope_columns, searched};
use crate::pages::{table_state, vacancy};
use crate::state::url;
use crate::ui::dynamic::dynamic;
use crate::ui::table::{Column, ColumnKind, DataTable, text_key};

/// The table.
#[component]
pub fn EffectivePrivileges(
    /// The page's.
    page: Person,
) -> impl IntoView {
    let i18n = use_i18n();
    let everything = move || {
        page.held.with(|held| {
            let powerful = held.iter().find(|row| row.held.nature.power == RolePower::Administrator);
            powerful.map(|row| (i18n.t().grants().everything_through)(row.held.membership.role.as_str()))
        })
    };
    view! {
        {dynamic(move || match everything() {
            Some(words) => note(words),
            None => {
                let again = Callback::new(move |()| page.refresh());
                page.grants.get().map(|loaded| gap_notes(&loaded.value.gaps, again)).into_any()
            }
        })}
        <DataTable
            label=Signal::derive(move || page.person.with_value(|person| (i18n.t().grants().privileges_of)(person.id.as_str())))
            columns=columns(page)
            rows=page.privileges
            key=|row: &PrivilegeRow| serde_json::to_string(&row.grant).unwrap_or_default()
            search=|row: &PrivilegeRow| format!("{} {}", searched(&row.grant), row.grant.role)
            state=table_state("privilege")
            vacancy=Signal::derive(move || vacancy(i18n.t(), page.grants, |list| &list.gaps, i18n.t().loading, i18n.t().grants().no_privileges))
        />
    }
}

fn columns(page: Person) -> Vec<Column<PrivilegeRow>> {
    let i18n = use_i18n();
    let capabilities = page.connection.with_value(|connection| connection.capabilities.clone());
    let mut columns = vec![Column {
        id: "privilege",
        title: i18n.signal(|t| t.grants().col_privilege),
        kind: ColumnKind::Heading,
        sort: Some(Arc::new(|row: &PrivilegeRow| text_key(&row.grant.privilege))),
        cell: Arc::new(privilege_cell),
    }];
    columns.extend(scope_columns(&capabilities, |row: &PrivilegeRow| &row.grant));
    columns.push(Column {
        id: "through",
        title: i18n.signal(|t| t.grants().col_through),
        kind: ColumnKind::Plain,
        sort: Some(Arc::new(|row: &PrivilegeRow| text_key(row.grant.role.as_str()))),
        cell: Arc::new(move |row: &PrivilegeRow| {
            let role = row.grant.role_ref();
            let href = page.connection.with_value(|connection| url::role(&connection.id, &role, "privileges"));
            view! { <a class="id" href=href>{role.name.to_string()}</a> }.into_any()
        }),
    });
    columns
}
