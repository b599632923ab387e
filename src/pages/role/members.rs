//! The table of a role's holders.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::table::CellKey;
use rescind_domain::{Grant, GrantKey, Membership, RoleName};
use rescind_vendors::milvus;

use super::Role;
use super::revoke_cell::revoke_cell;
use crate::i18n::{format, use_i18n};
use crate::pages::{table_state, vacancy};
use crate::ui::badge::{Badge, Tone};
use crate::ui::icon::{Icon, Picture};
use crate::ui::table::{Column, ColumnKind, DataTable};

/// One holder.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub(super) membership: Membership,
    pub(super) also: Vec<RoleName>,
    pub(super) key: GrantKey,
}

/// The table.
#[component]
pub fn Members(
    /// The page's.
    role: Role,
    /// The holders.
    rows: Memo<Arc<Vec<Row>>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let name = role.name.get_value();
    let everybody = name.as_str() == milvus::read::PUBLIC_ROLE;
    let table_name = move || (i18n.t().members_of)(role.name.get_value().as_str());
    let vacancy = Signal::derive(move || {
        let t = i18n.t();
        let loading = match role.progress.get() {
            (_, 0) => t.loading.to_owned(),
            (done, all) => (t.reading_users)(&format::number(i18n.locale(), done), &format::number(i18n.locale(), all)),
        };
        vacancy(t, role.directory, &loading, if everybody { t.public_explained } else { t.no_members })
    });
    view! {
        {move || {
            role.directory
                .get()
                .and_then(|loaded| loaded.value.hidden().map(|(count, _)| count))
                .map(|count| {
                    view! {
                        <p class="hazard" role="note">
                            <Picture icon=Icon::Hazard />
                            {format::count(i18n.locale(), count, &i18n.t().members_partial)}
                        </p>
                    }
                })
        }}
        <DataTable
            label=Signal::derive(table_name)
            columns=columns(role)
            rows=rows
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
            title: Signal::derive(move || i18n.t().col_principal.to_owned()),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &Row| CellKey::text(&row.membership.principal.name()))),
            cell: Arc::new(|row: &Row| row.membership.principal.name().into_any()),
        },
        Column {
            id: "kind",
            title: Signal::derive(move || i18n.t().col_kind.to_owned()),
            kind: ColumnKind::Detail,
            sort: None,
            cell: Arc::new(move |_: &Row| {
                view! { <Badge tone=Tone::Plain text=Signal::derive(move || i18n.t().user.to_owned()) /> }.into_any()
            }),
        },
        Column {
            id: "held",
            title: Signal::derive(move || i18n.t().col_held.to_owned()),
            kind: ColumnKind::Detail,
            sort: None,
            cell: Arc::new(move |_: &Row| view! { <span>{move || i18n.t().directly}</span> }.into_any()),
        },
        Column {
            id: "also",
            title: Signal::derive(move || i18n.t().col_also_holds.to_owned()),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &Row| CellKey::text(&joined(&row.also)))),
            cell: Arc::new(|row: &Row| also_cell(&row.also)),
        },
        Column {
            id: "action",
            title: Signal::derive(move || i18n.t().col_action.to_owned()),
            kind: ColumnKind::Action,
            sort: None,
            cell: Arc::new(move |row: &Row| revoke_cell(role, Grant::Membership(row.membership.clone()))),
        },
    ]
}

fn also_cell(also: &[RoleName]) -> AnyView {
    let i18n = use_i18n();
    if also.is_empty() {
        return view! { <span class="muted">{move || i18n.t().nothing_else}</span> }.into_any();
    }
    let full = joined(also);
    let roles = also
        .iter()
        .map(|role| {
            let tone = if role.as_str() == milvus::read::ADMIN_ROLE { Tone::Warning } else { Tone::Plain };
            view! { <Badge tone=tone text=role.to_string() /> " " }
        })
        .collect_view();
    view! { <span class="chips" title=full>{roles}</span> }.into_any()
}

fn joined(roles: &[RoleName]) -> String {
    roles.iter().map(RoleName::as_str).collect::<Vec<_>>().join(", ")
}
