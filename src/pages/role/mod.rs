//! A role: who holds it and what it may do, with a button in every row that can be taken away.

pub mod by_code;
pub mod members;
pub mod privileges;
pub mod reads;

use leptos::prelude::*;
use rescind_domain::read::RoleEntry;
use rescind_domain::role::Holders;
use rescind_domain::{Connection, RoleName, RoleRef};

use self::reads::Role;
use super::head::PageHead;
use super::may_hide;
use super::notices::unread;
use super::place::{in_connection, of_named, tab_of_address};
use super::revoke::confirm::Confirm;
use super::roles::origin_badge;
use crate::i18n::{format, use_i18n};
use crate::state::{url, use_console};
use crate::ui::dynamic::dynamic;
use crate::ui::tabs::{Tab, Tabs};

/// The tab of the holders.
const MEMBERS: &str = "members";
/// The tab of what the role may do.
const PRIVILEGES: &str = "privileges";

/// The page.
#[component]
pub fn RolePage() -> impl IntoView {
    in_connection(|connection| {
        of_named(
            "name",
            connection,
            |t| t.grants().no_role_named,
            |connection, name, scope| {
                let role = RoleRef { scope, name: RoleName::new(name) };
                view! { <RoleView connection=connection role=role /> }.into_any()
            },
        )
    })
}

#[component]
fn RoleView(
    /// Where.
    connection: Connection,
    /// Which.
    role: RoleRef,
) -> impl IntoView {
    let i18n = use_i18n();
    let page = Role::read(use_console(), connection.clone(), role.clone());
    let tab = tab_of_address(&[MEMBERS, PRIVILEGES]);
    let count = move |known: bool, count: usize| known.then(|| format::number(i18n.locale(), count));
    let listed = move || page.nature().holders == Holders::Listed;
    let tabs = vec![
        Tab {
            id: MEMBERS,
            name: i18n.signal(|t| t.grants().members),
            count: Signal::derive(move || {
                let all = page.holders.get().is_some_and(|loaded| !may_hide(&loaded.value.gaps));
                count(page.exists() && page.holders.is_whole() && all && listed(), page.members.with(|rows| rows.len()))
            }),
        },
        Tab {
            id: PRIVILEGES,
            name: i18n.signal(|t| t.grants().privileges),
            count: Signal::derive(move || {
                let all = page.grants.get().is_some_and(|loaded| !may_hide(&loaded.value.gaps));
                count(page.exists() && page.grants.is_whole() && all, page.privileges.with(|rows| rows.len()))
            }),
        },
    ];
    let entry = move || page.entry.get().and_then(|entry| entry.value.as_ref().clone());
    // Until the role is read, the address says where it lives.
    let scope = role.scope.map(|scope| scope.to_string());
    let heading = view! {
        <h1 class="id">{role.name.to_string()}</h1>
        {dynamic(move || page.exists().then(|| origin_badge(page.nature().origin)))}
        {dynamic(move || place(entry().as_ref(), scope.as_deref()))}
    }
    .into_any();
    view! {
        <PageHead
            crumbs=vec![
                (i18n.signal(|t| t.connections), Some("/".to_owned())),
                (Signal::stored(connection.label.clone()), Some(url::roles(&connection.id))),
                (i18n.signal(|t| t.grants().roles), Some(url::roles(&connection.id))),
            ]
            title=Signal::stored(role.name.to_string())
            heading=heading
            read=Signal::derive(move || if tab.get() == MEMBERS { page.holders.began() } else { page.grants.began() })
            on_refresh=Callback::new(move |()| page.refresh())
        />
        {dynamic(move || {
            let read_members = Callback::new(move |()| page.read_members());
            let read_privileges = Callback::new(move |()| page.read_privileges());
            // That there is no such role is said in its place, not as a failure of reading.
            let members = page.holders.fault().filter(|_| page.exists());
            let privileges = page.grants.fault().filter(|_| page.exists());
            let read_again = Callback::new(move |()| page.refresh());
            // Where nothing can be read, it is said of what the page shows.
            let role = page.entry.fault().filter(|_| members.is_none() && privileges.is_none());
            [
                role.map(|fault| unread(i18n.t().grants().col_role, &fault, read_again)),
                members.map(|fault| unread(i18n.t().grants().members, &fault, read_members)),
                privileges.map(|fault| unread(i18n.t().grants().privileges, &fault, read_privileges)),
            ]
                .into_iter()
                .flatten()
                .collect_view()
        })}
        <Tabs tabs=tabs chosen=tab />
        <div id="panel" role="tabpanel" aria-labelledby=move || format!("tab-{}", tab.get())>
            {dynamic(move || {
                if tab.get() == MEMBERS {
                    view! { <members::Members page=page /> }.into_any()
                } else {
                    view! { <privileges::Privileges page=page /> }.into_any()
                }
            })}
        </div>
        <Confirm question=page.question />
    }
}

/// The name for people beside the code, and where the role lives.
fn place(entry: Option<&RoleEntry>, scope: Option<&str>) -> Option<AnyView> {
    let label = entry.and_then(|entry| entry.label.clone());
    let place = entry.and_then(|entry| entry.place.clone()).or_else(|| scope.map(str::to_owned));
    let words: Vec<String> = label.into_iter().chain(place).collect();
    (!words.is_empty()).then(|| view! { <span class="muted">{words.join(" · ")}</span> }.into_any())
}
