//! Where a page is: the connection of its address, and whom or what its query names. Where one is missing, that is said.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use rescind_domain::{Connection, ConnectionId};

use super::not_found::Nowhere;
use crate::i18n::{Texts, use_i18n};
use crate::state::{url, use_console};
use crate::ui::dynamic::dynamic;

/// A page of a connection.
pub(super) fn in_connection(page: fn(Connection) -> AnyView) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    // A memo: the list of connections is set anew when somebody signs in again, and the page must stay as it is.
    let connection = Memo::new(move |_| console.connection(&ConnectionId::new(id())));
    let missing = Signal::derive(move || (i18n.t().no_such_connection)(&id()));
    dynamic(move || match connection.get() {
        Some(connection) => page(connection),
        None => view! { <Nowhere text=missing /> }.into_any(),
    })
}

/// A page of something in a connection that `parameter` names; `unnamed` says that it names nothing.
pub(super) fn of_named(
    parameter: &'static str,
    connection: Connection,
    unnamed: fn(&'static Texts) -> &'static str,
    page: fn(Connection, String) -> AnyView,
) -> AnyView {
    let i18n = use_i18n();
    let search = use_location().search;
    let name =
        Memo::new(move |_| search.with(|search| url::parameter(search, parameter)).filter(|name| !name.is_empty()));
    dynamic(move || match name.get() {
        Some(name) => page(connection.clone(), name),
        None => view! { <Nowhere text=i18n.signal(unnamed) /> }.into_any(),
    })
}
