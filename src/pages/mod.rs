//! The pages: each composes parts of `ui` with the state. None of them changes anything at a vendor; they ask the gateway for
//! plans.

pub mod activity;
pub mod compared;
pub mod connections;
mod gaps;
pub mod head;
pub mod keys;
pub mod not_found;
pub mod notices;
pub mod operations;
pub mod outcome;
pub mod part;
pub mod people;
pub mod person;
mod place;
pub mod plan;
mod power;
pub mod review;
pub mod revoke;
pub mod role;
pub mod roles;
pub mod shell;
pub mod sign_in;
pub mod snapshot;
pub mod step;
mod table_state;
pub mod undo;
pub mod words;

use rescind_domain::read::Gap;

use crate::i18n::Texts;
use crate::state::load::Load;
use crate::ui::table::Vacancy;

use self::table_state::table_state;

/// What a table without rows says, from the read behind it. Nothing is claimed of what could not be read, be it a part only.
fn vacancy<T: Send + Sync + 'static>(
    t: &Texts,
    read: Load<T>,
    gaps: fn(&T) -> &[Gap],
    loading: &str,
    empty: &str,
) -> Vacancy {
    if read.is_waiting() || (read.is_busy() && !read.is_whole()) {
        Vacancy::Loading(loading.to_owned())
    } else if !read.is_whole() || read.get().is_some_and(|loaded| may_hide(gaps(&loaded.value))) {
        Vacancy::Unread(t.not_read.to_owned())
    } else {
        Vacancy::Empty(empty.to_owned())
    }
}

/// Whether there may be more than what is shown. What a server does not have at all hides nothing, and what is held directly
/// is whole by itself.
fn may_hide(gaps: &[Gap]) -> bool {
    gaps.iter().any(|gap| !matches!(gap, Gap::NotOffered(_) | Gap::OnlyDirect))
}
