//! A role: who holds it and what it may do, with a button in every row that can be taken away.

pub mod members;
pub mod privileges;
pub mod reads;

use leptos::prelude::*;
use rescind_domain::role::Holders;
use rescind_domain::{Connection, RoleName};

use self::reads::Role;
use super::head::PageHead;
use super::notices::unread;
use super::place::{in_connection, of_named};
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
            |t| t.no_role_named,
            |connection, name| view! { <RoleView connection=connection name=RoleName::new(name) /> }.into_any(),
        )
    })
}

#[component]
fn RoleView(
    /// Where.
    connection: Connection,
    /// Which.
    name: RoleName,
) -> impl IntoView {
    let i18n = use_i18n();
    let role = Role::read(use_console(), connection.clone(), name.clone());
    let tab = RwSignal::new(if url::current("tab").as_deref() == Some(PRIVILEGES) { PRIVILEGES } else { MEMBERS });
    Effect::new(move |before: Option<()>| {
        let tab = tab.get();
        if before.is_some() {
            url::replace("tab", tab);
        }
    });
    let count = move |known: bool, count: usize| known.then(|| format::number(i18n.locale(), count));
    let listed = move || role.nature.get().holders == Holders::Listed;
    let tabs = vec![
        Tab {
            id: MEMBERS,
            name: i18n.signal(|t| t.members),
            count: Signal::derive(move || {
                count(role.exists() && role.directory.is_whole() && listed(), role.members.with(|rows| rows.len()))
            }),
        },
        Tab {
            id: PRIVILEGES,
            name: i18n.signal(|t| t.privileges),
            count: Signal::derive(move || {
                count(role.exists() && role.grants.is_whole(), role.privileges.with(|rows| rows.len()))
            }),
        },
    ];
    let heading = view! {
        <h1 class="id">{name.to_string()}</h1>
        {dynamic(move || role.exists().then(|| origin_badge(role.nature.get().origin)))}
    }
    .into_any();
    view! {
        <PageHead
            crumbs=vec![
                (i18n.signal(|t| t.connections), Some("/".to_owned())),
                (Signal::stored(connection.label.clone()), Some(url::roles(&connection.id))),
                (i18n.signal(|t| t.roles), Some(url::roles(&connection.id))),
            ]
            heading=heading
            read=Signal::derive(move || if tab.get() == MEMBERS { role.directory.began() } else { role.grants.began() })
            on_refresh=Callback::new(move |()| role.refresh())
        />
        {dynamic(move || {
            let read_members = Callback::new(move |()| role.read_members());
            let read_privileges = Callback::new(move |()| role.read_privileges());
            // That there is no such role is said in its place, not as a failure of reading.
            let privileges = role.grants.fault().filter(|_| role.exists());
            [
                role.directory.fault().map(|fault| unread(i18n.t().members, &fault, read_members)),
                privileges.map(|fault| unread(i18n.t().privileges, &fault, read_privileges)),
            ]
                .into_iter()
                .flatten()
                .collect_view()
        })}
        <Tabs tabs=tabs chosen=tab />
        <div id="panel" role="tabpanel" aria-labelledby=move || format!("tab-{}", tab.get())>
            {dynamic(move || {
                if tab.get() == MEMBERS {
                    view! { <members::Members role=role /> }.into_any()
                } else {
                    view! { <privileges::Privileges role=role /> }.into_any()
                }
            })}
        </div>
        <Confirm question=role.question />
    }
}
