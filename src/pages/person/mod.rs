//! A person: every role, and everything that follows from them with the role that it comes through.

pub mod privileges;
pub mod reads;
pub mod roles;

use leptos::prelude::*;
use rescind_domain::{Connection, PrincipalId};

use self::reads::Person;
use super::head::PageHead;
use super::notices::unread;
use super::place::{in_connection, of_named};
use super::revoke::confirm::Confirm;
use crate::i18n::{format, use_i18n};
use crate::state::{url, use_console};
use crate::ui::badge::{Badge, Tone};
use crate::ui::dynamic::dynamic;
use crate::ui::tabs::{Tab, Tabs};

/// The tab of the roles.
const ROLES: &str = "roles";
/// The tab of what follows from them.
const PRIVILEGES: &str = "privileges";

/// The page.
#[component]
pub fn PersonPage() -> impl IntoView {
    in_connection(|connection| {
        of_named(
            "id",
            connection,
            |t| t.no_person_named,
            |connection, person| view! { <PersonView connection=connection id=PrincipalId::new(person) /> }.into_any(),
        )
    })
}

#[component]
fn PersonView(
    /// Where.
    connection: Connection,
    /// Who.
    id: PrincipalId,
) -> impl IntoView {
    let i18n = use_i18n();
    let own = connection.account.as_ref() == Some(&id);
    let person = Person::read(use_console(), connection.clone(), id.clone());
    let tab = RwSignal::new(if url::current("tab").as_deref() == Some(PRIVILEGES) { PRIVILEGES } else { ROLES });
    Effect::new(move |before: Option<()>| {
        let tab = tab.get();
        if before.is_some() {
            url::replace("tab", tab);
        }
    });
    let count = move |known: bool, count: usize| known.then(|| format::number(i18n.locale(), count));
    let tabs = vec![
        Tab {
            id: ROLES,
            name: i18n.signal(|t| t.roles),
            count: Signal::derive(move || count(person.roles.is_whole(), person.held.with(|rows| rows.len()))),
        },
        Tab {
            id: PRIVILEGES,
            name: i18n.signal(|t| t.privileges),
            count: Signal::derive(move || count(person.grants.is_whole(), person.privileges.with(|rows| rows.len()))),
        },
    ];
    let heading = view! {
        <h1 class="id">{id.to_string()}</h1>
        {own.then(|| view! { <Badge tone=Tone::Accent text=i18n.signal(|t| t.own_account) /> })}
    }
    .into_any();
    view! {
        <PageHead
            crumbs=vec![
                (i18n.signal(|t| t.connections), Some("/".to_owned())),
                (Signal::stored(connection.label.clone()), Some(url::roles(&connection.id))),
                (i18n.signal(|t| t.people), Some(url::people(&connection.id))),
            ]
            heading=heading
            read=Signal::derive(move || person.roles.began())
            on_refresh=Callback::new(move |()| person.refresh())
        />
        {dynamic(move || {
            let again = Callback::new(move |()| person.refresh());
            [
                person.roles.fault().map(|fault| unread(i18n.t().roles, &fault, again)),
                person.grants.fault().map(|fault| unread(i18n.t().privileges, &fault, again)),
            ]
                .into_iter()
                .flatten()
                .collect_view()
        })}
        <Tabs tabs=tabs chosen=tab />
        <div id="panel" role="tabpanel" aria-labelledby=move || format!("tab-{}", tab.get())>
            {dynamic(move || {
                if tab.get() == ROLES {
                    view! { <roles::HeldRoles person=person /> }.into_any()
                } else {
                    view! { <privileges::EffectivePrivileges person=person /> }.into_any()
                }
            })}
        </div>
        <Confirm question=person.question />
    }
}
