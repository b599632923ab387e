//! The calls that are made from a state that an answer shows: they revoke nothing but their grant, and grant nothing but it.

use std::collections::BTreeSet;

use rescind_domain::{ActionKind, Grant, Vendor};
use rescind_vendors::mutation::{self, preparation};
use rescind_vendors::{Request, Response};
use serde_json::{Value, json};

use super::simple::permissions;
use crate::target::{Reading, holds};

/// Pairs of database and role.
type Held = BTreeSet<(String, String)>;

/// Makes the calls of each grant from the answer.
pub(super) fn check(vendor: Vendor, grants: &[Grant], says_yes: bool, response: &Response) -> Result<Reading, String> {
    let mut made = false;
    for grant in grants {
        let one = std::slice::from_ref(grant);
        let Some(request) = preparation(vendor, one) else { continue };
        let revoking = mutation::calls(vendor, ActionKind::Revoke, one, Some((&request, response)));
        let granting = mutation::calls(vendor, ActionKind::Grant, one, Some((&request, response)));
        made |= revoking.is_ok() || granting.is_ok();
        holds(says_yes || !made, "a call was made from no state")?;
        let before = permissions(&serde_json::from_str(&response.body).unwrap_or_default());
        for call in revoking.unwrap_or_default() {
            let after = after(&before, &call);
            holds(after.is_subset(&before), "a call that revokes grants something")?;
            holds(before.difference(&after).all(|pair| is_of(grant, pair)), "a call revokes more than its grant")?;
        }
        for call in granting.unwrap_or_default() {
            let after = after(&before, &call);
            holds(before.is_subset(&after), "a call that grants revokes something")?;
            holds(after.difference(&before).all(|pair| is_of(grant, pair)), "a call grants more than its grant")?;
        }
    }
    Ok(Reading::of(made))
}

/// What is held after the call, as the vendor documents it.
fn after(before: &Held, call: &Request) -> Held {
    let body = call.body.as_ref().unwrap_or(&Value::Null);
    if body.get("updateMask").is_some() {
        return permissions(body);
    }
    if let Some(permission) = body.get("permission") {
        return before | &permissions(&json!({ "permissions": [permission] }));
    }
    let database = body.get("databaseName").and_then(Value::as_str).unwrap_or_default();
    before.iter().filter(|(of, _)| of != database).cloned().collect()
}

/// Whether a role on a database is what the grant is about.
fn is_of(grant: &Grant, (database, role): &(String, String)) -> bool {
    let is_here = |scope: &str| scope.rsplit('/').next() == Some(database);
    match grant {
        Grant::Membership(membership) => {
            membership.role.as_str() == role && membership.scope.as_ref().is_some_and(|scope| is_here(scope.as_str()))
        }
        Grant::Access(access) => is_here(access.scope.as_str()),
        Grant::Privilege(_) => false,
    }
}
