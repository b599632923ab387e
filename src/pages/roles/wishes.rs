//! What the table of roles offers to take away: the selected roles, from everybody who holds them. The list of roles knows how
//! many these are, and not who; so that is read first.

use rescind_domain::hazard::Known;
use rescind_domain::read::{Member, RoleEntry, all_listed};
use rescind_domain::{Connection, Fault, Grant};

use crate::pages::revoke::{Asked, Wish, names};
use crate::state::Console;
use crate::transport::Abort;

/// Reads who holds these roles, one role after the other.
pub(super) async fn read(
    console: Console,
    connection: Connection,
    roles: Vec<RoleEntry>,
    abort: Abort,
) -> Result<Asked, Fault> {
    let place = console.client.at(&connection.id, &abort);
    let mut asked = Asked::default();
    for role in roles {
        let list = place.members(&role.role, None).await?;
        let holders = all_listed(&connection.capabilities, &list.gaps).then_some(list.rows.len());
        asked.wishes.extend(list.rows.into_iter().map(|member| wish(&connection, &role, member, holders)));
        asked.lacks(&connection, list.gaps);
    }
    Ok(asked)
}

fn wish(connection: &Connection, role: &RoleEntry, member: Member, holders: Option<usize>) -> Wish {
    let known = Known::of_membership(role.nature, holders.into(), connection.account.clone());
    let known = Known { covering: names(&member.covered_by).collect(), ..known };
    let grant = Grant::Membership(member.membership.called(role.place.as_deref()));
    Wish::new(connection, grant, known, member.siblings)
}
