//! What is known around entries: what goes along with a privilege and what still allows the same, and whether what is to be
//! granted is there already.

use std::collections::BTreeMap;

use rescind_domain::preview::{Around, UnreadRole};
use rescind_domain::{ActionKind, Grant, Observation, PrivilegeGrant, RoleRef};
use rescind_engine::connection_fault::keeps_from_observing;
use rescind_vendors::mutation::{Seen, batches, observe};
use rescind_vendors::read;

use super::Part;

/// So many roles are looked at of one connection.
const ROLES: usize = 50;

/// So many grants are looked at before somebody decides about granting them again.
const GRANTS: usize = 200;

/// What is known around the entries of one part, by their places among all, and which roles could not be read.
pub(super) async fn of(part: &Part<'_>) -> (Vec<(usize, Around)>, Vec<UnreadRole>) {
    match part.kind {
        ActionKind::Revoke => facts(part).await,
        ActionKind::Grant => (held(part).await, Vec::new()),
    }
}

async fn facts(part: &Part<'_>) -> (Vec<(usize, Around)>, Vec<UnreadRole>) {
    let connection = &part.connection.public;
    let mut roles: BTreeMap<RoleRef, Vec<(usize, &PrivilegeGrant)>> = BTreeMap::new();
    for (at, wanted) in &part.entries {
        if let Grant::Privilege(privilege) = &wanted.entry.grant
            && !wanted.done
        {
            roles.entry(privilege.role_ref()).or_default().push((*at, privilege));
        }
    }
    let (mut known, mut unread, mut is_out) = (Vec::new(), Vec::new(), false);
    for (number, (role, privileges)) in roles.into_iter().enumerate() {
        let missing = |fault| UnreadRole { connection: connection.id.clone(), role: role.clone(), fault };
        if number >= ROLES || is_out {
            unread.push(missing(None));
            continue;
        }
        match read::privileges(&part.reads, connection, &role).await {
            Ok(list) => {
                let revoked: Vec<&PrivilegeGrant> = privileges.iter().map(|(_, privilege)| *privilege).collect();
                let facts = read::facts(connection.vendor, &list, &revoked);
                let around = privileges.into_iter().zip(facts);
                known.extend(around.map(|((at, _), facts)| (at, Around { facts, held: None })));
            }
            Err(fault) => {
                // Of a connection that cannot be used the other roles cannot be read either.
                is_out = keeps_from_observing(&fault);
                unread.push(missing(Some(Box::new(fault))));
            }
        }
    }
    (known, unread)
}

async fn held(part: &Part<'_>) -> Vec<(usize, Around)> {
    let vendor = part.connection.public.vendor;
    // What was granted by the entry itself is there, and says nothing of it.
    let open = part.entries.iter().filter(|(_, wanted)| !wanted.done);
    let looked_at: Vec<_> = open.take(GRANTS).collect();
    let grants: Vec<Grant> = looked_at.iter().map(|(_, wanted)| wanted.entry.grant.clone()).collect();
    let mut known = Vec::new();
    for batch in batches(vendor, ActionKind::Grant, &grants) {
        let of_batch: Vec<Grant> = batch.iter().filter_map(|at| grants.get(*at)).cloned().collect();
        let observed = observe(&part.reads, vendor, ActionKind::Grant, &of_batch).await;
        for ((at, grant), seen) in batch.into_iter().zip(&of_batch).zip(observed.each) {
            let Some((place, _)) = looked_at.get(at) else { continue };
            known.push((*place, Around { held: is_held(&seen, grant), ..Around::default() }));
        }
    }
    known
}

/// Whether a grant is there; nothing where that could not be seen.
fn is_held(Seen { observation, captured }: &Seen, grant: &Grant) -> Option<bool> {
    match observation {
        Observation::Present => Some(true),
        _ if captured.iter().any(|captured| captured.covers(grant)) => Some(true),
        Observation::Failed(_) => None,
        _ => Some(false),
    }
}
