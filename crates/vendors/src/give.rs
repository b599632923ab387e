//! Giving back what an entry took, the same way for every vendor: look, call, look again. It only ever reverses one grant
//! that was seen before it was taken; whether that was so is the gateway's to know.
//!
//! `Restored` comes from a look that sees the grant and from nothing else. Where the inverse is no inverse any more, since
//! somebody or something is gone or was given otherwise, it says so and decides nothing.

use rescind_domain::{Act, EntryId, Fault, Grant, Outcome, Vendor};

use crate::api::{Api as _, with_api};
use crate::earlier;
use crate::flow::{self, Errand};
use crate::revoke::{Earlier, Item, Step, Tried};
use crate::{Request, Response, Transport};

/// What is to be given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// The entry that gives it, and the grant.
    pub item: Item,
    /// The entry that took it.
    pub undo: EntryId,
}

/// The grants of a plan that are given back in one call each, as positions in `grants`, in the order in which they are to be
/// sent.
#[must_use]
pub fn giving_batches(vendor: Vendor, grants: &[Grant]) -> Vec<Vec<usize>> {
    with_api!(vendor, api => api.giving_batches(grants))
}

/// The calls that may give the grants of one batch back, best first, and nothing else with them. `prepared` is the call of
/// [`crate::preparation`] with its answer.
///
/// # Errors
/// The vendor has no such call, the preparation failed, the grants are not a batch, or the state has changed so that no call
/// would give back these grants and nothing else.
pub fn giving_calls(
    vendor: Vendor,
    grants: &[Grant],
    prepared: Option<(&Request, &Response)>,
) -> Result<Vec<Request>, Fault> {
    with_api!(vendor, api => api.giving_calls(grants, prepared))
}

/// What the vendor gives along with a grant, whether it was there or not. Where it was not taken together with the grant, no
/// call gives back the grant and nothing else.
#[must_use]
pub fn given_along(vendor: Vendor, grant: &Grant) -> Vec<Grant> {
    with_api!(vendor, api => api.given_along(grant))
}

/// The calls that may give the grants of one batch back, after reading whatever they depend on.
///
/// # Errors
/// As [`giving_calls`], or the preparation got no answer.
pub async fn calls_back(transport: &impl Transport, vendor: Vendor, grants: &[Grant]) -> Result<Vec<Request>, Fault> {
    flow::calls(transport, vendor, Act::Give, grants).await
}

/// For each grant, what the state shows of it now and of what the vendor takes along with it: what a call that takes the grant
/// away takes. Empty where nothing is held, or nothing could be seen.
pub async fn witness(transport: &impl Transport, vendor: Vendor, grants: &[Grant]) -> Vec<Vec<Grant>> {
    with_api!(vendor, api => api.witness(transport, grants).await)
}

/// Looks, calls, looks again, for the entries of one batch. `attempt` counts the forms of the call, from 0.
pub async fn give(
    transport: &impl Transport,
    vendor: Vendor,
    returns: &[Return],
    attempt: usize,
    step: &(dyn Fn(Step) + Sync),
) -> Tried {
    let errand = |returned: &Return| Errand {
        entry: returned.item.entry.clone(),
        grant: returned.item.grant.clone(),
        undo: Some(returned.undo.clone()),
    };
    let errands: Vec<Errand> = returns.iter().map(errand).collect();
    flow::carry_out(transport, vendor, Act::Give, &errands, attempt, step).await
}

/// Finds out what became of a giving call whose answer is gone but for what the journal kept of it: its method and path among
/// that.
pub async fn settle_earlier_return(
    transport: &impl Transport,
    vendor: Vendor,
    grants: &[Grant],
    earlier: &Earlier,
    sent: (&str, &str),
    step: &(dyn Fn(Step) + Sync),
) -> Vec<Outcome> {
    earlier::settle_earlier(transport, vendor, Act::Give, grants, earlier, sent, step).await
}
