//! Taking the role from principals that the vendor does not list: they are named by their code. What becomes of it can only
//! be accepted, never proved, and that is said before anything is sent.

use leptos::prelude::*;
use rescind_domain::{Access, Grant, Membership, Principal, PrincipalId, PrincipalKind};

use super::members::kind_word;
use super::reads::Role;
use crate::i18n::use_i18n;
use crate::state::url;
use crate::ui::dynamic::dynamic;

/// What the address calls what was typed, so that a reload keeps it.
const CODE: &str = "code";
/// The same of the kind.
const KIND: &str = "of";

/// The form; `kinds` are the kinds of principal that are not listed.
#[component]
pub fn ByCode(
    /// The page's.
    page: Role,
    /// What can be named.
    kinds: Vec<PrincipalKind>,
) -> impl IntoView {
    let i18n = use_i18n();
    let typed = |name: &str| url::current(name).unwrap_or_default();
    let first = kinds.first().copied().unwrap_or(PrincipalKind::Group);
    let kinds = StoredValue::new(kinds);
    let named =
        move |name: &str| PrincipalKind::named(name).filter(|kind| kinds.with_value(|kinds| kinds.contains(kind)));
    let kind = RwSignal::new(named(&typed(KIND)).unwrap_or(first));
    let code = RwSignal::new(typed(CODE));
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
        if let Some(found) = named(&chosen) {
            kind.set(found);
            url::replace(KIND, &chosen);
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
                            .get_value()
                            .into_iter()
                            .map(|kind| {
                                let chosen = typed(KIND) == kind.as_str();
                                view! { <option value=kind.as_str() selected=chosen>{dynamic(move || kind_word(kind)(i18n.t()))}</option> }
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
                        on:input=move |event| {
                            let typed = event_target_value(&event);
                            url::replace(CODE, &typed);
                            code.set(typed);
                        }
                    />
                    <button type="submit" class="btn danger" aria-disabled=move || if code.with(|code| code.trim().is_empty()) { "true" } else { "false" }>
                        {i18n.text(|t| t.revoke().revoke)}
                    </button>
                </div>
            </form>
        }
    })
}
