//! Which grants of a plan go in one call. A call never takes more than the grants of its batch: it names one role, or one
//! target, so that each pair of what it names is a grant that was chosen.

use std::collections::HashSet;

use rescind_domain::{Grant, Membership, PrincipalId, PrincipalKind, RoleName, Scope, sort};

use super::requests::{ROLES, TARGETS};

/// Whether a holder's membership can be seen in a list: what cannot be proved does not go together with what can, since one
/// unknown target fails a whole call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// Users and departments.
    Listed,
    /// Groups and roles, entered by their code.
    ByCode,
}

const fn shown(kind: PrincipalKind) -> Shown {
    match kind {
        PrincipalKind::User | PrincipalKind::Department => Shown::Listed,
        PrincipalKind::Group | PrincipalKind::Role => Shown::ByCode,
    }
}

type Key<'a> = (Option<&'a Scope>, &'a RoleName, Shown);
type Target<'a> = (PrincipalKind, &'a PrincipalId);

/// The memberships of one role.
struct Group<'a> {
    key: Key<'a>,
    members: Vec<(usize, Target<'a>)>,
}

/// The batches, in the order of their first grants.
#[must_use]
pub fn batches(grants: &[Grant]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut batches: Vec<Vec<usize>> = Vec::new();
    let mut seen = HashSet::new();
    for (at, grant) in grants.iter().enumerate() {
        match grant {
            // A grant that is there twice goes by itself the second time, and finds that nothing is left to do.
            Grant::Membership(membership) if seen.insert(identity(membership)) => add(&mut groups, at, membership),
            _ => batches.push(vec![at]),
        }
    }
    let (lone, shared): (Vec<Group<'_>>, Vec<Group<'_>>) =
        groups.into_iter().partition(|group| group.members.len() == 1);
    for group in shared {
        // What still covers a user is looked for when the user's call has ended: departments go in no later one.
        let members = sort::by_key(group.members, |(_, (kind, _))| *kind == PrincipalKind::User);
        batches.extend(members.chunks(TARGETS).map(in_the_order_of_the_plan));
    }
    batches.extend(by_target(&lone));
    sort::by_key(batches, |batch| batch.first().copied())
}

fn identity(membership: &Membership) -> (Option<&Scope>, &RoleName, PrincipalKind, &PrincipalId) {
    let Membership { role, scope, principal, .. } = membership;
    (scope.as_ref(), role, principal.kind, &principal.id)
}

fn add<'a>(groups: &mut Vec<Group<'a>>, at: usize, membership: &'a Membership) {
    let Membership { role, scope, principal, .. } = membership;
    let key = (scope.as_ref(), role, shown(principal.kind));
    let member = (at, (principal.kind, &principal.id));
    match groups.iter_mut().find(|group| group.key == key) {
        Some(group) => group.members.push(member),
        None => groups.push(Group { key, members: vec![member] }),
    }
}

fn in_the_order_of_the_plan(chunk: &[(usize, Target<'_>)]) -> Vec<usize> {
    sort::by(chunk.iter().map(|(at, _)| *at).collect(), usize::cmp)
}

/// Roles that one target alone loses go together, target by target.
fn by_target(lone: &[Group<'_>]) -> Vec<Vec<usize>> {
    let mut targets: Vec<(Target<'_>, Vec<usize>)> = Vec::new();
    for (at, target) in lone.iter().flat_map(|group| &group.members) {
        match targets.iter_mut().find(|(other, _)| other == target) {
            Some((_, positions)) => positions.push(*at),
            None => targets.push((*target, vec![*at])),
        }
    }
    targets.iter().flat_map(|(_, positions)| positions.chunks(ROLES).map(<[usize]>::to_vec)).collect()
}
