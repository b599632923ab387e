//! A column's heading: its title, and the button that sorts by it.

use leptos::prelude::*;
use rescind_domain::table::Direction;

use super::{ColumnKind, Head};
use crate::ui::dynamic::dynamic;

/// The heading of one column.
pub(super) fn header(head: Head, sort: RwSignal<(String, Direction)>) -> AnyView {
    let Head { id, title, kind, sorts } = head;
    if !sorts {
        let hidden = kind == ColumnKind::Action;
        return view! {
            <th scope="col" class=kind.class()>
                <span class:visually-hidden=hidden>{title}</span>
            </th>
        }
        .into_any();
    }
    let direction = move || sort.with(|(by, direction)| (by == id).then_some(*direction));
    let turn = move |_| {
        let next = direction().map_or(Direction::Ascending, Direction::reversed);
        sort.set((id.to_owned(), next));
    };
    view! {
        <th
            scope="col"
            class=kind.class()
            aria-sort=move || match direction() {
                Some(Direction::Ascending) => Some("ascending"),
                Some(Direction::Descending) => Some("descending"),
                None => None,
            }
        >
            <button type="button" class="sort" on:click=turn>
                {title}
                <span class="arrow" aria-hidden="true">
                    {dynamic(move || match direction() {
                        Some(Direction::Ascending) => "↑",
                        Some(Direction::Descending) => "↓",
                        None => "",
                    })}
                </span>
            </button>
        </th>
    }
    .into_any()
}
