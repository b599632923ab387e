//! What a vendor is to the rest of Rescind: one trait, and the one list of those who have it. Whoever adds a vendor adds a
//! folder with an `Api` and a line to [`with_api`]; nothing else asks which vendor it is.

use rescind_domain::{
    ActionKind, BusinessStatus, CallResult, Connection, Fault, FaultKind, FaultSource, Grant, Operation, OperationId,
    Retry, RoleRef,
};

use crate::mutation::Observations;
use crate::read::Show;
use crate::snippets::Snippet;
use crate::{Request, Response, Route, Transport};
use rescind_domain::Capabilities;
use rescind_domain::read::{
    MemberList, PeopleList, PersonRef, PersonView, PrivilegeFacts, PrivilegeList, Probe, RoleEntry, RoleList,
};

/// Runs an expression with the vendor's `Api`.
macro_rules! with_api {
    ($vendor:expr, $api:ident => $call:expr) => {
        match $vendor {
            rescind_domain::Vendor::Milvus => {
                let $api = $crate::milvus::Api;
                $call
            }
            rescind_domain::Vendor::Genauth => {
                let $api = $crate::genauth::Api;
                $call
            }
            rescind_domain::Vendor::YandexMongodb => {
                let $api = $crate::yandex::Api;
                $call
            }
        }
    };
}
pub(crate) use with_api;

/// A vendor. Reads never change anything and return one classified fault; a part that could not be read is a gap of the
/// value and not a failure of the whole, so that a partial view never passes for a whole one. What is waited for may move
/// from thread to thread.
pub(crate) trait Api: Sync {
    /// The calls that may be made.
    const ROUTES: &'static [Route];
    /// What it can do and tell.
    const CAPABILITIES: Capabilities;

    /// The grants of a plan that can be revoked, or granted, in one call, as positions in `grants`; in the order in which they
    /// are to be sent.
    fn batches(&self, _kind: ActionKind, grants: &[Grant]) -> Vec<Vec<usize>> {
        (0..grants.len()).map(|at| vec![at]).collect()
    }

    /// What the call of one batch touches besides its grants: calls that share any of these are never under way at the same
    /// time.
    fn lock_parts(&self, grants: &[Grant]) -> Vec<String>;

    /// Which of that the call for one grant would still spoil, or be spoilt by, if it were carried out after everybody has given
    /// up waiting for it. Where a call changes its grants and nothing else, there is none.
    fn held_parts(&self, _grant: &Grant) -> Vec<String> {
        Vec::new()
    }

    /// How much one batch stands for. What stands for more has ended before anything begins that it may cover: otherwise that
    /// would still be allowed when it is observed.
    fn priority(&self, _grants: &[Grant]) -> u8 {
        0
    }

    /// Calls as text to run elsewhere, for curl and for the vendor's own client.
    fn snippets(&self, calls: &[Request]) -> Vec<Snippet>;

    /// The call whose answer [`Api::calls`] needs to know the state before the change, if it needs any.
    fn preparation(&self, _grants: &[Grant]) -> Option<Request> {
        None
    }

    /// The calls that may revoke, or grant, the grants of one batch and nothing else, best first: a later one is the form for
    /// servers that lack the earlier one. `prepared` is the answer to [`Api::preparation`].
    ///
    /// # Errors
    /// The preparation failed, the grants are not a batch, the vendor has no such call, or the state has changed so that no
    /// call would change these grants and nothing else.
    fn calls(
        &self,
        kind: ActionKind,
        grants: &[Grant],
        prepared: Option<(&Request, &Response)>,
    ) -> Result<Vec<Request>, Fault>;

    /// Whether the vendor can have such a grant at all: its kind, and names that would be part of an address.
    ///
    /// # Errors
    /// What is wrong with it.
    fn check(&self, grant: &Grant) -> Result<(), Fault>;

    /// Whether the role that loses a privilege comes with the server.
    fn is_built_in(&self, _grant: &Grant) -> bool {
        false
    }

    /// Whether revoking the grant revokes everything on its object.
    fn is_wildcard(&self, _grant: &Grant) -> bool {
        false
    }

