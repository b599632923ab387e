//! The pages: each composes parts of `ui` with the state. None of them calls a vendor's revoke; they hand grants to
//! `state::execute`.

pub mod activity;
pub mod connections;
mod gaps;
pub mod head;
pub mod not_found;
pub mod notices;
pub mod operations;
pub mod people;
pub mod person;
mod place;
pub mod plan;
pub mod revoke;
pub mod role;
pub mod roles;
pub mod shell;
pub mod sign_in;
pub mod snapshot;
pub mod words;

use leptos::prelude::*;
use rescind_domain::table::Direction;

use crate::i18n::Texts;
use crate::state::load::Load;
use crate::state::url;
use crate::ui::table::{TableState, Vacancy};

/// What a table without rows says, from the read behind it. Nothing is claimed of what could not be read.
fn vacancy<T: Send + Sync + 'static>(t: &Texts, read: Load<T>, loading: &str, empty: &str) -> Vacancy {
    if read.is_waiting() {
        Vacancy::Loading(loading.to_owned())
    } else if read.began().is_none() {
        Vacancy::Unread(t.not_read.to_owned())
    } else {
        Vacancy::Empty(empty.to_owned())
    }
}

/// A table's filter and sort, taken from the address and kept there.
fn table_state(default_sort: &str) -> TableState {
    let sort = match url::current("sort") {
        Some(by) => match by.strip_prefix('-') {
            Some(by) => (by.to_owned(), Direction::Descending),
            None => (by, Direction::Ascending),
        },
        None => (default_sort.to_owned(), Direction::Ascending),
    };
    let state =
        TableState { filter: RwSignal::new(url::current("filter").unwrap_or_default()), sort: RwSignal::new(sort) };
    let default = (default_sort.to_owned(), Direction::Ascending);
    Effect::new(move |before: Option<()>| {
        let (filter, sort) = (state.filter.get(), state.sort.get());
        if before.is_some() {
            url::replace("filter", &filter);
            let sign = if sort.1 == Direction::Descending { "-" } else { "" };
            url::replace("sort", &if sort == default { String::new() } else { format!("{sign}{}", sort.0) });
        }
    });
    state
}
