//! The table of what a role may do.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::role::{RoleOrigin, RolePower};
use rescind_domain::table::CellKey;
use rescind_domain::{Grant, GrantKey, PrivilegeGrant, PrivilegeKind};
use rescind_vendors::milvus::privileges::WILDCARD;
use rescind_vendors::milvus::read::GrantScope;

use super::reads::Role;
use crate::i18n::{Texts, use_i18n};
use crate::pages::revoke::cell::{Lock, revoke_cell};
use crate::pages::{table_state, vacancy};
use crate::ui::badge::{Badge, Tone};
use crate::ui::dynamic::dynamic;
use crate::ui::icon::{Icon, Picture};
use crate::ui::table::{Column, ColumnKind, DataTable, Vacancy};

/// One privilege.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The grant.
    pub grant: PrivilegeGrant,
    /// What its name stands for.
    pub kind: PrivilegeKind,
    /// The grant's key.
    pub key: GrantKey,
}

/// The table.
#[component]
pub fn Privileges(
    /// The page's.
    role: Role,
) -> impl IntoView {
    let i18n = use_i18n();
    let vacancy = Signal::derive(move || {
        let t = i18n.t();
        if !role.exists() {
            return Vacancy::Empty(role.name.with_value(|name| (t.no_such_role)(name.as_str())));
        }
        let powerful = role.nature.get().power == RolePower::Administrator;
        vacancy(t, role.grants, t.loading, if powerful { t.admin_explained } else { t.no_privileges })
    });
    view! {
        {dynamic(move || partial(role).map(|databases| view! {
            <p class="hazard" role="note">
                <Picture icon=Icon::Hazard />
                <span>{(i18n.t().privileges_partial)(&databases)}</span>
            </p>
        }))}
        <DataTable
            label=Signal::derive(move || role.name.with_value(|name| (i18n.t().privileges_of)(name.as_str())))
            columns=columns(role)
            rows=role.privileges
            key=|row: &Row| format!("{} {:?} {:?}", row.key, row.grant.grantor, row.kind)
            search=|row: &Row| searched(&row.grant)
            state=table_state("privilege")
            vacancy=vacancy
        />
    }
}

/// The databases that the rows speak for, when those are not all.
fn partial(role: Role) -> Option<String> {
    match &role.grants.get()?.value.scope {
        GrantScope::AllDatabases => None,
        GrantScope::Only(databases) => Some(databases.join(", ")),
    }
}

/// What the filter looks into.
#[must_use]
pub fn searched(grant: &PrivilegeGrant) -> String {
    [&grant.privilege, &grant.object_type, &grant.object_name, &grant.database].map(String::as_str).join(" ")
}

fn columns(role: Role) -> Vec<Column<Row>> {
    let i18n = use_i18n();
    let mut columns = vec![
        Column {
            id: "privilege",
            title: i18n.signal(|t| t.col_privilege),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &Row| CellKey::text(&row.grant.privilege))),
            cell: Arc::new(move |row: &Row| {
                let members = untrack(|| role.group_members(&row.grant.privilege)).unwrap_or_default();
                privilege_cell(&row.grant, members)
            }),
        },
        Column {
            id: "kind",
            title: i18n.signal(|t| t.col_kind),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &Row| CellKey::Number(row.kind as u64))),
            cell: Arc::new(|row: &Row| kind_badge(row.kind)),
        },
    ];
    columns.extend(scope_columns(|row: &Row| &row.grant));
    columns.push(Column {
        id: "action",
        title: i18n.signal(|t| t.col_action),
        kind: ColumnKind::Action,
        sort: None,
        cell: Arc::new(move |row: &Row| {
            let ask = Callback::new(move |grant| role.ask(grant));
            let grant = Grant::Privilege(row.grant.clone());
            let cell = move || {
                let lock: Lock = |t| t.fixed_role_why;
                let lock = (role.nature.get().origin == RoleOrigin::Fixed).then_some(lock);
                role.connection.with_value(|connection| revoke_cell(connection, grant.clone(), lock, ask))
            };
            dynamic(cell)
        }),
    });
    columns
}

/// The columns that say on what a privilege is granted, and by whom.
pub fn scope_columns<T: 'static>(grant: fn(&T) -> &PrivilegeGrant) -> Vec<Column<T>> {
    let column = |id, title: fn(&Texts) -> &'static str, text: fn(&PrivilegeGrant) -> &str| {
        let i18n = use_i18n();
        Column {
            id,
            title: Signal::derive(move || title(i18n.t()).to_owned()),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(move |row: &T| CellKey::text(text(grant(row))))),
            cell: Arc::new(move |row: &T| text_cell(text(grant(row)))),
        }
    };
    vec![
        column("type", |t| t.col_object_type, |grant| &grant.object_type),
        column("object", |t| t.col_object, |grant| &grant.object_name),
        column("database", |t| t.col_database, |grant| &grant.database),
        column("grantor", |t| t.col_grantor, |grant| grant.grantor.as_deref().unwrap_or_default()),
    ]
}

/// The privilege; a group's members folded under it; and its scope for screens without room for those columns.
pub fn privilege_cell(grant: &PrivilegeGrant, members: Vec<String>) -> AnyView {
    let i18n = use_i18n();
    let scope = format!("{} {} · {}", grant.object_type, grant.object_name, grant.database);
    let name = text_cell(&grant.privilege);
    let name = if members.is_empty() {
        name
    } else {
        let members = members.join(", ");
        view! {
            <details class="group">
                <summary>{name}</summary>
                <span class="muted">{dynamic(move || (i18n.t().group_members)(&members))}</span>
            </details>
        }
        .into_any()
    };
    view! {
        {name}
        <span class="show-s">{scope}</span>
    }
    .into_any()
}

/// The badge of what a privilege's name stands for.
pub fn kind_badge(kind: PrivilegeKind) -> AnyView {
    let i18n = use_i18n();
    let (tone, word): (Tone, fn(&Texts) -> &'static str) = match kind {
        PrivilegeKind::Single => (Tone::Plain, |t| t.kind_single),
        PrivilegeKind::Group => (Tone::Accent, |t| t.kind_group),
        PrivilegeKind::Wildcard => (Tone::Warning, |t| t.kind_wildcard),
    };
    view! { <Badge tone=tone text=i18n.signal(word) /> }.into_any()
}

/// `*` is easily overlooked, so it is also said in words.
fn text_cell(text: &str) -> AnyView {
    let i18n = use_i18n();
    let text = text.to_owned();
    if text == WILDCARD {
        let word = i18n.signal(|t| t.wildcard);
        return view! { <span class="id">{text}</span> " " <Badge tone=Tone::Warning text=word /> }.into_any();
    }
    view! { <span class="id">{text}</span> }.into_any()
}
