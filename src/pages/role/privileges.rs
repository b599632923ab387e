//! The table of what a role may do.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::read::{Lock, PrivilegeRow};
use rescind_domain::role::RolePower;
use rescind_domain::table::CellKey;
use rescind_domain::{Access, Capabilities, Grant, GrantEffect, PrivilegeGrant, PrivilegeKind, ScopeWord};

use super::reads::{GrantRow, Role};
use crate::i18n::{Texts, use_i18n};
use crate::pages::gaps::gap_notes;
use crate::pages::revoke::cell::{Why, revoke_cell};
use crate::pages::words::what;
use crate::pages::{table_state, vacancy};
use crate::ui::badge::{Badge, Tone};
use crate::ui::dynamic::dynamic;
use crate::ui::table::{CHOICE, Choice, Column, ColumnKind, DataTable, Deed, SELECTION, Select, Vacancy, text_key};

/// Stands for everything: as a privilege, an object or a database.
const WILDCARD: &str = "*";

/// The table.
#[component]
pub fn Privileges(
    /// The page's.
    page: Role,
) -> impl IntoView {
    let i18n = use_i18n();
    let vacancy = Signal::derive(move || {
        let t = i18n.t();
        if !page.exists() {
            return Vacancy::Empty((t.grants().no_such_role)(&page.role.with_value(|role| role.name.to_string())));
        }
        let powerful = page.nature().power == RolePower::Administrator;
        vacancy(
            t,
            page.grants,
            |list| &list.gaps,
            t.loading,
            if powerful { t.grants().admin_explained } else { t.grants().no_privileges },
        )
    });
    let writable = page.connection.with_value(|connection| connection.access == Access::ReadWrite);
    let select = writable.then(|| Select {
        id: |row: &GrantRow| row.row.lock.is_none().then(|| row.key.to_string()),
        name: |row: &GrantRow| what(use_i18n().t(), &Grant::Privilege(row.row.grant.clone())),
        label: |t| t.revoke().revoke_selected,
        deed: Deed::Takes,
        views: SELECTION,
        act: Callback::new(move |rows: Vec<GrantRow>| {
            page.ask(rows.into_iter().map(|row| Grant::Privilege(row.row.grant)).collect());
        }),
        busy: Signal::stored(false),
    });
    view! {
        {dynamic(move || {
            let again = Callback::new(move |()| page.read_privileges());
            page.grants.get().map(|loaded| gap_notes(&loaded.value.gaps, again))
        })}
        <DataTable
            label=Signal::derive(move || page.role.with_value(|role| (i18n.t().grants().privileges_of)(role.name.as_str())))
            columns=columns(page)
            rows=page.privileges
            key=|row: &GrantRow| row.key.to_string()
            same=|row: &GrantRow, before: &GrantRow| row.row == before.row
            search=|row: &GrantRow| searched(&row.row.grant)
            state=table_state("privilege")
            vacancy=vacancy
            select=select
            choices=choices(page)
        />
    }
}

/// What it stands for, and where.
fn choices(page: Role) -> Vec<Choice<GrantRow>> {
    let i18n = use_i18n();
    let kinds = [PrivilegeKind::Single, PrivilegeKind::Group, PrivilegeKind::Wildcard];
    let kind = move |value: &str| {
        let kind = kinds.into_iter().find(|kind| kind_id(*kind) == value);
        kind.map_or_else(|| value.to_owned(), |kind| kind_word(kind)(i18n.t()).to_owned())
    };
    let place = page.connection.with_value(|connection| place_word(&connection.capabilities));
    vec![
        Choice {
            id: "kind",
            view: CHOICE,
            title: i18n.signal(|t| t.grants().col_kind),
            of: Arc::new(|row: &GrantRow| kind_id(row.row.kind).to_owned()),
            word: Arc::new(kind),
        },
        Choice {
            id: "database",
            view: CHOICE,
            title: i18n.signal(place),
            of: Arc::new(|row: &GrantRow| row.row.grant.database.clone()),
            word: Arc::new(str::to_owned),
        },
    ]
}

/// What the filter looks into.
#[must_use]
pub fn searched(grant: &PrivilegeGrant) -> String {
    [&grant.privilege, &grant.object_type, &grant.object_name, &grant.database].map(String::as_str).join(" ")
}

fn columns(page: Role) -> Vec<Column<GrantRow>> {
    let i18n = use_i18n();
    let mut columns = vec![
        Column {
            id: "privilege",
            title: i18n.signal(|t| t.grants().col_privilege),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &GrantRow| text_key(&row.row.grant.privilege))),
            cell: Arc::new(move |row: &GrantRow| privilege_cell(&row.row)),
        },
        Column {
            id: "kind",
            title: i18n.signal(|t| t.grants().col_kind),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &GrantRow| CellKey::Number(row.row.kind as u64))),
            cell: Arc::new(|row: &GrantRow| kind_badge(row.row.kind)),
        },
    ];
    let capabilities = page.connection.with_value(|connection| connection.capabilities.clone());
    columns.extend(scope_columns(&capabilities, |row: &GrantRow| &row.row.grant));
    columns.push(Column {
        id: "action",
        title: i18n.signal(|t| t.grants().col_action),
        kind: ColumnKind::Action,
        sort: None,
        cell: Arc::new(move |row: &GrantRow| {
            let ask = Callback::new(move |grant| page.ask(vec![grant]));
            let grant = Grant::Privilege(row.row.grant.clone());
            let lock = row.row.lock.map(why);
            page.connection.with_value(|connection| revoke_cell(connection, grant, None, lock, ask))
        }),
    });
    columns
}

