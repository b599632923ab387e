//! A person: every role, and everything that follows from them with the role that it comes through.

pub mod privileges;
pub mod reads;
pub mod roles;

use leptos::prelude::*;
use rescind_domain::read::PersonRef;
use rescind_domain::{Connection, PrincipalId};

use self::reads::Person;
use super::head::PageHead;
use super::notices::unread;
use super::place::{in_connection, of_named, tab_of_address};
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
            |t| t.grants().no_person_named,
            |connection, id, scope| {
                let person = PersonRef { id: PrincipalId::new(id), scope };
                view! { <PersonView connection=connection person=person /> }.into_any()
            },
        )
    })
}

#[component]
fn PersonView(
    /// Where.
    connection: Connection,
    /// Who.
    person: PersonRef,
) -> impl IntoView {
    let i18n = use_i18n();
    let own = connection.account.as_ref() == Some(&person.id);
    let page = Person::read(use_console(), connection.clone(), person.clone());
    let tab = tab_of_address(&[ROLES, PRIVILEGES]);
    let count = move |known: bool, count: usize| known.then(|| format::number(i18n.locale(), count));
    let tabs = vec![
        Tab {
            id: ROLES,
            name: i18n.signal(|t| t.grants().roles),
            count: Signal::derive(move || count(page.view.is_whole(), page.held.with(|rows| rows.len()))),
        },
        Tab {
            id: PRIVILEGES,
            name: i18n.signal(|t| t.grants().privileges),
            count: Signal::derive(move || count(page.grants.is_whole(), page.privileges.with(|rows| rows.len()))),
        },
    ];
    let (id, scope) = (person.id.to_string(), person.scope.map(|scope| scope.to_string()));
    let place = move |scope: &str| page.known().and_then(|person| person.place).unwrap_or_else(|| scope.to_owned());
    let plain = id.clone();
    let name = move || page.known().map_or_else(|| id.clone(), |person| person.principal.name());
    let title = name.clone();
    let called = Memo::new(move |_| {
        let label = page.known().and_then(|person| person.principal.label).filter(|label| !label.trim().is_empty());
        searched_for(label.as_deref().unwrap_or(&plain)).to_owned()
    });
    let heading = view! {
        <h1 class="id">{dynamic(name)}</h1>
        {scope.map(|scope| {
            let exact = scope.clone();
            view! { <span class="muted" title=exact>{dynamic(move || place(&scope))}</span> }
        })}
        {dynamic(move || page.known().and_then(|person| person.detail).map(|detail| view! { <span class="muted">{detail}</span> }))}
        {own.then(|| view! { <Badge tone=Tone::Accent text=i18n.signal(|t| t.grants().own_account) /> })}
        <a href=move || url::review(&called.get())>{dynamic(move || (i18n.t().grants().everywhere)(&called.get()))}</a>
    }
    .into_any();
    view! {
        <PageHead
            crumbs=vec![
                (i18n.signal(|t| t.connections), Some("/".to_owned())),
                (Signal::stored(connection.label.clone()), Some(url::roles(&connection.id))),
                (i18n.signal(|t| t.grants().people), Some(url::people(&connection.id))),
            ]
            title=Signal::derive(title)
            heading=heading
            read=Signal::derive(move || page.view.began())
            on_refresh=Callback::new(move |()| page.refresh())
        />
        {dynamic(move || {
            let again = Callback::new(move |()| page.refresh());
            [
                page.view.fault().map(|fault| unread(i18n.t().grants().roles, &fault, again)),
                page.grants.fault().map(|fault| unread(i18n.t().grants().privileges, &fault, again)),
            ]
                .into_iter()
                .flatten()
                .collect_view()
        })}
        <Tabs tabs=tabs chosen=tab />
        <div id="panel" role="tabpanel" aria-labelledby=move || format!("tab-{}", tab.get())>
            {dynamic(move || {
                if tab.get() == ROLES {
                    view! { <roles::HeldRoles page=page /> }.into_any()
                } else {
                    view! { <privileges::EffectivePrivileges page=page /> }.into_any()
                }
            })}
        </div>
        <Confirm question=page.question />
    }
}

/// What somebody may be called elsewhere: the first name, or what stands before the `@` of an address.
fn searched_for(name: &str) -> &str {
    let first = name.split([' ', '@']).find(|part| !part.is_empty());
    first.filter(|part| part.chars().count() > 1).unwrap_or(name)
}
