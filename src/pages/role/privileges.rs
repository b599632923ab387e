//! The table of what a role may do.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::table::CellKey;
use rescind_domain::{Grant, GrantKey, PrivilegeGrant};
use rescind_vendors::milvus;

use super::Role;
use super::revoke_cell::revoke_cell;
use crate::i18n::use_i18n;
use crate::pages::{table_state, vacancy};
use crate::ui::badge::{Badge, Tone};
use crate::ui::table::{Column, ColumnKind, DataTable};

/// What stands for everything, in names of privileges, objects and databases.
const WILDCARD: &str = "*";

/// One privilege.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub(super) grant: PrivilegeGrant,
    pub(super) key: GrantKey,
}

/// The table.
#[component]
pub fn Privileges(
    /// The page's.
    role: Role,
    /// The privileges.
    rows: Memo<Arc<Vec<Row>>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let table_name = move || (i18n.t().privileges_of)(role.name.get_value().as_str());
    let administrator = role.name.with_value(|name| name.as_str() == milvus::read::ADMIN_ROLE);
    let vacancy = Signal::derive(move || {
        let t = i18n.t();
        vacancy(t, role.grants, t.loading, if administrator { t.admin_explained } else { t.no_privileges })
    });
    view! {
        <DataTable
            label=Signal::derive(table_name)
            columns=columns(role)
            rows=rows
            key=|row: &Row| format!("{} {:?}", row.key, row.grant.grantor)
            search=|row: &Row| {
                let grant = &row.grant;
                [&grant.privilege, &grant.object_type, &grant.object_name, &grant.database].map(String::as_str).join(" ")
            }
            state=table_state("privilege")
            vacancy=vacancy
        />
    }
}

fn columns(role: Role) -> Vec<Column<Row>> {
    let i18n = use_i18n();
    vec![
        Column {
            id: "privilege",
            title: Signal::derive(move || i18n.t().col_privilege.to_owned()),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &Row| CellKey::text(&row.grant.privilege))),
            cell: Arc::new(|row: &Row| privilege_cell(&row.grant)),
        },
        text_column("type", Signal::derive(move || i18n.t().col_object_type.to_owned()), |grant| {
            grant.object_type.clone()
        }),
        text_column("object", Signal::derive(move || i18n.t().col_object.to_owned()), |grant| {
            grant.object_name.clone()
        }),
        text_column("database", Signal::derive(move || i18n.t().col_database.to_owned()), |grant| {
            grant.database.clone()
        }),
        text_column("grantor", Signal::derive(move || i18n.t().col_grantor.to_owned()), |grant| {
            grant.grantor.clone().unwrap_or_default()
        }),
        Column {
            id: "action",
            title: Signal::derive(move || i18n.t().col_action.to_owned()),
            kind: ColumnKind::Action,
            sort: None,
            cell: Arc::new(move |row: &Row| revoke_cell(role, Grant::Privilege(row.grant.clone()))),
        },
    ]
}

fn text_column(id: &'static str, title: Signal<String>, text: fn(&PrivilegeGrant) -> String) -> Column<Row> {
    Column {
        id,
        title,
        kind: ColumnKind::Detail,
        sort: Some(Arc::new(move |row: &Row| CellKey::text(&text(&row.grant)))),
        cell: Arc::new(move |row: &Row| text_cell(text(&row.grant))),
    }
}

/// A narrow screen has no room for the columns of the scope, so the name carries it there.
fn privilege_cell(grant: &PrivilegeGrant) -> AnyView {
    let scope = format!("{} {} · {}", grant.object_type, grant.object_name, grant.database);
    view! {
        {text_cell(grant.privilege.clone())}
        <span class="show-s">{scope}</span>
    }
    .into_any()
}

/// `*` is easily overlooked, so it is also said in words.
fn text_cell(text: String) -> AnyView {
    let i18n = use_i18n();
    if text == WILDCARD {
        let word = Signal::derive(move || i18n.t().wildcard.to_owned());
        return view! { <span class="id">{text}</span> " " <Badge tone=Tone::Warning text=word /> }.into_any();
    }
    view! { <span class="id">{text}</span> }.into_any()
}
