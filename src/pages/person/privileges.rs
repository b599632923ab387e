//! The table of everything that follows from a person's roles, each row with the role that it comes through. What comes
//! through a role is taken away at the role, so the rows have a link there and no button.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::PrivilegeGrant;
use rescind_domain::role::RolePower;
use rescind_domain::table::CellKey;

use super::reads::Person;
use crate::i18n::use_i18n;
use crate::pages::role::privileges::{privilege_cell, scope_columns, searched};
use crate::pages::{table_state, vacancy};
use crate::state::url;
use crate::ui::dynamic::dynamic;
use crate::ui::icon::{Icon, Picture};
use crate::ui::table::{Column, ColumnKind, DataTable};

/// The table.
#[component]
pub fn EffectivePrivileges(
    /// The page's.
    person: Person,
) -> impl IntoView {
    let i18n = use_i18n();
    let note = move || {
        let powerful = person.held.with(|held| {
            let mut roles = held.iter().map(|row| row.membership.role.clone());
            roles.find(|role| person.nature(role).power == RolePower::Administrator)
        });
        let everything = powerful.map(|role| (i18n.t().everything_through)(role.as_str()));
        everything.or_else(|| person.partial().map(|databases| (i18n.t().privileges_partial)(&databases)))
    };
    view! {
        {dynamic(move || note().map(|note| view! {
            <p class="hazard" role="note">
                <Picture icon=Icon::Hazard />
                <span>{note}</span>
            </p>
        }))}
        <DataTable
            label=Signal::derive(move || person.id.with_value(|id| (i18n.t().privileges_of)(id.as_str())))
            columns=columns(person)
            rows=person.privileges
            key=|grant: &PrivilegeGrant| format!("{grant:?}")
            search=|grant: &PrivilegeGrant| format!("{} {}", searched(grant), grant.role)
            state=table_state("privilege")
            vacancy=Signal::derive(move || vacancy(i18n.t(), person.grants, i18n.t().loading, i18n.t().no_privileges))
        />
    }
}

fn columns(person: Person) -> Vec<Column<PrivilegeGrant>> {
    let i18n = use_i18n();
    let mut columns = vec![Column {
        id: "privilege",
        title: i18n.signal(|t| t.col_privilege),
        kind: ColumnKind::Heading,
        sort: Some(Arc::new(|grant: &PrivilegeGrant| CellKey::text(&grant.privilege))),
        cell: Arc::new(|grant: &PrivilegeGrant| privilege_cell(grant, Vec::new())),
    }];
    columns.extend(scope_columns(|grant: &PrivilegeGrant| grant));
    columns.push(Column {
        id: "through",
        title: i18n.signal(|t| t.col_through),
        kind: ColumnKind::Plain,
        sort: Some(Arc::new(|grant: &PrivilegeGrant| CellKey::text(grant.role.as_str()))),
        cell: Arc::new(move |grant: &PrivilegeGrant| {
            let href = person.connection.with_value(|connection| url::role(&connection.id, &grant.role, "privileges"));
            view! { <a class="id" href=href>{grant.role.to_string()}</a> }.into_any()
        }),
    });
    columns
}
