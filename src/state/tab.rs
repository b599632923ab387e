//! This tab's name, by which the gateway knows who runs a plan: a reload keeps it, another tab has its own. A browser gives a
//! tab that is duplicated a copy of all that the first one remembers; so the name is only laid down while a page goes, and
//! taken up by the one that follows.

use std::cell::OnceCell;

use leptos::prelude::window_event_listener_untyped;
use rescind_domain::LeaseHolder;

use super::preferences::random_name;
use super::shelf::Shelf;

const TAB: &str = "rescind.tab";

thread_local! {
    static NAME: OnceCell<LeaseHolder> = const { OnceCell::new() };
}

/// The name.
#[must_use]
pub fn name() -> LeaseHolder {
    NAME.with(|name| name.get_or_init(take_up).clone())
}

fn take_up() -> LeaseHolder {
    let name = Shelf::Tab.get(TAB).unwrap_or_else(|| format!("tab-{}", random_name()));
    Shelf::Tab.forget(TAB);
    let kept = name.clone();
    window_event_listener_untyped("pagehide", move |_| Shelf::Tab.put(TAB, &kept));
    // The browser may bring a page back as it was left.
    window_event_listener_untyped("pageshow", |_| Shelf::Tab.forget(TAB));
    LeaseHolder::new(name)
}
