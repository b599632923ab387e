//! Where a page is: the connection of its address, and whom or what its query names. Where one is missing, that is said.

use leptos::prelude::*;
use rescind_domain::{Connection, ConnectionId, Scope};

use super::not_found::Nowhere;
use crate::i18n::{Texts, use_i18n};
use crate::state::{url, use_console};
use crate::ui::dynamic::dynamic;
use crate::ui::effect::effect;

/// A page of a connection.
pub(super) fn in_connection(page: fn(Connection) -> AnyView) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    // A memo: the list of connections is set anew when somebody signs in again, and the page must stay as it is.
    let connection = Memo::new(move |_| console.connection(&ConnectionId::new(console.location.id())));
    let missing = Signal::derive(move || (i18n.t().no_such_connection)(&console.location.id()));
    dynamic(move || match connection.get() {
        Some(connection) => page(connection),
        None => view! { <Nowhere text=missing /> }.into_any(),
    })
}

/// A page of something in a connection that `parameter` names, and `scope` where one name is not enough; `unnamed` says that
/// it names nothing.
pub(super) fn of_named(
    parameter: &'static str,
    connection: Connection,
    unnamed: fn(&'static Texts) -> &'static str,
    page: fn(Connection, String, Option<Scope>) -> AnyView,
) -> AnyView {
    let i18n = use_i18n();
    let location = use_console().location;
    let given = move |parameter| url::parameter(&location.search(), parameter).filter(|given| !given.is_empty());
    let named = Memo::new(move |_| given(parameter).map(|name| (name, given("scope").map(Scope::new))));
    dynamic(move || match named.get() {
        Some((name, scope)) => page(connection.clone(), name, scope),
        None => view! { <Nowhere text=i18n.signal(unnamed) /> }.into_any(),
    })
}

/// The tab that the address names, kept there when another one is chosen; the first one when it names none of them.
pub(super) fn tab_of_address(tabs: &'static [&'static str]) -> RwSignal<&'static str> {
    let named = url::current("tab");
    let chosen = tabs.iter().find(|tab| Some(**tab) == named.as_deref()).or(tabs.first());
    let tab = RwSignal::new(chosen.copied().unwrap_or_default());
    effect(move |before: Option<()>| {
        let tab = tab.get();
        if before.is_some() {
            url::replace("tab", tab);
        }
    });
    tab
}
