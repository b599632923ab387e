//! What a call would do beyond what the person confirmed. It is found out when a plan begins, and once more under the lock, from
//! the same look that the call is made from; whatever is beyond is not sent.

use rescind_domain::hazard::HazardCode;
use rescind_domain::{ActionKind, Connection, Entry, Fault, FaultKind, FaultSource, Grant, Retry};
use rescind_vendors::{Transport, mutation, read};

use crate::connection_fault::keeps_from_observing;

/// Something that was not confirmed.
#[derive(Clone, Debug, PartialEq)]
pub enum Beyond {
    /// The vendor revokes these as well.
    Implied(Vec<Grant>),
    /// It is dangerous in a way that nobody was shown.
    Hazard(HazardCode),
    /// The vendor grants these as well, and they are not there.
    GrantedAlong(Vec<Grant>),
}

impl Beyond {
    /// The failure of an entry that is not sent because of it.
    #[must_use]
    pub fn fault(&self) -> Fault {
        let names = |grants: &[Grant]| {
            let name = |grant: &Grant| format!("{} from {}", grant.what(), grant.from_whom());
            grants.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        let message = match self {
            Self::Implied(grants) => format!("This would also revoke {}, which was not confirmed.", names(grants)),
            Self::Hazard(code) => {
                let code = in_words(*code);
                format!("The state has changed since this was confirmed: {code}.")
            }
            Self::GrantedAlong(grants) => {
                format!("Restoring this would also grant {}, which was not revoked with it.", names(grants))
            }
        };
        let mut fault = Fault::new(FaultKind::Unconfirmed, FaultSource::Gateway, "", "", Retry::Useless);
        fault.message = Some(message);
        fault
    }
}

/// The hazard in words, for the log of an entry; pages word the code themselves.
const fn in_words(code: HazardCode) -> &'static str {
    match code {
        HazardCode::Yourself => "it is the account of this connection",
        HazardCode::LastHolder | HazardCode::PerhapsLastHolder => "nobody else would be an administrator",
        HazardCode::BuiltIn => "the role comes with the server",
        HazardCode::Wildcard => "it is a wildcard",
        HazardCode::TakesAlso => "other grants would go with it",
        HazardCode::AllRoles => "all roles there would go",
        HazardCode::HeldByGroups => "groups hold the role as well",
        HazardCode::StillCovered => "another grant still allows the same",
        HazardCode::GrantsAdministrator => "it makes an administrator",
    }
}

/// Whether a grant is asked for by another entry of the same plan, which explains that it goes.
pub type IsAskedFor<'a> = &'a (dyn Fn(&Grant) -> bool + Sync);

/// What revoking or granting would do beyond what was confirmed with the entry; nothing when it would not. `captured` is what
/// the look saw of the grant and of what goes with it.
///
/// # Errors
/// The connection cannot be used now.
pub async fn beyond<T: Transport>(
    transport: &T,
    connection: &Connection,
    entry: &Entry,
    captured: &[Grant],
    is_asked_for: IsAskedFor<'_>,
) -> Result<Option<Beyond>, Fault> {
    let known = match entry.action.kind() {
        ActionKind::Grant => {
            let administrator = mutation::administrator_role(connection.vendor, &entry.grant).is_some();
            administrator.then_some(HazardCode::GrantsAdministrator).into_iter().collect()
        }
        ActionKind::Revoke => mutation::hazards(connection, &entry.grant),
    };
    if let Some(code) = known.into_iter().find(|code| !entry.accepts_hazard(*code)) {
        return Ok(Some(Beyond::Hazard(code)));
    }
    if entry.action.kind() == ActionKind::Grant {
        return Ok(None);
    }
    let implied: Vec<Grant> = captured
        .iter()
        .filter(|grant| !grant.is_same(&entry.grant) && !is_asked_for(grant) && !entry.accepts_implied(grant))
        .filter(|grant| !matches!((grant, &entry.grant), (Grant::Access(_), Grant::Access(_))))
        .cloned()
        .collect();
    if !implied.is_empty() {
        return Ok(Some(Beyond::Implied(implied)));
    }
    let is_last = last_administrator(transport, connection, entry, is_asked_for).await?;
    Ok(is_last.then_some(Beyond::Hazard(HazardCode::LastHolder)))
}

/// Whether a grant goes when another one goes.
fn goes_with(revoked: &Grant, grant: &Grant) -> bool {
    grant.is_same(revoked) || revoked.includes(grant)
}

/// Whether nobody may be an administrator any more, and nobody was told so. Who holds the role is read only where the role is
/// an administrator's and the person did not confirm it already.
async fn last_administrator<T: Transport>(
    transport: &T,
    connection: &Connection,
    entry: &Entry,
    is_asked_for: IsAskedFor<'_>,
) -> Result<bool, Fault> {
    if entry.accepts_hazard(HazardCode::LastHolder) {
        return Ok(false);
    }
    let Some(role) = mutation::administrator_role(connection.vendor, &entry.grant) else { return Ok(false) };
    match read::members(transport, connection, &role, &|_| {}).await {
        Ok(list) => {
            let stays = |grant: &Grant| !goes_with(&entry.grant, grant) && !is_asked_for(grant);
            Ok(!list.rows.iter().any(|row| stays(&Grant::Membership(row.membership.clone()))))
        }
        Err(fault) if keeps_from_observing(&fault) => Err(fault),
        Err(_) => Ok(true),
    }
}
