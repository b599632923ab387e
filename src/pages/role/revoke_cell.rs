//! The last cell of a row: the button, or what is going on instead of it, or why there is none.

use leptos::prelude::*;
use rescind_domain::{Access, Grant, Outcome};
use rescind_vendors::revoke::Step;

use super::Role;
use crate::i18n::use_i18n;
use crate::state::revocations::RowState;
use crate::state::{resume, use_console};
use crate::ui::badge::{Badge, BusyBadge, Tone};

/// Builds the cell for a grant of the page's role.
pub(super) fn revoke_cell(role: Role, grant: Grant) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let (key, access) = role.connection.with_value(|connection| (grant.key(&connection.id), connection.access));
    if access == Access::ReadOnly {
        return view! { <span class="muted">{move || i18n.t().read_only_why}</span> }.into_any();
    }
    let state = console.revocations.row(&key);
    let (what, whom) = (grant.what(), grant.from_whom());
    let grant = StoredValue::new(grant);
    let names = StoredValue::new((what, whom));
    let cell = move || match state.get() {
        RowState::Starting => busy(|t| t.looking),
        RowState::Running(Step::Looking) => busy(|t| t.looking),
        RowState::Running(Step::Calling) => busy(|t| t.calling),
        RowState::Running(Step::Verifying) => busy(|t| t.verifying),
        RowState::Settling => busy(|t| t.settling),
        RowState::Settled(task, Outcome::Unknown { .. }) => {
            let task = StoredValue::new(*task);
            view! {
                <Badge tone=Tone::Warning text=Signal::derive(move || i18n.t().unknown.to_owned()) />
                <button
                    type="button"
                    class="btn small"
                    aria-label=move || names.with_value(|(what, whom)| (i18n.t().check_again_named)(what, whom))
                    on:click=move |_| resume::check_again(console, task.get_value())
                >
                    {move || i18n.t().check_again}
                </button>
            }
            .into_any()
        }
        RowState::Idle | RowState::Settled(..) => view! {
            <button
                type="button"
                class="btn small danger"
                data-key="r"
                aria-label=move || names.with_value(|(what, whom)| (i18n.t().revoke_from)(what, whom))
                on:click=move |_| role.asked.set(Some(grant.get_value()))
            >
                {move || i18n.t().revoke}
            </button>
        }
        .into_any(),
    };
    view! { {cell} }.into_any()
}

fn busy(word: fn(&crate::i18n::Texts) -> &'static str) -> AnyView {
    let i18n = use_i18n();
    view! { <BusyBadge text=Signal::derive(move || word(i18n.t()).to_owned()) /> }.into_any()
}
