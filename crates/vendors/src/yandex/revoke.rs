//! What is Yandex' own about revoking: which call revokes a grant and nothing else, and what its answer says.
//!
//! One call takes all roles on a database, another replaces all permissions of a user; none takes one role. So the call
//! depends on what the user holds, read just before.

use rescind_domain::{
    BusinessStatus, CallResult, Fault, FaultKind, FaultSource, Grant, PrincipalId, PrincipalKind, Retry,
};

use super::answer::Answer;
use super::scope::{ClusterId, DatabaseName, Place};
use super::status::Status;
use super::user::User;
use super::{operation, read, requests, rules};
use crate::{Request, Response};

/// Whom something is taken from, and where.
pub(super) struct Target<'a> {
    pub(super) cluster: ClusterId,
    pub(super) database: DatabaseName,
    pub(super) user: &'a PrincipalId,
}

impl<'a> Target<'a> {
    /// Reads the target of a grant.
    ///
    /// # Errors
    /// A grant that this service does not have, or a name that it would not accept.
    pub(super) fn of(grant: &'a Grant) -> Result<Self, Fault> {
        let principal = match grant {
            // What a role may do is part of the product.
            Grant::Privilege(_) => None,
            Grant::Membership(_) | Grant::Access(_) => grant.principal(),
        };
        let Some(principal) = principal.filter(|principal| principal.kind == PrincipalKind::User) else {
            return Err(refused(FaultKind::Rejected, ""));
        };
        let invalid =
            |field: &str, path: &str| refused(FaultKind::InvalidInput { field: Some(field.to_owned()) }, path);
        let Some(Place { cluster, database }) = grant.scope().and_then(Place::parse) else {
            return Err(invalid("databaseName", ""));
        };
        let user = &principal.id;
        match rules::check(&cluster, user, &database) {
            Ok(()) => Ok(Self { cluster, database, user }),
            Err(field) => Err(invalid(field, &requests::user(&cluster, user).path)),
        }
    }
}

/// A refusal of our own: nothing was sent.
pub(super) fn refused(kind: FaultKind, path: &str) -> Fault {
    Fault::new(kind, FaultSource::Gateway, "POST", path, Retry::Useless)
}

/// The call that reads the user whose permissions are to change.
#[must_use]
pub fn preparation(grants: &[Grant]) -> Option<Request> {
    let [grant] = grants else { return None };
    let target = Target::of(grant).ok()?;
    Some(requests::user(&target.cluster, target.user))
}

/// The one grant of a call, and the user whose permissions it changes, as they were read just before.
pub(super) struct Prepared<'a> {
    pub(super) grant: &'a Grant,
    pub(super) target: Target<'a>,
    pub(super) user: User,
    pub(super) response: &'a Response,
}

impl<'a> Prepared<'a> {
    /// `prepared` is the call of [`preparation`] with its answer.
    pub(super) fn of(grants: &'a [Grant], prepared: Option<(&Request, &'a Response)>) -> Result<Self, Fault> {
        let [grant] = grants else { return Err(refused(FaultKind::Rejected, "")) };
        let target = Target::of(grant)?;
        let expected = requests::user(&target.cluster, target.user);
        let Some((request, response)) = prepared.filter(|(request, _)| **request == expected) else {
            return Err(refused(FaultKind::Rejected, ""));
        };
        let answer = Answer::new(request, response);
        let body = answer.object().map_err(read::safe_to_repeat)?;
        let user = read::expect_user(&body, &target.cluster, target.user).map_err(|wrong| answer.wrong(&wrong))?;
        Ok(Self { grant, target, user, response })
    }
}

/// The one call that takes the grant away, computed from nothing but the grant and the user's body.
///
/// # Errors
/// More than one grant, a grant that the service does not have, a name that it would not accept, an answer that shows no
/// such user; a conflict when the user does not hold the role any more, or would lose more than the admin saw.
pub fn calls(grants: &[Grant], prepared: Option<(&Request, &Response)>) -> Result<Vec<Request>, Fault> {
    let Prepared { grant, target, user, response } = Prepared::of(grants, prepared)?;
    let Target { cluster, database, user: name } = target;
    let all = requests::revoke_permission(&cluster, name, &database);
    let held = user.roles_on(&database);
    let changed = || Err(refused(FaultKind::Conflict { blocking: None }, &all.path).with_raw(&response.body));
    match grant {
        Grant::Access(access) => {
            let unseen = held.iter().any(|role| !access.roles.contains(role));
            if unseen || !user.has_permission_on(&database) { changed() } else { Ok(vec![all]) }
        }
        Grant::Membership(membership) => match held.as_slice() {
            [only] if *only == membership.role => Ok(vec![all]),
            several if several.contains(&membership.role) => {
                let rest = user.without(&database, &membership.role);
                Ok(vec![requests::replace_permissions(&cluster, name, &rest)])
            }
            _ => changed(),
        },
        Grant::Privilege(_) => Err(refused(FaultKind::Rejected, "")),
    }
}

/// What the server said of a call that takes a grant away. HTTP 200 is an operation that has only begun.
#[must_use]
pub fn call_result(request: &Request, response: &Response) -> CallResult {
    let answer = Answer::new(request, response);
    let fault = match operation::decode(&answer) {
        Ok(operation) => return CallResult::Pending(operation.id),
        Err(fault) => fault,
    };
    // A proxy's limit, or the server's own: the call may still be on its way.
    if matches!(response.status, 408 | 504) {
        return CallResult::TimedOut(fault);
    }
    match &fault.business {
        Some(BusinessStatus::Rpc(3 | 5..=12 | 16)) if !says_no_changes(response) => CallResult::rejected(fault),
        // Without a status it was somebody in between who refused, before the service saw the call.
        None if matches!(response.status, 401 | 403 | 404 | 429) => CallResult::rejected(fault),
        // Everything else may have begun an operation. That nothing would change may mean that it has changed already.
        _ => CallResult::Lost(fault),
    }
}

fn says_no_changes(response: &Response) -> bool {
    let status = serde_json::from_str(&response.body).ok().as_ref().and_then(Status::read);
    status.is_some_and(|status| status.says_no_changes())
}
