//! What can be done about a row: look at its plan, have checked again what nobody knows yet, and ask whether to undo it.

use leptos::prelude::*;
use rescind_domain::JournalRow;

use super::journal::Row;
use crate::api::Steer;
use crate::i18n::use_i18n;
use crate::pages::undo::{self, Revoked, Undoing, undo_button};
use crate::pages::words::{what, whom};
use crate::state::plans::requests;
use crate::state::{url, use_console};
use crate::ui::dynamic::dynamic;

/// How much of a plan's id is shown.
const SHORT: usize = 8;

/// The last cell: the button that undoes it, where it can be undone, and the way to its plan.
pub(super) fn cell(row: &Row, question: undo::Question) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let plan = row.row.plan.clone();
    let short: String = plan.as_str().chars().take(SHORT).collect();
    let state = console.revocations.row(&row.row.grant.key(&row.row.connection));
    let row = row.row.clone();
    let undo = dynamic(move || {
        let undoing = Undoing::of(console, &row.reason, std::iter::once(Revoked::from(&*row)));
        let offered = !undoing.entries.is_empty() && !state.with(|state| state.is_busy());
        let name = (what(i18n.t(), &row.grant), whom(i18n.t(), &row.grant));
        offered.then(|| undo_button(question, undoing, Some(name)))
    });
    view! {
        {undo}
        <a href=url::plan(&plan) title=plan.to_string()>
            {dynamic(move || (i18n.t().activity().plan)(&short))}
        </a>
    }
    .into_any()
}

/// Has one row checked again. While that goes on there is no button.
pub(super) fn check_again(row: &JournalRow) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let state = console.revocations.row(&row.grant.key(&row.connection));
    let (plan, asked, entry) = (row.plan.clone(), row.plan.clone(), row.entry.clone());
    let grant = StoredValue::new(row.grant.clone());
    let name = move || {
        let t = i18n.t();
        grant.with_value(|grant| (t.messages().check_again_named)(&what(t, grant), &whom(t, grant)))
    };
    let check = Callback::new(move |()| {
        requests::steer_entries(console, &plan, Steer::Check, vec![entry.clone()]);
    });
    let waits = Memo::new(move |_| console.plans.is_asking(&asked));
    dynamic(move || {
        (!state.with(|state| state.is_busy())).then(|| {
            view! {
                <button
                    type="button"
                    class="btn small"
                    aria-label=name
                    aria-disabled=move || if waits.get() { "true" } else { "false" }
                    on:click=move |_| check.run(())
                >
                    {i18n.text(|t| t.messages().check_again)}
                </button>
            }
        })
    })
}
