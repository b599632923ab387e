//! A role: who holds it and what it may do, with a button in every row that can be taken away.

pub mod confirm;
pub mod members;
pub mod privileges;
mod revoke_cell;

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use rescind_domain::{Connection, Grant, Membership, PrivilegeGrant, RoleName};
use rescind_vendors::milvus::{self, read::Directory};

use super::connection_of;
use super::head::PageHead;
use super::not_found::Nowhere;
use super::notices::unread;
use super::roles::kind_badge;
use crate::i18n::{format, use_i18n};
use crate::state::load::Load;
use crate::state::{Console, url, use_console};
use crate::ui::tabs::{Tab, Tabs};

/// The tab of the holders.
const MEMBERS: &str = "members";
/// The tab of what the role may do.
const PRIVILEGES: &str = "privileges";

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Role {
    connection: StoredValue<Connection>,
    name: StoredValue<RoleName>,
    directory: Load<Directory>,
    grants: Load<Vec<PrivilegeGrant>>,
    progress: RwSignal<(usize, usize)>,
    asked: RwSignal<Option<Grant>>,
}

/// The page.
#[component]
pub fn RolePage() -> impl IntoView {
    let i18n = use_i18n();
    let connection = connection_of(use_console());
    let search = use_location().search;
    let name = Memo::new(move |_| search.with(|search| url::parameter(search, "name")).filter(|name| !name.is_empty()));
    let id = use_params_map();
    move || match (connection.get(), name.get()) {
        (Some(connection), Some(name)) => {
            view! { <RoleView connection=connection name=RoleName::new(name) /> }.into_any()
        }
        (Some(_), None) => {
            view! { <Nowhere text=Signal::derive(move || i18n.t().no_role_named.to_owned()) /> }.into_any()
        }
        (None, _) => {
            let text = move || (i18n.t().no_such_connection)(&id.with(|id| id.get("id")).unwrap_or_default());
            view! { <Nowhere text=Signal::derive(text) /> }.into_any()
        }
    }
}

#[component]
fn RoleView(
    /// Where.
    connection: Connection,
    /// Which.
    name: RoleName,
) -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    let role = Role {
        connection: StoredValue::new(connection.clone()),
        name: StoredValue::new(name.clone()),
        directory: Load::new(),
        grants: Load::new(),
        progress: RwSignal::new((0, 0)),
        asked: RwSignal::new(None),
    };
    read_members(console, role);
    read_privileges(console, role);
    // Taking one privilege away can take linked ones with it.
    Effect::new(move |before: Option<u32>| {
        let settled = console.revocations.settled();
        if before.is_some_and(|before| before != settled) {
            read_privileges(console, role);
        }
        settled
    });
    let members = Memo::new(move |_| Arc::new(members_now(console, role)));
    let privileges = Memo::new(move |_| Arc::new(privileges_now(console, role)));
    let tab = RwSignal::new(if url::current("tab").as_deref() == Some(PRIVILEGES) { PRIVILEGES } else { MEMBERS });
    Effect::new(move |before: Option<()>| {
        let tab = tab.get();
        if before.is_some() {
            url::replace("tab", tab);
        }
    });
    let count = move |known: bool, count: usize| known.then(|| format::number(i18n.locale(), count));
    let everybody = name.as_str() == milvus::read::PUBLIC_ROLE;
    let tabs = vec![
        Tab {
            id: MEMBERS,
            name: Signal::derive(move || i18n.t().members.to_owned()),
            count: Signal::derive(move || {
                count(role.directory.get().is_some() && !everybody, members.with(|m| m.len()))
            }),
        },
        Tab {
            id: PRIVILEGES,
            name: Signal::derive(move || i18n.t().privileges.to_owned()),
            count: Signal::derive(move || count(role.grants.get().is_some(), privileges.with(|p| p.len()))),
        },
    ];
    let badge = kind_badge(&name);
    let heading = view! { <h1 class="id">{name.to_string()}</h1> {badge} }.into_any();
    view! {
        <PageHead
            crumbs=vec![
                (Signal::derive(move || i18n.t().connections.to_owned()), Some("/".to_owned())),
                (Signal::stored(connection.label.clone()), Some(url::roles(&connection.id))),
                (Signal::derive(move || i18n.t().roles.to_owned()), None),
            ]
            heading=heading
            read=Signal::derive(move || if tab.get() == MEMBERS { role.directory.began() } else { role.grants.began() })
            on_refresh=Callback::new(move |()| {
                read_members(console, role);
                read_privileges(console, role);
            })
        />
        {move || {
            let members = role.directory.fault().map(|fault| {
                unread(i18n.t().members, &fault, Callback::new(move |()| read_members(console, role)))
            });
            let privileges = role.grants.fault().map(|fault| {
                unread(i18n.t().privileges, &fault, Callback::new(move |()| read_privileges(console, role)))
            });
            [members, privileges].into_iter().flatten().collect_view()
        }}
        <Tabs tabs=tabs chosen=tab />
        <div id="panel" role="tabpanel" aria-labelledby=move || format!("tab-{}", tab.get())>
            {move || {
                if tab.get() == MEMBERS {
                    view! { <members::Members role=role rows=members /> }.into_any()
                } else {
                    view! { <privileges::Privileges role=role rows=privileges /> }.into_any()
                }
            }}
        </div>
        {move || {
            role.asked
                .get()
                .map(|grant| {
                    let holders = members.with_untracked(|members| members.len());
                    view! { <confirm::Confirm role=role grant=grant holders=holders /> }
                })
        }}
    }
}

fn read_members(console: Console, role: Role) {
    let id = role.connection.with_value(|connection| connection.id.clone());
    role.progress.set((0, 0));
    role.directory.run(|abort| {
        let transport = console.client.to(id, Some(abort));
        async move {
            let progress = |done, all| {
                role.progress.try_set((done, all));
            };
            milvus::read::directory(&transport, &progress).await
        }
    });
}

fn read_privileges(console: Console, role: Role) {
    let id = role.connection.with_value(|connection| connection.id.clone());
    let name = role.name.get_value();
    role.grants.run(|abort| {
        let transport = console.client.to(id, Some(abort));
        async move { milvus::read::role_grants(&transport, &name).await }
    });
}

/// The holders that were read, less those that were proved gone since.
fn members_now(console: Console, role: Role) -> Vec<members::Row> {
    let Some(loaded) = role.directory.get() else { return Vec::new() };
    let (id, name) = (role.connection.with_value(|connection| connection.id.clone()), role.name.get_value());
    let row = |membership: Membership| {
        let also = loaded.value.other_roles(&membership.principal.id, &name);
        let grant = Grant::Membership(membership.clone());
        let key = grant.key(&id);
        (!console.revocations.is_gone_since(&key, loaded.began)).then_some(members::Row { membership, also, key })
    };
    loaded.value.members_of(&name).into_iter().filter_map(row).collect()
}

fn privileges_now(console: Console, role: Role) -> Vec<privileges::Row> {
    let Some(loaded) = role.grants.get() else { return Vec::new() };
    let id = role.connection.with_value(|connection| connection.id.clone());
    let row = |grant: &PrivilegeGrant| {
        let key = Grant::Privilege(grant.clone()).key(&id);
        (!console.revocations.is_gone_since(&key, loaded.began)).then(|| privileges::Row { grant: grant.clone(), key })
    };
    loaded.value.iter().filter_map(row).collect()
}
