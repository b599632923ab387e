//! Addresses: how they are built and how they are read. Vendor names travel in the query only, and are decoded once, here:
//! the router decodes its parameters twice, so that a link could name another principal than it shows.

use js_sys::encode_uri_component;
use leptos::prelude::*;
use rescind_domain::read::PersonRef;
use rescind_domain::{ConnectionId, PlanId, RoleRef, Scope};
use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

/// The address of a connection's roles.
#[must_use]
pub fn roles(connection: &ConnectionId) -> String {
    format!("/c/{connection}/roles")
}

/// The address of a role, on one of its tabs.
#[must_use]
pub fn role(connection: &ConnectionId, role: &RoleRef, tab: &str) -> String {
    let scope = scope(role.scope.as_ref());
    format!("/c/{connection}/role?name={}{scope}&tab={tab}", encoded(role.name.as_str()))
}

/// The address of a connection's people.
#[must_use]
pub fn people(connection: &ConnectionId) -> String {
    format!("/c/{connection}/people")
}

/// The address of a person.
#[must_use]
pub fn person(connection: &ConnectionId, person: &PersonRef) -> String {
    format!("/c/{connection}/person?id={}{}", encoded(person.id.as_str()), scope(person.scope.as_ref()))
}

fn scope(scope: Option<&Scope>) -> String {
    scope.map(|scope| format!("&scope={}", encoded(scope.as_str()))).unwrap_or_default()
}

fn encoded(text: &str) -> String {
    encode_uri_component(text).into()
}

/// The address of everybody of that name, in all connections.
#[must_use]
pub fn review(name: &str) -> String {
    format!("/review?filter={}", encoded(name))
}

/// The address of a plan.
#[must_use]
pub fn plan(plan: &PlanId) -> String {
    format!("/plan/{plan}")
}

/// A query string of these parameters; those without a value are left out.
#[must_use]
pub fn query(parameters: &[(&str, String)]) -> String {
    let given = parameters.iter().filter(|(_, value)| !value.is_empty());
    given.map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

/// A parameter of a raw query string, decoded once.
#[must_use]
pub fn parameter(search: &str, name: &str) -> Option<String> {
    UrlSearchParams::new_with_str(search).ok()?.get(name)
}

/// A parameter of the current address.
#[must_use]
pub fn current(name: &str) -> Option<String> {
    parameter(&window().location().search().unwrap_or_default(), name)
}

/// Changes a parameter of the current address in place, without a step in the history; an empty value takes it away.
pub fn replace(name: &str, value: &str) {
    let location = window().location();
    let Ok(params) = UrlSearchParams::new_with_str(&location.search().unwrap_or_default()) else { return };
    if params.get(name).unwrap_or_default() == value {
        return;
    }
    if value.is_empty() {
        params.delete(name);
    } else {
        params.set(name, value);
    }
    let query = String::from(params.to_string());
    let path = location.pathname().unwrap_or_default();
    show(&if query.is_empty() { path } else { format!("{path}?{query}") });
}

/// The sign-in token of the address. It leaves the address, and with it the history, at once.
#[must_use]
pub fn take_token() -> Option<String> {
    let location = window().location();
    let hash = location.hash().unwrap_or_default();
    let token = parameter(hash.strip_prefix('#')?, "token")?;
    show(&format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default()));
    Some(token)
}

fn show(address: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}
