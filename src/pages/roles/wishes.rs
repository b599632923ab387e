//! What the table of roles offers to take away: the selected roles, from everybody who holds them. The list of roles knows how
//! many these are, and not who; so that is read first.

use rescind_domain::hazard::Known;
use rescind_domain::{Connection, Fault, Grant};
use rescind_vendors::read::{self, Member, RoleEntry};

use crate::pages::revoke::Wish;
use crate::pages::role::reads::all_listed;
use crate::state::Console;
use crate::transport::Abort;

/// Reads who holds these roles, one role after the other.
pub(super) async fn read(
    console: Console,
    connection: Connection,
    roles: Vec<RoleEntry>,
    abort: Abort,
) -> Result<Vec<Wish>, Fault> {
    let transport = console.client.to(connection.id.clone(), Some(abort));
    let mut wishes = Vec::new();
    for role in roles {
        let list = read::members(&transport, &connection, &role.role, &|_| ()).await?;
        let holders = all_listed(connection.vendor, &list.gaps).then_some(list.rows.len());
        wishes.extend(list.rows.into_iter().map(|member| wish(&connection, &role, member, holders)));
    }
    Ok(wishes)
}

fn wish(connection: &Connection, role: &RoleEntry, member: Member, holders: Option<usize>) -> Wish {
    let known = Known::of_membership(role.nature, holders, connection.account.clone());
    Wish { grant: Grant::Membership(member.membership), known, siblings: member.siblings }
}
