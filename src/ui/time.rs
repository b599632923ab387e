//! An age that stays true while it is looked at, with the exact moment on hover.

use std::time::Duration;

use leptos::prelude::*;
use rescind_domain::Timestamp;

use crate::i18n::{format, use_i18n};

use super::dynamic::dynamic;

/// How often an age is written anew.
const TICK: Duration = Duration::from_secs(5);

/// `sentence` puts the age into words around it.
#[component]
pub fn Age(
    /// The moment.
    #[prop(into)]
    at: Signal<Timestamp>,
    /// Puts "12 s ago" into a sentence, in the language of the moment.
    sentence: Callback<String, String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let now = RwSignal::new(format::now());
    if let Ok(tick) = set_interval_with_handle(move || now.set(format::now()), TICK) {
        on_cleanup(move || tick.clear());
    }
    view! {
        <time class="age" title=move || format::date_time(i18n.locale(), at.get())>
            {dynamic(move || sentence.run(format::ago(i18n.locale(), at.get(), now.get())))}
        </time>
    }
}
