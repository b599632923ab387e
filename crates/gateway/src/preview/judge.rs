//! What is dangerous about entries, judged by the domain's rules from what was read around them, and what each entry has to accept for
//! it. It reads nothing.

use std::collections::BTreeSet;

use rescind_domain::hazard::{Found, Known, Taken, accepted, of_all};
use rescind_domain::preview::{Around, FoundHazard, Preview, PreviewEntry};
use rescind_domain::role::RolePower;
use rescind_domain::{Accepted, ActionKind, Connection, EntryId, Grant, HazardCode, RoleNature};
use rescind_vendors::mutation;
use serde::Serialize;

use crate::entries;
use crate::error::Error;

/// Notes what is dangerous, and what has to be accepted. What nobody holds any more endangers nobody.
pub(super) fn judge(connections: &[Connection], entries: &[PreviewEntry], preview: &mut Preview) {
    let connection = |wanted: &PreviewEntry| connections.iter().find(|other| other.id == wanted.entry.connection);
    let is_open = |wanted: &PreviewEntry, around: &Around| !wanted.done && around.held != Some(false);
    let revoked: Vec<(usize, &PreviewEntry, &Connection, Known)> = entries
        .iter()
        .zip(&preview.entries)
        .enumerate()
        .filter(|(_, (wanted, around))| wanted.entry.action.kind() == ActionKind::Revoke && is_open(wanted, around))
        .filter_map(|(at, (wanted, around))| {
            let connection = connection(wanted)?;
            Some((at, wanted, connection, known(connection, &wanted.entry.grant, around)))
        })
        .collect();
    let taken: Vec<Taken<'_>> = revoked
        .iter()
        .map(|(_, wanted, connection, known)| Taken { connection: &connection.id, grant: &wanted.entry.grant, known })
        .collect();
    let found = of_all(&taken);
    let accepts = accepted(&taken, &found);
    preview.hazards = found.iter().filter_map(|found| said(found, &revoked)).collect();
    let mut all: Vec<(usize, Vec<Accepted>)> = Vec::new();
    for ((at, wanted, connection, known), mut accepts) in revoked.iter().zip(accepts) {
        // What the grant itself tells has to be accepted, also where it was not read.
        for code in mutation::hazards(connection, &wanted.entry.grant) {
            if !accepts.contains(&Accepted::Hazard(code)) {
                accepts.push(Accepted::Hazard(code));
                preview.hazards.push(FoundHazard { entry: *at, code, severity: code.severity(known.nature.power) });
            }
        }
        all.push((*at, accepts));
    }
    for (at, wanted) in entries.iter().enumerate().filter(|(_, wanted)| !wanted.done) {
        let is_grant = wanted.entry.action.kind() == ActionKind::Grant;
        if is_grant
            && connection(wanted).is_some_and(|place| power(place, &wanted.entry.grant) == RolePower::Administrator)
        {
            let code = HazardCode::GrantsAdministrator;
            let severity = code.severity(RolePower::Administrator);
            preview.hazards.push(FoundHazard { entry: at, code, severity });
            all.push((at, vec![Accepted::Hazard(code)]));
        }
    }
    for (at, accepts) in all {
        if let Some(around) = preview.entries.get_mut(at) {
            around.accepts = accepts;
        }
    }
    preview.hazards.sort_by_key(|hazard| std::cmp::Reverse(hazard.severity));
}

fn said(found: &Found, revoked: &[(usize, &PreviewEntry, &Connection, Known)]) -> Option<FoundHazard> {
    let (entry, ..) = revoked.get(found.at)?;
    Some(FoundHazard { entry: *entry, code: found.hazard.code(), severity: found.hazard.severity() })
}

fn power(connection: &Connection, grant: &Grant) -> RolePower {
    match mutation::administrator_role(connection.vendor, grant) {
        Some(_) => RolePower::Administrator,
        None => RolePower::Ordinary,
    }
}

fn known(connection: &Connection, grant: &Grant, around: &Around) -> Known {
    let by_name = RoleNature { power: power(connection, grant), ..RoleNature::CUSTOM };
    let nature = around.nature.unwrap_or(by_name);
    Known {
        going_too: around.facts.going_too.clone(),
        covering: around.facts.covering.clone(),
        wildcard: around.facts.wildcard,
        ..Known::of_membership(nature, around.holders.into(), connection.account.clone())
    }
}

/// What the digest stands for, of one entry.
#[derive(Serialize)]
struct Decided<'a> {
    connection: &'a str,
    undoes: Option<&'a EntryId>,
    grant: &'a Grant,
    held: Option<bool>,
    accepts: BTreeSet<String>,
    covering: &'a [String],
}

/// Stands for the entries and what was judged of them. Not for the calls: these are built again from what is seen just before each,
/// and never do more than was accepted.
pub(super) fn digest(entries: &[PreviewEntry], preview: &Preview) -> Result<String, Error> {
    let mut all = Vec::with_capacity(entries.len());
    for (PreviewEntry { entry, .. }, around) in entries.iter().zip(&preview.entries) {
        let accepts = around.accepts.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
        all.push(Decided {
            connection: entry.connection.as_str(),
            undoes: entry.action.undoes(),
            grant: &entry.grant,
            held: around.held,
            accepts,
            covering: &around.facts.covering,
        });
    }
    let unread: Vec<_> =
        preview.unread.iter().map(|unread| (&unread.connection, &unread.role, unread.subject)).collect();
    entries::digest(&(all, unread))
}
