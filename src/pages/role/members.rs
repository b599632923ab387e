//! The table of a role's holders.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::read::nested;
use rescind_domain::role::Holders;
use rescind_domain::table::CellKey;
use rescind_domain::{Access, Capabilities, Grant, PrincipalKind, RoleRef, Scope};

use super::by_code::ByCode;
use super::reads::{MemberRow, Role};
use crate::i18n::{Texts, format, use_i18n};
use crate::pages::gaps::gap_notes;
use crate::pages::revoke::cell::revoke_cell;
use crate::pages::{table_state, vacancy};
use crate::state::url;
use crate::ui::badge::{Badge, Tone};
use crate::ui::dynamic::dynamic;
use crate::ui::table::{CHOICE, Choice, Column, ColumnKind, DataTable, Deed, SELECTION, Select, Vacancy, text_key};

/// The table.
#[component]
pub fn Members(
    /// The page's.
    page: Role,
) -> impl IntoView {
    let i18n = use_i18n();
    let by_code = page.connection.with_value(|connection| connection.capabilities.by_code.to_vec());
    let all_are_listed = by_code.is_empty();
    let progress = move || {
        let number = |number| format::number(i18n.locale(), number);
        let (done, all) = page.holders.get().and_then(|loaded| loaded.value.progress).unwrap_or_default();
        (i18n.t().grants().reading_users)(&number(done), &number(all))
    };
    let vacancy = Signal::derive(move || {
        let t = i18n.t();
        let empty = match page.nature().holders {
            _ if !page.exists() => {
                return Vacancy::Empty((t.grants().no_such_role)(&page.role.with_value(|role| role.name.to_string())));
            }
            Holders::Everybody => t.grants().public_explained,
            Holders::Listed if all_are_listed => t.grants().no_members,
            Holders::Listed => t.grants().no_members_listed,
        };
        vacancy(t, page.holders, |list| &list.gaps, &progress(), empty)
    });
    let writable = page.connection.with_value(|connection| connection.access == Access::ReadWrite);
    let select = writable.then(|| Select {
        id: |row: &MemberRow| Some(row.key.to_string()),
        name: |row: &MemberRow| row.member.membership.principal.name(),
        label: |t| t.revoke().revoke_selected,
        deed: Deed::Takes,
        views: SELECTION,
        act: Callback::new(move |rows: Vec<MemberRow>| {
            page.ask(rows.into_iter().map(|row| Grant::Membership(row.member.membership)).collect());
        }),
        busy: Signal::stored(false),
    });
    view! {
        {dynamic(move || {
            let again = Callback::new(move |()| page.read_members());
            page.holders.get().map(|loaded| gap_notes(&loaded.value.gaps, again))
        })}
        <Show when=move || page.holders.is_busy() && !page.holders.is_whole() && page.holders.get().is_some()>
            <p class="muted progress-line">{dynamic(progress)}</p>
        </Show>
        <DataTable
            label=Signal::derive(move || page.role.with_value(|role| (i18n.t().grants().members_of)(role.name.as_str())))
            columns=columns(page)
            rows=page.members
            key=|row: &MemberRow| row.key.to_string()
            same=|row: &MemberRow, before: &MemberRow| row.member == before.member
            search=searched
            state=table_state("principal")
            vacancy=vacancy
            select=select
            choices=vec![kind_choice()]
        />
        {(!all_are_listed).then(|| view! { <ByCode page=page kinds=by_code.clone() /> })}
    }
}

fn kind_choice() -> Choice<MemberRow> {
    let i18n = use_i18n();
    let kinds = [PrincipalKind::User, PrincipalKind::Department, PrincipalKind::Group, PrincipalKind::Role];
    let word = move |value: &str| {
        let kind = kinds.into_iter().find(|kind| kind.as_str() == value);
        kind.map_or_else(|| value.to_owned(), |kind| kind_word(kind)(i18n.t()).to_owned())
    };
    Choice {
        id: "kind",
        view: CHOICE,
        title: i18n.signal(|t| t.grants().col_kind),
        of: Arc::new(|row: &MemberRow| row.member.membership.principal.kind.as_str().to_owned()),
        word: Arc::new(word),
    }
}

fn searched(row: &MemberRow) -> String {
    let member = &row.member;
    let detail = member.detail.as_deref().unwrap_or_default();
    format!("{} {} {detail}", member.membership.principal.name(), joined(member.also.as_deref().unwrap_or_default()))
}

