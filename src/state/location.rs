//! Where the console is. Links within it change the address and the page without a load; the back button does the same. It
//! builds no view, and knows no page but by its address.

use leptos::ev::{self, MouseEvent};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement};

use crate::lasting::Lasting;

/// What an address shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// All connections.
    Connections,
    /// The roles of a connection.
    Roles,
    /// A role of a connection.
    Role,
    /// The people of a connection.
    People,
    /// A person in a connection.
    Person,
    /// The journal.
    Activity,
    /// All plans.
    Plans,
    /// A plan.
    Plan,
    /// Everybody of all connections.
    Review,
    /// A file against what is.
    Snapshot,
    /// Nothing.
    Nowhere,
}

impl Route {
    /// What the address with this path shows.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let mut parts = parts(path);
        match [parts.next(), parts.next(), parts.next(), parts.next()] {
            [None, ..] => Self::Connections,
            [Some("c"), Some(_), Some("roles"), None] => Self::Roles,
            [Some("c"), Some(_), Some("role"), None] => Self::Role,
            [Some("c"), Some(_), Some("people"), None] => Self::People,
            [Some("c"), Some(_), Some("person"), None] => Self::Person,
            [Some("activity"), None, ..] => Self::Activity,
            [Some("plan"), None, ..] => Self::Plans,
            [Some("plan"), Some(_), None, _] => Self::Plan,
            [Some("review"), None, ..] => Self::Review,
            [Some("snapshot"), None, ..] => Self::Snapshot,
            _ => Self::Nowhere,
        }
    }
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

/// Where the console is, as a signal.
#[derive(Clone, Copy)]
pub struct Location {
    path: Lasting<String>,
    search: Lasting<String>,
}

impl Location {
    pub(super) fn new() -> Self {
        let (path, search) = of_window();
        Self { path: Lasting::new(path), search: Lasting::new(search) }
    }

    /// Follows links and the back button from now on. `soon` runs when somebody is about to follow a link.
    pub fn follow(self, soon: impl Fn(Route) + Clone + 'static) {
        let clicked = window_event_listener(ev::click, move |event| self.click(&event));
        let back = window_event_listener(ev::popstate, move |_| self.read());
        let point = soon.clone();
        let pointed = window_event_listener(ev::pointerover, move |event| at_link(event.target(), &point));
        let focused = window_event_listener(ev::focusin, move |event| at_link(event.target(), &soon));
        on_cleanup(move || {
            clicked.remove();
            back.remove();
            pointed.remove();
            focused.remove();
        });
    }

    /// What is to be shown, tracked.
    #[must_use]
    pub fn route(self) -> Route {
        self.path.with(|path| Route::of(path))
    }

    /// The path, tracked.
    #[must_use]
    pub fn path(self) -> String {
        self.path.get()
    }

    /// The query as it is in the address, tracked.
    #[must_use]
    pub fn search(self) -> String {
        self.search.get()
    }

    /// The id that the path names: the connection's or the plan's, tracked.
    #[must_use]
    pub fn id(self) -> String {
        self.path.with(|path| parts(path).nth(1).unwrap_or_default().to_owned())
    }

    fn click(self, event: &MouseEvent) {
        let modified = event.alt_key() || event.ctrl_key() || event.meta_key() || event.shift_key();
        if event.default_prevented() || event.button() != 0 || modified {
            return;
        }
        let Some(link) = link_at(event.target()).filter(is_followed_here) else { return };
        event.prevent_default();
        // A browser that permits no more entries for a while still shows the page.
        let _ =
            window().history().and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&link.href())));
        self.read();
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    fn read(self) {
        let (path, search) = of_window();
        // The query first would let the page that is left look for what it names in the next one's address.
        self.path.maybe_update(|old| std::mem::replace(old, path.clone()) != path);
        self.search.maybe_update(|old| std::mem::replace(old, search.clone()) != search);
    }
}

fn of_window() -> (String, String) {
    let location = window().location();
    (location.pathname().unwrap_or_default(), location.search().unwrap_or_default())
}

fn link_at(target: Option<web_sys::EventTarget>) -> Option<HtmlAnchorElement> {
    target?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??.dyn_into().ok()
}

/// Files, other windows and other origins are the browser's, and so is a step within the page.
fn is_followed_here(link: &HtmlAnchorElement) -> bool {
    let here = window().location();
    let within_page = !link.hash().is_empty()
        && here.pathname().is_ok_and(|path| path == link.pathname())
        && here.search().is_ok_and(|search| search == link.search());
    link.target().is_empty()
        && !link.has_attribute("download")
        && here.origin().is_ok_and(|origin| origin == link.origin())
        && !within_page
}

fn at_link(target: Option<web_sys::EventTarget>, soon: &impl Fn(Route)) {
    if let Some(link) = link_at(target).filter(is_followed_here) {
        soon(Route::of(&link.pathname()));
    }
}
