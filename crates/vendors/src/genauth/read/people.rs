//! The users of the user pool. What each holds is asked for on the user's own page: it takes a call for each namespace.

use rescind_domain::Fault;

use super::super::requests;
use super::members::{User, user_row};
use super::pages::{self, Go, Listed, Shape};
use super::unread;
use crate::Transport;
use crate::read::{CONCURRENCY, Show};
use crate::shown::Shown;
use rescind_domain::read::{Holding, PeopleList, PersonEntry, Subject};

/// All users.
///
/// # Errors
/// One classified fault.
pub async fn people(transport: &impl Transport, show: Show<'_, PeopleList>) -> Result<PeopleList, Fault> {
    let shown = Shown::new();
    let progress = |rows: &[User], before: usize, total: usize| shown.more(rows, before, total, entry, show);
    let users = users(transport, &progress).await?;
    let mut list = shown.into_list(&users.rows, entry);
    list.gaps.extend(users.missing.map(|fault| unread(Subject::People, None, *fault)));
    Ok(list)
}

/// The users as the server describes them.
///
/// # Errors
/// One classified fault.
pub async fn users(
    transport: &impl Transport,
    progress: &(dyn Fn(&[User], usize, usize) + Sync),
) -> Result<Listed<User>, Fault> {
    let request = requests::list_users;
    let shape = Shape { request: &request, row: user_row, id: |user: &User| user.id.as_str(), lanes: CONCURRENCY };
    let progress = |rows: &[User], before: usize, total: usize| {
        progress(rows, before, total);
        Go::On
    };
    pages::all(transport, &shape, &progress).await
}

fn entry(user: &User) -> Option<PersonEntry> {
    Some(PersonEntry {
        everything: false,
        person: user.person(),
        principal: user.principal(),
        place: None,
        detail: user.detail.clone(),
        roles: Holding::NotListed,
    })
}
