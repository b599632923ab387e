//! The last cell of a row: the button, or what is going on instead of it, or why there is none.

use leptos::prelude::*;
use rescind_domain::{Access, Connection, Grant, Outcome};

use crate::api::Steer;
use crate::i18n::texts::With2;
use crate::i18n::{Texts, use_i18n};
use crate::pages::step;
use crate::pages::words::{in_place, what};
use crate::state::plans::requests;
use crate::state::revocations::RowState;
use crate::state::use_console;
use crate::ui::badge::{Badge, BusyBadge, Tone};
use crate::ui::dynamic::dynamic;

/// Why a row has no button, as a text.
pub type Why = fn(&Texts) -> &'static str;

/// Builds the cell. `place` tells grants of the same words apart where several places are shown; `lock` says why the grant
/// cannot be revoked at all; `ask` opens the question.
pub fn revoke_cell(
    connection: &Connection,
    grant: Grant,
    place: Option<&str>,
    lock: Option<Why>,
    ask: Callback<Grant>,
) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let read_only: Option<Why> = (connection.access == Access::ReadOnly).then_some(|t| t.revoke().read_only_why);
    if let Some(lock) = read_only.or(lock) {
        return view! { <span class="muted why">{i18n.text(lock)}</span> }.into_any();
    }
    let state = console.revocations.row(&grant.key(&connection.id));
    let subject = StoredValue::new((grant, place.map(str::to_owned)));
    let named = move |sentence: fn(&Texts) -> With2| {
        let t = i18n.t();
        subject.with_value(|(grant, place)| {
            sentence(t)(&what(t, grant), &in_place(t, &grant.from_whom(), place.as_deref()))
        })
    };
    let cell = move || match state.get() {
        RowState::Settled(entry, _) if console.plans.waits_again(&entry) => {
            view! { <BusyBadge text=i18n.signal(|t| t.plans().waiting) /> }.into_any()
        }
        RowState::Settled(entry, outcome @ (Outcome::Unknown { .. } | Outcome::Pending { .. })) => {
            let entry = StoredValue::new(*entry);
            let word: Why = if matches!(outcome, Outcome::Pending { .. }) {
                |t| t.revoke().following
            } else {
                |t| t.revoke().unknown
            };
            view! {
                <Badge tone=Tone::Warning text=i18n.signal(word) />
                <button
                    type="button"
                    class="btn small"
                    aria-label=move || named(|t| t.messages().check_again_named)
                    aria-disabled=move || if console.plans.is_cut_off() { "true" } else { "false" }
                    on:click=move |_| entry.with_value(|entry| requests::steer_each(console, Steer::Check, std::slice::from_ref(entry)))
                >
                    {i18n.text(|t| t.messages().check_again)}
                </button>
            }
            .into_any()
        }
        state => match step::word(&state) {
            Some(word) => view! { <BusyBadge text=i18n.signal(word) /> }.into_any(),
            None => view! {
                <button
                    type="button"
                    class="btn small danger"
                    data-key="r"
                    aria-label=move || named(|t| t.revoke().revoke_from)
                    on:click=move |_| ask.run(subject.with_value(|(grant, _)| grant.clone()))
                >
                    {i18n.text(|t| t.revoke().revoke)}
                </button>
            }
            .into_any(),
        },
    };
    dynamic(cell)
}
