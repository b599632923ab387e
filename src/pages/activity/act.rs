//! What can be done about a row: look at its plan, find out what nobody knows yet, and ask whether to undo it. It sends nothing
//! to a vendor; settling only reads.

use leptos::prelude::*;
use rescind_domain::JournalRow;

use super::journal::Row;
use crate::i18n::use_i18n;
use crate::pages::undo::{self, Taken, Undoing, undo_button};
use crate::pages::words::{what, whom};
use crate::state::{resume, url, use_console};
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
        let undoing = Undoing::of(console, &row.reason, std::iter::once(Taken::from(&*row)));
        let offered = !undoing.wanted.is_empty() && !state.with(|state| state.is_busy());
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

/// Reads the state again for one row. While that goes on there is no button; nor when its connection is not configured any
/// more.
pub(super) fn check_again(row: &JournalRow) -> AnyView {
    let i18n = use_i18n();
    let console = use_console();
    let state = console.revocations.row(&row.grant.key(&row.connection));
    let row = StoredValue::new(row.clone());
    let name = move || {
        row.with_value(|row| {
            let t = i18n.t();
            (t.messages().check_again_named)(&what(t, &row.grant), &whom(t, &row.grant))
        })
    };
    dynamic(move || {
        let task =
            row.with_value(|row| resume::task_of(console, row)).filter(|_| !state.with(|state| state.is_busy()))?;
        Some(view! {
            <button
                type="button"
                class="btn small"
                aria-label=name
                on:click=move |_| resume::check_again(console, vec![task.clone()])
            >
                {i18n.text(|t| t.messages().check_again)}
            </button>
        })
    })
}
