//! Taking the role from principals that the vendor does not list: they are named by their code. What becomes of it can only
//! be accepted, never proved, and that is said before anything is sent.

use leptos::prelude::*;
use rescind_domain::{Access, Grant, Membership, Principal, PrincipalId, PrincipalKind};

use super::members::kind_word;
use super::reads::Role;
use crate::i18n::use_i18n;
use crate::ui::dynamic::dynamic;

/// The form; `kinds` are the kinds of principal that are not listed.
#[component]
pub fn ByCode(
    /// The page's.
    page: Role,
    /// What can be named.
    kinds: &'static [PrincipalKind],
) -> impl IntoView {
    let i18n = use_i18n();
    let kind = RwSignal::new(kinds.first().copied().unwrap_or(PrincipalKind::Group));
    let code = RwSignal::new(String::new());
    let read_only = page.connection.with_value(|connection| connection.access == Access::ReadOnly);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let code = code.get_untracked().trim().to_owned();
        if code.is_empty() {
            return;
        }
        let principal = Principal { kind: kind.get_untracked(), id: PrincipalId::new(code), label: None };
        page.ask(vec![Grant::Membership(Membership::new(page.role.get_value(), principal))]);
    };
    let choose = move |event| {
        let chosen = event_target_value(&event);
        if let Some(found) = kinds.iter().find(|kind| kind.as_str() == chosen) {
            kind.set(*found);
        }
    };
    (!read_only).then(|| {
        view! {
            <form class="by-code" on:submit=submit>
                <h2>{i18n.text(|t| t.revoke().by_code)}</h2>
                <p class="hint" id="by-code-hint">
                    {i18n.text(|t| t.revoke().by_code_hint)}
                </p>
                <div class="bar">
                    <select class="field" aria-label=i18n.text(|t| t.grants().col_kind) on:change=choose>
                        {kinds
                            .iter()
                            .map(|kind| {
                                view! { <option value=kind.as_str()>{dynamic(move || kind_word(*kind)(i18n.t()))}</option> }
                            })
                            .collect_view()}
                    </select>
                    <input
                        class="field id"
                        autocomplete="off"
                        aria-label=i18n.text(|t| t.revoke().code)
                        aria-describedby="by-code-hint"
                        placeholder=i18n.text(|t| t.revoke().code)
                        prop:value=move || code.get()
                        on:input=move |event| code.set(event_target_value(&event))
                    />
                    <button type="submit" class="btn danger" aria-disabled=move || if code.with(|code| code.trim().is_empty()) { "true" } else { "false" }>
                        {i18n.text(|t| t.revoke().revoke)}
                    </button>
                </div>
            </form>
        }
    })
}
