//! The last cell of a row: the button, or what is going on instead of it, or why there is none.

use leptos::prelude::*;
use rescind_domain::{Access, Connection, Grant, Outcome};
use rescind_vendors::revoke::Step;

use crate::i18n::{Texts, use_i18n};
use crate::pages::words::in_place;
use crate::state::revocations::RowState;
use crate::state::{resume, use_console};
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
    let whom = in_place(i18n.t(), &grant.from_whom(), place);
    let names = StoredValue::new((grant.what(), whom));
    let grant = StoredValue::new(grant);
    let cell = move || match state.get() {
        RowState::Starting | RowState::Running(Step::Looking) => busy(|t| t.revoke().looking),
        RowState::Running(Step::Calling) => busy(|t| t.revoke().calling),
        RowState::Running(Step::Verifying) => busy(|t| t.revoke().verifying),
        RowState::Running(Step::Following(_)) => busy(|t| t.revoke().following),
        RowState::Running(Step::WaitingFor(_)) => busy(|t| t.revoke().waiting),
        RowState::Settling => busy(|t| t.revoke().settling),
        RowState::Settled(task, outcome @ (Outcome::Unknown { .. } | Outcome::Pending { .. })) => {
            let task = StoredValue::new(*task);
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
                    aria-label=move || names.with_value(|(what, whom)| (i18n.t().messages().check_again_named)(what, whom))
                    on:click=move |_| resume::check_again(console, task.get_value())
                >
                    {i18n.text(|t| t.messages().check_again)}
                </button>
            }
            .into_any()
        }
        RowState::Idle | RowState::Settled(..) => view! {
            <button
                type="button"
                class="btn small danger"
                data-key="r"
                aria-label=move || names.with_value(|(what, whom)| (i18n.t().revoke().revoke_from)(what, whom))
                on:click=move |_| ask.run(grant.get_value())
            >
                {i18n.text(|t| t.revoke().revoke)}
            </button>
        }
        .into_any(),
    };
    dynamic(cell)
}

fn busy(word: fn(&Texts) -> &'static str) -> AnyView {
    let i18n = use_i18n();
    view! { <BusyBadge text=i18n.signal(word) /> }.into_any()
}