    /// What the vendor grants along with a grant, whether it was there or not.
    fn granted_along(&self, _grant: &Grant) -> Vec<Grant> {
        Vec::new()
    }

    /// What an answer says of the call, before anything is observed.
    fn call_result(&self, request: &Request, response: &Response) -> CallResult;

    /// The status inside an answer's body.
    fn business_status(&self, body: &str) -> Option<BusinessStatus>;

    /// Whether such a status of a call that changes something, with HTTP 200, is the vendor's word of success.
    fn is_success(&self, status: &BusinessStatus) -> bool;

    /// Observes the grants of one batch, in their order: what is to be granted to its full extent.
    fn observe(
        &self,
        transport: &impl Transport,
        kind: ActionKind,
        grants: &[Grant],
    ) -> impl Future<Output = Observations> + Send;

    /// Waits until an operation has ended, or until it makes no sense any more to wait: [`CallResult::Pending`] then.
    fn follow(
        &self,
        _transport: &impl Transport,
        _operation: &OperationId,
        _show: Show<'_, Operation>,
    ) -> impl Future<Output = CallResult> + Send {
        async move { CallResult::Lost(Fault::new(FaultKind::Unknown, FaultSource::Gateway, "", "", Retry::AfterReread)) }
    }

    /// Waits for whatever a call may have begun whose answer was lost, where the vendor carries changes out after it has
    /// answered and can tell of them.
    fn after_loss(
        &self,
        _transport: &impl Transport,
        _grants: &[Grant],
        result: CallResult,
        _show: Show<'_, Operation>,
    ) -> impl Future<Output = CallResult> + Send {
        async move { result }
    }

    /// Whether the connection works, and how much it shows of itself.
    fn probe(
        &self,
        transport: &impl Transport,
        connection: &Connection,
    ) -> impl Future<Output = Result<Probe, Fault>> + Send;

    /// All roles: the names first, then how many hold each and how much each may do.
    fn roles(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        show: Show<'_, RoleList>,
    ) -> impl Future<Output = Result<RoleList, Fault>> + Send;

    /// One role, without the counts; nothing when there is no such role.
    fn role(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        role: &RoleRef,
    ) -> impl Future<Output = Result<Option<RoleEntry>, Fault>> + Send;

    /// Who holds a role.
    fn members(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        role: &RoleRef,
        show: Show<'_, MemberList>,
    ) -> impl Future<Output = Result<MemberList, Fault>> + Send;

    /// What a role may do.
    fn privileges(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        role: &RoleRef,
    ) -> impl Future<Output = Result<PrivilegeList, Fault>> + Send;

    /// What else hangs on each of these privileges of one role, among those that were read with them.
    fn facts(&self, _list: &PrivilegeList, taken: &[&rescind_domain::PrivilegeGrant]) -> Vec<PrivilegeFacts> {
        vec![PrivilegeFacts::default(); taken.len()]
    }

    /// The people of a connection.
    fn people(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        show: Show<'_, PeopleList>,
    ) -> impl Future<Output = Result<PeopleList, Fault>> + Send;

    /// One person and the roles that the person holds; nothing when there is no such person. What is shown first lacks the
    /// counts.
    fn person(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        person: &PersonRef,
        show: Show<'_, Option<PersonView>>,
    ) -> impl Future<Output = Result<Option<PersonView>, Fault>> + Send;

    /// Everything that a person may do through the roles held, each grant with the role that it comes through.
    fn effective(
        &self,
        transport: &impl Transport,
        connection: &Connection,
        person: &PersonRef,
    ) -> impl Future<Output = Result<PrivilegeList, Fault>> + Send;
}

/// The routes of an `Api` that is at hand as a value.
pub(crate) const fn routes_of<A: Api>(_: &A) -> &'static [Route] {
    A::ROUTES
}

/// The capabilities of an `Api` that is at hand as a value.
pub(crate) const fn capabilities_of<A: Api>(_: &A) -> &'static Capabilities {
    const { &A::CAPABILITIES }
}