/// Why a row has no button.
fn why(lock: Lock) -> Why {
    match lock {
        Lock::FixedRole => |t| t.grants().fixed_role_why,
        Lock::NotOneByOne => |t| t.grants().not_one_by_one_why,
    }
}

/// The columns that say on what a privilege is granted, and by whom where the vendor tells.
pub fn scope_columns<T: 'static>(capabilities: &Capabilities, grant: fn(&T) -> &PrivilegeGrant) -> Vec<Column<T>> {
    let column = |id, title: fn(&Texts) -> &'static str, text: fn(&PrivilegeGrant) -> &str| {
        let i18n = use_i18n();
        Column {
            id,
            title: Signal::derive(move || title(i18n.t()).to_owned()),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(move |row: &T| text_key(text(grant(row))))),
            cell: Arc::new(move |row: &T| text_cell(text(grant(row)))),
        }
    };
    let place = place_word(capabilities);
    let mut columns = vec![
        column("type", |t| t.grants().col_object_type, |grant| &grant.object_type),
        column("object", |t| t.grants().col_object, |grant| &grant.object_name),
        column("database", place, |grant| &grant.database),
    ];
    if capabilities.grantors {
        columns.push(column(
            "grantor",
            |t| t.grants().col_grantor,
            |grant| grant.grantor.as_deref().unwrap_or_default(),
        ));
    }
    columns
}

/// What the place of a privilege is called.
const fn place_word(capabilities: &Capabilities) -> fn(&Texts) -> &'static str {
    match capabilities.scope {
        Some(ScopeWord::Namespace) => |t| t.grants().col_namespace,
        Some(ScopeWord::Database) | None => |t| t.grants().col_database,
    }
}

/// The privilege, also whether it forbids and under which condition; a group's members folded under it; and its scope for
/// screens without room for those columns.
pub fn privilege_cell(row: &PrivilegeRow) -> AnyView {
    let i18n = use_i18n();
    let grant = &row.grant;
    let scope = format!("{} {} · {}", grant.object_type, grant.object_name, grant.database);
    let name = text_cell(&grant.privilege);
    let name = if row.members.is_empty() {
        name
    } else {
        let members = row.members.join(", ");
        view! {
            <details class="group">
                <summary>{name}</summary>
                <span class="muted">{dynamic(move || (i18n.t().grants().group_members)(&members))}</span>
            </details>
        }
        .into_any()
    };
    let denies = (grant.effect == GrantEffect::Deny)
        .then(|| view! { " " <Badge tone=Tone::Danger text=i18n.signal(|t| t.grants().denies) /> });
    let condition = grant.condition.clone().map(|condition| view! { <span class="muted condition">{condition}</span> });
    view! {
        {name}
        {denies}
        {condition}
        <span class="show-s">{scope}</span>
    }
    .into_any()
}

/// The badge of what a privilege's name stands for.
pub fn kind_badge(kind: PrivilegeKind) -> AnyView {
    let i18n = use_i18n();
    let tone = match kind {
        PrivilegeKind::Single => Tone::Plain,
        PrivilegeKind::Group => Tone::Accent,
        PrivilegeKind::Wildcard => Tone::Warning,
    };
    view! { <Badge tone=tone text=i18n.signal(kind_word(kind)) /> }.into_any()
}

/// The kind in an address.
const fn kind_id(kind: PrivilegeKind) -> &'static str {
    match kind {
        PrivilegeKind::Single => "single",
        PrivilegeKind::Group => "group",
        PrivilegeKind::Wildcard => "wildcard",
    }
}

fn kind_word(kind: PrivilegeKind) -> fn(&Texts) -> &'static str {
    match kind {
        PrivilegeKind::Single => |t| t.grants().kind_single,
        PrivilegeKind::Group => |t| t.grants().kind_group,
        PrivilegeKind::Wildcard => |t| t.grants().kind_wildcard,
    }
}

/// `*` is easily overlooked, so it is also said in words.
fn text_cell(text: &str) -> AnyView {
    let i18n = use_i18n();
    let text = text.to_owned();
    if text == WILDCARD {
        let word = i18n.signal(|t| t.grants().wildcard);
        return view! { <span class="id">{text}</span> " " <Badge tone=Tone::Warning text=word /> }.into_any();
    }
    view! { <span class="id">{text}</span> }.into_any()
}
