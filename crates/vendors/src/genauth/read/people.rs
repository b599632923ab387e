//! The users of the user pool. What each holds is asked for on the user's own page: it takes a call for each namespace.

use std::sync::atomic::{AtomicUsize, Ordering};

use rescind_domain::Fault;

use super::super::requests;
use super::members::{User, user_row};
use super::pages::{self, Go, Listed, Shape};
use super::unread;
use crate::Transport;
use crate::read::{CONCURRENCY, Show};
use rescind_domain::read::{Holding, PeopleList, PersonEntry, Subject};

/// All users.
///
/// # Errors
/// One classified fault.
pub async fn people(transport: &impl Transport, show: Show<'_, PeopleList>) -> Result<PeopleList, Fault> {
    let all = AtomicUsize::new(0);
    let progress = |rows: &[User], total: usize| {
        all.store(total, Ordering::Relaxed);
        show(&people_list(rows, total));
    };
    let users = users(transport, &progress).await?;
    let mut list = people_list(&users.rows, all.load(Ordering::Relaxed));
    list.gaps.extend(users.missing.map(|fault| unread(Subject::People, None, *fault)));
    Ok(list)
}

/// The users as the server describes them.
///
/// # Errors
/// One classified fault.
pub async fn users(
    transport: &impl Transport,
    progress: &(dyn Fn(&[User], usize) + Sync),
) -> Result<Listed<User>, Fault> {
    let request = requests::list_users;
    let shape = Shape { request: &request, row: user_row, id: |user: &User| user.id.as_str(), lanes: CONCURRENCY };
    let progress = |rows: &[User], total: usize| {
        progress(rows, total);
        Go::On
    };
    pages::all(transport, &shape, &progress).await
}

fn people_list(users: &[User], total: usize) -> PeopleList {
    let row = |user: &User| PersonEntry {
        everything: false,
        person: user.person(),
        principal: user.principal(),
        place: None,
        detail: user.detail.clone(),
        roles: Holding::NotListed,
    };
    PeopleList { rows: users.iter().map(row).collect(), progress: Some((users.len(), total)), gaps: Vec::new() }
}
