//! The table of a role's holders.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::role::{Holders, RolePower};
use rescind_domain::table::CellKey;
use rescind_domain::{Grant, GrantKey, Membership, RoleName};
use rescind_vendors::milvus::roles::nature;

use super::reads::Role;
use crate::i18n::{format, use_i18n};
use crate::pages::revoke::cell::revoke_cell;
use crate::pages::{table_state, vacancy};
use crate::state::url;
use crate::ui::badge::{Badge, Tone};
use crate::ui::dynamic::dynamic;
use crate::ui::icon::{Icon, Picture};
use crate::ui::table::{Column, ColumnKind, DataTable, Vacancy};

/// One holder.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The grant.
    pub membership: Membership,
    /// The holder's other roles.
    pub also: Vec<RoleName>,
    /// The grant's key.
    pub key: GrantKey,
}

/// The table.
#[component]
pub fn Members(
    /// The page's.
    role: Role,
) -> impl IntoView {
    let i18n = use_i18n();
    let number = move |number| format::number(i18n.locale(), number);
    let progress = move || {
        let done = role.directory.get().map_or(0, |loaded| loaded.value.users.len());
        (i18n.t().reading_users)(&number(done), &number(role.users.get()))
    };
    let vacancy = Signal::derive(move || {
        let t = i18n.t();
        let empty = match role.nature.get().holders {
            _ if !role.exists() => return Vacancy::Empty(role.name.with_value(|name| (t.no_such_role)(name.as_str()))),
            Holders::Everybody => t.public_explained,
            Holders::Listed => t.no_members,
        };
        vacancy(t, role.directory, &progress(), empty)
    });
    view! {
        {dynamic(move || {
            role.directory
                .get()
                .and_then(|loaded| loaded.value.hidden().map(|(count, _)| count))
                .map(|count| {
                    view! {
                        <p class="hazard" role="note">
                            <Picture icon=Icon::Hazard />
                            <span>{format::count(i18n.locale(), count, &i18n.t().members_partial)}</span>
                        </p>
                    }
                })
        })}
        <Show when=move || role.directory.is_busy() && !role.directory.is_whole() && role.directory.get().is_some()>
            <p class="muted progress-line">{dynamic(progress)}</p>
        </Show>
        <DataTable
            label=Signal::derive(move || role.name.with_value(|name| (i18n.t().members_of)(name.as_str())))
            columns=columns(role)
            rows=role.members
            key=|row: &Row| format!("{} {:?}", row.key, row.also)
            search=|row: &Row| format!("{} {}", row.membership.principal.name(), joined(&row.also))
            state=table_state("principal")
            vacancy=vacancy
        />
    }
}

fn columns(role: Role) -> Vec<Column<Row>> {
    let i18n = use_i18n();
    vec![
        Column {
            id: "principal",
            title: i18n.signal(|t| t.col_principal),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &Row| CellKey::text(&row.membership.principal.name()))),
            cell: Arc::new(move |row: &Row| {
                let principal = &row.membership.principal;
                let href = role.connection.with_value(|connection| url::person(&connection.id, &principal.id));
                view! { <a href=href>{principal.name()}</a> }.into_any()
            }),
        },
        Column {
            id: "kind",
            title: i18n.signal(|t| t.col_kind),
            kind: ColumnKind::Detail,
            sort: None,
            cell: Arc::new(move |_: &Row| view! { <Badge tone=Tone::Plain text=i18n.signal(|t| t.user) /> }.into_any()),
        },
        Column {
            id: "held",
            title: i18n.signal(|t| t.col_held),
            kind: ColumnKind::Detail,
            sort: None,
            cell: Arc::new(move |_: &Row| view! { <span>{i18n.text(|t| t.directly)}</span> }.into_any()),
        },
        Column {
            id: "also",
            title: i18n.signal(|t| t.col_also_holds),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &Row| CellKey::text(&joined(&row.also)))),
            cell: Arc::new(|row: &Row| role_chips(&row.also)),
        },
        Column {
            id: "action",
            title: i18n.signal(|t| t.col_action),
            kind: ColumnKind::Action,
            sort: None,
            cell: Arc::new(move |row: &Row| {
                let ask = Callback::new(move |grant| role.ask(grant));
                role.connection.with_value(|connection| {
                    revoke_cell(connection, Grant::Membership(row.membership.clone()), None, ask)
                })
            }),
        },
    ]
}

/// Roles as chips, the administrator's in a tone of its own.
pub fn role_chips(roles: &[RoleName]) -> AnyView {
    let i18n = use_i18n();
    if roles.is_empty() {
        return view! { <span class="muted">{i18n.text(|t| t.nothing_else)}</span> }.into_any();
    }
    let chip = |role: &RoleName| {
        let powerful = nature(role, &[]).power == RolePower::Administrator;
        let tone = if powerful { Tone::Warning } else { Tone::Plain };
        view! { <Badge tone=tone text=role.to_string() /> " " }
    };
    view! { <span class="chips" title=joined(roles)>{roles.iter().map(chip).collect_view()}</span> }.into_any()
}

/// Roles as one text, for search, sort and hover.
#[must_use]
pub fn joined(roles: &[RoleName]) -> String {
    roles.iter().map(RoleName::as_str).collect::<Vec<_>>().join(", ")
}
