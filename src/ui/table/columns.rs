//! Which columns of a table are shown. The sheet hides the others by their place, so that no row has to be built again. The
//! first column and the one of the buttons always stay.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use super::{ColumnKind, Head};
use crate::i18n::use_i18n;

/// The menu of columns; nothing when none can be hidden.
pub(super) fn columns_menu(heads: &[Head], hidden: RwSignal<Vec<String>>) -> Option<AnyView> {
    let i18n = use_i18n();
    let choices: Vec<AnyView> = heads.iter().filter(|head| is_choice(head)).map(|head| choice(head, hidden)).collect();
    if choices.is_empty() {
        return None;
    }
    let menu = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            let _ = menu.remove_attribute("open");
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
            if let Some(summary) = menu.get_untracked().and_then(|menu| super::keys::summary_of(&menu)) {
                let _ = summary.focus();
            }
        }
    };
    let on_leave = move |event: leptos::ev::FocusEvent| {
        // A click that goes nowhere has no target: the next one on a choice would find the menu closed.
        let inside = super::keys::node(event.related_target())
            .is_none_or(|to| menu.get_untracked().is_some_and(|menu| menu.contains(Some(&to))));
        if !inside {
            close();
        }
    };
    Some(
        view! {
            <details class="columns" node_ref=menu on:keydown=on_key on:focusout=on_leave>
                <summary class="btn small quiet">{i18n.text(|t| t.columns)}</summary>
                <div class="choices" role="group" aria-label=i18n.text(|t| t.columns)>{choices}</div>
            </details>
        }
        .into_any(),
    )
}

fn is_choice(head: &Head) -> bool {
    !matches!(head.kind, ColumnKind::Heading | ColumnKind::Action)
}

fn choice(head: &Head, hidden: RwSignal<Vec<String>>) -> AnyView {
    let id = head.id;
    let shown = move || hidden.with(|hidden| !hidden.iter().any(|other| other == id));
    let turn = move |event| {
        let shown = event_target_checked(&event);
        hidden.update(|hidden| {
            hidden.retain(|other| other != id);
            if !shown {
                hidden.push(id.to_owned());
            }
        });
    };
    view! {
        <label>
            <input type="checkbox" prop:checked=shown on:change=turn />
            {head.title}
        </label>
    }
    .into_any()
}

/// The classes that hide the columns which are not wanted, tracked. The sheet counts a table's columns from one.
pub(super) fn hiding(heads: &Arc<[Head]>, before: usize, hidden: RwSignal<Vec<String>>) -> String {
    let class = |(at, head): (usize, &Head)| {
        let hides = is_choice(head) && hidden.with(|hidden| hidden.iter().any(|other| other == head.id));
        hides.then(|| format!("without-{}", at + before + 1))
    };
    heads.iter().enumerate().filter_map(class).collect::<Vec<_>>().join(" ")
}
