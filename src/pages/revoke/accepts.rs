//! What a person has confirmed with a question: exactly what it has shown. The gateway sends nothing beyond it.

use std::collections::HashMap;

use rescind_domain::hazard::{accepted, of_all};
use rescind_domain::{Accepted, GrantKey};

use super::Wish;
use super::hazards::taken;
use crate::state::plans::PlannedEntry;

/// Notes with each entry what the question about `wishes` has shown: the hazards of its connection, and the grants that the
/// vendor revokes together with its own.
pub fn confirm(wishes: &[Wish], entries: &mut [PlannedEntry]) {
    let taken = taken(wishes);
    let accepted = accepted(&taken, &of_all(&taken));
    let by_key: HashMap<GrantKey, Vec<Accepted>> =
        wishes.iter().zip(accepted).map(|(wish, accepted)| (wish.entry().key(), accepted)).collect();
    for planned in entries {
        planned.entry.accepts = by_key.get(&planned.key()).cloned().unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use rescind_domain::hazard::{HolderCount, Known};
    use rescind_domain::role::RolePower;
    use rescind_domain::{
        Access, Capabilities, Connection, ConnectionId, Grant, HazardCode, Membership, Principal, PrincipalId,
        PrivilegeGrant, RoleNature, RoleRef, Vendor,
    };

    use super::*;

    fn connection(id: &str) -> Connection {
        let (label, vendor, access) = (id.to_owned(), Vendor::Milvus, Access::ReadWrite);
        let capabilities = Capabilities::default();
        Connection { id: ConnectionId::new(id), label, vendor, access, account: None, folder: None, capabilities }
    }

    fn known() -> Known {
        let nature = RoleNature { power: RolePower::Ordinary, ..RoleNature::CUSTOM };
        Known::of_membership(nature, HolderCount::All(9), Some(PrincipalId::new("ops")))
    }

    fn held(id: &str, user: &str) -> Wish {
        let grant = Grant::Membership(Membership::new(RoleRef::plain("reader"), Principal::user(user)));
        Wish::new(&connection(id), grant, known(), Vec::new())
    }

    fn confirmed(wishes: &[Wish]) -> Vec<Vec<Accepted>> {
        let entry = |wish: &Wish| PlannedEntry::revoke(&wish.connection, wish.grant.clone());
        let mut entries: Vec<PlannedEntry> = wishes.iter().map(entry).collect();
        confirm(wishes, &mut entries);
        entries.into_iter().map(|planned| planned.entry.accepts).collect()
    }

    #[test]
    fn all_entries_of_a_connection_accept_what_was_shown_of_it_and_nothing_of_another() {
        let accepts = confirmed(&[held("a", "ops"), held("a", "eve"), held("b", "bob")]);
        let yourself = || vec![Accepted::Hazard(HazardCode::Yourself)];
        assert_eq!(accepts, [yourself(), yourself(), vec![]]);
    }

    #[test]
    fn a_privilege_accepts_the_whole_grants_that_go_with_it() {
        let grant = PrivilegeGrant {
            object_type: "Collection".into(),
            object_name: "docs".into(),
            database: "default".into(),
            privilege: "Load".into(),
            ..PrivilegeGrant::of(RoleRef::plain("reader"))
        };
        let along = PrivilegeGrant { privilege: "GetLoadState".into(), ..grant.clone() };
        let going = Known { going_too: vec!["GetLoadState".into()], ..known() };
        let accepts = confirmed(&[Wish::new(&connection("a"), Grant::Privilege(grant), going, Vec::new())]);
        let expected = [Accepted::Hazard(HazardCode::TakesAlso), Accepted::Implied(Box::new(Grant::Privilege(along)))];
        assert_eq!(accepts, [expected.to_vec()]);
    }
}
