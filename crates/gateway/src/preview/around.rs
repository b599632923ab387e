//! What is known around entries: what goes along with a privilege and what still allows the same, and whether what is to be
//! granted is there already.

use std::collections::BTreeMap;

use rescind_domain::preview::{Around, UnreadRole};
use rescind_domain::read::{Gap, Member, Subject, all_listed};
use rescind_domain::{ActionKind, Fault, Grant, Membership, Observation, PrivilegeGrant, RoleRef};
use rescind_engine::connection_fault::keeps_from_observing;
use rescind_vendors::mutation::{Seen, administrator_role, batches, observe};
use rescind_vendors::read;

use super::Part;

/// So many roles are looked at of one connection.
const ROLES: usize = 50;

/// So many grants are looked at before somebody decides about granting them again.
const GRANTS: usize = 200;

/// What is known around the entries of one part, by their places among all, and which roles could not be read.
pub(super) async fn of(part: &Part<'_>, hazards: bool) -> (Vec<(usize, Around)>, Vec<UnreadRole>) {
    match part.kind {
        ActionKind::Revoke => revocations(part, hazards).await,
        ActionKind::Grant => (held(part).await, Vec::new()),
    }
}

/// What has to be read of a role.
#[derive(Default)]
struct Wanted<'a> {
    /// Memberships of an administrator's role.
    memberships: Vec<(usize, &'a Membership)>,
    privileges: Vec<(usize, &'a PrivilegeGrant)>,
}

impl Wanted<'_> {
    fn subject(&self) -> Subject {
        if self.memberships.is_empty() { Subject::Privileges } else { Subject::Members }
    }
}

async fn revocations(part: &Part<'_>, hazards: bool) -> (Vec<(usize, Around)>, Vec<UnreadRole>) {
    let connection = &part.connection.public;
    // What asks for the word comes first.
    let mut wanted: Vec<_> = wanted(part, hazards).into_iter().collect();
    wanted.sort_by_key(|(_, wanted)| wanted.memberships.is_empty());
    let (mut known, mut unread, mut is_out) = (Vec::new(), Vec::new(), false);
    for (number, (role, wanted)) in wanted.into_iter().enumerate() {
        let subject = wanted.subject();
        let missing = |fault| UnreadRole { connection: connection.id.clone(), role: role.clone(), subject, fault };
        if number >= ROLES || is_out {
            unread.push(missing(None));
            continue;
        }
        match of_role(part, &role, &wanted, hazards).await {
            Ok((around, fault)) => {
                known.extend(around);
                unread.extend(fault.map(|fault| missing(Some(Box::new(fault)))));
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

fn wanted<'a>(part: &Part<'a>, hazards: bool) -> BTreeMap<RoleRef, Wanted<'a>> {
    let vendor = part.connection.public.vendor;
    let mut roles: BTreeMap<RoleRef, Wanted<'a>> = BTreeMap::new();
    for (at, wanted) in part.entries.iter().filter(|(_, wanted)| !wanted.done) {
        match &wanted.entry.grant {
            Grant::Privilege(privilege) => {
                roles.entry(privilege.role_ref()).or_default().privileges.push((*at, privilege));
            }
            grant @ Grant::Membership(membership) if hazards && administrator_role(vendor, grant).is_some() => {
                roles.entry(membership.role_ref()).or_default().memberships.push((*at, membership));
            }
            Grant::Membership(_) | Grant::Access(_) => {}
        }
    }
    roles
}

/// What is known around the entries of a role, and why something of it is not.
///
/// # Errors
/// Nothing is.
async fn of_role(
    part: &Part<'_>,
    role: &RoleRef,
    wanted: &Wanted<'_>,
    hazards: bool,
) -> Result<(Vec<(usize, Around)>, Option<Fault>), Fault> {
    let connection = &part.connection.public;
    let (mut known, mut missing) = (Vec::new(), None);
    if !wanted.memberships.is_empty() {
        let list = read::members(&part.reads, connection, role, &|_| {}).await?;
        missing = lacking(&list.gaps);
        let are_all = all_listed(&connection.capabilities, &list.gaps);
        for (at, membership) in &wanted.memberships {
            let grant = Grant::Membership((*membership).clone());
            let holds = |member: &Member| Grant::Membership(member.membership.clone()).is_same(&grant);
            let held = are_all.then(|| list.rows.iter().any(holds));
            known.push((*at, Around { held, holders: are_all.then_some(list.rows.len()), ..Around::default() }));
        }
    }
    if !wanted.privileges.is_empty() {
        // A server that hides what a role is may tell all the same what goes with its privileges.
        let read = if hazards { read::role(&part.reads, connection, role).await } else { Ok(None) };
        let nature = match read {
            Ok(entry) => entry.map(|entry| entry.nature),
            Err(fault) if keeps_from_observing(&fault) => return Err(fault),
            Err(fault) => {
                missing = Some(fault);
                None
            }
        };
        let list = read::privileges(&part.reads, connection, role).await?;
        missing = missing.or_else(|| lacking(&list.gaps));
        let revoked: Vec<&PrivilegeGrant> = wanted.privileges.iter().map(|(_, privilege)| *privilege).collect();
        let facts = read::facts(connection.vendor, &list, &revoked);
        let around = wanted.privileges.iter().zip(facts);
        known.extend(around.map(|((at, _), facts)| (*at, Around { facts, nature, ..Around::default() })));
    }
    Ok((known, missing))
}

/// Why a list may lack rows, or what they stand for.
fn lacking(gaps: &[Gap]) -> Option<Fault> {
    gaps.iter().find_map(|gap| match gap {
        Gap::Unread { fault, .. } | Gap::HiddenUsers { fault, .. } => Some(Fault::clone(fault)),
        Gap::NotOffered(_) | Gap::OnlyDatabases(_) | Gap::OnlyDirect => None,
    })
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
