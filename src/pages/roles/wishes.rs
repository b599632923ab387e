//! What the table of roles offers to take away: the selected roles, from everybody who holds them. The list of roles knows how
//! many these are, and not who; so that is read first.

use rescind_domain::hazard::Known;
use rescind_domain::{Connection, Fault, Grant};
use rescind_vendors::read::{self, Gap, Member, RoleEntry};

use crate::pages::revoke::Wish;
use crate::pages::role::reads::all_listed;
use crate::state::Console;
use crate::transport::Abort;

/// Who holds some roles.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    /// Their grants.
    pub(super) wishes: Vec<Wish>,
    /// Who may hold them as well, and could not be read.
    pub(super) gaps: Vec<Gap>,
}

/// Reads who holds these roles, one role after the other.
pub(super) async fn read(
    console: Console,
    connection: Connection,
    roles: Vec<RoleEntry>,
    abort: Abort,
) -> Result<Held, Fault> {
    let transport = console.client.to(connection.id.clone(), Some(abort));
    let mut held = Held::default();
    for role in roles {
        let list = read::members(&transport, &connection, &role.role, &|_| ()).await?;
        let holders = all_listed(connection.vendor, &list.gaps).then_some(list.rows.len());
        held.wishes.extend(list.rows.into_iter().map(|member| wish(&connection, &role, member, holders)));
        let new = list.gaps.into_iter().filter(|gap| !held.gaps.contains(gap)).collect::<Vec<_>>();
        held.gaps.extend(new);
    }
    Ok(held)
}

fn wish(connection: &Connection, role: &RoleEntry, member: Member, holders: Option<usize>) -> Wish {
    let known = Known::of_membership(role.nature, holders.into(), connection.account.clone());
    let grant = Grant::Membership(member.membership.called(role.place.as_deref()));
    Wish::new(connection, grant, known, member.siblings)
}
