//! What is shown for addresses that lead nowhere.

use leptos::prelude::*;

use super::head::PageHead;
use crate::i18n::use_i18n;

/// A page that does not exist.
#[component]
pub fn NotFound() -> impl IntoView {
    let i18n = use_i18n();
    view! { <Nowhere text=i18n.signal(|t| t.not_found) /> }
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
        <PageHead title=text heading=view! { <h1>{text}</h1> }.into_any() />
        <p>
            <a href="/">{i18n.text(|t| t.to_connections)}</a>
        </p>
    }
}
