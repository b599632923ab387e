//! What is shown for addresses that lead nowhere.

use leptos::prelude::*;

use super::head::PageHead;
use crate::i18n::use_i18n;

/// A page that does not exist.
#[component]
pub fn NotFound() -> impl IntoView {
    let i18n = use_i18n();
    view! { <Nowhere text=Signal::derive(move || i18n.t().not_found.to_owned()) /> }
}

/// Says why there is nothing, and leads back.
#[component]
pub fn Nowhere(
    /// Why.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <PageHead heading=view! { <h1>{move || text.get()}</h1> }.into_any() />
        <p>
            <a href="/">{move || i18n.t().to_connections}</a>
        </p>
    }
}
