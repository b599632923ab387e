//! Tabs over one panel, by the ARIA pattern: arrows move and choose, only the chosen one is in the tab order.

use leptos::html;
use leptos::prelude::*;

use super::dynamic::dynamic;

/// One tab.
#[derive(Clone)]
pub struct Tab {
    /// Its value.
    pub id: &'static str,
    /// Its name.
    pub name: Signal<String>,
    /// What is counted behind it, once known. Not part of the accessible name.
    pub count: Signal<Option<String>>,
}

/// The list of tabs. The panel that it controls has the id `panel`.
#[component]
pub fn Tabs(
    /// The tabs.
    tabs: Vec<Tab>,
    /// The chosen one.
    chosen: RwSignal<&'static str>,
) -> impl IntoView {
    let ids: Vec<&'static str> = tabs.iter().map(|tab| tab.id).collect();
    let list = NodeRef::<html::Div>::new();
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let Some(at) = ids.iter().position(|id| *id == chosen.get_untracked()) else { return };
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1) % ids.len(),
            "ArrowLeft" => (at + ids.len() - 1) % ids.len(),
            "Home" => 0,
            "End" => ids.len() - 1,
            _ => return,
        };
        event.prevent_default();
        if let Some(id) = ids.get(next) {
            chosen.set(id);
            focus(list, id);
        }
    };
    view! {
        <div class="tabs" role="tablist" node_ref=list on:keydown=on_key>
            {tabs
                .into_iter()
                .map(|tab| {
                    let Tab { id, name, count } = tab;
                    let selected = move || chosen.get() == id;
                    view! {
                        <button
                            type="button"
                            role="tab"
                            id=format!("tab-{id}")
                            aria-controls="panel"
                            aria-selected=move || if selected() { "true" } else { "false" }
                            tabindex=move || if selected() { "0" } else { "-1" }
                            on:click=move |_| chosen.set(id)
                        >
                            {name}
                            <span class="count" aria-hidden="true">
                                {dynamic(move || count.get())}
                            </span>
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}

fn focus(list: NodeRef<html::Div>, id: &str) {
    use wasm_bindgen::JsCast;
    let tab = list.get_untracked().and_then(|list| list.query_selector(&format!("#tab-{id}")).ok().flatten());
    if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = tab.focus();
    }
}