fn columns(page: Role) -> Vec<Column<MemberRow>> {
    let i18n = use_i18n();
    let capabilities = page.connection.with_value(|connection| connection.capabilities.clone());
    let mut columns = vec![
        Column {
            id: "principal",
            title: i18n.signal(|t| t.grants().col_principal),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &MemberRow| text_key(&row.member.membership.principal.name()))),
            cell: Arc::new(move |row: &MemberRow| {
                let name = row.member.membership.principal.name();
                let Some(person) = &row.member.person else { return view! { <span>{name}</span> }.into_any() };
                let href = page.connection.with_value(|connection| url::person(&connection.id, person));
                view! { <a href=href>{name}</a> }.into_any()
            }),
        },
        Column {
            id: "kind",
            title: i18n.signal(|t| t.grants().col_kind),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &MemberRow| CellKey::Number(row.member.membership.principal.kind as u64))),
            cell: Arc::new(move |row: &MemberRow| {
                let word = kind_word(row.member.membership.principal.kind);
                view! { <Badge tone=Tone::Plain text=i18n.signal(word) /> }.into_any()
            }),
        },
    ];
    if capabilities.member_details {
        columns.push(Column {
            id: "detail",
            title: i18n.signal(|t| t.grants().col_detail),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &MemberRow| text_key(row.member.detail.as_deref().unwrap_or_default()))),
            cell: Arc::new(|row: &MemberRow| {
                view! { <span class="muted">{row.member.detail.clone().unwrap_or_default()}</span> }.into_any()
            }),
        });
    }
    columns.push(Column {
        id: "held",
        title: i18n.signal(|t| t.grants().col_held),
        kind: ColumnKind::Detail,
        sort: None,
        cell: Arc::new(move |_: &MemberRow| view! { <span>{i18n.text(|t| t.grants().directly)}</span> }.into_any()),
    });
    if capabilities.people_with_roles {
        columns.push(Column {
            id: "also",
            title: i18n.signal(|t| t.grants().col_also_holds),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &MemberRow| text_key(&joined(row.member.also.as_deref().unwrap_or_default())))),
            cell: Arc::new(move |row: &MemberRow| {
                let also = row.member.also.as_deref().unwrap_or_default();
                page.connection.with_value(|connection| role_chips(also, &connection.capabilities))
            }),
        });
    }
    columns.push(Column {
        id: "action",
        title: i18n.signal(|t| t.grants().col_action),
        kind: ColumnKind::Action,
        sort: None,
        cell: Arc::new(move |row: &MemberRow| {
            let ask = Callback::new(move |grant| page.ask(vec![grant]));
            page.connection.with_value(|connection| {
                revoke_cell(connection, Grant::Membership(row.member.membership.clone()), None, None, ask)
            })
        }),
    });
    columns
}

/// What a kind of principal is called.
pub fn kind_word(kind: PrincipalKind) -> fn(&Texts) -> &'static str {
    match kind {
        PrincipalKind::User => |t| t.grants().user,
        PrincipalKind::Department => |t| t.grants().department,
        PrincipalKind::Group => |t| t.grants().group,
        PrincipalKind::Role => |t| t.grants().role_as_holder,
    }
}

/// Roles as chips, the administrators' in a tone of its own.
pub fn role_chips(roles: &[RoleRef], capabilities: &Capabilities) -> AnyView {
    let i18n = use_i18n();
    if roles.is_empty() {
        return view! { <span class="muted">{i18n.text(|t| t.grants().nothing_else)}</span> }.into_any();
    }
    let chip = |role: &RoleRef| {
        let powerful = capabilities.is_administrator(&role.name);
        let tone = if powerful { Tone::Warning } else { Tone::Plain };
        view! { <Badge tone=tone text=named(role) /> " " }
    };
    view! { <span class="chips" title=joined(roles)>{roles.iter().map(chip).collect_view()}</span> }.into_any()
}

/// Roles as one text, for search, sort and hover.
#[must_use]
pub fn joined(roles: &[RoleRef]) -> String {
    roles.iter().map(named).collect::<Vec<_>>().join(", ")
}

/// A role with its scope: the same role in another one is another role.
fn named(role: &RoleRef) -> String {
    let place = role.scope.as_ref().map(Scope::last_part);
    place.map_or_else(|| role.name.to_string(), |place| nested(role.name.as_str(), place))
}
